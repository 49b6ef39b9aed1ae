//! What every release stored and sent is read by this one.

use std::fs;
use std::path::{Path, PathBuf};

use fieldbook_core::bundle::Purpose;
use fieldbook_core::identity::PublicKey;
use fieldbook_core::model::*;
use fieldbook_core::store::{ChangeState, FactQuery, Store};
use fieldbook_core::sync::{SyncRequest, SyncResponse, unpack};
use fieldbook_core::*;
use fieldbook_hub::{Clock, Hub, NewLease, StampStanding};
use fieldbook_tests::world::copy_dir;
use sha2::Digest;
use tempfile::TempDir;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// A copy of a released folder: opening brings it up to date, and the fixture must stay as it was.
fn copy_of_folder(name: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy_dir(&fixture(name), dir.path());
    dir
}

fn copy_of(book: &str) -> (TempDir, Fieldbook) {
    let dir = copy_of_folder(book);
    let book = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
    (dir, book)
}

fn all() -> FactQuery {
    FactQuery {
        limit: 100,
        ..FactQuery::default()
    }
}

#[test]
fn i7_a_book_of_0_1_opens_and_shows_everything() {
    let (dir, book) = copy_of("book-0.1");
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
    let names = |kind| {
        let list = book.documents().list(kind).unwrap();
        list.iter()
            .filter_map(|document| document.text("name"))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(DocKind::Season), ["Vụ mùa 2026"]);
    assert_eq!(names(DocKind::Visit), ["Thăm ruộng"]);
    assert_eq!(book.documents().list(DocKind::Lot).unwrap().len(), 1);
    let facts = book.journal().query(&all()).unwrap();
    let kinds: Vec<FactKind> = facts.iter().map(|fact| fact.fact.kind).collect();
    assert_eq!(
        kinds,
        [
            FactKind::Activate,
            FactKind::Pack,
            FactKind::Harvest,
            FactKind::Harvest
        ]
    );
    let found = book.journal().search("lua dep", 10).unwrap();
    assert_eq!(
        found.len(),
        0,
        "search knows what was recorded, not what was amended"
    );
    let (mistaken, gathered) = (&facts[2], &facts[3]);
    assert_eq!(
        mistaken.voided.as_ref().unwrap().reason.as_deref(),
        Some("ghi hai lần")
    );
    assert_eq!(gathered.fact.note.as_deref(), Some("Lúa đẹp, gặt sớm"));
    assert_eq!(
        gathered.fact.amount(QuantityRole::Out).unwrap().amount(),
        250.into()
    );
    assert_eq!(gathered.state, ChangeState::Accepted);
    let history = book.journal().history(gathered.id()).unwrap();
    assert_eq!(history.len(), 4);
    // Two amendments made apart stand in the order of their random actors.
    let mut names: Vec<&str> = history[1..3]
        .iter()
        .filter_map(|entry| entry.by_name.as_deref())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["Người 0", "Người 1"]);
    let conflicts = book.journal().conflicts().unwrap();
    assert_eq!((conflicts.len(), conflicts[0].values.len()), (1, 2));
    let claims = book.stamps().claims(None).unwrap();
    assert_eq!((claims.len(), claims[0].state), (1, ClaimState::Confirmed));
    assert_eq!(book.stamps().leases().unwrap().len(), 1);
    let status = book.sync().status().unwrap();
    assert_eq!((status.outbox, status.enrolled), (2, true));
    assert!(status.receipts > 0);
    assert_stamps_are_found(&dir, &book);
}

#[test]
fn i7_a_book_of_0_1_is_written_on_and_rebuilt() {
    let (_dir, book) = copy_of("book-0.1");
    let before = book.journal().query(&all()).unwrap();
    assert_eq!(book.rebuild().unwrap(), 4);
    assert_eq!(book.journal().query(&all()).unwrap(), before);
    let conflict = book.journal().conflicts().unwrap().remove(0);
    let settled = FieldValue::Number(22.into());
    book.journal()
        .amend(conflict.fact.unwrap(), &conflict.field, settled, Some("đồng ý"))
        .unwrap();
    assert!(book.journal().conflicts().unwrap().is_empty());
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

fn hub_key_of_0_2() -> PublicKey {
    PublicKey(fs::read(fixture("0.2/hub.public")).unwrap().try_into().unwrap())
}

/// What earlier versions kept of leases and claims leads to their stamps.
fn assert_stamps_are_found(dir: &TempDir, book: &Fieldbook) {
    let range = book.stamps().range("00099", "00501").unwrap();
    let spans = book.stamps().spans(std::slice::from_ref(&range)).unwrap();
    let leased: Vec<bool> = spans.iter().map(|span| span.lease.is_some()).collect();
    assert_eq!(leased, [true, false], "{spans:?}");
    book.shutdown().unwrap();
    let store = Store::open(&dir.path().join("book.sqlite"), None).unwrap();
    for (serial, found) in [("00100", 1), ("00101", 0)] {
        let one = SerialRange::parse(serial, serial).unwrap();
        let touching = store.read(|reading| reading.spans_touching(&one, None)).unwrap();
        assert_eq!(touching.len(), found, "{serial}");
    }
}

#[test]
fn i7_a_book_of_0_2_opens_and_shows_everything() {
    let (_dir, book) = copy_of("0.2/book");
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
    let facts = book.journal().query(&all()).unwrap();
    let behalf = facts.iter().filter(|view| view.fact.on_behalf_of.is_some());
    assert_eq!((facts.len(), behalf.count()), (10, 1));
    assert_eq!(book.journal().conflicts().unwrap().len(), 1);
    assert!(facts.iter().any(|view| view.voided.is_some()));
    // Two people, one with a PIN, who both record.
    let profiles = book.people().profiles().unwrap();
    assert_eq!(profiles.len(), 2);
    let inh = profiles.iter().find(|profile| profile.has_pin).unwrap().person;
    assert!(book.people().switch_to(inh, Some("0000")).is_err());
    book.people().switch_to(inh, Some("2580")).unwrap();
    // An old copy was put back; what it clashed with is kept aside.
    let aside = book.journal().quarantine().unwrap();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert!(book.catalog().step("durian@1", "pollinate").is_some());
    let photos = book.blobs().list().unwrap();
    let sent = photos
        .iter()
        .filter(|file| matches!(file.standing, BlobStanding::AtHub { receipt: Some(_) }));
    assert_eq!((photos.len(), sent.count()), (2, 1));
    assert!(photos.iter().all(|file| book.blobs().read(file.hash).is_ok()));
    let status = book.sync().status().unwrap();
    assert_eq!((status.outbox, status.freight, status.files), (2, 1, 1));
    assert!(status.enrolled && status.receipts > 0);
    assert!(
        book.sync()
            .usage(3650)
            .unwrap()
            .iter()
            .any(|day| day.facts.total() > 0)
    );
    let receipted = facts.iter().filter(|view| view.state == ChangeState::Accepted);
    for view in receipted {
        assert!(!book.journal().receipts(view.id()).unwrap().is_empty());
    }
}

#[test]
fn i7_a_book_of_0_2_is_written_on_and_rebuilt_and_its_copy_too() {
    let (dir, book) = copy_of("0.2/book");
    let before = book.journal().query(&all()).unwrap();
    assert_eq!(book.rebuild().unwrap(), before.len() as u64);
    assert_eq!(book.journal().query(&all()).unwrap(), before);
    let season = book.documents().list(DocKind::Season).unwrap()[0].doc.id;
    let harvest = fieldbook_tests::world::harvest(season, 3);
    let fact = book.journal().record(harvest).unwrap().view.id();
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
    book.shutdown().unwrap();
    // The rolling copy of that release opens where the book is gone.
    fs::remove_file(dir.path().join("book.sqlite")).unwrap();
    let copy = dir.path().join("backup").join("book.1.sqlite");
    let restored = Fieldbook::restore(Config::in_dir(dir.path()), &copy, None, "").unwrap();
    assert_eq!(restored.check().unwrap().problems, Vec::<String>::new());
    assert!(restored.journal().get(fact).is_err());
}

#[test]
fn i7_files_of_0_2_are_checked_and_taken_in() {
    let evidence = fs::read(fixture("0.2/lot.evidence")).unwrap();
    let told = verify_evidence(&evidence, &hub_key_of_0_2()).unwrap();
    assert_eq!(told.purpose, Purpose::Evidence);
    assert_eq!((told.facts, told.unreceipted.len()), (2, 0), "{told:?}");
    assert!(told.people.iter().any(|person| person.name.is_some()));
    let (_dir, book) = copy_of("0.2/book");
    let bundle = fs::read(fixture("0.2/outbox.bundle")).unwrap();
    let taken = book.sync().import_bundle(&bundle).unwrap();
    assert_eq!((taken.known, taken.quarantined, taken.flaw), (3, 0, None));
}

#[test]
fn i7_bodies_of_0_2_are_read() {
    let (mut requests, mut answers) = (0, 0);
    for file in fs::read_dir(fixture("0.2/wire")).unwrap() {
        let path = file.unwrap().path();
        let body = fs::read(&path).unwrap();
        if path.to_string_lossy().ends_with("request") {
            let request: SyncRequest = unpack(&body, 1 << 20).unwrap();
            requests += request.push.len();
        } else {
            let answer: SyncResponse = unpack(&body, 1 << 20).unwrap();
            answers += answer.pages.len();
        }
    }
    assert!(requests >= 1 && answers >= 1, "{requests} {answers}");
}

#[test]
fn i7_a_hub_of_0_2_opens_and_goes_on() {
    let dir = copy_of_folder("0.2/hub");
    let hub = Hub::open(dir.path()).unwrap();
    assert_eq!(hub.public_key(), hub_key_of_0_2());
    assert_eq!((hub.orgs().unwrap().len(), hub.devices().unwrap().len()), (2, 3));
    let claims = hub.claims(None, None).unwrap();
    assert_eq!((claims.len(), claims[0].state), (1, ClaimState::Confirmed));
    let standing = |serial: &str| hub.trace_of_stamp("08939999000017", serial).unwrap().standing;
    assert_eq!(standing("00100"), StampStanding::Active);
    assert_eq!(standing("00101"), StampStanding::NotActivated);
    let org = claims[0].doc.org;
    let lease = &hub.leases(org).unwrap()[0].lease;
    let then = lease.not_after.plus_ms(-86_400_000);
    let hub = hub.clone().with_clock(Clock::from_fn(move || then));
    let twice = NewLease {
        roll: lease.roll,
        range: None,
        org,
        person: None,
        days: 1,
    };
    assert!(
        hub.new_lease(&twice)
            .unwrap_err()
            .to_string()
            .contains("lease_overlap")
    );
    assert!(hub.trace_of_lot(claims[0].doc.id).unwrap().is_some());
    let photo = BlobHash(sha2::Sha256::digest(b"sent").into());
    assert!(hub.open_blob(photo).unwrap().is_some());
    assert_eq!(hub.packs().unwrap().len(), 1);
    assert!(hub.catalog().unwrap().group("durian@1").is_some());
    let org = hub.orgs().unwrap()[0].id;
    hub.new_person(org, "Người mới", &[Role::Farmer]).unwrap();
}

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use super::*;
use crate::fieldbook::open_documents::DocumentsLock;
use crate::fieldbook::record::NewFact;
use crate::fieldbook::{Config, Fieldbook, NewLot};
use crate::identity::{Certificate, Invitation, InvitedProduct, Membership, SecretKey, Signed, sign_change};
use crate::journal::{Author, Document};
use crate::model::*;
use crate::store::FactQuery;
use crate::sync::{DocChanges, OrgPage};

const ORG: OrgId = OrgId(uuid::Uuid::from_u128(1));

fn hub() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn book(dir: &std::path::Path) -> Fieldbook {
    let product = InvitedProduct {
        id: ProductId(uuid::Uuid::from_u128(3)),
        name: "Gạo nếp tan Mường Và".into(),
        group: "sticky-rice".into(),
        gtin: None,
    };
    let invitation = Invitation {
        hub_url: "http://127.0.0.1:9".into(),
        hub_key: hub().public(),
        token: [7; 16],
        org: ORG,
        org_name: "HTX Mường Và".into(),
        person: PersonId(uuid::Uuid::from_u128(2)),
        person_name: "Lò Thị Mai".into(),
        roles: vec![Role::Manager],
        products: vec![product],
        not_after: Moment {
            utc_ms: 4_000_000_000_000,
            offset_min: 420,
            trust: ClockTrust::Device,
        },
    };
    Fieldbook::create(Config::in_dir(dir), &invitation.to_text(&hub()).unwrap(), "máy").unwrap()
}

fn pack(lot: DocId) -> NewFact {
    NewFact {
        quantities: vec![RoledQuantity {
            role: QuantityRole::Out,
            quantity: "25 túi".parse().unwrap(),
        }],
        ..NewFact::of(lot, "pack")
    }
}

fn lot(book: &Fieldbook) -> DocId {
    book.documents().open_lot(&NewLot::default()).unwrap().doc.id
}

/// A colleague's device.
fn colleague() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}

fn certificate() -> Signed {
    let at = |utc_ms: i64| Moment {
        utc_ms,
        offset_min: 420,
        trust: ClockTrust::HubChecked,
    };
    let certificate = Certificate {
        device: DeviceId(uuid::Uuid::from_u128(4)),
        key: colleague().public(),
        memberships: vec![Membership {
            org: ORG,
            person: PersonId(uuid::Uuid::from_u128(5)),
            roles: vec![Role::Manager],
        }],
        not_before: at(1_700_000_000_000),
        not_after: at(4_000_000_000_000),
        name: "máy khác".into(),
    };
    Signed::new(&certificate, &hub()).unwrap()
}

/// Facts like this one, in a lot another device has filled, as the hub's log brings them.
fn page(like: &Fact, facts: usize) -> OrgPage {
    let doc = DocRef::fresh(DocKind::Lot, ORG);
    let author = Author {
        key: colleague().public().0,
        actor: [9; 16],
    };
    let mut document = Document::open(doc, author).unwrap();
    let changes: Vec<_> = (0..facts)
        .map(|_| {
            let fact = Fact {
                id: FactId::fresh(),
                ..like.clone()
            };
            document.put_fact(&fact, 1_790_000_000).unwrap()
        })
        .collect();
    let newest = changes.last().unwrap().hash;
    OrgPage {
        org: ORG,
        next: facts as u64,
        more: false,
        certificates: vec![certificate()],
        leases: Vec::new(),
        verdicts: Vec::new(),
        docs: vec![DocChanges {
            doc,
            changes: changes.into_iter().map(|change| change.bytes.into()).collect(),
            signatures: vec![sign_change(&colleague(), doc.id, newest)],
        }],
        begin: None,
        receipt: None,
        released: Vec::new(),
        refused: Vec::new(),
        revocations: Vec::new(),
        lists: Vec::new(),
    }
}

/// A page of one large lot, which no group of changes divides, while somebody records without a pause: it
/// comes in slices, everything arrives, nothing is lost, and the page again changes nothing.
#[test]
fn a_large_page_is_let_in_slice_by_slice_beside_somebody_who_records() {
    let dir = tempfile::tempdir().unwrap();
    let book = book(dir.path());
    let own = lot(&book);
    let like = book.journal().record(pack(own)).unwrap().view.fact;
    let page = page(&like, 700);
    let now = book.book.now();
    let done = AtomicBool::new(false);
    let (received, recorded) = std::thread::scope(|scope| {
        let recorder = scope.spawn(|| {
            let mut recorded = 1;
            while !done.load(Ordering::Relaxed) {
                book.journal().record(pack(own)).unwrap();
                recorded += 1;
            }
            recorded
        });
        let received = book.book.apply_page(&page, &[1; 16], true, now).unwrap();
        done.store(true, Ordering::Relaxed);
        (received, recorder.join().unwrap())
    });
    assert_eq!((received.stored, received.quarantined), (700, 0));
    assert!(received.slices.largest <= STEPS, "{received:?}");
    assert!(received.slices.count >= 700 / STEPS, "{received:?}");
    let again = book.book.apply_page(&page, &[1; 16], true, now).unwrap();
    assert_eq!((again.stored, again.quarantined), (0, 0));
    let all = FactQuery {
        limit: 10_000,
        ..FactQuery::default()
    };
    assert_eq!(book.journal().query(&all).unwrap().len(), 700 + recorded);
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_slice_ends_after_its_steps_or_its_time() {
    let mut full = Slice {
        began: Instant::now() + TIME,
        ..Slice::begin()
    };
    assert_eq!((0..10 * STEPS).filter(|_| full.take()).count(), STEPS);
    let mut late = Slice {
        began: Instant::now().checked_sub(TIME).unwrap(),
        ..Slice::begin()
    };
    // One step at least, or nothing would ever be done.
    assert_eq!((0..STEPS).filter(|_| late.take()).count(), 1);
}

/// Whoever lets go between two slices and takes the lock again at once comes behind those who wait.
#[test]
fn who_waits_for_the_documents_comes_before_the_next_slice() {
    let documents = DocumentsLock::default();
    let (said, heard) = channel();
    std::thread::scope(|scope| {
        let slice = documents.lock();
        let person = said.clone();
        scope.spawn({
            let documents = &documents;
            move || {
                let entry = documents.lock();
                person.send("entry").unwrap();
                drop(entry);
            }
        });
        while !documents.is_awaited() {
            std::thread::yield_now();
        }
        drop(slice);
        let slice = documents.lock();
        said.send("slice").unwrap();
        drop(slice);
    });
    assert_eq!(heard.try_iter().collect::<Vec<_>>(), ["entry", "slice"]);
}

/// A rebuild corrects what is wrong, takes out what no change says, and brings back what is missing, with
/// the words people search for.
#[test]
fn a_rebuild_mends_rows_of_every_kind() {
    let dir = tempfile::tempdir().unwrap();
    let book = book(dir.path());
    let own = lot(&book);
    let noted = |note: &str| {
        let new = NewFact {
            note: Some(note.into()),
            ..pack(own)
        };
        book.journal().record(new).unwrap().view.id()
    };
    let ids: Vec<FactId> = ["kho một", "kho hai", "kho ba", "kho bốn"].map(noted).into();
    book.journal().void(ids[1], "nhầm").unwrap();
    let all = FactQuery::default();
    let before = book.journal().query(&all).unwrap();
    assert_eq!(book.journal().search("kho", 10).unwrap().len(), 4);
    book.book.store.damage_projections();
    assert_ne!(book.journal().query(&all).unwrap(), before);
    assert_eq!(book.rebuild().unwrap(), 4);
    assert_eq!(book.journal().query(&all).unwrap(), before);
    for (note, found) in [("kho", 4), ("bon", 1), ("mot", 1)] {
        assert_eq!(book.journal().search(note, 10).unwrap().len(), found, "{note}");
    }
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

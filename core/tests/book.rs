//! One book on one device, offline: what a person enters is durable, found again, corrected and checked.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

use std::path::Path;
use std::sync::Arc;

use fieldbook_core::catalog::Lang;
use fieldbook_core::identity::{Invitation, InvitedProduct, SecretKey};
use fieldbook_core::model::*;
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::*;

fn invitation(hub: &SecretKey) -> String {
    Invitation {
        hub_url: "http://127.0.0.1:9".into(),
        hub_key: hub.public(),
        token: [7; 16],
        org: OrgId(uuid::Uuid::from_u128(1)),
        org_name: "HTX Mường Và".into(),
        person: PersonId(uuid::Uuid::from_u128(2)),
        person_name: "Lò Thị Mai".into(),
        roles: vec![Role::Farmer, Role::Manager],
        products: vec![InvitedProduct {
            id: ProductId(uuid::Uuid::from_u128(3)),
            name: "Gạo nếp tan Mường Và".into(),
            group: "sticky-rice".into(),
            gtin: Some("08939999000017".into()),
        }],
        not_after: Moment {
            utc_ms: i64::MAX / 1_000_000,
            offset_min: 420,
            trust: ClockTrust::Device,
        },
    }
    .to_text(hub)
    .unwrap()
}

fn new_book(dir: &Path) -> Fieldbook {
    let hub = SecretKey::from_seed(&[1; 32]);
    Fieldbook::create(Config::in_dir(dir), &invitation(&hub), "Điện thoại của Mai").unwrap()
}

fn harvest(season: DocId) -> NewFact {
    let quantity = RoledQuantity {
        role: QuantityRole::Out,
        quantity: "2,5 tạ".parse().unwrap(),
    };
    NewFact {
        quantities: vec![quantity],
        note: Some("Gặt ở ruộng Đặng, lúa ẩm".into()),
        fields: [("moisture".to_owned(), FieldValue::Number(24.into()))].into(),
        ..NewFact::of(season, "harvest")
    }
}

fn spray(season: DocId, interval: u16) -> NewFact {
    let input = Input {
        material: "Validacin".into(),
        pre_harvest_interval: Some(interval),
        ..Input::default()
    };
    NewFact {
        inputs: vec![input],
        ..NewFact::of(season, "spray")
    }
}

fn open_season(book: &Fieldbook) -> DocId {
    let new = NewSeason {
        name: "Vụ mùa 2026".into(),
        ..NewSeason::default()
    };
    book.documents().open_season(&new).unwrap().doc.id
}

fn assert_sound(book: &Fieldbook) {
    let report = book.check().unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
}

#[test]
fn a_document_tells_when_it_was_opened_however_it_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let opened = book.documents().get(open_season(&book)).unwrap();
    assert!(opened.opened_ms > 1_700_000_000_000, "{opened:?}");
    assert_eq!(book.documents().list(DocKind::Season).unwrap(), [opened]);
}

#[test]
fn a_damaged_copy_is_named_as_the_person_chose_it() {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("copy.sqlite");
    new_book(&dir.path().join("book")).backup_to(&copy).unwrap();
    let mut bytes = std::fs::read(&copy).unwrap();
    bytes[200..].fill(0xA5);
    std::fs::write(&copy, bytes).unwrap();
    let again = Fieldbook::restore(Config::in_dir(dir.path().join("again")), &copy, None, "máy mới");
    let named = matches!(again, Err(FieldbookError::StorageDamaged { ref file }) if *file == copy);
    assert!(named, "{:?}", again.err());
}

#[test]
fn a_fact_is_found_corrected_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (season, id) = {
        let book = new_book(dir.path());
        let season = open_season(&book);
        let id = book.journal().record(harvest(season)).unwrap().view.id();
        book.journal()
            .amend(id, "moisture", FieldValue::Number(23.into()), Some("đo lại"))
            .unwrap();
        book.journal()
            .amend(id, "qty.out", FieldValue::Number("2.4".parse().unwrap()), None)
            .unwrap();
        (season, id)
    };
    let book = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
    let fact = book.journal().get(id).unwrap();
    assert_eq!(fact.fact.fields["moisture"], FieldValue::Number(23.into()));
    assert_eq!(fact.fact.amount(QuantityRole::Out).unwrap().amount(), 240.into());
    assert_eq!(fact.state, ChangeState::OnPhone);
    let history = book.journal().history(id).unwrap();
    assert_eq!(history.len(), 3);
    assert_eq!(history[1].old, vec![FieldValue::Number(24.into())]);
    assert_eq!(history[1].by_name.as_deref(), Some("Lò Thị Mai"));
    assert_eq!(history[1].device_name.as_deref(), Some("Điện thoại của Mai"));
    for words in ["gat o ruong dang", "Đặng", "lúa ẩm", "am"] {
        assert_eq!(book.journal().search(words, 10).unwrap().len(), 1, "{words}");
    }
    assert!(book.journal().search("máy bay", 10).unwrap().is_empty());
    for step in ["Thu hoạch", "thu hoach", "harvest"] {
        assert_eq!(book.journal().search(step, 10).unwrap().len(), 1, "{step}");
    }
    let part = FactQuery {
        id_part: Some(id.to_string().split_off(28)),
        ..FactQuery::default()
    };
    assert_eq!(book.journal().query(&part).unwrap()[0].id(), id);
    let voided = book.journal().void(id, "ghi nhầm ruộng").unwrap();
    assert_eq!(voided.voided.unwrap().reason.as_deref(), Some("ghi nhầm ruộng"));
    assert_eq!(book.documents().list(DocKind::Season).unwrap()[0].doc.id, season);
    assert_sound(&book);
}

#[test]
fn rebuilt_projections_equal_the_ones_written_as_it_happened() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let season = open_season(&book);
    let ids: Vec<FactId> = (0..60)
        .map(|_| book.journal().record(harvest(season)).unwrap().view.id())
        .collect();
    book.journal()
        .amend(ids[3], "note", FieldValue::text("khô"), None)
        .unwrap();
    book.journal().void(ids[4], "thử").unwrap();
    let all = FactQuery {
        limit: 100,
        ..FactQuery::default()
    };
    let before = book.journal().query(&all).unwrap();
    assert_eq!(book.rebuild().unwrap(), 60);
    assert_eq!(book.journal().query(&all).unwrap(), before);
    // Pausing folds the loose changes into a snapshot; nothing may look different afterwards.
    book.pause().unwrap();
    // A phone may say it twice: once when the screen goes dark, once when the app is left.
    book.pause().unwrap();
    assert!(matches!(book.journal().query(&all), Err(FieldbookError::Closed)));
    book.resume().unwrap();
    book.resume().unwrap();
    assert_eq!(book.journal().query(&all).unwrap(), before);
    book.journal().record(harvest(season)).unwrap();
    assert_sound(&book);
}

#[test]
fn wrong_entries_name_their_fields_and_save_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let season = open_season(&book);
    let mut wrong = harvest(season);
    wrong.quantities.clear();
    wrong
        .fields
        .insert("moisture".into(), FieldValue::Number(140.into()));
    let Err(FieldbookError::InvalidInput { reasons }) = book.journal().record(wrong) else {
        panic!("refused")
    };
    let fields: Vec<&str> = reasons.iter().map(|reason| reason.field.as_str()).collect();
    assert_eq!(fields, ["fields.moisture", "quantities.out"]);
    assert!(book.journal().query(&FactQuery::default()).unwrap().is_empty());
    let unknown = book.journal().record(NewFact::of(season, "bay-lên-trời"));
    assert!(matches!(unknown, Err(FieldbookError::InvalidInput { .. })));
    let nowhere = book.journal().record(NewFact::of(DocId::fresh(), "harvest"));
    assert!(matches!(nowhere, Err(FieldbookError::NotFound { .. })));
}

#[test]
fn amounts_that_could_not_be_read_back_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let season = open_season(&book);
    let minus = Quantity {
        entered: (-1).into(),
        entered_unit: EnteredUnit::Kg,
    };
    let mut harvested = harvest(season);
    harvested.quantities[0].quantity = minus;
    let mut sprayed = spray(season, 14);
    sprayed.inputs[0].quantity = Some(minus);
    for new in [harvested, sprayed] {
        let Err(FieldbookError::InvalidInput { reasons }) = book.journal().record(new) else {
            panic!("refused")
        };
        assert_eq!(reasons[0].reason, "negative");
    }
    assert!(book.journal().query(&FactQuery::default()).unwrap().is_empty());
    assert_sound(&book);
}

#[test]
fn a_harvest_inside_the_interval_is_saved_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let season = open_season(&book);
    book.journal().record(spray(season, 14)).unwrap();
    let recorded = book.journal().record(harvest(season)).unwrap();
    assert_eq!(recorded.findings.len(), 1);
    assert_eq!(recorded.findings[0].code, FindingCode::PreHarvestInterval);
    let (text, remedy) = fieldbook_core::catalog::say_finding(Lang::Vi, &recorded.findings[0]);
    assert!(!text.contains('{') && !remedy.contains('{'), "{text} / {remedy}");
}

#[test]
fn an_activation_offline_is_a_pending_claim_with_findings() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let lot = book.documents().open_lot(&NewLot::default()).unwrap();
    let range = book.stamps().range("A0001", "A0100").unwrap();
    let claim = book
        .stamps()
        .activate(lot.doc.id, &[range], Capture::Manual)
        .unwrap();
    assert_eq!(claim.state, ClaimState::Pending);
    let codes: Vec<FindingCode> = claim.findings.iter().map(|finding| finding.code).collect();
    assert!(
        codes.contains(&FindingCode::OutsideLease) && codes.contains(&FindingCode::ActivatedBeforePacking)
    );
    let trace = book.documents().trace(lot.doc.id).unwrap();
    assert_eq!(trace.lot.facts.len(), 1);
    assert!(
        book.exports()
            .epcis(lot.doc.id, Some("https://id.gs1.org"))
            .unwrap()
            .contains("EPCISDocument")
    );
    assert_sound(&book);
}

#[test]
fn eight_threads_write_to_the_same_and_other_documents() {
    let dir = tempfile::tempdir().unwrap();
    let book = Arc::new(new_book(dir.path()));
    let shared = open_season(&book);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let book = Arc::clone(&book);
            scope.spawn(move || {
                let own = open_season(&book);
                for n in 0..10 {
                    book.journal()
                        .record(harvest(if n % 2 == 0 { shared } else { own }))
                        .unwrap();
                    book.journal().query(&FactQuery::default()).unwrap();
                }
            });
        }
    });
    let all = FactQuery {
        limit: 200,
        ..FactQuery::default()
    };
    assert_eq!(book.journal().query(&all).unwrap().len(), 80);
    assert_sound(&book);
}

#[test]
fn i7_a_newer_book_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    drop(new_book(dir.path()));
    let file = dir.path().join("book.sqlite");
    rusqlite_version(&file, 999);
    let before = std::fs::read(&file).unwrap();
    let opened = Fieldbook::open(Config::in_dir(dir.path()));
    assert!(matches!(opened, Err(FieldbookError::TooNew)));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

/// `user_version` is bytes 60 to 63 of the header (SQLite file format, 1.3).
fn rusqlite_version(file: &Path, version: u32) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[60..64].copy_from_slice(&version.to_be_bytes());
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn a_damaged_book_is_kept_aside_and_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    drop(new_book(dir.path()));
    let file = dir.path().join("book.sqlite");
    std::fs::write(&file, vec![7; 8192]).unwrap();
    let book = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
    let rescue = book.rescue().unwrap().unwrap();
    assert_eq!((rescue.facts, rescue.missing), (0, 0));
    let kept = Path::new(&rescue.kept_in).join("book.sqlite");
    assert_eq!(std::fs::read(kept).unwrap(), vec![7; 8192]);
    let season = open_season(&book);
    book.journal().record(harvest(season)).unwrap();
    assert_sound(&book);
}

/// Nothing but the folder's own name says that a book was here: it stays as it is.
#[test]
fn a_damaged_book_without_its_card_stays_where_it_is() {
    let dir = tempfile::tempdir().unwrap();
    drop(new_book(dir.path()));
    let file = dir.path().join("book.sqlite");
    std::fs::write(&file, vec![7; 8192]).unwrap();
    std::fs::remove_file(dir.path().join("book.card")).unwrap();
    let opened = Fieldbook::open(Config::in_dir(dir.path())).err();
    let Some(FieldbookError::StorageDamaged { file: named }) = opened else {
        panic!("{opened:?}")
    };
    assert_eq!(std::fs::read(named).unwrap(), vec![7; 8192]);
    assert_eq!(std::fs::read(&file).unwrap(), vec![7; 8192]);
}

#[test]
fn invitations_that_are_cut_foreign_or_late_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let hub = SecretKey::from_seed(&[1; 32]);
    let text = invitation(&hub);
    let create = |text: &str| Fieldbook::create(Config::in_dir(dir.path().join("x")), text, "máy");
    assert!(matches!(
        create(&text[..text.len() - 9]),
        Err(FieldbookError::NotAllowed { .. } | FieldbookError::InvalidInput { .. })
    ));
    assert!(matches!(
        create("xin chào"),
        Err(FieldbookError::InvalidInput { .. })
    ));
    // The same words signed by another key: the invitation names one hub and another signed it.
    let forged = invitation(&SecretKey::from_seed(&[2; 32]));
    let mixed = format!("{}{}", &forged[..100], &text[100..]);
    assert!(create(&mixed).is_err());
    assert!(create(&text).is_ok());
    assert!(matches!(
        create(&text),
        Err(FieldbookError::NotAllowed {
            reason: "book_exists"
        })
    ));
}

/// A Wi-Fi that wants a password first answers in the hub's place, with a page of its own.
#[test]
fn a_login_page_in_between_is_no_refusal() {
    use std::io::{Read, Write};
    let portal = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let hub_url = format!("http://{}", portal.local_addr().unwrap());
    std::thread::spawn(move || {
        for (asked, head) in portal
            .incoming()
            .zip(["302 Found", "403 Forbidden", "404 Not Found"].iter().cycle())
        {
            let mut asked = asked.unwrap();
            let _ = asked.read(&mut [0; 4096]);
            let page = "<html>Đăng nhập</html>";
            let _ = write!(
                asked,
                "HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
                page.len()
            );
        }
    });
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    open_season(&book);
    for _ in 0..3 {
        let options = SyncOptions {
            hub_url: Some(hub_url.clone()),
            failures_max: Some(1),
            ..SyncOptions::default()
        };
        let report = book.sync().run(&options, None).unwrap().wait().unwrap();
        assert!(
            matches!(&report.ending, Some(sync::Ending::Offline(why)) if why.starts_with("HTTP ")),
            "{report:?}"
        );
    }
}

#[test]
fn without_signal_a_sync_ends_offline_and_keeps_everything() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let season = open_season(&book);
    book.journal().record(harvest(season)).unwrap();
    let options = SyncOptions {
        failures_max: Some(1),
        ..SyncOptions::default()
    };
    let report = book.sync().run(&options, None).unwrap().wait().unwrap();
    assert!(
        matches!(report.ending, Some(fieldbook_core::sync::Ending::Offline(_))),
        "{report:?}"
    );
    let status = book.sync().status().unwrap();
    assert_eq!((status.outbox, status.enrolled), (2, false));
    assert_sound(&book);
}

#[test]
fn one_process_at_a_time_has_a_book() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let second = Fieldbook::open(Config::in_dir(dir.path()));
    assert!(matches!(
        second,
        Err(FieldbookError::NotAllowed {
            reason: "book_in_use"
        })
    ));
    book.shutdown().unwrap();
    assert!(matches!(book.resume(), Err(FieldbookError::Closed)));
    assert!(Fieldbook::open(Config::in_dir(dir.path())).is_ok());
    book.shutdown().unwrap();
}

#[test]
fn a_book_cut_off_while_it_was_made_can_be_made_again() {
    let dir = tempfile::tempdir().unwrap();
    // The file is there, the key only half, and the invitation was never written.
    drop(fieldbook_core::store::Store::create(&dir.path().join("book.sqlite"), None).unwrap());
    std::fs::write(dir.path().join("device.key.draft"), b"half a key").unwrap();
    let book = new_book(dir.path());
    open_season(&book);
    assert_sound(&book);
}

#[test]
fn a_lost_photo_holds_up_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let hash = book.blobs().keep(b"a picture of the stamp cupboard").unwrap();
    std::fs::remove_file(book.blobs().path(hash)).unwrap();
    let options = SyncOptions {
        failures_max: Some(1),
        ..SyncOptions::default()
    };
    let report = book.sync().run(&options, None).unwrap().wait().unwrap();
    assert!(matches!(
        report.ending,
        Some(fieldbook_core::sync::Ending::Offline(_))
    ));
    assert!(matches!(
        book.blobs().read(hash),
        Err(FieldbookError::NotFound { .. })
    ));
}

#[test]
fn amendments_keep_the_limits_of_entries() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let season = open_season(&book);
    let id = book.journal().record(harvest(season)).unwrap().view.id();
    let endless = FieldValue::text(&"a".repeat(5_000));
    let refused =
        |result: Result<_, FieldbookError>| matches!(result, Err(FieldbookError::InvalidInput { .. }));
    assert!(refused(book.journal().amend(id, "note", endless, None)));
    assert!(refused(book.journal().amend(
        id,
        "qty.in",
        FieldValue::Number(3.into()),
        None
    )));
    assert!(refused(book.journal().amend(
        id,
        "moisture",
        FieldValue::text("ướt"),
        None
    )));
    let group = book
        .documents()
        .amend(season, "group", FieldValue::text("khác"), None);
    assert!(matches!(group, Err(FieldbookError::InvalidInput { .. })));
    assert!(
        book.documents()
            .amend(season, "name", FieldValue::text("Vụ chiêm"), None)
            .is_ok()
    );
}

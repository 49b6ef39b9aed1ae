//! Writes what this release stores and sends, for the tests that read it for ever after:
//! `cargo run -p fieldbook-tests --example make_fixture -- tests/fixtures/0.2`.
//! A released fixture is never written again; a new release gets a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_tests::gate::Gate;
use fieldbook_tests::world::*;

fn main() {
    let target = std::env::args().nth(1).map(PathBuf::from);
    let target = target.expect("the folder to write, such as tests/fixtures/0.2");
    assert!(
        !target.exists(),
        "{} is there already; a released fixture is never written again",
        target.display()
    );
    let mut world = World::new(1, 2);
    world.settle();
    fs::create_dir_all(target.join("wire")).unwrap();
    world.hub.add_pack(&durian(1)).unwrap();
    let lot = live_a_season(&world);
    share_the_phone(&world);
    put_an_old_copy_back(&mut world);
    send_a_photo_and_keep_one(&world);
    carry_for_a_neighbour(&mut world);
    let book = &world.phones[0];
    let evidence = book.exports().evidence(lot, true).unwrap();
    fs::write(target.join("lot.evidence"), evidence).unwrap();
    write_on(book, lot);
    let bundle = book.sync().bundle_outbox().unwrap();
    fs::write(target.join("outbox.bundle"), bundle.bytes).unwrap();
    listen_to_a_sync(&world, &target.join("wire"));
    let report = book.check().unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    fs::write(target.join("hub.public"), book.sync().hub_key().0).unwrap();
    let files = world.put_away();
    copy_dir(&files.path().join("phone-0"), &target.join("book"));
    copy_dir(&files.path().join("hub"), &target.join("hub"));
    fold_log(&target.join("hub").join("hub.db"));
    fs::remove_file(target.join("book").join("book.lock")).unwrap();
    println!("{}: {report:?}", target.display());
}

/// The log goes into the database, so that the fixture is small: closing the last connection takes it away.
fn fold_log(database: &Path) {
    let connection = rusqlite::Connection::open(database).unwrap();
    connection
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    connection.close().unwrap();
}

/// Something of everything: a season, a lot, a visit, amendments, a disagreement, a voided fact, a claim the
/// hub has confirmed.
fn live_a_season(world: &World) -> DocId {
    let [mai, officer] = &world.phones[..] else {
        panic!("two phones")
    };
    let season = season(mai, "Vụ mùa 2026");
    let gathered = mai.journal().record(harvest(season, 250)).unwrap().view.id();
    let mistaken = mai.journal().record(harvest(season, 25)).unwrap().view.id();
    mai.journal().void(mistaken, "ghi hai lần").unwrap();
    let lot = packed_lot(mai, 100);
    activate(mai, lot, "00001", "00100");
    world.settle();
    let moisture = |number: i64| FieldValue::Number(number.into());
    mai.journal()
        .amend(gathered, "moisture", moisture(21), Some("đo lại"))
        .unwrap();
    officer
        .journal()
        .amend(gathered, "moisture", moisture(22), Some("máy mới"))
        .unwrap();
    world.settle();
    let visit = NewVisit {
        name: "Thăm ruộng".into(),
        subject: Some(season),
        product: None,
    };
    mai.documents().open_visit(&visit).unwrap();
    world.settle();
    lot
}

/// A second person, with a PIN, records for the first.
fn share_the_phone(world: &World) {
    let phone = &world.phones[0];
    let mai = phone.people().me().unwrap().person;
    let inh = world.new_person("Lò Văn Inh");
    phone.people().add(&world.invite(inh)).unwrap();
    phone.people().switch_to(inh, None).unwrap();
    phone.people().set_pin(None, Some("2580")).unwrap();
    let season = phone.documents().list(DocKind::Season).unwrap()[0].doc.id;
    let for_mai = NewFact {
        on_behalf_of: Some(mai),
        ..harvest(season, 12)
    };
    phone.journal().record(for_mai).unwrap();
    phone.people().switch_to(mai, None).unwrap();
    world.settle();
}

/// Leaves an entry written again and its first form in quarantine.
fn put_an_old_copy_back(world: &mut World) {
    let season = world.phones[0].documents().list(DocKind::Season).unwrap()[0]
        .doc
        .id;
    world.copy_phone(0);
    world.phones[0].journal().record(harvest(season, 33)).unwrap();
    world.settle();
    world.restore_phone(0);
    world.phones[0].journal().record(harvest(season, 34)).unwrap();
    world.settle();
    assert!(!world.phones[0].journal().quarantine().unwrap().is_empty());
}

fn send_a_photo_and_keep_one(world: &World) {
    let phone = &world.phones[0];
    let season = phone.documents().list(DocKind::Season).unwrap()[0].doc.id;
    for bytes in [b"sent".as_slice(), b"waits"] {
        let photo = phone.blobs().keep(bytes).unwrap();
        let with_photo = NewFact {
            photos: vec![photo],
            ..harvest(season, 5)
        };
        phone.journal().record(with_photo).unwrap();
        if bytes == b"sent" {
            world.settle();
        } else {
            world.sync_over(0, LinkKind::Roaming);
        }
    }
}

/// Sealed changes of another organisation.
fn carry_for_a_neighbour(world: &mut World) {
    let other = world.add_org("HTX Sốp Cộp");
    let product = fieldbook_hub::NewProduct {
        name: "Nếp".into(),
        group: "sticky-rice".into(),
        gtin: None,
    };
    world.hub.new_product(other, &product).unwrap();
    let neighbour = world.add_phone_of(other);
    world.sync_through(neighbour);
    season(&world.phones[neighbour], "Vụ của hàng xóm");
    let bundle = world.phones[neighbour].sync().bundle_outbox().unwrap();
    let taken = world.phones[0].sync().import_bundle(&bundle.bytes).unwrap();
    assert!(taken.sealed > 0, "{taken:?}");
}

/// Entries the hub has not seen.
fn write_on(book: &Fieldbook, lot: DocId) {
    book.journal().record(pack(lot, 7)).unwrap();
    let facts = book.journal().query(&store::FactQuery::default()).unwrap();
    let fact = facts.first().unwrap().id();
    book.journal()
        .amend(fact, "note", FieldValue::text("Lúa đẹp, gặt sớm"), Some("nhớ ra"))
        .unwrap();
}

/// The bodies of one sync of a colleague, both ways: `0-request`, `0-answer`…
fn listen_to_a_sync(world: &World, target: &Path) {
    let phone = &world.phones[1];
    season(phone, "Vụ chiêm");
    let gate: Gate = world.gate();
    let answers = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&answers);
    gate.hook(move |path, answer| {
        if let Some(answer) = answer
            && path == "/v1/sync"
        {
            heard.lock().unwrap().push(answer);
        }
        None
    });
    let run = phone.sync().run(&one_try(gate.url()), None).unwrap();
    run.wait().unwrap();
    let bodies = gate.bodies();
    let requests = bodies.iter().filter(|(path, _)| path == "/v1/sync");
    let answers = answers.lock().unwrap();
    assert!(!answers.is_empty());
    for (number, ((_, request), answer)) in requests.zip(answers.iter()).enumerate() {
        fs::write(target.join(format!("{number}-request")), request).unwrap();
        fs::write(target.join(format!("{number}-answer")), answer).unwrap();
    }
}

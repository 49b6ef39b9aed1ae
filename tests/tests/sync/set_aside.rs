//! Changes set aside are tried again when what they lacked has come.

use fieldbook_core::model::*;
use fieldbook_core::sync::Ending;
use fieldbook_core::{Config, Fieldbook};
use fieldbook_tests::world::*;
use rusqlite::Connection;

fn count_aside(world: &World, phone: usize) -> i64 {
    let book = Connection::open(world.book_dir(phone).join("book.sqlite")).unwrap();
    book.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0))
        .unwrap()
}

/// The hub forgets a certificate and sends it later: what it vouches for was set aside and comes in then.
#[test]
fn a_certificate_that_comes_late_lets_its_changes_in() {
    let mut world = World::new(90, 1);
    let reader = world.add_phone();
    world.sync_through(reader);
    let shared = season(&world.phones[0], "Vụ mùa");
    let fact = world.phones[0]
        .journal()
        .record(harvest(shared, 5))
        .unwrap()
        .view
        .id();
    world.sync_through(0);
    let gate = world.gate();
    gate.change_answers(|response| {
        response
            .pages
            .iter_mut()
            .for_each(|page| page.certificates.clear());
    });
    let report = world.sync_past(reader, &gate);
    drop(gate);
    assert_eq!(
        (report.ending.clone(), report.quarantined),
        (Some(Ending::Complete), 2)
    );
    assert!(world.phones[reader].journal().get(fact).is_err());
    // A new phone joins: its certificate comes, and with the org's next page so would the author's. Here
    // the author's own is renewed by hand: the hub says it again.
    let person = world.phones[0].people().me().unwrap();
    let gate = world.gate();
    let again = certificate_of(&world, person.device);
    gate.change_answers(move |response| {
        response
            .pages
            .iter_mut()
            .for_each(|page| page.certificates.push(again.clone()));
    });
    let report = world.sync_past(reader, &gate);
    drop(gate);
    assert_eq!(report.pulled, 2, "{report:?}");
    assert!(world.phones[reader].journal().get(fact).is_ok());
    assert_eq!(count_aside(&world, reader), 0);
    assert_eq!(
        world.phones[reader].check().unwrap().problems,
        Vec::<String>::new()
    );
}

/// A device's certificate as the other phone holds it.
fn certificate_of(world: &World, device: DeviceId) -> fieldbook_core::identity::Signed {
    let book = Connection::open(world.book_dir(0).join("book.sqlite")).unwrap();
    let bytes: Vec<u8> = book
        .query_row(
            "SELECT signed FROM certificate WHERE device = ?1",
            [device.as_bytes()],
            |row| row.get(0),
        )
        .unwrap();
    fieldbook_core::identity::Signed::from_bytes(&bytes).unwrap()
}

/// A change is withheld: what builds on it waits, and comes in with it.
#[test]
fn a_missing_change_that_comes_late_brings_in_what_waited() {
    let mut world = World::new(91, 1);
    let reader = world.add_phone();
    world.sync_through(reader);
    let shared = season(&world.phones[0], "Vụ mùa");
    (1..5).for_each(|kg| drop(world.phones[0].journal().record(harvest(shared, kg)).unwrap()));
    world.sync_through(0);
    let gate = world.gate();
    gate.change_answers(move |response| {
        for page in &mut response.pages {
            for doc in page.docs.iter_mut().filter(|doc| doc.doc.id == shared) {
                doc.changes.remove(0);
            }
        }
    });
    let report = world.sync_past(reader, &gate);
    drop(gate);
    assert_eq!((report.pulled, report.quarantined), (0, 4), "{report:?}");
    // The hub says it again from the start, as one of a new epoch does.
    world.hub.start_new_epoch().unwrap();
    world.settle();
    world.assert_converged();
    assert_eq!(shown(&world.phones[reader]).len(), 4);
    assert_eq!(count_aside(&world, reader), 0);
}

/// A newer app writes a kind of fact this one does not know: it waits, and the update brings it in. The test
/// stands on the other side of the update: what an older app would have set aside lies there with its
/// reason, and this app opens the book.
#[test]
fn what_an_older_app_set_aside_comes_in_after_the_update() {
    let mut world = World::new(92, 1);
    let reader = world.add_phone();
    world.sync_through(reader);
    let shared = season(&world.phones[0], "Vụ mùa");
    let fact = world.phones[0]
        .journal()
        .record(harvest(shared, 5))
        .unwrap()
        .view
        .id();
    world.sync_through(0);
    // The author's certificate arrives after the changes, and nothing tells the phone to look again.
    let gate = world.gate();
    gate.change_answers(|response| {
        response
            .pages
            .iter_mut()
            .for_each(|page| page.certificates.clear());
    });
    world.sync_past(reader, &gate);
    drop(gate);
    let device = world.phones[0].people().me().unwrap().device;
    let signed = certificate_of(&world, device).to_bytes();
    let dir = world.book_dir(reader);
    world.phones.remove(reader).shutdown().unwrap();
    let book = Connection::open(dir.join("book.sqlite")).unwrap();
    let key: Vec<u8> = Connection::open(world.book_dir(0).join("book.sqlite"))
        .unwrap()
        .query_row(
            "SELECT key FROM certificate WHERE device = ?1",
            [device.as_bytes()],
            |row| row.get(0),
        )
        .unwrap();
    book.execute(
        "INSERT INTO certificate (key, device, signed) VALUES (?1, ?2, ?3)",
        rusqlite::params![key, device.as_bytes(), signed],
    )
    .unwrap();
    book.execute("UPDATE quarantine SET reason = 'newer_app'", [])
        .unwrap();
    let open = || Fieldbook::open(Config::in_dir(&dir)).unwrap();
    // The same app: nothing new can be read.
    let same = open();
    assert!(same.journal().get(fact).is_err());
    same.shutdown().unwrap();
    book.execute(
        "UPDATE meta SET value = CAST('0.0.1' AS BLOB) WHERE key = 'app'",
        [],
    )
    .unwrap();
    drop(book);
    let updated = open();
    assert!(updated.journal().get(fact).is_ok(), "it is there before any sync");
    assert_eq!(updated.check().unwrap().problems, Vec::<String>::new());
}

/// A document that Automerge can no longer load sets aside what cannot be proven harmless, and nothing else:
/// bare facts of its batch come in, and so do other documents.
#[test]
fn an_unloadable_document_holds_up_no_other_change() {
    let mut world = World::new(93, 1);
    let reader = world.add_phone();
    let (damaged, sound) = (
        season(&world.phones[0], "Vụ hỏng"),
        season(&world.phones[0], "Vụ lành"),
    );
    let old = world.phones[0]
        .journal()
        .record(harvest(damaged, 1))
        .unwrap()
        .view
        .id();
    world.settle();
    // A stored change of the reader's document is damaged on its disk.
    let dir = world.book_dir(reader);
    world.phones[reader].pause().unwrap();
    let book = Connection::open(dir.join("book.sqlite")).unwrap();
    let broken = book
        .execute(
            "UPDATE change SET bytes = zeroblob(length(bytes)) WHERE folded = 0
             AND document = (SELECT n FROM document WHERE id = ?1)",
            [damaged.as_bytes()],
        )
        .unwrap();
    assert!(broken > 0);
    drop(book);
    world.phones[reader].resume().unwrap();
    let author = &world.phones[0];
    let bare = author.journal().record(harvest(damaged, 2)).unwrap().view.id();
    author
        .journal()
        .amend(old, "moisture", FieldValue::Number(14.into()), None)
        .unwrap();
    let other = author.journal().record(harvest(sound, 3)).unwrap().view.id();
    world.sync_through(0);
    let report = world.sync(reader);
    assert_eq!(
        (report.ending.clone(), report.quarantined),
        (Some(Ending::Complete), 1),
        "{report:?}"
    );
    let reader = &world.phones[reader];
    assert!(reader.journal().get(bare).is_ok() && reader.journal().get(other).is_ok());
}

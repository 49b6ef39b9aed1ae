//! Somebody takes the id of an entry, the actor or the document of a person before that person's entries have
//! reached the hub. Who carries a bundle for others learns all of these.

mod files;

use fieldbook_core::model::*;
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::{FactView, Fieldbook};
use fieldbook_tests::rogue::Rogue;
use fieldbook_tests::world::*;
use rusqlite::Connection;

fn entries(phone: &Fieldbook) -> Vec<FactView> {
    phone.journal().query(&FactQuery::default()).unwrap()
}

/// The actor of a book, which every change of it shows.
fn actor_of(world: &World, phone: usize) -> [u8; 16] {
    let book = Connection::open(world.book_dir(phone).join("book.sqlite")).unwrap();
    let sql = "SELECT value FROM meta WHERE key = 'actor'";
    book.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Gives a book an actor as 0.1 made them, bound to no key.
fn with_an_old_actor(world: &mut World, phone: usize) {
    world.with_phone_closed(phone, |folder| {
        let book = Connection::open(folder.join("book.sqlite")).unwrap();
        let sql = "UPDATE meta SET value = randomblob(16) WHERE key = 'actor'";
        assert_eq!(book.execute(sql, []).unwrap(), 1);
    });
}

/// A document of this organisation.
fn season_of(world: &World, id: DocId) -> DocRef {
    DocRef {
        id,
        kind: DocKind::Season,
        org: world.org,
    }
}

/// A person who is enrolled, and has recorded 22 kg without signal in a season nobody has seen.
fn recorded(seed: u64) -> (World, DocRef, FactId) {
    let mut world = World::new(seed, 1);
    world.add_phone();
    world.settle();
    let season = season(&world.phones[0], "Vụ mùa");
    let fact = world.phones[0].journal().record(harvest(season, 22)).unwrap();
    let doc = season_of(&world, season);
    (world, doc, fact.view.id())
}

/// Both phones show the harvest of 22 kg once, under its recorder's own signature, and the hub has it.
fn assert_kept(world: &World, entries_in_all: usize) {
    let harvests = [0, 1].map(|phone| {
        let book = &world.phones[phone];
        assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
        assert_eq!(book.sync().status().unwrap().outbox, 0);
        let all = entries(book);
        assert_eq!(all.len(), entries_in_all, "{all:?}");
        let mut own = all.into_iter().filter(|fact| fact.fact.kind == FactKind::Harvest);
        let harvest = own.next().unwrap();
        assert!(own.next().is_none());
        assert_eq!(harvest.state, ChangeState::Accepted);
        assert_eq!(
            harvest.fact.amount(QuantityRole::Out).unwrap().amount(),
            22.into()
        );
        let receipts = book.journal().receipts(harvest.id()).unwrap();
        assert!(receipts.iter().all(|one| one.receipt.as_ref().unwrap().verifies));
        (harvest.id(), harvest.fact.recorder, harvest.author)
    });
    assert_eq!(harvests[0], harvests[1]);
}

#[test]
fn an_entry_whose_id_a_carrier_took_is_written_again() {
    let (world, doc, fact) = recorded(81);
    let mut rogue = Rogue::join(&world, world.org);
    let forged = rogue.entry(doc, [8; 16], fact, "giả");
    assert_eq!(rogue.push(vec![forged]), []);
    let note = amend_note(&world.phones[0], fact);
    world.settle();
    assert_kept(&world, 2);
    // What was said of the entry is said of it under its new id.
    let all = entries(&world.phones[1]);
    let noted: Vec<_> = all
        .iter()
        .filter(|one| one.fact.note.as_deref() == Some(&note))
        .collect();
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0].fact.kind, FactKind::Harvest);
}

fn amend_note(phone: &Fieldbook, fact: FactId) -> String {
    let note = "cân lại rồi".to_owned();
    phone
        .journal()
        .amend(fact, "note", FieldValue::Text(note.clone()), None)
        .unwrap();
    note
}

#[test]
fn an_entry_whose_id_another_organisation_took_is_written_again() {
    let (mut world, _, fact) = recorded(82);
    let org = world.add_org("HTX Khác");
    let mut rogue = Rogue::join(&world, org);
    let theirs = DocRef::fresh(DocKind::Season, org);
    assert_eq!(rogue.push(vec![rogue.entry(theirs, [8; 16], fact, "giả")]), []);
    world.settle();
    assert_kept(&world, 1);
}

/// Whoever reads a log learns the actors in it.
#[test]
fn an_actor_is_nobody_else_s() {
    let (world, doc, _) = recorded(86);
    let mut rogue = Rogue::join(&world, world.org);
    let forged = rogue.entry(doc, actor_of(&world, 0), FactId::fresh(), "giả");
    let refused = rogue.push(vec![forged]);
    assert_eq!(refused[0].code.as_deref(), Some("actor_taken"));
    world.settle();
    assert_kept(&world, 1);
}

#[test]
fn under_a_taken_actor_of_0_1_nothing_stops() {
    let mut world = World::new(83, 1);
    world.add_phone();
    world.settle();
    with_an_old_actor(&mut world, 0);
    let season = season(&world.phones[0], "Vụ mùa");
    world.phones[0].journal().record(harvest(season, 22)).unwrap();
    let doc = season_of(&world, season);
    let mut rogue = Rogue::join(&world, world.org);
    let actor = actor_of(&world, 0);
    let forged = rogue.entry(doc, actor, FactId::fresh(), "giả");
    assert_eq!(rogue.push(vec![forged]), []);
    world.settle();
    assert_kept(&world, 2);
    assert_ne!(actor_of(&world, 0), actor);
}

/// The taker writes under the actor in a document the person has not written to, and the person pulls it first.
#[test]
fn who_finds_the_own_actor_of_0_1_taken_writes_under_another() {
    let mut world = World::new(84, 1);
    world.add_phone();
    let season = season(&world.phones[1], "Vụ mùa");
    world.settle();
    with_an_old_actor(&mut world, 0);
    let doc = season_of(&world, season);
    let mut rogue = Rogue::join(&world, world.org);
    let forged = rogue.entry(doc, actor_of(&world, 0), FactId::fresh(), "giả");
    assert_eq!(rogue.push(vec![forged]), []);
    world.settle();
    world.phones[0].journal().record(harvest(season, 22)).unwrap();
    let report = world.sync(0);
    assert!(report.refused.is_empty(), "{report:?}");
    world.settle();
    assert_kept(&world, 2);
}

#[test]
fn a_document_is_its_organisations() {
    let (mut world, doc, _) = recorded(85);
    let org = world.add_org("HTX Khác");
    let mut rogue = Rogue::join(&world, org);
    let stolen = DocRef { org, ..doc };
    let refused = rogue.push(vec![rogue.entry(stolen, [8; 16], FactId::fresh(), "giả")]);
    assert_eq!(refused[0].code.as_deref(), Some("not_allowed"));
    let other_kind = DocRef {
        kind: DocKind::Lot,
        ..doc
    };
    let mut member = Rogue::join(&world, world.org);
    let refused = member.push(vec![member.entry(other_kind, [8; 16], FactId::fresh(), "giả")]);
    assert_eq!(refused[0].code.as_deref(), Some("not_allowed"));
    world.settle();
    assert_kept(&world, 1);
}

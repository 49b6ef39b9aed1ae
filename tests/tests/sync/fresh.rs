//! A phone that begins: what it needs comes first, whole, and nothing is missing at the end.

use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::sync::Ending;
use fieldbook_core::{Fieldbook, NewLot, SyncReport};
use fieldbook_tests::gate::{Fate, Gate};
use fieldbook_tests::world::*;

/// Facts filled round-robin, as a cooperative does that works on many lots at once: the worst order for a
/// log. The oldest lots are filled first and never again.
fn round_robin(phone: &Fieldbook, lots: usize, rounds: u32) -> Vec<DocId> {
    let lots: Vec<DocId> = (0..lots)
        .map(|_| phone.documents().open_lot(&NewLot::default()).unwrap().doc.id)
        .collect();
    for round in 1..=rounds {
        for lot in &lots {
            phone.journal().record(pack(*lot, round)).unwrap();
        }
    }
    lots
}

fn facts_of(phone: &Fieldbook, doc: DocId) -> usize {
    let query = FactQuery {
        doc: Some(doc),
        limit: 10_000,
        ..FactQuery::default()
    };
    phone.journal().query(&query).unwrap().len()
}

/// One try through a gate, however it ends.
fn sync_through_gate(phone: &Fieldbook, gate: &Gate) -> SyncReport {
    let options = one_try(gate.url());
    phone.sync().run(&options, None).unwrap().wait().unwrap()
}

#[test]
fn the_newest_documents_come_first_and_each_whole() {
    let mut world = World::new(40, 1);
    let lots = round_robin(&world.phones[0], 30, 12);
    world.settle();
    // The season everybody works on now.
    let now = season(&world.phones[0], "Vụ mùa 2026");
    world.phones[0].journal().record(harvest(now, 7)).unwrap();
    world.settle();
    let fresh = world.add_phone();
    let gate = world.gate();
    // The first page comes, the second is lost: the phone is used with what it has.
    gate.plan([Fate::Passes, Fate::Passes, Fate::Lost]);
    let phone = &world.phones[fresh];
    let report = sync_through_gate(phone, &gate);
    assert!(matches!(report.ending, Some(Ending::Offline(_))), "{report:?}");
    assert!(!phone.people().register().unwrap().products.is_empty());
    assert!(!phone.stamps().leases().unwrap().is_empty());
    assert_eq!(
        phone.documents().get(now).unwrap().text("name").as_deref(),
        Some("Vụ mùa 2026")
    );
    let mut whole = 0;
    for lot in &lots {
        if phone.documents().get(*lot).is_ok() {
            whole += 1;
            assert_eq!(facts_of(phone, *lot), 12, "a lot comes whole or not at all");
        }
    }
    assert!((1..30).contains(&whole), "{whole} lots in the first page");
    // It writes into one of them while the rest is still at the hub.
    phone.journal().record(harvest(now, 8)).unwrap();
    world.settle();
    world.assert_converged();
}

/// Whatever others push meanwhile, and also when the hub restarts between two pages.
#[test]
fn what_others_write_while_a_phone_begins_is_not_missed() {
    let mut world = World::new(41, 1);
    let lots = round_robin(&world.phones[0], 40, 10);
    world.settle();
    let fresh = world.add_phone();
    for page in 0..60 {
        let gate = world.gate();
        gate.plan([Fate::Passes, Fate::Passes, Fate::Lost]);
        let ended = sync_through_gate(&world.phones[fresh], &gate).ending;
        if ended == Some(Ending::Complete) {
            break;
        }
        assert!(page < 59, "never came to an end");
        // To a lot that has come, and to one that has not; and a new one.
        for lot in [
            lots[(page * 7) % 40],
            lots[(39 + page * 5) % 40],
            packed_lot(&world.phones[0], 3),
        ] {
            world.phones[0].journal().record(pack(lot, 99)).unwrap();
        }
        world.sync_through(0);
        if page == 1 {
            drop(gate);
            world.restart_hub();
        }
    }
    world.settle();
    world.assert_converged();
}

/// Lots filled in turn cost a fresh phone what lots filled one after another do: each document's facts lie
/// together, under one signature.
#[test]
fn a_fresh_phone_pays_135_bytes_a_fact_also_when_lots_were_filled_in_turn() {
    let mut world = World::new(42, 1);
    let lots = round_robin(&world.phones[0], 30, 25);
    world.settle();
    let fresh = world.add_phone();
    let report = world.sync(fresh);
    assert_eq!(report.ending, Some(Ending::Complete));
    let per_fact = report.bytes_down / (lots.len() as u64 * 25);
    println!(
        "{} bytes, {per_fact} per fact, {} round trips",
        report.bytes_down, report.round_trips
    );
    assert!(per_fact <= 135, "{per_fact}");
    world.settle();
    world.assert_converged();
}

/// One document larger than any page comes in parts, each checked by itself, over any number of cuts.
#[test]
fn a_document_larger_than_a_page_comes_in_parts() {
    let mut world = World::new(44, 1);
    let lot = packed_lot(&world.phones[0], 500);
    for part in 0..12 {
        for n in 0..25 {
            world.phones[0]
                .journal()
                .record(pack(lot, part * 25 + n + 1))
                .unwrap();
        }
        world.sync_through(0);
    }
    let fresh = world.add_phone();
    let mut trips = 0;
    loop {
        let gate = world.gate();
        gate.plan([Fate::Passes, Fate::Passes, Fate::Lost]);
        let report = sync_through_gate(&world.phones[fresh], &gate);
        assert_eq!(report.quarantined, 0);
        trips += 1;
        if report.ending == Some(Ending::Complete) {
            break;
        }
        assert!(trips < 40);
    }
    assert!(trips > 1, "the document did not fit a page");
    world.settle();
    world.assert_converged();
}

//! Members with a changed app: they sign what no app writes, and hand it in as no app does.

use fieldbook_core::bundle::{Content, Exporter, ListedReceipt, Purpose, open, seal};
use fieldbook_core::identity::*;
use fieldbook_core::journal::{Author, Document};
use fieldbook_core::model::*;
use fieldbook_core::sync::*;

use crate::phone::{Phone, moment};
use crate::world::World;

fn lot(world: &World) -> DocRef {
    DocRef::fresh(DocKind::Lot, world.org)
}

fn farmer(world: &World) -> Phone {
    world.phone_as(world.org, "Inh", &[Role::Farmer])
}

/// What was not simply accepted, by its place in the push.
fn codes(answer: &SyncResponse) -> Vec<(u32, Outcome, &str)> {
    let exceptions = answer.exceptions.iter();
    exceptions
        .map(|it| (it.index, it.outcome, it.code.as_deref().unwrap_or_default()))
        .collect()
}

/// A bundle of one document, as a phone hands it over.
fn bundle(phone: &Phone, group: DocChanges) -> Vec<u8> {
    let mut content = Content::new(Purpose::HandOver);
    content.docs.push(group);
    let exporter = Exporter {
        device: phone.device,
        key: &phone.key,
        at: moment(0),
    };
    seal(&content, &exporter).unwrap()
}

#[test]
fn a_held_change_handed_in_twice_gets_no_better_word() {
    let world = World::new();
    let mut inh = farmer(&world);
    let doc = lot(&world);
    let pack = inh.record(doc, &inh.packing(10));
    let twice = inh.signed(doc, &[pack.clone(), pack.clone()]);
    let held = |place| (place, Outcome::Held, "role");
    let hub = world.hub.public_key();
    let says_held = |receipt: &Receipt| {
        assert!(receipt.covers(&[pack.hash]), "listed once");
        assert_eq!(receipt.held, Some(vec![0]));
    };
    // In one push, in two groups of one push, and again when it is known.
    for push in [
        vec![twice.clone()],
        vec![inh.signed(doc, std::slice::from_ref(&pack)), twice.clone()],
    ] {
        let count = push.iter().map(|group| group.changes.len()).sum::<usize>() as u32;
        let answer = inh.sync(&world, push);
        assert_eq!(codes(&answer), (0..count).map(held).collect::<Vec<_>>());
        says_held(&answer.receipt.unwrap().open(&hub).unwrap());
    }
    // In a file.
    let other = lot(&world);
    let pack = inh.record(other, &inh.packing(10));
    let file = bundle(&inh, inh.signed(other, &[pack.clone(), pack.clone()]));
    let taken = world.hub.take_bundle(&file).unwrap();
    assert_eq!((taken.accepted, taken.duplicate, taken.held), (0, 0, 2));
    let brought: Vec<ListedReceipt> = open(&taken.receipts.unwrap()).unwrap().content.receipts;
    let (receipt, listed) = brought[0].open(&hub).unwrap();
    assert_eq!((listed, receipt.held), (vec![pack.hash], Some(vec![0])));
}

/// The key of a phone under an actor of its choice.
fn author(phone: &Phone, actor: u8) -> Author {
    Author {
        key: phone.key.public().0,
        actor: [actor; 16],
    }
}

#[test]
fn nobody_chooses_who_may_correct_by_claiming_what_a_fact_is() {
    let world = World::new();
    let (mut inh, mut manager) = (farmer(&world), world.phone("Phin"));
    for way in 0..3 {
        let doc = lot(&world);
        let packing = manager.packing(10);
        let real = manager.record(doc, &packing);
        // The farmer has seen the packing in somebody's bundle, and voids it before it comes: beside a note
        // of the same id, which everybody may correct.
        let mut decoys = Document::open(doc, author(&inh, 7)).unwrap();
        let note = Fact {
            id: packing.id,
            ..inh.fact(FactKind::Note, "note")
        };
        let decoy = decoys.put_fact(&note, 5).unwrap();
        let void = inh.void(doc, packing.id);
        let mut push = inh.signed(doc, &[decoy.clone(), void.clone()]);
        let held = |place| (place, Outcome::Held, "role");
        let refused = |place, code| (place, Outcome::Refused, code);
        let expected = match way {
            // The note is not signed; comes after the void;
            0 => vec![refused(0, "unsigned"), held(1)],
            1 => {
                push.changes.reverse();
                vec![held(0), refused(1, "unsigned")]
            }
            // or is covered only by a change that is itself refused.
            _ => {
                let mut absent = Document::open(doc, author(&inh, 8)).unwrap();
                let absent = absent.put_fact(&inh.fact(FactKind::Note, "note"), 5).unwrap();
                decoys.apply(&[absent]).unwrap();
                let last = decoys.put_fact(&inh.fact(FactKind::Note, "note"), 5).unwrap();
                push.changes.insert(1, last.bytes.clone().into());
                push.signatures.push(sign_change(&inh.key, doc.id, last.hash));
                let unknown = |place| refused(place, "unknown_dependency");
                vec![refused(0, "unsigned"), unknown(1), unknown(2)]
            }
        };
        assert_eq!(codes(&inh.sync(&world, vec![push])), expected, "{way}");
        manager.sync(&world, vec![manager.signed(doc, &[real])]);
        let trace = world.hub.trace_of_lot(doc.id).unwrap().unwrap();
        let told: Vec<bool> = trace.lot.facts.iter().map(|fact| fact.voided).collect();
        assert_eq!(told, [false], "{way}");
    }
}

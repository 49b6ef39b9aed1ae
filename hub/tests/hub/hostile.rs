//! Members with a changed app: they sign what no app writes, and hand it in as no app does.

use fieldbook_core::bundle::{Content, Exporter, ListedReceipt, Purpose, open, seal};
use fieldbook_core::identity::*;
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

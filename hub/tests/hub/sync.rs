use std::collections::HashSet;

use fieldbook_core::identity::*;
use fieldbook_core::journal::{Author, Document};
use fieldbook_core::model::*;
use fieldbook_core::sync::*;
use fieldbook_hub::NewOrg;

use crate::phone::Phone;
use crate::world::World;

fn season(world: &World) -> DocRef {
    DocRef::fresh(DocKind::Season, world.org)
}

fn codes(answer: &SyncResponse) -> Vec<(u32, Outcome, Option<&str>)> {
    answer
        .exceptions
        .iter()
        .map(|it| (it.index, it.outcome, it.code.as_deref()))
        .collect()
}

#[test]
fn what_one_phone_pushes_the_other_pulls_and_checks() {
    let world = World::new();
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let doc = season(&world);
    let spray = lan.fact(FactKind::Activity, "spray");
    let changes = vec![
        lan.record(doc, &spray),
        lan.amend(doc, RegisterKey::head("name"), FieldValue::text("Vụ mùa 2026")),
    ];
    let answer = lan.sync(&world, vec![lan.signed(doc, &changes)]);
    assert_eq!(codes(&answer), vec![]);
    let receipt: Receipt = answer.receipt.unwrap().open(&world.hub.public_key()).unwrap();
    assert!(receipt.covers(&[changes[0].hash, changes[1].hash]));
    assert_eq!(receipt.device, lan.device);

    minh.sync(&world, vec![]);
    assert_eq!(minh.docs[&doc.id].heads(), lan.docs[&doc.id].heads());
    // And back: the amendment of a colleague, on top of the pulled fact.
    let amended = minh.amend(doc, RegisterKey::amend(spray.id, "note"), FieldValue::text("sửa"));
    minh.sync(&world, vec![minh.signed(doc, &[amended])]);
    lan.sync(&world, vec![]);
    assert_eq!(minh.docs[&doc.id].heads(), lan.docs[&doc.id].heads());
    // The names staff gave came along in the register document, signed by the hub.
    let register = lan.docs[&DocId::register_of(world.org)].registers().unwrap();
    assert!(register.contains_key(&RegisterKey::entry(world.product, "name")));
    assert!(lan.certificates.iter().any(|it| it.device == minh.device));
}

#[test]
fn pushing_again_after_a_lost_answer_changes_nothing() {
    let world = World::new();
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let doc = season(&world);
    let changes = vec![
        lan.record(doc, &lan.fact(FactKind::Activity, "sow")),
        lan.record(doc, &lan.fact(FactKind::Activity, "spray")),
    ];
    let request = lan.request(vec![lan.signed(doc, &changes)]);
    lan.post(&world, &request).unwrap();
    let again = lan.post(&world, &request).unwrap();
    assert_eq!(
        codes(&again),
        vec![(0, Outcome::Duplicate, None), (1, Outcome::Duplicate, None)]
    );
    let receipt: Receipt = again.receipt.unwrap().open(&world.hub.public_key()).unwrap();
    assert!(receipt.covers(&[changes[0].hash, changes[1].hash]));
    // Twice in one push, with one new behind.
    let third = lan.record(doc, &lan.fact(FactKind::Activity, "weed"));
    let answer = lan.sync(
        &world,
        vec![lan.signed(doc, &[changes[1].clone(), third.clone(), third])],
    );
    assert_eq!(
        codes(&answer),
        vec![(0, Outcome::Duplicate, None), (2, Outcome::Duplicate, None)]
    );
    minh.sync(&world, vec![]);
    let of_doc: Vec<_> = minh
        .pulled
        .iter()
        .filter(|hash| changes.iter().any(|it| it.hash == **hash))
        .collect();
    assert_eq!(of_doc.len(), 2);
    assert_eq!(minh.docs[&doc.id].facts().unwrap().len(), 3);
}

#[test]
fn forged_unsigned_and_foreign_changes_are_refused_one_by_one() {
    let world = World::new();
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let doc = season(&world);
    // Signed by somebody else's key.
    let forged = lan.record(doc, &lan.fact(FactKind::Activity, "sow"));
    let mut group = lan.signed(doc, std::slice::from_ref(&forged));
    group.signatures = vec![sign_change(&minh.key, doc.id, forged.hash)];
    // A signature for another document.
    let other = season(&world);
    let moved = lan.record(other, &lan.fact(FactKind::Activity, "sow"));
    let mut misplaced = lan.signed(other, std::slice::from_ref(&moved));
    misplaced.signatures = vec![sign_change(&lan.key, doc.id, moved.hash)];
    // A stranger's own, well signed.
    let mut stranger = Phone::new(world.org, lan.person);
    let third = season(&world);
    let strange = stranger.record(third, &stranger.fact(FactKind::Activity, "sow"));
    // Good ones around.
    let (before, after) = (season(&world), season(&world));
    let first = lan.record(before, &lan.fact(FactKind::Activity, "sow"));
    let last = lan.record(after, &lan.fact(FactKind::Activity, "sow"));
    let answer = lan.sync(
        &world,
        vec![
            lan.signed(before, &[first]),
            group.clone(),
            misplaced,
            stranger.signed(third, &[strange]),
            lan.signed(after, &[last]),
        ],
    );
    assert_eq!(
        codes(&answer),
        vec![
            (1, Outcome::Refused, Some("unsigned")),
            (2, Outcome::Refused, Some("unsigned")),
            (3, Outcome::Refused, Some("not_allowed")),
        ]
    );
    let quarantined: u64 = world.hub.quarantine().unwrap().values().sum();
    assert_eq!(quarantined, 3);
    minh.sync(&world, vec![]);
    assert!(minh.docs.contains_key(&after.id) && !minh.docs.contains_key(&third.id));
    // Signed rightly, the same change gets in and leaves the quarantine.
    let answer = lan.sync(&world, vec![lan.signed(doc, &[forged])]);
    assert_eq!(codes(&answer), vec![]);
    let quarantined: u64 = world.hub.quarantine().unwrap().values().sum();
    assert_eq!(quarantined, 2);
}

#[test]
fn nobody_writes_for_an_organisation_they_are_not_in() {
    let world = World::new();
    let foreign = world
        .hub
        .new_org(&NewOrg {
            name: "HTX khác".into(),
            ..NewOrg::default()
        })
        .unwrap();
    let (mut lan, mut far) = (world.phone("Lan"), world.phone_of(foreign.id, "Xa"));
    let theirs = DocRef::fresh(DocKind::Season, foreign.id);
    let change = lan.record(theirs, &lan.fact(FactKind::Activity, "sow"));
    let answer = lan.sync(&world, vec![lan.signed(theirs, &[change])]);
    assert_eq!(codes(&answer), vec![(0, Outcome::Refused, Some("not_allowed"))]);
    // Nor does anybody read there.
    far.sync(&world, vec![]);
    lan.follow.org = foreign.id;
    let answer = lan.post(&world, &lan.request(vec![])).unwrap();
    assert!(answer.pages.is_empty());
    // A known document under another kind, and a register under an id of one's own.
    let doc = season(&world);
    let change = lan.record(doc, &lan.fact(FactKind::Activity, "sow"));
    lan.post(&world, &lan.request(vec![lan.signed(doc, &[change])]))
        .unwrap();
    let as_lot = DocRef {
        kind: DocKind::Lot,
        ..doc
    };
    lan.docs.clear();
    let change = lan.record(as_lot, &lan.fact(FactKind::Activity, "sow"));
    let register = DocRef {
        kind: DocKind::Register,
        ..season(&world)
    };
    let entry = lan.amend(register, RegisterKey::entry("x", "name"), FieldValue::text("x"));
    let push = vec![lan.signed(as_lot, &[change]), lan.signed(register, &[entry])];
    let answer = lan.post(&world, &lan.request(push)).unwrap();
    assert_eq!(
        codes(&answer),
        vec![
            (0, Outcome::Refused, Some("not_allowed")),
            (1, Outcome::Refused, Some("not_allowed")),
        ]
    );
}

#[test]
fn one_bad_change_stops_only_those_that_build_on_it() {
    let world = World::new();
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let (doc, clean) = (season(&world), season(&world));
    let steps = ["sow", "weed", "spray", "harvest"];
    let changes: Vec<_> = steps
        .iter()
        .map(|step| lan.record(doc, &lan.fact(FactKind::Activity, step)))
        .collect();
    let good = lan.record(clean, &lan.fact(FactKind::Activity, "sow"));
    let mut group = lan.signed(doc, &changes);
    // Signed on the first and on the last; the third is damaged on the way.
    group
        .signatures
        .insert(0, sign_change(&lan.key, doc.id, changes[0].hash));
    let mut damaged = group.changes[2].to_vec();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    group.changes[2] = damaged.into();
    let answer = lan.sync(&world, vec![group, lan.signed(clean, &[good])]);
    assert_eq!(
        codes(&answer),
        vec![
            // Nobody could check it without the signed one behind it.
            (1, Outcome::Refused, Some("unsigned")),
            (2, Outcome::Refused, Some("malformed")),
            (3, Outcome::Refused, Some("unknown_dependency")),
        ]
    );
    let receipt: Receipt = answer.receipt.unwrap().open(&world.hub.public_key()).unwrap();
    assert_eq!(receipt.count, 2);
    // Whole this time: the rest follows.
    let answer = lan.sync(&world, vec![lan.signed(doc, &changes)]);
    assert_eq!(codes(&answer), vec![(0, Outcome::Duplicate, None)]);
    minh.sync(&world, vec![]);
    assert_eq!(minh.docs[&doc.id].facts().unwrap().len(), 4);
}

#[test]
fn a_change_whose_past_is_missing_is_refused_until_it_comes() {
    let world = World::new();
    let mut lan = world.phone("Lan");
    let doc = season(&world);
    let first = lan.record(doc, &lan.fact(FactKind::Activity, "sow"));
    let second = lan.record(doc, &lan.fact(FactKind::Activity, "weed"));
    let answer = lan.sync(&world, vec![lan.signed(doc, std::slice::from_ref(&second))]);
    assert_eq!(
        codes(&answer),
        vec![(0, Outcome::Refused, Some("unknown_dependency"))]
    );
    assert!(answer.receipt.is_none());
    let answer = lan.sync(&world, vec![lan.signed(doc, &[first, second])]);
    assert_eq!(codes(&answer), vec![]);
}

#[test]
fn a_colleagues_changes_can_be_carried() {
    let world = World::new();
    let (mut lan, mut minh, mut third) = (world.phone("Lan"), world.phone("Minh"), world.phone("Tư"));
    let doc = season(&world);
    let hers = vec![
        lan.record(doc, &lan.fact(FactKind::Activity, "sow")),
        lan.record(doc, &lan.fact(FactKind::Activity, "weed")),
    ];
    minh.open(doc).apply(&hers).unwrap();
    let his = minh.record(doc, &minh.fact(FactKind::Activity, "spray"));
    let mut group = lan.signed(doc, &hers);
    group.changes.push(his.bytes.clone().into());
    group.signatures.push(sign_change(&minh.key, doc.id, his.hash));
    let answer = minh.sync(&world, vec![group]);
    assert_eq!(codes(&answer), vec![]);
    third.sync(&world, vec![]);
    assert_eq!(third.docs[&doc.id].heads(), minh.docs[&doc.id].heads());
    // Her own do not come back to her, his do.
    lan.sync(&world, vec![]);
    assert_eq!(lan.docs[&doc.id].facts().unwrap().len(), 3);
}

#[test]
fn pages_end_where_everything_in_them_is_signed() {
    let world = World::new();
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    minh.sync(&world, vec![]);
    let (wide, deep) = (season(&world), season(&world));
    let mut sent = HashSet::new();
    // Ten pushes of ten changes to one document, then a hundred documents of one change in one push.
    for _ in 0..10 {
        let changes: Vec<_> = (0..10)
            .map(|_| lan.record(deep, &lan.fact(FactKind::Activity, "weed")))
            .collect();
        sent.extend(changes.iter().map(|change| change.hash));
        lan.sync(&world, vec![lan.signed(deep, &changes)]);
    }
    let mut push = Vec::new();
    for _ in 0..100 {
        let doc = season(&world);
        let change = lan.record(doc, &lan.fact(FactKind::Activity, "weed"));
        sent.insert(change.hash);
        push.push(lan.signed(doc, &[change]));
    }
    let change = lan.record(wide, &lan.fact(FactKind::Activity, "weed"));
    sent.insert(change.hash);
    push.push(lan.signed(wide, &[change]));
    lan.sync(&world, push);
    minh.page_bytes = 1;
    minh.pulled.clear();
    let (mut pages, mut largest) = (0, 0);
    loop {
        let answer = minh.post(&world, &minh.request(vec![])).unwrap();
        let bytes: usize = answer.pages[0]
            .docs
            .iter()
            .flat_map(|doc| &doc.changes)
            .map(|it| it.len())
            .sum();
        largest = largest.max(bytes);
        pages += 1;
        // Applying checks that each page stands by itself.
        if !minh.apply(&world, &answer) {
            break;
        }
    }
    assert!(pages >= 10, "{pages} pages");
    assert!(
        largest <= 8 * 1024,
        "{largest} bytes: at most one group of ten over the floor of 4 KiB"
    );
    assert_eq!(minh.pulled.len(), sent.len(), "each once");
    assert_eq!(minh.pulled.iter().copied().collect::<HashSet<_>>(), sent);
    assert_eq!(minh.docs[&deep.id].facts().unwrap().len(), 100);
    // A larger page takes it in one go.
    minh.page_bytes = u32::MAX;
    minh.follow.after = 0;
    let answer = minh.post(&world, &minh.request(vec![])).unwrap();
    assert!(!answer.pages[0].more);
}

#[test]
fn the_log_has_no_gaps_and_the_cursor_passes_own_changes() {
    let world = World::new();
    let mut lan = world.phone("Lan");
    lan.sync(&world, vec![]);
    let before = lan.follow.after;
    let doc = season(&world);
    let changes: Vec<_> = (0..5)
        .map(|_| lan.record(doc, &lan.fact(FactKind::Activity, "weed")))
        .collect();
    // A refused change takes no number.
    let mut stranger = Phone::new(world.org, lan.person);
    let strange = season(&world);
    let refused = stranger.record(strange, &stranger.fact(FactKind::Activity, "sow"));
    lan.sync(
        &world,
        vec![stranger.signed(strange, &[refused]), lan.signed(doc, &changes)],
    );
    assert_eq!(lan.follow.after, before + 5);
    assert!(
        lan.pulled
            .iter()
            .all(|hash| changes.iter().all(|it| it.hash != *hash))
    );
}

#[test]
fn a_new_epoch_starts_over_and_asks_for_everything() {
    let world = World::new();
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let doc = season(&world);
    let change = lan.record(doc, &lan.fact(FactKind::Activity, "weed"));
    lan.sync(&world, vec![lan.signed(doc, &[change])]);
    minh.sync(&world, vec![]);
    let old = world.hub.epoch().unwrap();
    world.hub.start_new_epoch().unwrap();
    let answer = minh.post(&world, &minh.request(vec![])).unwrap();
    assert_ne!(answer.epoch, old);
    assert!(answer.pages[0].docs.iter().any(|group| group.doc == doc));
}

#[test]
fn a_restored_phone_writes_on_under_a_new_actor() {
    let world = World::new();
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let doc = season(&world);
    let first = lan.record(doc, &lan.fact(FactKind::Activity, "sow"));
    lan.sync(&world, vec![lan.signed(doc, std::slice::from_ref(&first))]);
    let author = Author {
        key: lan.key.public().0,
        actor: [9; 16],
    };
    let mut restored = Document::load(doc, author, None, std::slice::from_ref(&first.bytes), None).unwrap();
    let second = restored
        .put_fact(&lan.fact(FactKind::Activity, "weed"), 5)
        .unwrap();
    // The old chain goes on elsewhere: same author, two actors, each with its own signature.
    let third = lan.record(doc, &lan.fact(FactKind::Activity, "spray"));
    let answer = lan.sync(
        &world,
        vec![lan.signed(doc, &[second]), lan.signed(doc, &[third])],
    );
    assert_eq!(codes(&answer), vec![]);
    minh.sync(&world, vec![]);
    assert_eq!(minh.docs[&doc.id].facts().unwrap().len(), 3);
}

#[test]
fn changes_of_a_revoked_device_wait_for_a_person() {
    let world = World::new();
    let (mut lan, mut minh, mut third) = (world.phone("Lan"), world.phone("Minh"), world.phone("Tư"));
    let doc = season(&world);
    let before = lan.record(doc, &lan.fact(FactKind::Activity, "sow"));
    lan.sync(&world, vec![lan.signed(doc, std::slice::from_ref(&before))]);
    minh.sync(&world, vec![]);
    world.hub.revoke_device(lan.device).unwrap();
    let problem = lan.post(&world, &lan.request(vec![])).unwrap_err();
    assert_eq!((problem.status, problem.code()), (403, "revoked"));
    // Minh carries what Lan made since, and builds on it.
    let after = lan.record(doc, &lan.fact(FactKind::Activity, "weed"));
    let own = minh.record(doc, &minh.fact(FactKind::Activity, "prune"));
    minh.open(doc).apply(std::slice::from_ref(&after)).unwrap();
    let built = minh.record(doc, &minh.fact(FactKind::Activity, "spray"));
    let mut group = minh.signed(doc, &[own.clone(), after.clone(), built.clone()]);
    group.signatures.push(sign_change(&lan.key, doc.id, after.hash));
    group.signatures.push(sign_change(&minh.key, doc.id, own.hash));
    let answer = minh.sync(&world, vec![group.clone()]);
    assert_eq!(
        codes(&answer),
        vec![
            (1, Outcome::Held, Some("revoked")),
            (2, Outcome::Held, Some("depends_on_held"))
        ]
    );
    let receipt: Receipt = answer.receipt.unwrap().open(&world.hub.public_key()).unwrap();
    assert_eq!(receipt.count, 3, "held changes are kept");
    third.sync(&world, vec![]);
    assert_eq!(
        third.docs[&doc.id].facts().unwrap().len(),
        2,
        "held facts do not go out"
    );
    let again = minh.sync(&world, vec![group]);
    assert_eq!(codes(&again)[1], (1, Outcome::Held, Some("revoked")));
    let held = world.hub.held().unwrap();
    assert_eq!(held.iter().map(|row| row.count).sum::<u64>(), 2);
    assert_eq!(world.hub.accept_held(doc.id, None).unwrap(), 2);
    third.sync(&world, vec![]);
    assert_eq!(third.docs[&doc.id].heads(), minh.docs[&doc.id].heads());
    assert!(world.hub.held().unwrap().is_empty());
    // The one who built on them is told; what he carried comes to him as everybody's.
    minh.sync(&world, vec![]);
    assert_eq!(minh.released, [built.hash]);
}

//! Members with a changed app: they sign what no app writes, and hand it in as no app does.

use fieldbook_core::bundle::{Content, Exporter, ListedReceipt, Purpose, open, seal};
use fieldbook_core::identity::*;
use fieldbook_core::journal::{Author, Change, Document};
use fieldbook_core::model::*;
use fieldbook_core::sync::*;
use fieldbook_hub::{HubError, NewOrg, PUSH_CHANGES_MAX, Settled};
use minicbor::bytes::ByteVec;

use crate::phone::{Phone, codes, moment};
use crate::world::{World, farmer, lot};

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
        let count = push.iter().flat_map(|group| &group.changes).count();
        let answer = inh.sync(&world, push);
        assert_eq!(codes(&answer), (0..).map(held).take(count).collect::<Vec<_>>());
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

/// So many changes of 30 KB in one chain.
fn heavy(phone: &mut Phone, doc: DocRef, count: usize) -> Vec<Change> {
    let stuffing = minicbor::to_vec(ByteVec::from(vec![0; 30_000])).unwrap();
    let fact = |phone: &Phone| Fact {
        unknown: [(99, stuffing.clone())].into(),
        ..phone.fact(FactKind::Note, "note")
    };
    (0..count)
        .map(|_| {
            let fact = fact(phone);
            phone.record(doc, &fact)
        })
        .collect()
}

/// The largest answer while a phone pulls everything, as it unpacks.
fn largest_answer(world: &World, phone: &mut Phone) -> usize {
    let mut largest = 0;
    loop {
        let answer = phone.post(world, &phone.request(vec![])).unwrap();
        largest = largest.max(minicbor::to_vec(&answer).unwrap().len());
        if !phone.apply(world, &answer) {
            return largest;
        }
    }
}

/// The same while it begins with whole documents.
fn largest_of_a_start(world: &World, phone: &mut Phone) -> usize {
    let mut largest = 0;
    loop {
        let mut request = phone.request(vec![]);
        request.follow[0].begin.get_or_insert_default();
        let answer = phone.post(world, &request).unwrap();
        largest = largest.max(minicbor::to_vec(&answer).unwrap().len());
        let more = phone.apply(world, &answer);
        let begun = answer.pages.into_iter().next().and_then(|page| page.begin);
        phone.follow.begin = begun.map(|begun| Begin {
            mark: begun.mark,
            ..Begin::default()
        });
        if !more {
            return largest;
        }
    }
}

/// A page ends only where everything in it is signed for: one push could make a page that no phone unpacks.
#[test]
fn no_push_makes_a_page_that_a_phone_cannot_take() {
    let world = World::new();
    let (mut inh, mut mai, mut minh) = (farmer(&world), farmer(&world), world.phone("Minh"));
    minh.sync(&world, vec![]);
    let season = || DocRef::fresh(DocKind::Season, world.org);
    // 6 MB under one signature, and in the same push a colleague's entry as it is carried.
    let doc = season();
    let long = heavy(&mut inh, doc, 200);
    let small = mai.record(doc, &mai.fact(FactKind::Note, "note"));
    let beside = mai.record(doc, &mai.fact(FactKind::Note, "note"));
    let mut push = inh.signed(doc, &long);
    push.changes.insert(0, small.bytes.clone().into());
    push.changes.push(beside.bytes.clone().into());
    push.signatures.push(sign_change(&mai.key, doc.id, beside.hash));
    let answer = inh.sync(&world, vec![push]);
    let refused = codes(&answer);
    assert_eq!(
        (refused.len(), refused[0]),
        (200, (1, Outcome::Refused, "oversize"))
    );
    assert!(refused.iter().all(|one| (1..=200).contains(&one.0)));
    minh.pulled.clear();
    assert!(largest_answer(&world, &mut minh) < 64 * 1024);
    assert_eq!(minh.pulled, [small.hash, beside.hash]);
    // The same in a file.
    let taken = world
        .hub
        .take_bundle(&bundle(&inh, inh.signed(doc, &long)))
        .unwrap();
    assert_eq!((taken.accepted, taken.refused["oversize"]), (0, 200));
    // Signed for in between, it goes out in pages.
    let mut push = inh.signed(doc, &long);
    push.signatures.push(sign_change(&inh.key, doc.id, long[99].hash));
    assert_eq!(codes(&inh.sync(&world, vec![push])), vec![]);
    // As much as may be without a signature, of two organisations at once.
    let largest = largest_answer(&world, &mut minh);
    assert!(largest < ANSWER_BYTES_MAX / 2, "{largest}");
    let elsewhere = NewOrg {
        name: "HTX Sông Mã".into(),
        ..NewOrg::default()
    };
    let elsewhere = world.hub.new_org(&elsewhere).unwrap().id;
    let mut carl = world.phone_of(elsewhere, "Carl");
    let mut both = vec![minh.follow.clone()];
    world
        .hub
        .add_member(elsewhere, minh.person, &[Role::Farmer])
        .unwrap();
    let invited = world.hub.invite(elsewhere, minh.person, "http://h", 1).unwrap();
    minh.enrol(&world, invited.invitation.token).unwrap();
    carl.sync(&world, vec![]);
    minh.sync(&world, vec![]);
    both.push(carl.follow.clone());
    both[0].after = minh.follow.after;
    let abroad = DocRef::fresh(DocKind::Season, elsewhere);
    for (phone, doc) in [(&mut inh, season()), (&mut carl, abroad)] {
        let changes = heavy(phone, doc, UNCUT_BYTES_MAX / 30_400);
        let push = vec![phone.signed(doc, &changes)];
        assert_eq!(codes(&phone.sync(&world, push)), vec![]);
    }
    let mut request = minh.request(vec![]);
    request.follow = both;
    let mut orgs = Vec::new();
    for turn in 0..2 {
        let answer = minh.post(&world, &request).unwrap();
        let bytes = minicbor::to_vec(&answer).unwrap().len();
        assert!(
            bytes > UNCUT_BYTES_MAX * 9 / 10 && bytes < ANSWER_BYTES_MAX * 3 / 4,
            "{bytes}"
        );
        let mut full = answer.pages.iter().filter(|page| !page.docs.is_empty());
        let page = full.next().unwrap();
        assert!(
            full.next().is_none() && (turn == 1 || page.more),
            "each gets its turn"
        );
        let mut follow = request.follow.iter_mut();
        follow.find(|follow| follow.org == page.org).unwrap().after = page.next;
        orgs.push(page.org);
    }
    orgs.sort();
    orgs.dedup();
    assert_eq!(orgs.len(), 2);
    minh.sync(&world, vec![]);
    // A new phone gets the same in whole documents.
    let mut fresh = world.phone("Tư");
    assert!(largest_of_a_start(&world, &mut fresh) < ANSWER_BYTES_MAX * 3 / 4);
    assert!(minh.pulled.iter().all(|hash| fresh.pulled.contains(hash)));
}

/// What an honest neighbour carries is never refused for its length: a whole document under one signature.
#[test]
fn as_many_entries_as_a_push_may_hold_fit_under_one_signature() {
    let world = World::new();
    let mut inh = farmer(&world);
    let doc = DocRef::fresh(DocKind::Season, world.org);
    let mut bytes = 0;
    for _ in 0..100 {
        let fact = Fact {
            note: Some("Gặt ở thửa trên, trời nắng, nhờ thêm hai người".into()),
            ..inh.packing(250)
        };
        bytes += inh.record(doc, &fact).bytes.len();
    }
    assert!(bytes / 100 * PUSH_CHANGES_MAX < UNCUT_BYTES_MAX, "{bytes}");
}

/// Each actor is a head of the document that everybody carries on.
#[test]
fn a_key_writes_to_a_document_under_few_actors() {
    let world = World::new();
    let (mut inh, mut minh) = (farmer(&world), world.phone("Minh"));
    let doc = DocRef::fresh(DocKind::Season, world.org);
    let first = |phone: &Phone, actor: u8| {
        let mut document = Document::open(doc, author(phone, actor)).unwrap();
        document.put_fact(&phone.fact(FactKind::Note, "note"), 5).unwrap()
    };
    let crowd = |phone: &Phone, actors: std::ops::Range<u8>| {
        let changes: Vec<Change> = actors.map(|actor| first(phone, actor)).collect();
        let mut push = phone.signed(doc, &changes);
        let signed = changes
            .iter()
            .map(|change| sign_change(&phone.key, doc.id, change.hash));
        push.signatures = signed.collect();
        push
    };
    let push = vec![crowd(&inh, 1..31)];
    assert_eq!(codes(&inh.sync(&world, push)), vec![]);
    let push = vec![crowd(&inh, 31..50)];
    let refused = |place| (place, Outcome::Refused, "too_many_actors");
    let answer = inh.sync(&world, push);
    assert_eq!(codes(&answer), (2..19).map(refused).collect::<Vec<_>>());
    // Everybody else writes on, and so does this key elsewhere.
    minh.sync(&world, vec![]);
    let next = minh.record(doc, &minh.fact(FactKind::Note, "note"));
    assert_eq!(next.deps.len(), 32);
    assert_eq!(codes(&minh.sync(&world, vec![minh.signed(doc, &[next])])), vec![]);
    let other = DocRef::fresh(DocKind::Season, world.org);
    let change = inh.record(other, &inh.fact(FactKind::Note, "note"));
    assert_eq!(
        codes(&inh.sync(&world, vec![inh.signed(other, &[change])])),
        vec![]
    );
}

/// Between the list and the word of whoever read it, more may have come.
#[test]
fn staff_settle_what_they_have_seen_and_nothing_else() {
    let world = World::new();
    let (mut inh, mut mai) = (farmer(&world), farmer(&world));
    let doc = lot(&world);
    let pack = |phone: &mut Phone| {
        let change = phone.record(doc, &phone.packing(10));
        assert_eq!(
            codes(&phone.sync(&world, vec![phone.signed(doc, &[change])])).len(),
            1
        );
    };
    let seen = |device: Option<DeviceId>| -> Vec<String> {
        let held = world.hub.held().unwrap().into_iter();
        let mine = held.filter(|row| device.is_none_or(|device| row.device == Some(device)));
        mine.map(|row| row.seen).collect()
    };
    pack(&mut inh);
    pack(&mut mai);
    let (all, of_mai) = (seen(None), seen(Some(mai.device)));
    assert_eq!((all.len(), of_mai.len()), (2, 1));
    pack(&mut inh);
    let changed = |settled: Result<Settled, HubError>| {
        let error = settled.unwrap_err();
        assert!(
            matches!(
                error,
                HubError::Refused {
                    code: "held_changed",
                    ..
                }
            ),
            "{error}"
        );
    };
    changed(world.hub.accept_seen(doc.id, None, &all));
    changed(world.hub.refuse_seen(doc.id, None, &all));
    changed(world.hub.accept_seen(doc.id, None, &of_mai));
    changed(world.hub.accept_seen(doc.id, Some(inh.device), &of_mai));
    assert_eq!(seen(None).len(), 2, "nothing was settled");
    assert_eq!(
        world
            .hub
            .accept_seen(doc.id, Some(mai.device), &of_mai)
            .unwrap()
            .count,
        1
    );
    let settled = world.hub.refuse_seen(doc.id, None, &seen(None)).unwrap();
    assert_eq!((settled.count, settled.held[0].count), (2, 2));
    // Who names nothing is told what it was.
    pack(&mut mai);
    let settled = world.hub.accept_seen(doc.id, None, &[]).unwrap();
    assert_eq!((settled.count, settled.held.len()), (1, 1));
}

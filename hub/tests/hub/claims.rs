use fieldbook_core::identity::ClaimVerdict;
use fieldbook_core::model::*;
use fieldbook_hub::{NewLease, Settlement, StampStanding};

use crate::phone::{Phone, moment};
use crate::world::{World, gtin, serials};

/// A packed lot of a phone, on the hub.
fn packed_lot(world: &World, phone: &mut Phone, bags: u32) -> DocRef {
    let lot = DocRef::fresh(DocKind::Lot, world.org);
    let changes = vec![
        phone.amend(
            lot,
            RegisterKey::head("product"),
            FieldValue::text(&world.product.to_string()),
        ),
        phone.record(lot, &phone.packing(bags)),
    ];
    phone.sync(world, vec![phone.signed(lot, &changes)]);
    lot
}

fn activate(world: &World, phone: &mut Phone, lot: DocRef, range: SerialRange) -> FactId {
    let fact = phone.activation(range);
    let change = phone.record(lot, &fact);
    phone.sync(world, vec![phone.signed(lot, &[change])]);
    fact.id
}

fn verdict(world: &World, claim: FactId) -> ClaimVerdict {
    world.hub.claim(claim).unwrap().unwrap().verdict.unwrap()
}

/// I10, by the verdicts themselves: no stamp stands in two of them.
fn assert_no_stamp_stands_twice(world: &World) {
    let mut held: Vec<(FactId, SerialRange)> = Vec::new();
    for claim in world.hub.claims(None, Some(ClaimState::Confirmed)).unwrap() {
        for span in claim.verdict.unwrap().spans {
            for (other, range) in &held {
                assert!(
                    range.overlap(&span.range).is_none(),
                    "{range} stands for {other} and {}",
                    claim.fact
                );
            }
            held.push((claim.fact, span.range));
        }
    }
}

#[test]
fn the_first_valid_claim_stands_and_the_second_is_disputed() {
    let world = World::new();
    let lease = world.lease(30);
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let (ours, theirs) = (
        packed_lot(&world, &mut lan, 200),
        packed_lot(&world, &mut minh, 200),
    );
    let first = activate(&world, &mut lan, ours, serials(1, 100));
    let second = activate(&world, &mut minh, theirs, serials(50, 150));
    let stands = verdict(&world, first);
    assert_eq!((stands.state, stands.findings.len()), (ClaimState::Confirmed, 0));
    assert_eq!(stands.spans[0].range, serials(1, 100));
    assert_eq!(
        stands.spans[0].lease,
        Some(lease.id),
        "the hub names the lease it rests on"
    );
    let disputed = verdict(&world, second);
    assert_eq!(disputed.state, ClaimState::Disputed);
    assert_eq!(disputed.findings, vec!["range_overlap"]);
    assert_eq!(
        (disputed.rivals[0].claim, disputed.rivals[0].range.clone()),
        (first, serials(50, 100))
    );
    assert!(disputed.spans.is_empty());
    // Both phones learn both, with the lease.
    lan.sync(&world, vec![]);
    assert_eq!(lan.verdicts[&second].state, ClaimState::Disputed);
    assert_eq!(lan.leases, vec![lease]);
    assert_no_stamp_stands_twice(&world);
    let stamp = world.hub.trace_of_stamp(&gtin(), "T0100").unwrap();
    assert_eq!(stamp.standing, StampStanding::Active);
    assert_eq!(stamp.trace.unwrap().lot.doc, ours);
    assert_eq!(
        world.hub.trace_of_stamp(&gtin(), "T0120").unwrap().standing,
        StampStanding::Disputed
    );
    assert_eq!(
        world.hub.trace_of_stamp(&gtin(), "T0300").unwrap().standing,
        StampStanding::NotActivated
    );
    assert_eq!(
        world.hub.trace_of_stamp(&gtin(), "X1").unwrap().standing,
        StampStanding::Unknown
    );
}

#[test]
fn a_withdrawn_claim_frees_its_stamps_for_the_next() {
    let world = World::new();
    world.lease(30);
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let (ours, theirs) = (
        packed_lot(&world, &mut lan, 200),
        packed_lot(&world, &mut minh, 200),
    );
    let first = activate(&world, &mut lan, ours, serials(1, 100));
    let second = activate(&world, &mut minh, theirs, serials(50, 150));
    let third = activate(&world, &mut minh, theirs, serials(90, 95));
    let voided = lan.void(ours, first);
    lan.sync(&world, vec![lan.signed(ours, &[voided])]);
    assert_eq!(verdict(&world, first).state, ClaimState::Withdrawn);
    assert_eq!(
        verdict(&world, second).state,
        ClaimState::Confirmed,
        "the next in line"
    );
    let waiting = verdict(&world, third);
    assert_eq!(
        (waiting.state, waiting.rivals[0].claim),
        (ClaimState::Disputed, second)
    );
    assert_no_stamp_stands_twice(&world);
}

#[test]
fn a_person_settles_a_dispute() {
    let world = World::new();
    world.lease(30);
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let (ours, theirs) = (
        packed_lot(&world, &mut lan, 200),
        packed_lot(&world, &mut minh, 200),
    );
    let first = activate(&world, &mut lan, ours, serials(1, 100));
    let second = activate(&world, &mut minh, theirs, serials(50, 150));
    let third = activate(&world, &mut lan, ours, serials(1, 10));
    let kept = world.hub.settle(second, Settlement::Keep).unwrap();
    assert_eq!(kept.state, ClaimState::Confirmed);
    assert_eq!(verdict(&world, first).state, ClaimState::Refused);
    assert_eq!(
        verdict(&world, third).state,
        ClaimState::Confirmed,
        "what the loser held is free"
    );
    assert_no_stamp_stands_twice(&world);
    // A settled claim stays settled when its lot is judged again.
    let note = lan.record(ours, &lan.fact(FactKind::Note, "note"));
    lan.sync(&world, vec![lan.signed(ours, &[note])]);
    assert_eq!(verdict(&world, first).state, ClaimState::Refused);
    assert_eq!(
        world.hub.settle(third, Settlement::Refuse).unwrap().state,
        ClaimState::Refused
    );
    assert_eq!(
        world.hub.trace_of_stamp(&gtin(), "T0005").unwrap().standing,
        StampStanding::NotActivated
    );
    minh.sync(&world, vec![]);
    assert_eq!(minh.verdicts[&second].state, ClaimState::Confirmed);
    assert_eq!(minh.verdicts[&first].state, ClaimState::Refused);
}

#[test]
fn packing_that_comes_later_lifts_the_dispute() {
    let world = World::new();
    world.lease(30);
    let mut lan = world.phone("Lan");
    let lot = DocRef::fresh(DocKind::Lot, world.org);
    let claim = activate(&world, &mut lan, lot, serials(1, 100));
    let waiting = verdict(&world, claim);
    assert_eq!(waiting.state, ClaimState::Disputed);
    assert_eq!(waiting.findings, vec!["activated_before_packing"]);
    let packing = lan.packing(60);
    let packed = lan.record(lot, &packing);
    lan.sync(&world, vec![lan.signed(lot, &[packed])]);
    assert_eq!(verdict(&world, claim).findings, vec!["more_stamps_than_units"]);
    let amended = lan.amend(
        lot,
        RegisterKey::amend(packing.id, "qty.out"),
        FieldValue::Number(100.into()),
    );
    lan.sync(&world, vec![lan.signed(lot, &[amended])]);
    let stands = verdict(&world, claim);
    assert_eq!((stands.state, stands.number), (ClaimState::Confirmed, 3));
    // One more stamp than bags.
    let over = activate(&world, &mut lan, lot, serials(101, 101));
    assert_eq!(verdict(&world, over).findings, vec!["more_stamps_than_units"]);
}

#[test]
fn outside_the_lease_is_refused_until_it_is_leased() {
    let world = World::new();
    let whole = world.lease(1);
    let mut lan = world.phone("Lan");
    let lot = packed_lot(&world, &mut lan, 500);
    let beyond = activate(&world, &mut lan, lot, serials(450, 550));
    let refused = verdict(&world, beyond);
    assert_eq!(
        (refused.state, refused.findings[0].as_str()),
        (ClaimState::Refused, "outside_lease")
    );
    // Written down after the lease has ended.
    world.wait_days(10);
    let late = Fact {
        occurred: moment(5 * 1440),
        recorded: moment(5 * 1440),
        ..lan.activation(serials(1, 10))
    };
    let change = lan.record(lot, &late);
    lan.sync(&world, vec![lan.signed(lot, &[change])]);
    assert_eq!(verdict(&world, late.id).state, ClaimState::Refused);
    assert_eq!(
        world
            .hub
            .settle(late.id, Settlement::Keep)
            .unwrap_err()
            .to_string(),
        format!("refused (outside_lease): {}", late.id)
    );
    world
        .hub
        .new_lease(&NewLease {
            roll: whole.roll,
            range: Some(serials(1, 100)),
            org: world.org,
            person: None,
            days: 30,
        })
        .unwrap();
    assert_eq!(verdict(&world, late.id).state, ClaimState::Confirmed);
    assert_eq!(verdict(&world, beyond).state, ClaimState::Refused);
}

#[test]
fn a_lease_for_one_person_is_not_for_who_writes_their_name() {
    let world = World::new();
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let roll = world.lease(1).roll;
    world.wait_days(3);
    world
        .hub
        .new_lease(&NewLease {
            roll,
            range: None,
            org: world.org,
            person: Some(lan.person),
            days: 30,
        })
        .unwrap();
    let at = moment(3 * 1440);
    let lot = packed_lot(&world, &mut lan, 100);
    let by = |phone: &Phone, range| Fact {
        occurred: at,
        recorded: at,
        recorder: lan.person,
        ..phone.activation(range)
    };
    let (his, hers) = (by(&minh, serials(1, 10)), by(&lan, serials(1, 10)));
    minh.sync(&world, vec![]);
    let change = minh.record(lot, &his);
    minh.sync(&world, vec![minh.signed(lot, &[change])]);
    let change = lan.record(lot, &hers);
    lan.sync(&world, vec![lan.signed(lot, &[change])]);
    assert_eq!(verdict(&world, his.id).state, ClaimState::Refused);
    assert_eq!(verdict(&world, hers.id).state, ClaimState::Confirmed);
}

#[test]
fn void_beats_active_and_taking_it_back_never_doubles_a_stamp() {
    let world = World::new();
    world.lease(30);
    let mut lan = world.phone("Lan");
    let lot = packed_lot(&world, &mut lan, 300);
    let early = activate(&world, &mut lan, lot, serials(1, 20));
    let torn = Fact {
        occurred: moment(90),
        recorded: moment(91),
        stamps: lan.activation(serials(5, 6)).stamps,
        ..lan.fact(FactKind::VoidStamps, "void_stamps")
    };
    let change = lan.record(lot, &torn);
    lan.sync(&world, vec![lan.signed(lot, &[change])]);
    let ranges = |claim| -> Vec<SerialRange> {
        verdict(&world, claim)
            .spans
            .into_iter()
            .map(|span| span.range)
            .collect()
    };
    assert_eq!(ranges(early), vec![serials(1, 4), serials(7, 20)]);
    assert_eq!(
        world.hub.trace_of_stamp(&gtin(), "T0005").unwrap().standing,
        StampStanding::Voided(VoidKind::Void)
    );
    // A claim on torn stamps alone has nothing to stand on.
    let on_torn = activate(&world, &mut lan, lot, serials(5, 6));
    assert_eq!(verdict(&world, on_torn).state, ClaimState::Refused);
    // Not torn after all: the stamps go back to who had them, and to nobody else.
    let back = lan.void(lot, torn.id);
    lan.sync(&world, vec![lan.signed(lot, &[back])]);
    assert_eq!(ranges(early), vec![serials(1, 20)]);
    assert_eq!(verdict(&world, on_torn).state, ClaimState::Disputed);
    assert_no_stamp_stands_twice(&world);
}

#[test]
fn a_spray_that_comes_late_is_said_of_the_lots_drawn_from_its_season() {
    let world = World::new();
    world.lease(30);
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let season = DocRef::fresh(DocKind::Season, world.org);
    let harvest = minh.record(season, &minh.fact(FactKind::Harvest, "harvest"));
    minh.sync(&world, vec![minh.signed(season, &[harvest])]);
    let lot = DocRef::fresh(DocKind::Lot, world.org);
    let milled = Fact {
        origins: vec![Origin {
            doc: season.id,
            quantity: None,
        }],
        ..lan.fact(FactKind::Process, "mill")
    };
    let changes = vec![
        lan.amend(
            lot,
            RegisterKey::head("product"),
            FieldValue::text(&world.product.to_string()),
        ),
        lan.record(lot, &milled),
        lan.record(lot, &lan.packing(50)),
    ];
    lan.sync(&world, vec![lan.signed(lot, &changes)]);
    let before = activate(&world, &mut lan, lot, serials(1, 10));
    assert_eq!(verdict(&world, before).state, ClaimState::Confirmed);
    let spray = Fact {
        occurred: moment(-2 * 1440),
        inputs: vec![Input {
            material: "Thuốc".into(),
            pre_harvest_interval: Some(14),
            ..Input::default()
        }],
        ..minh.fact(FactKind::Activity, "spray")
    };
    let sprayed = minh.record(season, &spray);
    minh.sync(&world, vec![minh.signed(season, &[sprayed])]);
    let told = verdict(&world, before);
    assert_eq!(told.state, ClaimState::Confirmed, "nothing re-binds silently");
    assert_eq!(told.findings, vec!["pre_harvest_interval"]);
    let after = activate(&world, &mut lan, lot, serials(11, 20));
    assert_eq!(verdict(&world, after).state, ClaimState::Disputed);
    let trace = world.hub.trace_of_lot(lot.id).unwrap().unwrap();
    assert_eq!(trace.origins[0].doc, season);
    assert_eq!(
        trace.people.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(),
        vec!["Lan", "Minh"]
    );
    assert_eq!(
        (trace.org.name.as_str(), trace.product.unwrap().id),
        ("HTX Mường Và", world.product)
    );
}

#[test]
fn no_order_of_claims_makes_a_stamp_stand_twice() {
    use rand::prelude::*;
    let world = World::new();
    world.lease(30);
    let mut phones = [world.phone("Lan"), world.phone("Minh")];
    let lots: Vec<DocRef> = phones
        .iter_mut()
        .map(|phone| packed_lot(&world, phone, 2_000))
        .collect();
    let mut random = StdRng::seed_from_u64(7);
    let mut made: Vec<(usize, FactId)> = Vec::new();
    for _ in 0..60 {
        let who = random.random_range(0..2);
        let phone = &mut phones[who];
        let first = random.random_range(1..480);
        let range = serials(first, first + random.random_range(0..20));
        let change = match random.random_range(0..10) {
            0..6 => {
                let fact = phone.activation(range);
                made.push((who, fact.id));
                phone.record(lots[who], &fact)
            }
            6..8 => {
                let Some((who, fact)) = made.choose(&mut random).copied() else {
                    continue;
                };
                let change = phones[who].void(lots[who], fact);
                let push = phones[who].signed(lots[who], &[change]);
                phones[who].sync(&world, vec![push]);
                continue;
            }
            8 => {
                let torn = Fact {
                    stamps: phone.activation(range).stamps,
                    ..phone.fact(FactKind::VoidStamps, "void_stamps")
                };
                made.push((who, torn.id));
                phone.record(lots[who], &torn)
            }
            _ => {
                let disputed = world.hub.claims(None, Some(ClaimState::Disputed)).unwrap();
                if let Some(claim) = disputed.choose(&mut random) {
                    world.hub.settle(claim.fact, Settlement::Keep).unwrap();
                }
                continue;
            }
        };
        let push = phone.signed(lots[who], &[change]);
        phone.sync(&world, vec![push]);
        assert_no_stamp_stands_twice(&world);
    }
    let confirmed = world.hub.claims(None, Some(ClaimState::Confirmed)).unwrap();
    assert!(confirmed.len() > 5);
    for phone in &mut phones {
        phone.sync(&world, vec![]);
    }
    for claim in confirmed {
        assert_eq!(phones[0].verdicts[&claim.fact], claim.verdict.clone().unwrap());
        assert_eq!(phones[1].verdicts[&claim.fact], claim.verdict.unwrap());
    }
}

/// A lease ends by the hub's clock: by the fact's own time moved by the offset its phone knew, and never later
/// than the hub had it.
#[test]
fn a_lease_is_judged_by_the_hubs_time() {
    let world = World::new();
    world.lease(30);
    let mut lan = world.phone("Lan");
    let lot = packed_lot(&world, &mut lan, 400);
    let now = world.hub.now();
    let day = 86_400_000;
    world.wait_days(40);
    let cases = [
        (
            "offline for weeks, and right",
            now.plus_ms(day),
            None,
            ClaimState::Confirmed,
        ),
        (
            "set back, and known to be",
            now.plus_ms(day),
            Some(39 * 86_400),
            ClaimState::Refused,
        ),
        (
            "years slow all along",
            now.plus_ms(-900 * day),
            Some(901 * 86_400),
            ClaimState::Confirmed,
        ),
        (
            "years ahead all along",
            now.plus_ms(900 * day),
            Some(-899 * 86_400),
            ClaimState::Confirmed,
        ),
        ("too late", now.plus_ms(39 * day), None, ClaimState::Refused),
        (
            "years ahead and unknown: by when it came",
            now.plus_ms(900 * day),
            None,
            ClaimState::Refused,
        ),
    ];
    for (place, (name, recorded, hub_offset_s, expected)) in (0u128..).zip(cases) {
        let fact = Fact {
            occurred: recorded,
            recorded,
            hub_offset_s,
            ..lan.activation(serials(place * 50 + 1, place * 50 + 50))
        };
        let change = lan.record(lot, &fact);
        lan.sync(&world, vec![lan.signed(lot, &[change])]);
        assert_eq!(
            world.hub.claim(fact.id).unwrap().unwrap().state,
            expected,
            "{name}"
        );
    }
}

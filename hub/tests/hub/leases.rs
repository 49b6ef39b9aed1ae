//! Leases that staff take back before their end, and parts of them that managers give to single persons.

use fieldbook_core::model::*;
use fieldbook_core::sync::Outcome;
use fieldbook_hub::{NewLease, Settlement, StampStanding};

use crate::phone::{Phone, codes};
use crate::stamps::{activate, packed_lot, standing, verdict, void};
use crate::world::{World, farmer, serials};

fn leased_to(world: &World, roll: RollId, range: SerialRange, person: PersonId) -> NewLease {
    NewLease {
        roll,
        range: Some(range),
        org: world.org,
        person: Some(person),
        days: 30,
    }
}

/// What the hub had before stands; what comes later is refused in words, whenever it was written down; the rest is
/// leased again.
#[test]
fn a_revoked_lease_reaches_what_the_hub_had_before_and_nothing_later() {
    let world = World::new();
    let whole = world.lease(30);
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let (ours, theirs) = (packed_lot(&world, &mut lan), packed_lot(&world, &mut minh));
    let before = activate(&world, &mut lan, ours, serials(1, 10), 0);
    let rival = activate(&world, &mut minh, theirs, serials(5, 10), 0);
    // Written down now, and brought when the lease is gone.
    let written = lan.activation(serials(11, 20));
    let change = lan.record(ours, &written);
    world.wait_days(1);
    let refused = leased_to(&world, whole.roll, serials(1, 100), minh.person);
    assert!(world.hub.new_lease(&refused).is_err(), "it stands");

    let revoked = world.hub.revoke_lease(whole.id).unwrap();
    assert_eq!(
        (revoked.standing, revoked.revoked_ms),
        (false, Some(world.hub.now().utc_ms))
    );
    world.wait_days(1);
    assert_eq!(
        world.hub.revoke_lease(whole.id).unwrap(),
        revoked,
        "once is enough"
    );
    assert_eq!(
        world.hub.leases(world.org).unwrap(),
        std::slice::from_ref(&revoked)
    );
    assert!(world.hub.revoke_lease(LeaseId::fresh()).is_err());

    lan.sync(&world, vec![lan.signed(ours, &[change])]);
    assert_eq!(verdict(&world, before).state, ClaimState::Confirmed);
    let told = verdict(&world, written.id);
    assert_eq!(
        (told.state, told.findings),
        (
            ClaimState::Refused,
            vec!["lease_revoked".to_owned(), "outside_lease".to_owned()]
        )
    );
    assert_eq!(lan.revocations.len(), 1);
    assert_eq!(
        (lan.revocations[0].lease, Some(lan.revocations[0].at.utc_ms)),
        (whole.id, revoked.revoked_ms)
    );
    // What the hub had is settled by what it was then: the rival was here in time.
    let withdrawn = lan.void(ours, before);
    lan.sync(&world, vec![lan.signed(ours, &[withdrawn])]);
    assert_eq!(verdict(&world, rival).state, ClaimState::Confirmed);
    // Nor does a voiding reach what is left.
    let torn = Fact {
        stamps: lan.activation(serials(30, 31)).stamps,
        ..lan.fact(FactKind::VoidStamps, "void_stamps")
    };
    let change = lan.record(ours, &torn);
    lan.sync(&world, vec![lan.signed(ours, &[change])]);
    assert_eq!(standing(&world, "T0030"), StampStanding::NotActivated);

    let again = leased_to(&world, whole.roll, serials(1, 100), lan.person);
    world.hub.new_lease(&again).unwrap();
    assert_eq!(
        verdict(&world, written.id).state,
        ClaimState::Confirmed,
        "leased to her anew, as any refused claim is judged again"
    );
    let next = activate(&world, &mut lan, ours, serials(21, 22), 0);
    assert_eq!(verdict(&world, next).state, ClaimState::Confirmed);
    let beyond = activate(&world, &mut lan, ours, serials(101, 101), 0);
    assert_eq!(
        verdict(&world, beyond).findings,
        ["lease_revoked", "outside_lease"]
    );
    assert_eq!(world.hub.check().unwrap(), Vec::<String>::new());
}

/// A device that begins with the organisation's documents is told as one that has followed all along.
#[test]
fn a_device_that_begins_later_learns_of_the_revocation() {
    let world = World::new();
    let whole = world.lease(30);
    world.hub.revoke_lease(whole.id).unwrap();
    let mut lan = world.phone("Lan");
    lan.follow.begin = Some(fieldbook_core::sync::Begin::default());
    lan.sync(&world, vec![]);
    assert_eq!(lan.leases, std::slice::from_ref(&whole));
    assert_eq!(lan.revocations[0].lease, whole.id);
}

fn register_entry(
    world: &World,
    phone: &mut Phone,
    id: LeaseId,
    field: &str,
    value: FieldValue,
) -> fieldbook_core::sync::SyncResponse {
    phone.sync(world, vec![]);
    let register = DocRef::register_of(world.org);
    let change = phone.amend(register, RegisterKey::entry(id, field), value);
    phone.sync(world, vec![phone.signed(register, &[change])])
}

/// A manager gives a part to Minh: others are held to it from when the hub knows, until it is taken back. What cannot be
/// given gives nothing, and a farmer's word is held.
#[test]
fn what_is_given_to_one_person_is_kept_from_the_others() {
    let world = World::new();
    let whole = world.lease(30);
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let (ours, theirs) = (packed_lot(&world, &mut lan), packed_lot(&world, &mut minh));
    let before = activate(&world, &mut lan, ours, serials(101, 110), 0);
    world.wait_days(1);
    let sub = |id, range| SubLease {
        id,
        lease: whole.id,
        person: minh.person,
        range,
    };
    let given = LeaseId::fresh();
    let terms = FieldValue::text(&sub(given, serials(101, 200)).text());
    let mut inh = farmer(&world);
    let held = register_entry(
        &world,
        &mut inh,
        LeaseId::fresh(),
        SubLeaseTerms::FIELD,
        terms.clone(),
    );
    assert_eq!(codes(&held)[0].1, Outcome::Held);
    for beyond in [serials(400, 501), serials(600, 700)] {
        let id = LeaseId::fresh();
        let terms = FieldValue::text(&sub(id, beyond).text());
        register_entry(&world, &mut lan, id, SubLeaseTerms::FIELD, terms);
    }
    let free = activate(&world, &mut lan, ours, serials(111, 112), 0);
    assert_eq!(
        verdict(&world, free).state,
        ClaimState::Confirmed,
        "nothing was given yet"
    );
    world.wait_days(1);
    register_entry(&world, &mut lan, given, SubLeaseTerms::FIELD, terms);

    assert_eq!(
        verdict(&world, before).state,
        ClaimState::Confirmed,
        "it was here before"
    );
    let kept_off = activate(&world, &mut lan, ours, serials(199, 201), 0);
    let told = verdict(&world, kept_off);
    assert_eq!(
        (told.state, told.findings),
        (
            ClaimState::Refused,
            vec!["outside_lease".to_owned(), "sub_leased".to_owned()]
        )
    );
    let elsewhere = activate(&world, &mut lan, ours, serials(201, 210), 0);
    assert_eq!(verdict(&world, elsewhere).state, ClaimState::Confirmed);
    let his = activate(&world, &mut minh, theirs, serials(113, 150), 0);
    assert_eq!(verdict(&world, his).state, ClaimState::Confirmed);
    // A torn stamp is torn whoever says it.
    void(&world, &mut lan, ours, serials(160, 160), "torn", 0);
    assert_eq!(standing(&world, "T0160"), StampStanding::Voided(VoidKind::Torn));

    world.wait_days(1);
    register_entry(
        &world,
        &mut lan,
        given,
        SubLeaseTerms::TAKEN_BACK,
        FieldValue::Bool(true),
    );
    let after = activate(&world, &mut lan, ours, serials(151, 152), 0);
    assert_eq!(verdict(&world, after).state, ClaimState::Confirmed);
    assert_eq!(
        verdict(&world, his).state,
        ClaimState::Confirmed,
        "what the hub had stands"
    );
    let judged_again = world.hub.settle(kept_off, Settlement::Refuse).unwrap();
    assert_eq!(judged_again.state, ClaimState::Refused);
    assert!(
        judged_again
            .verdict
            .unwrap()
            .findings
            .contains(&"sub_leased".to_owned())
    );
}

fn part(lease: LeaseId, person: PersonId, range: SerialRange) -> (LeaseId, FieldValue) {
    let id = LeaseId::fresh();
    let sub = SubLease {
        id,
        lease,
        person,
        range,
    };
    (id, FieldValue::text(&sub.text()))
}

/// A roll is leased anew when its lease has ended; a part of the new lease is not open to others under the old one.
#[test]
fn a_part_of_a_renewed_lease_is_kept_from_who_had_the_old_one() {
    let world = World::new();
    let old = world.lease(1);
    world.wait_days(2);
    let renewed = NewLease {
        roll: old.roll,
        range: Some(serials(1, 500)),
        org: world.org,
        person: None,
        days: 30,
    };
    let renewed = world.hub.new_lease(&renewed).unwrap();
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let (ours, theirs) = (packed_lot(&world, &mut lan), packed_lot(&world, &mut minh));
    let (id, terms) = part(renewed.id, minh.person, serials(101, 200));
    register_entry(&world, &mut lan, id, SubLeaseTerms::FIELD, terms);
    world.wait_days(1);
    let kept_off = activate(&world, &mut lan, ours, serials(101, 110), 3);
    let told = verdict(&world, kept_off);
    assert_eq!(
        (told.state, told.findings),
        (
            ClaimState::Refused,
            vec!["outside_lease".to_owned(), "sub_leased".to_owned()]
        )
    );
    let his = activate(&world, &mut minh, theirs, serials(101, 110), 3);
    assert_eq!(verdict(&world, his).state, ClaimState::Confirmed);
    let free = activate(&world, &mut lan, ours, serials(201, 210), 3);
    assert_eq!(verdict(&world, free).state, ClaimState::Confirmed);
}

/// An entry that was held takes nothing from who could not know of it: it counts from when it was released.
#[test]
fn a_part_that_was_held_counts_from_when_it_was_released() {
    let world = World::new();
    let whole = world.lease(30);
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let ours = packed_lot(&world, &mut lan);
    let mut inh = farmer(&world);
    let (id, terms) = part(whole.id, minh.person, serials(101, 200));
    let held = register_entry(&world, &mut inh, id, SubLeaseTerms::FIELD, terms);
    assert_eq!(codes(&held)[0].1, Outcome::Held);
    world.wait_days(1);
    let before = activate(&world, &mut lan, ours, serials(101, 110), 1);
    assert_eq!(verdict(&world, before).state, ClaimState::Confirmed);
    world.wait_days(1);
    let register = DocRef::register_of(world.org);
    world.hub.accept_held(register.id, None).unwrap();
    // Anything in the lot has its claims weighed again.
    void(&world, &mut lan, ours, serials(110, 110), "torn", 2);
    let told = verdict(&world, before);
    assert_eq!(told.state, ClaimState::Confirmed);
    let stands: Vec<SerialRange> = told.spans.iter().map(|span| span.range.clone()).collect();
    assert_eq!(stands, [serials(101, 109)]);
    let theirs = packed_lot(&world, &mut minh);
    let his = activate(&world, &mut minh, theirs, serials(105, 120), 2);
    assert_eq!(verdict(&world, his).state, ClaimState::Disputed);
    let kept_off = activate(&world, &mut lan, ours, serials(121, 122), 2);
    assert_eq!(verdict(&world, kept_off).state, ClaimState::Refused);
}

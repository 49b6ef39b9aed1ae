//! Leases and voidings: whose word reaches which stamps, and what the public is told.

use fieldbook_core::identity::ClaimVerdict;
use fieldbook_core::model::*;
use fieldbook_core::sync::DocChanges;
use fieldbook_hub::{NewLease, StampStanding};

use crate::phone::{Phone, moment};
use crate::world::{World, gtin, serials};

pub fn packed_lot(world: &World, phone: &mut Phone) -> DocRef {
    let lot = DocRef::fresh(DocKind::Lot, world.org);
    let product = FieldValue::text(&world.product.to_string());
    let changes = vec![
        phone.amend(lot, RegisterKey::head("product"), product),
        phone.record(lot, &phone.packing(1_000)),
    ];
    phone.sync(world, vec![phone.signed(lot, &changes)]);
    lot
}

fn send(world: &World, phone: &mut Phone, lot: DocRef, fact: &Fact) -> FactId {
    let change = phone.record(lot, fact);
    phone.sync(world, vec![phone.signed(lot, &[change])]);
    fact.id
}

pub fn activate(world: &World, phone: &mut Phone, lot: DocRef, range: SerialRange, day: i64) -> FactId {
    let fact = Fact {
        occurred: moment(day * 1440 + 60),
        recorded: moment(day * 1440 + 61),
        ..phone.activation(range)
    };
    send(world, phone, lot, &fact)
}

pub fn void(
    world: &World,
    phone: &mut Phone,
    lot: DocRef,
    range: SerialRange,
    reason: &str,
    day: i64,
) -> FactId {
    let fact = Fact {
        occurred: moment(day * 1440 + 70),
        recorded: moment(day * 1440 + 71),
        stamps: phone.activation(range).stamps,
        fields: [("reason".to_owned(), FieldValue::text(reason))].into(),
        ..phone.fact(FactKind::VoidStamps, "void_stamps")
    };
    send(world, phone, lot, &fact)
}

fn lease(world: &World, roll: RollId, range: SerialRange, person: Option<PersonId>) -> NewLease {
    NewLease {
        roll,
        range: Some(range),
        org: world.org,
        person,
        days: 30,
    }
}

pub fn verdict(world: &World, claim: FactId) -> ClaimVerdict {
    world.hub.claim(claim).unwrap().unwrap().verdict.unwrap()
}

pub fn standing(world: &World, serial: &str) -> StampStanding {
    world.hub.trace_of_stamp(&gtin(), serial).unwrap().standing
}

/// A clock set back, or a phone long offline: what is leased to somebody else by then is theirs.
#[test]
fn an_ended_lease_does_not_reach_what_is_leased_to_somebody_else_since() {
    let world = World::new();
    let roll = world.lease(1).roll;
    let (mut lan, mut minh) = (world.phone("Lan"), world.phone("Minh"));
    let (ours, theirs) = (packed_lot(&world, &mut lan), packed_lot(&world, &mut minh));
    let before = activate(&world, &mut lan, ours, serials(1, 10), 0);
    world.wait_days(3);
    let new = lease(&world, roll, serials(1, 100), Some(minh.person));
    world.hub.new_lease(&new).unwrap();
    let set_back = activate(&world, &mut lan, ours, serials(11, 20), 0);
    let elsewhere = activate(&world, &mut lan, ours, serials(101, 110), 0);
    let next = activate(&world, &mut minh, theirs, serials(5, 20), 3);
    assert_eq!(
        verdict(&world, before).state,
        ClaimState::Confirmed,
        "it was here before"
    );
    let told = verdict(&world, set_back);
    assert_eq!(
        (told.state, told.findings),
        (ClaimState::Refused, vec!["outside_lease".to_owned()])
    );
    assert_eq!(
        verdict(&world, elsewhere).state,
        ClaimState::Confirmed,
        "leased to nobody since"
    );
    let told = verdict(&world, next);
    assert_eq!((told.state, told.rivals.len()), (ClaimState::Disputed, 1));
    let next = activate(&world, &mut minh, theirs, serials(11, 20), 3);
    assert_eq!(verdict(&world, next).state, ClaimState::Confirmed);
    // Nor does a voiding reach them under the old lease.
    void(&world, &mut lan, ours, serials(30, 31), "torn", 0);
    assert_eq!(standing(&world, "T0030"), StampStanding::NotActivated);
}

#[test]
fn a_voiding_reaches_what_is_leased_or_stands_for_its_organisation() {
    let world = World::new();
    world.lease(1);
    let mut lan = world.phone("Lan");
    let lot = packed_lot(&world, &mut lan);
    activate(&world, &mut lan, lot, serials(1, 10), 0);
    void(&world, &mut lan, lot, serials(20, 21), "lost", 0);
    assert_eq!(standing(&world, "T0020"), StampStanding::Voided(VoidKind::Lost));
    void(&world, &mut lan, lot, serials(600, 601), "torn", 0);
    assert_eq!(standing(&world, "T0601"), StampStanding::Unknown);
    world.wait_days(3);
    let late = void(&world, &mut lan, lot, serials(9, 12), "torn", 3);
    assert_eq!(
        standing(&world, "T0009"),
        StampStanding::Voided(VoidKind::Torn),
        "on a pack"
    );
    assert_eq!(
        standing(&world, "T0011"),
        StampStanding::NotActivated,
        "its lease has ended"
    );
    // A correction of the voiding gives back nothing it took.
    let reason = RegisterKey::amend(late, "reason");
    let amended = lan.amend(lot, reason, FieldValue::text("lost"));
    lan.sync(&world, vec![lan.signed(lot, &[amended])]);
    assert_eq!(standing(&world, "T0009"), StampStanding::Voided(VoidKind::Lost));
    let back = lan.void(lot, late);
    lan.sync(&world, vec![lan.signed(lot, &[back])]);
    assert_eq!(standing(&world, "T0009"), StampStanding::Active);
}

#[test]
fn only_what_was_handed_back_unused_is_leased_and_activated_again() {
    let world = World::new();
    let roll = world.lease(30).roll;
    let mut lan = world.phone("Lan");
    let lot = packed_lot(&world, &mut lan);
    activate(&world, &mut lan, lot, serials(1, 10), 0);
    void(&world, &mut lan, lot, serials(9, 20), "returned", 0);
    void(&world, &mut lan, lot, serials(21, 22), "torn", 0);
    assert_eq!(
        standing(&world, "T0010"),
        StampStanding::Voided(VoidKind::Void),
        "it is on a pack"
    );
    assert_eq!(
        standing(&world, "T0011"),
        StampStanding::Voided(VoidKind::Returned)
    );
    let under_the_old = activate(&world, &mut lan, lot, serials(11, 12), 0);
    let told = verdict(&world, under_the_old);
    assert_eq!(told.state, ClaimState::Refused);
    assert_eq!(told.findings, ["outside_lease", "stamps_voided"]);
    world.wait_days(1);
    for (first, last) in [(10, 11), (20, 21), (21, 22), (23, 23)] {
        let taken = lease(&world, roll, serials(first, last), None);
        let refused = world.hub.new_lease(&taken).unwrap_err().to_string();
        assert!(refused.contains("lease_overlap"), "{first}: {refused}");
    }
    world
        .hub
        .new_lease(&lease(&world, roll, serials(11, 20), None))
        .unwrap();
    assert_eq!(standing(&world, "T0011"), StampStanding::NotActivated);
    let again = activate(&world, &mut lan, lot, serials(13, 20), 1);
    assert_eq!(verdict(&world, again).state, ClaimState::Confirmed);
    assert_eq!(standing(&world, "T0013"), StampStanding::Active);
    let torn = activate(&world, &mut lan, lot, serials(21, 22), 1);
    assert_eq!(verdict(&world, torn).state, ClaimState::Refused);
    assert_eq!(standing(&world, "T0021"), StampStanding::Voided(VoidKind::Torn));
}

fn correct(world: &World, phone: &mut Phone, lot: DocRef, voiding: FactId, field: &str, value: FieldValue) {
    let change = phone.amend(lot, RegisterKey::amend(voiding, field), value);
    phone.sync(world, vec![phone.signed(lot, &[change])]);
}

/// A correction of a voiding counts from when the voiding came: what was leased and activated since is not its to take,
/// what was on a pack before is.
#[test]
fn a_corrected_voiding_does_not_reach_what_was_leased_since() {
    let world = World::new();
    let roll = world.lease(30).roll;
    let mut lan = world.phone("Lan");
    let lot = packed_lot(&world, &mut lan);
    let first = activate(&world, &mut lan, lot, serials(1, 10), 0);
    let handed_back = void(&world, &mut lan, lot, serials(9, 20), "returned", 0);
    world.wait_days(1);
    world
        .hub
        .new_lease(&lease(&world, roll, serials(11, 20), None))
        .unwrap();
    let again = activate(&world, &mut lan, lot, serials(13, 18), 1);
    world.wait_days(1);
    let corrections = [
        ("note", FieldValue::text("trả thừa")),
        ("reason", FieldValue::text("lost")),
        (RegisterKey::VOID, FieldValue::Bool(true)),
        (RegisterKey::VOID, FieldValue::Bool(false)),
        ("reason", FieldValue::text("returned")),
    ];
    for (field, value) in corrections {
        let taken_back = value == FieldValue::Bool(true);
        correct(&world, &mut lan, lot, handed_back, field, value);
        let told = verdict(&world, again);
        assert_eq!(
            (told.state, told.findings.len()),
            (ClaimState::Confirmed, 0),
            "{field}"
        );
        assert_eq!(told.spans[0].range, serials(13, 18), "{field}");
        assert_eq!(standing(&world, "T0013"), StampStanding::Active, "{field}");
        assert_eq!(standing(&world, "T0019"), StampStanding::NotActivated, "{field}");
        // The two that were on a pack by then are void, unless the whole voiding is taken back.
        let on_the_pack = verdict(&world, first).spans[0].range.clone();
        let last = if taken_back { 10 } else { 8 };
        assert_eq!(on_the_pack, serials(1, last), "{field}");
    }
    let rest = activate(&world, &mut lan, lot, serials(19, 20), 2);
    assert_eq!(verdict(&world, rest).state, ClaimState::Confirmed);
}

/// What is activated before it is handed back was used, in one push as in two; what is handed back before, was not.
#[test]
fn one_push_and_two_tell_used_stamps_from_unused_alike() {
    let outcome = |activate_first: bool, in_one_push: bool| {
        let world = World::new();
        world.lease(30);
        let mut lan = world.phone("Lan");
        let lot = packed_lot(&world, &mut lan);
        let claim = lan.activation(serials(1, 10));
        let returned = Fact {
            stamps: lan.activation(serials(9, 12)).stamps,
            fields: [("reason".to_owned(), FieldValue::text("returned"))].into(),
            ..lan.fact(FactKind::VoidStamps, "void_stamps")
        };
        let facts = if activate_first {
            [&claim, &returned]
        } else {
            [&returned, &claim]
        };
        let changes: Vec<_> = facts.iter().map(|fact| lan.record(lot, fact)).collect();
        let pushes: Vec<DocChanges> = if in_one_push {
            vec![lan.signed(lot, &changes)]
        } else {
            let alone = changes
                .iter()
                .map(|change| lan.signed(lot, std::slice::from_ref(change)));
            alone.collect()
        };
        for push in pushes {
            lan.sync(&world, vec![push]);
        }
        let held: Vec<SerialRange> = verdict(&world, claim.id)
            .spans
            .into_iter()
            .map(|span| span.range)
            .collect();
        (held, standing(&world, "T0009"), standing(&world, "T0012"))
    };
    let void = StampStanding::Voided;
    for in_one_push in [true, false] {
        assert_eq!(
            outcome(true, in_one_push),
            (
                vec![serials(1, 8)],
                void(VoidKind::Void),
                void(VoidKind::Returned)
            ),
            "in one push: {in_one_push}"
        );
        assert_eq!(
            outcome(false, in_one_push),
            (
                vec![serials(1, 8)],
                void(VoidKind::Returned),
                void(VoidKind::Returned)
            ),
            "in one push: {in_one_push}"
        );
    }
}

#[test]
fn the_public_is_told_where_a_stamp_stands() {
    let world = World::new();
    world.lease(30);
    let mut lan = world.phone("Lan");
    let unpacked = DocRef::fresh(DocKind::Lot, world.org);
    activate(&world, &mut lan, unpacked, serials(40, 41), 0);
    assert_eq!(standing(&world, "T0040"), StampStanding::Pending);
    let lot = packed_lot(&world, &mut lan);
    void(&world, &mut lan, lot, serials(1, 1), "torn", 0);
    void(&world, &mut lan, lot, serials(2, 2), "lost", 0);
    void(&world, &mut lan, lot, serials(3, 3), "returned", 0);
    void(&world, &mut lan, lot, serials(4, 4), "wrong_pack", 0);
    let page = |serial: &str, lang: &str| {
        let path = format!("/01/{}/21/{serial}?lang={lang}", gtin());
        let asked = world.client.get(world.running.url() + &path).send().unwrap();
        asked.text().unwrap()
    };
    let cases = [
        ("T0001", "Tem đã báo rách, hỏng", "Stamp reported torn"),
        ("T0002", "Tem đã báo mất", "Stamp reported lost"),
        ("T0003", "Tem đã trả lại", "Stamp handed back"),
        ("T0004", "Tem đã huỷ", "Stamp voided"),
        ("T0005", "Tem chưa kích hoạt", "Stamp not activated"),
        ("T0040", "Chờ xác nhận", "Awaiting confirmation"),
        ("T0999", "Tem không có trong sổ", "Stamp not on record"),
    ];
    for (serial, vi, en) in cases {
        assert!(page(serial, "vi").contains(vi), "{serial}");
        assert!(page(serial, "en").contains(en), "{serial}");
    }
}

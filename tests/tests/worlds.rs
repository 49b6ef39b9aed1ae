//! Many devices and a hub: whatever the link does, everybody ends with the same facts.

use fieldbook::link::{Fate, Weather};
use fieldbook_core::model::*;
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::sync::Ending;
use fieldbook_tests::world::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[test]
fn two_phones_share_a_season_through_the_hub() {
    let world = World::new(1, 2);
    let [mai, phin] = &world.phones[..] else {
        panic!("two phones")
    };
    let season = season(mai, "Vụ mùa 2026");
    let id = mai.journal().record(harvest(season, 250)).unwrap().view.id();
    let report = world.sync(0);
    assert_eq!(report.ending, Some(Ending::Complete), "{report:?}");
    assert_eq!((report.pushed, report.accepted, report.receipts), (2, 2, 1));
    world.sync_through(1);
    let arrived = phin.journal().get(id).unwrap();
    assert_eq!(
        arrived.fact.amount(QuantityRole::Out).unwrap().amount(),
        250.into()
    );
    assert_eq!(mai.journal().get(id).unwrap().state, ChangeState::Accepted);
    assert_eq!(
        phin.documents().get(season).unwrap().text("name").as_deref(),
        Some("Vụ mùa 2026")
    );
    // The other phone writes into the same season and it comes back.
    phin.journal().record(harvest(season, 30)).unwrap();
    world.settle();
    world.assert_converged();
    // Names come from the hub's own register changes.
    let register = phin.people().register().unwrap();
    assert!(register.people.iter().any(|person| person.name == "Người 0"));
}

#[test]
fn a_sync_with_nothing_new_costs_a_few_hundred_bytes() {
    let world = World::new(2, 1);
    world.settle();
    let report = world.sync(0);
    assert_eq!((report.round_trips, report.pushed, report.pulled), (1, 0, 0));
    assert!(report.bytes_up <= 250 && report.bytes_down <= 250, "{report:?}");
}

#[test]
fn two_people_amend_the_same_field_and_one_settles_it() {
    let world = World::new(3, 2);
    let [farmer, officer] = &world.phones[..] else {
        panic!("two phones")
    };
    let season = season(farmer, "Vụ mùa");
    let id = farmer.journal().record(harvest(season, 250)).unwrap().view.id();
    world.settle();
    farmer
        .journal()
        .amend(id, "moisture", FieldValue::Number(21.into()), Some("đo lại"))
        .unwrap();
    officer
        .journal()
        .amend(id, "moisture", FieldValue::Number(22.into()), Some("máy đo mới"))
        .unwrap();
    officer
        .journal()
        .amend(id, "note", FieldValue::text("lúa đẹp"), None)
        .unwrap();
    world.settle();
    world.assert_converged();
    for phone in &world.phones {
        let conflicts = phone.journal().conflicts().unwrap();
        assert_eq!(conflicts.len(), 1);
        assert_eq!(
            (conflicts[0].field.as_str(), conflicts[0].values.len()),
            ("moisture", 2)
        );
        assert_eq!(
            phone.journal().get(id).unwrap().fact.note.as_deref(),
            Some("lúa đẹp")
        );
    }
    farmer
        .journal()
        .amend(id, "moisture", FieldValue::Number(22.into()), Some("đồng ý"))
        .unwrap();
    world.settle();
    world.assert_converged();
    assert!(officer.journal().conflicts().unwrap().is_empty());
    assert_eq!(officer.journal().history(id).unwrap().len(), 5);
}

#[test]
fn i10_overlapping_claims_confirm_one_and_dispute_the_other() {
    let world = World::new(4, 2);
    world.settle();
    let [first, second] = &world.phones[..] else {
        panic!("two phones")
    };
    let (lot_a, lot_b) = (packed_lot(first, 100), packed_lot(second, 100));
    let claim_a = activate(first, lot_a, "00001", "00100");
    let claim_b = activate(second, lot_b, "00051", "00150");
    assert_eq!(
        (claim_a.findings.len(), claim_b.findings.len()),
        (0, 0),
        "neither phone can know yet"
    );
    world.settle();
    for phone in &world.phones {
        assert_eq!(claim_state(phone, claim_a.fact), ClaimState::Confirmed);
        assert_eq!(claim_state(phone, claim_b.fact), ClaimState::Disputed);
    }
    // The second withdraws and claims other stamps.
    second.journal().void(claim_b.fact, "nhầm cuộn").unwrap();
    let again = activate(second, lot_b, "00201", "00300");
    world.settle();
    world.assert_converged();
    for phone in &world.phones {
        assert_eq!(claim_state(phone, claim_b.fact), ClaimState::Withdrawn);
        assert_eq!(claim_state(phone, again.fact), ClaimState::Confirmed);
    }
}

/// Cuts the connection at every class of byte offset, in both directions: before, inside and after the
/// head and the body. Whatever was cut, one more try completes and nothing is twice or lost.
#[test]
fn a_cut_at_any_byte_is_repaired_by_the_next_try() {
    let world = World::new(5, 2);
    let phone = &world.phones[0];
    let season = season(phone, "Vụ mùa");
    world.settle();
    let offsets = [0, 1, 16, 100, 200, 300, 400, 500, 700, 1_000, 1_500];
    let fates = offsets
        .iter()
        .flat_map(|at| [Fate::CutUp(*at), Fate::CutDown(*at)]);
    let mut recorded = 0;
    for fate in fates.chain([Fate::Refused]) {
        recorded += 1;
        phone.journal().record(harvest(season, recorded)).unwrap();
        world.link.plan([fate]);
        let cut = world.sync(0);
        world.sync_through(0);
        let status = phone.sync().status().unwrap();
        assert_eq!(status.outbox, 0, "{fate:?} {cut:?}");
    }
    world.settle();
    world.assert_converged();
    let all = FactQuery {
        limit: 100,
        ..FactQuery::default()
    };
    let there = world.phones[1].journal().query(&all).unwrap();
    assert_eq!(there.len(), usize::try_from(recorded).unwrap());
}

#[test]
fn a_phone_that_has_never_been_online_records_first_and_enrols_later() {
    let mut world = World::new(6, 1);
    world.settle();
    let late = world.add_phone();
    let season = season(&world.phones[late], "Vụ chiêm");
    world.phones[late].journal().record(harvest(season, 40)).unwrap();
    assert!(!world.phones[late].sync().status().unwrap().enrolled);
    world.settle();
    world.assert_converged();
    assert!(world.phones[late].sync().status().unwrap().enrolled);
}

/// The hub's folder is put back to yesterday's copy; what phones had receipts for comes to it again.
#[test]
fn a_hub_restored_from_an_old_copy_gets_everything_again() {
    let mut world = World::new(7, 2);
    let season = season(&world.phones[0], "Vụ mùa");
    world.settle();
    world.back_up_hub();
    let after: Vec<FactId> = (1..40)
        .map(|kg| {
            world.phones[0]
                .journal()
                .record(harvest(season, kg))
                .unwrap()
                .view
                .id()
        })
        .collect();
    world.settle();
    // Folding drops bytes the hub has acknowledged; they must come out of the snapshot again.
    world.phones[0].pause().unwrap();
    world.phones[0].resume().unwrap();
    world.restore_hub();
    let late = world.add_phone();
    world.phones[0].journal().record(harvest(season, 99)).unwrap();
    for _ in 0..3 {
        (0..world.phones.len()).for_each(|phone| world.sync_through(phone));
    }
    world.settle();
    world.assert_converged();
    for fact in after {
        assert!(world.phones[late].journal().get(fact).is_ok());
    }
}

/// Random people doing random things over a stormy link with a hub that restarts.
#[test]
fn random_days_converge() {
    for seed in 100..106 {
        random_day(seed);
    }
}

fn random_day(seed: u64) {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut world = World::new(seed, 3);
    world.settle();
    let mut known: Vec<(DocId, Vec<FactId>)> = Vec::new();
    world.link.set_weather(Weather::STORM);
    for step in 0..60 {
        let who = dice.random_range(0..world.phones.len());
        act(&mut dice, &world, who, &mut known);
        if dice.random_bool(0.2) {
            world.sync(who);
        }
        if step == 30 {
            world.restart_hub();
        }
    }
    world.settle();
    world.link.set_weather(Weather::CLEAR);
    world.settle();
    world.assert_converged();
    let acknowledged: usize = known.iter().map(|(_, facts)| facts.len()).sum();
    assert_eq!(
        shown(&world.phones[0]).len(),
        acknowledged,
        "every acknowledged fact is there"
    );
}

fn act(dice: &mut ChaCha8Rng, world: &World, who: usize, known: &mut Vec<(DocId, Vec<FactId>)>) {
    let phone = &world.phones[who];
    // A phone can only write to a document that has reached it.
    let mine: Vec<usize> = (0..known.len())
        .filter(|index| phone.documents().get(known[*index].0).is_ok())
        .collect();
    let pick = if mine.is_empty() {
        None
    } else {
        Some(mine[dice.random_range(0..mine.len())])
    };
    match (dice.random_range(0..6), pick) {
        (0, _) | (_, None) => known.push((season(phone, &format!("vụ {}", known.len())), Vec::new())),
        (1..=3, Some(doc)) => {
            let fact = phone
                .journal()
                .record(harvest(known[doc].0, dice.random_range(1..500)))
                .unwrap();
            known[doc].1.push(fact.view.id());
        }
        (_, Some(doc)) => {
            let facts = known[doc].1.iter().copied();
            let reached: Vec<FactId> = facts.filter(|fact| phone.journal().get(*fact).is_ok()).collect();
            let Some(fact) = reached.get(dice.random_range(0..reached.len().max(1))) else {
                return;
            };
            if dice.random_bool(0.2) {
                phone.journal().void(*fact, "nhầm").unwrap();
            } else {
                let moisture = FieldValue::Number(dice.random_range(10..30).into());
                phone.journal().amend(*fact, "moisture", moisture, None).unwrap();
            }
        }
    }
}

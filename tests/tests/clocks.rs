//! Phones whose clocks are years off, turned, or switched off: they sync, nothing is rewritten, and what is
//! known of each clock is said. Real hub on loopback; time passes when a test says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use fieldbook_core::model::*;
use fieldbook_core::store::ChangeState;
use fieldbook_core::sync::Ending;
use fieldbook_core::*;
use fieldbook_tests::clocks::*;
use fieldbook_tests::world::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn add_phone(world: &mut World, clock: &Arc<PhoneClock>) -> usize {
    let clock: Arc<dyn Clock> = clock.clone();
    world.add_phone_with(world.org, |config| config.clock = clock)
}

fn recorded(phone: &Fieldbook, doc: DocId, kg: u32) -> FactView {
    phone.journal().record(harvest(doc, kg)).unwrap().view
}

#[test]
fn phones_years_off_enrol_sync_and_activate_inside_their_lease() {
    let time = Time::default();
    let mut world = World::with_clock(40, 0, time.hub());
    // Sixty years back is before 1970, where no change of Automerge may lie.
    let ahead = [-60 * YEAR, -3 * YEAR, 0, 4 * YEAR];
    for off in ahead {
        let index = add_phone(&mut world, &time.phone(off));
        let season = season(&world.phones[index], "Vụ mùa");
        let first = recorded(&world.phones[index], season, 10);
        assert_eq!(
            (first.fact.recorded.trust, first.fact.hub_offset_s),
            (ClockTrust::Device, None),
            "nothing is known before the first sync"
        );
        let report = world.sync(index);
        assert_eq!(
            report.ending,
            Some(Ending::Complete),
            "{off} ms ahead: {report:?}"
        );
        let phone = &world.phones[index];
        let clock = phone.sync().clock();
        assert_eq!((clock.state, clock.offset_ms), (ClockState::Checked, Some(-off)));
        let lot = packed_lot(phone, 100);
        let (from, to) = (format!("00{index}01"), format!("00{index}50"));
        let claim = activate(phone, lot, &from, &to);
        assert_eq!(claim.findings, vec![], "{off} ms ahead");
        let fact = phone.journal().get(claim.fact).unwrap().fact;
        assert_eq!(
            fact.recorded.utc_ms,
            time.now_ms() + off,
            "user time is never rewritten"
        );
        assert_eq!(
            (fact.recorded.trust, fact.hub_offset_s),
            (ClockTrust::HubChecked, Some(-off / 1_000))
        );
        world.sync_through(index);
        world.sync_through(index);
        assert_eq!(
            claim_state(&world.phones[index], claim.fact),
            ClaimState::Confirmed
        );
        let view = world.phones[index].journal().get(first.id()).unwrap();
        assert_eq!(view.state, ChangeState::Accepted);
    }
    world.settle();
    world.assert_converged();
}

#[test]
fn trust_is_said_of_each_moment_as_it_was() {
    let time = Time::default();
    let mut world = World::with_clock(41, 0, time.hub());
    let clock = time.phone(-3 * HOUR);
    let index = add_phone(&mut world, &clock);
    let season = season(&world.phones[index], "Vụ mùa");
    let off = 3 * HOUR / 1_000;
    let marks = |world: &World| {
        let fact = recorded(&world.phones[index], season, 10).fact;
        (fact.recorded.trust, fact.hub_offset_s)
    };
    assert_eq!(marks(&world), (ClockTrust::Device, None));
    world.sync_through(index);
    assert_eq!(marks(&world), (ClockTrust::HubChecked, Some(off)));
    time.pass(9 * DAY);
    assert_eq!(
        marks(&world),
        (ClockTrust::HubChecked, Some(off)),
        "nine days of even going"
    );
    clock.turn(3 * HOUR);
    assert_eq!(world.phones[index].sync().clock().state, ClockState::Turned);
    assert_eq!(
        marks(&world),
        (ClockTrust::Device, Some(0)),
        "turned right, and still turned"
    );
    clock.turn(-2 * YEAR);
    assert_eq!(marks(&world), (ClockTrust::Device, Some(2 * YEAR / 1_000)));
    world.sync_through(index);
    assert_eq!(marks(&world), (ClockTrust::HubChecked, Some(2 * YEAR / 1_000)));
    // The comparison is in the file: closing the app forgets nothing, switching the phone off does.
    world.phones[index].shutdown().unwrap();
    let config = Config {
        clock: clock.clone(),
        ..Config::in_dir(world.book_dir(index))
    };
    world.phones[index] = Fieldbook::open(config).unwrap();
    assert_eq!(marks(&world), (ClockTrust::HubChecked, Some(2 * YEAR / 1_000)));
    clock.reboot();
    assert_eq!(world.phones[index].sync().clock().state, ClockState::Unchecked);
    assert_eq!(
        marks(&world),
        (ClockTrust::Device, Some(2 * YEAR / 1_000)),
        "it stands before the hub's last word: at least so much"
    );
    clock.turn(2 * YEAR + HOUR);
    assert_eq!(marks(&world), (ClockTrust::Device, None));
    world.sync_through(index);
    let phone = &world.phones[index];
    let order = phone.journal().order(season).unwrap();
    let marks: Vec<_> = order.iter().map(|entry| entry.view.fact.recorded.trust).collect();
    let (device, checked) = (ClockTrust::Device, ClockTrust::HubChecked);
    assert_eq!(
        marks,
        [
            device, checked, checked, device, device, checked, checked, device, device
        ]
    );
    assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_clock_set_back_revives_no_lease() {
    let time = Time::default();
    let mut world = World::with_clock(42, 0, time.hub());
    let clock = time.phone(0);
    let index = add_phone(&mut world, &clock);
    world.sync_through(index);
    let lot = packed_lot(&world.phones[index], 100);
    // The lease of the world ends after 365 days; the phone syncs, and is then told that it is last year.
    time.pass(366 * DAY);
    world.sync_through(index);
    clock.turn(-300 * DAY);
    let range = world.phones[index].stamps().range("00001", "00050").unwrap();
    let claim = world.phones[index]
        .stamps()
        .activate(lot, &[range], Capture::Manual);
    let claim = match claim {
        Ok(claim) => claim,
        // The phone may as well refuse at once.
        Err(FieldbookError::NotAllowed { .. }) => return,
        Err(error) => panic!("{error}"),
    };
    let names: Vec<_> = claim.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(names, [FindingCode::OutsideLease]);
    world.sync_through(index);
    world.sync_through(index);
    assert_eq!(claim_state(&world.phones[index], claim.fact), ClaimState::Refused);
}

#[test]
fn the_proven_order_stands_beside_wrong_times() {
    let time = Time::default();
    let mut world = World::with_clock(43, 0, time.hub());
    let (right, wrong) = (time.phone(0), time.phone(-2 * DAY));
    let (mai, phin) = (add_phone(&mut world, &right), add_phone(&mut world, &wrong));
    let lot = packed_lot(&world.phones[mai], 10);
    let packed = world.phones[mai].journal().order(lot).unwrap()[0].view.id();
    world.settle();
    // Phin's phone knows that it is two days slow, and says so: that is no contradiction.
    time.pass(HOUR);
    let knowing = world.phones[phin]
        .journal()
        .record(pack(lot, 5))
        .unwrap()
        .view
        .id();
    // Then it is switched off and on, with its clock between the two: nothing tells any more.
    wrong.reboot();
    wrong.turn(2 * DAY - 30 * MINUTE);
    let in_doubt = world.phones[phin]
        .journal()
        .record(pack(lot, 6))
        .unwrap()
        .view
        .id();
    time.pass(HOUR);
    world.settle();
    let last = world.phones[mai]
        .journal()
        .record(pack(lot, 7))
        .unwrap()
        .view
        .id();
    world.settle();
    for phone in &world.phones {
        let order = phone.journal().order(lot).unwrap();
        let told: Vec<_> = order
            .iter()
            .map(|entry| (entry.view.id(), entry.contradicts))
            .collect();
        assert_eq!(
            told,
            [
                (packed, None),
                (knowing, None),
                (in_doubt, Some(knowing)),
                (last, None)
            ],
            "the list by time would put {in_doubt} elsewhere"
        );
        assert!(order.windows(2).all(|pair| pair[0].depth < pair[1].depth));
        let findings = phone.documents().findings(lot).unwrap();
        let doubts: Vec<_> = findings
            .iter()
            .filter(|finding| finding.code == FindingCode::OutOfOrder)
            .collect();
        assert_eq!(doubts.len(), 1, "{findings:?}");
        assert_eq!(
            (doubts[0].fact, doubts[0].severity),
            (Some(in_doubt), Severity::Warning)
        );
    }
    // The hub says the same on its page.
    let story = world.hub.trace_of_lot(lot).unwrap().unwrap();
    let marked: Vec<_> = story
        .lot
        .facts
        .iter()
        .filter_map(|fact| Some((fact.fact.id, fact.contradicts?)))
        .collect();
    assert_eq!(marked, [(in_doubt, knowing)]);
    assert_eq!(story, {
        let mut own = world.phones[mai].documents().trace(lot).unwrap();
        own.people = story.people.clone();
        own.org = story.org.clone();
        own
    });
}

#[test]
fn an_invitation_that_is_over_costs_no_entry() {
    let time = Time::default();
    let mut world = World::with_clock(44, 0, time.hub());
    let person = world.new_person("Lò Thị Mai");
    let late = world.invite(person);
    time.pass(8 * DAY);
    // The phone cannot know: for all it knows its own clock is wrong.
    let index = add_phone(&mut world, &time.phone(0));
    let clock: Arc<dyn Clock> = time.phone(-10 * DAY);
    let config = Config {
        clock,
        ..Config::in_dir(world.book_dir(99))
    };
    world
        .phones
        .push(Fieldbook::create(config, &late, "máy cũ").unwrap());
    let old = world.phones.len() - 1;
    let season = season(&world.phones[old], "Vụ mùa");
    let fact = recorded(&world.phones[old], season, 12).id();
    let report = world.sync(old);
    assert_eq!(report.ending, Some(Ending::Refused("expired_token".into())));
    assert_eq!(
        world.phones[old].people().profiles().unwrap()[0]
            .refused
            .as_deref(),
        Some("expired_token")
    );
    world.phones[old].people().add(&world.invite(person)).unwrap();
    world.settle();
    world.assert_converged();
    assert!(
        world.phones[index].journal().get(fact).is_ok(),
        "nothing recorded before was lost"
    );
    // A phone that has compared its clock says at once that an invitation is over.
    assert!(matches!(
        world.phones[index].people().add(&late),
        Err(FieldbookError::NotAllowed {
            reason: "invitation_expired"
        })
    ));
}

/// Random people with random clocks, turned and switched off at random: everything arrives, nothing is
/// rewritten, and no clock that was known to be off is ever called a contradiction.
#[test]
fn random_clocks_converge_and_rewrite_nothing() {
    for seed in 200..204 {
        random_clocks(seed);
    }
}

fn random_clocks(seed: u64) {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let time = Time::default();
    let mut world = World::with_clock(seed, 0, time.hub());
    let clocks: Vec<Arc<PhoneClock>> = (0..3)
        .map(|_| time.phone(dice.random_range(-3 * YEAR..3 * YEAR)))
        .collect();
    for clock in &clocks {
        add_phone(&mut world, clock);
    }
    let season = season(&world.phones[0], "Vụ mùa");
    world.settle();
    let mut written = BTreeMap::new();
    for _ in 0..60 {
        let who = dice.random_range(0..clocks.len());
        let turn = [MINUTE, HOUR, 3 * DAY, YEAR][dice.random_range(0..4)];
        match dice.random_range(0..9) {
            0 => clocks[who].turn(turn),
            1 => clocks[who].turn(-turn),
            2 => clocks[who].reboot(),
            3 | 4 => world.sync_through(who),
            _ => {
                let fact = recorded(&world.phones[who], season, dice.random_range(1..500)).fact;
                assert_eq!(fact.recorded.utc_ms, clocks[who].now().utc_ms);
                written.insert(fact.id, (time.now_ms(), fact));
            }
        }
        time.pass(dice.random_range(0..2 * HOUR));
    }
    world.settle();
    world.assert_converged();
    let order = world.phones[0].journal().order(season).unwrap();
    assert_eq!(order.len(), written.len());
    for entry in order {
        let (at, fact) = &written[&entry.view.id()];
        assert_eq!(entry.view.fact, *fact);
        let known_ms = fact.recorded_at_hub().utc_ms;
        let measured = fact.recorded.trust == ClockTrust::HubChecked;
        assert!(!measured || (known_ms - at).abs() <= 1_000, "{known_ms} {at}");
        if let Some(other) = entry.contradicts {
            let (_, other) = &written[&other];
            let both = measured && other.recorded.trust == ClockTrust::HubChecked;
            assert!(!both, "two clocks that were compared contradict each other");
        }
    }
}

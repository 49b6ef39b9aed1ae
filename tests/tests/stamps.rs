//! Managers claim stamps offline, over and past each other, and meet at a real hub over HTTP. From seeds, which are
//! printed; `FIELDBOOK_STAMP_SEEDS=200` runs more of them.

use std::collections::{BTreeMap, BTreeSet};

use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_hub::{ClaimView as HubClaim, NewRuling, Settlement};
use fieldbook_tests::world::*;
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

const BAGS: u32 = 1_000_000;

fn seeds(few: u64) -> std::ops::Range<u64> {
    0..std::env::var("FIELDBOOK_STAMP_SEEDS").map_or(few, |seeds| seeds.parse().unwrap())
}

fn range(first: u128, last: u128) -> SerialRange {
    SerialRange::new("", 5, "", first, last).unwrap()
}

/// Short and long, adjacent to round numbers, one stamp, the whole roll, and beyond it; 1 to 500 are leased.
fn any_range(dice: &mut ChaCha8Rng) -> SerialRange {
    let first = dice.random_range(1..500);
    match dice.random_range(0..20) {
        0..8 => range(first, (first + dice.random_range(0..15)).min(500)),
        8..13 => range(first / 20 * 20 + 1, (first / 20 * 20 + 20).min(500)),
        13..16 => range(first, first),
        16 => range(1, 500),
        17 => range(first, 500 + first),
        18 => SerialRange::new("", 20, "", 0, 10u128.pow(20) - 1).unwrap(),
        _ => SerialRange::new("X", 5, "-1", first, first).unwrap(),
    }
}

/// The hub's claims in the order it had them.
fn claims(world: &World) -> Vec<HubClaim> {
    world.hub.claims(None, None).unwrap()
}

fn spans_of(claim: &HubClaim) -> Vec<SerialRange> {
    let spans = claim.verdict.iter().flat_map(|verdict| &verdict.spans);
    spans.map(|span| span.range.clone()).collect()
}

/// I10: no stamp is in two confirmed activations.
fn assert_no_stamp_stands_twice(claims: &[HubClaim]) {
    let confirmed = claims.iter().filter(|claim| claim.state == ClaimState::Confirmed);
    let held: Vec<(FactId, SerialRange)> = confirmed
        .flat_map(|claim| spans_of(claim).into_iter().map(|range| (claim.fact, range)))
        .collect();
    for (place, (claim, range)) in held.iter().enumerate() {
        for (other, taken) in &held[place + 1..] {
            assert_eq!(range.overlap(taken), None, "{claim} and {other}");
        }
    }
}

/// What each person's own phone says of each claim is the hub's signed word, and who lost learns why.
fn assert_everybody_sees_why(world: &World) {
    let of_phone = |phone: &Fieldbook| -> BTreeMap<FactId, ClaimView> {
        let shown = phone.stamps().claims(None).unwrap();
        shown.into_iter().map(|claim| (claim.fact, claim)).collect()
    };
    let phones: Vec<BTreeMap<FactId, ClaimView>> = world.phones.iter().map(of_phone).collect();
    for claim in claims(world) {
        let verdict = claim.verdict.clone().unwrap();
        for shown in phones.iter().map(|shown| &shown[&claim.fact]) {
            assert_eq!(shown.state, claim.state);
            let told = (&shown.hub_findings, &shown.rivals, shown.settled_at);
            assert_eq!(told, (&verdict.findings, &verdict.rivals, Some(verdict.at)));
            if shown.state == ClaimState::Confirmed {
                assert_eq!(shown.spans, verdict.spans);
            }
        }
        if matches!(claim.state, ClaimState::Disputed | ClaimState::Refused) {
            assert_ne!(verdict.findings, Vec::<String>::new(), "{claim:?}");
            let own = phones.iter().map(|shown| &shown[&claim.fact]);
            for why in own.map(|shown| &shown.findings) {
                let why: Vec<&str> = why.iter().map(|finding| finding.code.name()).collect();
                let missing = verdict.findings.iter().find(|name| !why.contains(&name.as_str()));
                assert_eq!(missing, None, "{why:?}");
            }
        }
        let overlaps = verdict.findings.iter().any(|name| name == "range_overlap");
        assert_eq!(overlaps, !verdict.rivals.is_empty(), "{claim:?}");
    }
}

/// The rule itself, as simple as it can be said: in the order the hub had them, outside the lease is refused,
/// over a confirmed one is disputed, the rest stands.
fn expected(asked: &[(FactId, SerialRange)]) -> BTreeMap<FactId, ClaimState> {
    let leased = range(1, 500);
    let mut standing: Vec<&SerialRange> = Vec::new();
    let mut states = BTreeMap::new();
    for (claim, range) in asked {
        let state = if !range.subtract(&leased).is_empty() {
            ClaimState::Refused
        } else if standing.iter().any(|held| held.overlap(range).is_some()) {
            ClaimState::Disputed
        } else {
            standing.push(range);
            ClaimState::Confirmed
        };
        states.insert(*claim, state);
    }
    states
}

fn states(claims: &[HubClaim]) -> BTreeMap<FactId, ClaimState> {
    claims.iter().map(|claim| (claim.fact, claim.state)).collect()
}

/// Whatever was claimed offline and in whatever order it reaches the hub: what it had first stands, and it says the
/// same when everything comes again.
#[test]
fn what_the_hub_had_first_stands_in_any_order() {
    for seed in seeds(3) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let world = World::new(seed, 4);
        world.settle();
        let lots: Vec<DocId> = world.phones.iter().map(|phone| packed_lot(phone, BAGS)).collect();
        let mut asked = BTreeMap::new();
        for _ in 0..40 {
            let who = dice.random_range(0..world.phones.len());
            let wanted = any_range(&mut dice);
            let claim = claim_as_checked(&world.phones[who], lots[who], &wanted);
            asked.insert(claim.fact, wanted);
            if dice.random_bool(0.3) {
                world.sync_through(dice.random_range(0..world.phones.len()));
            }
        }
        world.settle();
        let all = claims(&world);
        let in_order: Vec<(FactId, SerialRange)> = all
            .iter()
            .map(|claim| (claim.fact, asked[&claim.fact].clone()))
            .collect();
        assert_eq!(all.len(), asked.len(), "seed {seed}");
        assert_eq!(states(&all), expected(&in_order), "seed {seed}");
        let kinds: BTreeSet<ClaimState> = all.iter().map(|claim| claim.state).collect();
        assert_eq!(
            kinds.len(),
            3,
            "seed {seed}: a world without losers shows nothing"
        );
        assert_no_stamp_stands_twice(&all);
        assert_everybody_sees_why(&world);
        world.settle();
        assert_eq!(states(&claims(&world)), states(&all), "seed {seed}");
        world.assert_converged();
    }
}

/// Claims that do not meet stand whatever the order: nothing depends on who was first.
#[test]
fn adjacent_claims_all_stand_in_any_order() {
    for seed in seeds(2) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let world = World::new(seed, 3);
        world.settle();
        let lots: Vec<DocId> = world.phones.iter().map(|phone| packed_lot(phone, BAGS)).collect();
        let mut parts: Vec<SerialRange> = (0..25).map(|n| range(n * 20 + 1, n * 20 + 20)).collect();
        while !parts.is_empty() {
            let part = parts.swap_remove(dice.random_range(0..parts.len()));
            let who = dice.random_range(0..world.phones.len());
            world.phones[who]
                .stamps()
                .activate(lots[who], &[part], Capture::Scan)
                .unwrap();
            if dice.random_bool(0.3) {
                world.sync_through(who);
            }
        }
        world.settle();
        let all = claims(&world);
        assert!(
            all.iter().all(|claim| claim.state == ClaimState::Confirmed),
            "seed {seed}"
        );
        let held = SerialRange::merge(all.iter().flat_map(spans_of).collect());
        assert_eq!(held, [range(1, 500)], "seed {seed}");
    }
}

fn reason(failed: FieldbookError) -> &'static str {
    match failed {
        FieldbookError::InvalidInput { reasons } => reasons[0].reason,
        other => panic!("{other}"),
    }
}

/// What a look at stamps before they are activated says is what activating them says.
fn claim_as_checked(phone: &Fieldbook, lot: DocId, wanted: &SerialRange) -> ClaimView {
    let stamps = phone.stamps();
    let spans = stamps.spans(std::slice::from_ref(wanted)).unwrap();
    let checked = stamps.check(lot, spans).unwrap();
    let before = stamps.claims(Some(lot)).unwrap().len();
    let claim = stamps
        .activate(lot, std::slice::from_ref(wanted), Capture::Manual)
        .unwrap();
    let of_no_fact = |found: &Finding| Finding {
        fact: None,
        ..found.clone()
    };
    let found: Vec<Finding> = claim.findings.iter().map(of_no_fact).collect();
    assert_eq!(checked.findings, found);
    assert_eq!(stamps.claims(Some(lot)).unwrap().len(), before + 1);
    assert_eq!(stamps.claim(claim.fact).unwrap(), claim);
    claim
}

/// A look at one stamp names the activations that have it and stand, whatever has become of the others.
fn assert_stamps_are_looked_up(phone: &Fieldbook, dice: &mut ChaCha8Rng) -> usize {
    let mut found = 0;
    let all = phone.stamps().claims(None).unwrap();
    for _ in 0..5 {
        let serial = dice.random_range(1..520);
        let seen = phone.stamps().look_up(&format!("{serial:05}")).unwrap();
        let own = range(serial, serial);
        let has = |claim: &&ClaimView| {
            let named = phone.journal().get(claim.fact).unwrap().fact.stamps;
            let asked = match claim.state {
                ClaimState::Confirmed => claim.spans.clone(),
                ClaimState::Pending | ClaimState::Disputed => named,
                ClaimState::Refused | ClaimState::Withdrawn => Vec::new(),
            };
            asked.iter().any(|span| span.range.overlap(&own).is_some())
        };
        let expected: BTreeSet<(FactId, ClaimState, DocId)> = all
            .iter()
            .filter(has)
            .map(|claim| (claim.fact, claim.state, claim.lot))
            .collect();
        let told: BTreeSet<_> = seen
            .claims
            .iter()
            .map(|it| (it.claim, it.state, it.lot))
            .collect();
        assert_eq!(told, expected, "{serial}");
        assert_eq!((seen.lease.is_some(), seen.foreign), (serial <= 500, false));
        assert_eq!(seen.is_stamp, serial <= 500 || !expected.is_empty());
        found += expected.len();
    }
    found
}

/// What is no claim at all is told at once, and nothing of it is written down.
#[test]
fn reversed_and_empty_ranges_are_refused_at_once() {
    let world = World::new(1, 1);
    world.settle();
    let phone = &world.phones[0];
    let lot = packed_lot(phone, 10);
    let before = shown(phone);
    let stamps = phone.stamps();
    let cases = [
        ("00100", "00001", "range_reversed"),
        ("", "", "serial_length"),
        ("00001", "100", "range_lengths_differ"),
    ];
    for (from, to, expected) in cases {
        assert_eq!(reason(stamps.range(from, to).unwrap_err()), expected);
    }
    assert_eq!(
        reason(stamps.activate(lot, &[], Capture::Manual).unwrap_err()),
        "required"
    );
    assert_eq!(shown(phone), before);
    assert_eq!(stamps.claims(None).unwrap(), Vec::new());
}

/// A life of stamps: claimed, withdrawn, torn, settled by staff, in random order, with syncs in between.
struct Life {
    world: World,
    dice: ChaCha8Rng,
    lots: Vec<DocId>,
    /// Each claim with the phone it was made on.
    made: Vec<(usize, FactId)>,
    withdrawn: BTreeSet<FactId>,
    /// Against whom staff have settled.
    refused: BTreeSet<FactId>,
    /// Claims of which they gave a part to another.
    shared: BTreeSet<FactId>,
    torn: Vec<SerialRange>,
    last: BTreeMap<FactId, HubClaim>,
    /// Activations that looks at single stamps have named.
    found: usize,
}

impl Life {
    fn begin(seed: u64) -> Self {
        let world = World::new(seed, 4);
        world.settle();
        Self {
            lots: world.phones.iter().map(|phone| packed_lot(phone, BAGS)).collect(),
            dice: ChaCha8Rng::seed_from_u64(seed),
            world,
            made: Vec::new(),
            withdrawn: BTreeSet::new(),
            refused: BTreeSet::new(),
            shared: BTreeSet::new(),
            torn: Vec::new(),
            last: BTreeMap::new(),
            found: 0,
        }
    }

    fn step(&mut self) {
        let who = self.dice.random_range(0..self.world.phones.len());
        match self.dice.random_range(0..20) {
            0..10 => self.claim(who),
            10..12 => self.withdraw(),
            12..13 => self.tear(who),
            13..15 => self.settle_one(),
            _ => self.world.sync_through(who),
        }
        self.audit();
        self.found += assert_stamps_are_looked_up(&self.world.phones[who], &mut self.dice);
    }

    fn claim(&mut self, who: usize) {
        let wanted = any_range(&mut self.dice);
        let claim = claim_as_checked(&self.world.phones[who], self.lots[who], &wanted);
        self.made.push((who, claim.fact));
    }

    fn withdraw(&mut self) {
        if let Some((who, claim)) = self.made.choose(&mut self.dice).copied()
            && self.withdrawn.insert(claim)
        {
            self.world.phones[who].journal().void(claim, "nhầm cuộn").unwrap();
        }
    }

    fn tear(&mut self, who: usize) {
        let first = self.dice.random_range(1..500);
        let torn = range(first, (first + self.dice.random_range(0..3)).min(500));
        let phone = &self.world.phones[who];
        let new = NewFact {
            stamps: phone.stamps().spans(std::slice::from_ref(&torn)).unwrap(),
            fields: [("reason".to_owned(), FieldValue::text("torn"))].into(),
            ..NewFact::of(self.lots[who], "void_stamps")
        };
        phone.journal().record(new).unwrap();
        self.torn.push(torn);
    }

    /// Staff keep or refuse a claim that waits for them.
    fn settle_one(&mut self) {
        let all = claims(&self.world);
        let open: Vec<&HubClaim> = all
            .iter()
            .filter(|claim| claim.state == ClaimState::Disputed)
            .collect();
        let Some(claim) = open.choose(&mut self.dice) else {
            return;
        };
        let shares = claim.verdict.iter().flat_map(|verdict| &verdict.rivals);
        let shares: Vec<SerialRange> = shares.map(|rival| rival.range.clone()).collect();
        let shared_out = self.dice.random_bool(0.4);
        if let Some(share) = shares.choose(&mut self.dice).filter(|_| shared_out) {
            // Half of what one of them holds is this one's.
            let middle = share.first() + share.count() / 2;
            let ruling = NewRuling {
                ranges: vec![range(middle, share.last())],
                ..Settlement::Keep.into()
            };
            let rivals = claim.verdict.iter().flat_map(|verdict| &verdict.rivals);
            self.shared
                .extend(rivals.map(|rival| rival.claim).chain([claim.fact]));
            self.world.hub.settle(claim.fact, ruling).unwrap();
            self.refused.remove(&claim.fact);
            return;
        }
        if self.dice.random_bool(0.6) {
            let rivals = claim.verdict.iter().flat_map(|verdict| &verdict.rivals);
            self.refused.extend(rivals.map(|rival| rival.claim));
            self.world.hub.settle(claim.fact, Settlement::Keep).unwrap();
            self.refused.remove(&claim.fact);
        } else {
            self.refused.insert(claim.fact);
            self.world.hub.settle(claim.fact, Settlement::Refuse).unwrap();
        }
    }

    /// I10, and nothing re-binds silently: a confirmed stamp is lost only because somebody withdrew the claim, tore the
    /// stamp or settled against it, and every such change is a new signed verdict.
    fn audit(&mut self) {
        let all = claims(&self.world);
        assert_no_stamp_stands_twice(&all);
        for claim in &all {
            let before = self.last.get(&claim.fact);
            let Some((before, told)) = before.zip(before.and_then(|before| before.verdict.as_ref())) else {
                continue;
            };
            let now = claim.verdict.as_ref().unwrap();
            let same = (before.state, &told.spans) == (claim.state, &now.spans);
            assert!(same || now.number > told.number, "{claim:?}");
            let settled = self.refused.contains(&claim.fact) || self.shared.contains(&claim.fact);
            let gone = settled || self.withdrawn.contains(&claim.fact);
            if before.state == ClaimState::Confirmed && !gone {
                assert_eq!(claim.state, ClaimState::Confirmed, "{claim:?}");
                let held: Vec<SerialRange> = spans_of(claim).into_iter().chain(self.torn.clone()).collect();
                for lost in spans_of(before) {
                    assert_eq!(lost.gaps(&held), [], "{claim:?}");
                }
            }
        }
        self.last = all.into_iter().map(|claim| (claim.fact, claim)).collect();
    }
}

#[test]
fn no_stamp_is_silently_bound_again_in_any_life() {
    let mut seen = BTreeSet::new();
    for seed in seeds(3) {
        let mut life = Life::begin(seed);
        for _ in 0..70 {
            life.step();
        }
        life.world.settle();
        life.audit();
        assert_everybody_sees_why(&life.world);
        life.world.assert_converged();
        seen.extend(life.last.values().map(|claim| claim.state));
        assert!(
            life.found > 0,
            "seed {seed}: no stamp looked at was in an activation"
        );
    }
    let without_pending: BTreeSet<ClaimState> = ClaimState::ALL
        .into_iter()
        .map(|(state, _)| state)
        .skip(1)
        .collect();
    assert_eq!(
        seen, without_pending,
        "lives in which not everything happens show little"
    );
}

/// Stamps that are on the market already: recorded as seen, shown with the lot here, on other phones and at the hub, and
/// never activated.
#[test]
fn foreign_stamps_are_recorded_as_seen_and_never_activated() {
    let world = World::new(3, 2);
    world.settle();
    let phone = &world.phones[0];
    let lot = packed_lot(phone, 10);
    let stamps = phone.stamps();
    let foreign = [
        "https://vnptcheck.vn/check/AB001",
        "https://id.gs1.org/01/08934563138165/21/00001",
    ];
    for text in foreign {
        assert!(stamps.is_foreign(text).unwrap(), "{text}");
        assert_eq!(reason(stamps.range(text, text).unwrap_err()), "foreign_stamp");
    }
    let own = format!("https://txng.example.vn/01/{GTIN}/21/00001");
    for text in [own.as_str(), "00001", "HX00000029"] {
        assert!(!stamps.is_foreign(text).unwrap(), "{text}");
    }
    let read: Vec<String> = foreign
        .iter()
        .map(|text| (*text).to_owned())
        .chain([own])
        .collect();
    let (ranges, strangers) = stamps.propose(&read);
    assert_eq!(
        (ranges, strangers),
        (vec![range(1, 1)], foreign.map(str::to_owned).to_vec())
    );
    let seen = NewFact {
        fields: [("stamp".to_owned(), FieldValue::text(foreign[0]))].into(),
        ..NewFact::of(lot, "observe_stamp")
    };
    let seen = phone.journal().record(seen).unwrap();
    assert_eq!((seen.view.fact.kind, seen.findings.len()), (FactKind::Inspect, 0));
    world.settle();
    let other = world.phones[1].journal().get(seen.view.id()).unwrap();
    assert_eq!(other.fact.fields["stamp"], FieldValue::text(foreign[0]));
    assert_eq!(world.phones[1].stamps().claims(None).unwrap(), Vec::new());
    let trace = world.hub.trace_of_lot(lot).unwrap().unwrap();
    assert!(trace.lot.facts.iter().any(|fact| fact.fact == other.fact));
    assert!(claims(&world).is_empty());
}

/// What a phone knows it says at once: the stamp is torn, or the voiding reaches nothing.
#[test]
fn a_phone_says_at_once_that_stamps_are_torn_or_not_leased() {
    let world = World::new(4, 1);
    world.settle();
    let phone = &world.phones[0];
    let lot = packed_lot(phone, 100);
    let tear = |torn: &SerialRange, reason: &str| {
        let new = NewFact {
            stamps: phone.stamps().spans(std::slice::from_ref(torn)).unwrap(),
            fields: [("reason".to_owned(), FieldValue::text(reason))].into(),
            ..NewFact::of(lot, "void_stamps")
        };
        phone.journal().record(new).unwrap()
    };
    let named = |findings: &[Finding]| -> Vec<(&str, String)> {
        findings
            .iter()
            .map(|found| (found.code.name(), found.args[0].1.clone()))
            .collect()
    };
    let torn = tear(&range(5, 6), "torn");
    assert_eq!(named(&torn.findings), []);
    let beyond = tear(&range(499, 502), "lost");
    assert_eq!(
        named(&beyond.findings),
        [("outside_lease", "00501…00502".to_owned())]
    );
    let claim = activate(phone, lot, "00001", "00010");
    assert_eq!(
        named(&claim.findings),
        [("stamps_voided", "00005…00006".to_owned())]
    );
    phone.journal().void(torn.view.id(), "không rách").unwrap();
    assert_eq!(named(&phone.stamps().claims(Some(lot)).unwrap()[0].findings), []);
    let returned = tear(&range(20, 21), "returned");
    assert_eq!(named(&returned.findings), []);
    world.settle();
    assert_eq!(claim_state(phone, claim.fact), ClaimState::Confirmed);
    world.assert_converged();
}

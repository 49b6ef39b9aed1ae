use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::*;
use crate::catalog::{Catalog, Lang, say_finding};
use crate::model::{
    Capture, Certified, ClaimState, ClockTrust, Correction, DeviceId, DocKind, DocRef, Fact, FactId,
    FactKind, FieldValue, Finding, FindingCode, Input, LeaseId, Moment, Org, OrgId, Origin, PersonId,
    QuantityRole, Rescan, RoledQuantity, RollId, SerialRange, Severity, StampLease, StampSpan, SubLease,
    Trace, TraceDoc, TraceFact,
};

/// A moment a phone's clock gave.
pub(super) fn clock(text: &str) -> Moment {
    Moment {
        trust: ClockTrust::Device,
        ..Moment::parse("at", text).unwrap()
    }
}

/// A moment a person typed.
fn typed(text: &str) -> Moment {
    Moment::parse("at", text).unwrap()
}

/// Long after everything in these tests.
fn now() -> Moment {
    clock("2027-01-01T00:00:00+07:00")
}

pub(super) fn fact(kind: FactKind, at: Moment) -> Fact {
    Fact {
        id: FactId::fresh(),
        kind,
        step: kind.name().into(),
        group: "sticky-rice@1".into(),
        occurred: at,
        recorded: now(),
        recorder: PersonId::fresh(),
        device: DeviceId::fresh(),
        on_behalf_of: None,
        place: None,
        quantities: vec![],
        inputs: vec![],
        photos: vec![],
        voice: vec![],
        fields: BTreeMap::new(),
        origins: vec![],
        stamps: vec![],
        note: None,
        capture: Capture::Manual,
        hub_offset_s: None,
        unknown: BTreeMap::new(),
    }
}

fn spray(at: Moment, days: &[u16]) -> Fact {
    let mut spray = fact(FactKind::Activity, at);
    spray.inputs = days
        .iter()
        .map(|days| Input {
            material: "Thuốc X".into(),
            pre_harvest_interval: Some(*days),
            ..Input::default()
        })
        .collect();
    spray
}

fn amount(role: QuantityRole, text: &str) -> RoledQuantity {
    RoledQuantity {
        role,
        quantity: text.parse().unwrap(),
    }
}

fn with_out(kind: FactKind, at: Moment, out: &str) -> Fact {
    let mut made = fact(kind, at);
    made.quantities = vec![amount(QuantityRole::Out, out)];
    made
}

fn range(first: u128, last: u128) -> SerialRange {
    SerialRange::new("HX", 8, "", first, last).unwrap()
}

fn span(first: u128, last: u128) -> StampSpan {
    StampSpan {
        roll: None,
        lease: None,
        range: range(first, last),
        code: None,
    }
}

fn stamps(kind: FactKind, at: Moment, spans: &[StampSpan]) -> Fact {
    let mut about = fact(kind, at);
    about.stamps = spans.to_vec();
    about
}

pub(super) fn stands(fact: Fact) -> TraceFact {
    TraceFact {
        fact,
        doc: DocRef::fresh(DocKind::Season, OrgId::fresh()).id,
        voided: false,
        amended: vec![],
        conflicts: vec![],
        contradicts: None,
        claim: None,
        signer: None,
        corrections: Vec::new(),
    }
}

fn voided(fact: Fact) -> TraceFact {
    TraceFact {
        voided: true,
        ..stands(fact)
    }
}

pub(super) fn doc(kind: DocKind, facts: Vec<TraceFact>) -> TraceDoc {
    TraceDoc {
        doc: DocRef::fresh(kind, OrgId::fresh()),
        head: BTreeMap::from([("group".to_owned(), FieldValue::text("sticky-rice"))]),
        facts,
        corrections: Vec::new(),
    }
}

pub(super) fn trace(lot: Vec<TraceFact>, origins: Vec<TraceDoc>) -> Trace {
    Trace {
        lot: doc(DocKind::Lot, lot),
        origins,
        product: None,
        org: Org {
            id: OrgId::fresh(),
            name: "HTX Mường Và".into(),
            address: None,
            gln: None,
        },
        people: vec![],
    }
}

fn check(trace: &Trace) -> Vec<Finding> {
    check_trace(trace, Catalog::builtin(), now())
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code.name()).collect()
}

fn arg<'a>(finding: &'a Finding, name: &str) -> &'a str {
    let found = finding.args.iter().find(|(known, _)| *known == name);
    &found.unwrap().1
}

/// A season with sprays and one harvest; what is found about it.
fn season(sprays: &[(Moment, u16)], harvest: Moment) -> Vec<Finding> {
    let mut facts: Vec<TraceFact> = sprays
        .iter()
        .map(|(at, days)| stands(spray(*at, &[*days])))
        .collect();
    facts.push(stands(fact(FactKind::Harvest, harvest)));
    check_season(&doc(DocKind::Season, facts), Catalog::builtin(), now())
}

/// What, sprays with their intervals, the harvest, days too early.
type Case<'a> = (&'a str, &'a [(Moment, u16)], Moment, Option<&'a str>);

#[test]
fn a_harvest_waits_for_every_interval() {
    let day = |d: u32| typed(&format!("2026-10-{d:02}"));
    let at = |text: &str| clock(&format!("2026-10-{text}+07:00"));
    let cases: &[Case] = &[
        ("no spray", &[], day(1), None),
        ("on the safe day", &[(day(1), 7)], day(8), None),
        ("a day early", &[(day(1), 7)], day(7), Some("1")),
        ("the same day, no interval", &[(day(1), 0)], day(1), None),
        (
            "the same day, one day's interval",
            &[(day(1), 1)],
            day(1),
            Some("1"),
        ),
        (
            "the latest end wins",
            &[(day(1), 21), (day(10), 3)],
            day(15),
            Some("7"),
        ),
        (
            "sprayed after the picking",
            &[(day(1), 7), (day(20), 14)],
            day(10),
            None,
        ),
        (
            "picked in the morning, sprayed in the evening",
            &[(at("08T17:00:00"), 7)],
            at("08T06:00:00"),
            None,
        ),
        (
            "typed days: nobody knows which came first",
            &[(day(8), 7)],
            at("08T06:00:00"),
            Some("7"),
        ),
        // 17:30 UTC on the 1st is half past midnight on the 2nd in Vietnam.
        (
            "midnight in Vietnam",
            &[(clock("2026-10-01T17:30:00Z"), 0), (at("02T00:30:00"), 7)],
            at("08T23:59:00"),
            Some("1"),
        ),
        (
            "just after midnight of the safe day",
            &[(at("02T00:30:00"), 7)],
            at("09T00:00:00"),
            None,
        ),
        ("no overflow", &[(day(1), u16::MAX)], day(2), Some("65534")),
    ];
    for (name, sprays, harvest, days) in cases {
        let findings = season(sprays, *harvest);
        match days {
            None => assert_eq!(codes(&findings), [""; 0], "{name}"),
            Some(days) => {
                assert_eq!(codes(&findings), ["pre_harvest_interval"], "{name}");
                assert_eq!(arg(&findings[0], "days"), *days, "{name}");
                assert_eq!(findings[0].severity, Severity::Warning);
            }
        }
    }
}

#[test]
fn the_longest_interval_of_a_mixture_counts_and_voided_facts_do_not() {
    let at = |d: u32| typed(&format!("2026-10-{d:02}"));
    let mixture = stands(spray(at(1), &[3, 14, 7]));
    let mistaken = voided(spray(at(2), &[30]));
    let early = voided(fact(FactKind::Harvest, at(5)));
    let diary = doc(DocKind::Season, vec![mixture, mistaken, early]);
    assert!(check_season(&diary, Catalog::builtin(), now()).is_empty());
    let open = |diary, on| open_interval(diary, at(on), "sticky-rice@1", Catalog::builtin());
    let waits = open(&diary, 12).unwrap();
    assert_eq!((waits.safe.to_string().as_str(), waits.days), ("2026-10-15", 3));
    assert_eq!(waits.input, &diary.facts[0].fact.inputs[1]);
    assert_eq!(open(&diary, 15), None);
    assert_eq!(open(&doc(DocKind::Season, vec![]), 12), None);
}

#[test]
fn a_spray_that_arrives_late_is_found_and_holds_the_lot() {
    let harvest = stands(with_out(FactKind::Harvest, typed("2026-10-10"), "500 kg"));
    let mut diary = doc(DocKind::Season, vec![harvest]);
    let pack = stands(with_out(FactKind::Pack, typed("2026-10-20"), "480 túi"));
    let claim = stands(stamps(FactKind::Activate, typed("2026-10-21"), &[span(1, 480)]));
    let (harvested, activated) = (diary.facts[0].fact.id, claim.fact.id);
    let mut story = trace(vec![pack, claim], vec![diary.clone()]);
    assert_eq!(codes(&check(&story)), [""; 0]);

    diary.facts.push(stands(spray(typed("2026-10-05"), &[14])));
    story.origins = vec![diary];
    let found = check(&story);
    assert_eq!(codes(&found), ["pre_harvest_interval", "pre_harvest_interval"]);
    assert_eq!(
        (found[0].fact, found[0].severity),
        (Some(harvested), Severity::Warning)
    );
    assert_eq!(
        (found[1].fact, found[1].severity),
        (Some(activated), Severity::Blocking)
    );
}

#[test]
fn goods_of_a_voided_harvest_are_told() {
    let at = typed("2026-10-10");
    let good = || stands(with_out(FactKind::Harvest, at, "300 kg"));
    let bad = || voided(with_out(FactKind::Harvest, at, "200 kg"));
    let cases = [
        ("no harvest yet", vec![], None, false),
        ("all stand", vec![good()], Some("500 kg"), false),
        ("all voided", vec![bad()], None, true),
        (
            "drawn from the one that stands",
            vec![good(), bad()],
            Some("3 tạ"),
            false,
        ),
        ("drawn from both", vec![good(), bad()], Some("301 kg"), true),
        ("how much is not known", vec![good(), bad()], None, false),
    ];
    for (name, harvests, drawn, told) in cases {
        let diary = doc(DocKind::Season, harvests);
        let mut dry = fact(FactKind::Process, typed("2026-10-11"));
        dry.origins = vec![Origin {
            doc: diary.doc.id,
            quantity: drawn.map(|text| text.parse().unwrap()),
        }];
        let pack = stands(with_out(FactKind::Pack, typed("2026-10-12"), "9 túi"));
        let claim = stands(stamps(FactKind::Activate, typed("2026-10-13"), &[span(1, 9)]));
        let story = trace(vec![stands(dry), pack, claim], vec![diary]);
        let found = check(&story);
        let expected: &[&str] = if told {
            &["voided_harvest", "voided_harvest"]
        } else {
            &[]
        };
        assert_eq!(codes(&found), expected, "{name}");
        if told {
            let levels: Vec<Severity> = found.iter().map(|finding| finding.severity).collect();
            assert_eq!(levels, [Severity::Warning, Severity::Blocking], "{name}");
        }
    }
}

#[test]
fn moments_to_come_are_told() {
    let now = clock("2026-10-10T08:00:00+07:00");
    let cases = [
        ("past", clock("2026-10-10T07:00:00+07:00"), now, false),
        (
            "clocks differ by ten minutes",
            clock("2026-10-10T08:10:00+07:00"),
            now,
            false,
        ),
        ("by more", clock("2026-10-10T08:10:01+07:00"), now, true),
        ("today, typed in the morning", typed("2026-10-10"), now, false),
        ("tomorrow, typed", typed("2026-10-11"), now, true),
        (
            "after it was written down",
            clock("2026-10-10T07:30:00+07:00"),
            clock("2026-10-10T07:00:00+07:00"),
            true,
        ),
        ("another offset", clock("2026-10-10T01:00:00Z"), now, false),
    ];
    for (name, occurred, recorded, told) in cases {
        let mut note = fact(FactKind::Note, occurred);
        note.recorded = recorded;
        let diary = doc(DocKind::Season, vec![stands(note)]);
        let found = check_season(&diary, Catalog::builtin(), now);
        assert_eq!(
            codes(&found),
            if told { vec!["future_moment"] } else { vec![] },
            "{name}"
        );
    }
}

#[test]
fn activations_follow_packing_and_its_count() {
    let at = |d: u32| typed(&format!("2026-10-{d:02}"));
    let pack = |d: u32, out: &str| stands(with_out(FactKind::Pack, at(d), out));
    let claim = |d: u32, first, last| stands(stamps(FactKind::Activate, at(d), &[span(first, last)]));
    let tear = |first, last| stands(stamps(FactKind::VoidStamps, at(25), &[span(first, last)]));
    let cases: Vec<(&str, Vec<TraceFact>, &[&str])> = vec![
        (
            "as many as packed",
            vec![pack(20, "480 túi"), claim(20, 1, 480)],
            &[],
        ),
        (
            "one too many",
            vec![pack(20, "480 túi"), claim(20, 1, 481)],
            &["more_stamps_than_units"],
        ),
        (
            "two packings",
            vec![pack(20, "200 túi"), pack(21, "280 túi"), claim(21, 1, 480)],
            &[],
        ),
        (
            "never packed",
            vec![claim(20, 1, 5)],
            &["activated_before_packing"],
        ),
        (
            "packed the day after",
            vec![claim(20, 1, 5), pack(21, "5 túi")],
            &["activated_before_packing"],
        ),
        (
            "packing voided",
            vec![voided(with_out(FactKind::Pack, at(19), "9 túi")), claim(20, 1, 5)],
            &["activated_before_packing"],
        ),
        (
            "packed by weight only",
            vec![pack(19, "50 kg"), claim(20, 1, 5)],
            &["more_stamps_than_units"],
        ),
        (
            "torn ones replaced",
            vec![
                pack(19, "480 túi"),
                claim(20, 1, 480),
                tear(7, 11),
                claim(26, 481, 485),
            ],
            &[],
        ),
        (
            "only the newest is told",
            vec![pack(19, "9 túi"), claim(20, 1, 9), claim(21, 10, 12)],
            &["more_stamps_than_units"],
        ),
        (
            "the same stamps twice",
            vec![pack(19, "20 túi"), claim(20, 1, 10), claim(21, 8, 12)],
            &["range_overlap"],
        ),
        (
            "a voided activation",
            vec![
                pack(19, "10 túi"),
                voided(stamps(FactKind::Activate, at(20), &[span(1, 10)])),
                claim(21, 1, 10),
            ],
            &[],
        ),
    ];
    for (name, facts, expected) in cases {
        assert_eq!(codes(&check(&trace(facts, vec![]))), expected, "{name}");
    }
}

#[test]
fn a_settled_claim_counts_what_was_left_to_it() {
    let pack = stands(with_out(FactKind::Pack, typed("2026-10-20"), "10 túi"));
    let mut refused = stands(stamps(FactKind::Activate, typed("2026-10-20"), &[span(1, 100)]));
    refused.claim = Some((ClaimState::Refused, vec![]));
    let mut cut = stands(stamps(FactKind::Activate, typed("2026-10-20"), &[span(1, 100)]));
    cut.claim = Some((ClaimState::Confirmed, vec![span(1, 10)]));
    let story = trace(vec![pack, refused, cut], vec![]);
    assert_eq!(live_stamps(&story.lot), 10);
    assert_eq!(codes(&check(&story)), [""; 0]);
}

#[test]
fn rolls_keep_their_stamps_apart() {
    let roll = |roll| StampSpan {
        roll: Some(roll),
        ..span(1, 10)
    };
    let (one, two) = (RollId::fresh(), RollId::fresh());
    let at = typed("2026-10-20");
    let pack = stands(with_out(FactKind::Pack, at, "20 túi"));
    let both = stands(stamps(FactKind::Activate, at, &[roll(one), roll(two)]));
    let story = trace(vec![pack, both], vec![]);
    assert_eq!(live_stamps(&story.lot), 20);
    assert_eq!(codes(&check(&story)), [""; 0]);
}

#[test]
fn a_recall_blocks_what_was_not_confirmed_before_it() {
    let pack = || stands(with_out(FactKind::Pack, typed("2026-10-01"), "10 túi"));
    let recall = || stands(fact(FactKind::Recall, typed("2026-10-10")));
    let claim = |day: &str, state| {
        let mut claim = stands(stamps(FactKind::Activate, typed(day), &[span(1, 10)]));
        claim.claim = Some((state, vec![span(1, 10)]));
        claim
    };
    let before = trace(
        vec![pack(), claim("2026-10-02", ClaimState::Confirmed), recall()],
        vec![],
    );
    assert_eq!(codes(&check(&before)), [""; 0]);
    let pending = trace(
        vec![pack(), claim("2026-10-02", ClaimState::Pending), recall()],
        vec![],
    );
    assert_eq!(codes(&check(&pending)), ["lot_recalled"]);
    let after = trace(
        vec![pack(), recall(), claim("2026-10-11", ClaimState::Confirmed)],
        vec![],
    );
    assert_eq!(codes(&check(&after)), ["lot_recalled"]);
    let behind = trace(
        vec![pack(), claim("2026-10-12", ClaimState::Pending)],
        vec![doc(DocKind::Lot, vec![recall()])],
    );
    assert_eq!(codes(&check(&behind)), ["lot_recalled"]);
    let lifted = trace(
        vec![
            pack(),
            claim("2026-10-12", ClaimState::Pending),
            voided(recall().fact),
        ],
        vec![],
    );
    assert_eq!(codes(&check(&lifted)), [""; 0]);
}

struct Desk {
    org: OrgId,
    person: PersonId,
    lease: StampLease,
    lot: LotStanding,
    claim: Fact,
    rivals: Vec<(FactId, SerialRange)>,
    voided: Vec<SerialRange>,
    revoked: Vec<StampLease>,
    sub_leases: Vec<SubLease>,
}

/// A claim of the stamps 1 to 480 with nothing wrong.
fn desk() -> Desk {
    let (org, person) = (OrgId::fresh(), PersonId::fresh());
    let mut claim = stamps(FactKind::Activate, typed("2026-10-20"), &[span(1, 480)]);
    claim.recorded = clock("2026-10-20T14:00:00+07:00");
    Desk {
        org,
        person,
        lease: StampLease {
            id: LeaseId::fresh(),
            roll: RollId::fresh(),
            gtin: None,
            range: range(1, 500),
            org,
            person: None,
            not_after: clock("2026-10-31T00:00:00+07:00"),
        },
        lot: LotStanding {
            packing_required: true,
            packed_units: Decimal::from(480),
            packed_at: Some(typed("2026-10-20")),
            stamps: 0,
            recalled: false,
            harvest_findings: vec![],
        },
        claim,
        rivals: vec![],
        voided: vec![],
        revoked: vec![],
        sub_leases: vec![],
    }
}

fn sub_lease(desk: &Desk, person: PersonId) -> SubLease {
    SubLease {
        id: LeaseId::fresh(),
        lease: desk.lease.id,
        person,
        range: range(470, 490),
    }
}

fn ask(desk: &Desk) -> Vec<Finding> {
    check_claim(&ClaimContext {
        fact: &desk.claim,
        now: now(),
        made_ms: desk.claim.recorded_at_hub().utc_ms,
        org: desk.org,
        person: desk.person,
        leases: std::slice::from_ref(&desk.lease),
        voided: &desk.voided,
        revoked: &desk.revoked,
        sub_leases: &desk.sub_leases,
        rival_spans: &desk.rivals,
        lot: &desk.lot,
    })
}

type ClaimCase<'c> = (&'c str, fn(&mut Desk), &'c [&'c str]);

fn check_cases(cases: &[ClaimCase]) {
    for (name, change, expected) in cases {
        let mut desk = desk();
        change(&mut desk);
        let found = ask(&desk);
        assert_eq!(codes(&found), *expected, "{name}");
        for finding in found {
            assert_eq!(finding.severity, Severity::Blocking, "{name}");
            assert_eq!(finding.fact, Some(desk.claim.id), "{name}");
        }
    }
}

#[test]
fn a_claim_is_checked_against_leases_rivals_and_its_lot() {
    let cases: [ClaimCase; 15] = [
        ("nothing wrong", |_| {}, &[]),
        (
            "over torn stamps",
            |desk| {
                desk.voided = vec![range(400, 470), range(460, 600)];
                desk.claim.stamps = vec![span(450, 480)];
            },
            &["stamps_voided"],
        ),
        (
            "beyond the lease",
            |desk| {
                desk.claim.stamps = vec![span(481, 510)];
            },
            &["outside_lease"],
        ),
        (
            "another organisation's lease",
            |desk| desk.org = OrgId::fresh(),
            &["outside_lease"],
        ),
        (
            "another person's lease",
            |desk| desk.lease.person = Some(PersonId::fresh()),
            &["outside_lease"],
        ),
        ("my own lease", |desk| desk.lease.person = Some(desk.person), &[]),
        (
            "another roll",
            |desk| desk.claim.stamps[0].roll = Some(RollId::fresh()),
            &["outside_lease"],
        ),
        (
            "written down after the lease ended",
            |desk| desk.claim.recorded = clock("2026-10-31T00:00:01+07:00"),
            &["outside_lease"],
        ),
        (
            "a rival",
            |desk| desk.rivals = vec![(FactId::fresh(), range(480, 600))],
            &["range_overlap"],
        ),
        (
            "a retry of the same claim",
            |desk| desk.rivals = vec![(desk.claim.id, range(1, 480))],
            &[],
        ),
        (
            "named twice",
            |desk| desk.claim.stamps.push(span(480, 480)),
            &["range_overlap"],
        ),
        (
            "stamps already on the lot",
            |desk| desk.lot.stamps = 1,
            &["more_stamps_than_units"],
        ),
        (
            "not packed",
            |desk| desk.lot.packed_at = None,
            &["activated_before_packing"],
        ),
        ("recalled", |desk| desk.lot.recalled = true, &["lot_recalled"]),
        (
            "an early harvest behind the lot",
            |desk| {
                let early = FindingCode::PreHarvestInterval;
                desk.lot.harvest_findings =
                    vec![Finding::new(early, Severity::Warning, FactId::fresh()).with("days", "3")];
            },
            &["pre_harvest_interval"],
        ),
    ];
    check_cases(&cases);
}

#[test]
fn a_claim_is_checked_against_what_was_revoked_and_given_away() {
    let cases: [ClaimCase; 3] = [
        (
            "given to a colleague",
            |desk| desk.sub_leases = vec![sub_lease(desk, PersonId::fresh())],
            &["sub_leased"],
        ),
        (
            "given to me",
            |desk| desk.sub_leases = vec![sub_lease(desk, desk.person)],
            &[],
        ),
        (
            "the lease was revoked, and one stamp was in none",
            |desk| {
                desk.revoked = vec![StampLease {
                    range: range(1, 479),
                    ..desk.lease.clone()
                }];
                desk.lease.range = range(900, 900);
            },
            &["lease_revoked", "outside_lease"],
        ),
    ];
    check_cases(&cases);
}

#[test]
fn findings_name_the_stamps() {
    let mut desk = desk();
    let rival = FactId::fresh();
    desk.claim.stamps = vec![span(400, 520)];
    desk.rivals = vec![(rival, range(1, 402))];
    let found = ask(&desk);
    assert_eq!(codes(&found), ["range_overlap", "outside_lease"]);
    assert_eq!(arg(&found[0], "range"), "HX00000400…HX00000402");
    assert_eq!(arg(&found[0], "rival"), rival.to_string());
    assert_eq!(arg(&found[1], "range"), "HX00000501…HX00000520");
}

#[test]
fn a_claim_as_large_as_can_be_does_not_overflow() {
    let mut desk = desk();
    let all = SerialRange::new("", 20, "", 0, 99_999_999_999_999_999_999).unwrap();
    desk.claim.stamps[0].range = all;
    desk.lot.stamps = u128::MAX;
    assert_eq!(codes(&ask(&desk)), ["outside_lease", "more_stamps_than_units"]);
}

#[test]
fn the_standing_of_a_lot_leaves_the_claim_out() {
    let at = typed("2026-10-20");
    let claim = stamps(FactKind::Activate, at, &[span(1, 9)]);
    let id = claim.id;
    let facts = vec![
        stands(with_out(FactKind::Pack, at, "12 hộp")),
        stands(claim),
        stands(stamps(FactKind::Activate, at, &[span(10, 12)])),
    ];
    let mut story = trace(facts, vec![]);
    let lot = LotStanding::of(&story, Catalog::builtin(), Some(id), now());
    assert_eq!((lot.stamps, lot.packed_units), (3, Decimal::from(12)));
    assert_eq!(lot.packed_at, Some(at));
    assert!(lot.packing_required && !lot.recalled);
    story.lot.head.clear();
    assert!(LotStanding::of(&story, Catalog::builtin(), None, now()).packing_required);
}

/// A group whose authority allows two early days, and whose stamps go on before packing.
#[test]
fn the_product_group_sets_the_measure() {
    let file = include_str!("../catalog/groups/sticky-rice.json")
        .replacen("\"code\": \"sticky-rice\"", "\"code\": \"mango\"", 1)
        .replacen("\"allowed_early_days\": 0", "\"allowed_early_days\": 2", 1)
        .replacen(
            "\"activation_requires\": [\"pack\"]",
            "\"activation_requires\": []",
            1,
        );
    let catalog = Catalog::builtin().with_group(file.as_bytes()).unwrap();
    let mut harvest = fact(FactKind::Harvest, typed("2026-10-06"));
    let strict = harvest.clone();
    harvest.group = "mango@1".into();
    let sprayed = stands(spray(typed("2026-10-01"), &[7]));
    let find = |harvest: Fact| {
        let diary = doc(DocKind::Season, vec![sprayed.clone(), stands(harvest)]);
        check_season(&diary, &catalog, now()).len()
    };
    assert_eq!((find(harvest), find(strict)), (0, 1));

    let claim = stands(stamps(FactKind::Activate, typed("2026-10-06"), &[span(1, 2)]));
    let mut story = trace(vec![claim], vec![]);
    assert_eq!(check_trace(&story, &catalog, now()).len(), 1);
    story.lot.head.insert("group".into(), FieldValue::text("mango"));
    assert_eq!(check_trace(&story, &catalog, now()).len(), 0);
}

/// A second look at a claim's stamps, without a photo.
fn rescan(claim: &Fact, spans: &[StampSpan]) -> Fact {
    Fact {
        step: Rescan::STEP.into(),
        fields: [(Rescan::CLAIM.to_owned(), FieldValue::text(&claim.id.to_string()))].into(),
        ..stamps(FactKind::Inspect, claim.occurred, spans)
    }
}

#[test]
fn a_re_scan_is_held_to_the_claim_it_names() {
    let at = typed("2026-10-20");
    let (claim, other) = (
        stamps(FactKind::Activate, at, &[span(1, 9)]),
        stamps(FactKind::Activate, at, &[span(10, 20)]),
    );
    let mut seen = rescan(&claim, &[span(3, 12)]);
    seen.photos = vec![crate::model::BlobHash([1; 32])];
    let id = seen.id;
    let about = |seen: Fact| {
        let facts = [claim.clone(), other.clone(), seen].map(stands).into();
        let mut found = check_trace(&trace(facts, vec![]), Catalog::builtin(), now());
        found.retain(|finding| finding.fact == Some(id));
        found
    };
    let found = about(seen.clone());
    assert_eq!(codes(&found), ["rescan_outside_claim"]);
    assert_eq!(arg(&found[0], "range"), "HX00000010…HX00000012");
    // Another inspection may say what it likes, and so may one of a claim that is not here.
    seen.step = "inspect".into();
    assert_eq!(about(seen.clone()), []);
    seen.step = Rescan::STEP.into();
    seen.fields
        .insert(Rescan::CLAIM.to_owned(), FieldValue::text("chưa rõ"));
    assert_eq!(about(seen.clone()), []);
    let standing = |claim| check_rescanned(&seen, claim).map(|finding| finding.severity);
    for (state, challenged, expected) in [
        (ClaimState::Disputed, false, None),
        (ClaimState::Confirmed, true, None),
        (ClaimState::Confirmed, false, Some(Severity::Warning)),
        (ClaimState::Pending, false, Some(Severity::Warning)),
        (ClaimState::Withdrawn, true, Some(Severity::Warning)),
        (ClaimState::Refused, false, Some(Severity::Info)),
    ] {
        assert_eq!(standing(Some((state, challenged))), expected, "{state:?}");
    }
    assert_eq!(standing(None), Some(Severity::Warning));
}

#[test]
fn every_finding_fills_its_text() {
    let at = typed("2026-10-20");
    let mut desk = desk();
    desk.claim.stamps = vec![span(400, 520)];
    desk.claim.occurred = clock("2028-01-01T00:00:00+07:00");
    desk.rivals = vec![(FactId::fresh(), range(1, 402))];
    desk.voided = vec![range(410, 411)];
    desk.revoked = vec![StampLease {
        range: range(510, 515),
        ..desk.lease.clone()
    }];
    desk.sub_leases = vec![sub_lease(&desk, PersonId::fresh())];
    desk.lot.stamps = 480;
    desk.lot.recalled = true;
    let mut found = ask(&desk);
    desk.lot.packed_at = None;
    found.extend(ask(&desk));
    found.extend(season(&[(at, 7)], at));
    let diary = doc(DocKind::Season, vec![voided(fact(FactKind::Harvest, at))]);
    let mut dry = fact(FactKind::Process, at);
    dry.origins = vec![Origin {
        doc: diary.doc.id,
        quantity: None,
    }];
    found.extend(check(&trace(vec![stands(dry)], vec![diary])));
    let mut named = stands(fact(FactKind::Note, at));
    let signer = Certified {
        key: [7; 32],
        device: DeviceId::fresh(),
        people: vec![],
    };
    named.signer = Some(signer.clone());
    named.corrections = vec![Correction {
        field: "note".to_owned(),
        by: PersonId::fresh(),
        signer: Some(signer),
    }];
    found.extend(check_writers(&named));
    // The book itself adds the first, for only it knows its own certificate; the hub the second.
    for told in [FindingCode::CertificateEnded, FindingCode::SettledAgainst] {
        found.push(Finding::new(told, Severity::Warning, named.fact.id));
    }
    let doubted = TraceFact {
        contradicts: Some(FactId::fresh()),
        ..stands(fact(FactKind::Note, at))
    };
    found.extend(check(&trace(vec![doubted], vec![])));
    let claim = stamps(FactKind::Activate, at, &[span(1, 9)]);
    let seen = rescan(&claim, &[span(8, 12)]);
    found.extend(check_rescanned(&seen, None));
    found.extend(check(&trace(vec![stands(claim), stands(seen)], vec![])));
    for (code, name) in FindingCode::ALL {
        assert!(
            found.iter().any(|finding| finding.code == code),
            "{name} is not here"
        );
    }
    for finding in found {
        for lang in Lang::ALL {
            let (said, remedy) = say_finding(lang, &finding);
            let range = said.contains("HX");
            let gaps = said.matches('…').count() - usize::from(range);
            assert!(gaps == 0 && !remedy.contains('…'), "{said} {remedy}");
        }
    }
}

#[test]
fn names_are_compared_with_the_key_that_signed() {
    let at = typed("2026-10-10");
    let signer = |fact: &Fact| Certified {
        key: [7; 32],
        device: fact.device,
        people: vec![PersonId::fresh(), fact.recorder],
    };
    let under = |fact: Fact, signer| TraceFact {
        signer: Some(signer),
        ..stands(fact)
    };
    let found = |fact: TraceFact| {
        let season = doc(DocKind::Season, vec![fact.clone()]);
        let visit = doc(DocKind::Visit, vec![fact.clone()]);
        let here = codes(&check_season(&season, Catalog::builtin(), now()));
        assert_eq!(
            here,
            codes(&check_document(&visit, now())),
            "the same in every kind of document"
        );
        assert_eq!(here, codes(&check(&trace(vec![fact], vec![]))));
        here
    };
    let honest = fact(FactKind::Note, at);
    let right = signer(&honest);
    assert_eq!(found(under(honest.clone(), right.clone())), [""; 0]);
    assert_eq!(
        found(stands(honest.clone())),
        [""; 0],
        "a key nobody has certified says nothing"
    );
    let other_device = Certified {
        device: DeviceId::fresh(),
        ..right.clone()
    };
    assert_eq!(found(under(honest.clone(), other_device)), ["foreign_device"]);
    let others = Certified {
        people: vec![PersonId::fresh()],
        ..right.clone()
    };
    assert_eq!(found(under(honest.clone(), others.clone())), ["foreign_recorder"]);
    let correction = |by, signer: &Certified| Correction {
        field: "void".to_owned(),
        by,
        signer: Some(signer.clone()),
    };
    // Who voids under another's name is found also when the fact no longer speaks.
    let mut gone = under(honest.clone(), others.clone());
    gone.voided = true;
    gone.corrections = vec![
        correction(honest.recorder, &right),
        correction(honest.recorder, &others),
    ];
    assert_eq!(found(gone), ["foreign_corrector"]);
    let mut renamed = doc(DocKind::Season, vec![]);
    renamed.corrections = vec![correction(honest.recorder, &others)];
    let head = check_season(&renamed, Catalog::builtin(), now());
    assert_eq!((codes(&head), head[0].fact), (vec!["foreign_corrector"], None));
}

#[test]
fn a_time_contradicts_the_order_beyond_what_honest_clocks_differ() {
    let later = FactId::fresh();
    let written = |minutes: i64, offset_s: Option<i64>| Fact {
        recorded: now().plus_ms(minutes * 60_000),
        hub_offset_s: offset_s,
        ..fact(FactKind::Note, now())
    };
    let after = Some((later, now().utc_ms));
    assert_eq!(
        contradicts(&written(-10, None), after),
        None,
        "ten minutes are nobody's fault"
    );
    assert_eq!(contradicts(&written(-11, None), after), Some(later));
    assert_eq!(
        contradicts(&written(-180, Some(10_800)), after),
        None,
        "known to be slow"
    );
    assert_eq!(contradicts(&written(60, Some(-10_800)), after), Some(later));
    assert_eq!(
        contradicts(&written(-9_999, None), None),
        None,
        "it follows nothing"
    );
    assert_eq!(
        contradicts(&written(0, Some(i64::MIN)), Some((later, i64::MAX))),
        Some(later)
    );
}

#[test]
fn a_known_offset_moves_what_the_clock_said_and_not_what_a_person_typed() {
    let year = 365 * 86_400;
    let mut ahead = fact(FactKind::Note, now().plus_ms(year * 1_000));
    ahead.recorded = ahead.occurred;
    let season = |fact: Fact| {
        check_season(
            &doc(DocKind::Season, vec![stands(fact)]),
            Catalog::builtin(),
            now(),
        )
    };
    let codes = |found: Vec<Finding>| found.into_iter().map(|finding| finding.code).collect::<Vec<_>>();
    assert_eq!(codes(season(ahead.clone())), [FindingCode::FutureMoment]);
    ahead.hub_offset_s = Some(-year);
    assert_eq!(codes(season(ahead.clone())), []);
    ahead.occurred.trust = ClockTrust::Typed;
    assert_eq!(codes(season(ahead)), [FindingCode::FutureMoment]);
}

/// A voiding reaches what is leased when it is written down, and what was activated, however long ago.
#[test]
fn a_voiding_is_held_to_leases_and_activations() {
    let desk = desk();
    let at = typed("2026-10-20");
    let told = |first, last, made_ms: i64, person: PersonId, activated: &[SerialRange]| -> Vec<String> {
        let torn = Fact {
            stamps: vec![span(first, last)],
            ..fact(FactKind::VoidStamps, at)
        };
        let leases = std::slice::from_ref(&desk.lease);
        let found = check_voiding(&torn, made_ms, (desk.org, person), leases, activated);
        assert!(found.iter().all(|found| found.code == FindingCode::OutsideLease));
        found.iter().map(|found| found.args[0].1.clone()).collect()
    };
    let (until, nobody) = (desk.lease.not_after.utc_ms, Vec::<String>::new());
    let (first, last) = (desk.lease.range.first(), desk.lease.range.last());
    let beyond = range(last + 1, last + 2).to_string();
    assert_eq!(told(first, last, until, desk.person, &[]), nobody);
    assert_eq!(told(first, last + 2, until, desk.person, &[]), [beyond]);
    assert_eq!(told(first, last, until + 1, desk.person, &[]).len(), 1);
    assert_eq!(
        told(first, last, until + 1, desk.person, &[range(first, last)]),
        nobody
    );
}

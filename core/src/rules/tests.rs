mod claims;
mod clocks;
mod harvests;

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

use std::collections::BTreeSet;

use fieldbook_core::identity::Rival;
use fieldbook_core::model::{
    ClaimState, Fact, FactId, Finding, FindingCode, PersonId, SerialRange, Severity, StampSpan,
};
use fieldbook_core::rules::{ClaimContext, LotStanding, check_claim};

use super::leased::{Holder, Leased, Part, lay};
use crate::Hub;
use crate::error::Result;
use crate::lists::told;
use crate::store::{ClaimRow, Serials, Tables};
use crate::trace::of_lot;

/// Rivals named in a verdict. More do not help the person who settles it.
pub(super) const RIVALS_MAX: usize = 50;

/// The most codes of no lease that a verdict names.
const STRANGE_MAX: usize = 50;

/// What the rules say about a claim now.
pub(super) struct Opinion {
    pub(super) state: ClaimState,
    /// What it asks for, where a roll is known.
    pub(super) claimed: Vec<Serials>,
    /// What it holds, when it is confirmed.
    pub(super) holds: Vec<Serials>,
    pub(super) spans: Vec<StampSpan>,
    /// Codes it names that lie in no lease of the organisation.
    pub(super) strange: Vec<StampSpan>,
    pub(super) findings: Vec<String>,
    pub(super) rivals: Vec<Rival>,
    /// What those in its way hold of it.
    pub(super) contested: Vec<Contested>,
}

/// Stamps that a confirmed claim holds and another one wants.
pub(super) struct Contested {
    /// Who holds them, by row number.
    pub(super) claim: i64,
    pub(super) fact: FactId,
    /// Which, as the hub counts them.
    pub(super) span: StampSpan,
    /// The same in the words of the one who wants them.
    pub(super) told: Vec<Rival>,
}

impl Opinion {
    fn without_stamps(state: ClaimState) -> Self {
        Self {
            state,
            claimed: Vec::new(),
            holds: Vec::new(),
            spans: Vec::new(),
            strange: Vec::new(),
            findings: Vec::new(),
            rivals: Vec::new(),
            contested: Vec::new(),
        }
    }
}

/// Weighs a claim against its lot, its leases and every confirmed claim; nothing while its fact is held.
pub(super) fn weigh(hub: &Hub, tables: &Tables, claim: &ClaimRow) -> Result<Option<Opinion>> {
    let mut trace = of_lot(tables, claim.doc)?;
    // What came behind it and has not been judged is in nobody's way, or a push of two would stand in its own.
    let others = tables.claims_of(claim.doc)?.into_iter();
    let behind = others.filter(|other| other.n > claim.n && other.state == ClaimState::Pending);
    let behind: BTreeSet<FactId> = behind.map(|other| other.fact).collect();
    trace.lot.facts.retain(|fact| !behind.contains(&fact.fact.id));
    let Some(found) = trace.lot.facts.iter().find(|fact| fact.fact.id == claim.fact) else {
        return Ok(None);
    };
    if found.voided {
        return Ok(Some(Opinion::without_stamps(ClaimState::Withdrawn)));
    }
    let fact = found.fact.clone();
    let made_ms = made_ms(tables, &fact)?;
    let person = recorder(tables, &fact)?;
    let holder = Holder {
        org: claim.org,
        person,
        received_ms: tables.fact_received_ms(fact.id)?.unwrap_or(i64::MAX),
        for_all: false,
    };
    let gtin = trace.product.as_ref().and_then(|product| product.gtin.clone());
    let laid = lay(tables, &fact.stamps, holder, gtin.as_deref())?;
    let mut stands = Vec::new();
    for part in &laid.parts {
        stands.extend(part.standing(tables, holder.received_ms)?);
    }
    let voided = count(&stands) < count(&laid.parts);
    let before = count(&stands);
    let stands = without_lost(stands, claim);
    let lost = count(&stands) < before;
    let contested = contested(tables, claim, &stands)?;
    let rivals: Vec<(FactId, SerialRange)> = contested
        .iter()
        .map(|contested| (contested.fact, contested.span.range.clone()))
        .collect();
    let standing_spans = stands.iter().map(|part| &part.span);
    let asked: Vec<StampSpan> = standing_spans.chain(&laid.outside).cloned().collect();
    let catalog = hub.catalog_in(tables)?;
    let findings = check_claim(&ClaimContext {
        fact: &Fact {
            stamps: asked,
            ..fact
        },
        now: hub.now(),
        made_ms,
        org: claim.org,
        person: person.unwrap_or(PersonId(uuid::Uuid::nil())),
        leases: &laid.leases,
        rival_spans: &rivals,
        voided: &[],
        revoked: &[],
        sub_leases: &[],
        lot: &LotStanding::of(&trace, &catalog, Some(claim.fact), hub.now()),
    });
    let mut names: BTreeSet<&str> = findings.iter().map(|finding| finding.code.name()).collect();
    let nothing_left = stands.is_empty() && !lost && claim.state != ClaimState::Confirmed;
    if !laid.outside.is_empty() || nothing_left {
        names.insert(FindingCode::OutsideLease.name());
    }
    if laid.given_away {
        names.insert(FindingCode::SubLeased.name());
    }
    if laid.revoked {
        names.insert(FindingCode::LeaseRevoked.name());
    }
    if voided {
        names.insert(FindingCode::StampsVoided.name());
    }
    let all_lost = lost && stands.is_empty();
    let against = all_lost || claim.ruling.as_deref() == Some("refuse");
    if lost || against {
        names.insert(FindingCode::SettledAgainst.name());
    }
    let outside = names.contains(FindingCode::OutsideLease.name());
    let state = if against {
        ClaimState::Refused
    } else {
        state_of(claim, outside, &findings, !rivals.is_empty())
    };
    let holds = if state == ClaimState::Confirmed {
        keep_off_rivals(each_once(stands), &rivals)
    } else {
        Vec::new()
    };
    let strange = strange_codes(tables, &laid)?;
    let spans = told_spans(tables, &holds)?;
    Ok(Some(Opinion {
        state,
        claimed: laid.parts.into_iter().map(|part| part.serials).collect(),
        holds: holds.into_iter().map(|part| part.serials).collect(),
        spans,
        strange,
        findings: names.into_iter().map(str::to_owned).collect(),
        rivals: contested
            .iter()
            .flat_map(|contested| contested.told.iter().cloned())
            .collect(),
        contested,
    }))
}

fn count(parts: &[Part]) -> u128 {
    parts.iter().map(|part| part.serials.range.count()).sum()
}

/// What a claim holds, in the words of its phone.
fn told_spans(tables: &Tables, holds: &[Part]) -> Result<Vec<StampSpan>> {
    let mut spans = Vec::new();
    for part in holds {
        spans.extend(told(tables, &part.span, part.by_code, usize::MAX)?);
    }
    Ok(spans)
}

/// Codes in no lease of the organisation, for the phone whose filter let them pass.
fn strange_codes(tables: &Tables, laid: &Leased) -> Result<Vec<StampSpan>> {
    let mut strange = Vec::new();
    for span in &laid.outside {
        let by_code = span.code.is_some() || laid.by_code;
        let told = told(tables, span, by_code, STRANGE_MAX)?.into_iter();
        strange.extend(told.filter(|span| span.code.is_some()));
    }
    strange.truncate(STRANGE_MAX);
    Ok(strange)
}

/// What a ruling that shared stamps out has left to a claim.
fn without_lost(stands: Vec<Part>, claim: &ClaimRow) -> Vec<Part> {
    let Some(settled) = claim.settled.as_ref().filter(|settled| !settled.lost.is_empty()) else {
        return stands;
    };
    let left = |part: Part| {
        let of_roll = settled.lost.iter().filter(|span| span.roll == part.span.roll);
        let lost: Vec<SerialRange> = of_roll.map(|span| span.range.clone()).collect();
        part.without(&lost)
    };
    stands.into_iter().flat_map(left).collect()
}

/// An activation may name a stamp twice; it holds it once.
fn each_once(stands: Vec<Part>) -> Vec<Part> {
    let mut kept: Vec<Part> = Vec::new();
    for part in stands {
        let same_space = kept
            .iter()
            .filter(|known| known.serials.space == part.serials.space);
        let shared = same_space.filter_map(|known| known.serials.range.overlap(&part.serials.range));
        let shared: Vec<SerialRange> = shared.collect();
        kept.extend(part.without(&shared));
    }
    kept
}

/// A claim that stays confirmed may meet a rival when a voiding of stamps is taken back: it never takes what
/// another holds by then.
fn keep_off_rivals(stands: Vec<Part>, rivals: &[(FactId, SerialRange)]) -> Vec<Part> {
    if rivals.is_empty() {
        return stands;
    }
    let taken: Vec<SerialRange> = rivals.iter().map(|(_, range)| range.clone()).collect();
    stands.iter().flat_map(|part| part.without(&taken)).collect()
}

/// A claim that was confirmed stays so until its fact is voided or a person settles against it; what is
/// found later is said in its verdict.
fn state_of(claim: &ClaimRow, outside: bool, findings: &[Finding], has_rivals: bool) -> ClaimState {
    let blocked = findings
        .iter()
        .any(|finding| finding.severity == Severity::Blocking);
    match claim.ruling.as_deref() {
        _ if claim.state == ClaimState::Confirmed => ClaimState::Confirmed,
        _ if outside => ClaimState::Refused,
        _ if has_rivals => ClaimState::Disputed,
        Some("keep") => ClaimState::Confirmed,
        _ if blocked => ClaimState::Disputed,
        _ => ClaimState::Confirmed,
    }
}

/// When the activation was written down, by the hub's clock as far as its device knew it; in any case before
/// the hub had it, so that a clock years ahead ends no lease.
pub(super) fn made_ms(tables: &Tables, fact: &Fact) -> Result<i64> {
    let told = fact.recorded_at_hub().utc_ms;
    let received = tables.fact_received_ms(fact.id)?;
    Ok(received.map_or(told, |received| told.min(received)))
}

/// Who recorded the activation, if the device it came from is theirs: a lease for one person is not for
/// whoever writes their name.
pub(super) fn recorder(tables: &Tables, fact: &Fact) -> Result<Option<PersonId>> {
    let Some(key) = tables.fact_author(fact.id)? else {
        return Ok(None);
    };
    let Some(device) = tables.device_of_key(&key)? else {
        return Ok(None);
    };
    let people = tables.memberships_of(device.id)?;
    let is_theirs = people.iter().any(|membership| membership.person == fact.recorder);
    Ok(is_theirs.then_some(fact.recorder))
}

/// Confirmed claims over the same stamps, and which stamps.
fn contested(tables: &Tables, claim: &ClaimRow, stands: &[Part]) -> Result<Vec<Contested>> {
    let mut contested = Vec::new();
    for part in stands {
        for (other, held) in tables.confirmed_over(&part.serials)? {
            let shared = part.serials.range.overlap(&held).filter(|_| other != claim.n);
            if let (Some(shared), Some(other)) = (shared, tables.claim_at(other)?) {
                let span = part.narrowed(&shared).span;
                let told = told(tables, &span, part.by_code, RIVALS_MAX)?.into_iter();
                contested.push(Contested {
                    claim: other.n,
                    fact: other.fact,
                    told: told
                        .map(|span| Rival {
                            claim: other.fact,
                            range: span.range,
                        })
                        .collect(),
                    span,
                });
            }
        }
    }
    Ok(contested)
}

use crate::catalog::Catalog;
use crate::model::{ClaimState, DocKind, FactKind, Finding, FindingCode, Moment, Trace, TraceFact};

use super::document::{check_document, standing};
use super::harvest::{check_season, voided_harvests};
use super::lot::{LotStanding, activation};
use super::moment::surely_before;
use super::rescan::check_rescans;
use super::stamps::{counted, overlaps_of};

/// Everything wrong with a lot and the seasons and lots behind it, from the facts that stand. Leases and
/// other lots' claims are not in a trace: [`super::check_claim`] sees those.
pub fn check_trace(trace: &Trace, catalog: &Catalog, now: Moment) -> Vec<Finding> {
    let mut findings = Vec::new();
    for doc in std::iter::once(&trace.lot).chain(&trace.origins) {
        if doc.doc.kind == DocKind::Season {
            findings.extend(check_season(doc, catalog, now));
        } else {
            findings.extend(check_document(doc, now));
            findings.extend(voided_harvests(doc, &trace.origins));
        }
    }
    findings.extend(check_activations(trace, catalog, now));
    findings.extend(check_rescans(&trace.lot));
    findings
}

fn check_activations(trace: &Trace, catalog: &Catalog, now: Moment) -> Vec<Finding> {
    let claims: Vec<&TraceFact> = trace.lot.facts.iter().filter(|fact| counted(fact)).collect();
    let mut findings = overlaps_of(&claims);
    let lot = LotStanding::of(trace, catalog, None, now);
    for (place, claim) in claims.iter().enumerate() {
        let is_last = place + 1 == claims.len();
        // All activations are on the lot already; the newest is the one too many.
        let found = activation(&claim.fact, 0, &lot).into_iter();
        findings.extend(found.filter(|finding| match finding.code {
            FindingCode::MoreStampsThanUnits => is_last,
            FindingCode::LotRecalled => touched_by_recall(trace, claim),
            _ => true,
        }));
    }
    findings
}

/// An activation that was confirmed before the recall was right when it was made.
fn touched_by_recall(trace: &Trace, claim: &TraceFact) -> bool {
    let confirmed = matches!(claim.claim, Some((ClaimState::Confirmed, _)));
    let docs = std::iter::once(&trace.lot).chain(&trace.origins);
    let mut recalls = docs
        .flat_map(standing)
        .filter(|fact| fact.kind == FactKind::Recall);
    !confirmed || recalls.any(|recall| !surely_before(claim.fact.occurred_at_hub(), recall.occurred_at_hub()))
}

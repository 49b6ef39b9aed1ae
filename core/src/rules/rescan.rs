use crate::model::{
    ClaimState, Fact, FactKind, Finding, FindingCode, Rescan, SerialRange, Severity, StampSpan, TraceDoc,
};

use super::document::standing;

/// What is wrong with the re-scans of stamps in a lot: stamps that their claim does not name, and no photo.
pub(super) fn check_rescans(lot: &TraceDoc) -> Vec<Finding> {
    let rescans = standing(lot).filter_map(|fact| Some((fact, Rescan::of(fact)?)));
    rescans
        .flat_map(|(fact, rescan)| about(fact, &rescan, lot))
        .collect()
}

fn about(fact: &Fact, rescan: &Rescan, lot: &TraceDoc) -> Vec<Finding> {
    let warning = |code| Finding::new(code, Severity::Warning, fact.id);
    let claims = lot
        .facts
        .iter()
        .filter(|known| known.fact.kind == FactKind::Activate);
    let claim = claims.into_iter().find(|known| known.fact.id == rescan.claim);
    let mut findings = Vec::new();
    if let Some(claim) = claim {
        let others = rescan
            .stamps
            .iter()
            .flat_map(|span| outside(span, &claim.fact.stamps));
        findings.extend(others.map(|named| warning(FindingCode::RescanOutsideClaim).with("range", &named)));
    }
    if fact.photos.is_empty() {
        findings.push(warning(FindingCode::RescanWithoutPhoto));
    }
    findings
}

/// What of a span a claim does not name, as a person is told it.
fn outside(span: &StampSpan, claimed: &[StampSpan]) -> Vec<String> {
    if span.code.is_some() {
        let named = claimed.iter().any(|claimed| span.shares_with(claimed));
        return (!named).then(|| span.named(&span.range)).into_iter().collect();
    }
    let claimed: Vec<SerialRange> = claimed.iter().map(|claimed| claimed.range.clone()).collect();
    let gaps = span.range.gaps(&claimed);
    gaps.iter().map(ToString::to_string).collect()
}

/// Whether anybody waits for a re-scan, said when it is written down: `claim` is the claim's state on its own lot and
/// whether another claim disputes its stamps, nothing for one that is not known there. Later the dispute will be over.
pub fn check_rescanned(fact: &Fact, claim: Option<(ClaimState, bool)>) -> Option<Finding> {
    let severity = match claim {
        Some((ClaimState::Disputed, _) | (ClaimState::Confirmed | ClaimState::Pending, true)) => return None,
        // Whoever lost may show that they have the stamps all the same.
        Some((ClaimState::Refused, _)) => Severity::Info,
        _ => Severity::Warning,
    };
    Some(Finding::new(FindingCode::ClaimNotDisputed, severity, fact.id))
}

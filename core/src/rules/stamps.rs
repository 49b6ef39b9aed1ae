use std::collections::BTreeMap;

use crate::model::{
    ClaimState, Fact, FactId, FactKind, Finding, FindingCode, RollId, SerialRange, Severity, StampSpan,
    TraceDoc, TraceFact,
};

use super::document::standing;

/// Whether a fact is an activation whose stamps count: it stands and nobody has settled against it.
pub(super) fn counted(fact: &TraceFact) -> bool {
    let settled = matches!(fact.claim, Some((ClaimState::Refused | ClaimState::Withdrawn, _)));
    fact.fact.kind == FactKind::Activate && !fact.voided && !settled
}

/// The spans of an activation that stand: those the hub has left to it, else all it names.
fn spans(fact: &TraceFact) -> &[StampSpan] {
    match &fact.claim {
        Some((_, spans)) => spans,
        None => &fact.fact.stamps,
    }
}

/// Stamps on a lot: activated, each counted once, and not voided. A torn stamp replaced by another does
/// not use up a second pack.
pub fn live_stamps(lot: &TraceDoc) -> u128 {
    live_stamps_except(lot, None)
}

/// [`live_stamps`] without those of one activation.
pub(super) fn live_stamps_except(lot: &TraceDoc, except: Option<FactId>) -> u128 {
    let voidings = standing(lot).filter(|fact| fact.kind == FactKind::VoidStamps);
    let voided: Vec<&StampSpan> = voidings.flat_map(|fact| &fact.stamps).collect();
    let claims = lot.facts.iter().filter(|fact| counted(fact));
    let active = claims.filter(|fact| Some(fact.fact.id) != except).flat_map(spans);
    count_without(active, &voided)
}

/// How many stamps spans hold, each stamp once.
pub(super) fn count<'a>(spans: impl Iterator<Item = &'a StampSpan>) -> u128 {
    count_without(spans, &[])
}

fn count_without<'a>(spans: impl Iterator<Item = &'a StampSpan>, voided: &[&StampSpan]) -> u128 {
    // Serials repeat from roll to roll; within one they name one stamp.
    let mut by_roll: BTreeMap<Option<RollId>, Vec<SerialRange>> = BTreeMap::new();
    for span in spans {
        by_roll.entry(span.roll).or_default().push(span.range.clone());
    }
    let mut stamps = 0u128;
    for (roll, ranges) in by_roll {
        // A torn stamp may be reported without its roll.
        let same_roll = |span: &&&StampSpan| span.roll == roll || span.roll.is_none() || roll.is_none();
        let gone: Vec<SerialRange> = voided
            .iter()
            .filter(same_roll)
            .map(|span| span.range.clone())
            .collect();
        let left = SerialRange::merge(ranges)
            .into_iter()
            .flat_map(|range| range.gaps(&gone));
        stamps = left.fold(stamps, |sum, range| sum.saturating_add(range.count()));
    }
    stamps
}

/// The finding for stamps two activations claim.
pub(super) fn overlap(fact: FactId, stamps: &str, rival: FactId) -> Finding {
    Finding::new(FindingCode::RangeOverlap, Severity::Blocking, fact)
        .with("range", stamps)
        .with("rival", &rival)
}

/// Stamps one activation names twice.
pub(super) fn overlaps_inside(fact: &Fact) -> Vec<Finding> {
    overlaps(fact.stamps.iter().map(|span| (span, fact)).collect())
}

/// Stamps that two activations of a lot both name.
pub(super) fn overlaps_of(claims: &[&TraceFact]) -> Vec<Finding> {
    let named = claims.iter().flat_map(|claim| {
        let fact = &claim.fact;
        spans(claim).iter().map(move |span| (span, fact))
    });
    overlaps(named.collect())
}

/// One pass over the spans in order: a span overlaps an earlier one if and only if it overlaps the one
/// that reaches furthest. The later fact is told, the earlier is its rival.
fn overlaps(mut named: Vec<(&StampSpan, &Fact)>) -> Vec<Finding> {
    named.sort_by(|(a, _), (b, _)| (a.roll, &a.range).cmp(&(b.roll, &b.range)));
    let mut findings = Vec::new();
    let mut furthest: Option<(&StampSpan, &Fact)> = None;
    for (span, fact) in named {
        let known = furthest.filter(|(known, _)| known.roll == span.roll);
        let known = known.filter(|(known, _)| known.range.same_pattern(&span.range));
        if let Some((known, rival)) = known {
            if let Some(shared) = known.range.overlap(&span.range) {
                let later = fact.id.max(rival.id);
                let stamps = span.named(&shared);
                findings.push(overlap(later, &stamps, fact.id.min(rival.id)));
            }
            if known.range.last() >= span.range.last() {
                continue;
            }
        }
        furthest = Some((span, fact));
    }
    findings
}

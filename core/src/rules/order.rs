use std::collections::BTreeMap;

use crate::model::{Fact, FactId, Finding, FindingCode, Severity, TraceDoc};

use super::moment::SKEW_MS;

/// The fact that another provably follows, when it says it was written after it all the same: `after` is
/// the latest of those it follows, and when that one says it was written. Two honest clocks may differ by
/// ten minutes; what is more means that one of them is wrong.
pub fn contradicts(fact: &Fact, after: Option<(FactId, i64)>) -> Option<FactId> {
    let claimed = fact.recorded_at_hub().utc_ms.saturating_add(SKEW_MS);
    after.filter(|(_, latest)| *latest > claimed).map(|(id, _)| id)
}

/// Marks the facts of a document whose time contradicts the proven order, `after` by fact.
pub fn mark_contradictions(doc: &mut TraceDoc, after: &BTreeMap<FactId, (FactId, i64)>) {
    for fact in &mut doc.facts {
        fact.contradicts = contradicts(&fact.fact, after.get(&fact.fact.id).copied());
    }
}

/// A warning on each standing fact whose time contradicts the proven order. Both times stand as they were
/// written: the graph says that one clock is wrong, not which.
pub(super) fn out_of_order(doc: &TraceDoc) -> impl Iterator<Item = Finding> {
    let standing = doc.facts.iter().filter(|fact| !fact.voided);
    standing.filter_map(|fact| {
        let other = fact.contradicts?;
        let recorded = fact.fact.recorded.local();
        Some(
            Finding::new(FindingCode::OutOfOrder, Severity::Warning, fact.fact.id)
                .with("clock", &recorded.format("%H:%M").to_string())
                .with("date", &recorded.date_naive())
                .with("other", &other),
        )
    })
}

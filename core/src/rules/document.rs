use crate::model::{Fact, Finding, Moment, TraceDoc};

use super::attribution::check_attribution;
use super::moment::future;
use super::order::out_of_order;

/// The facts of a document that stand.
pub(super) fn standing(doc: &TraceDoc) -> impl Iterator<Item = &Fact> {
    doc.facts
        .iter()
        .filter(|fact| !fact.voided)
        .map(|fact| &fact.fact)
}

/// What can be wrong with a document of any kind: moments to come, times that contradict the proven order,
/// and names that are not those of the people on the device that signed.
pub fn check_document(doc: &TraceDoc, now: Moment) -> Vec<Finding> {
    let moments = standing(doc).filter_map(|fact| future(fact, now));
    let orders = out_of_order(doc);
    moments.chain(orders).chain(check_attribution(doc)).collect()
}

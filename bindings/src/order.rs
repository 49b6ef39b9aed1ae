//! The proven order of facts.

use fieldbook_core as core;
use fieldbook_core::model::FactId;

use crate::FactView;

/// A fact in the order that the graph of changes proves, beside the time it claims.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OrderedFact {
    /// The fact; `fact.recorded` is the time it claims.
    pub view: FactView,
    /// How many changes it follows at least, one after the other; of two facts with the same number nothing
    /// is proven.
    pub depth: u32,
    /// A fact it provably follows although its own time says that it was written before that one, by more
    /// than ten minutes. One of the two clocks was wrong.
    pub contradicts: Option<FactId>,
}

impl From<core::OrderedFact> for OrderedFact {
    fn from(ordered: core::OrderedFact) -> Self {
        Self {
            view: ordered.view.into(),
            depth: ordered.depth,
            contradicts: ordered.contradicts,
        }
    }
}

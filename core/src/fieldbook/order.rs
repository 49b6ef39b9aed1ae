use std::collections::BTreeMap;

use super::book::Book;
use super::error::Fault;
use super::views::FactView;
use crate::journal::{Proven, followed, genesis, parse, proven_order};
use crate::model::{DocId, DocKind, DocRef, FactId, Finding, Trace, TraceDoc};
use crate::rules::{self, contradicts};
use crate::store::FactQuery;

/// A fact in the order that the graph of changes proves, beside the time it claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedFact {
    /// The fact; `fact.recorded` is the time it claims, `fact.hub_offset_s` how far that clock was off.
    pub view: FactView,
    /// How many changes it follows at least, one after the other. A fact with a smaller number may have been
    /// written before it or beside it, never after it; of two with the same, nothing is proven.
    pub depth: u32,
    /// A fact it provably follows although its own time says that it was written before that one, by more
    /// than ten minutes. One of the two clocks was wrong.
    pub contradicts: Option<FactId>,
}

impl Book {
    /// What the graph of a document proves. Loads the document, so lists and entries do not ask for it.
    fn proven(&self, doc: DocRef) -> Result<Vec<Proven>, Fault> {
        let mut open = self.documents.lock();
        let (document, group) = self.take(&mut open, doc)?;
        let bytes = document.changes();
        open.keep(doc, document, group);
        drop(open);
        let genesis = genesis(doc);
        let changes = bytes.iter().map(|bytes| parse(&genesis, bytes));
        Ok(proven_order(&changes.collect::<Result<Vec<_>, _>>()?)?)
    }

    /// A document's facts in the order that is proven.
    pub(super) fn order(&self, id: DocId) -> Result<Vec<OrderedFact>, Fault> {
        let doc = self.doc(id)?;
        let query = FactQuery {
            doc: Some(id),
            limit: u32::MAX,
            ..FactQuery::default()
        };
        let mut views: BTreeMap<FactId, FactView> = BTreeMap::new();
        for view in self.facts(&query)? {
            views.insert(view.id(), view);
        }
        let ordered = self.proven(doc)?.into_iter().filter_map(|proven| {
            let view = views.remove(&proven.fact)?;
            Some(OrderedFact {
                contradicts: contradicts(&view.fact, proven.after),
                view,
                depth: proven.depth,
            })
        });
        Ok(ordered.collect())
    }

    /// A lot's whole story, with a mark on each fact whose time contradicts the proven order.
    pub(super) fn trace_in_order(&self, lot: DocId) -> Result<Trace, Fault> {
        let mut trace = self.trace(lot)?;
        for doc in std::iter::once(&mut trace.lot).chain(&mut trace.origins) {
            self.mark_order(doc)?;
        }
        Ok(trace)
    }

    /// What the rules say about a document when somebody looks at it: as at an entry, and the proven order.
    pub(super) fn findings_in_order(&self, doc: DocRef) -> Result<Vec<Finding>, Fault> {
        let (now, catalog) = (self.hub_now(), self.catalog());
        match doc.kind {
            DocKind::Lot => Ok(rules::check_trace(&self.trace_in_order(doc.id)?, &catalog, now)),
            DocKind::Season => {
                let mut season = self.trace_doc(doc)?;
                self.mark_order(&mut season)?;
                Ok(rules::check_season(&season, &catalog, now))
            }
            DocKind::Visit | DocKind::Register => Ok(Vec::new()),
        }
    }

    fn mark_order(&self, doc: &mut TraceDoc) -> Result<(), Fault> {
        rules::mark_contradictions(doc, &followed(self.proven(doc.doc)?));
        Ok(())
    }
}

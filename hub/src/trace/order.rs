use fieldbook_core::journal::{Change, Refusal, followed, genesis, parse, proven_order};
use fieldbook_core::model::{Trace, TraceDoc};
use fieldbook_core::rules::mark_contradictions;

use crate::error::{HubError, Result};
use crate::store::Tables;

/// A story with a mark on each fact whose time contradicts the proven order. Reads every change of its
/// documents, so it is for showing and not for judging claims.
pub(super) fn with_order(tables: &Tables, mut trace: Trace) -> Result<Trace> {
    for doc in std::iter::once(&mut trace.lot).chain(&mut trace.origins) {
        mark(tables, doc)?;
    }
    Ok(trace)
}

fn mark(tables: &Tables, doc: &mut TraceDoc) -> Result<()> {
    let Some((n, _)) = tables.doc(doc.doc.id)? else {
        return Ok(());
    };
    let genesis = genesis(doc.doc);
    let counted = tables.changes_of(n)?.into_iter();
    let changes = counted.map(|bytes| parse(&genesis, &bytes));
    let changes: Vec<Change> = changes
        .collect::<std::result::Result<_, Refusal>>()
        .map_err(|refusal| HubError::Damaged(refusal.to_string()))?;
    mark_contradictions(doc, &followed(proven_order(&changes)?));
    Ok(())
}

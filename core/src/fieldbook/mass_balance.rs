use std::collections::BTreeSet;

use super::book::Book;
use super::error::Fault;
use super::facts::folded;
use super::{Documents, FieldbookError};
use crate::model::{DocId, DocKind, DocRef, FactId, TraceDoc, TraceFact};
use crate::rules::{self, MassBalance, Seen};
use crate::store::{ChangeState, FactQuery, Operation, WriteRow};

/// More refused entries than any lot has.
const REFUSED_MAX: u32 = 10_000;

impl Documents {
    /// What came into a lot, went out, was lost and is left of it, in each unit. What other lots on this phone took from
    /// it went out; what the hub refused does not count, what it holds does.
    ///
    /// Errors: `NotFound` for what is no lot of this book.
    pub fn mass_balance(&self, lot: DocId) -> Result<MassBalance, FieldbookError> {
        Ok(self.book.mass_balance(lot)?)
    }
}

impl Book {
    fn mass_balance(&self, lot: DocId) -> Result<MassBalance, Fault> {
        let doc = self.doc(lot)?;
        if doc.kind != DocKind::Lot {
            return Err(Fault::NotFound(lot.to_string()));
        }
        let lots = self.store.read(|reading| reading.lots_naming(doc.id))?;
        let takers = lots.into_iter().map(|taker| self.not_refused(taker));
        let takers = takers.collect::<Result<Vec<_>, Fault>>()?;
        let seen = self.seen_of(doc)?;
        Ok(rules::mass_balance(&self.not_refused(doc)?, &takers, seen))
    }

    /// A document without the entries, corrections and crossings-out that the hub refused: no other phone has them, and
    /// who was there writes them down again.
    fn not_refused(&self, doc: DocRef) -> Result<TraceDoc, Fault> {
        let refused = FactQuery {
            doc: Some(doc.id),
            state: Some(ChangeState::Refused),
            limit: REFUSED_MAX,
            ..FactQuery::default()
        };
        let (refused, mut writes) = self.store.read(|reading| {
            let writes = reading.writes_of_document(doc.id, None)?;
            Ok::<_, Fault>((reading.facts(&refused)?, writes))
        })?;
        let refused: BTreeSet<FactId> = refused.into_iter().map(|row| row.id).collect();
        writes.retain(|write| write.state == ChangeState::Refused);
        let about = writes.iter().filter_map(|write| write.key.fact_field());
        let corrected: BTreeSet<FactId> = about.map(|(fact, _)| fact).collect();
        let mut told = self.trace_doc(doc)?;
        told.facts.retain(|fact| !refused.contains(&fact.fact.id));
        for fact in &mut told.facts {
            if corrected.contains(&fact.fact.id) {
                *fact = self.as_not_refused(fact.fact.id)?;
            }
        }
        Ok(told)
    }

    fn as_not_refused(&self, id: FactId) -> Result<TraceFact, Fault> {
        let query = FactQuery {
            id: Some(id),
            limit: 1,
            ..FactQuery::default()
        };
        let view = self.store.read(|reading| {
            let row = reading.facts(&query)?.pop();
            let row = row.ok_or_else(|| Fault::NotFound(id.to_string()))?;
            folded(row, without_refused(reading.writes_of_fact(id)?))
        })?;
        self.trace_fact(view, &[])
    }

    /// How much of a lot, and of the lots that may take from it, has come to this phone.
    fn seen_of(&self, doc: DocRef) -> Result<Seen, Fault> {
        self.store.read(|reading| {
            let set_aside = reading.quarantined_documents(Some(doc.org))?;
            let beginning = reading
                .follow(doc.org)?
                .is_some_and(|follow| !follow.mark.is_empty());
            let dropped = reading.unfollowed()?.contains(&doc.org);
            Ok(Seen {
                lot: !set_aside.contains(&doc.id),
                others: set_aside.is_empty() && !beginning && !dropped,
            })
        })
    }
}

/// What only a refused write replaced stands again.
fn without_refused(mut writes: Vec<WriteRow>) -> Vec<WriteRow> {
    writes.retain(|write| write.state != ChangeState::Refused);
    let replaced: BTreeSet<Operation> = writes.iter().flat_map(|write| &write.replaces).copied().collect();
    for write in &mut writes {
        write.replaced = replaced.contains(&write.op);
    }
    writes
}

use std::collections::BTreeSet;

use super::book::Book;
use super::error::Fault;
use super::{Documents, FieldbookError};
use crate::model::{DocId, DocKind, DocRef, FactId, TraceDoc};
use crate::rules::{self, MassBalance, Seen};
use crate::store::{ChangeState, FactQuery};

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

    /// A document without what the hub refused: no other phone has it, and who was there writes it down again.
    fn not_refused(&self, doc: DocRef) -> Result<TraceDoc, Fault> {
        let refused = FactQuery {
            doc: Some(doc.id),
            state: Some(ChangeState::Refused),
            limit: REFUSED_MAX,
            ..FactQuery::default()
        };
        let refused = self.store.read(|reading| reading.facts(&refused))?;
        let refused: BTreeSet<FactId> = refused.into_iter().map(|row| row.id).collect();
        let mut told = self.trace_doc(doc)?;
        told.facts.retain(|fact| !refused.contains(&fact.fact.id));
        Ok(told)
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

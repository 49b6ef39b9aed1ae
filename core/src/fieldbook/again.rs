use super::book::Book;
use super::error::Fault;
use super::record::NewFact;
use crate::model::{FactId, FactKind, FieldValue, Input};

impl Book {
    /// An entry like an old one. What belongs to one day only would be false of another, and nobody reads closely
    /// what was filled in for them: so the note ("mưa lúc 3 giờ") and dates (drying begun on, use by) are left to be
    /// written anew. Who it is written down for stays, unless it is who records now. What proves something (a test's
    /// result, what an inspection saw, papers of a delivery) is never filled in: nobody would have given that evidence.
    pub(super) fn again(&self, fact: FactId) -> Result<NewFact, Fault> {
        let old = self.fact(fact)?;
        let mut fields = old.fact.fields;
        fields.retain(|_, value| is_work(old.fact.kind) && !matches!(value, FieldValue::Date(_)));
        Ok(NewFact {
            quantities: old.fact.quantities,
            // The next pack has a number of its own.
            inputs: old.fact.inputs.into_iter().map(without_lot).collect(),
            fields,
            origins: old.fact.origins,
            on_behalf_of: old.fact.on_behalf_of.filter(|other| *other != self.person()),
            ..NewFact::of(old.doc.id, &old.fact.step)
        })
    }
}

/// Done in the same way another time.
fn is_work(kind: FactKind) -> bool {
    use FactKind::{Activity, Harvest, Pack, Process, Receive, Store};
    matches!(kind, Activity | Harvest | Receive | Process | Pack | Store)
}

fn without_lot(input: Input) -> Input {
    Input {
        maker_lot: None,
        ..input
    }
}

use super::book::Book;
use super::error::Fault;
use super::record::NewFact;
use crate::model::{FactId, FieldValue};

impl Book {
    /// An entry like an old one. What belongs to one day only would be false of another, and nobody reads closely
    /// what was filled in for them: so the note ("mưa lúc 3 giờ") and dates (drying begun on, use by) are left to be
    /// written anew. Who it is written down for stays, unless it is who records now.
    pub(super) fn again(&self, fact: FactId) -> Result<NewFact, Fault> {
        let old = self.fact(fact)?;
        let mut fields = old.fact.fields;
        fields.retain(|_, value| !matches!(value, FieldValue::Date(_)));
        Ok(NewFact {
            quantities: old.fact.quantities,
            inputs: old.fact.inputs,
            fields,
            origins: old.fact.origins,
            on_behalf_of: old.fact.on_behalf_of.filter(|other| *other != self.person()),
            ..NewFact::of(old.doc.id, &old.fact.step)
        })
    }
}

//! Facts: record, amend, void, find.

use fieldbook_core as core;
use fieldbook_core::Bundle;
use fieldbook_core::model::{DocId, FactId};

use crate::value::all;
use crate::{
    Checked, Conflict, FactQuery, FactReceipt, FactView, FieldValue, FieldbookError, HistoryEntry, NewFact,
    OrderedFact, QuarantinedChange, Recorded,
};

/// Facts: record, amend, void, find, history, conflicts. Every call reads or writes the file.
#[derive(uniffi::Object)]
pub struct Journal {
    pub(crate) core: core::Journal,
}

#[uniffi::export]
impl Journal {
    /// Writes a fact down. When this returns it is durable.
    ///
    /// Throws `NotFound` for an unknown document, `InvalidInput` with every field that is wrong,
    /// `StorageFull` when nothing was saved.
    pub fn record(&self, new: NewFact) -> Result<Recorded, FieldbookError> {
        Ok(self.core.record(new.try_into()?)?.into())
    }

    /// Writes several facts down at once or not at all, in their order, also in several documents: what belongs together,
    /// such as a visit with what it found. When this returns all of them are durable.
    ///
    /// Throws what `record` throws, of the first that is refused; then nothing was saved. `check` tells which one it is.
    pub fn record_all(&self, new: Vec<NewFact>) -> Result<Vec<Recorded>, FieldbookError> {
        let new: Result<_, FieldbookError> = new.into_iter().map(TryInto::try_into).collect();
        Ok(all(self.core.record_all(new?)?))
    }

    /// Judges an entry before it is saved, and writes nothing: what `record` would find and advise. It tells what
    /// this phone knows now; recording may still find more. Throws what `record` would throw.
    pub fn check(&self, new: NewFact) -> Result<Checked, FieldbookError> {
        Ok(self.core.check(new.try_into()?)?.into())
    }

    /// A new entry like an old one, with what stands of its amounts, inputs and fields (như lần trước): show it, then
    /// `record` it. It happens now; where, photos, stamps, the note and days among the fields are of that time only and
    /// stay out. The last entry of a step is `query` with `steps`, `standing` and a limit of 1. Throws `NotFound` for an
    /// unknown fact.
    pub fn again(&self, fact: FactId) -> Result<NewFact, FieldbookError> {
        Ok(self.core.again(fact)?.into())
    }

    /// Corrects one field of a fact: a step's field, `note`, `occurred` (RFC 3339 text), or `qty.in`, `qty.out`,
    /// `qty.area`: an amount, or a number in the unit that stands. The fact itself never changes.
    ///
    /// Throws `InvalidInput` when the field does not take the value, also when the step does not take the unit.
    #[uniffi::method(default(reason = None))]
    pub fn amend(
        &self,
        fact: FactId,
        field: &str,
        value: FieldValue,
        reason: Option<String>,
    ) -> Result<FactView, FieldbookError> {
        let amended = self.core.amend(fact, field, value.into(), reason.as_deref());
        Ok(amended?.into())
    }

    /// Voids a mistaken fact; it stays in the history. The reason is required.
    pub fn void(&self, fact: FactId, reason: &str) -> Result<FactView, FieldbookError> {
        Ok(self.core.void(fact, reason)?.into())
    }

    /// One fact. Throws `NotFound` when the book does not have it.
    pub fn get(&self, fact: FactId) -> Result<FactView, FieldbookError> {
        Ok(self.core.get(fact)?.into())
    }

    /// Facts, the newest first.
    pub fn query(&self, query: FactQuery) -> Result<Vec<FactView>, FieldbookError> {
        Ok(all(self.core.query(&query.into())?))
    }

    /// Facts with these words, typed with or without Vietnamese marks; hits with exactly these letters come
    /// first.
    #[uniffi::method(default(limit = 50))]
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<FactView>, FieldbookError> {
        Ok(all(self.core.search(text, limit)?))
    }

    /// Everything that happened to a fact, oldest first.
    pub fn history(&self, fact: FactId) -> Result<Vec<HistoryEntry>, FieldbookError> {
        Ok(all(self.core.history(fact)?))
    }

    /// A document's facts in the order that the graph of changes proves, whatever their clocks say. Slower
    /// than a list: it loads the document.
    pub fn order(&self, doc: DocId) -> Result<Vec<OrderedFact>, FieldbookError> {
        Ok(all(self.core.order(doc)?))
    }

    /// How far a fact and each of its corrections have come, with the hub's signed receipts: when, by the hub's
    /// clock, and whether its signature and list fit.
    pub fn receipts(&self, fact: FactId) -> Result<Vec<FactReceipt>, FieldbookError> {
        Ok(all(self.core.receipts(fact)?))
    }

    /// What reached this phone and was not let in, the newest first.
    pub fn quarantine(&self) -> Result<Vec<QuarantinedChange>, FieldbookError> {
        Ok(all(self.core.quarantine()?))
    }

    /// The quarantine as a file for whoever looks into it. Throws `NotAllowed` before the first sync.
    pub fn export_quarantine(&self) -> Result<Bundle, FieldbookError> {
        Ok(self.core.export_quarantine()?)
    }

    /// Fields on which people disagree. Amending a field settles it.
    pub fn conflicts(&self) -> Result<Vec<Conflict>, FieldbookError> {
        Ok(all(self.core.conflicts()?))
    }

    /// What a person typed for a field of a step, as a value. Throws `InvalidInput` with the field and the
    /// remedy.
    pub fn parse_field(
        &self,
        doc: DocId,
        step: &str,
        field: &str,
        text: &str,
    ) -> Result<FieldValue, FieldbookError> {
        Ok(self.core.parse_field(doc, step, field, text)?.into())
    }
}

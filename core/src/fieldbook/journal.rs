use std::sync::Arc;

use super::FieldbookError;
use super::book::Book;
use super::bundles::Bundle;
use super::error::Fault;
use super::order::OrderedFact;
use super::receipts::ReceiptView;
use super::record::{Checked, NewFact, Recorded};
use super::set_aside::Quarantined;
use super::views::{Conflict, FactView, HistoryEntry};
use crate::model::{DocId, FactId, FieldValue, Invalid, RegisterKey};
use crate::store::FactQuery;

/// Facts: record, amend, void, find.
#[derive(Clone)]
pub struct Journal {
    pub(super) book: Arc<Book>,
}

impl Journal {
    /// Writes a fact down. When this returns it is durable.
    ///
    /// Errors: `NotFound` for an unknown document, `InvalidInput` with every field that is wrong,
    /// `StorageFull` when nothing was saved.
    pub fn record(&self, new: NewFact) -> Result<Recorded, FieldbookError> {
        Ok(self.book.record(new)?)
    }

    /// Writes several facts down at once or not at all, in their order, also in several documents: what belongs together,
    /// such as a visit with what it found. When this returns all of them are durable.
    ///
    /// Errors: as [`Journal::record`], of the first that is refused; then nothing was saved. [`Journal::check`] tells
    /// which one it is.
    pub fn record_all(&self, new: Vec<NewFact>) -> Result<Vec<Recorded>, FieldbookError> {
        Ok(self.book.record_all(new)?)
    }

    /// Judges an entry before it is saved, and writes nothing: what [`Journal::record`] would find and advise. It
    /// tells what this phone knows now; recording may still find more.
    ///
    /// Errors: as [`Journal::record`] would give them.
    pub fn check(&self, new: NewFact) -> Result<Checked, FieldbookError> {
        Ok(self.book.check_new(new)?)
    }

    /// A new entry like an old one, with what stands of its amounts, inputs and fields (như lần trước): to be shown,
    /// and recorded. It happens now; where, photos, stamps, the note and days among the fields are of that time only
    /// and stay out.
    ///
    /// Errors: `NotFound` for an unknown fact.
    pub fn again(&self, fact: FactId) -> Result<NewFact, FieldbookError> {
        Ok(self.book.again(fact)?)
    }

    /// Corrects one field of a fact: a step's field, `note`, `occurred` (RFC 3339), or `qty.in`, `qty.out`,
    /// `qty.area` (a number in the unit as entered). The fact itself never changes.
    pub fn amend(
        &self,
        fact: FactId,
        field: &str,
        value: FieldValue,
        reason: Option<&str>,
    ) -> Result<FactView, FieldbookError> {
        Ok(self.book.amend(fact, field, value, reason)?)
    }

    /// Voids a mistaken fact; it stays in the history. The reason is required.
    pub fn void(&self, fact: FactId, reason: &str) -> Result<FactView, FieldbookError> {
        if reason.trim().is_empty() {
            return Err(FieldbookError::invalid(Invalid::new("reason", "required")));
        }
        Ok(self
            .book
            .amend(fact, RegisterKey::VOID, FieldValue::Bool(true), Some(reason))?)
    }

    /// One fact.
    pub fn get(&self, fact: FactId) -> Result<FactView, FieldbookError> {
        Ok(self.book.fact(fact)?)
    }

    /// Facts, the newest first.
    pub fn query(&self, query: &FactQuery) -> Result<Vec<FactView>, FieldbookError> {
        Ok(self.book.facts(query)?)
    }

    /// Facts with these words, typed with or without Vietnamese marks; hits with exactly these letters
    /// come first. Facts whose step is called so, in either language, come last.
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<FactView>, FieldbookError> {
        Ok(self.book.search(text, limit)?)
    }

    /// Everything that happened to a fact, oldest first.
    pub fn history(&self, fact: FactId) -> Result<Vec<HistoryEntry>, FieldbookError> {
        Ok(self.book.history(fact)?)
    }

    /// A document's facts in the order that the graph of changes proves, whatever their clocks say. Slower
    /// than a list: it loads the document.
    pub fn order(&self, doc: DocId) -> Result<Vec<OrderedFact>, FieldbookError> {
        Ok(self.book.order(doc)?)
    }

    /// How far a fact and each of its corrections have come, with the hub's signed receipts: when, by the hub's
    /// clock, and whether its signature and list fit.
    pub fn receipts(&self, fact: FactId) -> Result<Vec<ReceiptView>, FieldbookError> {
        Ok(self.book.receipts_of_fact(fact)?)
    }

    /// What reached this phone and was not let in, the newest first.
    pub fn quarantine(&self) -> Result<Vec<Quarantined>, FieldbookError> {
        Ok(self.book.quarantined()?)
    }

    /// The quarantine as a file for whoever looks into it. Errors: `NotAllowed` before the first sync.
    pub fn export_quarantine(&self) -> Result<Bundle, FieldbookError> {
        Ok(self.book.quarantine_bundle()?)
    }

    /// Fields on which people disagree. Amending the field settles it.
    pub fn conflicts(&self) -> Result<Vec<Conflict>, FieldbookError> {
        Ok(self.book.conflicts()?)
    }

    /// What a person typed for a field of a step, as a value; errors name the field and the remedy.
    pub fn parse_field(
        &self,
        doc: DocId,
        step: &str,
        field: &str,
        text: &str,
    ) -> Result<FieldValue, FieldbookError> {
        let (_, group) = self.book.doc_and_group(doc)?;
        Ok(self
            .book
            .catalog()
            .parse_field(&group, step, field, text)
            .map_err(Fault::from)?)
    }
}

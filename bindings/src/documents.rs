//! Seasons, lots and visits: open, list, correct.

use fieldbook_core as core;
use fieldbook_core::model::{DocId, DocKind};

use crate::value::all;
use crate::{
    Document, FieldValue, FieldbookError, Finding, HarvestWait, MassBalance, NewLot, NewSeason, NewVisit,
    Trace, Visited,
};

/// Seasons, lots and visits.
#[derive(uniffi::Object)]
pub struct Documents {
    pub(crate) core: core::Documents,
}

#[uniffi::export]
impl Documents {
    /// Opens a season. Throws `InvalidInput` when the product is not clear.
    pub fn open_season(&self, new: NewSeason) -> Result<Document, FieldbookError> {
        Ok(self.core.open_season(&new.into())?.into())
    }

    /// Opens a lot; its code is made offline and collides with none.
    pub fn open_lot(&self, new: NewLot) -> Result<Document, FieldbookError> {
        Ok(self.core.open_lot(&new.into())?.into())
    }

    /// Opens a visit.
    pub fn open_visit(&self, new: NewVisit) -> Result<Document, FieldbookError> {
        Ok(self.core.open_visit(&new.into())?.into())
    }

    /// Documents of a kind, newest first.
    pub fn list(&self, kind: DocKind) -> Result<Vec<Document>, FieldbookError> {
        Ok(all(self.core.list(kind)?))
    }

    /// One document. Throws `NotFound` when the book does not have it.
    pub fn get(&self, id: DocId) -> Result<Document, FieldbookError> {
        Ok(self.core.get(id)?.into())
    }

    /// Corrects one field of a document's head.
    #[uniffi::method(default(reason = None))]
    pub fn amend(
        &self,
        id: DocId,
        field: &str,
        value: FieldValue,
        reason: Option<String>,
    ) -> Result<Document, FieldbookError> {
        let amended = self.core.amend(id, field, value.into(), reason.as_deref());
        Ok(amended?.into())
    }

    /// A lot's whole story, with a mark on entries whose time contradicts the proven order. Slower than a list: it
    /// loads the lot and everything its goods came from. Throws `NotFound` for what is no lot of this book.
    pub fn trace(&self, lot: DocId) -> Result<Trace, FieldbookError> {
        Ok(self.core.trace(lot)?.into())
    }

    /// What came into a lot, went out, was lost and is left of it, in each unit. What other lots on this phone took from
    /// it went out; what the hub refused does not count, what it holds does. Throws `NotFound` for what is no lot of
    /// this book.
    pub fn mass_balance(&self, lot: DocId) -> Result<MassBalance, FieldbookError> {
        Ok(self.core.mass_balance(lot)?.into())
    }

    /// The pre-harvest interval (thời gian cách ly) that a harvest of this season would fall into now, by the rule
    /// that judges harvests; absent when it may be harvested. Show it before a harvest is chosen. Throws `NotFound`
    /// for what is no season of this book.
    pub fn wait_before_harvest(&self, season: DocId) -> Result<Option<HarvestWait>, FieldbookError> {
        Ok(self.core.wait_before_harvest(season)?.map(HarvestWait::from))
    }

    /// What was found where a visit goes, by this visit and others and in the season's or lot's own book; the same for a
    /// season or a lot. Voided entries do not count. Throws `NotFound` when the book does not have the document.
    pub fn visited(&self, doc: DocId) -> Result<Visited, FieldbookError> {
        Ok(self.core.visited(doc)?.into())
    }

    /// Every place that was visited or inspected: by the newest inspection, then those that were not inspected so far.
    pub fn all_visited(&self) -> Result<Vec<Visited>, FieldbookError> {
        Ok(all(self.core.all_visited()?))
    }

    /// What the rules say about a season or a lot.
    pub fn findings(&self, id: DocId) -> Result<Vec<Finding>, FieldbookError> {
        Ok(all(self.core.findings(id)?))
    }
}

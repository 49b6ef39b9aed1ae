use chrono::NaiveDate;

use super::book::Book;
use super::error::Fault;
use super::{Documents, FieldbookError};
use crate::catalog::{Lang, say};
use crate::model::{DocId, DocKind, FactId};
use crate::rules::open_interval;

/// A pre-harvest interval (thời gian cách ly) that is still open: a harvest today would be found too early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarvestWait {
    /// The first day the goods are safe.
    pub until: NaiveDate,
    /// Days until then, at least one.
    pub days: u16,
    /// The input that it waits for.
    pub material: String,
    /// The fact that records its use.
    pub fact: FactId,
}

impl HarvestWait {
    /// How long to wait and why, as a sentence or two.
    pub fn say(&self, lang: Lang) -> String {
        let args = [
            ("days", self.days.to_string()),
            ("material", self.material.clone()),
            ("date", self.until.to_string()),
        ];
        say(lang, "harvest_wait", &args)
    }
}

impl Documents {
    /// The pre-harvest interval that a harvest of this season would fall into now, by the rule that judges
    /// harvests; `None` when it may be harvested.
    ///
    /// Errors: `NotFound` for what is no season of this book.
    pub fn wait_before_harvest(&self, season: DocId) -> Result<Option<HarvestWait>, FieldbookError> {
        Ok(self.book.wait_before_harvest(season)?)
    }
}

impl Book {
    pub(super) fn wait_before_harvest(&self, season: DocId) -> Result<Option<HarvestWait>, Fault> {
        let (doc, group) = self.doc_and_group(season)?;
        if doc.kind != DocKind::Season {
            return Err(Fault::NotFound(season.to_string()));
        }
        let told = self.trace_doc(doc)?;
        let open = open_interval(&told, self.hub_now(), &group, &self.catalog());
        Ok(open.map(|open| HarvestWait {
            until: open.safe,
            // An interval is at most 65,535 days long, and what is open of it no longer.
            days: u16::try_from(open.days).unwrap_or(u16::MAX),
            material: open.input.material.clone(),
            fact: open.spray.id,
        }))
    }
}

use std::sync::Arc;

use super::FieldbookError;
use super::book::Book;
use super::error::Fault;
use crate::catalog::Lang;
use crate::export::{CsvOptions, EpcisOptions, csv, epcis};
use crate::model::DocId;

/// Files for others.
#[derive(Clone)]
pub struct Exports {
    pub(super) book: Arc<Book>,
}

impl Exports {
    /// A lot's whole trace as an EPCIS 2.0 JSON-LD document. `resolver` is the address its Digital Links
    /// begin with; `None` uses the hub's.
    pub fn epcis(&self, lot: DocId, resolver: Option<&str>) -> Result<String, FieldbookError> {
        let book = &self.book;
        let trace = book.trace(lot)?;
        let mut options = EpcisOptions::new(book.now());
        resolver
            .unwrap_or(&book.me.invitation.hub_url)
            .clone_into(&mut options.resolver);
        let document = epcis(&trace, &book.catalog(), &options).map_err(Fault::from)?;
        let text = serde_json::to_string_pretty(&document);
        Ok(text.map_err(|error| Fault::Unexpected(error.to_string()))?)
    }

    /// A lot's whole trace as a spreadsheet, one row per fact, for Excel.
    pub fn csv(&self, lot: DocId, lang: Lang) -> Result<String, FieldbookError> {
        let trace = self.book.trace(lot)?;
        Ok(csv(&trace, &self.book.catalog(), CsvOptions { lang, bom: true }).map_err(Fault::from)?)
    }
}

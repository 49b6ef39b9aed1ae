//! Files for others.

use fieldbook_core as core;
use fieldbook_core::catalog::Lang;
use fieldbook_core::model::DocId;

use crate::FieldbookError;

/// Files for others.
#[derive(uniffi::Object)]
pub struct Exports {
    pub(crate) core: core::Exports,
}

#[uniffi::export]
impl Exports {
    /// A lot's whole trace as an EPCIS 2.0 JSON-LD document. `resolver` is the address its GS1 Digital Links
    /// begin with; without it, the hub's.
    #[uniffi::method(default(resolver = None))]
    pub fn epcis(&self, lot: DocId, resolver: Option<String>) -> Result<String, FieldbookError> {
        Ok(self.core.epcis(lot, resolver.as_deref())?)
    }

    /// A lot's whole trace as a spreadsheet (CSV with a byte-order mark), one row per fact.
    pub fn csv(&self, lot: DocId, lang: Lang) -> Result<String, FieldbookError> {
        Ok(self.core.csv(lot, lang)?)
    }
}

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

    /// A lot's whole story as a file that proves itself: the lot and everything its goods came from, with every
    /// author's signature and certificate, and the hub's receipts and verdicts. With `names` the register goes
    /// along: people's and plots' names, of the whole organisation. Check it with `verify_evidence`.
    ///
    /// Throws `NotFound` for what is no lot of this book, `NotAllowed` before the first sync.
    #[uniffi::method(default(names = false))]
    pub fn evidence(&self, lot: DocId, names: bool) -> Result<Vec<u8>, FieldbookError> {
        Ok(self.core.evidence(lot, names)?)
    }

    /// A lot's whole trace as a spreadsheet (CSV with a byte-order mark), one row per fact.
    pub fn csv(&self, lot: DocId, lang: Lang) -> Result<String, FieldbookError> {
        Ok(self.core.csv(lot, lang)?)
    }
}

//! Reading, leases, activation and claims of stamps.

use fieldbook_core as core;
use fieldbook_core::model::{Capture, DocId, Stamp};

use crate::stamp::ranges_in;
use crate::value::all;
use crate::{Claim, FieldbookError, Lease, Proposal, SerialRange};

/// Reading, leases, activation and claims of stamps.
#[derive(uniffi::Object)]
pub struct Stamps {
    pub(crate) core: core::Stamps,
}

#[uniffi::export]
impl Stamps {
    /// What a scanned text means. Never fails; what is not known keeps its raw text.
    pub fn read(&self, text: &str) -> Stamp {
        self.core.read(text)
    }

    /// The range from one printed serial to another; both may be whole stamp texts. Throws `InvalidInput`
    /// when no range runs between them.
    pub fn range(&self, first: &str, last: &str) -> Result<SerialRange, FieldbookError> {
        Ok(self.core.range(first, last)?.into())
    }

    /// Ranges proposed from the texts of read stamps, and the texts that no range can hold.
    pub fn propose(&self, texts: Vec<String>) -> Proposal {
        self.core.propose(&texts).into()
    }

    /// The leases of stamps the hub has signed for this organisation, expired ones too.
    pub fn leases(&self) -> Result<Vec<Lease>, FieldbookError> {
        Ok(all(self.core.leases()?))
    }

    /// Binds ranges of stamps to a lot. Offline it is a claim: pending until the hub confirms it. What the
    /// rules find is told at once and never keeps the entry from being saved.
    ///
    /// Throws `NotFound` for an unknown lot, `InvalidInput` without ranges.
    pub fn activate(
        &self,
        lot: DocId,
        ranges: Vec<SerialRange>,
        capture: Capture,
    ) -> Result<Claim, FieldbookError> {
        Ok(self.core.activate(lot, &ranges_in(ranges)?, capture)?.into())
    }

    /// Claims of a lot, or all, newest first.
    #[uniffi::method(default(lot = None))]
    pub fn claims(&self, lot: Option<DocId>) -> Result<Vec<Claim>, FieldbookError> {
        Ok(all(self.core.claims(lot)?))
    }
}

//! The sweep: the camera goes over a sheet, box or roll of stamps, and its range is proposed.

use fieldbook_core as core;
use fieldbook_core::model::{DocId, SweepId};

use crate::stamp::ranges_in;
use crate::value::all;
use crate::{Claim, CodeScanner, FieldbookError, SerialRange, SweepNews, SweepReport};

/// A sweep under way. What it knows is in the book at each piece of news, so that it survives a killed app.
#[derive(uniffi::Object)]
pub struct Sweep {
    core: core::Sweep,
}

impl From<core::Sweep> for Sweep {
    fn from(core: core::Sweep) -> Self {
        Self { core }
    }
}

#[uniffi::export]
impl Sweep {
    /// Its id, for `Stamps.sweep_again`.
    pub fn id(&self) -> SweepId {
        self.core.id()
    }

    /// Reads a camera frame and takes it in; the bytes are those of `CodeScanner.push_luma`. Most frames bring nothing
    /// but what they show (`seen`), to be outlined; what else they bring is in the book when this returns. Throws `InvalidInput` when the buffer is too short,
    /// `NotFound` once the sweep was activated or discarded, `Closed` while the book is paused.
    pub fn push_luma(
        &self,
        scanner: &CodeScanner,
        pixels: &[u8],
        width: u32,
        height: u32,
        stride: u32,
    ) -> Result<SweepNews, FieldbookError> {
        let news = self.core.push_luma(&scanner.core, pixels, width, height, stride);
        Ok(news?.into())
    }

    /// What is proposed, and what is not right about it, with what the book knows now. Ask after news.
    pub fn report(&self) -> Result<SweepReport, FieldbookError> {
        Ok(self.core.report()?.into())
    }

    /// Adds a stamp that cannot be read, as a person reads it off: its serial, or its whole text. Gives the
    /// serial. Throws `InvalidInput` with the reason when it cannot belong to the sweep.
    pub fn type_in(&self, text: &str) -> Result<String, FieldbookError> {
        Ok(self.core.type_in(text)?)
    }

    /// Leaves stamps out of what is proposed. Throws `InvalidInput` where no proposed stamps have such serials.
    pub fn leave_out(&self, range: SerialRange) -> Result<(), FieldbookError> {
        Ok(self.core.leave_out(&range.try_into()?)?)
    }

    /// Takes stamps in again that were left out, by a person or because they were printed twice.
    pub fn take_in(&self, range: SerialRange) -> Result<(), FieldbookError> {
        Ok(self.core.take_in(&range.try_into()?)?)
    }

    /// Binds what is proposed to a lot, as `Stamps.activate` does, and ends the sweep. A sheet of more than 200 separate
    /// ranges or 1,000 codes becomes several claims. `seen` are the stamps of the report's ranges as the person saw them,
    /// `codes` those of its codes; throws `InvalidInput` `sweep_changed` when the camera has read more since.
    #[uniffi::method(default(codes = []))]
    pub fn activate(
        &self,
        lot: DocId,
        seen: Vec<SerialRange>,
        codes: Vec<String>,
    ) -> Result<Vec<Claim>, FieldbookError> {
        Ok(all(self.core.activate(lot, &ranges_in(seen)?, &codes)?))
    }

    /// Ends the sweep and forgets what it saw.
    pub fn discard(&self) -> Result<(), FieldbookError> {
        Ok(self.core.discard()?)
    }
}

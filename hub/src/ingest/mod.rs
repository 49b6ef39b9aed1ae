//! Pushed changes in: checked, placed behind what is known, stored, projected. The hub loads no document
//! to do it.

mod checked;
mod fates;
mod hold;
mod intake;
mod ledger;
mod place;
mod project;
mod release;
mod standing;
mod stretch;

pub(crate) use checked::Checked;
pub(crate) use place::{Placed, ingest};
pub(crate) use release::release_renewed;
pub use release::{HeldChanges, Settled};

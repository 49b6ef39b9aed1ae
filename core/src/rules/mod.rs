//! What can be wrong with what was recorded: facts in, findings out. No clock, no storage, so the phone
//! and the hub say the same about the same facts. A finding never loses a fact.

mod alone;
mod attribution;
mod claim;
mod document;
mod harvest;
mod lot;
mod mass_balance;
mod moment;
mod order;
mod rescan;
mod rights;
mod stamps;
mod trace;

pub use alone::check_alone;
pub use attribution::{attribution, check_writers};
pub use claim::{ClaimContext, check_claim, check_voiding};
pub use document::check_document;
pub use harvest::{OpenInterval, check_season, open_interval};
pub use lot::{LotStanding, packed_at, packed_units, recalled};
pub use mass_balance::{GoodsBalance, LeftIs, MassBalance, Seen, StepBalance, mass_balance};
pub use order::{contradicts, mark_contradictions};
pub use rescan::check_rescanned;
pub use rights::{Deed, may, roles_for};
pub use stamps::live_stamps;
pub use trace::check_trace;

#[cfg(test)]
mod rights_tests;
#[cfg(test)]
mod tests;

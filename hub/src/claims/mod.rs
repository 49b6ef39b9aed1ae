//! The hub's word on claims of stamps: the first valid one stands, the others become a person's task, and
//! nothing re-binds silently.

mod check;
mod evaluate;
mod evidence;
mod judge;
mod leased;
mod settle;
mod sub_leases;
mod touched;
mod view;
mod voiding;

pub use evidence::RescanView;
pub(crate) use judge::{judge, judge_claims};
pub use settle::{NewRuling, Settlement};
pub(crate) use sub_leases::note_sub_lease;
pub(crate) use touched::Touched;
pub use view::{ClaimFile, ClaimSide, ClaimView};

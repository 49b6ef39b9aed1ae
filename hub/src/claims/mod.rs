//! The hub's word on claims of stamps: the first valid one stands, the others become a person's task, and
//! nothing re-binds silently.

mod evaluate;
mod judge;
mod leased;
mod settle;
mod touched;
mod voiding;

pub(crate) use judge::{judge, judge_claims};
pub use settle::{ClaimView, Settlement};
pub(crate) use touched::Touched;

//! Files instead of a network: bundles taken in like a push, receipts to bring back, and the quarantine.

mod quarantine;
mod take;

pub use quarantine::QuarantinedView;
pub use take::TakenBundle;

//! A lot's whole story out of the hub's rows, and what is known of one stamp.

mod assemble;
mod findings;
mod order;
mod signer;
mod stamp;

pub(crate) use assemble::{lot_gtin, of_lot};
pub use stamp::{StampStanding, StampTrace};

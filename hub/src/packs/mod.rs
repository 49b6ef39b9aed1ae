//! Product groups added while the hub runs: checked, listed under the hub's signature, and given to phones by
//! hash.

mod add;
mod known;

pub use add::PackView;
pub(crate) use known::{Groups, packs_for};

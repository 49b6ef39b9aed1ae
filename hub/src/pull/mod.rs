//! One organisation's log out, page by page.

mod page;
mod receipts;
mod sync;

pub(crate) use sync::SyncRefused;
pub use sync::{OLDEST_PROTOCOL, PUSH_CHANGES_MAX};

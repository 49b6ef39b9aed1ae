//! One organisation's log out, page by page; documents first for a device that begins.

mod begin;
mod gather;
mod page;
mod receipts;
mod sync;

pub(crate) use receipts::kept_of;
pub(crate) use sync::SyncRefused;
pub use sync::{OLDEST_PROTOCOL, PUSH_CHANGES_MAX};

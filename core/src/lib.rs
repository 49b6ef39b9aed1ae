//! Everything a Fieldbook phone knows: facts in Automerge documents, kept in one SQLite file, read
//! offline, synced with a hub.
#![forbid(unsafe_code)]

pub mod bundle;
pub mod catalog;
pub mod disk;
pub mod export;
mod fieldbook;
pub mod identity;
pub mod journal;
pub mod model;

pub mod net;
pub mod photo;
pub mod rules;
pub mod scan;
pub mod stamp;
pub mod store;
pub mod sync;
pub mod watch;
pub use fieldbook::*;

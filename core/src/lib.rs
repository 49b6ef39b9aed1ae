//! Everything a Fieldbook phone knows: facts in Automerge documents, kept in one SQLite file, read
//! offline, synced with a hub.
#![forbid(unsafe_code)]

pub mod model;
pub mod scan;

//! What the demo shares with the tests: a bad link between phones and a hub.
#![forbid(unsafe_code)]

pub mod link;

//! What the demo shares with the tests: a bad link between phones and a hub, and printed stamps as a camera sees
//! them.
#![forbid(unsafe_code)]

pub mod link;
pub mod picture;

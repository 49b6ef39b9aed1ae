//! The Fieldbook hub.
#![forbid(unsafe_code)]

pub mod trace_page;

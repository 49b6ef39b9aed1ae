//! The hub's HTTP: routes, limits, problems (RFC 9457), and the pages people see.

mod blobs;
mod by_hash;
mod devices;
mod file_body;
mod pages;
mod problem;
mod routes;
mod running;
mod uploads;

pub use routes::{BODY_BYTES_MAX, UNPACKED_BYTES_MAX};
pub use running::{RunningHub, serve};

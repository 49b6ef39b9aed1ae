//! The Fieldbook hub: the server phones sync with. It takes in changes, judges claims of stamps, keeps the
//! registers, and serves the public trace page.
#![forbid(unsafe_code)]

pub mod admin;
mod blobs;
mod bundles;
mod claims;
mod clock;
mod enrol;
mod error;
mod http;
mod hub;
mod ingest;
mod lists;
mod packs;
mod pull;
mod registry;
mod store;
mod trace;
pub mod trace_page;

pub use blobs::{BLOB_BYTES_MAX, UPLOAD_DAYS, UPLOAD_PART_MAX};
pub use bundles::{QuarantinedView, TakenBundle};
pub use claims::{ClaimFile, ClaimSide, ClaimView, NewRuling, RescanView, Settlement};
pub use clock::Clock;
pub use enrol::{Denied, Invited};
pub use error::{HubError, Result};
pub use http::{BODY_BYTES_MAX, RunningHub, UNPACKED_BYTES_MAX, serve};
pub use hub::Hub;
pub use ingest::{HeldChanges, Settled};
pub use lists::{LIST_BYTES_MAX, NewList};
pub use packs::PackView;
pub use pull::{OLDEST_PROTOCOL, PUSH_CHANGES_MAX};
pub use registry::{DeviceView, Issue, LeaseView, Member, NewLease, NewOrg, NewProduct, NewRoll, RollView};
pub use trace::{StampStanding, StampTrace};

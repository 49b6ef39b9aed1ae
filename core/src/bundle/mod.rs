//! A file that proves itself: documents' changes with their authors' signatures, the hub's certificates and
//! receipts, and the exporter's signed list of it all. The evidence an auditor checks and the bundle one phone
//! carries for another are the same format, so that what is carried is exactly what is proven.

mod content;
mod document;
mod file;
mod flaw;
mod verified;
mod writers;

pub use content::{Content, DocumentSum, ListedReceipt, Manifest, Purpose, SetAside};
pub use document::{CheckedDocument, Sifted, VerifiedChange};
pub use file::{BUNDLE_BYTES_MAX, Exporter, Opened, open, seal};
pub use flaw::{Flaw, FlawKind};
pub use verified::{Verified, VerifiedReceipt};
pub use writers::{Writer, Writers};

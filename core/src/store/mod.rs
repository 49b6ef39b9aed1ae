//! The book: one SQLite file. The only room that knows SQL.
//!
//! Change bytes, projection rows, outbox state and topic versions commit in one transaction, and every
//! projection can be rebuilt from the changes.

mod blobs;
mod changes;
mod claims;
mod connection;
mod documents;
mod error;
mod facts;
mod meta;
mod outbox;
mod projection;
mod registers;
mod search;
mod statements;
#[cfg(test)]
mod tests;

pub use blobs::BlobState;
pub use changes::{ChangeMeta, ChangeState, NewChange, Operation};
pub use claims::{ClaimRow, SpanRow};
pub use connection::{Reading, Store, Writing};
pub use documents::{DocumentChanges, DocumentParts, DocumentRow};
pub use error::StoreError;
pub use facts::{FactQuery, FactRow};
pub use outbox::{OutboxChange, SignatureRow};
pub use projection::NewRow;
pub use registers::{ConflictRow, WriteRow};
pub use search::fold_text;
pub use statements::ReceiptRow;

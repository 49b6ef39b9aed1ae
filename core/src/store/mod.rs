//! The book: one SQLite file. The only room that knows SQL.
//!
//! Change bytes, projection rows and outbox state commit in one transaction, and every
//! projection can be rebuilt from the changes.

mod backup;
mod blobs;
mod changes;
mod claims;
mod connection;
mod data_use;
mod documents;
mod error;
mod facts;
mod file_key;
mod follows;
mod forked;
mod freight;
mod hub_clock;
mod integers;
mod lock;
mod meta;
mod operation;
mod outbox;
mod packs;
mod people;
mod portraits;
mod projection;
mod quarantine;
mod raw;
mod receipts;
mod registers;
mod search;
mod shelf;
mod statements;
mod sweeps;
#[cfg(test)]
mod tests;
mod waiting;

pub use blobs::{BlobRow, BlobState};
pub use changes::{ChangeMeta, ChangeState, NewChange, NewRow};
pub use claims::{ClaimRow, SpanRow};
pub use connection::{Reading, Store, Writing};
pub use data_use::DataUseRow;
pub use documents::{DocumentChanges, DocumentParts, DocumentRow};
pub use error::{MayBeStore, StoreError, damage_marker};
pub use facts::{FactQuery, FactRow};
pub use file_key::FileKey;
pub use follows::FollowRow;
pub use forked::PlacedChange;
pub use freight::FreightRow;
pub use operation::Operation;
pub use outbox::{OutboxChange, RefusedRow, SignatureRow};
pub use packs::PackRow;
pub use people::{InvitationRow, PinRow, TokenState};
pub use portraits::PortraitRow;
pub use quarantine::{QuarantineRow, SetAsideRow};
pub use raw::{Found, FoundAside, FoundChange, Standing, read_remains, read_stray, stray_frames};
pub use receipts::{ProofOf, ReceiptRow};
pub use registers::{ConflictRow, WriteRow};
pub use search::fold_text;
pub use sweeps::{SweepChoiceRow, SweepRow, SweepSpotRow, SweepTypedRow};
pub use waiting::{WaitingChange, WaitingRow};

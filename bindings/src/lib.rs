//! The core's public API for Kotlin, Swift and Python.
//!
//! A mirror without a mind: every exported function hands on to `fieldbook-core` and turns the answer into
//! data. What needs an `if` belongs in the core. The docstrings travel to the three languages, so they speak
//! to app developers.
// UniFFI hands every argument over as an owned value, also where a loan would do.
#![allow(
    clippy::needless_pass_by_value,
    reason = "UniFFI lifts arguments as owned values"
)]

#[cfg(not(panic = "unwind"))]
compile_error!(
    "UniFFI turns a panic into an exception only when it can unwind: build with panic = \"unwind\""
);

mod blobs;
mod book_key;
mod catalog;
mod claim;
mod claim_history;
mod document;
mod documents;
mod due;
mod error;
mod evidence;
mod exports;
mod fact;
mod fieldbook;
mod group;
mod ids;
mod invitation;
mod journal;
mod limits;
mod mass_balance;
mod names;
mod order;
mod outbox;
mod people;
mod quantity;
mod rights;
mod scan;
mod stamp;
mod stamp_standing;
mod stamps;
mod sweep;
mod swept;
mod sync;
mod tasks;
mod trace;
mod value;
mod visited;
mod watch;

pub use blobs::{Blobs, FetchOptions};
pub use book_key::BookKey;
pub use catalog::{Answer, Catalog, Choice, Step, StepField, Wording};
pub use claim::{Claim, Lease, Rival, SubLease};
pub use claim_history::{ClaimDeed, ClaimEvent, Ruling};
pub use document::{Document, HarvestWait, NewLot, NewSeason, NewVisit};
pub use documents::Documents;
pub use due::{Due, DueWhat};
pub use error::{FieldbookError, Finding, Invalid, unexpected_error};
pub use evidence::{Evidence, FactReceipt, ImportReport, QuarantinedChange, Receipt, verify_evidence};
pub use exports::Exports;
pub use fact::{
    Amendment, Checked, Conflict, ConflictValue, Fact, FactQuery, FactView, HistoryEntry, NewFact, Recorded,
};
pub use fieldbook::{Awake, Config, Fieldbook};
pub use group::{InputRule, ProductGroup, QuantityRule, StampRule, Standard};
pub use invitation::{Invitation, read_invitation};
pub use journal::Journal;
pub use limits::limits;
pub use mass_balance::{GoodsBalance, LeftIs, MassBalance, StepBalance};
pub use names::{
    Reason, change_state_name, claim_state_name, clock_state_name, clock_trust_name, doc_kind_name,
    fact_kind_name, quantity_role_name, role_name, say_ending, say_number, say_quantity, say_refusal,
    severity_name, stamp_class_name,
};
pub use order::OrderedFact;
pub use outbox::{OutboxItem, OutboxWhat};
pub use people::{Me, People, Register};
pub use quantity::{NormalQuantity, NormalUnit, normal_quantity, parse_quantity, unit_name};
pub use rights::{Deed, Rights};
pub use scan::{Code, CodePart, CodeScanner, Corner, Sight, UnreadCode};
pub use stamp::{Proposal, SerialRange, StampSpan, say_stamps};
pub use stamps::Stamps;
pub use sweep::Sweep;
pub use swept::{
    MissingStamp, SeenCode, SheetPlace, SweepGap, SweepNews, SweepReport, SweepView, SweptCode, SweptCodes,
    SweptDuplicate, SweptRange, SweptSpot, SweptStranger, UnreadStamp, UnsureStamp,
};
pub use sync::{
    Ending, PackFault, Progress, Sync, SyncListener, SyncOptions, SyncReport, SyncRun, SyncStatus,
};
pub use tasks::{NewRescan, Task, Tasks};
pub use trace::{Certified, Correction, Trace, TraceClaim, TraceConflict, TraceDoc, TraceFact};
pub use value::FieldValue;
pub use visited::{Nonconformity, Visited};
pub use watch::{Listener, ListenerError, Subscription};

uniffi::setup_scaffolding!("fieldbook");

#[cfg(test)]
mod tests;

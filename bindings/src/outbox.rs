//! What waits on this phone, item by item and counted.

use fieldbook_core as core;
use fieldbook_core::model::{BlobHash, ChangeHash, DocRef, FactId};
use fieldbook_core::store::ChangeState;
use fieldbook_core::{BlobStanding, OutboxCounts};

use crate::Wording;

/// What an item of the outbox is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum OutboxWhat {
    /// An entry.
    Fact {
        /// Which.
        fact: FactId,
    },
    /// A correction of an entry.
    Correction {
        /// Which entry.
        fact: FactId,
        /// The field.
        field: String,
    },
    /// An entry is voided.
    Voiding {
        /// Which.
        fact: FactId,
    },
    /// A season, lot or visit that was opened or named anew, or an entry of the register.
    Document,
    /// A photo or other file.
    File {
        /// Which.
        blob: BlobHash,
    },
}

impl From<core::OutboxWhat> for OutboxWhat {
    fn from(what: core::OutboxWhat) -> Self {
        match what {
            core::OutboxWhat::Fact { fact } => Self::Fact { fact },
            core::OutboxWhat::Correction { fact, field } => Self::Correction { fact, field },
            core::OutboxWhat::Voiding { fact } => Self::Voiding { fact },
            core::OutboxWhat::Document => Self::Document,
            core::OutboxWhat::File { blob } => Self::File { blob },
        }
    }
}

/// Something of this phone that the hub has not received, or does not let count.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OutboxItem {
    /// What it is.
    pub what: OutboxWhat,
    /// The same in words: what was done and where.
    pub said: Wording,
    /// Its document; absent for a file.
    pub doc: Option<DocRef>,
    /// The change it travels in; absent for a file.
    pub change: Option<ChangeHash>,
    /// How far it has come. A file of which the hub has a part is handed over, one that was set aside is refused.
    pub state: ChangeState,
    /// Where a file is, in detail.
    pub standing: Option<BlobStanding>,
    /// When it was written or kept, milliseconds since 1970.
    pub since_ms: i64,
    /// Another device wrote it, and this one carries it.
    pub carried: bool,
    /// Why it is held, refused, or waits: a code.
    pub reason: Option<String>,
    /// The same as a sentence.
    pub why: Option<Wording>,
    /// What a person can do about it.
    pub remedy: Option<Wording>,
}

impl From<core::OutboxItem> for OutboxItem {
    fn from(item: core::OutboxItem) -> Self {
        Self {
            what: item.what.into(),
            said: (&item.said).into(),
            doc: item.doc,
            change: item.change,
            state: item.state,
            standing: item.standing,
            since_ms: item.since_ms,
            carried: item.carried,
            reason: item.reason,
            why: item.why.as_ref().map(Wording::from),
            remedy: item.remedy.as_ref().map(Wording::from),
        }
    }
}

/// How many changes and files have come how far.
#[uniffi::remote(Record)]
pub struct OutboxCounts {
    /// Only on this phone.
    pub on_phone: u64,
    /// Being sent, or handed over in a bundle.
    pub handed_over: u64,
    /// This device's that the hub has.
    pub received: u64,
    /// The hub keeps them, and a person must accept them before they count.
    pub held: u64,
    /// The hub did not take them, or they cannot be sent.
    pub refused: u64,
}

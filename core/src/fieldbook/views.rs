use std::collections::BTreeMap;

use crate::journal::FactState;
use crate::model::{
    Amendment, ChangeHash, DeviceId, DocRef, Fact, FactId, FieldValue, FindingCode, Moment, PersonId,
    RegisterKey,
};
use crate::store::{ChangeState, FactRow};

/// A fact as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactView {
    /// The fact with the current values of its amended fields.
    pub fact: Fact,
    /// Its document.
    pub doc: DocRef,
    /// How far it has come on its way to the hub.
    pub state: ChangeState,
    /// Why it is held or refused: a code whose text is `refusal.<code>`.
    pub reason: Option<String>,
    /// Set when it was voided.
    pub voided: Option<Amendment>,
    /// Fields that were amended.
    pub amended: Vec<String>,
    /// Fields on which people disagree, with every standing value; the one shown comes first.
    pub conflicts: BTreeMap<String, Vec<Amendment>>,
    /// The Automerge change it came in.
    pub change: ChangeHash,
    /// The public key of the device that signed it.
    pub author: [u8; 32],
}

impl FactView {
    pub(super) fn new(row: FactRow, state: FactState) -> Self {
        Self {
            fact: state.fact,
            doc: row.doc,
            state: row.state,
            reason: row.reason,
            voided: state.voided,
            amended: state.amended,
            conflicts: state.conflicts,
            change: row.change,
            author: row.author,
        }
    }

    /// A fact this phone has just written: nobody has corrected it, and nobody else has it.
    pub(super) fn just_recorded(fact: Fact, doc: DocRef, change: ChangeHash, author: [u8; 32]) -> Self {
        Self {
            fact,
            doc,
            state: ChangeState::OnPhone,
            reason: None,
            voided: None,
            amended: Vec::new(),
            conflicts: BTreeMap::new(),
            change,
            author,
        }
    }

    /// Its id.
    pub fn id(&self) -> FactId {
        self.fact.id
    }
}

/// One thing that happened to a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The field; `None` for the recording itself.
    pub field: Option<String>,
    /// What its writer saw before: the recorded value, or the amendments it replaced; amounts with their units.
    pub old: Vec<FieldValue>,
    /// What was written, an amount with its unit; `None` for the recording.
    pub new: Option<FieldValue>,
    /// Why.
    pub reason: Option<String>,
    /// Who.
    pub by: PersonId,
    /// Their name, where the book knows it.
    pub by_name: Option<String>,
    /// For whom they recorded it (ghi hộ); a correction is always their own.
    pub on_behalf_of: Option<PersonId>,
    /// That person's name, where the book knows it.
    pub on_behalf_of_name: Option<String>,
    /// From which device: the one whose key signed it, where the book has its certificate.
    pub device: Option<DeviceId>,
    /// Set when it names a person or device that the certificate of its key does not.
    pub finding: Option<FindingCode>,
    /// The name that device gave itself.
    pub device_name: Option<String>,
    /// When, by that device's clock; `at.trust` says how far that can be trusted.
    pub at: Moment,
    /// Hub time minus that clock, in seconds, where it was known at the recording.
    pub hub_offset_s: Option<i64>,
    /// How far it has come.
    pub state: ChangeState,
    /// A later entry replaced it.
    pub replaced: bool,
    /// The change it came in.
    pub change: ChangeHash,
}

/// A field on which people disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The document.
    pub doc: DocRef,
    /// The field.
    pub key: RegisterKey,
    /// The fact, when it is a field of one.
    pub fact: Option<FactId>,
    /// The field's bare name.
    pub field: String,
    /// Every standing value; the one shown comes first.
    pub values: Vec<ConflictValue>,
}

/// One of the values of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictValue {
    /// The value.
    pub value: FieldValue,
    /// Why it was written.
    pub reason: Option<String>,
    /// Who wrote it.
    pub by: PersonId,
    /// Their name, where the book knows it.
    pub by_name: Option<String>,
    /// When.
    pub at: Moment,
}

/// A season, lot, visit or register as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentView {
    /// Which.
    pub doc: DocRef,
    /// Its head: `name`, `code`, `product`, `group`, `plot`, `subject`…
    pub head: BTreeMap<String, FieldValue>,
    /// Head fields on which people disagree.
    pub conflicts: Vec<String>,
    /// When it came into this book, milliseconds since 1970.
    pub opened_ms: i64,
}

impl DocumentView {
    /// A head field as text.
    pub fn text(&self, field: &str) -> Option<String> {
        self.head.get(field).map(ToString::to_string)
    }
}

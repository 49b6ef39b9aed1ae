//! Facts: what is entered, what is shown, and what happened to them.

use std::collections::HashMap;

use fieldbook_core as core;
use fieldbook_core::model::{
    self, BlobHash, Capture, ChangeHash, ClockTrust, DeviceId, DocId, DocRef, FactId, FactKind, FindingCode,
    Input, Moment, Origin, PersonId, Place, RoledQuantity,
};
use fieldbook_core::store::{self, ChangeState};

use crate::value::{all, fields_in, fields_out};
use crate::{FieldValue, FieldbookError, Finding, Invalid, StampSpan};

/// The closed set of kinds of fact; the steps of a product group refine them.
#[uniffi::remote(Enum)]
pub enum FactKind {
    /// Work on the growing crop.
    Activity,
    /// Harvest.
    Harvest,
    /// Goods received.
    Receive,
    /// Drying, milling, roasting…
    Process,
    /// Packing.
    Pack,
    /// Storing.
    Store,
    /// A sample and its result.
    Test,
    /// Goods shipped.
    Ship,
    /// Stamps bound to a lot.
    Activate,
    /// Stamps torn, lost or withdrawn.
    VoidStamps,
    /// An inspection.
    Inspect,
    /// A recall.
    Recall,
    /// A note.
    Note,
}

/// How far a change has come on its way to the hub.
#[uniffi::remote(Enum)]
pub enum ChangeState {
    /// On this phone.
    OnPhone,
    /// Sent, and not yet answered.
    HandedOver,
    /// The hub's receipt is held.
    Received,
    /// And the hub lets it count.
    Accepted,
    /// The hub keeps it, but a person must accept it before it counts.
    Held,
    /// The hub did not take it; the reason is beside it.
    Refused,
}

/// How far the clock behind a moment can be trusted.
#[uniffi::remote(Enum)]
pub enum ClockTrust {
    /// The phone's own clock; nothing has confirmed it since it was switched on.
    Device,
    /// The phone's clock, compared with the hub's since it was switched on, and not turned since.
    HubChecked,
    /// A person typed the time.
    Typed,
}

/// What a person enters. Kind, product group, recorder, device and the moment of recording are filled in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewFact {
    /// The season, lot or visit.
    pub doc: DocId,
    /// The step's code in the document's product group.
    pub step: String,
    /// When it happened; without it, now.
    #[uniffi(default = None)]
    pub occurred: Option<Moment>,
    /// Where.
    #[uniffi(default = None)]
    pub place: Option<Place>,
    /// Amounts.
    #[uniffi(default = [])]
    pub quantities: Vec<RoledQuantity>,
    /// Farm inputs used.
    #[uniffi(default = [])]
    pub inputs: Vec<Input>,
    /// Photos, kept before with `blobs`.
    #[uniffi(default = [])]
    pub photos: Vec<BlobHash>,
    /// The step's fields.
    #[uniffi(default)]
    pub fields: HashMap<String, FieldValue>,
    /// Where the goods came from.
    #[uniffi(default = [])]
    pub origins: Vec<Origin>,
    /// The stamps it speaks of.
    #[uniffi(default = [])]
    pub stamps: Vec<StampSpan>,
    /// Free text.
    #[uniffi(default = None)]
    pub note: Option<String>,
    /// How it was captured; without it, typed by hand.
    #[uniffi(default = None)]
    pub capture: Option<Capture>,
    /// The person it is written down for (ghi hộ).
    #[uniffi(default = None)]
    pub on_behalf_of: Option<PersonId>,
    /// Recordings of what was said, kept before with `blobs().keep_voice`; at most 5, the same one once.
    #[uniffi(default = [])]
    pub voice: Vec<BlobHash>,
}

impl TryFrom<NewFact> for core::NewFact {
    type Error = FieldbookError;

    fn try_from(new: NewFact) -> Result<Self, FieldbookError> {
        let stamps: Result<_, _> = new.stamps.into_iter().map(TryInto::try_into).collect();
        Ok(Self {
            doc: new.doc,
            step: new.step,
            occurred: new.occurred,
            place: new.place,
            quantities: new.quantities,
            inputs: new.inputs,
            photos: new.photos,
            fields: fields_in(new.fields),
            origins: new.origins,
            stamps: stamps?,
            note: new.note,
            capture: new.capture.unwrap_or(Capture::Manual),
            on_behalf_of: new.on_behalf_of,
            voice: new.voice,
        })
    }
}

impl From<core::NewFact> for NewFact {
    fn from(new: core::NewFact) -> Self {
        Self {
            doc: new.doc,
            step: new.step,
            occurred: new.occurred,
            place: new.place,
            quantities: new.quantities,
            inputs: new.inputs,
            photos: new.photos,
            fields: fields_out(new.fields),
            origins: new.origins,
            stamps: all(new.stamps),
            note: new.note,
            capture: Some(new.capture),
            on_behalf_of: new.on_behalf_of,
            voice: new.voice,
        }
    }
}

/// What happened, with the current values of its amended fields.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// Its kind.
    pub kind: FactKind,
    /// The step's code in the product group, such as `spray`.
    pub step: String,
    /// The product group and version, such as `coffee@1`.
    pub group: String,
    /// When it happened.
    pub occurred: Moment,
    /// How far the clock behind `occurred` is trusted.
    pub occurred_trust: ClockTrust,
    /// When it was written down.
    pub recorded: Moment,
    /// How far the clock behind `recorded` is trusted.
    pub recorded_trust: ClockTrust,
    /// Who wrote it down.
    pub recorder: PersonId,
    /// The device.
    pub device: DeviceId,
    /// The person it was written down for (ghi hộ).
    pub on_behalf_of: Option<PersonId>,
    /// Where.
    pub place: Option<Place>,
    /// Amounts.
    pub quantities: Vec<RoledQuantity>,
    /// Farm inputs used.
    pub inputs: Vec<Input>,
    /// Photos.
    pub photos: Vec<BlobHash>,
    /// The step's fields.
    pub fields: HashMap<String, FieldValue>,
    /// Where the goods came from.
    pub origins: Vec<Origin>,
    /// The stamps it speaks of.
    pub stamps: Vec<StampSpan>,
    /// Free text.
    pub note: Option<String>,
    /// How it was captured.
    pub capture: Capture,
    /// Hub time minus the device's clock when it was written down, in whole seconds, where the device knew
    /// it: "this phone was three hours slow". No moment is rewritten by it.
    pub hub_offset_s: Option<i64>,
    /// What was said: recordings kept as evidence, for who cannot type well. Personal: never on a public page.
    #[uniffi(default = [])]
    pub voice: Vec<BlobHash>,
}

impl From<model::Fact> for Fact {
    fn from(fact: model::Fact) -> Self {
        Self {
            id: fact.id,
            kind: fact.kind,
            step: fact.step,
            group: fact.group,
            occurred_trust: fact.occurred.trust,
            occurred: fact.occurred,
            recorded_trust: fact.recorded.trust,
            recorded: fact.recorded,
            recorder: fact.recorder,
            device: fact.device,
            on_behalf_of: fact.on_behalf_of,
            place: fact.place,
            quantities: fact.quantities,
            inputs: fact.inputs,
            photos: fact.photos,
            fields: fields_out(fact.fields),
            origins: fact.origins,
            stamps: all(fact.stamps),
            note: fact.note,
            capture: fact.capture,
            hub_offset_s: fact.hub_offset_s,
            voice: fact.voice,
        }
    }
}

/// One value written to one correctable field: by whom, when, why.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Amendment {
    /// The new value.
    pub value: FieldValue,
    /// Why.
    pub reason: Option<String>,
    /// Who.
    pub by: PersonId,
    /// When it was written down.
    pub at: Moment,
}

impl From<model::Amendment> for Amendment {
    fn from(amendment: model::Amendment) -> Self {
        Self {
            value: amendment.value.into(),
            reason: amendment.reason,
            by: amendment.by,
            at: amendment.at,
        }
    }
}

/// A fact as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
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
    pub conflicts: HashMap<String, Vec<Amendment>>,
    /// The change it came in.
    pub change: ChangeHash,
    /// The public key of the device that signed it.
    pub author: Vec<u8>,
}

impl From<core::FactView> for FactView {
    fn from(view: core::FactView) -> Self {
        let conflicts = view.conflicts.into_iter();
        Self {
            fact: view.fact.into(),
            doc: view.doc,
            state: view.state,
            reason: view.reason,
            voided: view.voided.map(Amendment::from),
            amended: view.amended,
            conflicts: conflicts.map(|(field, values)| (field, all(values))).collect(),
            change: view.change,
            author: view.author.to_vec(),
        }
    }
}

/// A fact that is durable, and what the rules and the catalogue have to say about it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Recorded {
    /// The fact.
    pub view: FactView,
    /// What the rules found; never a reason to lose it.
    pub findings: Vec<Finding>,
    /// Values that are unusual, though they may be right.
    pub advice: Vec<Invalid>,
}

impl From<core::Recorded> for Recorded {
    fn from(recorded: core::Recorded) -> Self {
        Self {
            view: recorded.view.into(),
            findings: all(recorded.findings),
            advice: all(recorded.advice),
        }
    }
}

/// What recording an entry would say.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Checked {
    /// What the rules would find. They are about no fact, for there is none yet.
    pub findings: Vec<Finding>,
    /// Values that are unusual, though they may be right.
    pub advice: Vec<Invalid>,
}

impl From<core::Checked> for Checked {
    fn from(checked: core::Checked) -> Self {
        Self {
            findings: all(checked.findings),
            advice: all(checked.advice),
        }
    }
}

/// Which facts to list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FactQuery {
    /// Only this document's.
    #[uniffi(default = None)]
    pub doc: Option<DocId>,
    /// Only this fact.
    #[uniffi(default = None)]
    pub id: Option<FactId>,
    /// Only facts whose id holds these hexadecimal digits, as a person reads them off a list.
    #[uniffi(default = None)]
    pub id_part: Option<String>,
    /// Only this kind.
    #[uniffi(default = None)]
    pub kind: Option<FactKind>,
    /// Only these steps' codes; none means all.
    #[uniffi(default = [])]
    pub steps: Vec<String>,
    /// Only those that occurred at or after this.
    #[uniffi(default = None)]
    pub since: Option<Moment>,
    /// Only those that occurred before this.
    #[uniffi(default = None)]
    pub until: Option<Moment>,
    /// Only those that have come this far.
    #[uniffi(default = None)]
    pub state: Option<ChangeState>,
    /// Only those that nobody has voided.
    #[uniffi(default = false)]
    pub standing: bool,
    /// Only those with these words, typed with or without Vietnamese marks.
    #[uniffi(default = None)]
    pub text: Option<String>,
    /// At most so many; 0 means 50.
    #[uniffi(default = 0)]
    pub limit: u32,
    /// Skips so many.
    #[uniffi(default = 0)]
    pub offset: u32,
}

impl From<FactQuery> for store::FactQuery {
    fn from(query: FactQuery) -> Self {
        Self {
            doc: query.doc,
            id: query.id,
            id_part: query.id_part,
            kind: query.kind,
            steps: query.steps,
            since_ms: query.since.map(|moment| moment.utc_ms),
            until_ms: query.until.map(|moment| moment.utc_ms),
            state: query.state,
            standing: query.standing,
            text: query.text,
            limit: query.limit,
            offset: query.offset,
        }
    }
}

/// One thing that happened to a fact.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HistoryEntry {
    /// The field; absent for the recording itself.
    pub field: Option<String>,
    /// What stood before, where the writer knew of it; amounts with their units.
    pub old: Vec<FieldValue>,
    /// What was written, an amount with its unit; absent for the recording.
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
    /// The name that device gave itself.
    pub device_name: Option<String>,
    /// When, by that device's clock.
    pub at: Moment,
    /// How far that clock is trusted.
    pub at_trust: ClockTrust,
    /// Hub time minus that clock, in seconds, where it was known at the recording.
    pub hub_offset_s: Option<i64>,
    /// How far it has come.
    pub state: ChangeState,
    /// A later entry replaced it.
    pub replaced: bool,
    /// Set when it names a person or device that the certificate of its key does not.
    pub finding: Option<FindingCode>,
    /// The change it came in.
    pub change: ChangeHash,
}

impl From<core::HistoryEntry> for HistoryEntry {
    fn from(entry: core::HistoryEntry) -> Self {
        Self {
            field: entry.field,
            old: all(entry.old),
            new: entry.new.map(FieldValue::from),
            reason: entry.reason,
            by: entry.by,
            by_name: entry.by_name,
            on_behalf_of: entry.on_behalf_of,
            on_behalf_of_name: entry.on_behalf_of_name,
            device: entry.device,
            device_name: entry.device_name,
            at_trust: entry.at.trust,
            at: entry.at,
            hub_offset_s: entry.hub_offset_s,
            state: entry.state,
            replaced: entry.replaced,
            finding: entry.finding,
            change: entry.change,
        }
    }
}

/// A field on which people disagree. Amending the field settles it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Conflict {
    /// The document.
    pub doc: DocRef,
    /// The fact, when it is a field of one.
    pub fact: Option<FactId>,
    /// The field.
    pub field: String,
    /// Every standing value; the one shown comes first.
    pub values: Vec<ConflictValue>,
}

impl From<core::Conflict> for Conflict {
    fn from(conflict: core::Conflict) -> Self {
        Self {
            doc: conflict.doc,
            fact: conflict.fact,
            field: conflict.field,
            values: all(conflict.values),
        }
    }
}

/// One of the values of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
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

impl From<core::ConflictValue> for ConflictValue {
    fn from(value: core::ConflictValue) -> Self {
        Self {
            value: value.value.into(),
            reason: value.reason,
            by: value.by,
            by_name: value.by_name,
            at: value.at,
        }
    }
}

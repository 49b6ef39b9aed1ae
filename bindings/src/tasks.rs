//! What waits for a person, and evidence in a dispute of stamps.

use fieldbook_core as core;
use fieldbook_core::TaskKind;
use fieldbook_core::catalog::say;
use fieldbook_core::model::{BlobHash, ClaimState, DocId, FactId, Moment, Place};

use crate::stamp::ranges_in;
use crate::value::all;
use crate::{FieldbookError, Finding, SerialRange, StampSpan, Wording};

/// What waits for a person.
#[derive(uniffi::Object)]
pub struct Tasks {
    pub(crate) core: core::Tasks,
}

#[uniffi::export]
impl Tasks {
    /// What waits for a person in this organisation, the newest first: managers, officers and inspectors see all of
    /// it, others what concerns their own activations. A task goes when what it asks for is done; watch
    /// `Topic.CLAIMS`.
    pub fn list(&self) -> Result<Vec<Task>, FieldbookError> {
        Ok(all(self.core.list()?))
    }
}

/// What is to be done about an activation of stamps.
#[uniffi::remote(Enum)]
pub enum TaskKind {
    /// Another activation wants the same stamps: scan those in hand again, with a photo (`Stamps.rescan`).
    Rescan,
    /// Something about its lot is wrong or missing: the findings say what to do.
    Mend,
    /// Its stamps do not stand: take them off the goods and void the activation, or re-scan what is left on them.
    TakeOff,
    /// Nothing, for the re-scan is written down: staff at the hub settle it.
    Wait,
}

/// Something that waits for a person, about one activation of stamps.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Task {
    /// What is to be done.
    pub kind: TaskKind,
    /// The activation.
    pub claim: FactId,
    /// Its lot.
    pub lot: DocId,
    /// How the activation stands.
    pub state: ClaimState,
    /// The stamps it is about.
    pub stamps: Vec<StampSpan>,
    /// Since when: the hub's word, or where staff are waited for the newest re-scan.
    pub since: Option<Moment>,
    /// What is to be done, as a sentence.
    pub said: Wording,
    /// How.
    pub remedy: Wording,
    /// Why the activation does not stand.
    pub findings: Vec<Finding>,
    /// Its re-scans since then, the newest first.
    pub evidence: Vec<FactId>,
    /// Why the person of this profile may not do it, and who may; absent when they may.
    pub hindrance: Option<Wording>,
}

impl From<core::Task> for Task {
    fn from(task: core::Task) -> Self {
        let hindrance = |reason| Wording::of(|lang| say(lang, &format!("not_allowed.{reason}"), &[]));
        Self {
            said: Wording::of(|lang| task.say(lang).0),
            remedy: Wording::of(|lang| task.say(lang).1),
            hindrance: task.hindrance.map(hindrance),
            kind: task.kind,
            claim: task.claim,
            lot: task.lot,
            state: task.state,
            stamps: all(task.stamps),
            since: task.since,
            findings: all(task.findings),
            evidence: task.evidence,
        }
    }
}

/// A second look at the stamps in hand, as evidence in a dispute.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewRescan {
    /// The activation in dispute.
    pub claim: FactId,
    /// Stamps the camera read now, of the activation's product: serials alone do not tell two products apart.
    #[uniffi(default = [])]
    pub read: Vec<SerialRange>,
    /// Stamps a person typed, because no camera can read them.
    #[uniffi(default = [])]
    pub typed: Vec<SerialRange>,
    /// Stamps of lists that the camera read now, by their texts (`Stamps.listed`).
    #[uniffi(default = [])]
    pub codes: Vec<String>,
    /// Those a person typed, as printed.
    #[uniffi(default = [])]
    pub typed_codes: Vec<String>,
    /// Photos of the stamps on the goods, kept before with `blobs`.
    #[uniffi(default = [])]
    pub photos: Vec<BlobHash>,
    /// Where.
    #[uniffi(default = None)]
    pub place: Option<Place>,
    /// Free text.
    #[uniffi(default = None)]
    pub note: Option<String>,
}

impl TryFrom<NewRescan> for core::NewRescan {
    type Error = FieldbookError;

    fn try_from(new: NewRescan) -> Result<Self, FieldbookError> {
        Ok(Self {
            claim: new.claim,
            read: ranges_in(new.read)?,
            typed: ranges_in(new.typed)?,
            codes: new.codes,
            typed_codes: new.typed_codes,
            photos: new.photos,
            place: new.place,
            note: new.note,
        })
    }
}

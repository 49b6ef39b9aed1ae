//! Proof as data: receipts, evidence files, bundles, and what was set aside.

use fieldbook_core as core;
use fieldbook_core::bundle::{Flaw, Purpose, SetAside};
use fieldbook_core::catalog::say_invalid;
use fieldbook_core::identity::PublicKey;
use fieldbook_core::model::{ChangeHash, DeviceId, DocId, DocRef, FactId, Moment, PersonId};
use fieldbook_core::store::ChangeState;
use fieldbook_core::{Bundle, EvidenceDevice, EvidencePerson, Unreceipted};

use crate::value::all;
use crate::{FieldbookError, Finding, Wording};

/// Checks an evidence file or bundle with nothing but the hub's public key: no book is needed. Gives what it
/// proves; what it does not prove is in `unreceipted` and `missing_origins`.
///
/// Throws `InvalidInput` that names the first thing wrong: which document, which change, whose.
#[uniffi::export]
pub fn verify_evidence(bytes: &[u8], hub_key: PublicKey) -> Result<Evidence, FieldbookError> {
    Ok(core::verify_evidence(bytes, &hub_key)?.into())
}

/// How far a fact, or a correction of it, has come, and the hub's word for it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FactReceipt {
    /// The corrected field; absent for the recording itself.
    pub field: Option<String>,
    /// The change it came in.
    pub change: ChangeHash,
    /// How far it has come.
    pub state: ChangeState,
    /// The hub's signed receipt; absent while there is none, and for what a hub of 0.1 passed on.
    pub receipt: Option<Receipt>,
}

impl From<core::ReceiptView> for FactReceipt {
    fn from(view: core::ReceiptView) -> Self {
        Self {
            field: view.field,
            change: view.change,
            state: view.state,
            receipt: view.receipt.map(Receipt::from),
        }
    }
}

/// A receipt of the hub as this phone holds it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Receipt {
    /// When, by the hub's clock.
    pub at: Moment,
    /// The hub's epoch, 16 bytes: a hub restored from a backup starts a new one.
    pub epoch: Vec<u8>,
    /// The device it was given to.
    pub device: DeviceId,
    /// SHA-256 over the hashes of all its changes.
    pub digest: Vec<u8>,
    /// How many changes it is for.
    pub count: u32,
    /// The place of this change among them, from 1.
    pub place: u32,
    /// Whether the hub let the change count; absent when it did not say.
    pub counts: Option<bool>,
    /// The hub's signature and the list fit.
    pub verifies: bool,
}

impl From<core::HeldReceipt> for Receipt {
    fn from(held: core::HeldReceipt) -> Self {
        Self {
            at: held.at,
            epoch: held.epoch.to_vec(),
            device: held.device,
            digest: held.digest.to_vec(),
            count: held.count,
            place: held.place,
            counts: held.counts,
            verifies: held.verifies,
        }
    }
}

/// A file for another phone, and what is in it.
#[uniffi::remote(Record)]
pub struct Bundle {
    /// The file.
    pub bytes: Vec<u8>,
    /// Documents with changes in it.
    pub documents: u64,
    /// Changes in it.
    pub changes: u64,
    /// Receipts in it.
    pub receipts: u64,
}

/// What came of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ImportReport {
    /// Changes let in and shown; they wait to be sent unless a receipt came with them.
    pub shown: u64,
    /// Changes carried sealed: of organisations this book does not follow, or built on what it lacks.
    pub sealed: u64,
    /// Changes that were here already.
    pub known: u64,
    /// Changes that did not prove themselves; they are kept aside.
    pub quarantined: u64,
    /// Receipts that were new to this book.
    pub receipts: u64,
    /// What is wrong with the exporter's own list, if anything: changes may have been taken out of the file on
    /// the way. What is there proved itself all the same.
    pub flaw: Option<Wording>,
}

impl From<core::ImportReport> for ImportReport {
    fn from(report: core::ImportReport) -> Self {
        let said = |flaw: Flaw| Wording::of(|lang| say_invalid(lang, &flaw.invalid()));
        Self {
            shown: report.shown,
            sealed: report.sealed,
            known: report.known,
            quarantined: report.quarantined,
            receipts: report.receipts,
            flaw: report.flaw.map(said),
        }
    }
}

/// A change that reached this phone and was not let in. It is kept, and never shown as a fact.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuarantinedChange {
    /// The document it was meant for.
    pub doc: DocId,
    /// Why: a code whose text is `refusal.<code>`.
    pub reason: String,
    /// When it was set aside, milliseconds since 1970.
    pub at_ms: i64,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub hash: Vec<u8>,
    /// The name of the device that wrote it, as far as it can be read; nothing of it is proven.
    pub writer: Option<String>,
}

impl From<core::Quarantined> for QuarantinedChange {
    fn from(one: core::Quarantined) -> Self {
        Self {
            doc: one.doc,
            reason: one.reason,
            at_ms: one.at_ms,
            bytes: one.bytes,
            hash: one.hash.to_vec(),
            writer: one.writer,
        }
    }
}

/// What a file is for.
#[uniffi::remote(Enum)]
pub enum Purpose {
    /// A lot's whole story for an auditor.
    Evidence,
    /// Changes on their way to the hub or to another phone.
    HandOver,
    /// Receipts on their way back.
    Receipts,
    /// Changes that were not let in.
    Quarantine,
}

/// A device whose key signed something.
#[uniffi::remote(Record)]
pub struct EvidenceDevice {
    /// Its key.
    pub key: PublicKey,
    /// Its id; absent for the hub.
    pub device: Option<DeviceId>,
    /// The name it gave itself; absent for the hub.
    pub name: Option<String>,
    /// The end of its certificate.
    pub certified_until: Option<Moment>,
    /// Changes it signed.
    pub changes: u64,
}

/// A person who recorded facts.
#[uniffi::remote(Record)]
pub struct EvidencePerson {
    /// Who.
    pub person: PersonId,
    /// Their name, when the register is in the file.
    pub name: Option<String>,
    /// Facts they recorded.
    pub facts: u64,
}

/// A change without a receipt.
#[uniffi::remote(Record)]
pub struct Unreceipted {
    /// Its document.
    pub doc: DocId,
    /// Its place in the document, from 1.
    pub number: u64,
    /// The change.
    pub change: ChangeHash,
    /// The fact it records, if it is one.
    pub fact: Option<FactId>,
}

/// A change that was not let in somewhere.
#[uniffi::remote(Record)]
pub struct SetAside {
    /// The document it was meant for.
    pub doc: DocId,
    /// Why; the text is `refusal.<reason>`.
    pub reason: String,
    /// When it was set aside, milliseconds since 1970.
    pub at_ms: i64,
    /// Its bytes, as they came; empty when they were too large to keep.
    pub bytes: Vec<u8>,
}

/// What a file proves, after everything in it was checked against nothing but the hub's public key.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Evidence {
    /// What the file is for.
    pub purpose: Purpose,
    /// Its documents; in evidence the lot first.
    pub documents: Vec<DocRef>,
    /// The device that made it.
    pub exporter: EvidenceDevice,
    /// When, by that device's clock.
    pub made: Moment,
    /// Changes, each signed by its author.
    pub changes: u64,
    /// Facts among them.
    pub facts: u64,
    /// Facts that were voided; they are still told.
    pub voided: u64,
    /// Corrections, and fields of heads.
    pub corrections: u64,
    /// Who recorded, by their own account.
    pub people: Vec<EvidencePerson>,
    /// Whose keys signed.
    pub devices: Vec<EvidenceDevice>,
    /// Receipts of the hub that cover some of the changes.
    pub receipts: u64,
    /// When the hub signed the first of them, by its clock.
    pub first_receipt: Option<Moment>,
    /// And the last.
    pub last_receipt: Option<Moment>,
    /// Changes that no receipt of the hub covers.
    pub unreceipted: Vec<Unreceipted>,
    /// Changes the hub keeps without letting them count.
    pub held: Vec<ChangeHash>,
    /// Origins the facts name that are not in the file.
    pub missing_origins: Vec<DocId>,
    /// Whether the file tells a lot's story, so that the rules were run.
    pub judged: bool,
    /// What the rules find in the story.
    pub findings: Vec<Finding>,
    /// Changes that were not let in somewhere: not evidence, only shown.
    pub aside: Vec<SetAside>,
}

impl From<core::Evidence> for Evidence {
    fn from(told: core::Evidence) -> Self {
        Self {
            purpose: told.purpose,
            documents: told.documents,
            exporter: told.exporter,
            made: told.made,
            changes: told.changes,
            facts: told.facts,
            voided: told.voided,
            corrections: told.corrections,
            people: told.people,
            devices: told.devices,
            receipts: told.receipts,
            first_receipt: told.first_receipt,
            last_receipt: told.last_receipt,
            unreceipted: told.unreceipted,
            held: told.held,
            missing_origins: told.missing_origins,
            judged: told.judged,
            findings: all(told.findings),
            aside: told.aside,
        }
    }
}

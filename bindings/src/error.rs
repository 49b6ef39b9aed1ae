//! What an app can act on, and what the rules found.

use std::collections::HashMap;

use fieldbook_core as core;
use fieldbook_core::catalog::{Lang, say_finding, say_invalid};
use fieldbook_core::model::{self, FactId, FindingCode, Severity};

use crate::Wording;
use crate::value::all;

/// Why something was not done. Nothing that was acknowledged before is lost, whatever this says.
///
/// Being offline is never an error. `say` gives the sentence to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum FieldbookError {
    /// A value cannot be right.
    #[error("{}", said.en)]
    InvalidInput {
        /// Which fields and why, in the order of the form; at least one.
        reasons: Vec<Invalid>,
        /// The sentence for a person.
        said: Wording,
    },
    /// There is no such thing in the book.
    #[error("{what} not found")]
    NotFound {
        /// What was looked for.
        what: String,
        /// The sentence for a person.
        said: Wording,
    },
    /// The person, device or moment does not allow it.
    #[error("not allowed: {reason}")]
    NotAllowed {
        /// A code, such as `invitation_expired` or `book_exists`.
        reason: String,
        /// The sentence for a person.
        said: Wording,
    },
    /// The disk is full; the entry was not saved.
    #[error("the disk is full")]
    StorageFull {
        /// The sentence for a person.
        said: Wording,
    },
    /// The book's file cannot be read. It was left as it is.
    #[error("the book is damaged: {file}")]
    StorageDamaged {
        /// The file.
        file: String,
        /// The sentence for a person.
        said: Wording,
    },
    /// A newer app wrote the book; it was left untouched.
    #[error("the book was written by a newer app")]
    TooNew {
        /// The sentence for a person.
        said: Wording,
    },
    /// The book is paused or shut down.
    #[error("the book is closed")]
    Closed {
        /// The sentence for a person.
        said: Wording,
    },
    /// A mistake of ours, or of the machine.
    #[error("unexpected: {details}")]
    Unexpected {
        /// For the engineers.
        details: String,
        /// The sentence for a person.
        said: Wording,
    },
}

#[uniffi::export]
impl FieldbookError {
    /// The sentence for a person: what is wrong and what they can do.
    pub fn say(&self, lang: Lang) -> String {
        self.said().get(lang)
    }
}

/// The `Unexpected` for something that is no `FieldbookError`, such as a panic inside the library: with it an app
/// has one kind of error to show. The layers of Kotlin and Swift call it; an app need not.
#[uniffi::export]
pub fn unexpected_error(details: String) -> FieldbookError {
    core::FieldbookError::Unexpected { details }.into()
}

impl FieldbookError {
    fn said(&self) -> &Wording {
        match self {
            Self::InvalidInput { said, .. }
            | Self::NotFound { said, .. }
            | Self::NotAllowed { said, .. }
            | Self::StorageFull { said }
            | Self::StorageDamaged { said, .. }
            | Self::TooNew { said }
            | Self::Closed { said }
            | Self::Unexpected { said, .. } => said,
        }
    }
}

impl From<core::FieldbookError> for FieldbookError {
    fn from(error: core::FieldbookError) -> Self {
        let said = Wording::of(|lang| error.say(lang));
        match error {
            core::FieldbookError::InvalidInput { reasons } => Self::InvalidInput {
                reasons: all(reasons),
                said,
            },
            core::FieldbookError::NotFound { what } => Self::NotFound { what, said },
            core::FieldbookError::NotAllowed { reason } => Self::NotAllowed {
                reason: reason.to_owned(),
                said,
            },
            core::FieldbookError::StorageFull => Self::StorageFull { said },
            core::FieldbookError::StorageDamaged { file } => Self::StorageDamaged {
                file: file.display().to_string(),
                said,
            },
            core::FieldbookError::TooNew => Self::TooNew { said },
            core::FieldbookError::Closed => Self::Closed { said },
            core::FieldbookError::Unexpected { details } => Self::Unexpected { details, said },
        }
    }
}

impl From<model::Invalid> for FieldbookError {
    fn from(invalid: model::Invalid) -> Self {
        core::FieldbookError::invalid(invalid).into()
    }
}

/// What is wrong with one value, or unusual about it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Invalid {
    /// The field, such as `fields.moisture` or `quantities.out`.
    pub field: String,
    /// A code, such as `above_max`.
    pub reason: String,
    /// Named values, such as `max` → `100`.
    pub args: HashMap<String, String>,
    /// The sentence for a person, with the remedy.
    pub said: Wording,
}

impl From<model::Invalid> for Invalid {
    fn from(invalid: model::Invalid) -> Self {
        Self {
            said: Wording::of(|lang| say_invalid(lang, &invalid)),
            field: invalid.field,
            reason: invalid.reason.to_owned(),
            args: args_out(invalid.args),
        }
    }
}

/// How much a finding matters.
#[uniffi::remote(Enum)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A person should look.
    Warning,
    /// The hub will not confirm it.
    Blocking,
}

/// What a rule can find.
#[uniffi::remote(Enum)]
pub enum FindingCode {
    /// Some of the stamps are already claimed by another activation.
    RangeOverlap,
    /// Some of the stamps are not leased to this organisation, or the lease has expired.
    OutsideLease,
    /// Stamps are activated before the lot was packed.
    ActivatedBeforePacking,
    /// More stamps than packed units.
    MoreStampsThanUnits,
    /// Harvested before a pre-harvest interval has passed.
    PreHarvestInterval,
    /// A lot draws on a harvest that was voided.
    VoidedHarvest,
    /// A moment that has not come yet.
    FutureMoment,
    /// The lot is recalled.
    LotRecalled,
    /// It names another device than the one whose key signed it.
    ForeignDevice,
    /// It names a recorder who does not work on the device whose key signed it.
    ForeignRecorder,
    /// A correction names somebody who does not work on the device whose key signed it.
    ForeignCorrector,
    /// This device's certificate has ended; what it records waits for its next sync.
    CertificateEnded,
    /// The time of an entry contradicts the order that is proven.
    OutOfOrder,
    /// A person at the hub has settled the dispute against it.
    SettledAgainst,
    /// Some of the stamps were reported torn, lost or void.
    StampsVoided,
    /// The lease of some of the stamps was revoked before the hub had the activation.
    LeaseRevoked,
    /// A manager has given some of the stamps to somebody else of the organisation.
    SubLeased,
    /// Stamps were re-scanned that the claim does not name.
    RescanOutsideClaim,
    /// Stamps were re-scanned and no photo shows them.
    RescanWithoutPhoto,
    /// Stamps of a claim were re-scanned that nobody disputes, or that is not known here.
    ClaimNotDisputed,
}

/// What a rule found about a fact. Never a reason to lose it: the fact is saved.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// How much it matters.
    pub severity: Severity,
    /// The fact it is about.
    pub fact: Option<FactId>,
    /// Named values, such as `range` → `A0001…A0100`.
    pub args: HashMap<String, String>,
    /// The sentence for a person.
    pub said: Wording,
    /// What they can do about it.
    pub remedy: Wording,
}

impl From<model::Finding> for Finding {
    fn from(finding: model::Finding) -> Self {
        Self {
            said: Wording::of(|lang| say_finding(lang, &finding).0),
            remedy: Wording::of(|lang| say_finding(lang, &finding).1),
            code: finding.code,
            severity: finding.severity,
            fact: finding.fact,
            args: args_out(finding.args),
        }
    }
}

fn args_out(args: Vec<(&'static str, String)>) -> HashMap<String, String> {
    args.into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

use std::path::PathBuf;

use crate::bundle::Flaw;
use crate::catalog::{Lang, say, say_invalid};
use crate::disk;
use crate::export::ExportError;
use crate::identity::{BackupFlaw, IdentityError};
use crate::journal::{JournalError, Refusal};
use crate::model::Invalid;
use crate::net::NetError;
use crate::scan::ScanError;
use crate::store::{MayBeStore, StoreError};
use crate::sync::WireError;

/// What an app can act on.
#[derive(Debug, thiserror::Error)]
pub enum FieldbookError {
    /// A value cannot be right. `reasons` say which field and why, in the order of the form.
    #[error("{}", reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    InvalidInput {
        /// At least one.
        reasons: Vec<Invalid>,
    },
    /// There is no such thing in the book.
    #[error("{what} not found")]
    NotFound {
        /// What was looked for.
        what: String,
    },
    /// The person, device or moment does not allow it; `reason` is a key `not_allowed.<reason>` of the texts.
    #[error("not allowed: {reason}")]
    NotAllowed {
        /// The key.
        reason: &'static str,
    },
    /// The disk is full; the entry was not saved.
    #[error("the disk is full")]
    StorageFull,
    /// The book's file cannot be read. It is still where `file` says.
    #[error("the book is damaged: {file}")]
    StorageDamaged {
        /// The file.
        file: PathBuf,
    },
    /// A newer app wrote the book; it was left untouched.
    #[error("the book was written by a newer app")]
    TooNew,
    /// The book is paused or shut down.
    #[error("the book is closed")]
    Closed,
    /// A mistake of ours, or of the machine. Nothing that was acknowledged is lost.
    #[error("unexpected: {details}")]
    Unexpected {
        /// For the engineers.
        details: String,
    },
}

impl FieldbookError {
    /// One invalid value.
    pub fn invalid(invalid: Invalid) -> Self {
        Self::InvalidInput {
            reasons: vec![invalid],
        }
    }

    /// The sentence for a person: what is wrong and what they can do.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::InvalidInput { reasons } => reasons
                .iter()
                .map(|reason| say_invalid(lang, reason))
                .collect::<Vec<_>>()
                .join("\n"),
            Self::NotFound { what } => say(lang, "error.not_found", &[("what", what.clone())]),
            Self::NotAllowed { reason } => {
                let reason = say(lang, &format!("not_allowed.{reason}"), &[]);
                say(lang, "error.not_allowed", &[("reason", reason)])
            }
            Self::StorageFull => say(lang, "error.storage_full", &[]),
            Self::StorageDamaged { file } => say(
                lang,
                "error.storage_damaged",
                &[("file", file.display().to_string())],
            ),
            Self::TooNew => say(lang, "error.too_new", &[]),
            Self::Closed => say(lang, "error.closed", &[]),
            // What happened is for the engineers, in their words.
            Self::Unexpected { .. } => say(lang, "error.unexpected", &[]),
        }
    }
}

/// Everything that can go wrong inside. [`FieldbookError`] is what leaves.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("{0:?}")]
    AllInvalid(Vec<Invalid>),
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error(transparent)]
    Net(#[from] NetError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Bundle(#[from] Flaw),
    #[error(transparent)]
    Backup(#[from] BackupFlaw),
    #[error("change refused: {0}")]
    Refused(#[from] Refusal),
    #[error("{0} not found")]
    NotFound(String),
    #[error("not allowed: {0}")]
    NotAllowed(&'static str),
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
    /// Never leaves a sync: it becomes its ending.
    #[error("cancelled")]
    Cancelled,
    #[error("{0}")]
    Unexpected(String),
}

impl Fault {
    /// Whether there was no room on the disk.
    pub(super) fn is_full(&self) -> bool {
        match self {
            Self::Store(StoreError::Full) => true,
            Self::Store(StoreError::Io { source, .. }) | Self::Io { source, .. } => disk::is_full(source),
            _ => false,
        }
    }

    pub(super) fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

impl MayBeStore for Fault {
    fn into_store(self) -> Result<StoreError, Self> {
        match self {
            Self::Store(error) => Ok(error),
            other => Err(other),
        }
    }
}

impl From<Fault> for FieldbookError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Invalid(reason) | Fault::Journal(JournalError::Invalid(reason)) => Self::invalid(reason),
            Fault::Bundle(flaw) => Self::invalid(flaw.invalid()),
            Fault::AllInvalid(reasons) => Self::InvalidInput { reasons },
            Fault::NotFound(what) => Self::NotFound { what },
            Fault::NotAllowed(reason) => Self::NotAllowed { reason },
            Fault::Store(error) => from_store(error),
            Fault::Io { path, source } => from_io(&path, &source),
            Fault::Identity(error) => from_identity(&error),
            Fault::Backup(flaw) => from_backup(flaw),
            Fault::Net(NetError::Address(value)) => {
                Self::invalid(Invalid::new("hub", "not_a_hub_address").with("value", &value))
            }
            Fault::Journal(_)
            | Fault::Wire(_)
            | Fault::Net(_)
            | Fault::Export(_)
            | Fault::Refused(_)
            | Fault::Cancelled
            | Fault::Unexpected(_) => Self::Unexpected {
                details: fault.to_string(),
            },
        }
    }
}

impl From<IdentityError> for FieldbookError {
    fn from(error: IdentityError) -> Self {
        from_identity(&error)
    }
}

impl From<ScanError> for FieldbookError {
    /// A frame whose numbers do not fit is the camera's or the app's mistake; scanning goes on with the next.
    fn from(error: ScanError) -> Self {
        Self::invalid(Invalid::new("frame", "not_a_frame").with("details", &error))
    }
}

fn from_store(error: StoreError) -> FieldbookError {
    match error {
        StoreError::Full => FieldbookError::StorageFull,
        StoreError::Damaged { path, .. } => FieldbookError::StorageDamaged { file: path },
        StoreError::TooNew { .. } => FieldbookError::TooNew,
        StoreError::Missing(path) => FieldbookError::NotFound {
            what: path.display().to_string(),
        },
        StoreError::Exists(_) => FieldbookError::NotAllowed {
            reason: "book_exists",
        },
        StoreError::Closed => FieldbookError::Closed,
        StoreError::Busy => FieldbookError::NotAllowed {
            reason: "book_in_use",
        },
        StoreError::Io { path, source } => from_io(&path, &source),
        StoreError::Sqlite(_) | StoreError::Row(_) => FieldbookError::Unexpected {
            details: error.to_string(),
        },
    }
}

fn from_backup(flaw: BackupFlaw) -> FieldbookError {
    match flaw {
        BackupFlaw::NotABackup => FieldbookError::invalid(Invalid::new("backup", "not_a_backup")),
        BackupFlaw::Altered => FieldbookError::invalid(Invalid::new("backup", "backup_altered")),
        BackupFlaw::TooNew => FieldbookError::TooNew,
        BackupFlaw::WrongPassphrase => FieldbookError::NotAllowed {
            reason: "wrong_passphrase",
        },
        BackupFlaw::Key(error) => from_identity(&error),
        BackupFlaw::Io(_) => FieldbookError::Unexpected {
            details: flaw.to_string(),
        },
    }
}

fn from_io(path: &std::path::Path, source: &std::io::Error) -> FieldbookError {
    if disk::is_full(source) {
        return FieldbookError::StorageFull;
    }
    match source.kind() {
        std::io::ErrorKind::NotFound => FieldbookError::NotFound {
            what: path.display().to_string(),
        },
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            FieldbookError::NotAllowed {
                reason: "folder_not_writable",
            }
        }
        _ => FieldbookError::Unexpected {
            details: format!("{}: {source}", path.display()),
        },
    }
}

fn from_identity(error: &IdentityError) -> FieldbookError {
    match error {
        IdentityError::Unreadable(_) => FieldbookError::invalid(Invalid::new("invite", "not_an_invitation")),
        IdentityError::BadSignature => FieldbookError::NotAllowed {
            reason: "bad_signature",
        },
        IdentityError::ForeignHub => FieldbookError::NotAllowed {
            reason: "foreign_hub",
        },
        IdentityError::Expired => FieldbookError::NotAllowed {
            reason: "invitation_expired",
        },
        IdentityError::NoRandomness => FieldbookError::Unexpected {
            details: error.to_string(),
        },
    }
}

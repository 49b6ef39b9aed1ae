use fieldbook_core::identity::IdentityError;
use fieldbook_core::journal::JournalError;
use fieldbook_core::model::Invalid;
use fieldbook_core::sync::WireError;

/// Why the hub could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// SQLite failed.
    #[error("storage: {0}")]
    Storage(#[from] rusqlite::Error),
    /// The folder or a file in it could not be read or written.
    #[error("{path}: {error}")]
    Folder {
        /// The file.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The hub's file was written by a newer version; it was not touched.
    #[error("the hub's file has layout {found}, newer than this program's {known}")]
    TooNew {
        /// Its layout.
        found: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// The key file is missing, damaged, or belongs to another hub.
    #[error("hub.key is missing, damaged or of another hub: {0}")]
    WrongKey(&'static str),
    /// A value is not acceptable.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Nothing of this id.
    #[error("no such {what}: {id}")]
    NotFound {
        /// What was looked for, such as `org`.
        what: &'static str,
        /// The id asked for.
        id: String,
    },
    /// It would break a rule; the code names which.
    #[error("refused ({code}): {detail}")]
    Refused {
        /// For programs, such as `lease_overlap`.
        code: &'static str,
        /// For people.
        detail: String,
    },
    /// A stored row no longer reads.
    #[error("damaged row: {0}")]
    Damaged(String),
    /// A key or signature is not accepted.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// A document could not be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A message could not be read or written.
    #[error(transparent)]
    Wire(#[from] WireError),
}

/// The hub's result.
pub type Result<T> = std::result::Result<T, HubError>;

impl HubError {
    pub(crate) fn not_found(what: &'static str, id: &(impl ToString + ?Sized)) -> Self {
        Self::NotFound {
            what,
            id: id.to_string(),
        }
    }

    pub(crate) fn refused(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Refused {
            code,
            detail: detail.into(),
        }
    }

    pub(crate) fn folder(path: &std::path::Path, error: std::io::Error) -> Self {
        Self::Folder {
            path: path.display().to_string(),
            error,
        }
    }
}

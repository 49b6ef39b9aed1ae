use std::path::{Path, PathBuf};

/// What can go wrong with the book's file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The file is damaged; it was left as it is.
    #[error("the book is damaged: {path}: {what}")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        what: String,
    },
    /// The file was written by a newer app; it was left as it is.
    #[error("the book has layout {found}, this app knows up to {known}")]
    TooNew {
        /// The file's version.
        found: i64,
        /// The newest this app knows.
        known: i64,
    },
    /// There is no book here.
    #[error("no book in {0}")]
    Missing(PathBuf),
    /// There is one already.
    #[error("there is a book in {0} already")]
    Exists(PathBuf),
    /// Another program has it open.
    #[error("another program is using the book")]
    Busy,
    /// The folder cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The book is closed.
    #[error("the book is closed")]
    Closed,
    /// Anything else SQLite says.
    #[error("sqlite: {0}")]
    Sqlite(rusqlite::Error),
    /// A row that does not hold what it should.
    #[error("a row of {0} is not readable")]
    Row(&'static str),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                path: PathBuf::new(),
                what: error.to_string(),
            },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Sqlite(error),
        }
    }
}

impl StoreError {
    /// Names the file in an error that came from inside SQLite, or from a row that cannot be right.
    #[must_use]
    pub fn at(self, file: &Path) -> Self {
        match self {
            Self::Damaged { what, .. } => Self::Damaged {
                path: file.to_owned(),
                what,
            },
            Self::Row(row) => Self::Damaged {
                path: file.to_owned(),
                what: format!("a row of {row} is not readable"),
            },
            other => other,
        }
    }
}

/// An error of work on the book that may have one of the book's file inside.
pub trait MayBeStore: From<StoreError> {
    /// The error of the file, or the error itself when it is another.
    fn into_store(self) -> Result<StoreError, Self>;
}

impl MayBeStore for StoreError {
    fn into_store(self) -> Result<StoreError, Self> {
        Ok(self)
    }
}

/// Names the file in an error, so that a person is always told which one is damaged.
pub(super) fn located<E: MayBeStore>(error: E, file: &Path) -> E {
    match error.into_store() {
        Ok(error) => {
            let error = error.at(file);
            if matches!(error, StoreError::Damaged { .. }) {
                mark_damaged(file);
            }
            E::from(error)
        }
        Err(other) => other,
    }
}

/// Whoever opens the book next is to rescue it first. A disk that takes not even this file leaves the damage to
/// be met again.
pub(super) fn mark_damaged(file: &Path) {
    let marker = damage_marker(file);
    if !marker.exists() {
        drop(std::fs::write(marker, []));
    }
}

/// The file that says that a book is damaged.
pub fn damage_marker(file: &Path) -> PathBuf {
    file.with_extension("damaged")
}

use std::path::PathBuf;

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
    /// Names the file in an error that came from inside SQLite.
    pub(super) fn at(self, file: &std::path::Path) -> Self {
        match self {
            Self::Damaged { what, .. } => Self::Damaged {
                path: file.to_owned(),
                what,
            },
            other => other,
        }
    }
}

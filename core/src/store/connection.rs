use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::error::{located, mark_damaged};
use super::file_key::connect;
use super::raw::version_in_header;
use super::{FileKey, MayBeStore, StoreError};

/// Each migration moves `user_version` in its own transaction. Numbers never change; a released file is
/// never edited, a new one is added.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/001_book.sql"),
    include_str!("migrations/002_trust_and_sync.sql"),
    include_str!("migrations/003_stamps.sql"),
    include_str!("migrations/004_portraits.sql"),
];

/// Readers kept open: a screen and a search at once; more are opened when needed and then closed.
const READERS: usize = 2;

/// The book's SQLite file: one writer under our own lock, readers beside it.
///
/// SQLite's own lock sleeps, blocks threads and answers BUSY; with ours a second writing thread waits and
/// goes on.
pub struct Store {
    path: PathBuf,
    key: Option<FileKey>,
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
    /// Beside the writer, so that reading never waits for a write under way.
    open: AtomicBool,
    /// Topics that committed work has changed and nobody has been told of.
    touched: Mutex<BTreeSet<&'static str>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while a transaction was open has already rolled it back; the connection itself is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// Makes a new book, encrypted where there is a key; refuses to touch an existing one.
    pub fn create(path: &Path, key: Option<&FileKey>) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        Self::connect(path, key, true)
    }

    /// Opens a book and brings it up to date; a newer one is refused untouched. A wrong key looks like damage:
    /// [`super::Standing`] tells them apart beforehand.
    pub fn open(path: &Path, key: Option<&FileKey>) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        Self::connect(path, key, false)
    }

    fn connect(path: &Path, key: Option<&FileKey>, create: bool) -> Result<Self, StoreError> {
        let writer = open_writer(path, key, create).map_err(|error| error.at(path))?;
        Ok(Self {
            path: path.to_owned(),
            key: key.cloned(),
            writer: Mutex::new(Some(writer)),
            readers: Mutex::default(),
            open: AtomicBool::new(true),
            touched: Mutex::default(),
        })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it is encrypted under.
    pub(crate) fn key(&self) -> Option<&FileKey> {
        self.key.as_ref()
    }

    /// Waits for running work, folds the write-ahead log into the file and closes it. Phones must call this
    /// before they are suspended: iOS kills an app that sleeps on a locked file.
    pub fn close(&self) -> Result<(), StoreError> {
        let writer = lock(&self.writer).take();
        self.open.store(false, Ordering::Release);
        lock(&self.readers).clear();
        if let Some(writer) = writer {
            writer
                .pragma_update(None, "wal_checkpoint", "TRUNCATE")
                .or_else(ignore_rows)?;
            writer.close().map_err(|(_, error)| error)?;
        }
        Ok(())
    }

    /// Opens the file again after [`Store::close`]; does nothing when it is open.
    pub fn reopen(&self) -> Result<(), StoreError> {
        let mut writer = lock(&self.writer);
        if writer.is_none() {
            let opened = open_writer(&self.path, self.key(), false);
            *writer = Some(opened.map_err(|error| error.at(&self.path))?);
            self.open.store(true, Ordering::Release);
        }
        Ok(())
    }

    /// Says that what the file holds cannot be right, though SQLite could read it.
    pub fn damaged(&self, what: &dyn std::fmt::Display) -> StoreError {
        mark_damaged(&self.path);
        StoreError::Damaged {
            path: self.path.clone(),
            what: what.to_string(),
        }
    }

    /// Runs work in one transaction that is durable when this returns.
    pub fn write<T, E: MayBeStore>(&self, work: impl FnOnce(&Writing<'_>) -> Result<T, E>) -> Result<T, E> {
        self.transact(work).map_err(|error| located(error, &self.path))
    }

    fn transact<T, E: MayBeStore>(&self, work: impl FnOnce(&Writing<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut guard = lock(&self.writer);
        let connection = guard.as_mut().ok_or(StoreError::Closed)?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let writing = Writing {
            transaction,
            touched: RefCell::default(),
        };
        let done = work(&writing)?;
        let touched = writing.touched.take();
        writing.transaction.commit().map_err(StoreError::from)?;
        lock(&self.touched).extend(touched);
        Ok(done)
    }

    /// The topics changed by work committed since this was last asked.
    pub fn take_touched(&self) -> BTreeSet<&'static str> {
        std::mem::take(&mut *lock(&self.touched))
    }

    /// As [`Store::read`], for a screenful at most. Where no reader is open yet it borrows the writer's
    /// connection while nobody writes: a second connection reads the whole schema again, which is a third of
    /// what opening a book costs. The work must not write, or it would wait for itself.
    pub fn glance<T, E: MayBeStore>(&self, work: impl FnOnce(&Reading<'_>) -> Result<T, E>) -> Result<T, E> {
        if lock(&self.readers).is_empty()
            && let Ok(mut writer) = self.writer.try_lock()
            && let Some(connection) = writer.as_mut()
        {
            return reading(connection, work).map_err(|error| located(error, &self.path));
        }
        self.read(work)
    }

    /// Runs work on one consistent view of the book.
    pub fn read<T, E: MayBeStore>(&self, work: impl FnOnce(&Reading<'_>) -> Result<T, E>) -> Result<T, E> {
        if !self.open.load(Ordering::Acquire) {
            return Err(StoreError::Closed.into());
        }
        let kept = lock(&self.readers).pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => open_reader(&self.path, self.key()).map_err(|error| error.at(&self.path))?,
        };
        let result = reading(&mut reader, work);
        let mut readers = lock(&self.readers);
        // A book closed meanwhile keeps no connection: the file must be free when the phone sleeps.
        if readers.len() < READERS && self.open.load(Ordering::Acquire) {
            readers.push(reader);
        }
        result.map_err(|error| located(error, &self.path))
    }
}

fn reading<T, E: MayBeStore>(
    reader: &mut Connection,
    work: impl FnOnce(&Reading<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let transaction = reader.transaction().map_err(StoreError::from)?;
    work(&Reading {
        connection: &transaction,
    })
}

/// A write transaction.
pub struct Writing<'c> {
    pub(super) transaction: Transaction<'c>,
    touched: RefCell<BTreeSet<&'static str>>,
}

impl<'c> Writing<'c> {
    /// What it has written, together with what was there.
    pub fn reading(&self) -> Reading<'_> {
        Reading {
            connection: &self.transaction,
        }
    }

    /// Says that a topic changes with this transaction.
    pub(super) fn touch(&self, topic: &'static str) {
        self.touched.borrow_mut().insert(topic);
    }

    /// Marks a point to go back to with [`Writing::rollback`].
    pub fn savepoint(&self) -> Result<(), StoreError> {
        Ok(self.transaction.execute_batch("SAVEPOINT part")?)
    }

    /// Keeps what was written since [`Writing::savepoint`].
    pub fn release(&self) -> Result<(), StoreError> {
        Ok(self.transaction.execute_batch("RELEASE part")?)
    }

    /// Takes back what was written since [`Writing::savepoint`].
    pub fn rollback(&self) -> Result<(), StoreError> {
        Ok(self.transaction.execute_batch("ROLLBACK TO part; RELEASE part")?)
    }

    pub(super) fn connection(&self) -> &Transaction<'c> {
        &self.transaction
    }
}

/// A read transaction.
pub struct Reading<'c> {
    pub(super) connection: &'c Connection,
}

/// A pragma that answers with a row is not an error.
fn ignore_rows(error: rusqlite::Error) -> Result<(), rusqlite::Error> {
    if matches!(error, rusqlite::Error::ExecuteReturnedResults) {
        Ok(())
    } else {
        Err(error)
    }
}

fn set(connection: &Connection, pragma: &str, value: &str) -> Result<(), rusqlite::Error> {
    connection.pragma_update(None, pragma, value).or_else(ignore_rows)
}

fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(64);
    set(connection, "foreign_keys", "ON")?;
    // Android has no folder for temporary files.
    set(connection, "temp_store", "2")?;
    set(connection, "cache_size", "-2000")
}

fn open_writer(path: &Path, key: Option<&FileKey>, create: bool) -> Result<Connection, StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if let Some(found) = version_in_header(path, key).filter(|found| *found > known) {
        return Err(StoreError::TooNew { found, known });
    }
    let mut writer = connect(path, flags, key)?;
    let version: i64 = writer.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > known {
        return Err(StoreError::TooNew {
            found: version,
            known,
        });
    }
    prepare(&writer)?;
    set(&writer, "journal_mode", "WAL")?;
    // NORMAL lost acknowledged facts in 60 of 60 emulated power cuts, FULL in none.
    set(&writer, "synchronous", "FULL")?;
    set(&writer, "wal_autocheckpoint", "500")?;
    set(&writer, "journal_size_limit", "6291456")?;
    migrate(&mut writer, version)?;
    Ok(writer)
}

fn migrate(writer: &mut Connection, version: i64) -> Result<(), StoreError> {
    let done = usize::try_from(version).unwrap_or_default();
    if done < MIGRATIONS.len() {
        super::shelf::add_functions(writer)?;
    }
    for (index, sql) in MIGRATIONS.iter().enumerate().skip(done) {
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", i64::try_from(index + 1).unwrap_or(i64::MAX))?;
        transaction.commit()?;
    }
    Ok(())
}

pub(super) fn open_reader(path: &Path, key: Option<&FileKey>) -> Result<Connection, StoreError> {
    // Read-write, because a reader may have to recover the write-ahead log; query_only keeps it from writing.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let reader = connect(path, flags, key)?;
    prepare(&reader)?;
    set(&reader, "query_only", "ON")?;
    Ok(reader)
}

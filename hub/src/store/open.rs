use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::Store;
use crate::error::{HubError, Result};

/// Every layout so far; the file's `user_version` counts those it has been through.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("schema/001.sql"),
    include_str!("schema/002.sql"),
    include_str!("schema/003_stamps.sql"),
];
/// Marks the file as a hub's ("FbHb"), so that a phone's book is not taken for one.
const APPLICATION_ID: i32 = 0x4662_4862;
/// A command of the administration waits this long for the server's transaction, and the other way round.
const BUSY: Duration = Duration::from_secs(15);

impl Store {
    /// Opens or creates the file and brings it to the newest layout. A file of a newer layout, or of
    /// another program, is refused untouched.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        check_header(path)?;
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(128);
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA temp_store = 2; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768;",
        )?;
        migrate(&mut connection)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(connection),
            readers: Mutex::default(),
        })
    }
}

fn newest() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// Reads layout and owner from the file's header (SQLite file format, offsets 60 and 68) before SQLite
/// touches it: even opening a newer file could write to it.
fn check_header(path: &Path) -> Result<()> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(HubError::folder(path, error)),
    };
    let mut layout = [0u8; 4];
    let mut between = [0u8; 4];
    let mut owner = [0u8; 4];
    let read = file
        .seek(SeekFrom::Start(60))
        .and_then(|_| file.read_exact(&mut layout))
        .and_then(|()| file.read_exact(&mut between))
        .and_then(|()| file.read_exact(&mut owner));
    if read.is_err() {
        return Ok(());
    }
    check_version(u32::from_be_bytes(layout), i32::from_be_bytes(owner))
}

fn check_version(found: u32, application: i32) -> Result<()> {
    if application != APPLICATION_ID && application != 0 {
        return Err(HubError::Damaged("hub.db belongs to another program".into()));
    }
    if found > newest() {
        return Err(HubError::TooNew {
            found,
            known: newest(),
        });
    }
    Ok(())
}

fn migrate(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let application: i32 = transaction.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    check_version(found, application)?;
    for migration in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(migration)?;
    }
    if found < 3 {
        super::stamps::fill_from_0_2(&transaction)?;
    }
    if found < newest() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", newest())?;
    }
    transaction.commit()?;
    Ok(())
}

/// A connection that can only read.
pub(super) fn reader(path: &Path) -> Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch("PRAGMA temp_store = 2; PRAGMA query_only = ON;")?;
    Ok(connection)
}

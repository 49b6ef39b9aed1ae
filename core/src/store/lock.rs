//! The book copied into an encrypted file: when a book in clear gets a key, and when the key is changed.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::file_key::connect;
use super::{FileKey, Store, StoreError};

impl Store {
    /// Copies the book into a new file under another key, or in clear, and looks at every page and the number of rows of the
    /// copy. Nothing may be written meanwhile. It is not forced to the disk: whoever gives the file its name does
    /// that.
    pub fn copy_under(&self, target: &Path, key: Option<&FileKey>) -> Result<(), StoreError> {
        // SQLite makes an attached file only where the first one might have been made.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let source = connect(self.path(), flags, self.key()).map_err(StoreError::from)?;
        export(&source, target, key).map_err(|error| StoreError::from(error).at(self.path()))?;
        let copy = Self::open(target, key)?;
        copy.check_pages()?;
        for (table, rows) in rows_of(&source)? {
            if copy.read(|reading| count(reading.connection, &table).map_err(StoreError::from))? != rows {
                return Err(copy.damaged(&format_args!("rows of {table} are missing")));
            }
        }
        copy.close()
    }
}

fn export(source: &Connection, target: &Path, key: Option<&FileKey>) -> Result<(), rusqlite::Error> {
    let version: i64 = source.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let target = target.to_string_lossy();
    source.execute(
        "ATTACH DATABASE ?1 AS copy KEY ?2",
        // An empty key is SQLCipher's word for a file in clear.
        (
            target,
            key.map(FileKey::literal).as_ref().map_or("", |key| key.as_str()),
        ),
    )?;
    source.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA copy.synchronous = OFF; PRAGMA copy.journal_mode = OFF;",
    )?;
    source.query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(()))?;
    source.pragma_update(Some("copy"), "user_version", version)?;
    source.execute_batch("DETACH DATABASE copy")
}

fn rows_of(source: &Connection) -> Result<Vec<(String, i64)>, rusqlite::Error> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
    let names: Vec<String> = source
        .prepare(sql)?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    names
        .into_iter()
        .map(|name| count(source, &name).map(|rows| (name, rows)))
        .collect()
}

/// The names come from the file's own schema.
fn count(connection: &Connection, table: &str) -> Result<i64, rusqlite::Error> {
    let sql = format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\""));
    connection.query_row(&sql, [], |row| row.get(0))
}

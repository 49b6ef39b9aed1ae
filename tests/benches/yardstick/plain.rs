//! The reference: the least one could do with SQLite itself, at the same durability.

use std::path::Path;

use rusqlite::{Connection, params};

/// A table of facts with the index their list needs, and nothing else.
pub struct Plain {
    pub connection: Connection,
}

impl Plain {
    /// Opens a file with the pragmas of a book's writer.
    pub fn open(file: &Path) -> Self {
        let connection = Connection::open(file).unwrap();
        let pragmas = "PRAGMA foreign_keys = ON; PRAGMA temp_store = 2; PRAGMA cache_size = -2000;
                       PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 500;
                       PRAGMA journal_size_limit = 6291456;";
        connection.execute_batch(pragmas).unwrap();
        Self { connection }
    }

    /// Makes the table.
    pub fn create(file: &Path) -> Self {
        let plain = Self::open(file);
        let sql = "CREATE TABLE fact (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, document BLOB NOT NULL,
                     occurred_ms INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
                   CREATE INDEX fact_occurred ON fact (occurred_ms, n);";
        plain.connection.execute_batch(sql).unwrap();
        plain
    }

    /// Inserts one row: by itself it is a transaction of its own, durable when this returns.
    pub fn insert(&self, id: &[u8], document: &[u8], occurred_ms: i64, body: &[u8]) {
        let sql = "INSERT INTO fact (id, document, occurred_ms, body) VALUES (?1, ?2, ?3, ?4)";
        let mut insert = self.connection.prepare_cached(sql).unwrap();
        insert.execute(params![id, document, occurred_ms, body]).unwrap();
    }

    /// The bodies of the 50 newest.
    pub fn newest(&self) -> Vec<Vec<u8>> {
        let sql = "SELECT id, document, body FROM fact ORDER BY occurred_ms DESC, n DESC LIMIT 50";
        let mut select = self.connection.prepare_cached(sql).unwrap();
        select
            .query_map([], |row| row.get(2))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }
}

use rusqlite::{OptionalExtension, Row, params};

use super::integers::{signed, unsigned};
use super::{Reading, StoreError, Writing};
use crate::model::BlobHash;

/// Where the bytes of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobState {
    /// The hub does not have it yet.
    ToSend = 0,
    /// At the hub too.
    AtHub = 1,
    /// The bytes are gone or changed, or the hub does not take them; it no longer waits.
    SetAside = 2,
    /// Another's, fetched from the hub to be looked at.
    Fetched = 3,
}

impl BlobState {
    pub(super) fn read(value: i64) -> Result<Self, StoreError> {
        [Self::ToSend, Self::AtHub, Self::SetAside, Self::Fetched]
            .into_iter()
            .find(|state| *state as i64 == value)
            .ok_or(StoreError::Row("blob"))
    }
}

/// What the book knows of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// Its SHA-256.
    pub hash: BlobHash,
    /// Its length.
    pub bytes: u64,
    /// Where it is.
    pub state: BlobState,
    /// When it was kept, milliseconds since 1970; 0 for files of books of 0.1.
    pub kept_ms: i64,
    /// Bytes the hub said it holds.
    pub sent: u64,
    /// How often it arrived at the hub with another hash.
    pub restarts: u32,
    /// A person wants it sent on any link.
    pub at_once: bool,
    /// Why it was set aside, or what it waits for: a code of `refusal.<code>`.
    pub reason: Option<String>,
    /// The hub's signed word that it holds the file.
    pub receipt: Option<Vec<u8>>,
    /// Its bytes are on this device, and not only a thumbnail.
    pub here: bool,
}

const COLUMNS: &str = "hash, bytes, state, kept_ms, sent, restarts, at_once, reason, receipt, here";

fn read_blob(row: &Row<'_>) -> Result<BlobRow, StoreError> {
    Ok(BlobRow {
        hash: BlobHash(row.get(0)?),
        bytes: unsigned(row.get(1)?, "blob")?,
        state: BlobState::read(row.get(2)?)?,
        kept_ms: row.get(3)?,
        sent: unsigned(row.get(4)?, "blob")?,
        restarts: row.get(5)?,
        at_once: row.get(6)?,
        reason: row.get(7)?,
        receipt: row.get(8)?,
        here: row.get(9)?,
    })
}

impl Reading<'_> {
    /// A file.
    pub fn blob(&self, hash: BlobHash) -> Result<Option<BlobRow>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM blob WHERE hash = ?1"))?;
        let found = select.query_row([hash.0], |row| Ok(read_blob(row))).optional()?;
        found.transpose()
    }

    /// Every file, the newest first.
    pub fn blobs(&self) -> Result<Vec<BlobRow>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM blob ORDER BY kept_ms DESC, hash"))?;
        let rows = select.query_map([], |row| Ok(read_blob(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Files the hub does not have yet, the oldest evidence first.
    pub fn blobs_to_send(&self) -> Result<Vec<BlobRow>, StoreError> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM blob WHERE state = 0 ORDER BY kept_ms, hash"
        ))?;
        let rows = select.query_map([], |row| Ok(read_blob(row)))?;
        rows.map(|row| row?).collect()
    }
}

impl Writing<'_> {
    /// Records a file that was kept. Kept again, one that was set aside gets another chance.
    pub fn blob_kept(&self, hash: BlobHash, bytes: u64, at_ms: i64) -> Result<(), StoreError> {
        self.touch("outbox");
        let sql = "INSERT INTO blob (hash, bytes, state, kept_ms) VALUES (?1, ?2, 0, ?3)
                   ON CONFLICT (hash) DO UPDATE SET here = 1, restarts = 0,
                   reason = CASE state WHEN 2 THEN NULL ELSE reason END,
                   state = CASE state WHEN 2 THEN 0 ELSE state END";
        let bytes = signed(bytes, "blob")?;
        self.connection()
            .prepare_cached(sql)?
            .execute(params![hash.0, bytes, at_ms])?;
        Ok(())
    }

    /// Records another's file that was fetched; its own file keeps its place in the queue.
    pub fn blob_fetched(&self, hash: BlobHash, bytes: u64, at_ms: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO blob (hash, bytes, state, kept_ms) VALUES (?1, ?2, 3, ?3)
                   ON CONFLICT (hash) DO UPDATE SET here = 1";
        let bytes = signed(bytes, "blob")?;
        self.connection()
            .prepare_cached(sql)?
            .execute(params![hash.0, bytes, at_ms])?;
        Ok(())
    }

    fn set_blob(&self, sql: &str, hash: BlobHash, value: impl rusqlite::ToSql) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached(sql)?
            .execute(params![hash.0, value])?;
        Ok(())
    }

    /// Notes how many bytes the hub says it holds.
    pub fn blob_sent(&self, hash: BlobHash, sent: u64) -> Result<(), StoreError> {
        self.touch("outbox");
        let sent = signed(sent, "blob")?;
        self.set_blob(
            "UPDATE blob SET sent = ?2, reason = NULL WHERE hash = ?1",
            hash,
            sent,
        )
    }

    /// The hub holds it whole and has signed for it.
    pub fn blob_at_hub(&self, hash: BlobHash, receipt: &[u8]) -> Result<(), StoreError> {
        self.touch("outbox");
        let sql = "UPDATE blob SET state = 1, sent = bytes, reason = NULL, receipt = ?2 WHERE hash = ?1";
        self.set_blob(sql, hash, receipt)
    }

    /// It arrived with another hash: from the start again.
    pub fn blob_restarted(&self, hash: BlobHash) -> Result<(), StoreError> {
        self.touch("outbox");
        let sql = "UPDATE blob SET sent = ?2, restarts = restarts + 1 WHERE hash = ?1";
        self.set_blob(sql, hash, 0)
    }

    /// It no longer waits; the reason is a code of `refusal.<code>`.
    pub fn blob_set_aside(&self, hash: BlobHash, reason: &str) -> Result<(), StoreError> {
        self.touch("outbox");
        self.set_blob(
            "UPDATE blob SET state = 2, reason = ?2 WHERE hash = ?1",
            hash,
            reason,
        )
    }

    /// It waits on, and this is what for.
    pub fn blob_waits(&self, hash: BlobHash, reason: &str) -> Result<(), StoreError> {
        self.touch("outbox");
        self.set_blob("UPDATE blob SET reason = ?2 WHERE hash = ?1", hash, reason)
    }

    /// A person wants it sent on any link; one that was set aside gets another chance.
    pub fn blob_at_once(&self, hash: BlobHash) -> Result<(), StoreError> {
        self.touch("outbox");
        let sql = "UPDATE blob SET at_once = ?2, restarts = 0, reason = NULL,
                   state = CASE state WHEN 2 THEN 0 ELSE state END WHERE hash = ?1";
        self.set_blob(sql, hash, true)
    }

    /// Its bytes are here, or only its thumbnail is.
    pub fn blob_here(&self, hash: BlobHash, here: bool) -> Result<(), StoreError> {
        self.set_blob("UPDATE blob SET here = ?2 WHERE hash = ?1", hash, here)
    }

    /// A hub restored from a backup may have lost what it signed for: every file that is here is offered
    /// again, also those of others.
    pub fn offer_all_blobs(&self) -> Result<(), StoreError> {
        self.touch("outbox");
        self.connection().execute(
            "UPDATE blob SET state = 0, sent = 0, restarts = 0, receipt = NULL WHERE state IN (1, 3) AND here = 1",
            [],
        )?;
        Ok(())
    }
}

use rusqlite::{OptionalExtension, params};

use super::changes::ChangeState;
use super::documents::doc_ref;
use super::integers::{map_of, unsigned};
use super::{BlobState, Reading, StoreError};
use crate::model::{BlobHash, ChangeHash, DocRef, FactId, RegisterKey};

/// Something the hub has not received or does not let count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitingRow {
    /// A change, by its row.
    Change(i64),
    /// A file.
    File(BlobHash),
}

/// A change that waits or does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingChange {
    /// Its document.
    pub doc: DocRef,
    /// Its hash.
    pub hash: ChangeHash,
    /// The public key of its device.
    pub author: [u8; 32],
    /// How far it has come.
    pub state: ChangeState,
    /// Why it is held or refused.
    pub reason: Option<String>,
    /// When it was made, seconds since 1970.
    pub time_s: i64,
    /// The fact it records.
    pub fact: Option<FactId>,
    /// The fields it writes, each with whether it voids a fact.
    pub fields: Vec<(RegisterKey, bool)>,
}

impl Reading<'_> {
    /// What the hub has not received or does not let count: held and refused first, then the newest.
    pub fn waiting(&self, limit: u32, offset: u32) -> Result<Vec<WaitingRow>, StoreError> {
        // Held ones have no index: the hub holds few, and the rows of changes it has acknowledged are short.
        let sql = "SELECT n, hash FROM (
                       SELECT n, hash, time_s * 1000 AS since, 0 AS stuck FROM change WHERE state < 2
                       UNION ALL SELECT n, hash, time_s * 1000, 1 FROM change INDEXED BY change_refused WHERE state = 5
                       UNION ALL SELECT n, hash, time_s * 1000, 1 FROM change WHERE state = 4
                       UNION ALL SELECT NULL, hash, kept_ms, state = 2 FROM blob WHERE state IN (0, 2))
                   ORDER BY stuck DESC, since DESC, n DESC, hash LIMIT ?1 OFFSET ?2";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([limit, offset], |row| {
            Ok(match row.get(0)? {
                Some(n) => WaitingRow::Change(n),
                None => WaitingRow::File(BlobHash(row.get(1)?)),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A change by its row, with what it writes.
    pub fn waiting_change(&self, n: i64) -> Result<Option<WaitingChange>, StoreError> {
        let sql = "SELECT d.id, d.kind, d.org, c.hash, c.author, c.state, c.reason, c.time_s
                   FROM change c JOIN document d ON d.n = c.document WHERE c.n = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let row = select.query_row([n], |row| {
            let doc = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((
                doc,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
                row.get(7)?,
            ))
        });
        row.optional()?
            .map(|((id, kind, org), hash, author, state, reason, time_s)| {
                Ok(WaitingChange {
                    doc: doc_ref(id, kind, org)?,
                    hash: ChangeHash(hash),
                    author,
                    state: ChangeState::from_number(state)?,
                    reason,
                    time_s,
                    fact: self.fact_of_change(n)?,
                    fields: self.fields_of_change(n)?,
                })
            })
            .transpose()
    }

    fn fact_of_change(&self, n: i64) -> Result<Option<FactId>, StoreError> {
        // By way of its document, for facts have no index by change.
        let sql =
            "SELECT id FROM fact WHERE document = (SELECT document FROM change WHERE n = ?1) AND change = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let id = select.query_row([n], |row| row.get(0)).optional()?;
        Ok(id.map(|id| FactId(uuid::Uuid::from_bytes(id))))
    }

    fn fields_of_change(&self, n: i64) -> Result<Vec<(RegisterKey, bool)>, StoreError> {
        let sql = "SELECT map, key, voids FROM register_write
                   WHERE document = (SELECT document FROM change WHERE n = ?1) AND change = ?1 ORDER BY n";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([n], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.map(|row| {
            let (map, key, voids) = row?;
            let map = map_of(map)?;
            Ok((RegisterKey { map, key }, voids))
        })
        .collect()
    }

    /// How many changes have come how far: whoever wrote those that the hub does not have or let count, and only
    /// this device's of the others.
    pub fn count_changes(&self, own: &[u8; 32]) -> Result<Vec<(ChangeState, u64)>, StoreError> {
        let sql =
            "SELECT state, COUNT(*) FROM change WHERE state NOT IN (2, 3) OR author = ?1 GROUP BY state";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map(params![own], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (state, count) = row?;
            Ok((ChangeState::from_number(state)?, unsigned(count, "change")?))
        })
        .collect()
    }

    /// How many files are where, each with whether the hub has a part of them.
    pub fn count_blobs(&self) -> Result<Vec<(BlobState, bool, u64)>, StoreError> {
        let sql = "SELECT state, sent > 0, COUNT(*) FROM blob GROUP BY 1, 2";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.map(|row| {
            let (state, begun, count) = row?;
            Ok((BlobState::read(state)?, begun, unsigned(count, "blob")?))
        })
        .collect()
    }
}

use std::collections::HashMap;

use fieldbook_core::identity::PublicKey;
use fieldbook_core::model::{ChangeHash, DeviceId, DocId, DocRef};
use rusqlite::params;

use super::{Tables, row};
use crate::error::Result;

/// Refused changes kept per device; older ones make room.
const QUARANTINE_PER_DEVICE: i64 = 1_000;
/// The longest refused change whose bytes are kept: no honest change is larger.
const QUARANTINE_BYTES_MAX: usize = 64 * 1024;

/// Changes of one device in one document that wait for one reason.
pub(crate) struct HeldGroup {
    pub(crate) doc: i64,
    pub(crate) author: PublicKey,
    pub(crate) reason: Option<String>,
    /// In the order they came.
    pub(crate) hashes: Vec<ChangeHash>,
    pub(crate) since_ms: i64,
}

/// A change that does not count.
pub(crate) struct HeldRow {
    pub(crate) n: i64,
    pub(crate) author: PublicKey,
    pub(crate) bytes: Vec<u8>,
    pub(crate) signed: bool,
    pub(crate) held: i64,
    pub(crate) reason: Option<String>,
}

/// A change about to be put aside.
pub(crate) struct QuarantineRow<'a> {
    pub(crate) hash: [u8; 32],
    pub(crate) doc: DocRef,
    pub(crate) device: DeviceId,
    pub(crate) reason: &'a str,
    pub(crate) bytes: &'a [u8],
    pub(crate) at_ms: i64,
}

/// A refused change as it is kept.
pub(crate) struct QuarantinedRow {
    pub(crate) doc: DocId,
    pub(crate) device: DeviceId,
    pub(crate) reason: String,
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) length: u64,
    pub(crate) at_ms: i64,
}

impl Tables<'_> {
    /// Everything that is put aside, the newest first.
    pub(crate) fn quarantined(&self) -> Result<Vec<QuarantinedRow>> {
        let mut statement = self
            .0
            .prepare("SELECT doc, device, reason, bytes, length, at_ms FROM quarantine ORDER BY n DESC")?;
        let rows = statement.query_map([], |row| {
            Ok(QuarantinedRow {
                doc: row::id(row, 0)?,
                device: row::id(row, 1)?,
                reason: row.get(2)?,
                bytes: row.get(3)?,
                length: row.get(4)?,
                at_ms: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Changes that wait, of one document or of all, by document, author and reason; the oldest first.
    pub(crate) fn held_groups(&self, doc: Option<i64>) -> Result<Vec<HeldGroup>> {
        let mut statement = self.0.prepare(
            "SELECT doc, author, reason, hash, received_ms FROM change
             WHERE held = 1 AND (?1 IS NULL OR doc = ?1) ORDER BY n",
        )?;
        let mut rows = statement.query([doc])?;
        let mut groups: Vec<HeldGroup> = Vec::new();
        let mut places = HashMap::new();
        while let Some(row) = rows.next()? {
            let (doc, author, reason) = (row.get(0)?, PublicKey(row::bytes(row, 1)?), row.get(2)?);
            let hash = ChangeHash(row::bytes(row, 3)?);
            let place = *places
                .entry((doc, author, reason))
                .or_insert_with_key(|(doc, author, reason)| {
                    groups.push(HeldGroup {
                        doc: *doc,
                        author: *author,
                        reason: Option::clone(reason),
                        hashes: Vec::new(),
                        since_ms: 0,
                    });
                    groups.len() - 1
                });
            if let Some(group) = groups.get_mut(place) {
                if group.hashes.is_empty() {
                    group.since_ms = row.get(4)?;
                }
                group.hashes.push(hash);
            }
        }
        Ok(groups)
    }

    /// Changes of a document that do not count, in the order they came, refused ones among them.
    pub(crate) fn held_changes(&self, doc: i64) -> Result<Vec<HeldRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT n, author, bytes, signature IS NOT NULL, held, reason FROM change
             WHERE doc = ?1 AND held <> 0 ORDER BY n",
        )?;
        let rows = statement.query_map([doc], |row| {
            Ok(HeldRow {
                n: row.get(0)?,
                author: PublicKey(row::bytes(row, 1)?),
                bytes: row.get(2)?,
                signed: row.get(3)?,
                held: row.get(4)?,
                reason: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Documents in which changes of a key wait for a reason.
    pub(crate) fn docs_holding(&self, author: &PublicKey, reason: &str) -> Result<Vec<i64>> {
        let mut statement = self.0.prepare_cached(
            "SELECT DISTINCT doc FROM change WHERE held = 1 AND author = ?1 AND reason = ?2 ORDER BY doc",
        )?;
        let rows = statement.query_map(params![author.0, reason], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Lets a held change count. Its reason stays, so that its device can be told.
    pub(crate) fn release_change(&self, n: i64) -> Result<()> {
        self.0
            .prepare_cached("UPDATE change SET held = 0 WHERE n = ?1")?
            .execute([n])?;
        Ok(())
    }

    /// Holds a change for another reason than before.
    pub(crate) fn hold_change_for(&self, n: i64, reason: &str) -> Result<()> {
        self.0
            .prepare_cached("UPDATE change SET reason = ?2 WHERE n = ?1")?
            .execute(params![n, reason])?;
        Ok(())
    }

    /// Refuses a held change for good.
    pub(crate) fn refuse_change(&self, n: i64) -> Result<()> {
        self.0
            .prepare_cached("UPDATE change SET held = 2 WHERE n = ?1")?
            .execute([n])?;
        Ok(())
    }

    /// Puts a refused change aside.
    pub(crate) fn quarantine(&self, refused: &QuarantineRow) -> Result<()> {
        let kept = (refused.bytes.len() <= QUARANTINE_BYTES_MAX).then_some(refused.bytes);
        self.0
            .prepare_cached(
                "INSERT INTO quarantine (hash, doc, org, device, reason, bytes, length, at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT DO UPDATE SET reason = excluded.reason, at_ms = excluded.at_ms",
            )?
            .execute(params![
                refused.hash,
                refused.doc.id.as_bytes(),
                refused.doc.org.as_bytes(),
                refused.device.as_bytes(),
                refused.reason,
                kept,
                i64::try_from(refused.bytes.len()).unwrap_or(i64::MAX),
                refused.at_ms
            ])?;
        Ok(())
    }

    /// Drops what a device has put aside beyond its share.
    pub(crate) fn trim_quarantine(&self, device: DeviceId) -> Result<()> {
        self.0.execute(
            "DELETE FROM quarantine WHERE device = ?1 AND n <= (
                 SELECT n FROM quarantine WHERE device = ?1 ORDER BY n DESC LIMIT 1 OFFSET ?2)",
            params![device.as_bytes(), QUARANTINE_PER_DEVICE],
        )?;
        Ok(())
    }

    /// Whether anything is put aside.
    pub(crate) fn has_quarantine(&self) -> Result<bool> {
        Ok(self.0.prepare_cached("SELECT 1 FROM quarantine")?.exists([])?)
    }

    /// Forgets a change that has been let in after all.
    pub(crate) fn leave_quarantine(&self, hash: &[u8; 32]) -> Result<()> {
        self.0
            .prepare_cached("DELETE FROM quarantine WHERE hash = ?1")?
            .execute([hash])?;
        Ok(())
    }

    /// How many changes are put aside, and why.
    pub(crate) fn quarantine_reasons(&self) -> Result<Vec<(String, u64)>> {
        let mut statement = self
            .0
            .prepare("SELECT reason, count(*) FROM quarantine GROUP BY reason ORDER BY reason")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

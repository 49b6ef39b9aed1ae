use rusqlite::params;

use super::changes::ChangeState;
use super::documents::doc_ref;
use super::{Reading, StoreError, Writing};
use crate::model::{ChangeHash, DocId, DocRef};

/// A change the hub has not acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxChange {
    /// Its row; the outbox is in this order, so each change comes after those it builds on.
    pub n: i64,
    /// Its document.
    pub doc: DocRef,
    /// Its hash.
    pub hash: ChangeHash,
    /// The public key of its device, which may be another whose changes are carried.
    pub author: [u8; 32],
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A signature as stored: key, change, signature.
pub type SignatureRow = ([u8; 32], [u8; 32], [u8; 64]);

impl Reading<'_> {
    /// Changes the hub has not acknowledged, after a row, oldest first, until their bytes reach a limit (at
    /// least one).
    pub fn outbox(&self, after: i64, max_bytes: usize) -> Result<Vec<OutboxChange>, StoreError> {
        let sql = "SELECT c.n, d.id, d.kind, d.org, c.hash, c.author, c.bytes
                   FROM change c JOIN document d ON d.n = c.document
                   WHERE c.state < 2 AND c.n > ?1 AND c.bytes IS NOT NULL ORDER BY c.n";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([after])?;
        let (mut changes, mut total) = (Vec::new(), 0usize);
        while let Some(row) = rows.next()? {
            let bytes: Vec<u8> = row.get(6)?;
            total += bytes.len();
            if total > max_bytes && !changes.is_empty() {
                break;
            }
            changes.push(OutboxChange {
                n: row.get(0)?,
                doc: doc_ref(row.get(1)?, row.get(2)?, row.get(3)?)?,
                hash: ChangeHash(row.get(4)?),
                author: row.get(5)?,
                bytes,
            });
        }
        Ok(changes)
    }

    /// How many changes the hub has not acknowledged.
    pub fn count_outbox(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM change WHERE state < 2";
        let count: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
        super::changes::unsigned(count, "change")
    }

    /// The newest signature of each device in a document.
    pub fn signatures(&self, doc: DocId) -> Result<Vec<SignatureRow>, StoreError> {
        let sql = "SELECT s.key, s.change, s.signature FROM signature s JOIN document d ON d.n = s.document
                   WHERE d.id = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([doc.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }
}

impl Writing<'_> {
    /// Records how far a change has come. A change never goes back: a late answer to an early request must
    /// not hide a receipt.
    pub fn set_state(
        &self,
        hash: &ChangeHash,
        state: ChangeState,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE change SET state = ?2, reason = ?3
                   WHERE hash = ?1 AND (state < ?2 OR (state IN (4, 5) AND ?2 = 3))";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![hash.0, state as i64, reason])?;
        Ok(())
    }

    /// Puts changes back into the outbox that were refused for one of these reasons.
    pub fn offer_again(&self, reasons: &[&str]) -> Result<(), StoreError> {
        let sql = "UPDATE change SET state = 0, reason = NULL WHERE state = 5 AND reason = ?1 AND bytes IS NOT NULL";
        let mut update = self.connection().prepare_cached(sql)?;
        for reason in reasons {
            update.execute([reason])?;
        }
        Ok(())
    }

    /// Puts what a device has written back into the outbox, at most so many rows of changes after one;
    /// gives the row to go on after, until there is none.
    pub fn offer_again_of(
        &self,
        author: &[u8; 32],
        after: i64,
        rows: u32,
    ) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT MAX(n) FROM (SELECT n FROM change WHERE n > ?1 ORDER BY n LIMIT ?2)";
        let mut select = self.connection().prepare_cached(sql)?;
        let last: Option<i64> = select.query_row([after, i64::from(rows)], |row| row.get(0))?;
        let sql = "UPDATE change SET state = 0, reason = NULL
                   WHERE n > ?1 AND n <= ?2 AND author = ?3 AND bytes IS NOT NULL";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![after, last, author])?;
        Ok(last)
    }

    /// Keeps a device's newest signature in a document.
    pub fn set_signature(&self, doc: DocRef, row: &SignatureRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO signature (document, key, change, signature)
                   SELECT n, ?2, ?3, ?4 FROM document WHERE id = ?1
                   ON CONFLICT (document, key) DO UPDATE SET change = ?3, signature = ?4";
        let (key, change, signature) = row;
        self.connection()
            .prepare_cached(sql)?
            .execute(params![doc.id.as_bytes(), key, change, signature])?;
        Ok(())
    }
}

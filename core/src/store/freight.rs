use std::collections::BTreeMap;

use rusqlite::params;

use super::documents::{doc_ref, kind_number};
use super::outbox::SignatureRow;
use super::{ChangeState, Reading, ReceiptRow, StoreError, Writing};
use crate::model::{ChangeHash, DocRef};

/// Waiting freight of one document: never parted, because a signature covers all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreightRow {
    /// The document.
    pub doc: DocRef,
    /// Hash and bytes of each change, each after those it builds on.
    pub changes: Vec<(ChangeHash, Vec<u8>)>,
    /// The signatures that came with them.
    pub signatures: Vec<SignatureRow>,
}

impl FreightRow {
    fn size(&self) -> usize {
        self.changes.iter().map(|(_, bytes)| bytes.len()).sum()
    }
}

impl Reading<'_> {
    /// Waiting freight by document, until its bytes reach a limit; the first document also when it is larger,
    /// if `at_least_one`.
    pub fn freight(&self, max_bytes: usize, at_least_one: bool) -> Result<Vec<FreightRow>, StoreError> {
        let sql = "SELECT document, kind, org, hash, bytes FROM freight WHERE state < 2 ORDER BY document, n";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([])?;
        let mut waiting: BTreeMap<DocRef, Vec<(ChangeHash, Vec<u8>)>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let doc = doc_ref(row.get(0)?, row.get(1)?, row.get(2)?)?;
            let change = (ChangeHash(row.get(3)?), row.get(4)?);
            waiting.entry(doc).or_default().push(change);
        }
        let (mut freight, mut total) = (Vec::new(), 0usize);
        for (doc, changes) in waiting {
            let row = FreightRow {
                doc,
                changes,
                signatures: self.freight_signatures(doc)?,
            };
            total += row.size();
            if total > max_bytes && !(at_least_one && freight.is_empty()) {
                break;
            }
            freight.push(row);
        }
        Ok(freight)
    }

    fn freight_signatures(&self, doc: DocRef) -> Result<Vec<SignatureRow>, StoreError> {
        // One whose change has arrived long ago covers nothing that waits.
        let sql = "SELECT s.key, s.change, s.signature FROM freight_signature s
                   JOIN freight f ON f.hash = s.change WHERE s.document = ?1 AND f.state < 2";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([doc.id.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    /// How many carried changes the hub has not acknowledged, beside those of the outbox.
    pub fn count_freight(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM freight WHERE state < 2";
        let count: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
        super::integers::unsigned(count, "freight")
    }

    /// Receipts since a moment for changes that came in bundles, the oldest first: to be brought back.
    pub fn receipts_to_bring_back(&self, since_ms: i64) -> Result<Vec<ReceiptRow>, StoreError> {
        let sql = "SELECT signed, hashes FROM receipt WHERE at_ms >= ?1 AND n IN (
                       SELECT c.receipt FROM carried k JOIN change c ON c.hash = k.hash
                       UNION SELECT p.receipt FROM carried k JOIN receipt_pruned p ON p.hash = k.hash
                       UNION SELECT receipt FROM freight) ORDER BY n";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([since_ms], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (signed, hashes): (Vec<u8>, Vec<u8>) = row?;
            ReceiptRow::read(signed, &hashes)
        })
        .collect()
    }
}

impl Writing<'_> {
    /// Keeps a change to be carried; gives whether it is new.
    pub fn add_freight(&self, doc: DocRef, hash: &ChangeHash, bytes: &[u8]) -> Result<bool, StoreError> {
        let sql = "INSERT OR IGNORE INTO freight (hash, document, kind, org, state, bytes)
                   VALUES (?1, ?2, ?3, ?4, 0, ?5)";
        let added = self.connection().prepare_cached(sql)?.execute(params![
            hash.0,
            doc.id.as_bytes(),
            kind_number(doc.kind),
            doc.org.as_bytes(),
            bytes
        ])?;
        self.touch("outbox");
        Ok(added > 0)
    }

    /// Keeps an author's signature with their freight.
    pub fn add_freight_signature(&self, doc: DocRef, row: &SignatureRow) -> Result<(), StoreError> {
        let (key, change, signature) = row;
        let sql = "INSERT OR IGNORE INTO freight_signature (document, change, key, signature) VALUES (?1, ?2, ?3, ?4)";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![doc.id.as_bytes(), change, key, signature])?;
        Ok(())
    }

    /// Notes that a stored change came in a bundle.
    pub fn set_carried(&self, hash: &ChangeHash) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO carried (hash) VALUES (?1)";
        self.connection().prepare_cached(sql)?.execute([hash.0])?;
        Ok(())
    }

    /// A receipt says that a change has arrived: it no longer waits, however it got there.
    pub fn arrive(&self, hash: &ChangeHash, state: ChangeState) -> Result<(), StoreError> {
        let state = state as i64;
        for sql in [
            "UPDATE change SET state = ?2, reason = NULL WHERE hash = ?1 AND state < 2",
            "UPDATE freight SET state = ?2, reason = NULL WHERE hash = ?1 AND state < 2",
        ] {
            self.connection()
                .prepare_cached(sql)?
                .execute(params![hash.0, state])?;
        }
        self.touch("facts");
        self.touch("outbox");
        Ok(())
    }

    /// Records how far freight has come; it never goes back.
    pub(super) fn set_freight_state(
        &self,
        hash: &ChangeHash,
        state: ChangeState,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE freight SET state = ?2, reason = ?3
                   WHERE hash = ?1 AND (state < ?2 OR (state IN (4, 5) AND ?2 = 3))";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![hash.0, state as i64, reason])?;
        Ok(())
    }

    /// Lets freight wait again that was refused for one of these reasons.
    pub(super) fn offer_freight_again(&self, reasons: &[&str]) -> Result<(), StoreError> {
        let sql = "UPDATE freight SET state = 0, reason = NULL WHERE state = 5 AND reason = ?1";
        let mut update = self.connection().prepare_cached(sql)?;
        for reason in reasons {
            update.execute([reason])?;
        }
        Ok(())
    }

    /// Lets all freight wait again: the hub was restored from a backup and may have forgotten it.
    pub fn offer_all_freight(&self) -> Result<(), StoreError> {
        let sql = "UPDATE freight SET state = 0, reason = NULL";
        self.connection().prepare_cached(sql)?.execute([])?;
        self.touch("outbox");
        Ok(())
    }

    /// Forgets freight whose receipt is older than a moment. Until then it is kept for a hub that was
    /// restored from a backup.
    pub fn forget_freight(&self, before_ms: i64) -> Result<(), StoreError> {
        let sql = "DELETE FROM freight WHERE receipt IN (SELECT n FROM receipt WHERE at_ms < ?1)";
        self.connection().prepare_cached(sql)?.execute([before_ms])?;
        let sql = "DELETE FROM freight_signature WHERE document NOT IN (SELECT document FROM freight)";
        self.connection().prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Row, params};

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
    /// Its actor: a device that has renewed its actor signs each of its chains.
    pub actor: [u8; 16],
    /// The public key of its device, which may be another whose changes are carried.
    pub author: [u8; 32],
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A change that the hub has refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Its hash.
    pub hash: ChangeHash,
    /// Why.
    pub reason: String,
    /// Its bytes, if they were asked for.
    pub bytes: Option<Vec<u8>>,
}

/// Bytes of whole documents that a push carries for others, beside the first of them.
const CARRIED_BYTES: usize = 1024 * 1024;

/// A signature as stored: key, change, signature.
pub type SignatureRow = ([u8; 32], [u8; 32], [u8; 64]);

fn outbox_change(row: &Row<'_>) -> Result<OutboxChange, StoreError> {
    Ok(OutboxChange {
        n: row.get(0)?,
        doc: doc_ref(row.get(1)?, row.get(2)?, row.get(3)?)?,
        hash: ChangeHash(row.get(4)?),
        actor: row.get(5)?,
        author: row.get(6)?,
        bytes: row.get(7)?,
    })
}

impl Reading<'_> {
    /// Changes the hub has not acknowledged, oldest first, until their bytes reach a limit (at least one).
    /// Of a document with changes carried for others all are taken: this device has their authors'
    /// signatures over the newest only.
    pub fn outbox(&self, own: &[u8; 32], max_bytes: usize) -> Result<Vec<OutboxChange>, StoreError> {
        let sql = "SELECT c.n, d.id, d.kind, d.org, c.hash, c.actor, c.author, c.bytes
                   FROM change c JOIN document d ON d.n = c.document
                   WHERE c.state < 2 AND c.bytes IS NOT NULL ORDER BY c.n";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([])?;
        let (mut changes, mut total) = (Vec::new(), 0usize);
        while let Some(row) = rows.next()? {
            let change = outbox_change(row)?;
            total += change.bytes.len();
            if total > max_bytes && !changes.is_empty() {
                break;
            }
            changes.push(change);
        }
        let carried: BTreeSet<DocId> = changes
            .iter()
            .filter(|change| change.author != *own)
            .map(|change| change.doc.id)
            .collect();
        let newest = changes.last().map_or(0, |change| change.n);
        let (mut total, mut is_first) = (total, true);
        for doc in carried {
            let mut rest = self.outbox_of(doc, newest)?;
            // Own changes behind the last carried one may go by themselves.
            let last = rest.iter().rposition(|change| change.author != *own);
            rest.truncate(last.map_or(0, |last| last + 1));
            total += rest.iter().map(|change| change.bytes.len()).sum::<usize>();
            if is_first || total <= max_bytes.max(CARRIED_BYTES) {
                changes.extend(rest);
            } else {
                // It waits for the next push: a hub takes no larger one.
                changes.retain(|change| change.doc.id != doc);
            }
            is_first = false;
        }
        Ok(changes)
    }

    /// The weight of what waits in a document and others wrote, by device, and of its freight, by nobody: the bytes,
    /// and for each change at least so many.
    pub fn carried_weights(
        &self,
        doc: DocId,
        own: &[u8; 32],
        least: usize,
    ) -> Result<BTreeMap<Option<[u8; 32]>, usize>, StoreError> {
        let sql =
            "SELECT c.author, SUM(MAX(LENGTH(c.bytes), ?3)) FROM change c JOIN document d ON d.n = c.document
                   WHERE d.id = ?1 AND c.state < 2 AND c.author <> ?2 GROUP BY c.author
                   UNION ALL SELECT NULL, SUM(MAX(LENGTH(bytes), ?3)) FROM freight
                   WHERE document = ?1 AND state < 2 HAVING COUNT(*) > 0";
        let mut select = self.connection.prepare_cached(sql)?;
        let least = i64::try_from(least).unwrap_or(i64::MAX);
        let rows = select.query_map(params![doc.as_bytes(), own, least], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?))
        })?;
        rows.map(|row| row.map(|(author, weight)| (author, usize::try_from(weight).unwrap_or_default())))
            .collect::<Result<_, _>>()
            .map_err(StoreError::from)
    }

    fn outbox_of(&self, doc: DocId, after: i64) -> Result<Vec<OutboxChange>, StoreError> {
        let sql = "SELECT c.n, d.id, d.kind, d.org, c.hash, c.actor, c.author, c.bytes
                   FROM document d JOIN change c ON c.document = d.n
                   WHERE d.id = ?1 AND c.state < 2 AND c.n > ?2 AND c.bytes IS NOT NULL ORDER BY c.n";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query(params![doc.as_bytes(), after])?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next()? {
            changes.push(outbox_change(row)?);
        }
        Ok(changes)
    }

    /// What the hub has refused of this phone's outbox and freight, each after those it builds on: the reason, and
    /// the bytes of those refused for one reason.
    pub fn refused_for(&self, wanted: &str) -> Result<Vec<RefusedRow>, StoreError> {
        let mut refused = Vec::new();
        // By name, or SQLite walks the whole table to have it in order, at the start of every sync.
        for table in ["change INDEXED BY change_refused", "freight"] {
            let sql = format!(
                "SELECT hash, reason, CASE WHEN reason = ?1 THEN bytes END FROM {table} WHERE state = 5 ORDER BY n"
            );
            let mut select = self.connection.prepare_cached(&sql)?;
            let rows = select.query_map([wanted], |row| {
                Ok(RefusedRow {
                    hash: ChangeHash(row.get(0)?),
                    reason: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                    bytes: row.get(2)?,
                })
            })?;
            for row in rows {
                refused.push(row?);
            }
        }
        Ok(refused)
    }

    /// How many changes the hub has not acknowledged.
    pub fn count_outbox(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM change WHERE state < 2";
        let count: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
        super::integers::unsigned(count, "change")
    }

    /// The newest signature of each actor in a document.
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
        let sql = "UPDATE change SET state = ?2, reason = ?3 WHERE hash = ?1 AND state < ?2";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![hash.0, state as i64, reason])?;
        self.set_freight_state(hash, state, reason)?;
        self.touch("facts");
        self.touch("outbox");
        Ok(())
    }

    /// Records what became of a held change: it counts, or it was refused for a reason. Only a held one
    /// moves, for any other has no receipt yet and the answer to its push tells; and one that was refused when
    /// this phone carried it, and has reached the hub since.
    pub fn settle_held(&self, hash: &ChangeHash, refused: Option<&str>) -> Result<(), StoreError> {
        let state = match refused {
            None => ChangeState::Accepted,
            Some(_) => ChangeState::Refused,
        };
        let sql = "UPDATE change SET state = ?2, reason = ?3 WHERE hash = ?1 AND (state = 4 OR state = 5 AND ?2 = 3)";
        let moved = self
            .connection()
            .prepare_cached(sql)?
            .execute(params![hash.0, state as i64, refused])?;
        if moved > 0 {
            self.touch("outbox");
            self.touch("facts");
        }
        Ok(())
    }

    /// Puts changes back into the outbox that were refused for one of these reasons.
    pub fn offer_again(&self, reasons: &[&str]) -> Result<(), StoreError> {
        let sql = "UPDATE change SET state = 0, reason = NULL WHERE state = 5 AND reason = ?1 AND bytes IS NOT NULL";
        let mut update = self.connection().prepare_cached(sql)?;
        for reason in reasons {
            update.execute([reason])?;
        }
        self.offer_freight_again(reasons)
    }

    /// Puts all refused changes back into the outbox but those refused for one reason.
    pub fn offer_all_again(&self, but: &str) -> Result<(), StoreError> {
        for table in ["change", "freight"] {
            let sql = format!(
                "UPDATE {table} SET state = 0, reason = NULL WHERE state = 5 AND reason <> ?1 AND bytes IS NOT NULL"
            );
            self.connection().prepare_cached(&sql)?.execute([but])?;
        }
        self.touch("outbox");
        Ok(())
    }

    /// Puts what a device has written in a document back into the outbox.
    pub fn offer_own(&self, doc: DocId, author: &[u8; 32]) -> Result<(), StoreError> {
        let sql = "UPDATE change SET state = 0, reason = NULL WHERE author = ?1 AND bytes IS NOT NULL
                   AND document = (SELECT n FROM document WHERE id = ?2)";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![author, doc.as_bytes()])?;
        self.touch("outbox");
        Ok(())
    }

    /// Puts everything of a document that the hub has acknowledged, or that came from it, back into the
    /// outbox, whoever wrote it. Its bytes must be there.
    pub fn offer_document(&self, doc: DocId) -> Result<(), StoreError> {
        self.offer_in(doc, "2, 3")
    }

    /// Puts everything of a document that the hub holds for a person back into the outbox. Its bytes must be there.
    pub fn offer_held(&self, doc: DocId) -> Result<(), StoreError> {
        self.offer_in(doc, "4")
    }

    fn offer_in(&self, doc: DocId, states: &str) -> Result<(), StoreError> {
        let sql = format!(
            "UPDATE change SET state = 0, reason = NULL WHERE state IN ({states}) AND bytes IS NOT NULL
             AND document = (SELECT n FROM document WHERE id = ?1)"
        );
        self.connection()
            .prepare_cached(&sql)?
            .execute([doc.as_bytes()])?;
        self.touch("outbox");
        Ok(())
    }

    /// Keeps an actor's newest signature in a document; an older one, come late, never takes its place, for
    /// without the newest the changes could not be carried for their author. The signed change must be there.
    pub fn set_signature(&self, doc: DocRef, row: &SignatureRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO signature (document, actor, key, change, signature)
                   SELECT c.document, c.actor, ?2, ?3, ?4 FROM change c JOIN document d ON d.n = c.document
                   WHERE d.id = ?1 AND c.hash = ?3
                   ON CONFLICT (document, actor) DO UPDATE SET key = ?2, change = ?3, signature = ?4
                   WHERE (SELECT seq FROM change WHERE hash = ?3)
                       > (SELECT seq FROM change WHERE hash = signature.change)";
        let (key, change, signature) = row;
        self.connection()
            .prepare_cached(sql)?
            .execute(params![doc.id.as_bytes(), key, change, signature])?;
        Ok(())
    }
}

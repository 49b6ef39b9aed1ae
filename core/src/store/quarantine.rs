use rusqlite::params;

use super::documents::{doc_ref, kind_number};
use super::{Reading, StoreError, Writing};
use crate::model::{DocId, DocRef, OrgId};

/// A change that was not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineRow {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// The document it claims.
    pub doc: DocRef,
    /// Why, such as `unsigned`.
    pub reason: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The signatures that came with it, encoded.
    pub signatures: Vec<u8>,
}

/// A change that was not let in, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAsideRow {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// The document it claims.
    pub doc: DocId,
    /// That document with kind and organisation, where they are known.
    pub known: Option<DocRef>,
    /// Why.
    pub reason: String,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// Its bytes, as they came.
    pub bytes: Vec<u8>,
}

impl Reading<'_> {
    /// Everything that was not let in, the newest first.
    pub fn set_aside(&self) -> Result<Vec<SetAsideRow>, StoreError> {
        let sql = "SELECT q.hash, q.document, q.reason, q.at_ms, q.bytes, coalesce(q.kind, d.kind), coalesce(q.org, d.org)
                   FROM quarantine q LEFT JOIN document d ON d.id = q.document ORDER BY q.n DESC";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let doc: [u8; 16] = row.get(1)?;
            let known = match (row.get(5)?, row.get(6)?) {
                (Some(kind), Some(org)) => Some(doc_ref(doc, kind, org)?),
                _ => None,
            };
            all.push(SetAsideRow {
                hash: row.get(0)?,
                doc: DocId(uuid::Uuid::from_bytes(doc)),
                known,
                reason: row.get(2)?,
                at_ms: row.get(3)?,
                bytes: row.get(4)?,
            });
        }
        Ok(all)
    }

    /// The documents with changes that can be tried again, of one organisation or of all. Those of a forked copy
    /// cannot: they were written again.
    pub fn quarantined_documents(&self, org: Option<OrgId>) -> Result<Vec<DocId>, StoreError> {
        let sql = "SELECT DISTINCT document FROM quarantine
                   WHERE kind IS NOT NULL AND reason <> 'forked_copy' AND (?1 IS NULL OR org = ?1)
                   ORDER BY document";
        let mut select = self.connection.prepare_cached(sql)?;
        let org = org.as_ref().map(|org| org.as_bytes().as_slice());
        let rows = select.query_map([org], |row| Ok(DocId(uuid::Uuid::from_bytes(row.get(0)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Changes of a document that can be tried again, in the order they came.
    pub fn quarantined(&self, doc: DocId) -> Result<Vec<QuarantineRow>, StoreError> {
        let sql = "SELECT hash, kind, org, reason, bytes, signatures FROM quarantine
                   WHERE document = ?1 AND kind IS NOT NULL AND reason <> 'forked_copy' ORDER BY n";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([doc.as_bytes()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(QuarantineRow {
                hash: row.get(0)?,
                doc: doc_ref(*doc.as_bytes(), row.get(1)?, row.get(2)?)?,
                reason: row.get(3)?,
                bytes: row.get(4)?,
                signatures: row.get(5)?,
            });
        }
        Ok(found)
    }
}

impl Writing<'_> {
    /// Keeps a change that was not let in, with what is needed to try it again.
    pub fn quarantine(&self, row: &QuarantineRow, at_ms: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO quarantine (hash, document, kind, org, reason, at_ms, bytes, signatures)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                   ON CONFLICT (hash) DO UPDATE SET kind = ?3, org = ?4, reason = ?5, signatures = ?8";
        self.connection().prepare_cached(sql)?.execute(params![
            row.hash,
            row.doc.id.as_bytes(),
            kind_number(row.doc.kind),
            row.doc.org.as_bytes(),
            row.reason,
            at_ms,
            row.bytes,
            row.signatures,
        ])?;
        Ok(())
    }

    /// Keeps a change of a bundle that was not let in. It is not tried again by itself: only what the hub has
    /// passed on may count without being sent.
    pub fn set_aside(
        &self,
        doc: DocRef,
        hash: [u8; 32],
        reason: &str,
        at_ms: i64,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO quarantine (hash, document, reason, at_ms, bytes) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.connection().prepare_cached(sql)?.execute(params![
            hash,
            doc.id.as_bytes(),
            reason,
            at_ms,
            bytes
        ])?;
        Ok(())
    }

    /// Takes a change out of quarantine.
    pub fn leave_quarantine(&self, hash: &[u8; 32]) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached("DELETE FROM quarantine WHERE hash = ?1")?
            .execute([hash])?;
        Ok(())
    }
}

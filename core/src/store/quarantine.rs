use rusqlite::params;

use super::{Reading, StoreError, Writing};
use crate::model::{DocId, DocRef};

/// A change that was not let in, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineRow {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// The document it was meant for.
    pub doc: DocId,
    /// That document, when the book has it.
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
    pub fn quarantine(&self) -> Result<Vec<QuarantineRow>, StoreError> {
        let sql = "SELECT q.hash, q.document, q.reason, q.at_ms, q.bytes, d.kind, d.org
                   FROM quarantine q LEFT JOIN document d ON d.id = q.document ORDER BY q.n DESC";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let doc: [u8; 16] = row.get(1)?;
            let known: (Option<i64>, Option<[u8; 16]>) = (row.get(5)?, row.get(6)?);
            let known = match known {
                (Some(kind), Some(org)) => Some(super::documents::doc_ref(doc, kind, org)?),
                _ => None,
            };
            all.push(QuarantineRow {
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
}

impl Writing<'_> {
    /// Keeps a change that was not let in.
    pub fn quarantine(
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
}

use fieldbook_core::identity::{PublicKey, Signature, Signed};
use fieldbook_core::model::{ChangeHash, DocId, DocKind, OrgId};
use rusqlite::params;

use super::entries::read_statement;
use super::{Logged, Tables, row};
use crate::error::Result;

/// A document and the number of its newest change in the log, up to where a start is pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Active {
    pub(crate) doc: i64,
    pub(crate) seq: u64,
}

impl Tables<'_> {
    /// Walks the statements of a log behind `after` up to `end`.
    pub(crate) fn walk_statements(
        &self,
        org: OrgId,
        after: u64,
        end: u64,
        mut visit: impl FnMut(u64, Logged) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "SELECT seq, kind, statement FROM entry
             WHERE org = ?1 AND seq > ?2 AND seq <= ?3 AND statement IS NOT NULL ORDER BY seq",
        )?;
        let mut rows = statement.query(params![org.as_bytes(), after, end])?;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            visit(
                row.get(0)?,
                read_statement(row.get(1)?, Signed::from_bytes(bytes)?)?,
            )?;
        }
        Ok(())
    }

    /// Documents whose newest change up to `end` has a number below `below`, the newest first; the register
    /// is not among them. What was written to a document behind `end` does not move it.
    pub(crate) fn active_docs(&self, org: OrgId, end: u64, below: u64) -> Result<Vec<Active>> {
        let sql = "SELECT n, last_seq AS seq FROM doc
                   WHERE org = ?1 AND kind <> ?4 AND last_seq > 0 AND last_seq <= ?2 AND last_seq < ?3
                   UNION ALL
                   SELECT d.n, max(e.seq) AS seq FROM doc d
                   JOIN change c ON c.doc = d.n JOIN entry e ON e.change = c.n
                   WHERE d.org = ?1 AND d.kind <> ?4 AND d.last_seq > ?2 AND e.seq <= ?2
                   GROUP BY d.n HAVING max(e.seq) < ?3
                   ORDER BY seq DESC";
        let register = row::place_in(&DocKind::ALL, &DocKind::Register);
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(params![org.as_bytes(), end, below, register], |row| {
            Ok(Active {
                doc: row.get(0)?,
                seq: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// An organisation's documents behind an id, up to another, in the order of their ids.
    pub(crate) fn docs_of(&self, org: OrgId, after: DocId, upto: Option<DocId>) -> Result<Vec<(DocId, i64)>> {
        let sql = "SELECT id, n FROM doc WHERE org = ?1 AND id > ?2 AND (?3 IS NULL OR id <= ?3) ORDER BY id";
        let mut statement = self.0.prepare_cached(sql)?;
        let upto = upto.as_ref().map(|id| id.as_bytes().as_slice());
        let rows = statement.query_map(params![org.as_bytes(), after.as_bytes(), upto], |row| {
            Ok((row::id(row, 0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The hashes of a document's changes that count.
    pub(crate) fn counted_hashes(&self, doc: i64) -> Result<Vec<ChangeHash>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT hash FROM change WHERE doc = ?1 AND held = 0")?;
        let rows = statement.query_map([doc], |row| Ok(ChangeHash(row::bytes(row, 0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The bytes of a document's changes that count.
    pub(crate) fn counted_bytes(&self, doc: i64) -> Result<u64> {
        Ok(self
            .0
            .prepare_cached("SELECT coalesce(sum(length(bytes)), 0) FROM change WHERE doc = ?1 AND held = 0")?
            .query_row([doc], |row| row.get(0))?)
    }

    /// Walks a document's changes that count, behind a row, in the order they came, until `visit` says stop
    /// by giving `false`.
    pub(crate) fn walk_doc(
        &self,
        doc: i64,
        after: i64,
        mut visit: impl FnMut(i64, Logged) -> Result<bool>,
    ) -> Result<()> {
        let mut statement = self.0.prepare_cached(
            "SELECT n, hash, actor, author, bytes, signature, reason IS NOT NULL FROM change
             WHERE doc = ?1 AND n > ?2 AND held = 0 ORDER BY n",
        )?;
        let mut rows = statement.query(params![doc, after])?;
        while let Some(row) = rows.next()? {
            let logged = Logged::Change {
                doc,
                hash: ChangeHash(row::bytes(row, 1)?),
                actor: row::bytes(row, 2)?,
                author: PublicKey(row::bytes(row, 3)?),
                bytes: row.get(4)?,
                signature: row::bytes_or_null(row, 5)?.map(Signature),
                was_held: row.get(6)?,
            };
            if !visit(row.get(0)?, logged)? {
                break;
            }
        }
        Ok(())
    }
}

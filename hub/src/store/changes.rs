use fieldbook_core::identity::{PublicKey, Signature};
use fieldbook_core::journal::{ActorId, KnownChange};
use fieldbook_core::model::{ChangeHash, DocId, DocKind, DocRef};
use rusqlite::params;

use super::{Tables, row};
use crate::error::Result;

/// The newest change of an actor in a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChainRow {
    pub(crate) author: PublicKey,
    pub(crate) newest: ChangeHash,
    pub(crate) seq: u64,
}

/// A change about to be stored.
pub(crate) struct NewChange<'a> {
    pub(crate) doc: i64,
    pub(crate) hash: ChangeHash,
    pub(crate) known: KnownChange,
    pub(crate) author: PublicKey,
    pub(crate) bytes: &'a [u8],
    pub(crate) signature: Option<Signature>,
    /// Why it does not count.
    pub(crate) hold: Option<&'static str>,
    pub(crate) received_ms: i64,
}

impl Tables<'_> {
    /// A document and its row number.
    pub(crate) fn doc(&self, id: DocId) -> Result<Option<(i64, DocRef)>> {
        row::optional(
            self.0
                .prepare_cached("SELECT n, kind, org FROM doc WHERE id = ?1")?
                .query_row([id.as_bytes()], |row| {
                    let doc = DocRef {
                        id,
                        kind: row::of_list(&DocKind::ALL, row, 1)?,
                        org: row::id(row, 2)?,
                    };
                    Ok((row.get(0)?, doc))
                }),
        )
    }

    /// A document by its row number.
    pub(crate) fn doc_at(&self, n: i64) -> Result<DocRef> {
        Ok(self
            .0
            .prepare_cached("SELECT id, kind, org FROM doc WHERE n = ?1")?
            .query_row([n], |row| {
                Ok(DocRef {
                    id: row::id(row, 0)?,
                    kind: row::of_list(&DocKind::ALL, row, 1)?,
                    org: row::id(row, 2)?,
                })
            })?)
    }

    /// Makes room for a new document.
    pub(crate) fn insert_doc(&self, doc: DocRef) -> Result<i64> {
        self.0
            .prepare_cached("INSERT INTO doc (id, kind, org) VALUES (?1, ?2, ?3)")?
            .execute(params![
                doc.id.as_bytes(),
                row::place_in(&DocKind::ALL, &doc.kind),
                doc.org.as_bytes()
            ])?;
        Ok(self.0.last_insert_rowid())
    }

    /// What is remembered of a change of a document, whether it counts, and why it did not.
    pub(crate) fn known_change(
        &self,
        doc: i64,
        hash: &ChangeHash,
    ) -> Result<Option<(KnownChange, i64, Option<String>)>> {
        row::optional(
            self.0
                .prepare_cached(
                    "SELECT actor, seq, max_op, held, reason FROM change WHERE hash = ?1 AND doc = ?2",
                )?
                .query_row(params![hash.0, doc], |row| {
                    let known = KnownChange {
                        actor: row::bytes(row, 0)?,
                        seq: row.get(1)?,
                        max_op: row.get(2)?,
                    };
                    Ok((known, row.get(3)?, row.get(4)?))
                }),
        )
    }

    /// The chain of an actor in a document.
    pub(crate) fn chain(&self, doc: i64, actor: &ActorId) -> Result<Option<ChainRow>> {
        row::optional(
            self.0
                .prepare_cached("SELECT author, newest, seq FROM chain WHERE doc = ?1 AND actor = ?2")?
                .query_row(params![doc, actor], |row| {
                    Ok(ChainRow {
                        author: PublicKey(row::bytes(row, 0)?),
                        newest: ChangeHash(row::bytes(row, 1)?),
                        seq: row.get(2)?,
                    })
                }),
        )
    }

    /// How many actors a key has in a document.
    pub(crate) fn count_chains(&self, doc: i64, author: &PublicKey) -> Result<usize> {
        let sql = "SELECT count(*) FROM chain WHERE doc = ?1 AND author = ?2";
        Ok(self
            .0
            .prepare_cached(sql)?
            .query_row(params![doc, author.0], |row| row.get(0))?)
    }

    /// Stores a change and moves its actor's chain; gives its row number.
    pub(crate) fn insert_change(&self, new: &NewChange) -> Result<i64> {
        self.0
            .prepare_cached(
                "INSERT INTO change (hash, doc, actor, author, seq, max_op, bytes, signature, held, reason, received_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 IS NOT NULL, ?9, ?10)",
            )?
            .execute(params![
                new.hash.0,
                new.doc,
                new.known.actor,
                new.author.0,
                new.known.seq,
                new.known.max_op,
                new.bytes,
                new.signature.map(|signature| signature.0.to_vec()),
                new.hold,
                new.received_ms,
            ])?;
        let n = self.0.last_insert_rowid();
        self.0
            .prepare_cached(
                "INSERT INTO chain (doc, actor, author, newest, seq) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET newest = excluded.newest, seq = excluded.seq",
            )?
            .execute(params![
                new.doc,
                new.known.actor,
                new.author.0,
                new.hash.0,
                new.known.seq
            ])?;
        Ok(n)
    }

    /// The bytes of every change of a document that counts, in the order they came.
    pub(crate) fn changes_of(&self, doc: i64) -> Result<Vec<Vec<u8>>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT bytes FROM change WHERE doc = ?1 AND held = 0 ORDER BY n")?;
        let rows = statement.query_map([doc], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every change of a document in the order they came, also those that do not count.
    pub(crate) fn walk_past(
        &self,
        doc: i64,
        mut visit: impl FnMut(ChangeHash, KnownChange, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let sql = "SELECT hash, actor, seq, max_op, bytes FROM change WHERE doc = ?1 ORDER BY n";
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query([doc])?;
        while let Some(row) = rows.next()? {
            let known = KnownChange {
                actor: row::bytes(row, 1)?,
                seq: row.get(2)?,
                max_op: row.get(3)?,
            };
            let bytes: Vec<u8> = row.get(4)?;
            visit(ChangeHash(row::bytes(row, 0)?), known, &bytes)?;
        }
        Ok(())
    }

    /// When the newest change of a document came, milliseconds since 1970.
    pub(crate) fn received_ms(&self, doc: DocId) -> Result<Option<i64>> {
        let sql = "SELECT max(c.received_ms) FROM change c JOIN doc d ON d.n = c.doc WHERE d.id = ?1 AND c.held = 0";
        Ok(self
            .0
            .prepare_cached(sql)?
            .query_row([doc.as_bytes()], |row| row.get(0))?)
    }
}

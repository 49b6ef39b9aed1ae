use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};

use super::changes::ChangeState;
use super::documents::doc_ref;
use super::integers::{map_number, signed};
use super::{NewChange, Reading, StoreError, Writing};
use crate::model::{ChangeHash, DocRef, FactId, RegisterKey};

/// A change of a document, as far as its row tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedChange {
    /// Its hash.
    pub hash: ChangeHash,
    /// The device's public key.
    pub author: [u8; 32],
    /// How far it has come.
    pub state: ChangeState,
}

impl PlacedChange {
    /// The hub has given a receipt for it, or keeps it for a person: what contradicts it is wrong, not it.
    pub fn is_at_hub(&self) -> bool {
        matches!(
            self.state,
            ChangeState::Received | ChangeState::Accepted | ChangeState::Held
        )
    }
}

type PlacedRow = ([u8; 32], [u8; 32], i64);

fn placed((hash, author, state): PlacedRow) -> Result<PlacedChange, StoreError> {
    Ok(PlacedChange {
        hash: ChangeHash(hash),
        author,
        state: ChangeState::from_number(state)?,
    })
}

fn placed_row(row: &rusqlite::Row<'_>) -> Result<PlacedRow, rusqlite::Error> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

impl Reading<'_> {
    /// Every change of a document, each after those it builds on.
    pub fn placed_changes(&self, doc: DocRef) -> Result<Vec<PlacedChange>, StoreError> {
        let sql = "SELECT c.hash, c.author, c.state FROM change c JOIN document d ON d.n = c.document
                   WHERE d.id = ?1 ORDER BY c.n";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([doc.id.as_bytes()], placed_row)?;
        rows.map(|row| row.map_err(StoreError::from).and_then(placed))
            .collect()
    }

    /// The change in one place of an actor's chain.
    pub fn change_in_place(
        &self,
        doc: DocRef,
        actor: &[u8; 16],
        seq: u64,
    ) -> Result<Option<PlacedChange>, StoreError> {
        let sql = "SELECT c.hash, c.author, c.state FROM change c JOIN document d ON d.n = c.document
                   WHERE d.id = ?1 AND c.actor = ?2 AND c.seq = ?3";
        let mut select = self.connection.prepare_cached(sql)?;
        let seq = signed(seq, "change")?;
        let row = select
            .query_row(params![doc.id.as_bytes(), actor, seq], placed_row)
            .optional()?;
        row.map(placed).transpose()
    }

    /// The document a change is in, and its device's public key.
    pub fn document_of(&self, hash: &ChangeHash) -> Result<Option<(DocRef, [u8; 32])>, StoreError> {
        let sql = "SELECT d.id, d.kind, d.org, c.author FROM change c JOIN document d ON d.n = c.document
                   WHERE c.hash = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let row = select
            .query_row([hash.0], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        row.map(|(id, kind, org, author)| Ok((doc_ref(id, kind, org)?, author)))
            .transpose()
    }

    /// The change of a document that wrote a fact, and the fact as it wrote it.
    pub fn change_of_fact(
        &self,
        doc: DocRef,
        fact: FactId,
    ) -> Result<Option<(PlacedChange, Vec<u8>)>, StoreError> {
        let sql = "SELECT c.hash, c.author, c.state, f.body FROM fact f JOIN change c ON c.n = f.change
                   JOIN document d ON d.n = f.document WHERE d.id = ?1 AND f.id = ?2";
        let mut select = self.connection.prepare_cached(sql)?;
        let row = select
            .query_row(params![doc.id.as_bytes(), fact.as_bytes()], |row| {
                Ok((placed_row(row)?, row.get(3)?))
            })
            .optional()?;
        row.map(|(row, body)| Ok((placed(row)?, body))).transpose()
    }

    /// The change of a document in which a device wrote a value of a correctable field, these very bytes.
    pub fn change_of_value(
        &self,
        doc: DocRef,
        key: &RegisterKey,
        bytes: &[u8],
        author: &[u8; 32],
    ) -> Result<Option<PlacedChange>, StoreError> {
        let sql = "SELECT c.hash, c.author, c.state FROM register_write w JOIN change c ON c.n = w.change
                   JOIN document d ON d.n = w.document
                   WHERE d.id = ?1 AND w.map = ?2 AND w.key = ?3 AND w.bytes = ?4 AND c.author = ?5";
        let mut select = self.connection.prepare_cached(sql)?;
        let row = select
            .query_row(
                params![doc.id.as_bytes(), map_number(key.map), key.key, bytes, author],
                placed_row,
            )
            .optional()?;
        row.map(placed).transpose()
    }

    /// What a device has written and the hub has refused with a code, by document.
    pub fn refused(
        &self,
        author: &[u8; 32],
        code: &str,
    ) -> Result<Vec<(DocRef, BTreeSet<ChangeHash>)>, StoreError> {
        let sql = "SELECT d.id, d.kind, d.org, c.hash FROM change c JOIN document d ON d.n = c.document
                   WHERE c.state = 5 AND c.author = ?1 AND c.reason = ?2";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map(params![author, code], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        let mut refused: BTreeMap<DocRef, BTreeSet<ChangeHash>> = BTreeMap::new();
        for row in rows {
            let (id, kind, org, hash) = row?;
            let changes = refused.entry(doc_ref(id, kind, org)?).or_default();
            changes.insert(ChangeHash(hash));
        }
        Ok(refused.into_iter().collect())
    }

    /// The facts that a change wrote.
    pub fn facts_of_change(&self, hash: &ChangeHash) -> Result<Vec<FactId>, StoreError> {
        let sql = "SELECT f.id FROM fact f JOIN change c ON c.n = f.change WHERE c.hash = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([hash.0], |row| row.get::<_, [u8; 16]>(0))?;
        let id = |bytes| FactId(uuid::Uuid::from_bytes(bytes));
        Ok(rows.map(|row| row.map(id)).collect::<Result<_, _>>()?)
    }

    /// Devices with changes that the hub does not have and no signature covers: this book's own, or those of the
    /// device it was copied from.
    pub fn unsigned_authors(&self) -> Result<Vec<[u8; 32]>, StoreError> {
        let sql = "SELECT DISTINCT c.author FROM change c WHERE c.state < 2 AND NOT EXISTS
                     (SELECT 1 FROM signature s WHERE s.document = c.document AND s.actor = c.actor)";
        let mut select = self.connection.prepare(sql)?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    /// How many changes of a device the hub is known to hold.
    pub fn count_at_hub(&self, author: &[u8; 32]) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM change WHERE author = ?1 AND state IN (2, 3, 4)";
        let count = self.connection.query_row(sql, [author], |row| row.get(0))?;
        super::integers::unsigned(count, "change")
    }
}

impl Writing<'_> {
    /// Takes changes out of a document and leaves the others as if these had never been there: rows,
    /// projections, signatures and snapshot. `kept` are the document's remaining changes with their bytes,
    /// each after those it builds on; `heads` are theirs.
    pub fn take_out(
        &self,
        doc: DocRef,
        out: &[ChangeHash],
        kept: &[NewChange],
        heads: &[ChangeHash],
    ) -> Result<(), StoreError> {
        let (document, _) = self.document_row(doc, 0)?;
        let mut length = 0i64;
        for change in kept {
            self.restore_bytes(&change.hash, &change.bytes)?;
            length = length.saturating_add(i64::try_from(change.bytes.len()).unwrap_or(i64::MAX));
        }
        // First, because rows of projections hold on to their changes.
        self.project_again(doc, kept)?;
        let connection = self.connection();
        for hash in out {
            connection
                .prepare_cached("DELETE FROM signature WHERE document = ?1 AND change = ?2")?
                .execute(params![document, hash.0])?;
            connection
                .prepare_cached("DELETE FROM change WHERE hash = ?1 AND document = ?2")?
                .execute(params![hash.0, document])?;
        }
        connection
            .prepare_cached("DELETE FROM snapshot WHERE document = ?1")?
            .execute([document])?;
        connection
            .prepare_cached("UPDATE change SET folded = 0 WHERE document = ?1")?
            .execute([document])?;
        let packed: Vec<u8> = heads.iter().flat_map(|head| head.0).collect();
        connection
            .prepare_cached("UPDATE document SET heads = ?2, snapshot_len = 0, loose_len = ?3 WHERE n = ?1")?
            .execute(params![document, packed, length])?;
        self.touch("facts");
        self.touch("outbox");
        Ok(())
    }
}

use rusqlite::{Row, params};

use super::changes::ChangeState;
use super::documents::doc_ref;
use super::integers::{map_number, map_of, unsigned};
use super::operation::{Operation, unpack_operations};
use super::{Reading, StoreError};
use crate::model::{ChangeHash, DocId, DocRef, FactId, RegisterKey, RegisterMap};

/// One value ever written to a correctable field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteRow {
    /// The field.
    pub key: RegisterKey,
    /// The operation.
    pub op: Operation,
    /// The operations it replaces: what its writer saw.
    pub replaces: Vec<Operation>,
    /// A later one replaced it.
    pub replaced: bool,
    /// The amendment, encoded.
    pub bytes: Vec<u8>,
    /// The change it came in.
    pub change: ChangeHash,
    /// The device's public key.
    pub author: [u8; 32],
    /// How far it has come.
    pub state: ChangeState,
}

/// A field on which standing values differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictRow {
    /// The document.
    pub doc: DocRef,
    /// The field.
    pub key: RegisterKey,
}

type RawWrite = (
    i64,
    String,
    i64,
    [u8; 16],
    bool,
    Vec<u8>,
    [u8; 32],
    [u8; 32],
    i64,
    Vec<u8>,
);

fn raw(row: &Row<'_>) -> Result<RawWrite, rusqlite::Error> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
        row.get(8)?,
        row.get(9)?,
    ))
}

fn write_row(row: RawWrite) -> Result<WriteRow, StoreError> {
    let (map, key, counter, actor, replaced, bytes, hash, author, state, seen) = row;
    Ok(WriteRow {
        key: RegisterKey {
            map: map_of(map)?,
            key,
        },
        op: (unsigned(counter, "register_write")?, actor),
        replaces: unpack_operations(&seen)?,
        replaced,
        bytes,
        change: ChangeHash(hash),
        author,
        state: ChangeState::from_number(state)?,
    })
}

const COLUMNS: &str =
    "w.map, w.key, w.counter, w.actor, w.replaced, w.bytes, c.hash, c.author, c.state, w.replaces
                       FROM register_write w JOIN change c ON c.n = w.change";

impl Reading<'_> {
    /// Every value ever written to the fields of one fact, oldest first.
    pub fn writes_of_fact(&self, fact: FactId) -> Result<Vec<WriteRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} WHERE w.fact = ?1
             AND w.document = (SELECT document FROM fact WHERE id = ?1) ORDER BY w.counter, w.actor"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let rows = select.query_map([fact.as_bytes()], raw)?;
        rows.map(|row| row.map_err(StoreError::from).and_then(write_row))
            .collect()
    }

    /// Every value ever written to one map of a document, or to all of them, oldest first.
    pub fn writes_of_document(
        &self,
        doc: DocId,
        map: Option<RegisterMap>,
    ) -> Result<Vec<WriteRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} WHERE w.document = (SELECT n FROM document WHERE id = ?1)
             AND (?2 IS NULL OR w.map = ?2) ORDER BY w.counter, w.actor"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let rows = select.query_map(params![doc.as_bytes(), map.map(map_number)], raw)?;
        rows.map(|row| row.map_err(StoreError::from).and_then(write_row))
            .collect()
    }

    /// Fields on which standing values differ.
    pub fn conflicts(&self) -> Result<Vec<ConflictRow>, StoreError> {
        let sql = "SELECT d.id, d.kind, d.org, w.map, w.key FROM register_write w
                   JOIN document d ON d.n = w.document WHERE w.replaced = 0
                   GROUP BY w.document, w.map, w.key HAVING COUNT(DISTINCT w.value) > 1 ORDER BY MAX(w.n) DESC";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
        rows.map(|row| {
            let (id, kind, org, map, key) = row?;
            Ok(ConflictRow {
                doc: doc_ref(id, kind, org)?,
                key: RegisterKey {
                    map: map_of(map)?,
                    key,
                },
            })
        })
        .collect()
    }
}

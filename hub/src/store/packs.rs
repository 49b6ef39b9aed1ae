use fieldbook_core::model::BlobHash;
use rusqlite::params;

use super::{Tables, row};
use crate::error::Result;

/// A pack for phones.
#[derive(Debug, Clone)]
pub(crate) struct PackRow {
    pub(crate) hash: BlobHash,
    pub(crate) kind: String,
    /// The file, as it was added.
    pub(crate) content: Vec<u8>,
    pub(crate) added_ms: i64,
}

impl Tables<'_> {
    /// Every pack, in the order they were added.
    pub(crate) fn packs(&self) -> Result<Vec<PackRow>> {
        let mut select = self
            .0
            .prepare_cached("SELECT hash, kind, content, added_ms FROM pack ORDER BY n")?;
        let rows = select.query_map([], |row| {
            Ok(PackRow {
                hash: BlobHash(row::bytes(row, 0)?),
                kind: row.get(1)?,
                content: row.get(2)?,
                added_ms: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The bytes of a pack.
    pub(crate) fn pack_content(&self, hash: BlobHash) -> Result<Option<Vec<u8>>> {
        row::optional(
            self.0
                .prepare_cached("SELECT content FROM pack WHERE hash = ?1")?
                .query_row([hash.0], |row| row.get(0)),
        )
    }

    /// Stores a new pack.
    pub(crate) fn insert_pack(&self, pack: &PackRow) -> Result<()> {
        self.0
            .prepare_cached("INSERT INTO pack (hash, kind, content, added_ms) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![pack.hash.0, pack.kind, pack.content, pack.added_ms])?;
        Ok(())
    }
}

use rusqlite::params;

use super::{Reading, StoreError, Writing};
use crate::model::BlobHash;

/// A pack that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackRow {
    /// The SHA-256 it was asked for by.
    pub hash: BlobHash,
    /// What is in it.
    pub kind: String,
    /// The file, as it came.
    pub content: Vec<u8>,
}

impl Reading<'_> {
    /// Every pack, in the order they came in.
    pub fn packs(&self) -> Result<Vec<PackRow>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT hash, kind, content FROM pack ORDER BY n")?;
        let rows = select.query_map([], |row| {
            Ok(PackRow {
                hash: BlobHash(row.get(0)?),
                kind: row.get(1)?,
                content: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }
}

impl Writing<'_> {
    /// Keeps a pack, also in place of one whose bytes were damaged.
    pub fn keep_pack(&self, pack: &PackRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO pack (hash, kind, content) VALUES (?1, ?2, ?3)
                   ON CONFLICT (hash) DO UPDATE SET content = ?3";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![pack.hash.0, pack.kind, pack.content])?;
        self.touch("catalog");
        Ok(())
    }
}

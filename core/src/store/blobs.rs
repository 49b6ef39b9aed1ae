use rusqlite::params;

use super::{Reading, StoreError, Writing};
use crate::model::BlobHash;

/// Where the bytes of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobState {
    /// Only on this phone.
    ToSend = 0,
    /// At the hub too.
    AtHub = 1,
    /// The bytes are gone or changed, or the hub does not take them; it no longer waits.
    Unsendable = 2,
}

impl Reading<'_> {
    /// Files the hub does not have yet, with their sizes in bytes.
    pub fn blobs_to_send(&self) -> Result<Vec<(BlobHash, u64)>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT hash, bytes FROM blob WHERE state = 0")?;
        let rows = select.query_map([], |row| Ok((BlobHash(row.get(0)?), row.get::<_, i64>(1)?)))?;
        rows.map(|row| {
            let (hash, bytes) = row?;
            Ok((hash, super::changes::unsigned(bytes, "blob")?))
        })
        .collect()
    }
}

impl Writing<'_> {
    /// Records a file.
    pub fn set_blob(&self, hash: BlobHash, bytes: u64, state: BlobState) -> Result<(), StoreError> {
        let sql = "INSERT INTO blob (hash, bytes, state) VALUES (?1, ?2, ?3)
                   ON CONFLICT (hash) DO UPDATE SET state = MAX(state, ?3)";
        let bytes = super::changes::signed(bytes, "blob")?;
        self.connection()
            .prepare_cached(sql)?
            .execute(params![hash.0, bytes, state as i64])?;
        Ok(())
    }
}

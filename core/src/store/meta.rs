use rusqlite::{OptionalExtension, params};

use super::{Reading, StoreError, Writing};

impl Reading<'_> {
    /// A remembered value.
    pub fn meta(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        Ok(select.query_row([key], |row| row.get(0)).optional()?)
    }
}

impl Writing<'_> {
    /// Remembers when the hub last answered.
    pub fn note_sync(&self, at_ms: i64) -> Result<(), StoreError> {
        self.touch("outbox");
        self.set_meta("last_sync_ms", &at_ms.to_be_bytes())
    }

    /// Remembers a value.
    pub fn set_meta(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![key, value])?;
        Ok(())
    }
}

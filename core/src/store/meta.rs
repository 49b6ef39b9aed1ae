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

    /// The version of a watched topic; it grows with every transaction that touches it.
    pub fn topic(&self, name: &str) -> Result<u64, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT version FROM topic WHERE name = ?1")?;
        let version: Option<i64> = select.query_row([name], |row| row.get(0)).optional()?;
        Ok(version
            .and_then(|version| u64::try_from(version).ok())
            .unwrap_or_default())
    }
}

impl Writing<'_> {
    /// Remembers a value.
    pub fn set_meta(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![key, value])?;
        Ok(())
    }

    /// Moves a topic's version, so that its watchers are rung after the commit.
    pub fn touch(&self, name: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO topic (name, version) VALUES (?1, 1)
                   ON CONFLICT (name) DO UPDATE SET version = version + 1";
        self.connection().prepare_cached(sql)?.execute([name])?;
        Ok(())
    }
}

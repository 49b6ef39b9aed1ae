use fieldbook_core::model::{BlobHash, RollId, SerialRange};
use rusqlite::{OptionalExtension, params};

use super::{Tables, row};
use crate::error::{HubError, Result};

/// Where a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) roll: RollId,
    /// From 1.
    pub(crate) place: u32,
}

/// The space that the places on a roll's list live in.
pub(crate) fn list_space(roll: RollId) -> String {
    format!("list:{roll}")
}

impl Tables<'_> {
    /// Keeps the list of a roll, in printed order.
    pub(crate) fn insert_list(&self, roll: RollId, stem: &str, keys: &[String]) -> Result<()> {
        self.0.execute(
            "INSERT INTO code_list (roll, stem) VALUES (?1, ?2)",
            params![roll.as_bytes(), stem],
        )?;
        let list = self.0.last_insert_rowid();
        let mut insert = self
            .0
            .prepare_cached("INSERT INTO listed_code (list, place, key) VALUES (?1, ?2, ?3)")?;
        for (place, key) in (1u32..).zip(keys) {
            insert.execute(params![list, place, key])?;
        }
        Ok(())
    }

    /// What stands before the codes of a roll's list; nothing for a roll of serials.
    pub(crate) fn list_stem(&self, roll: RollId) -> Result<Option<String>> {
        row::optional(
            self.0
                .prepare_cached("SELECT stem FROM code_list WHERE roll = ?1")?
                .query_row([roll.as_bytes()], |row| row.get(0)),
        )
    }

    /// Where a code stands, by its key: on one list at most.
    pub(crate) fn listed(&self, key: &str) -> Result<Option<Listed>> {
        let sql =
            "SELECT l.roll, c.place FROM listed_code c JOIN code_list l ON l.n = c.list WHERE c.key = ?1";
        let mut select = self.0.prepare_cached(sql)?;
        let mut rows = select.query([key])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Listed {
            roll: row::id(row, 0)?,
            place: row.get(1)?,
        }))
    }

    /// The keys at places of a roll's list, in their order; at most so many.
    pub(crate) fn keys_at(&self, roll: RollId, places: &SerialRange, most: usize) -> Result<Vec<String>> {
        let sql = "SELECT key FROM listed_code WHERE list = (SELECT n FROM code_list WHERE roll = ?1)
                   AND place BETWEEN ?2 AND ?3 ORDER BY place LIMIT ?4";
        let place =
            |counter: u128| i64::try_from(counter).map_err(|_| HubError::Damaged(format!("place {counter}")));
        let (first, last) = (place(places.first())?, place(places.last())?);
        let mut select = self.0.prepare_cached(sql)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = select.query_map(params![roll.as_bytes(), first, last, most], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Hands over every listed key that begins with a text, and where it stands, until `visit` says stop by giving
    /// `false`.
    pub(crate) fn walk_keys(&self, start: &str, mut visit: impl FnMut(&str) -> bool) -> Result<()> {
        let mut select = self
            .0
            .prepare_cached("SELECT key FROM listed_code WHERE key >= ?1 ORDER BY key")?;
        let mut rows = select.query([start])?;
        while let Some(row) = rows.next()? {
            let key = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            if !key.starts_with(start) || !visit(key) {
                break;
            }
        }
        Ok(())
    }

    /// Whether any roll of serials is in a space.
    pub(crate) fn has_rolls(&self, space: &str) -> Result<bool> {
        let mut select = self
            .0
            .prepare_cached("SELECT 1 FROM roll WHERE space = ?1 LIMIT 1")?;
        Ok(select.exists([space])?)
    }

    /// Keeps the filter of a lease's codes.
    pub(crate) fn keep_code_filter(&self, hash: BlobHash, content: &[u8]) -> Result<()> {
        self.0.execute(
            "INSERT OR IGNORE INTO code_filter (hash, content) VALUES (?1, ?2)",
            params![hash.0, content],
        )?;
        Ok(())
    }

    /// The filter of this hash.
    pub(crate) fn code_filter(&self, hash: BlobHash) -> Result<Option<Vec<u8>>> {
        let mut select = self
            .0
            .prepare_cached("SELECT content FROM code_filter WHERE hash = ?1")?;
        Ok(select.query_row([hash.0], |row| row.get(0)).optional()?)
    }
}

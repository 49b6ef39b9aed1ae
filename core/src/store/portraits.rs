use rusqlite::{OptionalExtension, params};

use super::{Reading, StoreError, Writing};
use crate::model::PersonId;

/// A person's face as its row in a damaged file told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortraitRow {
    /// Whose.
    pub person: PersonId,
    /// Greater than that of every change before it.
    pub n: i64,
    /// The picture; `None` when it was taken away.
    pub jpeg: Option<Vec<u8>>,
}

impl Reading<'_> {
    /// A person's face.
    pub fn portrait(&self, person: PersonId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT jpeg FROM portrait WHERE person = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let jpeg = select.query_row([person.as_bytes()], |row| row.get(0));
        Ok(jpeg.optional()?.flatten())
    }

    /// Whose faces there are.
    pub fn portrayed(&self) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT person FROM portrait WHERE jpeg IS NOT NULL";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([], |row| {
            row.get(0).map(|id| PersonId(uuid::Uuid::from_bytes(id)))
        })?;
        rows.map(|row| Ok(row?)).collect()
    }

    /// Whether there is one, without reading it.
    pub fn has_portrait(&self, person: PersonId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM portrait WHERE person = ?1 AND jpeg IS NOT NULL";
        Ok(self.connection.prepare_cached(sql)?.exists([person.as_bytes()])?)
    }
}

impl Writing<'_> {
    /// Keeps a person's face; `None` takes it away.
    pub fn set_portrait(&self, person: PersonId, jpeg: Option<&[u8]>) -> Result<(), StoreError> {
        let sql = "INSERT INTO portrait (person, n, jpeg)
                   VALUES (?1, (SELECT coalesce(max(n), 0) + 1 FROM portrait), ?2)
                   ON CONFLICT (person) DO UPDATE SET n = excluded.n, jpeg = excluded.jpeg";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![person.as_bytes(), jpeg])?;
        self.touch("documents");
        Ok(())
    }

    /// Keeps what a damaged file had of a person, unless something later is known.
    pub fn take_in_portrait(&self, row: &PortraitRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO portrait (person, n, jpeg) VALUES (?1, ?2, ?3)
                   ON CONFLICT (person) DO UPDATE SET n = excluded.n, jpeg = excluded.jpeg WHERE excluded.n > n";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![row.person.as_bytes(), row.n, row.jpeg])?;
        Ok(())
    }
}

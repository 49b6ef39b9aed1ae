use rusqlite::params;

use super::integers::{signed, unsigned};
use super::{Reading, StoreError, Writing};

/// Bytes of one day, kind and link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataUseRow {
    /// Days since 1970-01-01, in the device's civil time.
    pub day: i64,
    /// 0 entries, 1 photos.
    pub kind: u8,
    /// 0 unmetered, 1 metered, 2 roaming.
    pub link: u8,
    /// Bytes sent.
    pub up: u64,
    /// Bytes received.
    pub down: u64,
}

impl Reading<'_> {
    /// What was used since a day, the newest day first.
    pub fn data_use(&self, from_day: i64) -> Result<Vec<DataUseRow>, StoreError> {
        let mut select = self.connection.prepare_cached(
            "SELECT day, kind, link, up, down FROM data_use WHERE day >= ?1 ORDER BY day DESC, kind, link",
        )?;
        let rows = select.query_map([from_day], |row| {
            let (up, down): (i64, i64) = (row.get(3)?, row.get(4)?);
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, up, down))
        })?;
        rows.map(|row| {
            let (day, kind, link, up, down) = row?;
            Ok(DataUseRow {
                day,
                kind,
                link,
                up: unsigned(up, "data_use")?,
                down: unsigned(down, "data_use")?,
            })
        })
        .collect()
    }
}

impl Writing<'_> {
    /// Adds to the meter.
    pub fn add_data_use(&self, used: &DataUseRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO data_use (day, kind, link, up, down) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (day, kind, link) DO UPDATE SET up = up + ?4, down = down + ?5";
        let (up, down) = (signed(used.up, "data_use")?, signed(used.down, "data_use")?);
        self.connection()
            .prepare_cached(sql)?
            .execute(params![used.day, used.kind, used.link, up, down])?;
        Ok(())
    }
}

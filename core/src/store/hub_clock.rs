use rusqlite::{OptionalExtension, params};

use super::people::since_boot;
use super::{Reading, StoreError, Writing};
use crate::model::HubClock;

impl Reading<'_> {
    /// The hub's time as its last answer told it.
    pub fn hub_clock(&self) -> Result<Option<HubClock>, StoreError> {
        let sql = "SELECT hub_ms, uncertainty_ms, device_ms, boot, elapsed_ms FROM hub_clock";
        let row = self.connection.prepare_cached(sql)?.query_row([], |row| {
            Ok(HubClock {
                hub_ms: row.get(0)?,
                uncertainty_ms: row.get(1)?,
                device_ms: row.get(2)?,
                since_boot: since_boot(row, 3)?,
            })
        });
        Ok(row.optional()?)
    }
}

impl Writing<'_> {
    /// Keeps the hub's time of its newest answer.
    pub fn set_hub_clock(&self, clock: &HubClock) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO hub_clock
                     (one, hub_ms, uncertainty_ms, device_ms, boot, elapsed_ms)
                   VALUES (1, ?1, ?2, ?3, ?4, ?5)";
        self.connection().prepare_cached(sql)?.execute(params![
            clock.hub_ms,
            clock.uncertainty_ms,
            clock.device_ms,
            clock.since_boot.map(|since| since.boot),
            clock.since_boot.map(|since| since.elapsed_ms),
        ])?;
        Ok(())
    }
}

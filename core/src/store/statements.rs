use rusqlite::{OptionalExtension, params};

use super::{Reading, StoreError, Writing};
use crate::model::{DeviceId, LeaseId, OrgId};

impl Reading<'_> {
    /// The certificate of a device's key, as the hub signed it.
    pub fn certificate(&self, key: &[u8; 32]) -> Result<Option<Vec<u8>>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT signed FROM certificate WHERE key = ?1")?;
        Ok(select.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Every lease of stamps, as the hub signed them.
    pub fn leases(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT signed FROM lease ORDER BY id")?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    /// How far an organisation's log has been applied: the hub's epoch and the cursor.
    pub fn follow(&self, org: OrgId) -> Result<Option<([u8; 16], u64)>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT epoch, after FROM follow WHERE org = ?1")?;
        let row: Option<([u8; 16], i64)> = select
            .query_row([org.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        row.map(|(epoch, after)| Ok((epoch, super::changes::unsigned(after, "follow")?)))
            .transpose()
    }
}

impl Writing<'_> {
    /// Keeps a device's certificate; the newest replaces older ones of the same key.
    pub fn set_certificate(&self, key: &[u8; 32], device: DeviceId, signed: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO certificate (key, device, signed) VALUES (?1, ?2, ?3)
                   ON CONFLICT (key) DO UPDATE SET signed = ?3";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![key, device.as_bytes(), signed])?;
        Ok(())
    }

    /// Keeps a lease of stamps.
    pub fn set_lease(
        &self,
        id: LeaseId,
        org: OrgId,
        not_after_ms: i64,
        signed: &[u8],
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO lease (id, org, not_after_ms, signed) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (id) DO UPDATE SET not_after_ms = ?3, signed = ?4";
        self.connection().prepare_cached(sql)?.execute(params![
            id.as_bytes(),
            org.as_bytes(),
            not_after_ms,
            signed
        ])?;
        self.touch("claims")
    }

    /// Moves the cursor of an organisation's log.
    pub fn set_follow(&self, org: OrgId, epoch: &[u8; 16], after: u64) -> Result<(), StoreError> {
        let sql = "INSERT INTO follow (org, epoch, after) VALUES (?1, ?2, ?3)
                   ON CONFLICT (org) DO UPDATE SET epoch = ?2, after = ?3";
        let after = super::changes::signed(after, "follow")?;
        self.connection()
            .prepare_cached(sql)?
            .execute(params![org.as_bytes(), epoch, after])?;
        Ok(())
    }
}

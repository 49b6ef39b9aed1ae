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

    /// The keys of all devices whose certificates are here.
    pub fn certified_keys(&self) -> Result<Vec<[u8; 32]>, StoreError> {
        let mut select = self.connection.prepare_cached("SELECT key FROM certificate")?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every lease of stamps, as the hub signed them.
    pub fn leases(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT signed FROM lease ORDER BY id")?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
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
        self.touch("claims");
        Ok(())
    }
}

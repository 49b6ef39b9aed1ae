use rusqlite::{OptionalExtension, params};

use super::{Reading, StoreError, Writing};
use crate::model::{ChangeHash, DeviceId, LeaseId, OrgId};

/// A receipt and the changes it is for, in the order they were handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRow {
    /// As the hub signed it.
    pub signed: Vec<u8>,
    /// The changes.
    pub changes: Vec<ChangeHash>,
}

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

    /// The receipt for a change, with the whole list it covers.
    pub fn receipt_of(&self, change: &ChangeHash) -> Result<Option<ReceiptRow>, StoreError> {
        let sql = "SELECT r.n, r.signed FROM receipt r JOIN change c ON c.receipt = r.n WHERE c.hash = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let found: Option<(i64, Vec<u8>)> = select
            .query_row([change.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((n, signed)) = found else { return Ok(None) };
        let sql = "SELECT hash, receipt_place AS place FROM change WHERE receipt = ?1
                   UNION SELECT hash, place FROM receipt_pruned WHERE receipt = ?1 ORDER BY place";
        let mut select = self.connection.prepare_cached(sql)?;
        let changes = select
            .query_map([n], |row| row.get(0).map(ChangeHash))?
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Some(ReceiptRow { signed, changes }))
    }

    /// How many receipts the book holds.
    pub fn count_receipts(&self) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection
            .query_row("SELECT COUNT(*) FROM receipt", [], |row| row.get(0))?;
        super::changes::unsigned(count, "receipt")
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

    /// Keeps a receipt and ties every change it is for to it, in order.
    pub fn add_receipt(&self, at_ms: i64, signed: &[u8], changes: &[ChangeHash]) -> Result<(), StoreError> {
        let sql = "INSERT INTO receipt (at_ms, signed) VALUES (?1, ?2)";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![at_ms, signed])?;
        let n = self.connection().last_insert_rowid();
        let sql = "UPDATE change SET receipt = ?2, receipt_place = ?3 WHERE hash = ?1";
        let mut update = self.connection().prepare_cached(sql)?;
        for (place, change) in (0i64..).zip(changes) {
            update.execute(params![change.0, n, place])?;
        }
        Ok(())
    }
}

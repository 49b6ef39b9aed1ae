use rusqlite::{OptionalExtension, params};

use super::shelf::{Shelf, padded, pattern_text};
use super::{Reading, StoreError, Writing};
use crate::model::{BlobHash, DeviceId, LeaseId, SerialRange, StampLease};

const LEASES: Shelf = Shelf {
    table: "lease",
    columns: "s.signed",
    condition: "",
};

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
        self.signed_leases("SELECT signed FROM lease ORDER BY id")
    }

    /// A lease of stamps, as the hub signed it.
    pub fn lease(&self, id: LeaseId) -> Result<Option<Vec<u8>>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT signed FROM lease WHERE id = ?1")?;
        Ok(select.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
    }

    /// The leases that share a stamp's serial with a range, as the hub signed them.
    pub fn leases_touching(&self, range: &SerialRange) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut leases = Vec::new();
        LEASES.each_touching(self.connection, range, |row| {
            leases.push(row.get(0)?);
            Ok(())
        })?;
        Ok(leases)
    }

    /// Every lease by a list of codes, as the hub signed them, in the order of their ids.
    pub fn list_leases(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        self.signed_leases("SELECT signed FROM lease WHERE filter IS NOT NULL ORDER BY id")
    }

    /// The filter of a list that was fetched under this hash.
    pub fn code_filter(&self, hash: BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT content FROM code_filter WHERE hash = ?1")?;
        Ok(select.query_row([hash.0], |row| row.get(0)).optional()?)
    }

    /// The leases whose filter is not here, as the hub signed them.
    pub fn lists_unfetched(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        self.signed_leases(
            "SELECT signed FROM lease WHERE filter IS NOT NULL
             AND filter NOT IN (SELECT hash FROM code_filter) ORDER BY id",
        )
    }

    /// Leases that a book of 0.2 kept and nobody has read since.
    pub fn leases_unread(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        self.signed_leases("SELECT signed FROM lease WHERE pattern IS NULL")
    }

    /// When the hub revoked a lease, milliseconds since 1970 by its clock.
    pub fn lease_revoked_ms(&self, id: LeaseId) -> Result<Option<i64>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT at_ms FROM lease_revocation WHERE lease = ?1")?;
        Ok(select.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
    }

    /// Every revocation of a lease, as the hub signed it.
    pub fn lease_revocations(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        self.signed_leases("SELECT signed FROM lease_revocation ORDER BY lease")
    }

    fn signed_leases(&self, sql: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut select = self.connection.prepare_cached(sql)?;
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

    /// Keeps the hub's word that a lease is revoked, whose signature has been verified; the first one counts.
    pub fn set_lease_revoked(&self, id: LeaseId, at_ms: i64, signed: &[u8]) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO lease_revocation (lease, at_ms, signed) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![id.as_bytes(), at_ms, signed])?;
        self.touch("claims");
        Ok(())
    }

    /// Keeps the filter of a list, also in place of one whose bytes were damaged.
    pub fn keep_code_filter(&self, hash: BlobHash, content: &[u8]) -> Result<(), StoreError> {
        let sql = "INSERT INTO code_filter (hash, content) VALUES (?1, ?2)
                   ON CONFLICT (hash) DO UPDATE SET content = ?2";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![hash.0, content])?;
        self.touch("claims");
        Ok(())
    }

    /// Keeps a lease of stamps, whose signature has been verified, where its stamps lead to it; for a lease by a list
    /// of codes with the hash of its filter.
    pub fn set_lease(
        &self,
        lease: &StampLease,
        filter: Option<BlobHash>,
        signed: &[u8],
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO lease (id, org, not_after_ms, signed, pattern, class, first, last, filter)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                   ON CONFLICT (id) DO UPDATE SET not_after_ms = ?3, signed = ?4,
                       pattern = ?5, class = ?6, first = ?7, last = ?8, filter = ?9";
        self.connection().prepare_cached(sql)?.execute(params![
            lease.id.as_bytes(),
            lease.org.as_bytes(),
            lease.not_after.utc_ms,
            signed,
            pattern_text(&lease.range.pattern()),
            lease.range.length_class(),
            padded(lease.range.first()),
            padded(lease.range.last()),
            filter.map(|filter| filter.0),
        ])?;
        self.touch("claims");
        Ok(())
    }
}

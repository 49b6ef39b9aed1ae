use rusqlite::{OptionalExtension, params};

use super::{Reading, StoreError, Writing};
use crate::model::ChangeHash;

/// A receipt and the changes it is for, in the order the hub signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRow {
    /// As the hub signed it.
    pub signed: Vec<u8>,
    /// The changes.
    pub changes: Vec<ChangeHash>,
}

/// Which changes a receipt becomes the proof of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofOf {
    /// Every change of its list: it answers what was just handed in, also to a hub of a new epoch.
    Every,
    /// Those without a receipt so far: the earliest one proves most.
    Unproven,
}

impl ReceiptRow {
    pub(super) fn read(signed: Vec<u8>, hashes: &[u8]) -> Result<Self, StoreError> {
        let changes = list(hashes)?;
        Ok(Self { signed, changes })
    }
}

fn list(bytes: &[u8]) -> Result<Vec<ChangeHash>, StoreError> {
    bytes
        .chunks(32)
        .map(|hash| ChangeHash::from_slice(hash).map_err(|_| StoreError::Row("receipt")))
        .collect()
}

impl Reading<'_> {
    /// The receipt for a change, with the whole list it covers.
    pub fn receipt_of(&self, change: &ChangeHash) -> Result<Option<ReceiptRow>, StoreError> {
        let sql =
            "SELECT r.signed, r.hashes FROM receipt r JOIN change c ON c.receipt = r.n WHERE c.hash = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let found: Option<(Vec<u8>, Vec<u8>)> = select
            .query_row([change.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        found
            .map(|(signed, hashes)| ReceiptRow::read(signed, &hashes))
            .transpose()
    }

    /// How many receipts the book holds.
    pub fn count_receipts(&self) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection
            .query_row("SELECT COUNT(*) FROM receipt", [], |row| row.get(0))?;
        super::integers::unsigned(count, "receipt")
    }
}

impl Writing<'_> {
    /// Keeps a receipt and ties changes to it; gives how many. One that proves nothing new is not kept.
    pub fn add_receipt(
        &self,
        at_ms: i64,
        signed: &[u8],
        changes: &[ChangeHash],
        of: ProofOf,
    ) -> Result<u64, StoreError> {
        let hashes: Vec<u8> = changes.iter().flat_map(|change| change.0).collect();
        let sql = "INSERT INTO receipt (at_ms, signed, hashes) VALUES (?1, ?2, ?3)";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![at_ms, signed, hashes])?;
        let n = self.connection().last_insert_rowid();
        let every = of == ProofOf::Every;
        let sql = "UPDATE change SET receipt = ?2 WHERE hash = ?1 AND (?3 OR receipt IS NULL)";
        let mut of_change = self.connection().prepare_cached(sql)?;
        let sql = "UPDATE freight SET receipt = ?2 WHERE hash = ?1 AND (?3 OR receipt IS NULL)";
        let mut of_freight = self.connection().prepare_cached(sql)?;
        let mut tied = 0u64;
        for change in changes {
            tied += of_change.execute(params![change.0, n, every])? as u64;
            tied += of_freight.execute(params![change.0, n, every])? as u64;
        }
        if tied == 0 {
            self.connection()
                .prepare_cached("DELETE FROM receipt WHERE n = ?1")?
                .execute([n])?;
        }
        Ok(tied)
    }
}

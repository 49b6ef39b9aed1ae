use fieldbook_core::model::{LeaseId, SerialRange, SubLease};
use rusqlite::params;

use super::shelf::Shelf;
use super::stamps::{pattern, range_of};
use super::{Tables, row};
use crate::error::Result;

const OF_LEASE: Shelf = Shelf {
    table: "sub_lease",
    owner: "lease",
    columns: "id, lease, person, pattern, first, last, given_ms, taken_back_ms",
};

/// A part of a lease given to one person, and when the hub was told of it and that it was taken back.
#[derive(Debug, Clone)]
pub(crate) struct SubLeaseRow {
    pub(crate) sub_lease: SubLease,
    given_ms: i64,
    taken_back_ms: Option<i64>,
}

impl SubLeaseRow {
    /// Whether it holds others off what the hub received at this moment.
    pub(crate) fn stands_for(&self, received_ms: i64) -> bool {
        self.given_ms <= received_ms && self.taken_back_ms.is_none_or(|back_ms| received_ms < back_ms)
    }
}

impl Tables<'_> {
    /// Keeps a part of a lease; one that is here is never changed.
    pub(crate) fn insert_sub_lease(&self, sub: &SubLease, given_ms: i64) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT OR IGNORE INTO sub_lease (id, lease, person, pattern, class, first, last, given_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                sub.id.as_bytes(),
                sub.lease.as_bytes(),
                sub.person.as_bytes(),
                pattern(&sub.range),
                sub.range.length_class(),
                sub.range.first().to_be_bytes(),
                sub.range.last().to_be_bytes(),
                given_ms,
            ])?;
        Ok(())
    }

    /// Notes that a part of a lease was taken back; the first time counts.
    pub(crate) fn take_back_sub_lease(&self, id: LeaseId, at_ms: i64) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE sub_lease SET taken_back_ms = ?2 WHERE id = ?1 AND taken_back_ms IS NULL",
            )?
            .execute(params![id.as_bytes(), at_ms])?;
        Ok(())
    }

    /// The parts of a lease that share a serial with a range.
    pub(crate) fn sub_leases_over(&self, lease: LeaseId, range: &SerialRange) -> Result<Vec<SubLeaseRow>> {
        let mut found = Vec::new();
        OF_LEASE.each_touching(self.0, &lease.as_bytes().to_vec(), range, |row| {
            let text: String = row.get(3)?;
            found.push(SubLeaseRow {
                sub_lease: SubLease {
                    id: row::id(row, 0)?,
                    lease: row::id(row, 1)?,
                    person: row::id(row, 2)?,
                    range: range_of(&text, row::bytes(row, 4)?, row::bytes(row, 5)?)?,
                },
                given_ms: row.get(6)?,
                taken_back_ms: row.get(7)?,
            });
            Ok(())
        })?;
        Ok(found)
    }
}

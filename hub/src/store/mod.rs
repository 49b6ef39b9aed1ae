//! The hub's SQLite file: the only room with SQL.

mod changes;
mod claims;
mod devices;
mod entries;
mod facts;
mod files;
mod held;
mod lists;
mod open;
mod packs;
mod registry;
mod row;
mod shelf;
mod stamps;
mod starts;
mod sub_leases;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

pub(crate) use changes::{ChainRow, NewChange};
pub(crate) use claims::{ClaimRow, Voided};
pub(crate) use devices::DeviceRow;
pub(crate) use entries::{EntryRow, Logged};
pub(crate) use files::{FileRow, UploadRow};
pub(crate) use held::{HeldGroup, HeldRow, QuarantineRow};
pub(crate) use lists::list_space;
pub(crate) use packs::PackRow;
pub(crate) use stamps::{LeaseRow, RollRow, Serials};
pub(crate) use starts::Active;
pub(crate) use sub_leases::SubLeaseRow;

use crate::error::Result;

/// The hub's file: one writer, and readers that see a steady snapshot beside it.
pub(crate) struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

/// Idle readers kept open.
const READERS_KEPT: usize = 8;

/// The tables inside one transaction.
pub(crate) struct Tables<'c>(&'c Connection);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic inside a transaction has rolled it back: the connection itself is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// Does work in one durable transaction; an error undoes all of it.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Tables) -> Result<T>) -> Result<T> {
        let mut connection = lock(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&Tables(&transaction))?;
        transaction.commit()?;
        Ok(done)
    }

    /// Reads from one steady snapshot.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Tables) -> Result<T>) -> Result<T> {
        let kept = lock(&self.readers).pop();
        let mut connection = kept.map_or_else(|| open::reader(&self.path), Ok)?;
        let transaction = connection.transaction()?;
        let done = work(&Tables(&transaction));
        transaction.finish()?;
        let mut readers = lock(&self.readers);
        if readers.len() < READERS_KEPT {
            readers.push(connection);
        }
        done
    }
}

impl Tables<'_> {
    /// A value of the hub itself, such as its epoch.
    pub(crate) fn hub_value(&self, name: &str) -> Result<Option<Vec<u8>>> {
        row::optional(
            self.0
                .prepare_cached("SELECT value FROM hub WHERE name = ?1")?
                .query_row([name], |row| row.get(0)),
        )
    }

    /// Sets one.
    pub(crate) fn set_hub_value(&self, name: &str, value: &[u8]) -> Result<()> {
        self.0.execute(
            "INSERT INTO hub (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
            rusqlite::params![name, value],
        )?;
        Ok(())
    }
}

//! Files kept for an entry: photos and voices are in the book before the entry that names them, which may never come. The
//! app may be killed in between, the entry refused, the form thrown away. Until an entry names one, nobody gets it.

use std::fs;
use std::io::ErrorKind;

use super::book::Book;
use super::error::Fault;
use crate::model::BlobHash;
use crate::store::{BlobState, Found, Reading};

/// Days with a sync after which a file that no entry names goes: longer than any form stays begun, for a draft names its
/// photos by their hashes and nobody can take them again.
const DAYS: u32 = 90;
const DAY_MS: i64 = 86_400_000;
/// Where the last day that was counted is remembered.
const COUNTED_DAY: &str = "unnamed_day";

impl Book {
    /// Counts this day for files that no entry names, and removes those that have waited too long. Days are counted one
    /// by one: a clock turned forward by years is one day.
    pub(super) fn forget_unnamed(&self) -> Result<(), Fault> {
        let day = self.now().utc_ms.div_euclid(DAY_MS).to_be_bytes();
        let (waiting, counted) = self.store.read(|reading| {
            Ok::<_, Fault>((!reading.blobs_unnamed(0)?.is_empty(), reading.meta(COUNTED_DAY)?))
        })?;
        if !waiting || counted.as_deref() == Some(day.as_slice()) {
            return Ok(());
        }
        self.store.write(|writing| {
            writing.set_meta(COUNTED_DAY, &day)?;
            writing.count_unnamed_day()
        })?;
        for hash in self.store.read(|reading| reading.blobs_unnamed(DAYS))? {
            self.forget_file(hash)?;
        }
        self.ring();
        Ok(())
    }

    /// Removes a file that nothing names. An entry that came before its file is found now.
    fn forget_file(&self, hash: BlobHash) -> Result<(), Fault> {
        if self.store.read(|reading| reading.names_blob(hash))? {
            return Ok(self.store.write(|writing| writing.blob_named(hash))?);
        }
        let path = self.blob_path(hash);
        self.store.write(|writing| {
            if !writing.blob_forgotten(hash, DAYS)? {
                return Ok(());
            }
            // Before its row is gone for good: a rescue sends whatever file has no row.
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(Fault::io(&path)(error)),
                _ => Ok(()),
            }
        })
    }
}

/// What becomes of a file of a damaged book. It waits on only where all that was found says that it waited and no entry
/// names it: what was lost with its row must reach the hub.
pub(super) fn state_after_rescue(
    reading: &Reading<'_>,
    found: &[Found],
    hash: BlobHash,
) -> Result<BlobState, Fault> {
    let mut told = found.iter().filter_map(|one| one.files.get(&hash.0)).peekable();
    let waited = told.peek().is_some() && told.all(|waited| *waited);
    if waited && !reading.names_blob(hash)? {
        Ok(BlobState::Unnamed)
    } else {
        Ok(BlobState::ToSend)
    }
}

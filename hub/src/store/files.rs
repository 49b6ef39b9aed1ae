use fieldbook_core::model::{BlobHash, DeviceId};
use rusqlite::{Row, params};

use super::{Tables, row};
use crate::error::Result;

/// An unfinished upload.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UploadRow {
    pub(crate) hash: BlobHash,
    /// Who began it.
    pub(crate) device: DeviceId,
    pub(crate) length: u64,
    /// Bytes held durably.
    pub(crate) got: u64,
    pub(crate) touched_ms: i64,
}

/// A file that arrived whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileRow {
    pub(crate) hash: BlobHash,
    pub(crate) bytes: u64,
    /// Who brought its last byte.
    pub(crate) device: DeviceId,
    pub(crate) at_ms: i64,
}

const COLUMNS: &str = "u.hash, u.device, u.length, u.got, u.touched_ms";

fn read_upload(row: &Row) -> rusqlite::Result<UploadRow> {
    Ok(UploadRow {
        hash: BlobHash(row::bytes(row, 0)?),
        device: row::id(row, 1)?,
        length: row.get(2)?,
        got: row.get(3)?,
        touched_ms: row.get(4)?,
    })
}

impl Tables<'_> {
    /// The upload a device may go on with: its own, or the one that is farthest of those begun by devices of
    /// its organisations. A stranger's bytes are never built upon: they could only spoil the hash.
    pub(crate) fn upload(&self, hash: BlobHash, device: DeviceId) -> Result<Option<UploadRow>> {
        row::optional(
            self.0
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM upload u WHERE u.hash = ?1 AND (u.device = ?2 OR EXISTS (
                         SELECT 1 FROM device_member theirs JOIN device_member mine ON mine.org = theirs.org
                         WHERE theirs.device = u.device AND mine.device = ?2))
                     ORDER BY u.got DESC, u.device = ?2 DESC LIMIT 1"
                ))?
                .query_row(params![hash.0, device.as_bytes()], read_upload),
        )
    }

    /// Stores an upload, or how far it is now.
    pub(crate) fn put_upload(&self, upload: &UploadRow) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT INTO upload (hash, device, length, got, touched_ms) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET length = excluded.length, got = excluded.got,
                 touched_ms = excluded.touched_ms",
            )?
            .execute(params![
                upload.hash.0,
                upload.device.as_bytes(),
                upload.length,
                upload.got,
                upload.touched_ms
            ])?;
        Ok(())
    }

    /// Forgets an upload.
    pub(crate) fn delete_upload(&self, hash: BlobHash, device: DeviceId) -> Result<()> {
        self.0
            .prepare_cached("DELETE FROM upload WHERE hash = ?1 AND device = ?2")?
            .execute(params![hash.0, device.as_bytes()])?;
        Ok(())
    }

    /// Uploads nobody has gone on with.
    pub(crate) fn uploads_untouched_since(&self, ms: i64) -> Result<Vec<UploadRow>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM upload u WHERE u.touched_ms < ?1 ORDER BY u.touched_ms LIMIT 1000"
        ))?;
        let rows = statement.query_map([ms], read_upload)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many uploads a device has left unfinished, and their announced bytes.
    pub(crate) fn unfinished_of(&self, device: DeviceId) -> Result<(u64, u64)> {
        Ok(self
            .0
            .prepare_cached("SELECT COUNT(*), COALESCE(SUM(length), 0) FROM upload WHERE device = ?1")?
            .query_row([device.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Notes a file that arrived whole; one that came before keeps its first bringer.
    pub(crate) fn insert_file(&self, file: &FileRow) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT OR IGNORE INTO file (hash, bytes, device, at_ms) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                file.hash.0,
                file.bytes,
                file.device.as_bytes(),
                file.at_ms
            ])?;
        Ok(())
    }

    /// Bytes of files a device has brought since then.
    pub(crate) fn file_bytes_since(&self, device: DeviceId, ms: i64) -> Result<u64> {
        Ok(self
            .0
            .prepare_cached("SELECT COALESCE(SUM(bytes), 0) FROM file WHERE device = ?1 AND at_ms >= ?2")?
            .query_row(params![device.as_bytes(), ms], |row| row.get(0))?)
    }

    /// Notes that a document names a photo.
    pub(crate) fn insert_photo(&self, hash: BlobHash, doc: i64) -> Result<()> {
        self.0
            .prepare_cached("INSERT OR IGNORE INTO photo (hash, doc) VALUES (?1, ?2)")?
            .execute(params![hash.0, doc])?;
        Ok(())
    }

    /// The documents that name a photo.
    pub(crate) fn docs_of_photo(&self, hash: BlobHash) -> Result<Vec<i64>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT doc FROM photo WHERE hash = ?1 ORDER BY doc")?;
        let rows = statement.query_map([hash.0], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Shows every fact's document and bytes.
    pub(crate) fn each_fact(&self, mut show: impl FnMut(i64, &[u8]) -> Result<()>) -> Result<()> {
        let mut statement = self.0.prepare("SELECT doc, bytes FROM fact")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            show(
                row.get(0)?,
                row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?,
            )?;
        }
        Ok(())
    }
}

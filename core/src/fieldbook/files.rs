use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Cleared;
use super::book::Book;
use super::error::Fault;
use crate::disk;
use crate::model::{BlobHash, Invalid};
use crate::photo::{self, Drawn};
use crate::store::{BlobRow, BlobState};

/// The largest file taken, bytes. A phone's photo is 3 to 8 MB before it is made small.
const LARGEST: u64 = 16 * 1024 * 1024;
const DAY_MS: i64 = 86_400_000;

/// What comes from a camera is something, and no larger than a photo.
pub(super) fn check_size(bytes: &[u8]) -> Result<(), Invalid> {
    if bytes.is_empty() || bytes.len() as u64 > LARGEST {
        return Err(Invalid::new("photo", "file_size").with("max", &(LARGEST / 1024 / 1024)));
    }
    Ok(())
}

impl Book {
    pub(super) fn blob_path(&self, hash: BlobHash) -> PathBuf {
        self.blob_dir().join(hash.to_string())
    }

    fn thumbnail_path(&self, hash: BlobHash) -> PathBuf {
        self.blob_dir().join(format!("{hash}.small"))
    }

    /// The bytes reach the disk under their final name before the row that names them is committed.
    pub(super) fn keep_blob(&self, bytes: &[u8]) -> Result<BlobHash, Fault> {
        check_size(bytes)?;
        let hash = BlobHash(Sha256::digest(bytes).into());
        let path = self.blob_path(hash);
        if !path.exists() {
            self.need_room(bytes.len() as u64)?;
            self.make_blob_dir()?;
            disk::replace(&path, bytes).map_err(Fault::io(&path))?;
        }
        let now = self.now().utc_ms;
        self.store
            .write(|writing| writing.blob_kept(hash, bytes.len() as u64, now))?;
        self.ring();
        Ok(hash)
    }

    pub(super) fn make_blob_dir(&self) -> Result<(), Fault> {
        let dir = self.blob_dir();
        fs::create_dir_all(&dir).map_err(Fault::io(&dir))
    }

    pub(super) fn read_blob(&self, hash: BlobHash) -> Result<Vec<u8>, Fault> {
        let path = self.blob_path(hash);
        let bytes = fs::read(&path).map_err(not_here(&path, hash))?;
        if Sha256::digest(&bytes)[..] == hash.0 {
            Ok(bytes)
        } else {
            Err(changed(hash))
        }
    }

    /// The file is here and has not changed since it was kept.
    pub(super) fn check_blob(&self, hash: BlobHash) -> Result<(), Fault> {
        let path = self.blob_path(hash);
        let file = File::open(&path).map_err(not_here(&path, hash))?;
        if disk::sha256(file).map_err(Fault::io(&path))? == hash.0 {
            Ok(())
        } else {
            Err(changed(hash))
        }
    }

    pub(super) fn thumbnail(&self, hash: BlobHash) -> Result<Vec<u8>, Fault> {
        let path = self.thumbnail_path(hash);
        match fs::read(&path) {
            Ok(bytes) => Ok(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => self.draw_thumbnail(hash),
            Err(error) => Err(Fault::io(&path)(error)),
        }
    }

    fn draw_thumbnail(&self, hash: BlobHash) -> Result<Vec<u8>, Fault> {
        let bytes = self.read_blob(hash)?;
        match photo::thumbnail(&bytes, self.config.photos.thumbnail_side) {
            Drawn::Anew(jpeg) => Ok(jpeg),
            Drawn::Unreadable => Err(Fault::NotFound(format!("{hash}, drawn small"))),
        }
    }

    pub(super) fn clear_blobs(&self) -> Result<Cleared, Fault> {
        let oldest_kept = self.now().utc_ms - i64::from(self.config.photos.keep_days) * DAY_MS;
        let mut cleared = Cleared::default();
        for row in self.store.read(|reading| reading.blobs())? {
            if row.kept_ms <= oldest_kept && self.hub_has(&row) && self.clear_blob(&row)? {
                cleared.files += 1;
                cleared.bytes += row.bytes;
            }
        }
        Ok(cleared)
    }

    /// Only a signed receipt counts, checked again now: it is the last moment to find that it is none. What
    /// was fetched came from the hub.
    fn hub_has(&self, row: &BlobRow) -> bool {
        let signed = |receipt| {
            self.read_file_receipt(receipt)
                .is_ok_and(|receipt| receipt.hash == row.hash.0 && receipt.bytes == row.bytes)
        };
        match row.state {
            BlobState::AtHub => row.receipt.as_deref().is_some_and(signed),
            BlobState::Fetched => true,
            BlobState::ToSend | BlobState::SetAside => false,
        }
    }

    /// The thumbnail is on the disk and the row says so before the original goes; a crash between leaves a
    /// file more, never one less.
    fn clear_blob(&self, row: &BlobRow) -> Result<bool, Fault> {
        let path = self.blob_path(row.hash);
        if row.here {
            // What cannot be drawn stays whole.
            let Ok(small) = self.draw_thumbnail(row.hash) else {
                return Ok(false);
            };
            let place = self.thumbnail_path(row.hash);
            disk::replace(&place, &small).map_err(Fault::io(&place))?;
            self.store.write(|writing| writing.blob_here(row.hash, false))?;
        }
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Fault::io(&path)(error)),
        }
    }
}

fn not_here(path: &Path, hash: BlobHash) -> impl FnOnce(std::io::Error) -> Fault {
    let path = path.to_owned();
    move |error| match error.kind() {
        ErrorKind::NotFound => Fault::NotFound(hash.to_string()),
        _ => Fault::io(&path)(error),
    }
}

fn changed(hash: BlobHash) -> Fault {
    Fault::Unexpected(format!("{hash}: the file has changed"))
}

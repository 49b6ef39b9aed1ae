use std::fs::{self, File};
use std::io::{ErrorKind, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use fieldbook_core::disk;
use fieldbook_core::identity::{FileReceipt, Signed};
use fieldbook_core::model::{BlobHash, DeviceId};

use crate::Hub;
use crate::error::{HubError, Result};
use crate::store::FileRow;

/// The largest file taken, bytes. Photos are made a fiftieth of it before they leave a phone.
pub const BLOB_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes of files taken from one device within a day: 1,700 photos. A phone gone wild must not fill the disk.
const DAY_BYTES_MAX: u64 = 512 * 1024 * 1024;
const DAY_MS: i64 = 86_400_000;

/// `blobs/ab/abcdef…`: two letters of folder keep listings short.
pub(super) fn place_of(folder: &Path, kind: &str, hash: BlobHash) -> PathBuf {
    let name = hash.to_string();
    let place = name.get(..2).unwrap_or_default().to_owned();
    folder.join(kind).join(place).join(name)
}

/// Gives a finished file its name, in a folder that may be new.
pub(super) fn put_in_place(draft: &Path, path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    disk::put_in_place(draft, path)
}

impl Hub {
    pub(super) fn blob_path(&self, hash: BlobHash) -> PathBuf {
        place_of(self.folder(), "blobs", hash)
    }

    /// The length of a file the hub holds whole. One whose bytes are no longer what its name says is put aside
    /// and counts as not here: the hub signs for no file that it has not just read, and whoever still has it may
    /// bring it again.
    pub(super) fn sound_length(&self, hash: BlobHash) -> Result<Option<u64>> {
        let path = self.blob_path(hash);
        let failed = |error| HubError::folder(&path, error);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        if disk::sha256(&mut file).map_err(failed)? == hash.0 {
            return Ok(Some(file.seek(SeekFrom::End(0)).map_err(failed)?));
        }
        let aside = self.folder().join("damaged");
        let aside = aside.join(format!("{hash}.{}", uuid::Uuid::now_v7()));
        let moved = || -> std::io::Result<bool> {
            put_in_place(&path, &aside)?;
            // Somebody may have brought it again while it was read.
            let is_good = disk::sha256(File::open(&aside)?)? == hash.0;
            if is_good {
                put_in_place(&aside, &path)?;
            }
            Ok(is_good)
        };
        if moved().map_err(|error| HubError::folder(&aside, error))? {
            return Ok(Some(fs::metadata(&path).map_err(failed)?.len()));
        }
        eprintln!(
            "fieldbook-hub: blob {hash} is damaged; put aside as {}",
            aside.display()
        );
        Ok(None)
    }

    /// A stored file, open, and its length; nothing when the hub does not have it. A file whose bytes have
    /// rotted is an error ([`HubError::Damaged`]), never handed out.
    pub fn open_blob(&self, hash: BlobHash) -> Result<Option<(File, u64)>> {
        let path = self.blob_path(hash);
        let failed = |error| HubError::folder(&path, error);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        if disk::sha256(&mut file).map_err(failed)? != hash.0 {
            return Err(HubError::Damaged(format!("blob {hash}")));
        }
        let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
        file.rewind().map_err(failed)?;
        Ok(Some((file, length)))
    }

    /// Refuses what would go over a device's day (`quota`) or is larger than any file (`blob_too_large`).
    pub(super) fn check_quota(&self, device: DeviceId, length: u64) -> Result<()> {
        if length > BLOB_BYTES_MAX as u64 {
            return Err(HubError::refused(
                "blob_too_large",
                format!("{BLOB_BYTES_MAX} bytes at most"),
            ));
        }
        let since = self.now().utc_ms - DAY_MS;
        let today = self
            .store()
            .read(|tables| tables.file_bytes_since(device, since))?;
        if today.saturating_add(length) > DAY_BYTES_MAX {
            return Err(HubError::refused(
                "quota",
                format!("{DAY_BYTES_MAX} bytes a day from one device"),
            ));
        }
        Ok(())
    }

    /// Remembers who brought a file, once its bytes are in place.
    pub(super) fn note_file(&self, device: DeviceId, hash: BlobHash, bytes: u64) -> Result<()> {
        let file = FileRow {
            hash,
            bytes,
            device,
            at_ms: self.now().utc_ms,
        };
        self.store().write(|tables| tables.insert_file(&file))
    }

    /// The hub's word that it holds a file whole.
    pub(super) fn file_receipt(&self, hash: BlobHash, bytes: u64) -> Result<Signed> {
        let receipt = FileReceipt {
            hash: hash.0,
            bytes,
            at: self.now(),
            epoch: self.epoch()?,
        };
        Ok(Signed::new(&receipt, self.key())?)
    }
}

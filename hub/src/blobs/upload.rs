use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::PoisonError;

use fieldbook_core::disk;
use fieldbook_core::identity::Signed;
use fieldbook_core::model::{BlobHash, DeviceId};

use super::kept::put_in_place;
use crate::Hub;
use crate::error::{HubError, Result};
use crate::store::UploadRow;

/// The largest part taken in one request, bytes; phones send 64 KiB.
pub const UPLOAD_PART_MAX: usize = 1024 * 1024;
/// Days after which an upload nobody goes on with is thrown away; its owner begins again.
pub const UPLOAD_DAYS: i64 = 7;
/// Unfinished uploads of one device, and their announced bytes.
const UNFINISHED_MAX: u64 = 32;
const UNFINISHED_BYTES_MAX: u64 = 64 * 1024 * 1024;
const DAY_MS: i64 = 86_400_000;

/// How far an upload is.
pub(crate) struct Progress {
    /// Bytes held durably.
    pub(crate) offset: u64,
    /// The file's length.
    pub(crate) length: u64,
    /// When an unfinished one is thrown away.
    pub(crate) expires_ms: i64,
    /// Once it is whole.
    pub(crate) receipt: Option<Signed>,
}

/// The upload somebody is writing to, until this is dropped.
struct Turn<'h> {
    hub: &'h Hub,
    upload: (BlobHash, DeviceId),
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut writing = self.hub.uploads().lock().unwrap_or_else(PoisonError::into_inner);
        writing.remove(&self.upload);
    }
}

impl Hub {
    /// Begins an upload, or says how far it is. One that a device of the same organisation began is gone on
    /// with: a colleague who carries the same photo may finish it. Refused: `blob_too_large`, `quota`.
    pub(crate) fn begin_upload(
        &self,
        device: DeviceId,
        hash: BlobHash,
        length: u64,
        first: &[u8],
    ) -> Result<Progress> {
        if let Some(done) = self.finished(hash)? {
            return Ok(done);
        }
        self.collect_uploads()?;
        let upload = match self.upload_of(device, hash, Some(length))? {
            Some(upload) => upload,
            None => self.new_upload(device, hash, length)?,
        };
        if first.is_empty() || upload.got > 0 {
            return Ok(progress(&upload));
        }
        self.append_upload(device, hash, 0, first)
    }

    /// Takes the next part; it is durable when this returns. Refused: `upload_unknown`, `upload_offset` when
    /// it does not begin where the hub is, `upload_busy` while another request writes, `blob_too_large`
    /// beyond the announced length, `hash_mismatch` at the end.
    pub(crate) fn append_upload(
        &self,
        device: DeviceId,
        hash: BlobHash,
        offset: u64,
        part: &[u8],
    ) -> Result<Progress> {
        if let Some(done) = self.finished(hash)? {
            return Ok(done);
        }
        let unknown = || HubError::refused("upload_unknown", "no such upload");
        let known = self.upload_of(device, hash, None)?.ok_or_else(unknown)?;
        let turn = self.turn(hash, known.device)?;
        // Whoever was before may have moved it on.
        let upload = self.upload_of(device, hash, None)?.ok_or_else(unknown)?;
        if upload.device != known.device || upload.got != offset {
            return Err(HubError::refused("upload_offset", upload.got.to_string()));
        }
        let got = offset.saturating_add(part.len() as u64);
        if got > upload.length {
            return Err(HubError::refused("blob_too_large", "more than was announced"));
        }
        self.write_part(&upload, part)?;
        let upload = UploadRow {
            got,
            touched_ms: self.now().utc_ms,
            ..upload
        };
        self.store().write(|tables| tables.put_upload(&upload))?;
        let done = if got == upload.length {
            self.finish_upload(device, &upload)
        } else {
            Ok(progress(&upload))
        };
        drop(turn);
        done
    }

    /// How far an upload is; nothing when there is none.
    pub(crate) fn upload_progress(&self, device: DeviceId, hash: BlobHash) -> Result<Option<Progress>> {
        match self.finished(hash)? {
            Some(done) => Ok(Some(done)),
            None => Ok(self
                .upload_of(device, hash, None)?
                .map(|upload| progress(&upload))),
        }
    }

    /// Throws away an upload of this device's own.
    pub(crate) fn drop_upload(&self, device: DeviceId, hash: BlobHash) -> Result<()> {
        let turn = self.turn(hash, device)?;
        let dropped = self.forget_upload(hash, device);
        drop(turn);
        dropped
    }

    /// Throws away uploads nobody has gone on with for [`UPLOAD_DAYS`]; gives how many.
    pub fn collect_uploads(&self) -> Result<u64> {
        let oldest = self.now().utc_ms - UPLOAD_DAYS * DAY_MS;
        let old = self
            .store()
            .read(|tables| tables.uploads_untouched_since(oldest))?;
        let mut collected = 0;
        for upload in old {
            // One that is being written to just now is not old.
            if let Ok(turn) = self.turn(upload.hash, upload.device) {
                self.forget_upload(upload.hash, upload.device)?;
                collected += 1;
                drop(turn);
            }
        }
        Ok(collected)
    }

    fn finished(&self, hash: BlobHash) -> Result<Option<Progress>> {
        let Some(length) = self.sound_length(hash)? else {
            return Ok(None);
        };
        Ok(Some(Progress {
            offset: length,
            length,
            expires_ms: i64::MAX,
            receipt: Some(self.file_receipt(hash, length)?),
        }))
    }

    /// The upload a device may go on with: of this length, when one is asked for.
    fn upload_of(&self, device: DeviceId, hash: BlobHash, length: Option<u64>) -> Result<Option<UploadRow>> {
        let found = self.store().read(|tables| tables.upload(hash, device))?;
        Ok(found.filter(|upload| length.is_none_or(|length| upload.length == length)))
    }

    fn new_upload(&self, device: DeviceId, hash: BlobHash, length: u64) -> Result<UploadRow> {
        self.check_quota(device, length)?;
        let (count, bytes) = self.store().read(|tables| tables.unfinished_of(device))?;
        if count >= UNFINISHED_MAX || bytes.saturating_add(length) > UNFINISHED_BYTES_MAX {
            return Err(HubError::refused("quota", "too many unfinished uploads"));
        }
        let upload = UploadRow {
            hash,
            device,
            length,
            got: 0,
            touched_ms: self.now().utc_ms,
        };
        self.store().write(|tables| tables.put_upload(&upload))?;
        Ok(upload)
    }

    fn turn(&self, hash: BlobHash, device: DeviceId) -> Result<Turn<'_>> {
        let upload = (hash, device);
        let mut writing = self.uploads().lock().unwrap_or_else(PoisonError::into_inner);
        if writing.insert(upload) {
            Ok(Turn { hub: self, upload })
        } else {
            Err(HubError::refused("upload_busy", "another request is writing"))
        }
    }

    fn upload_path(&self, hash: BlobHash, device: DeviceId) -> PathBuf {
        self.folder().join("uploads").join(format!("{hash}.{device}"))
    }

    /// The bytes are on the disk before the row says so; what a crash left behind the row's offset is
    /// written over.
    fn write_part(&self, upload: &UploadRow, part: &[u8]) -> Result<()> {
        let path = self.upload_path(upload.hash, upload.device);
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            let mut file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)?;
            file.set_len(upload.got)?;
            file.seek(SeekFrom::Start(upload.got))?;
            file.write_all(part)?;
            file.sync_data()
        };
        write().map_err(|error| HubError::folder(&path, error))
    }

    fn finish_upload(&self, device: DeviceId, upload: &UploadRow) -> Result<Progress> {
        let part = self.upload_path(upload.hash, upload.device);
        let path = self.blob_path(upload.hash);
        let failed = |error| HubError::folder(&part, error);
        let file = File::open(&part).map_err(failed)?;
        if disk::sha256(&file).map_err(failed)? != upload.hash.0 {
            self.forget_upload(upload.hash, upload.device)?;
            return Err(HubError::refused(
                "hash_mismatch",
                "the bytes have another SHA-256",
            ));
        }
        file.sync_all().map_err(failed)?;
        put_in_place(&part, &path).map_err(|error| HubError::folder(&path, error))?;
        self.note_file(device, upload.hash, upload.length)?;
        self.forget_upload(upload.hash, upload.device)?;
        Ok(Progress {
            receipt: Some(self.file_receipt(upload.hash, upload.length)?),
            ..progress(upload)
        })
    }

    /// The row goes first: a file without a row is written over, a row without its file would lie.
    fn forget_upload(&self, hash: BlobHash, device: DeviceId) -> Result<()> {
        self.store().write(|tables| tables.delete_upload(hash, device))?;
        let path = self.upload_path(hash, device);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(HubError::folder(&path, error)),
            _ => Ok(()),
        }
    }
}

fn progress(upload: &UploadRow) -> Progress {
    Progress {
        offset: upload.got,
        length: upload.length,
        expires_ms: upload.touched_ms + UPLOAD_DAYS * DAY_MS,
        receipt: None,
    }
}

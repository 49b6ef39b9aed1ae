use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use fieldbook_core::model::{BlobHash, DeviceId};
use sha2::{Digest, Sha256};

use super::kept::{BLOB_BYTES_MAX, put_in_place};
use crate::Hub;
use crate::error::{HubError, Result};

/// A file that comes in one request, as phones of version 0.1 send it: written down piece by piece. Dropped
/// unfinished, it leaves nothing behind.
pub(crate) struct Draft {
    hash: BlobHash,
    device: DeviceId,
    file: File,
    path: PathBuf,
    digest: Sha256,
    length: u64,
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Gone already when it was finished.
        drop(fs::remove_file(&self.path));
    }
}

impl Draft {
    /// Writes the next piece. Refused: `blob_too_large` above [`BLOB_BYTES_MAX`].
    pub(crate) fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.length = self.length.saturating_add(piece.len() as u64);
        if self.length > BLOB_BYTES_MAX as u64 {
            return Err(HubError::refused(
                "blob_too_large",
                format!("{BLOB_BYTES_MAX} bytes at most"),
            ));
        }
        self.digest.update(piece);
        let written = self.file.write_all(piece);
        written.map_err(|error| HubError::folder(&self.path, error))
    }
}

impl Hub {
    /// Begins a file; nothing when the hub has it.
    pub(crate) fn begin_draft(&self, device: DeviceId, hash: BlobHash) -> Result<Option<Draft>> {
        if self.sound_length(hash)?.is_some() {
            return Ok(None);
        }
        self.check_quota(device, 0)?;
        let place = self.folder().join("uploads");
        let path = place.join(format!("{}.draft", uuid::Uuid::now_v7()));
        let file = fs::create_dir_all(&place).and_then(|()| File::create_new(&path));
        Ok(Some(Draft {
            hash,
            device,
            file: file.map_err(|error| HubError::folder(&path, error))?,
            path,
            digest: Sha256::new(),
            length: 0,
        }))
    }

    /// Ends it. Refused: `hash_mismatch` when the bytes are not what the name says.
    pub(crate) fn finish_draft(&self, draft: &mut Draft) -> Result<()> {
        if <[u8; 32]>::from(draft.digest.clone().finalize()) != draft.hash.0 {
            return Err(HubError::refused(
                "hash_mismatch",
                "the bytes have another SHA-256",
            ));
        }
        let path = self.blob_path(draft.hash);
        let placed = draft
            .file
            .sync_all()
            .and_then(|()| put_in_place(&draft.path, &path));
        placed.map_err(|error| HubError::folder(&path, error))?;
        self.note_file(draft.device, draft.hash, draft.length)
    }
}

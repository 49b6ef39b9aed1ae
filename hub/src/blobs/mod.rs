//! Photos and other files, under their SHA-256 in the hub's folder.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use fieldbook_core::model::BlobHash;
use sha2::{Digest, Sha256};

use crate::Hub;
use crate::error::{HubError, Result};

/// The largest file taken, bytes. Photos are downscaled to a tenth of it before they leave a phone.
pub const BLOB_BYTES_MAX: usize = 16 * 1024 * 1024;

impl Hub {
    /// `blobs/ab/abcdef…`: two letters of folder keep listings short.
    fn blob_path(&self, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        let place = name.get(..2).unwrap_or_default().to_owned();
        self.folder().join("blobs").join(place).join(name)
    }

    /// Stores a file; `true` when it is new. Refused: `hash_mismatch` when the bytes are not what the name
    /// says, `blob_too_large` above [`BLOB_BYTES_MAX`].
    pub fn put_blob(&self, hash: BlobHash, bytes: &[u8]) -> Result<bool> {
        if bytes.len() > BLOB_BYTES_MAX {
            return Err(HubError::refused(
                "blob_too_large",
                format!("{BLOB_BYTES_MAX} bytes at most"),
            ));
        }
        if <[u8; 32]>::from(Sha256::digest(bytes)) != hash.0 {
            return Err(HubError::refused(
                "hash_mismatch",
                "the bytes have another SHA-256",
            ));
        }
        let path = self.blob_path(hash);
        if path.exists() {
            return Ok(false);
        }
        let place = path.parent().unwrap_or(self.folder());
        let draft = place.join(format!("{}.part", uuid::Uuid::now_v7()));
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(place)?;
            let mut file = fs::File::create_new(&draft)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&draft, &path)?;
            // The name itself is durable only once its folder is.
            fs::File::open(place)?.sync_all()
        };
        write().map_err(|error| {
            let _ = fs::remove_file(&draft);
            HubError::folder(&path, error)
        })?;
        Ok(true)
    }

    /// A stored file; nothing when the hub does not have it. A file whose bytes have rotted is an error
    /// ([`HubError::Damaged`]), never handed out.
    pub fn blob(&self, hash: BlobHash) -> Result<Option<Vec<u8>>> {
        let path = self.blob_path(hash);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(HubError::folder(&path, error)),
        };
        if <[u8; 32]>::from(Sha256::digest(&bytes)) != hash.0 {
            return Err(HubError::Damaged(format!("blob {hash}")));
        }
        Ok(Some(bytes))
    }
}

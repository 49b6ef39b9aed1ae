use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::FieldbookError;
use super::book::Book;
use super::error::Fault;
use crate::model::{BlobHash, Invalid};
use crate::store::BlobState;

/// Photos and other files, named by the SHA-256 of their bytes.
#[derive(Clone)]
pub struct Blobs {
    pub(super) book: Arc<Book>,
}

/// The largest file taken, bytes. A phone's photo is 3 to 8 MB before it is downscaled.
const LARGEST: usize = 16 * 1024 * 1024;

impl Blobs {
    /// Keeps a file; when this returns it is durable and waits to be sent. The same bytes twice are one file.
    pub fn keep(&self, bytes: &[u8]) -> Result<BlobHash, FieldbookError> {
        Ok(self.book.keep_blob(bytes)?)
    }

    /// A file's bytes. `NotFound` when they are not on this device.
    pub fn read(&self, hash: BlobHash) -> Result<Vec<u8>, FieldbookError> {
        Ok(self.book.read_blob(hash)?)
    }

    /// Where a file lies, for an image view.
    pub fn path(&self, hash: BlobHash) -> PathBuf {
        self.book.blob_path(hash)
    }
}

impl Book {
    fn blob_path(&self, hash: BlobHash) -> PathBuf {
        self.blob_dir().join(hash.to_string())
    }

    /// The bytes reach the disk under their final name before the row that names them is committed.
    fn keep_blob(&self, bytes: &[u8]) -> Result<BlobHash, Fault> {
        if bytes.is_empty() || bytes.len() > LARGEST {
            return Err(Invalid::new("photo", "file_size")
                .with("max", &(LARGEST / 1024 / 1024))
                .into());
        }
        let hash = BlobHash(Sha256::digest(bytes).into());
        let dir = self.blob_dir();
        fs::create_dir_all(&dir).map_err(Fault::io(&dir))?;
        let (path, part) = (self.blob_path(hash), dir.join(format!("{hash}.part")));
        if !path.exists() {
            let mut file = fs::File::create(&part).map_err(Fault::io(&part))?;
            file.write_all(bytes).map_err(Fault::io(&part))?;
            file.sync_all().map_err(Fault::io(&part))?;
            fs::rename(&part, &path).map_err(Fault::io(&path))?;
            fs::File::open(&dir)
                .and_then(|dir| dir.sync_all())
                .map_err(Fault::io(&dir))?;
        }
        self.store
            .write(|writing| writing.set_blob(hash, bytes.len() as u64, BlobState::ToSend))?;
        Ok(hash)
    }

    pub(super) fn read_blob(&self, hash: BlobHash) -> Result<Vec<u8>, Fault> {
        let path = self.blob_path(hash);
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Fault::NotFound(hash.to_string()),
            _ => Fault::io(&path)(error),
        })?;
        if Sha256::digest(&bytes)[..] == hash.0 {
            Ok(bytes)
        } else {
            Err(Fault::Unexpected(format!("{hash}: the file has changed")))
        }
    }
}

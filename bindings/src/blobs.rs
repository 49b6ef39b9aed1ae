//! Photos and other files.

use fieldbook_core as core;
use fieldbook_core::model::BlobHash;

use crate::FieldbookError;

/// Photos and other files, named by the SHA-256 of their bytes.
#[derive(uniffi::Object)]
pub struct Blobs {
    pub(crate) core: core::Blobs,
}

#[uniffi::export]
impl Blobs {
    /// Keeps a file of at most 16 MiB; when this returns it is durable and waits to be sent. The same bytes
    /// twice are one file.
    pub fn keep(&self, bytes: Vec<u8>) -> Result<BlobHash, FieldbookError> {
        Ok(self.core.keep(&bytes)?)
    }

    /// A file's bytes. Throws `NotFound` when they are not on this device.
    pub fn read(&self, hash: BlobHash) -> Result<Vec<u8>, FieldbookError> {
        Ok(self.core.read(hash)?)
    }

    /// Where a file lies, for an image view.
    pub fn path(&self, hash: BlobHash) -> String {
        self.core.path(hash).display().to_string()
    }
}

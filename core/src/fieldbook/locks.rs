//! What the book's key locks: its file, the copies of it, and the small files beside it.

use std::fs;
use std::path::Path;

use zeroize::Zeroizing;

use super::book::BOOK;
use super::error::Fault;
use super::{Config, device_key};
use crate::identity::{SealKey, is_sealed};
use crate::store::{FileKey, Standing};

/// The keys made from [`Config::book_key`].
#[derive(Clone)]
pub(super) struct Locks {
    pub(super) file: FileKey,
    seal: SealKey,
}

impl Locks {
    /// The keys of a config that has one.
    pub(super) fn of(config: &Config) -> Result<Option<Self>, Fault> {
        config.book_key.as_ref().map(Self::new).transpose()
    }

    #[cfg(feature = "sqlcipher")]
    pub(super) fn new(key: &crate::identity::BookKey) -> Result<Self, Fault> {
        Ok(Self {
            file: FileKey::new(key.derive("database key")?, *key.derive("database salt")?),
            seal: SealKey::of(key)?,
        })
    }

    /// This build cannot encrypt, and must not pretend to.
    #[cfg(not(feature = "sqlcipher"))]
    pub(super) fn new(_: &crate::identity::BookKey) -> Result<Self, Fault> {
        Err(Fault::NotAllowed("encryption_not_built"))
    }
}

/// A small file as it is to lie on the disk.
pub(super) fn sealed(locks: Option<&Locks>, name: &str, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let written = match locks {
        Some(locks) => locks.seal.seal(name, bytes)?,
        None => bytes.to_vec(),
    };
    Ok(Zeroizing::new(written))
}

/// What a small file says, sealed or not.
pub(super) fn opened(
    locks: Option<&Locks>,
    name: &str,
    bytes: Zeroizing<Vec<u8>>,
) -> Result<Zeroizing<Vec<u8>>, Fault> {
    if !is_sealed(&bytes) {
        return Ok(bytes);
    }
    let locks = locks.ok_or(Fault::NotAllowed("book_key_needed"))?;
    let opened = locks.seal.open(name, &bytes);
    opened.ok_or(Fault::NotAllowed("wrong_book_key"))
}

/// Lets nobody further who has not the right key: a wrong one looks like damage to SQLite, and no rescue may begin
/// because of it. Nothing has been touched yet.
pub(super) fn admit(dir: &Path, locks: Option<&Locks>) -> Result<(), Fault> {
    let device = fs::read(dir.join(device_key::FILE)).ok().map(Zeroizing::new);
    let device = device.filter(|bytes| is_sealed(bytes));
    let standing = standing(&dir.join(BOOK), locks);
    match (locks, device) {
        (None, Some(_)) => Err(Fault::NotAllowed("book_key_needed")),
        // A file written under the key proves it, whatever happened to the device's key.
        (Some(_), Some(device)) if standing != Standing::Ours => {
            opened(locks, device_key::FILE, device)?;
            admit_file(standing, locks)
        }
        _ => admit_file(standing, locks),
    }
}

/// The same for one file, a book or a copy of it.
pub(super) fn admit_file(standing: Standing, locks: Option<&Locks>) -> Result<(), Fault> {
    match (standing, locks) {
        (Standing::Locked, None) => Err(Fault::NotAllowed("book_key_needed")),
        (Standing::Locked, Some(_)) => Err(Fault::NotAllowed("wrong_book_key")),
        _ => Ok(()),
    }
}

/// How a book's file stands to the key.
pub(super) fn standing(file: &Path, locks: Option<&Locks>) -> Standing {
    Standing::of(file, locks.map(|locks| &locks.file))
}

/// The key a file is to be opened with: a book in clear is opened as it is, and locked afterwards.
pub(super) fn file_key<'l>(file: &Path, locks: Option<&'l Locks>) -> Option<&'l FileKey> {
    let locks = locks?;
    (standing(file, Some(locks)) != Standing::Plain).then_some(&locks.file)
}

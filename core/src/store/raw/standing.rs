//! Whether a file is encrypted, and whether a key is its own, asked before SQLite touches it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{locked, wal};
use crate::store::FileKey;

/// How a book's file stands to the key at hand, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is none, or it is empty.
    Nothing,
    /// It is not encrypted.
    Plain,
    /// It was written under this key, whatever may have happened to it since.
    Ours,
    /// It is encrypted, and not under this key. One that was overwritten as a whole with noise looks the same.
    Locked,
    /// It is damaged beyond telling.
    Unknown,
}

impl Standing {
    /// Looks at a file and the log beside it.
    pub fn of(file: &Path, key: Option<&FileKey>) -> Self {
        match front(file, locked::MAGIC.len()).as_slice() {
            [] => return Self::Nothing,
            bytes if bytes == locked::MAGIC => return Self::Plain,
            bytes if key.is_some_and(|key| locked::fits(bytes, &[], key)) => return Self::Ours,
            _ => {}
        }
        let bytes = std::fs::read(file).unwrap_or_default();
        let log = std::fs::read(wal::beside(file)).unwrap_or_default();
        if key.is_some_and(|key| locked::fits(&bytes, &wal::all_frames(&log), key)) {
            Self::Ours
        } else if looks_locked(&bytes) {
            Self::Locked
        } else {
            Self::Unknown
        }
    }
}

/// The layout's version in a file's header (SQLite file format 1.3: bytes 60 to 63), read before SQLite opens it:
/// opening alone may fold a write-ahead log into the file, and a newer file is not ours to touch.
pub fn version_in_header(file: &Path, key: Option<&FileKey>) -> Option<i64> {
    let mut header = front(file, locked::PAGE);
    if !header.starts_with(locked::MAGIC) {
        header = locked::open_first(&header, key?)?;
    }
    let version: [u8; 4] = header.get(60..64)?.try_into().ok()?;
    Some(i64::from(u32::from_be_bytes(version)))
}

fn front(file: &Path, length: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    // One that cannot be read says nothing here; SQLite will say why.
    let read = File::open(file).map(|file| file.take(length as u64).read_to_end(&mut bytes));
    drop(read);
    bytes
}

/// Most pages look like noise. Pages of SQLite begin with their kind, or, where a long value goes on, with the
/// number of a page, which begins with 0 in every book under 64 GiB.
fn looks_locked(bytes: &[u8]) -> bool {
    let pages = bytes.chunks_exact(locked::PAGE);
    let noise = pages.clone().filter(|page| is_noise(page)).count();
    noise * 2 > pages.len()
}

fn is_noise(page: &[u8]) -> bool {
    let begins_plain = matches!(page.first(), Some(0 | 2 | 5 | 10 | 13));
    // Ciphertext repeats a byte 16 times in a row once in 10^33 pages.
    !begins_plain
        && !page
            .windows(16)
            .any(|part| part.iter().all(|byte| Some(byte) == part.first()))
}

#[cfg(test)]
mod tests {
    use rand::{RngCore, SeedableRng};

    use super::*;

    fn standing(bytes: &[u8]) -> Standing {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("book.sqlite");
        std::fs::write(&file, bytes).unwrap();
        Standing::of(&file, None)
    }

    #[test]
    fn files_in_clear_damaged_and_encrypted_are_told_apart() {
        let mut noise = vec![0; 10 * locked::PAGE];
        rand_chacha::ChaCha8Rng::seed_from_u64(1).fill_bytes(&mut noise);
        assert_eq!(standing(&[]), Standing::Nothing);
        assert_eq!(standing(&noise), Standing::Locked);
        assert_eq!(standing(&[7; 8192]), Standing::Unknown);
        assert_eq!(standing(&noise[..4000]), Standing::Unknown);
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("book.sqlite");
        crate::store::Store::create(&file, None).unwrap().close().unwrap();
        let mut plain = std::fs::read(&file).unwrap();
        assert_eq!(standing(&plain), Standing::Plain);
        assert!(plain.len() > 10 * locked::PAGE);
        plain[..4 * locked::PAGE].copy_from_slice(&noise[..4 * locked::PAGE]);
        assert_eq!(standing(&plain), Standing::Unknown);
    }
}

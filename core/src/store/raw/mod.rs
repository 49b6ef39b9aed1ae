//! Reads what is left of a damaged book without SQLite: each page on its own, as the SQLite file format
//! describes it (https://sqlite.org/fileformat2.html, 1.6 and 4), so that a broken page hides no other. What is
//! found here is only a candidate; whoever takes it in checks it.

mod found;
mod locked;
mod pages;
mod record;
mod standing;
mod wal;

pub use found::{Found, FoundAside, FoundChange};
pub use standing::{Standing, version_in_header};
pub use wal::stray_frames;

use std::path::Path;

use pages::Pages;
use wal::Frame;

use super::FileKey;

/// Everything recognisable in a book's file and in the write-ahead log beside it. Files that are missing or
/// unreadable give nothing. With a key, pages that were written under it are opened; a file that has none is read
/// as it is.
pub fn read_remains(file: &Path, key: Option<&FileKey>) -> Found {
    let log = std::fs::read(wal::beside(file)).unwrap_or_default();
    found_in(&pages_of(file, wal::all_frames(&log), key))
}

/// Everything recognisable in pages of a write-ahead log that SQLite would pass over.
pub fn read_stray(file: &Path, frames: Vec<(u32, Vec<u8>)>, key: Option<&FileKey>) -> Found {
    let mut pages = pages_of(file, frames, key);
    pages.only_frames();
    found_in(&pages)
}

fn pages_of(file: &Path, frames: Vec<Frame>, key: Option<&FileKey>) -> Pages {
    let bytes = std::fs::read(file).unwrap_or_default();
    match key.and_then(|key| locked::open_all(&bytes, &frames, key)) {
        Some((bytes, frames)) => Pages::opened(bytes, frames),
        None => Pages::new(bytes, frames),
    }
}

fn found_in(pages: &Pages) -> Found {
    let mut found = Found::default();
    pages.each_record(|row, record| found.take(row, record));
    found
}

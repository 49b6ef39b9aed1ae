//! Reads what is left of a damaged book without SQLite: each page on its own, as the SQLite file format
//! describes it (https://sqlite.org/fileformat2.html, 1.6 and 4), so that a broken page hides no other. What is
//! found here is only a candidate; whoever takes it in checks it.

mod found;
mod pages;
mod record;
mod wal;

pub use found::{Found, FoundAside, FoundChange};
pub use wal::stray_frames;

use std::path::Path;

use pages::Pages;

/// Everything recognisable in a book's file and in the write-ahead log beside it. Files that are missing or
/// unreadable give nothing.
pub fn read_remains(file: &Path) -> Found {
    let bytes = std::fs::read(file).unwrap_or_default();
    let log = std::fs::read(wal::beside(file)).unwrap_or_default();
    found_in(&Pages::new(bytes, wal::all_frames(&log)))
}

/// Everything recognisable in pages of a write-ahead log that SQLite would pass over.
pub fn read_stray(file: &Path, frames: Vec<(u32, Vec<u8>)>) -> Found {
    let bytes = std::fs::read(file).unwrap_or_default();
    let mut pages = Pages::new(bytes, frames);
    pages.only_frames();
    found_in(&pages)
}

fn found_in(pages: &Pages) -> Found {
    let mut found = Found::default();
    pages.each_record(|row, record| found.take(row, record));
    found
}

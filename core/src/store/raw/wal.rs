use std::path::{Path, PathBuf};

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// A page of a write-ahead log, by its number in the file.
pub(super) type Frame = (u32, Vec<u8>);

/// The write-ahead log beside a book.
pub(super) fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}

fn page_size(log: &[u8]) -> usize {
    let told = word(log, 8).and_then(|size| usize::try_from(size).ok());
    told.filter(|size| size.is_power_of_two() && (512..=65_536).contains(size))
        .unwrap_or(4096)
}

fn frames(log: &[u8]) -> impl Iterator<Item = &[u8]> {
    let size = FRAME_HEADER + page_size(log);
    log.get(HEADER..).unwrap_or_default().chunks_exact(size)
}

fn page_of(frame: &[u8]) -> Option<Frame> {
    let number = word(frame, 0).filter(|number| *number > 0)?;
    Some((number, frame.get(FRAME_HEADER..)?.to_vec()))
}

/// Every page of a log, also of earlier rounds and of transactions that were never finished.
pub(super) fn all_frames(log: &[u8]) -> Vec<Frame> {
    frames(log).filter_map(page_of).collect()
}

/// The pages of the log's running round behind its last whole transaction: SQLite does not read them, because a
/// frame there is damaged or missing or the log's own header is wrong. It says nothing about them and writes over
/// them.
pub fn stray_frames(file: &Path) -> Vec<(u32, Vec<u8>)> {
    let log = std::fs::read(beside(file)).unwrap_or_default();
    let mut sum = Checksum::of(&log);
    // SQLite file format, 4.1: magic, version, page size, round, two salts, two checksums.
    let header_fits = sum.add(log.get(..24).unwrap_or_default()) == (word(&log, 24), word(&log, 28));
    let salts = log.get(16..24).map(<[u8]>::to_vec);
    let (mut fits, mut stray) = (header_fits, Vec::new());
    for frame in frames(&log) {
        let same_round = frame.get(8..16).map(<[u8]>::to_vec) == salts;
        fits &= same_round && sum.frame(frame);
        // With the header damaged the salts say nothing.
        if same_round || !header_fits {
            stray.extend(page_of(frame));
        }
        let ends_transaction = word(frame, 4).is_some_and(|pages| pages > 0);
        if fits && ends_transaction {
            stray.clear();
        }
    }
    stray
}

/// The log's running checksum (SQLite file format, 4.2).
struct Checksum {
    big_endian: bool,
    one: u32,
    two: u32,
}

impl Checksum {
    fn of(log: &[u8]) -> Self {
        Self {
            big_endian: word(log, 0).is_some_and(|magic| magic & 1 == 1),
            one: 0,
            two: 0,
        }
    }

    fn add(&mut self, bytes: &[u8]) -> (Option<u32>, Option<u32>) {
        for eight in bytes.chunks_exact(8) {
            let (first, second) = eight.split_at(4);
            self.one = self.one.wrapping_add(self.read(first)).wrapping_add(self.two);
            self.two = self.two.wrapping_add(self.read(second)).wrapping_add(self.one);
        }
        (Some(self.one), Some(self.two))
    }

    /// Adds a frame and says whether its own checksums fit.
    fn frame(&mut self, frame: &[u8]) -> bool {
        self.add(frame.get(..8).unwrap_or_default());
        let told = (word(frame, 16), word(frame, 20));
        self.add(frame.get(FRAME_HEADER..).unwrap_or_default()) == told
    }

    fn read(&self, four: &[u8]) -> u32 {
        let four = four.try_into().unwrap_or_default();
        if self.big_endian {
            u32::from_be_bytes(four)
        } else {
            u32::from_le_bytes(four)
        }
    }
}

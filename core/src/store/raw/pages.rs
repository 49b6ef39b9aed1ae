use std::collections::HashMap;

use super::locked;
use super::record::{Value, read, varint};
use super::wal::Frame;

/// Larger than any row of a book: the snapshot of a document with thousands of facts.
const PAYLOAD_MAX: u64 = 64 * 1024 * 1024;

/// The pages of a damaged file and of its log.
pub(super) struct Pages {
    file: Vec<u8>,
    size: usize,
    usable: usize,
    frames: Vec<Frame>,
    newest: HashMap<u32, usize>,
    with_file: bool,
}

impl Pages {
    pub(super) fn new(file: Vec<u8>, frames: Vec<Frame>) -> Self {
        let told = file.get(16..18).and_then(|two| <[u8; 2]>::try_from(two).ok());
        let told = told.map(|two| match u16::from_be_bytes(two) {
            1 => 65_536,
            size => usize::from(size),
        });
        let from_log = frames.first().map(|(_, page)| page.len());
        let right = |size: &usize| size.is_power_of_two() && *size >= 512;
        let size = told.filter(right).or(from_log).unwrap_or(4096);
        // A page may keep up to 255 bytes for others; ours keep none unless the file is encrypted, and then the
        // header of a damaged one is not asked.
        let kept = file
            .get(20)
            .copied()
            .filter(|kept| *kept < 64)
            .unwrap_or_default();
        let newest = frames.iter().enumerate();
        Self {
            newest: newest.map(|(place, (number, _))| (*number, place)).collect(),
            usable: size - usize::from(kept),
            with_file: true,
            file,
            size,
            frames,
        }
    }

    /// Pages of an encrypted file, already in clear; what could not be opened is zeros.
    pub(super) fn opened(file: Vec<u8>, frames: Vec<Frame>) -> Self {
        Self {
            size: locked::PAGE,
            usable: locked::PAGE - locked::RESERVED,
            ..Self::new(file, frames)
        }
    }

    /// Leaves out the rows of the file itself; its pages still hold the ends of long values.
    pub(super) fn only_frames(&mut self) {
        self.with_file = false;
    }

    /// A page by its number, as it was last written.
    fn page(&self, number: u32) -> Option<&[u8]> {
        if let Some((_, page)) = self.newest.get(&number).and_then(|place| self.frames.get(*place)) {
            return Some(page);
        }
        let start = usize::try_from(number.checked_sub(1)?)
            .ok()?
            .checked_mul(self.size)?;
        self.file.get(start..start.checked_add(self.size)?)
    }

    /// Hands over every record that is whole, of whatever table, with its row number (0 where it has none).
    pub(super) fn each_record(&self, mut take: impl FnMut(i64, &[Value])) {
        let of_file = self.file.chunks(self.size).enumerate();
        let of_file = of_file
            .filter(|_| self.with_file)
            .map(|(index, page)| (index == 0, page));
        let of_log = self
            .frames
            .iter()
            .map(|(number, page)| (*number == 1, page.as_slice()));
        for (first, page) in of_file.chain(of_log) {
            self.records_of(first, page, &mut take);
        }
    }

    /// The first page begins with the file's header of 100 bytes. Kinds of page: 13 a leaf of a table, 10 a
    /// leaf and 2 an inner page of an index, which is also how tables without row numbers are stored.
    fn records_of(&self, first: bool, page: &[u8], take: &mut impl FnMut(i64, &[Value])) {
        let header = if first { 100 } else { 0 };
        let Some(kind @ (13 | 10 | 2)) = page.get(header).copied() else {
            return;
        };
        let cells = two(page, header + 3).unwrap_or_default();
        let pointers = header + if kind == 2 { 12 } else { 8 };
        for index in 0..cells {
            let cell = two(page, pointers + 2 * index).and_then(|at| page.get(at..self.usable));
            let payload = cell.and_then(|cell| self.payload(kind, cell));
            if let Some((row, record)) = payload.and_then(|(row, payload)| Some((row, read(&payload)?))) {
                take(row, &record);
            }
        }
    }

    /// The row number and payload of a cell, with what overflowed to other pages (SQLite file format, 1.6).
    fn payload(&self, kind: u8, cell: &[u8]) -> Option<(i64, Vec<u8>)> {
        let cell = if kind == 2 { cell.get(4..)? } else { cell };
        let (total, rest) = varint(cell)?;
        let (row, rest) = if kind == 13 { varint(rest)? } else { (0, rest) };
        let total = usize::try_from(total.min(PAYLOAD_MAX)).ok()?;
        let local = self.local(kind, total)?;
        let mut payload = rest.get(..local)?.to_vec();
        let mut next = rest.get(local..local + 4).unwrap_or_default();
        while payload.len() < total {
            let number = u32::from_be_bytes(next.try_into().ok()?);
            let page = self.page(number)?;
            let missing = (total - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(page.get(4..4 + missing)?);
            next = page.get(..4)?;
        }
        Some((i64::try_from(row).unwrap_or_default(), payload))
    }

    fn local(&self, kind: u8, total: usize) -> Option<usize> {
        let share = |part: usize| ((self.usable.checked_sub(12)?) * part / 255).checked_sub(23);
        let most = if kind == 13 {
            self.usable.checked_sub(35)?
        } else {
            share(64)?
        };
        if total <= most {
            return Some(total);
        }
        let least = share(32)?;
        let kept = least + (total - least) % (self.usable - 4);
        Some(if kept <= most { kept } else { least })
    }
}

fn two(page: &[u8], at: usize) -> Option<usize> {
    let bytes = page.get(at..at + 2)?;
    Some(usize::from(u16::from_be_bytes(bytes.try_into().ok()?)))
}

use std::time::{Duration, Instant};

use super::book::Book;
use super::error::Fault;
use super::fork::Parting;
use super::open_documents::OpenDocuments;
use crate::store::Writing;

/// What a person who types may wait for beside the write of their own entry: 50 ms is not noticed, and a
/// step under way when the time is over may take as long again.
const TIME: Duration = Duration::from_millis(20);
/// Steps of one slice: 256 changes are 15 ms on a laptop; on a phone the time ends it first.
pub(super) const STEPS: usize = 256;

/// A transaction's worth of long work.
pub(super) struct Slice {
    began: Instant,
    steps: usize,
    /// What it finds out about copies of this book; the book follows it once the slice is durable.
    parting: Parting,
}

impl Slice {
    fn begin() -> Self {
        Self {
            began: Instant::now(),
            steps: 0,
            parting: Parting::default(),
        }
    }

    pub(super) fn parting(&mut self) -> &mut Parting {
        &mut self.parting
    }

    /// Takes one more step, unless the slice is full.
    pub(super) fn take(&mut self) -> bool {
        let room = self.steps < STEPS && (self.steps == 0 || self.began.elapsed() < TIME);
        self.steps += usize::from(room);
        room
    }
}

/// How long work was cut up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Slices {
    pub(super) count: usize,
    /// Steps of the largest.
    pub(super) largest: usize,
}

impl Slices {
    pub(super) fn add(&mut self, other: Self) {
        self.count += other.count;
        self.largest = self.largest.max(other.largest);
    }
}

impl Book {
    /// Does long work in transactions of a few milliseconds. `work` does steps while the slice has room and
    /// says whether more is left; between two slices whoever waits to record goes first.
    pub(super) fn in_slices(
        &self,
        mut work: impl FnMut(&Writing<'_>, &mut OpenDocuments, &mut Slice) -> Result<bool, Fault>,
    ) -> Result<Slices, Fault> {
        let mut slices = Slices::default();
        loop {
            let mut open = self.documents.lock();
            let mut slice = Slice::begin();
            let more = self.store.write(|writing| work(writing, &mut open, &mut slice))?;
            if self.me.author.follow(&slice.parting) {
                open.clear();
            }
            drop(open);
            slices.add(Slices {
                count: 1,
                largest: slice.steps,
            });
            if !more {
                return Ok(slices);
            }
        }
    }
}

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::plane::{Point, Square, scaled, sum};

/// The number of a spot within its sweep; it is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpotId(pub u32);

/// Where a code lies, in units of a code's side, on a plane of its own: x to the right and y down as the first
/// frame of the patch was held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The patch: places of one patch can be compared, places of two cannot.
    pub patch: u32,
    /// The middle.
    pub middle: [f64; 2],
    /// From the left edge to the right, along the code's own first row.
    pub across: [f64; 2],
}

/// A place where a code was seen, and what was read there.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Its number.
    pub id: SpotId,
    /// Where it lies.
    pub place: Place,
    /// Frames in which it was read.
    pub frames: u32,
    /// Frames in which it was seen and not read.
    pub unread: u32,
    /// What was read, with the frames that read it, in the order of their first reading.
    pub reads: Vec<(Arc<str>, u32)>,
}

/// How much is known of a spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Read alike in two frames, and never otherwise.
    Sure(&'a str),
    /// Read in one frame only.
    Once(&'a str),
    /// Two texts were read here, so at least one is wrong; none is believed any more.
    Doubted,
    /// A code was seen in two frames and never read.
    Unread,
    /// A code was seen in one frame and never read, which a pattern on a table may be.
    Glimpsed,
}

/// Frames that must agree before a text or a place is believed.
const AGREEING: u32 = 2;

/// Texts kept of one spot: the second ends the belief in it, more say nothing new.
const TEXTS_MAX: usize = 3;

/// Frames after which one more hardly moves a spot.
const STEADY: u32 = 30;

impl Spot {
    pub(super) fn new(id: SpotId, patch: u32, square: &Square) -> Self {
        Self {
            id,
            place: Place {
                patch,
                middle: square.middle,
                across: square.across,
            },
            frames: 0,
            unread: 0,
            reads: Vec::new(),
        }
    }

    /// What is known of it.
    pub fn standing(&self) -> Standing<'_> {
        match self.reads.as_slice() {
            [] if self.unread >= AGREEING => Standing::Unread,
            [] => Standing::Glimpsed,
            [(text, frames)] if *frames >= AGREEING => Standing::Sure(text),
            [(text, _)] => Standing::Once(text),
            _ => Standing::Doubted,
        }
    }

    pub(super) fn sure(&self) -> Option<&str> {
        match self.standing() {
            Standing::Sure(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn square(&self) -> Square {
        Square {
            middle: self.place.middle,
            across: self.place.across,
        }
    }

    pub(super) fn says(&self, text: &str) -> bool {
        self.reads.iter().any(|(known, _)| &**known == text)
    }

    /// Counts frames that read a text here.
    pub(super) fn vote(&mut self, text: &Arc<str>, frames: u32) {
        if let Some((_, count)) = self.reads.iter_mut().find(|(known, _)| known == text) {
            *count = count.saturating_add(frames);
        } else if self.reads.len() < TEXTS_MAX {
            self.reads.push((Arc::clone(text), frames));
        }
    }

    /// Moves it towards where it was seen now: the mean of its frames.
    pub(super) fn settle(&mut self, square: &Square) {
        let weight = 1.0 / f64::from(self.frames.min(STEADY) + 1);
        let towards = |known: Point, seen: Point| sum(scaled(known, 1.0 - weight), scaled(seen, weight));
        self.place.middle = towards(self.place.middle, square.middle);
        self.place.across = towards(self.place.across, square.across);
        self.frames = self.frames.saturating_add(1);
    }

    /// Moves it to another patch's plane.
    pub(super) fn carried(&mut self, patch: u32, square: &Square) {
        self.place = Place {
            patch,
            middle: square.middle,
            across: square.across,
        };
    }
}

//! What of a frame a screen outlines over the camera's picture.

use std::collections::{BTreeMap, BTreeSet};

use super::super::book::Book;
use super::items::item_in;
use super::report::{SpotMark, SweepReport};
use super::{State, Swept};
use crate::scan::{Sight, SpotId, Standing};
use crate::stamp;

/// A code in a frame, to be outlined.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenCode {
    /// Its text; `None` for one that could not be read.
    pub text: Option<String>,
    /// Its corners as `[x, y]` in pixels of the frame, clockwise from the code's own top left, as of
    /// [`crate::scan::Code`].
    pub corners: [[f32; 2]; 4],
    /// How it is to be shown.
    pub mark: SeenMark,
}

/// How a code in a frame is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeenMark {
    /// A stamp that became sure with this frame: beep.
    New,
    /// A stamp that was sure before.
    Known,
    /// Read, and not believed yet: hold still.
    Unsure,
    /// Sure, and it does not belong here: no stamp of one item or another issuer's; once [`super::Sweep::report`] was
    /// asked, also what that calls a stranger.
    Foreign,
    /// Seen and not read: hold closer. It may be print that only looks like a code.
    Unread,
}

impl State {
    /// The codes of a frame, those that were read first.
    pub(super) fn seen(&self, sight: &Sight) -> Vec<SeenCode> {
        let new: BTreeSet<&str> = self
            .untold
            .sure
            .iter()
            .filter_map(|id| self.sure_at(*id))
            .collect();
        let mark_of = |text: &str| {
            if !self.tracker.is_sure(text) {
                SeenMark::Unsure
            } else if self.strange.get(text).copied().unwrap_or_default() {
                SeenMark::Foreign
            } else if new.contains(text) {
                SeenMark::New
            } else {
                SeenMark::Known
            }
        };
        let read = sight.codes.iter().map(|code| SeenCode {
            mark: mark_of(&code.text),
            text: Some(code.text.clone()),
            corners: code.corners,
        });
        let unread = sight.unread.iter().map(|corners| SeenCode {
            text: None,
            corners: *corners,
            mark: SeenMark::Unread,
        });
        read.chain(unread).collect()
    }

    fn sure_at(&self, id: SpotId) -> Option<&str> {
        match self.tracker.spot(id)?.standing() {
            Standing::Sure(text) => Some(text),
            _ => None,
        }
    }

    /// The report sees the whole, and knows better than a look at one text.
    pub(super) fn learn_strangers(&mut self, swept: &Swept, report: &SweepReport) {
        let told: BTreeSet<SpotId> = report
            .spots
            .iter()
            .filter(|spot| spot.mark == SpotMark::Stranger)
            .map(|spot| spot.spot)
            .collect();
        for spot in &swept.spots {
            if let Standing::Sure(text) = spot.standing() {
                self.strange.insert(text.to_owned(), told.contains(&spot.id));
            }
        }
    }
}

impl State {
    /// The sure texts of a frame that were not looked at before: a camera shows each for seconds, and asking what is
    /// leased takes longer than reading it.
    pub(super) fn unknown_in(&self, sight: &Sight) -> BTreeSet<String> {
        let texts = sight.codes.iter().map(|code| &code.text);
        let unknown = texts.filter(|text| !self.strange.contains_key(*text) && self.tracker.is_sure(text));
        unknown.cloned().collect()
    }

    /// What was found of them; what the whole says meanwhile stands.
    pub(super) fn tell_strangers(&mut self, told: BTreeMap<String, bool>) {
        for (text, strange) in told {
            self.strange.entry(text).or_insert(strange);
        }
    }
}

impl Book {
    /// Which of these texts do not belong here. A list that cannot be opened holds up no frame: then nothing is told of
    /// them, and they are asked about again.
    pub(super) fn strangers_among(&self, texts: BTreeSet<String>) -> BTreeMap<String, bool> {
        if texts.is_empty() {
            return BTreeMap::new();
        }
        let Ok(lists) = self.lists(self.org()) else {
            return BTreeMap::new();
        };
        let told = texts.into_iter().filter_map(|text| {
            let read = stamp::read(&text);
            let strange = match item_in(&lists, &text, &read) {
                Some(_) => self.is_foreign(&read, &lists).ok()?,
                None => true,
            };
            Some((text, strange))
        });
        told.collect()
    }
}

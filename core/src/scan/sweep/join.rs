//! Joining patches: parts of a sheet that were filmed apart, once a frame shows codes of both.

use std::sync::Arc;

use super::align::{Alignment, SAME_PLACE, align};
use super::patch::Patch;
use super::spot::SpotId;
use super::tracker::{Seen, Tracker};

/// The most pairs that lay a patch over another.
const MAX_PAIRS: usize = 5_000;

impl Tracker {
    /// Joins to a patch the others that a frame's texts link it to. Gives the patch that all are in then.
    pub(super) fn join(&mut self, patch: u32, seen: &[Seen]) -> u32 {
        let mut home = patch;
        let others: Vec<u32> = self.patches.keys().copied().filter(|id| *id != patch).collect();
        for other in others {
            let linked = self.patches.get(&other).is_some_and(|other| {
                let mut texts = seen.iter().filter_map(|code| code.text.as_deref());
                texts.any(|text| other.prints_of(text) > 0)
            });
            if !linked {
                continue;
            }
            let size = |id: &u32| self.patches.get(id).map_or(0, Patch::len);
            let (large, small) = if size(&other) > size(&home) {
                (other, home)
            } else {
                (home, other)
            };
            let spots = size(&small);
            if self
                .apart
                .get(&(large, small))
                .is_some_and(|asked| *asked >= spots)
            {
                continue;
            }
            if self.join_two(large, small) {
                home = large;
            } else {
                self.apart.insert((large, small), spots);
            }
        }
        home
    }

    fn join_two(&mut self, large: u32, small: u32) -> bool {
        let (Some(below), Some(above)) = (self.patches.get(&large), self.patches.get(&small)) else {
            return false;
        };
        let codes: Vec<Seen> = above
            .texts()
            .flat_map(|(text, ids)| ids.iter().map(move |id| (text, id)))
            .filter_map(|(text, id)| {
                Some(Seen {
                    text: Some(Arc::clone(text)),
                    square: self.spots.get(id)?.square(),
                })
            })
            .collect();
        let Some(found) = align(&self.pairs_in(below, &codes, MAX_PAIRS)).filter(Alignment::holds) else {
            return false;
        };
        if !found.is_firm() && self.collides(below, &found, &codes) {
            return false;
        }
        let ids: Vec<SpotId> = above.spots().collect();
        self.patches.remove(&small);
        for id in ids {
            self.carry(id, large, &found);
        }
        true
    }

    /// Moves a spot into another patch, into the spot that is there already if there is one.
    fn carry(&mut self, id: SpotId, patch: u32, alignment: &Alignment) {
        let (Some(mut spot), Some(home)) = (self.spots.remove(&id), self.patches.get_mut(&patch)) else {
            return;
        };
        let square = alignment.by.square(&spot.square());
        let there = home.nearest(&self.spots, square.middle, SAME_PLACE);
        if let Some(known) = there.and_then(|there| self.spots.get_mut(&there)) {
            for (text, frames) in &spot.reads {
                known.vote(text, *frames);
                if known.says(text) {
                    home.note(text, known.id);
                }
            }
            known.frames = known.frames.saturating_add(spot.frames);
            known.unread = known.unread.saturating_add(spot.unread);
            self.nameless.remove(&id);
            if !known.reads.is_empty() {
                self.nameless.remove(&known.id);
            }
            self.changed.insert(known.id);
            self.changed.remove(&id);
            self.gone.insert(id);
            return;
        }
        spot.carried(patch, &square);
        home.add(&spot);
        self.spots.insert(id, spot);
        self.changed.insert(id);
    }
}

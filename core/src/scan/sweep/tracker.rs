use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::{Code, Sight};
use super::align::{Alignment, Pair, SAME_PLACE, align};
use super::level::level;
use super::patch::Patch;
use super::plane::{Point, Square};
use super::spot::{Spot, SpotId, Standing};

/// The most spots of one sweep: 10,000 stamps, some 10 MB with long texts. What comes after is told as
/// [`Tracker::is_full`] and not kept.
pub const MAX_SPOTS: usize = 10_000;

/// Of those, the most that were never read: print that only looks like a code must not take the room of stamps.
const MAX_NAMELESS: usize = MAX_SPOTS / 10;

/// The most pairs that lay a frame over a patch. A text that every label carries pairs each of its
/// prints with each; the rarest texts come first.
const MAX_PAIRS: usize = 500;

/// The most codes looked at in one frame; a frame of 1280 × 720 has room for fewer that can be read.
const MAX_IN_FRAME: usize = 256;

/// Follows codes over a sheet, or along a roll, that is larger than the picture.
///
/// Feed it what the scanner sees, frame by frame. It knows neither time nor what a text means; the same sights
/// give the same answers. Every frame is levelled by itself and laid over what is known by the texts both have.
/// Where a frame shares none, a new patch is begun, and joined to the others as soon as a code links them.
#[derive(Debug, Default)]
pub struct Tracker {
    pub(super) spots: BTreeMap<SpotId, Spot>,
    pub(super) patches: BTreeMap<u32, Patch>,
    /// Spots where nothing was read yet.
    pub(super) nameless: BTreeSet<SpotId>,
    told: Told,
    next_spot: u32,
    next_patch: u32,
    /// Patches that could not be joined, and how many spots the smaller had: asked again once it has more.
    pub(super) apart: BTreeMap<(u32, u32), usize>,
    full: bool,
    pub(super) changed: BTreeSet<SpotId>,
    pub(super) gone: BTreeSet<SpotId>,
}

/// Codes stand beside each other, and an unread one is placed less well: so much of both sides must lie over each other.
const OVERLAPPING: f64 = 0.1;

/// What was told already.
#[derive(Debug, Default)]
struct Told {
    /// Texts, with the spot that made each sure.
    sure: BTreeMap<Arc<str>, SpotId>,
    doubled: BTreeSet<SpotId>,
    doubted: BTreeSet<SpotId>,
    unread: BTreeSet<SpotId>,
}

/// What a frame made certain. Each spot is told once in each list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct News {
    /// A text is sure that was not before.
    pub sure: Vec<SpotId>,
    /// A text that is sure already is sure at a second place of the same sheet: it was printed twice.
    pub doubled: Vec<SpotId>,
    /// A second text was read here; what was told of it before no longer counts.
    pub doubted: Vec<SpotId>,
    /// A code is here that cannot be read so far.
    pub unread: Vec<SpotId>,
    /// Patches were joined: places have moved.
    pub joined: bool,
}

impl News {
    /// Whether nothing became certain.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what a later frame made certain.
    pub fn extend(&mut self, later: Self) {
        self.sure.extend(later.sure);
        self.doubled.extend(later.doubled);
        self.doubted.extend(later.doubted);
        self.unread.extend(later.unread);
        self.joined |= later.joined;
    }
}

/// A code of a frame on the levelled plane.
#[derive(Debug)]
pub(super) struct Seen {
    /// Nothing for one that could not be read.
    pub(super) text: Option<Arc<str>>,
    pub(super) square: Square,
}

impl Tracker {
    /// A tracker that goes on from the spots of another, as they were kept with their [`Tracker::next_spot`].
    pub fn resume(spots: impl IntoIterator<Item = Spot>, next_spot: SpotId) -> Self {
        let mut tracker = Self {
            next_spot: next_spot.0,
            ..Self::default()
        };
        for spot in spots {
            tracker.next_spot = tracker.next_spot.max(spot.id.0.saturating_add(1));
            if spot.reads.is_empty() {
                tracker.nameless.insert(spot.id);
            }
            tracker.next_patch = tracker.next_patch.max(spot.place.patch.saturating_add(1));
            tracker.patches.entry(spot.place.patch).or_default().add(&spot);
            tracker.spots.insert(spot.id, spot);
        }
        tracker.full = tracker.spots.len() >= MAX_SPOTS;
        tracker.tell_all(&mut News::default());
        tracker
    }

    /// Takes in the next frame. A frame without a code that can be read has no place on the sheet.
    pub fn see(&mut self, sight: &Sight) -> News {
        let mut news = News::default();
        let seen = seen(sight);
        if seen.is_empty() {
            return news;
        }
        let (patch, alignment) = match self.place(&seen) {
            Some((patch, alignment)) => (patch, Some(alignment)),
            None if self.says_nothing_of_its_place(&seen) => return news,
            None => (self.begin(), None),
        };
        let touched = self.absorb(patch, alignment.as_ref(), &seen);
        // There was room for nothing of it.
        if touched.is_empty() && alignment.is_none() {
            self.patches.remove(&patch);
            return news;
        }
        let patches = self.patches.len();
        let home = self.join(patch, &seen);
        news.joined = self.patches.len() < patches;
        self.give_up_overlapped(home);
        if news.joined {
            self.tell_all(&mut news);
        }
        for id in touched {
            self.tell(id, &mut news);
        }
        news
    }

    fn tell_all(&mut self, news: &mut News) {
        let ids: Vec<SpotId> = self.spots.keys().copied().collect();
        for id in ids {
            self.tell(id, news);
        }
    }

    /// Every spot, in the order of their numbers.
    pub fn spots(&self) -> impl Iterator<Item = &Spot> {
        self.spots.values()
    }

    /// A spot, unless it was joined to another or given up.
    pub fn spot(&self, id: SpotId) -> Option<&Spot> {
        self.spots.get(&id)
    }

    /// Whether a text is believed anywhere.
    pub fn is_sure(&self, text: &str) -> bool {
        let mut spots = self.patches.values().flat_map(|patch| patch.saying(text));
        spots.any(|id| self.is_sure_of(id, text))
    }

    /// Whether codes were left out for want of room ([`MAX_SPOTS`]).
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// The spots that are new or otherwise than at the last [`Tracker::kept`].
    pub fn changed(&self) -> impl Iterator<Item = &Spot> {
        self.changed.iter().filter_map(|id| self.spots.get(id))
    }

    /// The spots that are no more since the last [`Tracker::kept`]: joined to others, or given up for room.
    pub fn gone(&self) -> impl Iterator<Item = SpotId> {
        self.gone.iter().copied()
    }

    /// The number of the next spot; those before it are not given again, also of spots that are gone.
    pub fn next_spot(&self) -> SpotId {
        SpotId(self.next_spot)
    }

    /// Says that what changed has been kept.
    pub fn kept(&mut self) {
        self.changed.clear();
        self.gone.clear();
    }

    /// The patch most texts of a frame agree on, and how the frame lies over it.
    fn place(&self, seen: &[Seen]) -> Option<(u32, Alignment)> {
        let mut best: Option<(u32, Alignment)> = None;
        for (id, patch) in &self.patches {
            let pairs = self.pairs_in(patch, seen, MAX_PAIRS);
            let Some(found) = align(&pairs).filter(Alignment::holds) else {
                continue;
            };
            let better = best
                .as_ref()
                .is_none_or(|(_, known)| found.held.len() > known.held.len());
            if better && (found.held.len() > 1 || !self.collides(patch, &found, seen)) {
                best = Some((*id, found));
            }
        }
        best
    }

    /// Whether a frame shows nothing but texts that stand at several places: it may lie anywhere.
    fn says_nothing_of_its_place(&self, seen: &[Seen]) -> bool {
        let repeated = |text: &str| self.patches.values().any(|patch| patch.prints_of(text) > 1);
        let mut texts = seen.iter().filter_map(|code| code.text.as_deref());
        texts.all(repeated)
    }

    /// The codes of which a patch has the texts, the rarest first.
    pub(super) fn pairs_in(&self, patch: &Patch, seen: &[Seen], most: usize) -> Vec<Pair> {
        let mut prints: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (own, code) in seen.iter().enumerate() {
            if let Some(text) = code.text.as_deref() {
                prints.entry(text).or_default().push(own);
            }
        }
        let count = |(text, owns): &(&str, Vec<usize>)| owns.len() * patch.prints_of(text);
        let mut texts: Vec<(&str, Vec<usize>)> = prints.into_iter().filter(|both| count(both) > 0).collect();
        texts.sort_by_cached_key(|both| (count(both), both.0));
        let both = texts.iter().enumerate().flat_map(|(number, (text, owns))| {
            let spots = patch.saying(text);
            spots.flat_map(move |spot| owns.iter().map(move |own| (number, spot, *own)))
        });
        let pair = |(text, spot, own): (usize, SpotId, usize)| {
            let (from, to) = (seen.get(own)?.square, self.spots.get(&spot)?.square());
            Some(Pair {
                own,
                from,
                spot,
                to,
                text,
            })
        };
        both.take(most).filter_map(pair).collect()
    }

    /// Whether laying a frame so would put a code onto another. One text links a sheet to the copy of one of
    /// its stamps as well as to itself, but no sheet has two codes at one place.
    pub(super) fn collides(&self, patch: &Patch, alignment: &Alignment, seen: &[Seen]) -> bool {
        seen.iter().any(|code| {
            let Some(text) = code.text.as_deref() else {
                return false;
            };
            let at = alignment.by.point(code.square.middle);
            let there = patch.nearest(&self.spots, at, SAME_PLACE);
            let there = there.and_then(|id| self.spots.get(&id));
            there.is_some_and(|spot| !spot.reads.is_empty() && !spot.says(text))
        })
    }

    fn begin(&mut self) -> u32 {
        let id = self.next_patch;
        self.next_patch = self.next_patch.saturating_add(1);
        self.patches.insert(id, Patch::default());
        id
    }

    /// Counts the codes of a frame at their places in a patch. Gives the spots it touched.
    fn absorb(&mut self, patch: u32, alignment: Option<&Alignment>, seen: &[Seen]) -> BTreeSet<SpotId> {
        let mut touched = BTreeSet::new();
        let mut counted = BTreeSet::new();
        for code in seen {
            let square = alignment.map_or(code.square, |found| found.by.square(&code.square));
            let Some(id) = self.spot_for(patch, alignment, code, &square, seen) else {
                continue;
            };
            let Some(spot) = self.spots.get_mut(&id) else {
                continue;
            };
            touched.insert(id);
            if !counted.insert((id, code.text.clone())) {
                continue;
            }
            let Some(home) = self.patches.get_mut(&patch) else {
                continue;
            };
            match &code.text {
                Some(text) => {
                    let from = spot.place.middle;
                    spot.settle(&square);
                    home.moved(id, from, spot.place.middle);
                    spot.vote(text, 1);
                    if spot.says(text) {
                        home.note(text, id);
                    }
                    self.nameless.remove(&id);
                }
                None => spot.unread = spot.unread.saturating_add(1),
            }
            self.changed.insert(id);
        }
        touched
    }

    /// The spot a code of a frame belongs to: the one there, or a new one. None where it cannot be trusted, or
    /// there is no room.
    fn spot_for(
        &mut self,
        patch: u32,
        alignment: Option<&Alignment>,
        code: &Seen,
        square: &Square,
        seen: &[Seen],
    ) -> Option<SpotId> {
        let home = self.patches.get(&patch)?;
        let there = home.nearest(&self.spots, square.middle, SAME_PLACE);
        if let (Some(text), Some(alignment)) = (&code.text, alignment) {
            let says = |id: SpotId| self.spots.get(&id).is_some_and(|spot| spot.says(text));
            let known = home.saying(text).next().is_some();
            let elsewhere = known && !there.is_some_and(says);
            // Two of it in one frame are two prints; one that moved is believed only where all else is firm.
            let twice = seen
                .iter()
                .filter(|other| other.text.as_ref() == Some(text))
                .count()
                > 1;
            if elsewhere && !alignment.is_firm() && !twice {
                return None;
            }
        }
        if there.is_some() {
            return there;
        }
        if !self.make_room(code.text.is_none()) {
            self.full = true;
            return None;
        }
        let id = SpotId(self.next_spot);
        self.next_spot = self.next_spot.saturating_add(1);
        let spot = Spot::new(id, patch, square);
        self.patches.get_mut(&patch)?.add(&spot);
        self.spots.insert(id, spot);
        self.nameless.insert(id);
        Some(id)
    }

    /// Gives up spots without a text that lie over a code that was read: corner patterns of neighbours that were
    /// taken for one code, for no two prints cover each other and can be read.
    fn give_up_overlapped(&mut self, patch: u32) {
        let Some(home) = self.patches.get(&patch) else {
            return;
        };
        let overlapped = self.nameless.iter().filter(|id| {
            let spot = self.spots.get(id).filter(|spot| spot.place.patch == patch);
            spot.is_some_and(|spot| {
                let around = home.around(&self.spots, spot.place.middle, 2.0);
                let mut read = around.filter_map(|(_, id)| self.spots.get(&id));
                read.any(|read| !read.reads.is_empty() && read.square().overlaps(&spot.square(), OVERLAPPING))
            })
        });
        let overlapped: Vec<SpotId> = overlapped.copied().collect();
        for id in overlapped {
            self.give_up(id);
        }
    }

    fn give_up(&mut self, id: SpotId) {
        self.nameless.remove(&id);
        if let Some(spot) = self.spots.remove(&id) {
            if let Some(home) = self.patches.get_mut(&spot.place.patch) {
                home.forget(&spot);
            }
            self.told.unread.remove(&id);
            self.changed.remove(&id);
            self.gone.insert(id);
        }
    }

    /// Whether there is room for another spot, if need be in the place of one that was never read: the oldest that
    /// was seen once, or for a code that was read the oldest at all.
    fn make_room(&mut self, nameless: bool) -> bool {
        let full = self.spots.len() >= MAX_SPOTS;
        if !(full || nameless && self.nameless.len() >= MAX_NAMELESS) {
            return true;
        }
        let glimpsed = |id: &&SpotId| {
            let spot = self.spots.get(id);
            spot.is_some_and(|spot| spot.standing() == Standing::Glimpsed)
        };
        let oldest = || self.nameless.first().filter(|_| !nameless);
        let Some(gone) = self.nameless.iter().find(glimpsed).or_else(oldest).copied() else {
            return false;
        };
        self.give_up(gone);
        true
    }

    /// Tells what is certain of a spot and was not told before.
    fn tell(&mut self, id: SpotId, news: &mut News) {
        let Some(spot) = self.spots.get(&id) else { return };
        match spot.standing() {
            Standing::Sure(text) => {
                let text: Arc<str> = Arc::from(text);
                let first = self.told.sure.get(&text).copied();
                match first.filter(|first| self.is_sure_of(*first, &text)) {
                    None => {
                        if self.told.sure.insert(text, id).is_none() {
                            news.sure.push(id);
                        }
                    }
                    Some(first) if first == id || !self.are_one_sheet(first, id) => {}
                    Some(_) if self.told.doubled.insert(id) => news.doubled.push(id),
                    Some(_) => {}
                }
            }
            Standing::Doubted if self.told.doubted.insert(id) => {
                self.told.sure.retain(|_, first| *first != id);
                news.doubted.push(id);
            }
            Standing::Unread if self.told.unread.insert(id) => news.unread.push(id),
            _ => {}
        }
    }

    fn is_sure_of(&self, id: SpotId, text: &str) -> bool {
        self.spots.get(&id).is_some_and(|spot| spot.sure() == Some(text))
    }

    fn are_one_sheet(&self, one: SpotId, other: SpotId) -> bool {
        let patch = |id| self.spots.get(&id).map(|spot| spot.place.patch);
        patch(one) == patch(other)
    }
}

/// The codes of a frame on their plane; what was read comes first.
fn seen(sight: &Sight) -> Vec<Seen> {
    // A part of a longer message is no stamp.
    let whole = sight.codes.iter().filter(|code| code.part.is_none());
    let codes: Vec<&Code> = whole.take(MAX_IN_FRAME).collect();
    let read: Vec<[Point; 4]> = codes.iter().map(|code| exact(&code.corners)).collect();
    let unread: Vec<[Point; 4]> = sight.unread.iter().take(MAX_IN_FRAME).map(exact).collect();
    let Some((read, unread)) = level(&read, &unread) else {
        return Vec::new();
    };
    let read = codes.iter().zip(read).filter_map(|(code, square)| {
        Some(Seen {
            text: Some(Arc::from(code.text.as_str())),
            square: square?,
        })
    });
    let unread = unread
        .into_iter()
        .flatten()
        .map(|square| Seen { text: None, square });
    let seen: Vec<Seen> = read.chain(unread).collect();
    if seen.iter().all(|code| code.text.is_none()) {
        return Vec::new();
    }
    seen
}

fn exact(corners: &[[f32; 2]; 4]) -> [Point; 4] {
    corners.map(|corner| corner.map(f64::from))
}

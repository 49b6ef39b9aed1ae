use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::plane::{Point, distance};
use super::spot::{Spot, SpotId};

/// Spots whose places can be compared, with the ways to find them: by text, and by place.
#[derive(Debug, Default)]
pub(super) struct Patch {
    by_text: BTreeMap<Arc<str>, BTreeSet<SpotId>>,
    by_place: BTreeMap<(i64, i64), BTreeSet<SpotId>>,
}

impl Patch {
    pub(super) fn add(&mut self, spot: &Spot) {
        self.by_place
            .entry(tile(spot.place.middle))
            .or_default()
            .insert(spot.id);
        for (text, _) in &spot.reads {
            self.note(text, spot.id);
        }
    }

    pub(super) fn note(&mut self, text: &Arc<str>, spot: SpotId) {
        self.by_text.entry(Arc::clone(text)).or_default().insert(spot);
    }

    /// Says that a spot has moved a little.
    pub(super) fn moved(&mut self, spot: SpotId, from: Point, to: Point) {
        let (from, to) = (tile(from), tile(to));
        if from == to {
            return;
        }
        self.leave(spot, from);
        self.by_place.entry(to).or_default().insert(spot);
    }

    fn leave(&mut self, spot: SpotId, tile: (i64, i64)) {
        if let Some(there) = self.by_place.get_mut(&tile) {
            there.remove(&spot);
            if there.is_empty() {
                self.by_place.remove(&tile);
            }
        }
    }

    pub(super) fn saying(&self, text: &str) -> impl Iterator<Item = SpotId> {
        self.by_text.get(text).into_iter().flatten().copied()
    }

    /// How many spots say a text.
    pub(super) fn prints_of(&self, text: &str) -> usize {
        self.by_text.get(text).map_or(0, BTreeSet::len)
    }

    /// Forgets a spot.
    pub(super) fn forget(&mut self, spot: &Spot) {
        self.leave(spot.id, tile(spot.place.middle));
        for (text, _) in &spot.reads {
            if let Some(saying) = self.by_text.get_mut(text) {
                saying.remove(&spot.id);
            }
        }
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = (&Arc<str>, &BTreeSet<SpotId>)> {
        self.by_text.iter()
    }

    pub(super) fn spots(&self) -> impl Iterator<Item = SpotId> {
        self.by_place.values().flatten().copied()
    }

    pub(super) fn len(&self) -> usize {
        self.by_place.values().map(BTreeSet::len).sum()
    }

    /// The spot nearest to a point, if one is nearer than `reach`, which is less than a side.
    pub(super) fn nearest(&self, spots: &BTreeMap<SpotId, Spot>, at: Point, reach: f64) -> Option<SpotId> {
        self.around(spots, at, reach)
            .min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))
            .map(|(_, id)| id)
    }

    /// The spots nearer to a point than `reach`, with how far each is; of those further than a side not all.
    pub(super) fn around<'a>(
        &'a self,
        spots: &'a BTreeMap<SpotId, Spot>,
        at: Point,
        reach: f64,
    ) -> impl Iterator<Item = (f64, SpotId)> + 'a {
        let (column, row) = tile(at);
        let around = (-1..=1).flat_map(move |dx| (-1..=1).map(move |dy| (column + dx, row + dy)));
        around
            .filter_map(|tile| self.by_place.get(&tile))
            .flatten()
            .filter_map(move |id| Some((distance(spots.get(id)?.place.middle, at), *id)))
            .filter(move |(off, _)| *off < reach)
    }
}

/// The unit square a point lies in.
#[expect(
    clippy::cast_possible_truncation,
    reason = "float casts saturate, and a sheet is smaller than that"
)]
fn tile([x, y]: Point) -> (i64, i64) {
    // Far from both ends, so that the tiles around can be counted.
    let index = |v: f64| (v.floor() as i64).clamp(-(1 << 40), 1 << 40);
    (index(x), index(y))
}

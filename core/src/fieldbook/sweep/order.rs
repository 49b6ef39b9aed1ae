//! Stamps lie on a sheet in the order of their serials, whatever that order is: along rows, down columns, to and
//! fro. What a place or a serial next to others is, the ones around it say; where they disagree, nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use crate::scan::Place;

/// The places of the stamps of one roll, by counter.
#[derive(Debug)]
pub(super) struct Order {
    places: BTreeMap<u128, Place>,
    /// Counters by patch and by tile of one pitch: who lies around a place is found without asking all.
    tiles: BTreeMap<(u32, i64, i64), Vec<u128>>,
    /// From one stamp to the next, usually; in sides of a code.
    pitch: f64,
    /// By patch: where the stamps lie. A row that ends does not go on beyond the sheet.
    outlines: BTreeMap<u32, Outline>,
}

/// The box around stamps, along the codes' own rows: they are printed as the sheet is.
#[derive(Debug)]
struct Outline {
    along: Point,
    from: Point,
    to: Point,
}

impl Outline {
    fn of(places: &[&Place]) -> Self {
        let along = places.iter().fold([0.0, 0.0], |[x, y], place| {
            let [ax, ay] = place.across;
            [x + ax, y + ay]
        });
        let none = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        let turned = places.iter().map(|place| turned(along, place.middle));
        let (from, to) = turned.fold(none, |([left, top], [right, bottom]), [x, y]| {
            ([left.min(x), top.min(y)], [right.max(x), bottom.max(y)])
        });
        Self { along, from, to }
    }

    fn holds(&self, at: Point, slack: f64) -> bool {
        let [x, y] = turned(self.along, at);
        let ([left, top], [right, bottom]) = (self.from, self.to);
        (left - slack..right + slack).contains(&x) && (top - slack..bottom + slack).contains(&y)
    }
}

/// A point in the axes of an arrow.
fn turned([ax, ay]: Point, [x, y]: Point) -> Point {
    let length = ax.hypot(ay).max(f64::MIN_POSITIVE);
    [(x * ax + y * ay) / length, (y * ax - x * ay) / length]
}

/// Stamps around a place that are asked.
const ASKED: usize = 10;

/// The longest row whose upper and lower neighbours are tried.
const ROW_MAX: u128 = 64;

/// What lies this near, in pitches, is one place.
const NEAR: f64 = 0.35;

/// Part of the votes that must agree, and how many at least: three stamps that lie askew by chance are one vote.
const AGREED: f64 = 0.6;
const WITNESSES: f64 = 2.0;

type Point = [f64; 2];

impl Order {
    pub(super) fn of(places: BTreeMap<u128, Place>) -> Self {
        let next = places.iter().zip(places.iter().skip(1));
        let mut steps: Vec<f64> = next
            .filter(|((counter, _), (next, _))| **next == **counter + 1)
            .filter_map(|((_, from), (_, to))| apart(from, to))
            .collect();
        steps.sort_by(f64::total_cmp);
        let pitch = steps.get(steps.len() / 2).copied().unwrap_or(1.0);
        let mut patches: BTreeMap<u32, Vec<&Place>> = BTreeMap::new();
        for place in places.values() {
            patches.entry(place.patch).or_default().push(place);
        }
        let outlines = patches
            .into_iter()
            .map(|(patch, places)| (patch, Outline::of(&places)))
            .collect();
        let mut tiles: BTreeMap<(u32, i64, i64), Vec<u128>> = BTreeMap::new();
        for (counter, place) in &places {
            let (column, row) = tile(place, pitch);
            tiles
                .entry((place.patch, column, row))
                .or_default()
                .push(*counter);
        }
        Self {
            places,
            tiles,
            pitch,
            outlines,
        }
    }

    /// The stamps no further than so many pitches from a place, with how far.
    fn near(&self, place: &Place, pitches: f64) -> impl Iterator<Item = (f64, u128, Point)> {
        let place = *place;
        let (column, row) = tile(&place, self.pitch);
        let reach = tiles_in(pitches);
        let tiles = (column - reach..=column + reach)
            .flat_map(move |column| (row - reach..=row + reach).map(move |row| (place.patch, column, row)));
        let counters = tiles.filter_map(|tile| self.tiles.get(&tile)).flatten();
        counters.filter_map(move |counter| {
            let at = self.places.get(counter)?;
            let apart = apart(at, &place).filter(|apart| *apart < self.pitch * pitches)?;
            Some((apart, *counter, at.middle))
        })
    }

    /// Whether two places are one.
    pub(super) fn same_place(&self, one: &Place, other: &Place) -> bool {
        apart(one, other).is_some_and(|apart| apart < self.pitch * 2.0 * NEAR)
    }

    /// The counter that the stamps around a place leave for it.
    pub(super) fn counter_at(&self, place: &Place) -> Option<u128> {
        let around = self.around(place);
        let mut votes: BTreeMap<u128, f64> = BTreeMap::new();
        let mut all = 0.0;
        let mut vote = |counter: Option<u128>| {
            if let Some(counter) = counter {
                *votes.entry(counter).or_default() += 1.0;
                all += 1.0;
            }
        };
        for (n, (a, at_a)) in around.iter().enumerate() {
            for (m, (b, at_b)) in around.iter().enumerate() {
                // The fourth corner of a parallelogram; with a == b the next on a line. Not the middle of two:
                // between four stamps there is none, and yet each pair of them has a middle.
                for (c, at_c) in around.iter().filter(|(c, _)| c != a && c != b) {
                    if n <= m && near(fourth(*at_a, *at_b, *at_c), place.middle, self.pitch) {
                        vote(a.checked_add(*b).and_then(|sum| sum.checked_sub(*c)));
                    }
                }
            }
        }
        let (counter, weight) = votes
            .into_iter()
            .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)))?;
        let agreed = weight >= WITNESSES && weight >= all * AGREED && !self.places.contains_key(&counter);
        (agreed && self.left_between(place).all(|left| left == counter)).then_some(counter)
    }

    /// Counters that are missing between two stamps which both touch a place. On a sheet numbered to and fro they speak
    /// against what the rows above and below say: of 1, 2 over 4, _ those would make the blank 5.
    fn left_between(&self, place: &Place) -> impl Iterator<Item = u128> + '_ {
        let touching: BTreeSet<u128> = self.near(place, 1.3).map(|(_, counter, _)| counter).collect();
        let left = |counter: &u128| Some((counter.checked_add(1)?, counter.checked_add(2)?));
        let pairs: Vec<(u128, u128)> = touching.iter().filter_map(left).collect();
        pairs
            .into_iter()
            .filter(move |(left, behind)| touching.contains(behind) && !self.places.contains_key(left))
            .map(|(left, _)| left)
    }

    fn around(&self, place: &Place) -> Vec<(u128, Point)> {
        let mut near: Vec<(f64, u128, Point)> = self.near(place, 3.2).collect();
        near.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        near.truncate(ASKED);
        near.into_iter().map(|(_, counter, at)| (counter, at)).collect()
    }

    /// Where the stamps around a counter leave room for it.
    pub(super) fn place_of(&self, counter: u128) -> Option<Place> {
        let at = |counter: Option<u128>| self.places.get(&counter?).copied();
        let mut candidates: Vec<(Place, f64)> = Vec::new();
        let mut offer = |middle: Point, like: Place, weight: f64| {
            candidates.push((Place { middle, ..like }, weight));
        };
        for step in 1..=ROW_MAX {
            let before = at(counter.checked_sub(step));
            let behind = at(counter.checked_add(step));
            if let (Some(before), Some(behind)) = (before, behind)
                && apart(&before, &behind).is_some_and(|apart| apart < self.pitch * 2.6)
            {
                offer(middle(before.middle, behind.middle), behind, 2.0);
            }
            let beyond = [
                (before, at(counter.checked_sub(step * 2))),
                (behind, at(counter.checked_add(step * 2))),
            ];
            for (near, far) in beyond {
                if let (Some(near), Some(far)) = (near, far)
                    && apart(&near, &far).is_some_and(|apart| apart < self.pitch * 1.3)
                {
                    offer(fourth(near.middle, near.middle, far.middle), near, 1.0);
                }
            }
        }
        self.agreed(counter, &candidates)
    }

    /// The place most candidates agree on, if no other stamp of the roll is there.
    ///
    /// Where a row ends and the next begins, two stamps in order lie apart and nothing is between them: a place
    /// counts only if the stamps around it leave it this counter.
    fn agreed(&self, counter: u128, candidates: &[(Place, f64)]) -> Option<Place> {
        let weight = |place: &Place| -> f64 {
            let close = |(other, _): &&(Place, f64)| {
                apart(place, other).is_some_and(|apart| apart < self.pitch * NEAR)
            };
            candidates.iter().filter(close).map(|(_, weight)| weight).sum()
        };
        let free = candidates.iter().filter(|(place, _)| {
            let outline = self.outlines.get(&place.patch);
            let inside = outline.is_some_and(|outline| outline.holds(place.middle, self.pitch * NEAR));
            inside && self.near(place, NEAR).next().is_none()
        });
        let mut ranked: Vec<(f64, Place)> = free.map(|(place, _)| (weight(place), *place)).collect();
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut fitting = ranked
            .iter()
            .filter(|(_, place)| self.counter_at(place) == Some(counter));
        let (best, place) = *fitting.next()?;
        let rival =
            fitting.find(|(_, other)| apart(&place, other).is_none_or(|apart| apart >= self.pitch * NEAR));
        rival.is_none_or(|(weight, _)| *weight < best).then_some(place)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "float casts saturate, and a sheet is smaller than that"
)]
fn tile(place: &Place, pitch: f64) -> (i64, i64) {
    let index = |v: f64| ((v / pitch).floor() as i64).clamp(-(1 << 40), 1 << 40);
    let [x, y] = place.middle;
    (index(x), index(y))
}

/// Tiles to each side in which all of a circle lies.
#[expect(clippy::cast_possible_truncation, reason = "a few pitches")]
fn tiles_in(pitches: f64) -> i64 {
    pitches.ceil() as i64
}

/// How far two places lie apart; nothing between patches.
pub(super) fn apart(one: &Place, other: &Place) -> Option<f64> {
    let ([ax, ay], [bx, by]) = (one.middle, other.middle);
    (one.patch == other.patch).then(|| (ax - bx).hypot(ay - by))
}

fn near([ax, ay]: Point, [bx, by]: Point, pitch: f64) -> bool {
    (ax - bx).hypot(ay - by) < pitch * NEAR
}

fn middle([ax, ay]: Point, [bx, by]: Point) -> Point {
    [f64::midpoint(ax, bx), f64::midpoint(ay, by)]
}

fn fourth([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point) -> Point {
    [ax + bx - cx, ay + by - cy]
}

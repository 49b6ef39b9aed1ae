//! The tracker on made-up positions: a sheet of squares, a camera that a hand moves over it, corners off by up to
//! a pixel, codes missed, codes read wrong.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::super::{Code, Sight};
use super::plane::{Point, Similarity, Square, distance};
use super::{News, Spot, Standing, Tracker};

/// From the middle of one code to the next, in sides.
const PITCH: f64 = 1.5;

/// A print on the sheet.
#[derive(Clone)]
struct Print {
    text: String,
    square: Square,
    readable: bool,
}

/// Columns and rows of codes.
fn sheet(columns: u32, rows: u32) -> Vec<Print> {
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    cells
        .map(|(column, row)| Print {
            text: format!("A{:05}", row * columns + column + 1),
            square: Square {
                middle: [f64::from(column) * PITCH, f64::from(row) * PITCH],
                across: [1.0, 0.0],
            },
            readable: true,
        })
        .collect()
}

/// Where the camera stands: the point of the sheet in the middle of the frame, pixels per side, turn, tilt.
#[derive(Clone, Copy)]
struct Camera {
    over: Point,
    zoom: f64,
    turn: f64,
    tilt: Point,
}

impl Camera {
    fn frame(&self, [x, y]: Point) -> Point {
        let (x, y) = (x - self.over[0], y - self.over[1]);
        let depth = 1.0 + self.tilt[0] * x + self.tilt[1] * y;
        let (sin, cos) = self.turn.sin_cos();
        let zoom = self.zoom / depth;
        [
            640.0 + zoom * (x * cos - y * sin),
            360.0 + zoom * (x * sin + y * cos),
        ]
    }
}

/// What may go wrong while filming.
#[derive(Clone, Copy)]
struct Trouble {
    missed: f64,
    wrong: f64,
    seen_unread: bool,
}

const CLEAR: Trouble = Trouble {
    missed: 0.0,
    wrong: 0.0,
    seen_unread: true,
};

#[expect(clippy::cast_possible_truncation, reason = "pixels of a frame")]
fn single(pixels: f64) -> f32 {
    pixels as f32
}

fn shoot(sheet: &[Print], camera: &Camera, trouble: Trouble, dice: &mut ChaCha8Rng) -> Sight {
    let mut sight = Sight::default();
    for print in sheet {
        let corners = print.square.corners().map(|corner| camera.frame(corner));
        let inside = corners
            .iter()
            .all(|[x, y]| (0.0..1280.0).contains(x) && (0.0..720.0).contains(y));
        if !inside {
            continue;
        }
        let corners = corners.map(|corner| corner.map(|v| single(v + dice.random_range(-0.8..0.8))));
        if !print.readable || dice.random_bool(trouble.missed) {
            if trouble.seen_unread {
                sight.unread.push(corners);
            }
            continue;
        }
        let text = if dice.random_bool(trouble.wrong) {
            format!("wrong {}", dice.random::<u32>())
        } else {
            print.text.clone()
        };
        sight.codes.push(Code {
            text,
            corners,
            part: None,
        });
    }
    sight.codes.shuffle(dice);
    sight
}

/// A hand that goes over the rows to and fro, and now and then elsewhere.
fn walk(columns: u32, rows: u32, dice: &mut ChaCha8Rng) -> Vec<Camera> {
    let (wide, tall) = (f64::from(columns) * PITCH, f64::from(rows) * PITCH);
    let mut cameras = Vec::new();
    let (mut y, mut forth) = (0.5 * PITCH, true);
    while y < tall + PITCH {
        let mut stops: Vec<f64> = (0..100)
            .map(|n| f64::from(n) * 1.1)
            .take_while(|x| *x < wide)
            .collect();
        if !forth {
            stops.reverse();
        }
        forth = !forth;
        for x in stops {
            cameras.push(Camera {
                over: [x + dice.random_range(-0.2..0.2), y + dice.random_range(-0.2..0.2)],
                zoom: dice.random_range(85.0..110.0),
                turn: dice.random_range(-0.15..0.15),
                tilt: [dice.random_range(-0.04..0.04), dice.random_range(-0.04..0.04)],
            });
        }
        y += 1.7;
    }
    cameras
}

fn film(sheet: &[Print], cameras: &[Camera], trouble: Trouble, dice: &mut ChaCha8Rng) -> Vec<Sight> {
    cameras
        .iter()
        .map(|camera| shoot(sheet, camera, trouble, dice))
        .collect()
}

/// Whether frames lead from one to the next by two texts each; one row, of which some codes are missed, may fall apart.
fn are_linked(sights: &[Sight]) -> bool {
    let texts =
        |sight: &Sight| -> BTreeSet<String> { sight.codes.iter().map(|code| code.text.clone()).collect() };
    let mut left: Vec<BTreeSet<String>> = sights
        .iter()
        .map(texts)
        .filter(|texts| !texts.is_empty())
        .collect();
    let Some(mut reached) = left.pop() else {
        return false;
    };
    loop {
        let (linked, rest): (Vec<_>, Vec<_>) = left
            .into_iter()
            .partition(|texts| texts.intersection(&reached).count() > 1);
        left = rest;
        if linked.is_empty() {
            return left.is_empty();
        }
        reached.extend(linked.into_iter().flatten());
    }
}

fn swept(sights: &[Sight]) -> (Tracker, Vec<News>, Vec<String>) {
    let mut tracker = Tracker::default();
    let (mut all, mut told) = (Vec::new(), Vec::new());
    for sight in sights {
        let news = tracker.see(sight);
        for id in &news.sure {
            told.push(sure_text(tracker.spot(*id).unwrap()).unwrap());
        }
        all.push(news);
    }
    (tracker, all, told)
}

fn sure_text(spot: &Spot) -> Option<String> {
    match spot.standing() {
        Standing::Sure(text) => Some(text.to_owned()),
        _ => None,
    }
}

fn patches(tracker: &Tracker) -> BTreeSet<u32> {
    tracker.spots().map(|spot| spot.place.patch).collect()
}

/// Where spots lie, and where the sheet they were filmed from has them.
fn places(tracker: &Tracker, sheet: &[Print]) -> Vec<(Point, Point)> {
    let place_of: BTreeMap<&str, Point> = sheet
        .iter()
        .map(|print| (print.text.as_str(), print.square.middle))
        .collect();
    let place = |spot: &Spot| Some((spot.place.middle, *place_of.get(sure_text(spot)?.as_str())?));
    tracker.spots().filter_map(place).collect()
}

/// How far spots lie off the sheet they were filmed from, in sides, after one is laid over the other.
fn worst_place(tracker: &Tracker, sheet: &[Print]) -> f64 {
    let pairs = places(tracker, sheet);
    let Some(by) = Similarity::fitted(&pairs) else {
        assert!(pairs.len() < 2, "one code alone is where it is");
        return 0.0;
    };
    pairs
        .iter()
        .map(|(found, true_place)| distance(by.point(*found), *true_place))
        .fold(0.0, f64::max)
}

/// Texts read in two frames at least, by what was filmed.
fn seen_twice(sights: &[Sight]) -> BTreeSet<String> {
    let mut frames: BTreeMap<&str, usize> = BTreeMap::new();
    for text in sights.iter().flat_map(|sight| &sight.codes) {
        *frames.entry(&text.text).or_default() += 1;
    }
    let twice = frames.into_iter().filter(|(_, count)| *count >= 2);
    twice.map(|(text, _)| text.to_owned()).collect()
}

/// Every second column is another print with one text, as an address that stands on each label beside its stamp.
fn labelled(columns: u32, rows: u32) -> Vec<Print> {
    let mut sheet = sheet(columns, rows);
    for print in sheet.iter_mut().skip(1).step_by(2) {
        print.text = "https://htx.vn".to_owned();
    }
    sheet
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A text that every label carries neither splits a sheet nor makes a stamp of it two.
    #[test]
    fn a_text_on_every_label_does_no_harm(seed: u64, missed in 0.0..0.2f64) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let sheet = labelled(12, 8);
        let cameras = walk(12, 8, &mut dice);
        let sights = film(&sheet, &cameras, Trouble { missed, ..CLEAR }, &mut dice);
        let (tracker, news, told) = swept(&sights);
        prop_assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), seen_twice(&sights));
        let mut own_codes = sights.clone();
        for sight in &mut own_codes {
            sight.codes.retain(|code| code.text.starts_with('A'));
        }
        if are_linked(&own_codes) {
            prop_assert_eq!(patches(&tracker).len(), 1);
        }
        let own: Vec<Print> = sheet.into_iter().filter(|print| print.text.starts_with('A')).collect();
        prop_assert!(patches(&tracker).len() > 1 || worst_place(&tracker, &own) < 0.3);
        let doubled = news.iter().flat_map(|news| &news.doubled).filter_map(|id| sure_text(tracker.spot(*id)?));
        prop_assert!(doubled.into_iter().all(|text| text == "https://htx.vn"));
    }

    /// Whatever way the hand goes, and however many readings fail: every code that two frames read is told once,
    /// nothing else is, and all lie on one sheet where they belong.
    #[test]
    fn every_code_read_twice_is_sure_once_and_in_its_place(
        seed: u64, columns in 1u32..12, rows in 1u32..12, missed in 0.0..0.5f64, seen_unread: bool, backwards: bool,
    ) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let sheet = sheet(columns, rows);
        let mut cameras = walk(columns, rows, &mut dice);
        if backwards {
            cameras.reverse();
        }
        let trouble = Trouble { missed, wrong: 0.0, seen_unread };
        let sights = film(&sheet, &cameras, trouble, &mut dice);
        let (tracker, _, told) = swept(&sights);
        prop_assert_eq!(told.len(), told.iter().collect::<BTreeSet<_>>().len(), "told once");
        prop_assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), seen_twice(&sights));
        if missed < 0.3 && are_linked(&sights) {
            prop_assert_eq!(patches(&tracker).len(), 1);
            prop_assert!(worst_place(&tracker, &sheet) < 0.3, "{}", worst_place(&tracker, &sheet));
        }
        let doubted = tracker.spots().filter(|spot| spot.standing() == Standing::Doubted).count();
        prop_assert_eq!(doubted, 0);
    }

    /// A wrong reading is never told, and where it was nothing is believed.
    #[test]
    fn a_wrong_reading_is_never_believed(seed: u64, wrong in 0.002..0.05f64) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let sheet = sheet(8, 6);
        let cameras = walk(8, 6, &mut dice);
        let trouble = Trouble { missed: 0.1, wrong, seen_unread: true };
        let sights = film(&sheet, &cameras, trouble, &mut dice);
        let (tracker, _, told) = swept(&sights);
        prop_assert!(told.iter().all(|text| !text.starts_with("wrong")));
        for spot in tracker.spots() {
            let misread = spot.reads.iter().any(|(text, _)| text.starts_with("wrong"));
            prop_assert!(!misread || sure_text(spot).is_none());
        }
    }

    /// A copied stamp is found as one, and nothing that was printed once is.
    #[test]
    fn a_copied_stamp_is_found(seed: u64, original in 0usize..48, copy in 0usize..48, missed in 0.0..0.2f64) {
        prop_assume!(original != copy);
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut sheet = sheet(8, 6);
        sheet[copy].text = sheet[original].text.clone();
        let cameras = walk(8, 6, &mut dice);
        let trouble = Trouble { missed, wrong: 0.0, seen_unread: true };
        let sights = film(&sheet, &cameras, trouble, &mut dice);
        let (tracker, news, _) = swept(&sights);
        let doubled: Vec<String> = news
            .iter()
            .flat_map(|news| &news.doubled)
            .filter_map(|id| sure_text(tracker.spot(*id)?))
            .collect();
        prop_assert_eq!(doubled, vec![sheet[original].text.clone()]);
    }

    /// A torn stamp is told as unreadable where it is; one that is read later is no longer.
    #[test]
    fn a_torn_stamp_is_told_with_its_place(seed: u64, torn in 0usize..48) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut sheet = sheet(8, 6);
        sheet[torn].readable = false;
        let cameras = walk(8, 6, &mut dice);
        let trouble = Trouble { missed: 0.2, ..CLEAR };
        let sights = film(&sheet, &cameras, trouble, &mut dice);
        let (tracker, _, told) = swept(&sights);
        let unread: Vec<&Spot> = tracker.spots().filter(|spot| spot.standing() == Standing::Unread).collect();
        // A stamp of the edge may be missed in each of the few frames that show it.
        prop_assert!((1..=48 - told.len()).contains(&unread.len()), "{} and {}", unread.len(), told.len());
        let by = Similarity::fitted(&places(&tracker, &sheet)).unwrap();
        let off = |spot: &&Spot| distance(by.point(spot.place.middle), sheet[torn].square.middle);
        prop_assert!(unread.iter().any(|spot| off(spot) < 0.3));
    }

    /// Kept at any moment and gone on with, a sweep ends as if it had not been left.
    #[test]
    fn a_sweep_goes_on_from_what_was_kept(seed: u64, at in 0usize..60) {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let sheet = sheet(8, 6);
        let cameras = walk(8, 6, &mut dice);
        let sights = film(&sheet, &cameras, Trouble { missed: 0.3, ..CLEAR }, &mut dice);
        let (whole, _, told) = swept(&sights);
        let (before, after) = sights.split_at(at.min(sights.len()));
        let (first, _, mut told_first) = swept(before);
        let mut second = Tracker::resume(first.spots().cloned(), first.next_spot());
        for sight in after {
            let news = second.see(sight);
            told_first.extend(news.sure.iter().filter_map(|id| sure_text(second.spot(*id)?)));
        }
        prop_assert_eq!(told_first, told);
        prop_assert!(second.spots().eq(whole.spots()));
    }

    /// Sights without sense (any numbers, any texts) do no harm: no panic, and places stay numbers.
    #[test]
    fn sights_without_sense_do_no_harm(
        frames in prop::collection::vec(
            prop::collection::vec((0u8..6, prop::array::uniform8(-2000f32..2000f32)), 0..12), 0..12,
        ),
    ) {
        let mut tracker = Tracker::default();
        for frame in frames {
            let mut sight = Sight::default();
            for (text, [a, b, c, d, e, f, g, h]) in frame {
                let corners = [[a, b], [c, d], [e, f], [g, h]];
                match text {
                    0 => sight.unread.push(corners),
                    _ => sight.codes.push(Code { text: text.to_string(), corners, part: None }),
                }
            }
            tracker.see(&sight);
        }
        let sound = |spot: &Spot| spot.place.middle.iter().chain(&spot.place.across).all(|v| v.is_finite());
        prop_assert!(tracker.spots().all(sound));
    }
}

#[test]
fn what_one_frame_says_is_not_sure() {
    let sheet = sheet(3, 2);
    let camera = Camera {
        over: [1.5, 0.75],
        zoom: 100.0,
        turn: 0.0,
        tilt: [0.0; 2],
    };
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    let sight = shoot(&sheet, &camera, CLEAR, &mut dice);
    assert_eq!(sight.codes.len(), 6);
    let mut tracker = Tracker::default();
    assert!(tracker.see(&sight).is_empty());
    assert!(
        tracker
            .spots()
            .all(|spot| matches!(spot.standing(), Standing::Once(_)))
    );
    assert_eq!(tracker.see(&sight).sure.len(), 6);
    assert!(tracker.see(&sight).is_empty(), "told once");
    assert!(tracker.see(&Sight::default()).is_empty());
}

/// Two ends of a sheet, filmed apart, are two patches until a frame shows codes of both.
#[test]
fn patches_are_joined_by_a_shared_code() {
    let sheet = sheet(24, 3);
    let mut dice = ChaCha8Rng::seed_from_u64(2);
    let at = |x: f64| Camera {
        over: [x, 1.5],
        zoom: 100.0,
        turn: 0.1,
        tilt: [0.02, -0.01],
    };
    let mut tracker = Tracker::default();
    for x in [4.0, 4.5, 28.0, 28.5] {
        tracker.see(&shoot(&sheet, &at(x), CLEAR, &mut dice));
    }
    assert_eq!(patches(&tracker).len(), 2);
    let news: Vec<News> = (1..16)
        .map(|step| tracker.see(&shoot(&sheet, &at(4.5 + 1.5 * f64::from(step)), CLEAR, &mut dice)))
        .collect();
    assert_eq!(news.iter().filter(|news| news.joined).count(), 1);
    assert_eq!(patches(&tracker).len(), 1);
    assert!(worst_place(&tracker, &sheet) < 0.3);
    assert_eq!(tracker.gone().count() + tracker.spots().count(), {
        let highest = tracker.spots().map(|spot| spot.id.0).max().unwrap();
        usize::try_from(highest).unwrap() + 1
    });
}

/// A sticker of another size among the others does not tilt the sheet.
#[test]
fn an_odd_size_does_not_tilt_the_sheet() {
    let mut sheet = sheet(5, 3);
    sheet[7].square.across = [0.6, 0.3];
    let mut dice = ChaCha8Rng::seed_from_u64(3);
    let camera = Camera {
        over: [3.0, 1.5],
        zoom: 100.0,
        turn: -0.1,
        tilt: [0.03, 0.03],
    };
    let sights: Vec<Sight> = (0..3).map(|_| shoot(&sheet, &camera, CLEAR, &mut dice)).collect();
    let (tracker, _, told) = swept(&sights);
    assert_eq!(told.len(), 15);
    assert!(worst_place(&tracker, &sheet) < 0.1);
}

/// The bound of memory: what does not fit is said, and what is known stays.
#[test]
fn a_full_sweep_says_so_and_keeps_what_it_has() {
    let mut tracker = Tracker::default();
    let corner = |x: f32, y: f32| [[x, y], [x + 40.0, y], [x + 40.0, y + 40.0], [x, y + 40.0]];
    let mut number = 0;
    let mut unknown = || {
        let codes = (0..200u8).map(|n| {
            number += 1;
            Code {
                text: number.to_string(),
                corners: corner(f32::from(n % 20) * 60.0, f32::from(n / 20) * 60.0),
                part: None,
            }
        });
        Sight {
            codes: codes.collect(),
            unread: Vec::new(),
        }
    };
    while !tracker.is_full() {
        tracker.see(&unknown());
    }
    assert_eq!(tracker.spots().count(), super::MAX_SPOTS);
    // A hand that films on does not make it slower.
    let patches = tracker.patches.len();
    for _ in 0..50 {
        tracker.see(&unknown());
    }
    assert_eq!(tracker.patches.len(), patches);
    let again = Tracker::resume(tracker.spots().cloned(), tracker.next_spot());
    assert!(again.is_full());
}

/// What only looks like a code, on a table that the camera passes, leaves the room to stamps.
#[test]
fn phantoms_do_not_fill_a_sweep() {
    let mut tracker = Tracker::default();
    let corner = |x: f32, y: f32| [[x, y], [x + 40.0, y], [x + 40.0, y + 40.0], [x, y + 40.0]];
    for frame in 0..200u16 {
        let code = |n: u16| Code {
            text: (frame / 2 * 4 + n).to_string(),
            corners: corner(f32::from(n) * 60.0, 0.0),
            part: None,
        };
        let phantoms = (0..200u8).map(|n| corner(f32::from(n % 20) * 60.0, f32::from(n / 20) * 60.0 + 60.0));
        tracker.see(&Sight {
            codes: (0..4).map(code).collect(),
            unread: phantoms.collect(),
        });
    }
    assert!(!tracker.is_full() || tracker.spots().count() < super::MAX_SPOTS);
    let read = tracker.spots().filter(|spot| sure_text(spot).is_some()).count();
    assert_eq!(read, 400, "every stamp that two frames read");
    let nameless = tracker.spots().filter(|spot| spot.reads.is_empty()).count();
    assert_eq!(nameless, super::MAX_SPOTS / 10);
}

/// Corner patterns of neighbours look like a code that cannot be read, until one of the neighbours is.
#[test]
fn an_unread_place_over_a_read_code_is_none() {
    let sheet = sheet(3, 2);
    let camera = Camera {
        over: [1.5, 0.75],
        zoom: 100.0,
        turn: 0.0,
        tilt: [0.0; 2],
    };
    let mut dice = ChaCha8Rng::seed_from_u64(4);
    let clear = shoot(&sheet, &camera, CLEAR, &mut dice);
    let mut shadowed = clear.clone();
    let between = |corners: [[f32; 2]; 4]| corners.map(|[x, y]| [x, y + 75.0]);
    shadowed.unread.push(between(clear.codes[0].corners));
    let missed = shadowed.codes.pop().unwrap();
    shadowed.unread.push(missed.corners);
    let mut tracker = Tracker::default();
    let news: Vec<News> = (0..3).map(|_| tracker.see(&shadowed)).collect();
    let unread = |tracker: &Tracker| tracker.spots().filter(|spot| spot.reads.is_empty()).count();
    assert_eq!(unread(&tracker), 1, "the one that was missed");
    assert_eq!(news.iter().map(|news| news.unread.len()).sum::<usize>(), 1);
    tracker.see(&clear);
    assert_eq!(unread(&tracker), 0);
}

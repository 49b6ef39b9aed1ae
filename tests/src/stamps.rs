//! Sheets of stamps as a camera sees them, without pictures: reading pictures takes seconds where nothing is optimised,
//! and what is read in them is known.

use fieldbook::picture::camera;
use fieldbook::picture::faulty::{FaultySheet, faulty};
use fieldbook::picture::sheet::render_prints;
use fieldbook_core::Sweep;
use fieldbook_core::model::SerialRange;
use fieldbook_core::scan::{Code, Sight};
use fieldbook_core::stamp::digital_link_on;

use crate::world::GTIN;

const BASE: &str = "https://txng.example.vn";

/// A sheet of 10 × 10 stamps from one serial to another, with its three faults, and a fourth if asked.
pub fn sheet(first: &str, last: &str, copy: bool, seed: u64) -> FaultySheet {
    let serials = SerialRange::parse(first, last).unwrap();
    let other = SerialRange::parse("70001", "70100").unwrap();
    faulty(BASE, GTIN, &serials, &other, copy, seed).unwrap()
}

/// What a camera sees of it, frame by frame; `unread` says whether it sees torn stamps at all.
pub fn sights(sheet: &FaultySheet, unread: bool, seed: u64) -> Vec<Sight> {
    let printed = render_prints("Tem truy xuất", &sheet.prints, 10).unwrap();
    let mut sights: Vec<Sight> = camera::views(&printed, 5, seed)
        .iter()
        .map(|codes| sheet.sight(codes))
        .collect();
    if !unread {
        sights.iter_mut().for_each(|sight| sight.unread.clear());
    }
    sights
}

/// Feeds a sweep with frames.
pub fn feed(sweep: &Sweep, sights: &[Sight]) {
    for sight in sights {
        sweep.see(sight).unwrap();
    }
}

/// The texts of a roll of 2,000 stamps.
pub fn long_roll() -> Vec<String> {
    let text = |n: u32| digital_link_on(BASE, GTIN, None, Some(&format!("{n:05}"))).unwrap();
    (1..=2000).map(text).collect()
}

/// A hand that pulls a roll through under the camera, five stamps in view, two new in each frame; another seed
/// begins elsewhere.
pub fn film(roll: &[String], seed: u64) -> impl Iterator<Item = Sight> + '_ {
    let start = usize::try_from(seed * 611 % 1500).unwrap();
    (start..roll.len() - 5).step_by(2).map(|first| {
        let codes = roll[first..first + 5]
            .iter()
            .zip([100.0, 300.0, 500.0, 700.0, 900.0]);
        let code = |(text, left): (&String, f32)| Code {
            text: text.clone(),
            corners: [
                [left, 200.0],
                [left + 120.0, 200.0],
                [left + 120.0, 320.0],
                [left, 320.0],
            ],
            part: None,
        };
        Sight {
            codes: codes.map(code).collect(),
            unread: Vec::new(),
        }
    })
}

//! The scanner on frames made from seeds, hard in twenty ways: what it reads of each may only grow, and a wrong text is
//! never read.

use std::time::Duration;

use fieldbook_core::scan::{Budget, Code, Scanner};
use fieldbook_tests::frames::{Printed, Shot, Trouble, shot};

const FRAMES: u64 = 4;

/// Stamps to be read of each kind's four frames, at least. Raise them when the scanner does better; never lower them.
const FLOORS: [(Trouble, usize); 20] = [
    (Trouble::Clean, 4),
    (Trouble::Small, 4),
    (Trouble::Tilt, 4),
    (Trouble::Motion, 4),
    (Trouble::Defocus, 4),
    (Trouble::Noise, 4),
    (Trouble::LowContrast, 4),
    (Trouble::Shadow, 4),
    (Trouble::Gradient, 4),
    (Trouble::Glare, 4),
    (Trouble::Curved, 4),
    (Trouble::Damage, 4),
    (Trouble::Jpeg, 4),
    (Trouble::Inverted, 4),
    (Trouble::Mirrored, 4),
    (Trouble::NarrowQuietZone, 4),
    (Trouble::HighVersion, 2),
    (Trouble::Combo, 3),
    (Trouble::Roll, 12),
    (Trouble::Empty, 0),
];

/// Time enough for every pass: tests run unoptimised.
fn patient() -> Scanner {
    let long = Budget {
        per_frame: Duration::from_secs(120),
    };
    Scanner::new().with_budgets(long, long)
}

fn read(scanner: &Scanner, shot: &Shot) -> Vec<Code> {
    scanner
        .push_luma(&shot.luma, shot.width, shot.height, shot.width)
        .unwrap()
}

/// The stamp that a code is, by its text and its place.
fn stamp_of<'s>(shot: &'s Shot, code: &Code) -> Option<&'s Printed> {
    let middle = |corners: &[[f32; 2]; 4]| {
        let sum = corners
            .iter()
            .fold([0.0, 0.0], |sum, at| [sum[0] + at[0], sum[1] + at[1]]);
        [sum[0] / 4.0, sum[1] / 4.0]
    };
    let at = middle(&code.corners);
    shot.stamps.iter().find(|stamp| {
        let wanted = middle(&stamp.corners);
        let apart = (at[0] - wanted[0]).hypot(at[1] - wanted[1]);
        stamp.text == code.text && apart < 12.0
    })
}

#[test]
fn hard_frames_are_read_as_well_as_ever_and_never_wrongly() {
    let scanner = patient();
    let mut fallen = Vec::new();
    for (trouble, floor) in FLOORS {
        let (mut right, mut all) = (0, 0);
        for seed in 0..FRAMES {
            let shot = shot(trouble, seed, 640, 400);
            all += shot.stamps.len();
            for code in read(&scanner, &shot) {
                assert!(stamp_of(&shot, &code).is_some(), "{trouble:?} {seed}: {code:?}");
                right += 1;
            }
        }
        println!("{trouble:?}: {right} of {all}, at least {floor}");
        if right < floor {
            fallen.push(trouble);
        }
    }
    assert!(fallen.is_empty(), "read less than before: {fallen:?}");
}

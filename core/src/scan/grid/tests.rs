#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "drawing in small pictures"
)]

use std::time::{Duration, Instant};

use qrcode::{EcLevel, QrCode};

use super::super::pass::Placement;
use super::super::quad::{self, Quad};
use super::super::{LumaFrame, LumaPicture, threshold};
use super::fit::{Fit, Patterns, grey, refined};
use super::layout::Layout;
use super::least_squares::LeastSquares;
use super::warp::Warp;
use super::{Found, finders, read, triples};

const TEXT: &str = "https://id.example.vn/01/08938505970011/21/HX00000027";

/// A code drawn through a warp, dark on light, and blurred by a box.
fn drawn(code: &QrCode, warp: &Warp, blur: usize, width: usize, height: usize) -> LumaPicture {
    let side = code.width();
    let mut pixels = vec![200u8; width * height];
    // Dense enough that no pixel of a module is left out.
    let dense = 12 * side;
    for row in 0..dense {
        for column in 0..dense {
            let (module_x, module_y) = (column / 12, row / 12);
            let at = warp.at((column as f32 + 0.5) / 12.0, (row as f32 + 0.5) / 12.0);
            let dark = code[(module_x, module_y)] == qrcode::Color::Dark;
            let (x, y) = (at[0] as usize, at[1] as usize);
            if x < width && y < height {
                pixels[y * width + x] = if dark { 60 } else { 200 };
            }
        }
    }
    let sharp = LumaPicture::from_rows(pixels, width).unwrap();
    if blur == 0 {
        return sharp;
    }
    let mut blurred = Vec::new();
    let area = (2 * blur + 1) * (2 * blur + 1);
    super::super::pixels::box_sums(&sharp, blur, |_, sums| {
        blurred.extend(sums.iter().map(|sum| (sum / area as u32) as u8));
    });
    LumaPicture::from_rows(blurred, width).unwrap()
}

fn later() -> Instant {
    Instant::now() + Duration::from_secs(600)
}

fn code(text: &str) -> QrCode {
    QrCode::with_error_correction_level(text, EcLevel::M).unwrap()
}

fn read_all(picture: &LumaPicture) -> Vec<Found> {
    let frame = picture.as_frame();
    let bits = threshold::box_mean(picture, 12, 5).unwrap();
    let place = Placement {
        scale: 1.0,
        origin: [0.0, 0.0],
    };
    let later = later();
    let finders = finders(&frame, &bits.as_frame(), place, later);
    triples(&finders)
        .iter()
        .map(|(_, corners)| read(&frame, corners, later))
        .collect()
}

fn texts(found: &[Found]) -> Vec<&str> {
    let read = found.iter().filter_map(|found| match found {
        Found::Read(code) => Some(code.text.as_str()),
        _ => None,
    });
    read.collect()
}

#[test]
fn the_known_modules_are_those_of_real_symbols() {
    for version in [1, 2, 7, 14, 25, 40] {
        let code = QrCode::with_version(b"A", qrcode::Version::Normal(version), EcLevel::L).unwrap();
        let layout = Layout::of(code.width()).unwrap();
        assert_eq!(layout.side, code.width());
        for known in &layout.known {
            let dark = code[(known.column, known.row)] == qrcode::Color::Dark;
            assert_eq!(known.dark, dark, "version {version}: {known:?}");
            assert!(
                !layout.is_data(known.column, known.row),
                "version {version}: {known:?}"
            );
        }
    }
    for side in [0, 20, 22, 23, 24, 181] {
        assert!(Layout::of(side).is_none(), "{side}");
    }
}

#[test]
fn least_squares_finds_the_line_that_made_the_points() {
    let mut equations = LeastSquares::new(3);
    for step in 0..40u8 {
        let (x, y) = (f32::from(step % 7) - 3.0, f32::from(step % 5));
        equations.add(&[x, y, 1.0], 2.0 * x - 0.5 * y + 3.0, 1.0);
    }
    let solved = equations.solve(1e-9).unwrap();
    for (got, wanted) in solved.iter().zip([2.0, -0.5, 3.0]) {
        assert!((got - wanted).abs() < 1e-3, "{solved:?}");
    }
    assert!(LeastSquares::new(2).solve(0.0).is_none(), "nothing was said");
}

#[test]
fn a_warp_takes_the_inner_corners_where_they_are_and_bends_nothing_there() {
    let corners: Quad = [[30.0, 40.0], [210.0, 60.0], [190.0, 230.0], [45.0, 200.0]];
    let flat = Warp::flat(25.0, corners).unwrap();
    let bent = flat
        .with(corners, [[5.0, -3.0], [2.0, 2.0], [1.0, 0.0], [0.0, 4.0]])
        .unwrap();
    for warp in [flat, bent] {
        for ([x, y], [wanted_x, wanted_y]) in [[3.5, 3.5], [21.5, 3.5], [21.5, 21.5], [3.5, 21.5]]
            .iter()
            .zip(corners)
        {
            let [got_x, got_y] = warp.at(*x, *y);
            assert!((got_x - wanted_x).abs() < 0.01 && (got_y - wanted_y).abs() < 0.01);
        }
    }
    let [straight, bowed] = [flat, bent].map(|warp| warp.at(12.5, 3.5));
    assert!(
        (bowed[0] - straight[0] - 4.0).abs() < 0.01,
        "bows at the top: 5 less its opposite 1"
    );
    let folded = [[0.0, 0.0], [100.0, 0.0], [5.0, 5.0], [0.0, 100.0]];
    assert!(
        Warp::flat(25.0, folded).is_none(),
        "the horizon runs through the symbol"
    );
}

#[test]
fn grey_between_pixels_is_their_mix_and_the_edge_repeats() {
    let picture = LumaPicture::from_rows(vec![0, 100, 200, 100], 2).unwrap();
    let frame = picture.as_frame();
    let at = |x, y| grey(&frame, [x, y]);
    assert!((at(0.5, 0.5) - 0.0).abs() < 0.01);
    assert!((at(1.0, 0.5) - 50.0).abs() < 0.01);
    assert!((at(1.0, 1.0) - 100.0).abs() < 0.01);
    assert!((at(-50.0, -50.0) - 0.0).abs() < 0.01);
    assert!((at(50.0, 50.0) - 100.0).abs() < 0.01);
}

#[test]
fn a_grid_put_down_badly_finds_its_place() {
    let code = code(TEXT);
    let corners: Quad = [[60.0, 55.0], [230.0, 70.0], [215.0, 240.0], [50.0, 220.0]];
    let truth = Warp::flat(code.width() as f32, corners).unwrap();
    let picture = drawn(&code, &truth, 1, 300, 300);
    let layout = Layout::of(code.width()).unwrap();
    let patterns = Patterns::of(&layout, false);
    let mut off = corners;
    off[2] = [222.0, 233.0];
    off[0] = [58.0, 57.0];
    let warp = Warp::flat(code.width() as f32, off).unwrap();
    let agreement = patterns.agreement(&picture.as_frame(), &warp);
    let fit = refined(
        &picture.as_frame(),
        &patterns,
        Fit { warp, agreement },
        false,
        later(),
    );
    for (got, wanted) in fit.warp.points.iter().zip(corners) {
        let away = (got[0] - wanted[0]).hypot(got[1] - wanted[1]);
        assert!(away < 1.5, "{:?} is {away} pixels off", fit.warp.points);
    }
}

#[test]
fn codes_are_read_turned_tilted_bent_and_blurred_past_their_modules() {
    let code = code(TEXT);
    let side = code.width() as f32;
    let flat: Quad = [[70.0, 60.0], [240.0, 60.0], [240.0, 230.0], [70.0, 230.0]];
    let turned: Quad = [[170.0, 40.0], [290.0, 165.0], [165.0, 290.0], [45.0, 165.0]];
    let tilted: Quad = [[70.0, 60.0], [240.0, 80.0], [235.0, 215.0], [65.0, 245.0]];
    let none = [[0.0; 2]; 4];
    let bowed = [[0.0, 5.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]];
    // A module is 6 pixels: the box of 7 pixels lets no module's middle be its own colour.
    for (name, corners, bend, blur) in [
        ("flat", flat, none, 0),
        ("turned", turned, none, 1),
        ("tilted", tilted, none, 1),
        ("bent", flat, bowed, 1),
        ("blurred", flat, none, 3),
        ("blurred and turned", turned, none, 3),
    ] {
        let warp = Warp::flat(side, corners).unwrap().with(corners, bend).unwrap();
        let found = read_all(&drawn(&code, &warp, blur, 330, 330));
        assert_eq!(texts(&found).first(), Some(&TEXT), "{name}");
        let Some(Found::Read(read)) = found.iter().find(|found| matches!(found, Found::Read(_))) else {
            panic!("{name}");
        };
        for (got, wanted) in read.corners.iter().zip(warp.corners()) {
            let away = (got[0] - wanted[0]).hypot(got[1] - wanted[1]);
            assert!(away < 6.0, "{name}: a corner is {away} pixels off");
        }
    }
}

#[test]
fn light_on_dark_is_read_and_a_code_covered_in_part_is_seen() {
    let code = code(TEXT);
    let corners: Quad = [[70.0, 60.0], [240.0, 60.0], [240.0, 230.0], [70.0, 230.0]];
    let warp = Warp::flat(code.width() as f32, corners).unwrap();
    let picture = drawn(&code, &warp, 1, 330, 330);
    let negative = LumaPicture::from_rows(picture.pixels().iter().map(|p| 255 - p).collect(), 330).unwrap();
    assert_eq!(texts(&read_all(&negative)).first(), Some(&TEXT));

    let mut covered = picture.pixels().to_vec();
    for row in 110..225 {
        covered[row * 330 + 110..row * 330 + 240].fill(200);
    }
    let found = read_all(&LumaPicture::from_rows(covered, 330).unwrap());
    assert!(texts(&found).is_empty());
    let seen = found.iter().any(|found| match found {
        Found::Unread(place) => quad::same_place(place, &warp.corners()),
        _ => false,
    });
    assert!(seen, "its corner and timing patterns are there");
}

#[test]
fn squares_within_squares_are_no_code() {
    let mut pixels = vec![200u8; 300 * 300];
    for (left, top) in [(40, 40), (200, 40), (40, 200)] {
        for y in 0..49 {
            for x in 0..49 {
                let ring = (x / 7usize).abs_diff(3).max((y / 7usize).abs_diff(3));
                pixels[(top + y) * 300 + left + x] = if ring == 2 { 200 } else { 40 };
            }
        }
    }
    let picture = LumaPicture::from_rows(pixels, 300).unwrap();
    let found = read_all(&picture);
    assert!(!found.is_empty(), "three corner patterns are there");
    assert!(found.iter().all(|found| matches!(found, Found::Nothing)));
}

#[test]
fn a_frame_smaller_than_a_pattern_has_none() {
    let pixels = [0u8; 9];
    let frame = LumaFrame::new(&pixels, 3, 3, 3).unwrap();
    let place = Placement {
        scale: 1.0,
        origin: [0.0, 0.0],
    };
    let later = Instant::now() + Duration::from_secs(60);
    assert!(triples(&finders(&frame, &frame, place, later)).is_empty());
}

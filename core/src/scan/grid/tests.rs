#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "drawing in small pictures"
)]

use std::time::{Duration, Instant};

use qrcode::{EcLevel, QrCode};

use super::super::cuts::Cuts;
use super::super::pass::Placement;
use super::super::quad::{self, Quad};
use super::super::{LumaFrame, LumaPicture, Part, threshold};
use super::bits;
use super::equaliser::Soft;
use super::fit::{Fit, Patterns, grey, refined};
use super::layout::Layout;
use super::least_squares::LeastSquares;
use super::warp::Warp;
use super::{Finder, Found, finders, pairs, read, triples};

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

fn finders_of(picture: &LumaPicture) -> Vec<Finder> {
    let bits = threshold::box_mean(picture, 12, 5).unwrap();
    let place = Placement {
        scale: 1.0,
        origin: [0.0, 0.0],
    };
    finders(
        &picture.as_frame(),
        &bits.as_frame(),
        place,
        &Cuts::default(),
        later(),
    )
}

fn read_all(picture: &LumaPicture) -> Vec<Found> {
    let finders = finders_of(picture);
    triples(&finders)
        .iter()
        .map(|(_, corners)| read(&picture.as_frame(), corners, later()))
        .collect()
}

/// The same from two corner patterns, as if no three had been read.
fn read_pairs(picture: &LumaPicture) -> Vec<Found> {
    let finders = finders_of(picture);
    pairs(&finders, &[])
        .iter()
        .map(|(_, corners)| read(&picture.as_frame(), corners, later()))
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
        for known in Patterns::of(layout, false, None).known() {
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
    let patterns = Patterns::of(layout, false, None);
    let mut off = corners;
    off[2] = [222.0, 233.0];
    off[0] = [58.0, 57.0];
    let warp = Warp::flat(code.width() as f32, off).unwrap();
    let agreement = patterns.agreement(&picture.as_frame(), &warp);
    let fit = refined(
        &picture.as_frame(),
        patterns,
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

/// Error correction H mends what lies under the cover besides the corner pattern.
#[test]
fn a_code_is_read_whichever_corner_pattern_is_covered() {
    let code = QrCode::with_error_correction_level(TEXT, EcLevel::H).unwrap();
    let side = code.width() as f32;
    let corners: Quad = [[70.0, 60.0], [290.0, 60.0], [290.0, 280.0], [70.0, 280.0]];
    let warp = Warp::flat(side, corners).unwrap();
    let picture = drawn(&code, &warp, 1, 370, 370);
    for [column, row] in [[0.0, 0.0], [side - 7.0, 0.0], [0.0, side - 7.0]] {
        let mut covered = picture.pixels().to_vec();
        let tenths = |tenths: u16| f32::from(tenths) / 10.0 - 1.0;
        for (x, y) in (0..90).flat_map(|x| (0..90).map(move |y| (x, y))) {
            let [x, y] = warp.at(column + tenths(x), row + tenths(y));
            covered[y as usize * 370 + x as usize] = 120;
        }
        let covered = LumaPicture::from_rows(covered, 370).unwrap();
        assert!(texts(&read_all(&covered)).is_empty(), "three are not there");
        let read = read_pairs(&covered);
        assert_eq!(texts(&read).first(), Some(&TEXT), "{column} {row}");
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
    assert!(triples(&finders(&frame, &frame, place, &Cuts::default(), later)).is_empty());
}

/// The codewords of a segment stream, bit by bit.
fn codewords(segments: &[(u32, usize)], size: usize) -> Vec<u8> {
    let bits: Vec<u8> = segments
        .iter()
        .flat_map(|&(value, length)| (0..length).rev().map(move |bit| (value >> bit & 1) as u8))
        .collect();
    let byte = |bits: &[u8]| {
        bits.iter()
            .enumerate()
            .fold(0, |byte, (at, bit)| byte | bit << (7 - at))
    };
    let mut bytes: Vec<u8> = bits.chunks(8).map(byte).collect();
    bytes.resize(size, 0);
    bytes
}

/// The modules of a symbol of version 2, level M, that holds these segments.
fn soft(segments: &[(u32, usize)]) -> Soft {
    let (version, level) = (qrcode::Version::Normal(2), EcLevel::M);
    let data = codewords(segments, 28);
    let (data, check) = qrcode::ec::construct_codewords(&data, version, level).unwrap();
    let mut canvas = qrcode::canvas::Canvas::new(version, level);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &check);
    let values = canvas.apply_best_mask().into_colors();
    let values = values.iter().map(|colour| colour.select(-1.0, 1.0)).collect();
    Soft { side: 25, values }
}

const SQUARE: Quad = [[0.0, 0.0], [50.0, 0.0], [50.0, 50.0], [0.0, 50.0]];

fn byte_segment(text: &[u8]) -> Vec<(u32, usize)> {
    let mut segments = vec![(0b0100, 4), (text.len() as u32, 8)];
    segments.extend(text.iter().map(|&byte| (u32::from(byte), 8)));
    segments
}

#[test]
fn a_part_of_a_longer_message_says_so() {
    for (index, text) in [(0, "first \0"), (1, "\0second")] {
        let mut segments = vec![(0b0011, 4), (index, 4), (1, 4), (0xA5, 8)];
        segments.extend(byte_segment(text.as_bytes()));
        let code = bits::message(&soft(&segments)).unwrap().at(SQUARE).unwrap();
        assert_eq!(code.text, text.trim_matches('\0'));
        let part = Part {
            index: index as u8,
            of: 2,
            parity: 0xA5,
        };
        assert_eq!(code.part, Some(part));
    }
}

#[test]
fn parts_that_cannot_be_are_not_read() {
    let mut segments = vec![(0b0011, 4), (2, 4), (1, 4), (0, 8)];
    segments.extend(byte_segment(b"third of two"));
    assert!(bits::message(&soft(&segments)).is_none());
}

#[test]
fn a_whole_text_is_no_part() {
    let code = bits::message(&soft(&byte_segment(b"whole")))
        .unwrap()
        .at(SQUARE)
        .unwrap();
    assert_eq!((code.text.as_str(), code.part), ("whole", None));
}

/// An empty segment before the text, or its character set said twice, made rxing write it twice.
#[test]
fn a_text_is_never_written_twice() {
    let empty = vec![(0b0100, 4), (0, 8)];
    let utf8_twice = vec![(0b0111, 4), (26, 8), (0b0111, 4), (26, 8)];
    for start in [empty, utf8_twice] {
        for text in ["HX0001", "gạo nếp", "大米"] {
            let segments = [start.clone(), byte_segment(text.as_bytes())].concat();
            let read = bits::message(&soft(&segments)).and_then(|message| message.at(SQUARE));
            assert!(read.is_none_or(|code| code.text == text));
        }
    }
}

/// A segment that its character set cannot say was left out, and the rest given as the text.
#[test]
fn a_text_without_one_of_its_segments_is_not_read() {
    let eci = |set: u32| vec![(0b0111, 4), (set, 8)];
    for (set, bytes) in [
        (26, &b"\xff\xfe7"[..]),
        (20, b"\x81\xff7"),
        (27, b"\xe1\x80"),
        (30, b"\xff7"),
    ] {
        for spoilt in [
            [byte_segment(b"HX0001"), eci(set), byte_segment(bytes)].concat(),
            [eci(set), byte_segment(bytes), eci(26), byte_segment(b"HX0001")].concat(),
        ] {
            let read = bits::message(&soft(&spoilt)).and_then(|message| message.at(SQUARE));
            assert_eq!(read, None, "{set} {bytes:?}");
        }
    }
    let whole = [eci(26), byte_segment("gạo".as_bytes()), byte_segment(b" 7")].concat();
    let read = bits::message(&soft(&whole)).and_then(|message| message.at(SQUARE));
    assert_eq!(read.map(|code| code.text).as_deref(), Some("gạo 7"));
}

use std::time::Duration;

use image::{GrayImage, Luma, imageops};
use proptest::prelude::*;
use qrcode::QrCode;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::findings::Findings;
use super::*;

mod turns;

/// A code in pixels, without its quiet zone.
fn code_picture(text: &str, module: u32) -> GrayImage {
    let code = QrCode::new(text).unwrap();
    let dark = code.to_colors();
    let modules = u32::try_from(code.width()).unwrap();
    GrayImage::from_fn(modules * module, modules * module, |x, y| {
        let index = usize::try_from(y / module * modules + x / module).unwrap();
        Luma([dark[index].select(0, 255)])
    })
}

/// A page with one code whose upper left corner is at (40, 30).
fn page_with(text: &str, module: u32) -> GrayImage {
    let code = code_picture(text, module);
    let mut page = GrayImage::from_pixel(code.width() + 40 + 57, code.height() + 30 + 44, Luma([255]));
    imageops::replace(&mut page, &code, 40, 30);
    page
}

fn minute() -> Budget {
    Budget {
        per_frame: Duration::from_secs(60),
    }
}

/// Tests run unoptimised and beside each other; most test the answer, not the time.
fn patient_scanner() -> Scanner {
    Scanner::new().with_budgets(minute(), minute())
}

fn read(picture: &GrayImage) -> Vec<Code> {
    let (width, height) = picture.dimensions();
    patient_scanner()
        .read_still(picture.as_raw(), width, height, width)
        .unwrap()
}

fn assert_corners(code: &Code, expected: [[f32; 2]; 4], tolerance: f32) {
    for (found, wanted) in code.corners.iter().zip(expected) {
        let apart = (found[0] - wanted[0]).hypot(found[1] - wanted[1]);
        assert!(apart <= tolerance, "{:?} is not {expected:?}", code.corners);
    }
}

/// Left, top, right, bottom as corners clockwise from the top left.
fn rectangle(left: f32, top: f32, right: f32, bottom: f32) -> [[f32; 2]; 4] {
    [[left, top], [right, top], [right, bottom], [left, bottom]]
}

#[test]
fn a_code_is_read_with_its_corners() {
    let codes = read(&page_with(
        "https://id.fieldbook.vn/01/08938501234567/21/MV00000001",
        4,
    ));
    assert_eq!(codes.len(), 1);
    assert_eq!(
        codes[0].text,
        "https://id.fieldbook.vn/01/08938501234567/21/MV00000001"
    );
    // Version 4: 33 modules of 4 pixels.
    assert_corners(&codes[0], rectangle(40.0, 30.0, 172.0, 162.0), 2.0);
}

#[test]
fn all_codes_of_a_frame_are_read_at_their_places() {
    let mut page = GrayImage::from_pixel(1280, 720, Luma([230]));
    let mut places = Vec::new();
    for (row, column) in (0..4).flat_map(|row| (0..6).map(move |column| (row, column))) {
        let text = format!("https://id.fieldbook.vn/21/MV{row}{column}");
        let code = code_picture(&text, 3);
        let (x, y) = (40 + column * 200, 30 + row * 170);
        imageops::replace(&mut page, &code, x.into(), y.into());
        places.push((
            text,
            f32::from(u16::try_from(x).unwrap()),
            f32::from(u16::try_from(y).unwrap()),
        ));
    }
    let codes = read(&page);
    assert_eq!(codes.len(), places.len());
    for (text, x, y) in places {
        let code = codes.iter().find(|code| code.text == text).unwrap();
        // Version 3: 29 modules of 3 pixels.
        assert_corners(code, rectangle(x, y, x + 87.0, y + 87.0), 2.5);
    }
}

#[test]
fn the_same_text_printed_twice_is_two_codes() {
    let mut page = GrayImage::from_pixel(400, 200, Luma([255]));
    for x in [30, 220] {
        imageops::replace(&mut page, &code_picture("twice", 5), x, 30);
    }
    let codes = read(&page);
    assert_eq!(codes.len(), 2);
    assert!(codes.iter().all(|code| code.text == "twice"));
}

#[test]
fn a_stride_wider_than_the_picture_is_padding() {
    let page = page_with("padded rows", 4);
    let (width, height) = page.dimensions();
    let stride = width + 61;
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut plane = Vec::new();
    for row in page.as_raw().chunks(width as usize) {
        plane.extend_from_slice(row);
        plane.extend((0..61).map(|_| rng.random::<u8>()));
    }
    // Cameras may leave the padding of the last row out.
    plane.truncate(plane.len() - 61);
    let codes = patient_scanner()
        .push_luma(&plane, width, height, stride)
        .unwrap();
    assert_eq!(codes.len(), 1);
    assert_eq!(codes[0].text, "padded rows");
}

#[test]
fn turned_codes_keep_their_own_top_left_corner() {
    let page = page_with("turned", 5);
    // Version 1: 21 modules of 5 pixels, from (40, 30) to (145, 135).
    let height = f32::from(u16::try_from(page.height()).unwrap());
    let width = f32::from(u16::try_from(page.width()).unwrap());
    let right = read(&imageops::rotate90(&page));
    assert_corners(
        &right[0],
        [
            [height - 30.0, 40.0],
            [height - 30.0, 145.0],
            [height - 135.0, 145.0],
            [height - 135.0, 40.0],
        ],
        2.5,
    );
    let over = read(&imageops::rotate180(&page));
    let (x, y) = (width - 40.0, height - 30.0);
    assert_corners(
        &over[0],
        [[x, y], [x - 105.0, y], [x - 105.0, y - 105.0], [x, y - 105.0]],
        2.5,
    );
}

#[test]
fn light_codes_on_dark_are_read() {
    let mut page = page_with("inverted", 4);
    imageops::invert(&mut page);
    let codes = read(&page);
    assert_eq!(codes.len(), 1);
    assert_eq!(codes[0].text, "inverted");
}

#[test]
fn codes_under_a_steep_shadow_are_read() {
    let mut page = page_with("half in the shade", 4);
    for (x, _, pixel) in page.enumerate_pixels_mut() {
        let light = if x > 90 { 4 } else { 1 };
        pixel.0 = [pixel.0[0] / 5 * light + 15];
    }
    assert_eq!(read(&page)[0].text, "half in the shade");
}

#[test]
fn modules_of_two_pixels_are_read_through_the_doubled_tiles() {
    let soft = imageops::blur(&page_with("https://id.fieldbook.vn/21/MV1", 2), 0.5);
    let codes = read(&soft);
    assert_eq!(codes.len(), 1);
    assert_corners(&codes[0], rectangle(40.0, 30.0, 98.0, 88.0), 2.5);
}

/// A photo of 1700 × 1000: the small code is found in a tile, the large one in the shrunk whole, and corners
/// are in the photo's own pixels.
#[test]
fn large_photos_are_read_in_pieces_with_corners_in_the_whole() {
    let mut photo = GrayImage::from_pixel(1700, 1000, Luma([240]));
    let small = code_picture("small and far from the corner", 4);
    imageops::replace(&mut photo, &small, 1500, 800);
    imageops::replace(&mut photo, &code_picture("large", 40), 100, 60);
    let codes = read(&photo);
    let small = codes.iter().find(|code| code.text.starts_with("small")).unwrap();
    // Version 3: 29 modules of 4 pixels.
    assert_corners(small, rectangle(1500.0, 800.0, 1616.0, 916.0), 3.0);
    let large = codes.iter().find(|code| code.text == "large").unwrap();
    // Version 1: 21 modules of 40 pixels; rqrr is right to a quarter of a module.
    assert_corners(large, rectangle(100.0, 60.0, 940.0, 900.0), 10.0);
    assert_eq!(codes.len(), 2);
}

#[test]
fn empty_frames_and_noise_hold_no_codes() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for level in [0, 128, 255] {
        assert_eq!(read(&GrayImage::from_pixel(320, 240, Luma([level]))), []);
    }
    for spread in [8, 255] {
        let noise = GrayImage::from_fn(320, 240, |_, _| Luma([rng.random_range(0..=spread)]));
        assert_eq!(read(&noise), []);
    }
    for (width, height) in [(1, 1), (1, 500), (500, 1), (20, 20), (21, 21), (22, 1500)] {
        assert_eq!(read(&GrayImage::from_pixel(width, height, Luma([9]))), []);
    }
}

#[test]
fn frames_that_are_no_frames_are_errors() {
    let scanner = Scanner::new();
    let push = |len: usize, width, height, stride| scanner.push_luma(&vec![0; len], width, height, stride);
    assert_eq!(push(0, 0, 10, 10), Err(ScanError::Empty));
    assert_eq!(push(0, 10, 0, 10), Err(ScanError::Empty));
    assert_eq!(
        push(100, 10, 10, 9),
        Err(ScanError::StrideTooShort { width: 10, stride: 9 })
    );
    let short = ScanError::BufferTooShort {
        needed: 118,
        given: 117,
    };
    assert_eq!(push(117, 10, 10, 12), Err(short));
    assert_eq!(push(118, 10, 10, 12), Ok(Vec::new()));
    let huge = push(1000, u32::MAX, u32::MAX, u32::MAX);
    assert!(matches!(huge, Err(ScanError::TooLarge { .. })));
    let thin = push(1000, 1, 2, u32::MAX);
    assert!(matches!(thin, Err(ScanError::BufferTooShort { .. })));
}

#[test]
fn texts_are_kept_in_nfc_and_false_reads_are_dropped() {
    let place = rectangle(0.0, 0.0, 50.0, 50.0);
    assert_eq!(
        Code::new("Mu\u{1a1}\u{300}ng", place).unwrap().text,
        "M\u{75}\u{1edd}ng"
    );
    assert!(Code::new("", place).is_none());
    for control in ["a\0", "\u{1b}[2J", "a\u{7f}", "\u{85}"] {
        assert!(Code::new(control, place).is_none(), "{control:?}");
    }
    assert!(Code::new("]d2010893850123456721A\u{1d}10B\r\n\t", place).is_some());
    assert!(Code::new("a", rectangle(0.0, 0.0, f32::NAN, 50.0)).is_none());
    assert!(Code::new("a", [[7.0, 7.0]; 4]).is_none());
}

#[test]
fn decomposed_vietnamese_in_a_code_comes_out_in_nfc() {
    let codes = read(&page_with("ga\u{323}o ne\u{302}\u{301}p", 4));
    assert_eq!(codes[0].text, "g\u{1ea1}o n\u{1ebf}p");
}

#[test]
fn two_texts_at_one_place_are_both_dropped() {
    let at = |x: f32, text: &str| Code::new(text, rectangle(x, 0.0, x + 80.0, 80.0)).unwrap();
    let mut findings = Findings::default();
    for code in [
        at(0.0, "A"),
        at(3.0, "B"),
        at(1.0, "A"),
        at(200.0, "A"),
        at(202.0, "A"),
    ] {
        findings.add(code);
    }
    assert_eq!(findings.into_sight().codes, [at(200.0, "A")]);
}

#[test]
fn a_text_read_twice_at_one_place_is_settled_until_another_is_read_there() {
    let at = |text: &str| Code::new(text, rectangle(0.0, 0.0, 80.0, 80.0)).unwrap();
    let mut findings = Findings::default();
    findings.add(at("A"));
    assert_eq!(findings.settled().count(), 0);
    findings.add(at("A"));
    assert_eq!(findings.settled().count(), 1);
    findings.add(at("B"));
    assert_eq!(findings.settled().count(), 0);
}

#[test]
fn a_small_code_inside_a_large_one_is_another_place() {
    let mut findings = Findings::default();
    findings.add(Code::new("outer", rectangle(0.0, 0.0, 300.0, 300.0)).unwrap());
    findings.add(Code::new("inner", rectangle(100.0, 100.0, 200.0, 200.0)).unwrap());
    assert_eq!(findings.into_sight().codes.len(), 2);
}

#[test]
fn rqrr_is_not_given_more_than_it_can_bear() {
    let side = u32::try_from(MAX_SIDE).unwrap() + 1;
    let mut wide = GrayImage::from_pixel(side, 200, Luma([255]));
    imageops::replace(&mut wide, &code_picture("never read", 4), 40, 40);
    let frame = LumaFrame::new(wide.as_raw(), side, 200, side).unwrap();
    assert_eq!(Rqrr.decode(&frame, Budget::STILL), []);
}

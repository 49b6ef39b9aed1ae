use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Reader, Tag, Value};
use image::codecs::jpeg::JpegEncoder;
use image::{ImageEncoder, ImageFormat, ImageReader, Rgb, RgbImage};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Drawn, PhotoRule, shrink, thumbnail};

const RULE: PhotoRule = PhotoRule {
    longest_side: 400,
    bytes: 20 * 1024,
    as_is_bytes: 0,
    thumbnail_side: 80,
    metered_bytes: 0,
    metered_minutes: 0,
    reserve_bytes: 0,
    keep_days: 0,
};

fn field(tag: Tag, value: Value) -> Field {
    Field {
        tag,
        ifd_num: In::PRIMARY,
        value,
    }
}

/// What a phone's camera writes: taken lying on its side, at home.
fn camera_exif() -> Vec<u8> {
    let degrees = |n| {
        Value::Rational(vec![
            Rational { num: n, denom: 1 },
            Rational { num: 30, denom: 1 },
            Rational { num: 0, denom: 1 },
        ])
    };
    let text = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let fields = [
        field(Tag::Orientation, Value::Short(vec![6])),
        field(Tag::Make, text("a phone with a serial number")),
        field(Tag::DateTimeOriginal, text("2026:10:02 06:30:00")),
        field(Tag::OffsetTimeOriginal, text("+07:00")),
        field(Tag::GPSLatitude, degrees(20)),
        field(Tag::GPSLongitude, degrees(103)),
    ];
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, false).unwrap();
    block.into_inner()
}

/// Noise cannot be compressed: the worst a camera can bring. One corner is red.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    let picture = RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            Rgb([220, 20, 20])
        } else {
            Rgb([10, dice.random(), dice.random()])
        }
    });
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 95);
    encoder.set_exif_metadata(camera_exif()).unwrap();
    encoder.encode_image(&picture).unwrap();
    jpeg
}

fn anew(drawn: Drawn) -> Vec<u8> {
    match drawn {
        Drawn::Anew(jpeg) => jpeg,
        Drawn::Unreadable => panic!("it can be read"),
    }
}

fn opened(jpeg: &[u8]) -> RgbImage {
    let reader = ImageReader::new(Cursor::new(jpeg)).with_guessed_format().unwrap();
    assert_eq!(reader.format(), Some(ImageFormat::Jpeg));
    reader.decode().unwrap().into_rgb8()
}

#[test]
fn a_photo_is_made_small_and_upright() {
    let rule = PhotoRule {
        bytes: u64::MAX,
        ..RULE
    };
    let small = opened(&anew(shrink(&photo(1000, 600), &rule)));
    // Orientation 6 turns it by a quarter: what was the left top corner is the right top one.
    assert_eq!((small.width(), small.height()), (240, 400));
    let (left, right) = (small.get_pixel(10, 10), small.get_pixel(229, 10));
    assert!(right[0] > 150 && left[0] < 80, "{left:?} {right:?}");
}

#[test]
fn of_its_exif_only_the_moment_stays() {
    let jpeg = anew(shrink(&photo(500, 500), &RULE));
    let exif = Reader::new()
        .read_from_container(&mut Cursor::new(&jpeg))
        .unwrap();
    let tags: Vec<Tag> = exif.fields().map(|field| field.tag).collect();
    assert_eq!(tags, [Tag::DateTimeOriginal, Tag::OffsetTimeOriginal]);
    let taken = exif.get_field(Tag::DateTimeOriginal, In::PRIMARY).unwrap();
    assert_eq!(taken.display_value().to_string(), "2026-10-02 06:30:00");
    for gone in ["serial number", "GPS"] {
        assert!(
            !jpeg.windows(gone.len()).any(|part| part == gone.as_bytes()),
            "{gone}"
        );
    }
    // A thumbnail tells nothing at all.
    let small = anew(thumbnail(&jpeg, 80));
    assert!(
        Reader::new()
            .read_from_container(&mut Cursor::new(&small))
            .is_err()
    );
    assert_eq!(opened(&small).dimensions(), (80, 80));
}

#[test]
fn the_quality_goes_down_until_it_fits() {
    let photo = photo(800, 800);
    let wide = anew(shrink(
        &photo,
        &PhotoRule {
            bytes: u64::MAX,
            ..RULE
        },
    ));
    let tight = PhotoRule {
        bytes: wide.len() as u64 * 2 / 3,
        ..RULE
    };
    let small = anew(shrink(&photo, &tight));
    assert!(
        small.len() as u64 <= tight.bytes,
        "{} of {}",
        small.len(),
        tight.bytes
    );
    // A rule nothing can fit still gives the picture: evidence is worth more than the rule.
    let least = anew(shrink(&photo, &PhotoRule { bytes: 1, ..RULE }));
    assert!(!least.is_empty() && least.len() <= small.len());
}

#[test]
fn what_is_no_picture_is_said_to_be_none() {
    assert_eq!(shrink(b"", &RULE), Drawn::Unreadable);
    assert_eq!(
        shrink(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", &RULE),
        Drawn::Unreadable
    );
    let whole = photo(300, 200);
    let mut dice = ChaCha8Rng::seed_from_u64(11);
    // Cut and damaged files end as a picture or as none, never in a panic.
    for _ in 0..60 {
        let mut hurt = whole.clone();
        hurt.truncate(dice.random_range(0..whole.len()));
        for _ in 0..dice.random_range(0..8) {
            if let Some(last) = hurt.len().checked_sub(1) {
                hurt[dice.random_range(0..=last)] = dice.random();
            }
        }
        shrink(&hurt, &RULE);
    }
    // One that says it is 60,000 pixels wide is not unpacked.
    let mut huge = photo(16, 16);
    let frame = huge.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    huge[frame + 7..frame + 9].copy_from_slice(&60_000u16.to_be_bytes());
    assert_eq!(shrink(&huge, &RULE), Drawn::Unreadable);
    let mut png = Vec::new();
    RgbImage::new(2, 2)
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .unwrap();
    assert_eq!(shrink(&png, &RULE), Drawn::Unreadable);
}

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, RgbImage};

use super::PhotoRule;
use super::moment::moment_of;

/// What became of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// Drawn anew as JPEG: upright, small, without position.
    Anew(Vec<u8>),
    /// It is not a JPEG that can be read.
    Unreadable,
}

/// Tried from the first on. Under 40 the text on a label breaks up.
const QUALITIES: [u8; 5] = [80, 70, 60, 50, 40];
const THUMBNAIL_QUALITY: u8 = 60;
/// 16 megapixels in colour take 48 MB; four times that is what a phone of 2 GB can spare.
const DECODED_MAX: u64 = 192 * 1024 * 1024;
const SIDE_MAX: u32 = 16_000;

/// Makes a photo as small as the rule says and turns it upright. Of its EXIF only the moment it was taken
/// stays: it tells an old picture from today's. The position goes, since the entry has its own.
pub fn shrink(bytes: &[u8], rule: &PhotoRule) -> Drawn {
    guarded(|| {
        let (picture, turn, exif) = picture(bytes)?;
        let small = fitted(picture, turn, rule.longest_side);
        let mut jpeg = Vec::new();
        for quality in QUALITIES {
            jpeg = encoded(&small, quality, &exif)?;
            if jpeg.len() as u64 <= rule.bytes {
                break;
            }
        }
        Some(jpeg)
    })
}

/// A small picture for lists, without any EXIF.
pub fn thumbnail(bytes: &[u8], side: u32) -> Drawn {
    guarded(|| {
        let (picture, turn, _) = picture(bytes)?;
        encoded(&fitted(picture, turn, side), THUMBNAIL_QUALITY, &[])
    })
}

/// A hostile file may find a mistake of the decoder; it must not end the app.
fn guarded(work: impl FnOnce() -> Option<Vec<u8>>) -> Drawn {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Some(jpeg)) => Drawn::Anew(jpeg),
        Ok(None) | Err(_) => Drawn::Unreadable,
    }
}

/// The pixels as the camera's chip saw them, how to turn them, and the EXIF to write.
fn picture(bytes: &[u8]) -> Option<(DynamicImage, Orientation, Vec<u8>)> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    // PNG would add 160 KB to the phone library, and no camera writes it.
    if reader.format() != Some(ImageFormat::Jpeg) {
        return None;
    }
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > SIDE_MAX || decoder.total_bytes() > DECODED_MAX {
        return None;
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_MAX);
    decoder.set_limits(limits).ok()?;
    let turn = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let exif = decoder.exif_metadata().ok().flatten().unwrap_or_default();
    Some((DynamicImage::from_decoder(decoder).ok()?, turn, moment_of(exif)))
}

/// Made small first: turning 12 megapixels would take another 36 MB.
fn fitted(picture: DynamicImage, turn: Orientation, side: u32) -> RgbImage {
    let mut small = if picture.width().max(picture.height()) > side {
        picture.thumbnail(side, side)
    } else {
        picture
    };
    small.apply_orientation(turn);
    small.into_rgb8()
}

fn encoded(picture: &RgbImage, quality: u8, exif: &[u8]) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, quality);
    encoder.set_exif_metadata(exif.to_vec()).ok()?;
    encoder.encode_image(picture).ok()?;
    Some(jpeg)
}

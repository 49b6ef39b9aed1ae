//! Photos of others: drawn anew, as phones do for lists and the hub does for the public, or told to be unreadable.
#![no_main]

use fieldbook_core::photo::{Drawn, PhotoRule, shrink, thumbnail};
use fieldbook_fuzz::{plant, ready, run};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use libfuzzer_sys::fuzz_target;

/// 192 MiB of pixels, as the room allows, and the small pictures made of them.
const MEMORY_MIB: usize = 320;
/// A camera's EXIF: turned to the left, taken in the morning.
const EXIF: &[u8] = b"II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\
    \x32\x01\x02\0\x14\0\0\0\x26\0\0\0\0\0\0\x002026:10:02 06:30:00\0";

fuzz_target!(init: begin(), |data: &[u8]| run(|| drawn(data)));

fn begin() {
    let pictures = [(8, 8, ExtendedColorType::L8), (24, 16, ExtendedColorType::Rgb8)];
    plant(pictures.map(|(width, height, colour)| picture(width, height, colour)));
    assert!(matches!(
        thumbnail(&picture(8, 8, ExtendedColorType::L8), 4),
        Drawn::Anew(_)
    ));
    ready(MEMORY_MIB);
}

fn picture(width: u16, height: u16, colour: ExtendedColorType) -> Vec<u8> {
    let bytes = usize::from(width) * usize::from(height) * usize::from(colour.bits_per_pixel() / 8);
    let pixels: Vec<u8> = (0..bytes).map(|at| (at * 37 % 251) as u8).collect();
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, 60);
    encoder.set_exif_metadata(EXIF.to_vec()).expect("EXIF");
    let written = encoder.write_image(&pixels, width.into(), height.into(), colour);
    written.expect("a picture");
    jpeg
}

fn drawn(file: &[u8]) {
    for drawn in [thumbnail(file, 320), shrink(file, &PhotoRule::default())] {
        if let Drawn::Anew(jpeg) = drawn {
            assert!(
                matches!(thumbnail(&jpeg, 320), Drawn::Anew(_)),
                "what was drawn can be drawn"
            );
        }
    }
}

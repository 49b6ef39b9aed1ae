use std::io::Cursor;

use exif::experimental::Writer;
use exif::{In, Reader, Tag};

/// What stays of a photo's EXIF: when the camera says that it was taken, and its offset from UTC.
const KEPT: [Tag; 2] = [Tag::DateTimeOriginal, Tag::OffsetTimeOriginal];

/// A new EXIF block with nothing but the moment; empty when the old one has none.
pub(super) fn moment_of(exif: Vec<u8>) -> Vec<u8> {
    let Ok(exif) = Reader::new().read_raw(exif) else {
        return Vec::new();
    };
    let kept: Vec<_> = KEPT
        .into_iter()
        .filter_map(|tag| exif.get_field(tag, In::PRIMARY))
        .collect();
    if kept.is_empty() {
        return Vec::new();
    }
    let mut writer = Writer::new();
    for field in kept {
        writer.push_field(field);
    }
    let mut block = Cursor::new(Vec::new());
    match writer.write(&mut block, false) {
        Ok(()) => block.into_inner(),
        Err(_) => Vec::new(),
    }
}

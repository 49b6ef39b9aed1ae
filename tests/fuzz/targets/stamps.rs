//! Scanned text: everything is read, nothing is lost of it, and one stamp has one key.
#![no_main]

use fieldbook_core::model::{SerialRange, StampClass};
use fieldbook_core::stamp::*;
use fieldbook_fuzz::{plant, ready, run};
use libfuzzer_sys::fuzz_target;

/// A code holds 4 KiB at most, and ranges are counted, not written out.
const MEMORY_MIB: usize = 16;
/// One of each form, as printed in Vietnam.
const FORMS: [&str; 12] = [
    "https://id.gs1.org/01/08939999000017/10/MV26A/21/HX00001",
    "https://txng.example/01/08939999000017/21/HX%2F01?17=261231",
    "\u{1d}0108939999000017211234\u{1d}10MV26A",
    "]d20108939999000017211234",
    "(01)08939999000017(21)HX00001",
    "8939999000017",
    "https://vnptcheck.vn/check/ABC123",
    "https://icheck.vn/qr/xyz",
    "00020101021238570010A00000072701270006970436",
    "WIFI:S:nha;T:WPA;P:bimat;;",
    "HX00001",
    "Gạo nếp tan Mường Và",
];

fuzz_target!(init: begin(), |data: &[u8]| run(|| scanned(&String::from_utf8_lossy(data))));

fn begin() {
    plant(FORMS.map(|text| text.as_bytes().to_vec()));
    ready(MEMORY_MIB);
}

fn scanned(text: &str) {
    let stamp = read(text);
    assert_eq!(stamp.raw, text);
    assert!(stamp.class != StampClass::Item || !stamp.key.is_empty());
    let twice = read(&stamp.raw);
    assert_eq!(twice, stamp, "two readings of one text");
    if let Some(link) = &stamp.digital_link {
        let again = read(link);
        assert_eq!((&again.key, again.class), (&stamp.key, stamp.class));
        assert_eq!(again.digital_link.as_ref(), Some(link));
    }
    let _ = parse_digital_link_path(text);
    let _ = gtin14(text);
    let _ = IssuerTable::parse(text);
    let _ = digital_link_on(text, text, Some(text), Some(text));
    let lines: Vec<String> = text.lines().take(64).map(str::to_owned).collect();
    let (ranges, strangers) = ranges_of(&lines);
    let counted: u128 = ranges.iter().map(SerialRange::count).sum();
    assert!(
        counted + strangers.len() as u128 <= lines.len() as u128,
        "more stamps than were read"
    );
    if let [from, to, ..] = &lines[..] {
        span(from, to);
    }
}

fn span(from: &str, to: &str) {
    let Ok(range) = SerialRange::parse(from, to) else {
        return;
    };
    let ends = [range.first(), range.last()].map(|counter| range.serial(counter));
    assert!(ends.iter().all(|serial| range.contains(serial)));
    assert_eq!(range.serials().next().as_ref(), ends.first());
    assert_eq!(range.serials().next_back().as_ref(), ends.last());
    assert_eq!(
        SerialRange::parse(&ends[0], &ends[1]).as_ref(),
        Ok(&range),
        "its ends give it again"
    );
    assert_eq!(range.overlap(&range).as_ref(), Some(&range));
    assert!(range.subtract(&range).is_empty());
}

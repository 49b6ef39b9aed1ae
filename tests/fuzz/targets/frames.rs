//! Camera frames and pictures: any size, stride and greys. Whatever is in them, an answer comes, and what it says to
//! have read is a text at a place.
#![no_main]

use std::sync::OnceLock;
use std::time::Duration;

use fieldbook_core::scan::{Budget, Code, Scanner};
use fieldbook_fuzz::{plant, ready, run};
use libfuzzer_sys::fuzz_target;
use qrcode::QrCode;

/// A frame of 256 × 256 pixels, doubled, and its layouts.
const MEMORY_MIB: usize = 96;
/// Long enough for each pass to have its turn at so small a frame, short enough for many inputs.
const BUDGET: Budget = Budget {
    per_frame: Duration::from_millis(20),
};
/// For the seeds, which must be read also on a busy machine.
const PATIENCE: Budget = Budget {
    per_frame: Duration::from_secs(30),
};
const TEXT: &str = "HX00000027";
/// Width, height, and bytes between two rows that are no pixels.
const HEAD: usize = 3;

fuzz_target!(init: begin(), |data: &[u8]| run(|| scanned(data)));

fn begin() {
    let seeds = [(3, 20, 230, 0), (4, 200, 40, 5), (2, 90, 140, 1)].map(|(module, dark, light, gap)| {
        let seed = picture(module, dark, light, gap);
        assert!(
            gives(&Scanner::new().with_budgets(PATIENCE, PATIENCE), &seed)
                .iter()
                .any(|code| code.text == TEXT),
            "a seed is read"
        );
        seed
    });
    plant(seeds);
    ready(MEMORY_MIB);
}

fn scanner() -> &'static Scanner {
    static SCANNER: OnceLock<Scanner> = OnceLock::new();
    SCANNER.get_or_init(|| Scanner::new().with_budgets(BUDGET, BUDGET))
}

/// A code with its quiet zone as an input.
fn picture(module: usize, dark: u8, light: u8, gap: u8) -> Vec<u8> {
    let code = QrCode::new(TEXT).expect("a code");
    let side = (code.width() + 8) * module;
    let mut input = vec![side as u8, side as u8, gap];
    for y in 0..side {
        for x in 0..side {
            let at = |pixel: usize| (pixel / module).checked_sub(4).filter(|at| *at < code.width());
            let is_dark = at(x).zip(at(y)).is_some_and(|at| code[at] == qrcode::Color::Dark);
            input.push(if is_dark { dark } else { light });
        }
        input.extend(std::iter::repeat_n(7, gap.into()));
    }
    input
}

/// What a still picture and a camera frame give; nothing for an input that is no frame.
fn gives(scanner: &Scanner, data: &[u8]) -> Vec<Code> {
    let Some((&[width, height, gap], pixels)) = data.split_first_chunk::<HEAD>() else {
        return Vec::new();
    };
    let [width, height, gap] = [width, height, gap].map(u32::from);
    let stride = width + gap;
    let mut codes = scanner
        .read_still(pixels, width, height, stride)
        .unwrap_or_default();
    codes.extend(
        scanner
            .push_luma(pixels, width, height, stride)
            .unwrap_or_default(),
    );
    let sight = scanner.look(pixels, width, height, stride).unwrap_or_default();
    let unread = sight.unread.as_flattened().as_flattened();
    assert!(unread.iter().all(|at| at.is_finite()), "a code lies somewhere");
    codes.extend(sight.codes);
    codes
}

fn scanned(data: &[u8]) {
    for code in gives(scanner(), data) {
        assert!(!code.text.is_empty(), "a code says something");
        assert!(
            code.corners.as_flattened().iter().all(|at| at.is_finite()),
            "a code lies somewhere: {:?}",
            code.corners
        );
    }
}

//! A map of a swept sheet: every code at its place, marked by what was found there.

use std::collections::BTreeMap;

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use fieldbook_core::scan::Place;
use fieldbook_core::{SpotMark, SweepReport};
use image::{Rgb, RgbImage};

use super::draw::outline;

/// Pixels of a code's side, and white around everything.
const SIDE: f64 = 56.0;
const MARGIN: f64 = 60.0;
/// The longest side of a map; a longer roll is drawn smaller.
const LONGEST: f64 = 4000.0;
/// Digits of a serial that are written: the last tell stamps of a roll apart.
const DIGITS: usize = 5;

const GAP: Rgb<u8> = Rgb([235, 130, 0]);

fn colour(mark: SpotMark) -> Rgb<u8> {
    match mark {
        SpotMark::Read => Rgb([0, 150, 60]),
        SpotMark::LeftOut => Rgb([140, 140, 140]),
        SpotMark::Duplicate => Rgb([150, 0, 170]),
        SpotMark::Stranger => Rgb([20, 80, 220]),
        SpotMark::Unread => Rgb([220, 20, 20]),
        SpotMark::Unsure => Rgb([200, 160, 0]),
    }
}

/// A square to draw.
struct Drawn {
    corners: [[f64; 2]; 4],
    colour: Rgb<u8>,
    label: String,
}

/// Draws the map; patches that were never joined stand below each other. Nothing where nothing was seen.
pub fn draw(report: &SweepReport) -> Option<RgbImage> {
    let mut drawn: BTreeMap<u32, Vec<Drawn>> = BTreeMap::new();
    for spot in &report.spots {
        let label = spot.label.clone().unwrap_or_else(|| "?".to_owned());
        let square = square(&spot.place, colour(spot.mark), &label, 1.0);
        drawn.entry(spot.place.patch).or_default().push(square);
    }
    let missing = report
        .ranges
        .iter()
        .flat_map(|range| &range.gaps)
        .flat_map(|gap| &gap.missing);
    for missing in missing {
        // A little larger, around what is there instead.
        if let Some(place) = &missing.place {
            let square = square(place, GAP, &missing.serial, 1.2);
            drawn.entry(place.patch).or_default().push(square);
        }
    }
    lay_out(&drawn)
}

fn square(place: &Place, colour: Rgb<u8>, label: &str, size: f64) -> Drawn {
    let ([mx, my], [ax, ay]) = (place.middle, place.across.map(|v| v * size));
    let corners = [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]];
    let count = label.chars().count();
    Drawn {
        corners: corners.map(|[u, v]: [f64; 2]| [mx + u * ax - v * ay, my + u * ay + v * ax]),
        colour,
        label: label.chars().skip(count.saturating_sub(DIGITS)).collect(),
    }
}

/// The smallest box around squares: from, to.
fn bounds(squares: &[Drawn]) -> ([f64; 2], [f64; 2]) {
    let all = squares.iter().flat_map(|square| square.corners);
    let none = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    all.fold(none, |([left, top], [right, bottom]), [x, y]| {
        ([left.min(x), top.min(y)], [right.max(x), bottom.max(y)])
    })
}

fn lay_out(patches: &BTreeMap<u32, Vec<Drawn>>) -> Option<RgbImage> {
    let boxes: Vec<([f64; 2], [f64; 2])> = patches.values().map(|squares| bounds(squares)).collect();
    let wide = boxes.iter().map(|(from, to)| to[0] - from[0]).fold(0.0, f64::max);
    let tall: f64 = boxes.iter().map(|(from, to)| to[1] - from[1] + 1.0).sum();
    let side = SIDE.min((LONGEST - 2.0 * MARGIN) / wide.max(tall));
    if boxes.is_empty() || !side.is_finite() || side <= 0.0 {
        return None;
    }
    let pixels = |sides: f64| whole(sides * side + 2.0 * MARGIN);
    let mut map = RgbImage::from_pixel(pixels(wide), pixels(tall), Rgb([255; 3]));
    let font = FontRef::try_from_slice(dejavu::sans::regular()).ok()?;
    let mut below = MARGIN;
    for (squares, (from, to)) in patches.values().zip(boxes) {
        let at = |[x, y]: [f64; 2]| [MARGIN + (x - from[0]) * side, below + (y - from[1]) * side].map(single);
        for square in squares {
            let corners = square.corners.map(at);
            outline(&mut map, &corners, square.colour);
            write(&mut map, &font, &square.label, &corners, square.colour);
        }
        below += (to[1] - from[1] + 1.0) * side;
    }
    Some(map)
}

/// Writes a label in the middle of a square, upright.
fn write(map: &mut RgbImage, font: &FontRef<'_>, label: &str, corners: &[[f32; 2]; 4], colour: Rgb<u8>) {
    let [x, y] = corners
        .iter()
        .fold([0.0; 2], |[x, y], [cx, cy]| [x + cx / 4.0, y + cy / 4.0]);
    let size = PxScale::from(single(SIDE) / 3.5);
    let scaled = font.as_scaled(size);
    let width: f32 = label
        .chars()
        .map(|letter| scaled.h_advance(font.glyph_id(letter)))
        .sum();
    let mut pen = x - width / 2.0;
    for letter in label.chars() {
        let id = font.glyph_id(letter);
        let glyph = id.with_scale_and_position(size, point(pen, y + scaled.ascent() / 2.5));
        pen += scaled.h_advance(id);
        if let Some(outlined) = font.outline_glyph(glyph) {
            let from = outlined.px_bounds().min;
            outlined.draw(|dx, dy, coverage| {
                let (x, y) = (from.x + offset(dx), from.y + offset(dy));
                if coverage < 0.5 || x < 0.0 || y < 0.0 {
                    return;
                }
                if let Some(pixel) = map.get_pixel_mut_checked(whole(f64::from(x)), whole(f64::from(y))) {
                    *pixel = colour;
                }
            });
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a letter is a few pixels wide")]
fn offset(pixels: u32) -> f32 {
    pixels as f32
}

#[expect(clippy::cast_possible_truncation, reason = "pixels of a map")]
fn single(at: f64) -> f32 {
    at as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative; float casts saturate"
)]
fn whole(pixels: f64) -> u32 {
    pixels as u32
}

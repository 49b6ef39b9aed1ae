//! What a phone's camera sees of a sheet: tilted, soft, noisy and unevenly lit. The same seed gives the same
//! frames on every machine.

use std::ops::Range;

use image::{GrayImage, imageops};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::homography::{Homography, Point};
use super::sheet::{Cell, Sheet};

/// Camera frames are this wide and tall, the preview size that phones scan at.
pub const FRAME_SIZE: (u32, u32) = (1280, 720);

/// Stamps a frame is aimed at, side by side and one above the other; now and then one more column shows.
const WINDOW: (u32, u32) = (4, 2);

/// Table around the sheet, in luma.
const TABLE: f64 = 96.0;
/// Ink and paper as a camera exposes them.
const INK: f64 = 28.0;
const PAPER: f64 = 226.0;

/// A camera frame and what it shows.
#[derive(Debug, Clone)]
pub struct Shot {
    /// The frame, 1280 × 720.
    pub frame: GrayImage,
    /// The indices on the sheet of the stamps that lie wholly inside it.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the tests compare it with what was read")
    )]
    pub stamps: Vec<usize>,
}

/// Frames that together show every stamp of `region` (indices on the sheet), each at least once and most of
/// them several times, as when a hand moves a phone along the rows. Stamps beside the region come into view
/// too; [`Shot::stamps`] tells.
pub fn sweep(sheet: &Sheet, region: Range<usize>, seed: u64) -> Vec<Shot> {
    let mut hand = ChaCha8Rng::seed_from_u64(seed);
    let mut shots = Vec::new();
    for window in windows(sheet, &region) {
        shots.push(shoot(sheet, window, &mut hand));
    }
    shots
}

/// The parts of the sheet to aim at: windows that overlap by one row, and by two columns.
fn windows(sheet: &Sheet, region: &Range<usize>) -> Vec<Cell> {
    let cells = sheet.cells.get(region.clone()).unwrap_or_default();
    let (Some(first), Some(last)) = (cells.first(), cells.last()) else {
        return Vec::new();
    };
    let right_most = sheet
        .cells
        .iter()
        .map(|cell| cell.left)
        .max()
        .unwrap_or(first.left);
    let left_most = sheet
        .cells
        .iter()
        .map(|cell| cell.left)
        .min()
        .unwrap_or(first.left);
    let columns = (right_most - left_most) / first.width + 1;
    let rows = (last.top - first.top) / first.height + 1;
    let (wide, tall) = (WINDOW.0.min(columns), WINDOW.1.min(rows));
    let mut windows = Vec::new();
    for row in 0..=rows - tall {
        for column in starts(columns, wide) {
            windows.push(Cell {
                left: left_most + column * first.width,
                top: first.top + row * first.height,
                width: wide * first.width,
                height: tall * first.height,
            });
        }
    }
    windows
}

/// Where windows of `wide` columns begin so that they cover all of them: the left end, the right end, and
/// every half window between.
fn starts(columns: u32, wide: u32) -> Vec<u32> {
    let last = columns - wide;
    let step = usize::try_from((wide / 2).max(1)).unwrap_or(1);
    let mut starts: Vec<u32> = (0..last).step_by(step).collect();
    starts.push(last);
    starts
}

/// One frame of the window.
fn shoot(sheet: &Sheet, window: Cell, hand: &mut ChaCha8Rng) -> Shot {
    let view = aim(window, hand);
    let light = Light::random(hand);
    let mut frame = expose(sheet, &view, &light);
    frame = imageops::blur(&frame, hand.random_range(0.6..1.1));
    add_noise(&mut frame, hand.random_range(2.0..6.0), hand);
    let stamps = (0..)
        .zip(&sheet.cells)
        .filter(|(_, cell)| is_inside(&view, **cell))
        .map(|(index, _)| index);
    Shot {
        stamps: stamps.collect(),
        frame,
    }
}

/// A perspective from the sheet to the frame that shows the whole window: turned by up to 5 degrees, each
/// corner pulled in by up to an eighth.
fn aim(window: Cell, hand: &mut ChaCha8Rng) -> Homography {
    let (width, height) = (f64::from(FRAME_SIZE.0), f64::from(FRAME_SIZE.1));
    let (wide, tall) = (f64::from(window.width), f64::from(window.height));
    let (sin, cos) = hand.random_range(-5.0f64..5.0).to_radians().sin_cos();
    let corners = [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]].map(|[x, y]: Point| {
        let x = x * wide * (1.0 - hand.random_range(0.0..0.125));
        let y = y * tall * (1.0 - hand.random_range(0.0..0.125));
        [x * cos - y * sin, x * sin + y * cos]
    });
    let fit = corners.iter().fold(f64::INFINITY, |fit, [x, y]| {
        fit.min(width / 2.0 / x.abs()).min(height / 2.0 / y.abs())
    });
    let quad = corners.map(|[x, y]| [width / 2.0 + x * fit * 0.98, height / 2.0 + y * fit * 0.98]);
    let origin = [f64::from(window.left), f64::from(window.top)];
    Homography::from_rectangle(origin, [wide, tall], quad)
}

/// Uneven light: brighter towards one side.
struct Light {
    slope: Point,
    middle: f64,
}

impl Light {
    fn random(hand: &mut ChaCha8Rng) -> Self {
        let towards = hand.random_range(0.0..std::f64::consts::TAU);
        let strength = hand.random_range(0.15..0.4);
        Self {
            slope: [strength * towards.cos(), strength * towards.sin()],
            middle: hand.random_range(0.65..0.85),
        }
    }

    /// The light at a place of the frame given from -0.5 to 0.5.
    fn at(&self, [x, y]: Point) -> f64 {
        let [sx, sy] = self.slope;
        self.middle + sx * x + sy * y
    }
}

/// The frame before lens and sensor: each pixel looks up the sheet, bilinear, under the light.
fn expose(sheet: &Sheet, view: &Homography, light: &Light) -> GrayImage {
    let back = view.inverse();
    let (width, height) = FRAME_SIZE;
    GrayImage::from_fn(width, height, |x, y| {
        let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
        let seen = sample(&sheet.picture, back.map([x, y]));
        let tone = seen.map_or(TABLE, |luma| INK + (PAPER - INK) * luma / 255.0);
        let light = light.at([x / f64::from(width) - 0.5, y / f64::from(height) - 0.5]);
        image::Luma([byte(tone * light)])
    })
}

/// The sheet's luma at a point between its pixels; `None` beside the sheet.
fn sample(sheet: &GrayImage, [x, y]: Point) -> Option<f64> {
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    if left < 0.0 || top < 0.0 {
        return None;
    }
    let (column, row) = (index(left), index(top));
    let luma = |dx, dy| Some(f64::from(sheet.get_pixel_checked(column + dx, row + dy)?.0[0]));
    let (u, v) = (x - left, y - top);
    let upper = luma(0, 0)? * (1.0 - u) + luma(1, 0)? * u;
    let lower = luma(0, 1)? * (1.0 - u) + luma(1, 1)? * u;
    Some(upper * (1.0 - v) + lower * v)
}

/// Sensor noise, near enough to normal: the sum of four uniform bytes has a deviation of 148.
fn add_noise(frame: &mut GrayImage, deviation: f64, hand: &mut ChaCha8Rng) {
    for pixel in frame.pixels_mut() {
        let sum: i32 = hand.random::<[u8; 4]>().iter().map(|&byte| i32::from(byte)).sum();
        let noise = f64::from(sum - 510) / 148.0 * deviation;
        pixel.0 = pixel.0.map(|luma| byte(f64::from(luma) + noise));
    }
}

/// Whether all corners of a cell are in the frame.
fn is_inside(view: &Homography, cell: Cell) -> bool {
    let (left, top) = (f64::from(cell.left), f64::from(cell.top));
    let (right, bottom) = (left + f64::from(cell.width), top + f64::from(cell.height));
    let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
    corners.iter().all(|&corner| {
        let [x, y] = view.map(corner);
        (0.0..f64::from(FRAME_SIZE.0)).contains(&x) && (0.0..f64::from(FRAME_SIZE.1)).contains(&y)
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be positive; float casts saturate"
)]
fn index(coordinate: f64) -> u32 {
    // A point at infinity saturates; one less leaves room for its right neighbour.
    (coordinate as u32).min(u32::MAX - 1)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte"
)]
fn byte(luma: f64) -> u8 {
    luma.round().clamp(0.0, 255.0) as u8
}

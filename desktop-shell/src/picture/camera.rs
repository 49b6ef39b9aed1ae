//! What a phone's camera sees of a sheet: tilted, soft, noisy and unevenly lit. The same seed gives the same
//! frames on every machine.

use image::{GrayImage, imageops};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::homography::{Homography, Point};
use super::sheet::{Cell, Sheet};

/// Camera frames are this wide and tall, the preview size that phones scan at.
pub const FRAME_SIZE: (u32, u32) = (1280, 720);

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
    /// The codes that lie wholly inside it.
    pub codes: Vec<InView>,
}

/// A code in view: its index on the sheet, and its corners in the frame, clockwise from the code's own top left.
pub type InView = (usize, [[f32; 2]; 4]);

/// Frames of a video, in order: a hand moves the camera over the whole sheet to and fro, so many columns wide in
/// view, and every stamp is seen from several places.
pub fn film(sheet: &Sheet, columns: u32, seed: u64) -> Vec<Shot> {
    let hands = (0..).map(|frame| hand_at(seed, frame));
    let path = path(sheet, columns).into_iter().zip(hands);
    path.map(|(window, mut hand)| shoot(sheet, window, &mut hand))
        .collect()
}

/// What is in view in the frames of [`film`], without the pictures, which take most of the time: for each frame the
/// codes as in [`Shot::codes`].
pub fn views(sheet: &Sheet, columns: u32, seed: u64) -> Vec<Vec<InView>> {
    let hands = (0..).map(|frame| hand_at(seed, frame));
    let path = path(sheet, columns).into_iter().zip(hands);
    path.map(|(window, mut hand)| in_view(sheet, &aim(window, &mut hand)))
        .collect()
}

/// The hand at one frame, whatever was drawn for the frames before.
fn hand_at(seed: u64, frame: u64) -> ChaCha8Rng {
    let mut hand = ChaCha8Rng::seed_from_u64(seed);
    hand.set_stream(frame);
    hand
}

fn in_view(sheet: &Sheet, view: &Homography) -> Vec<InView> {
    let codes = (0..).zip(&sheet.codes);
    codes
        .filter_map(|(index, code)| Some((index, corners_in(view, (*code)?)?)))
        .collect()
}

/// Where the camera stands, one frame after the other: along the rows and back again a little lower.
fn path(sheet: &Sheet, columns: u32) -> Vec<Cell> {
    let (Some(first), Some(last)) = (sheet.cells.first(), sheet.cells.last()) else {
        return Vec::new();
    };
    let right = sheet.cells.iter().map(|cell| cell.left + cell.width).max();
    let whole = (
        right.unwrap_or(first.left) - first.left,
        last.top + last.height - first.top,
    );
    let width = (columns * first.width).min(whole.0);
    let height = (width * FRAME_SIZE.1 / FRAME_SIZE.0)
        .max(first.height)
        .min(whole.1);
    let across = stops(whole.0 - width, first.width * 2);
    let mut down = stops(whole.1 - height, first.height * 3 / 5);
    // The first and last rows are passed twice, for no row before or behind shows them again.
    down.extend([0, whole.1 - height]);
    down.sort_unstable();
    let mut path = Vec::new();
    for (row, down) in down.into_iter().enumerate() {
        let mut stops: Vec<u32> = across.clone();
        if row % 2 == 1 {
            stops.reverse();
        }
        path.extend(stops.into_iter().map(|right| Cell {
            left: first.left + right,
            top: first.top + down,
            width,
            height,
        }));
    }
    path
}

/// From nothing to `end` in steps, the end included.
fn stops(end: u32, step: u32) -> Vec<u32> {
    let step = usize::try_from(step).unwrap_or(usize::MAX).max(1);
    (0..end).step_by(step).chain([end]).collect()
}

/// One frame of the window.
fn shoot(sheet: &Sheet, window: Cell, hand: &mut ChaCha8Rng) -> Shot {
    let view = aim(window, hand);
    let light = Light::random(hand);
    let mut frame = expose(sheet, &view, &light);
    frame = imageops::blur(&frame, hand.random_range(0.6..1.1));
    add_noise(&mut frame, hand.random_range(2.0..6.0), hand);
    Shot {
        codes: in_view(sheet, &view),
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

/// The corners of a cell in the frame, if all are.
#[expect(clippy::cast_possible_truncation, reason = "pixels of a frame")]
fn corners_in(view: &Homography, cell: Cell) -> Option<[[f32; 2]; 4]> {
    let (left, top) = (f64::from(cell.left), f64::from(cell.top));
    let (right, bottom) = (left + f64::from(cell.width), top + f64::from(cell.height));
    let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
    let corners = corners.map(|corner| view.map(corner));
    let inside = corners.iter().all(|[x, y]| {
        (0.0..f64::from(FRAME_SIZE.0)).contains(x) && (0.0..f64::from(FRAME_SIZE.1)).contains(y)
    });
    inside.then(|| corners.map(|corner| corner.map(|at| at as f32)))
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

use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::{BitGrid, Grid, PreparedImage};

use super::{Budget, Code, Decoder, LumaFrame, MAX_SIDE, quad};

/// The rqrr crate: pure Rust, reads QR codes (UTF-8, no FNC1, dark on light). A frame of pure black and
/// white is taken as thresholded already; any other goes through rqrr's own running mean.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rqrr;

impl Decoder for Rqrr {
    fn name(&self) -> &'static str {
        "rqrr"
    }

    /// Frames with a side over [`MAX_SIDE`] yield nothing: rqrr's time grows without bound on them.
    fn decode(&self, frame: &LumaFrame<'_>, _budget: Budget) -> Vec<Code> {
        if frame.width() > MAX_SIDE || frame.height() > MAX_SIDE {
            return Vec::new();
        }
        catch_unwind(AssertUnwindSafe(|| read_all(frame))).unwrap_or_default()
    }
}

fn read_all(frame: &LumaFrame<'_>) -> Vec<Code> {
    let (width, height) = (frame.width(), frame.height());
    let mut prepared = if is_black_and_white(frame) {
        PreparedImage::prepare_from_bitmap(width, height, |x, y| frame.pixel(x, y) == 0)
    } else {
        PreparedImage::prepare_from_greyscale(width, height, |x, y| frame.pixel(x, y))
    };
    // One grid that makes rqrr panic must not take the others of the frame with it.
    let read_one = |grid| catch_unwind(AssertUnwindSafe(|| read(grid))).ok().flatten();
    prepared.detect_grids().iter().filter_map(read_one).collect()
}

fn is_black_and_white(frame: &LumaFrame<'_>) -> bool {
    frame
        .rows()
        .all(|row| row.iter().all(|&p| p == 0 || p == u8::MAX))
}

fn read<G: BitGrid>(grid: &Grid<G>) -> Option<Code> {
    let (meta, text) = grid.decode().ok()?;
    Code::new(&text, corners(grid, meta.version.to_size())?)
}

/// The corners of the modules. rqrr's bounds reach one module too far to the right and down, so the true
/// corners lie at n / (n + 1) of them, in the code's perspective.
fn corners<G>(grid: &Grid<G>, modules: usize) -> Option<quad::Quad> {
    let bounds = grid
        .bounds
        .map(|point| [coordinate(point.x), coordinate(point.y)]);
    let modules = f32::from(u16::try_from(modules).ok()?);
    let end = modules / (modules + 1.0);
    let perspective = quad::Perspective::of(&bounds);
    let at = |u, v| perspective.at(u, v);
    Some([at(0.0, 0.0), at(end, 0.0), at(end, end), at(0.0, end)])
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a coordinate near a frame of 1280 pixels"
)]
fn coordinate(pixels: i32) -> f32 {
    pixels as f32
}

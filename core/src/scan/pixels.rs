//! Making pictures out of pictures: crops, sizes, tones.

use super::quad::{self, Quad};
use super::{LumaFrame, LumaPicture};

/// A rectangle of a frame, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// The rows of `area`.
fn rows<'a>(frame: &LumaFrame<'a>, area: Area) -> impl Iterator<Item = &'a [u8]> {
    frame
        .rows()
        .skip(area.y)
        .take(area.height)
        .filter_map(move |row| row.get(area.x..area.x + area.width))
}

/// A copy of `area`.
pub(super) fn crop(frame: &LumaFrame<'_>, area: Area) -> Option<LumaPicture> {
    let mut pixels = Vec::with_capacity(area.width * area.height);
    rows(frame, area).for_each(|row| pixels.extend_from_slice(row));
    LumaPicture::from_rows(pixels, area.width)
}

/// The area `factor` times smaller, each pixel the mean of a `factor` × `factor` block. What does not fill
/// a block at the right and the bottom is left out.
pub(super) fn shrink(frame: &LumaFrame<'_>, area: Area, factor: usize) -> Option<LumaPicture> {
    if factor <= 1 {
        return crop(frame, area);
    }
    let width = area.width.checked_div(factor)?;
    let block = u32::try_from(factor * factor).ok()?;
    let mut pixels = Vec::with_capacity(width * (area.height / factor));
    let mut sums = vec![0u32; width];
    for (index, row) in rows(frame, area).enumerate() {
        for (sum, run) in sums.iter_mut().zip(row.chunks_exact(factor)) {
            *sum += run.iter().map(|&p| u32::from(p)).sum::<u32>();
        }
        if (index + 1) % factor == 0 {
            pixels.extend(sums.iter().map(|sum| low_byte(sum / block)));
            sums.fill(0);
        }
    }
    LumaPicture::from_rows(pixels, width)
}

/// The area at twice its size, bilinear.
pub(super) fn double(frame: &LumaFrame<'_>, area: Area) -> Option<LumaPicture> {
    let rows: Vec<&[u8]> = rows(frame, area).collect();
    let mut pixels = Vec::with_capacity(area.width * area.height * 4);
    for (index, row) in rows.iter().enumerate() {
        let above = index.checked_sub(1).and_then(|i| rows.get(i)).unwrap_or(row);
        let below = rows.get(index + 1).unwrap_or(row);
        for neighbour in [above, below] {
            push_doubled_row(&mut pixels, row, neighbour);
        }
    }
    LumaPicture::from_rows(pixels, area.width * 2)
}

/// One output row: a quarter of the way from the middle of `row` to the middle of `neighbour`.
fn push_doubled_row(pixels: &mut Vec<u8>, row: &[u8], neighbour: &[u8]) {
    let column = |(&p, &n): (&u8, &u8)| 3 * u32::from(p) + u32::from(n);
    let mut columns = row.iter().zip(neighbour).map(column).peekable();
    let mut left = columns.peek().copied().unwrap_or_default();
    while let Some(here) = columns.next() {
        let right = columns.peek().copied().unwrap_or(here);
        pixels.push(low_byte((3 * here + left + 8) / 16));
        pixels.push(low_byte((3 * here + right + 8) / 16));
        left = here;
    }
}

/// Black for white: codes printed light on dark.
pub(super) fn invert(picture: &LumaPicture) -> Option<LumaPicture> {
    let pixels = picture.pixels().iter().map(|p| u8::MAX - p).collect();
    LumaPicture::from_rows(pixels, picture.width())
}

/// Each pixel moved away from the mean of its surroundings by `tenths` / 10 of their difference, which
/// gives blurred modules their edges back.
pub(super) fn unsharp(picture: &LumaPicture, radius: usize, tenths: i32) -> Option<LumaPicture> {
    let mut pixels = Vec::with_capacity(picture.pixels().len());
    let area = i32::try_from(window(radius) * window(radius)).ok()?;
    box_sums(picture, radius, |row, sums| {
        pixels.extend(row.iter().zip(sums).map(|(&p, &sum)| {
            let p = i32::from(p);
            let mean = i32::try_from(sum).unwrap_or(i32::MAX) / area;
            clamp_byte(p + (p - mean) * tenths / 10)
        }));
    });
    LumaPicture::from_rows(pixels, picture.width())
}

/// Covers a quad with the lightest luma in it, which is that of the paper there.
pub(super) fn cover(picture: &mut LumaPicture, quad: &Quad) {
    let mut paper = 0;
    for run in runs_in(picture, quad) {
        paper = run.iter().copied().fold(paper, u8::max);
    }
    for run in runs_in(picture, quad) {
        run.fill(paper);
    }
}

/// The runs of pixels of a picture that lie in a quad, row after row.
fn runs_in<'a>(picture: &'a mut LumaPicture, quad: &'a Quad) -> impl Iterator<Item = &'a mut [u8]> {
    let width = picture.width();
    let rows = (0u16..).zip(picture.pixels_mut().chunks_exact_mut(width));
    rows.filter_map(move |(y, row)| {
        let (left, right) = quad::span_at(quad, f32::from(y) + 0.5)?;
        row.get_mut(column(left)..column(right).min(width))
    })
}

/// The column at or right of a coordinate; 0 left of the picture.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float casts saturate, and below 0 is column 0"
)]
fn column(x: f32) -> usize {
    x.round() as usize
}

/// The side of a box of this radius.
pub(super) fn window(radius: usize) -> usize {
    2 * radius + 1
}

/// Hands each row over with the sums of the box around each of its pixels. Beyond the edge the edge pixels
/// repeat, so that every box has the same area.
pub(super) fn box_sums(picture: &LumaPicture, radius: usize, mut each: impl FnMut(&[u8], &[u32])) {
    let width = picture.width();
    let across: Vec<u32> = picture
        .pixels()
        .chunks_exact(width)
        .flat_map(|row| run_sums(row, radius))
        .collect();
    let runs: Vec<&[u32]> = across.chunks_exact(width).collect();
    let last = runs.len().saturating_sub(1);
    let run = |row: isize| -> &[u32] {
        let row = row.clamp(0, isize::try_from(last).unwrap_or(isize::MAX));
        usize::try_from(row)
            .ok()
            .and_then(|row| runs.get(row))
            .copied()
            .unwrap_or_default()
    };
    let reach = isize::try_from(radius).unwrap_or(isize::MAX / 4);
    let mut sums = vec![0u32; width];
    for row in -reach..=reach {
        sums.iter_mut().zip(run(row)).for_each(|(sum, add)| *sum += add);
    }
    for (row, pixels) in (0..).zip(picture.pixels().chunks_exact(width)) {
        each(pixels, &sums);
        let (enter, leave) = (run(row + reach + 1), run(row - reach));
        for ((sum, enter), leave) in sums.iter_mut().zip(enter).zip(leave) {
            *sum = *sum + enter - leave;
        }
    }
}

/// For each pixel of a row, the sum of the run of pixels around it.
fn run_sums(row: &[u8], radius: usize) -> Vec<u32> {
    let (first, last) = (
        row.first().copied().unwrap_or(0),
        row.last().copied().unwrap_or(0),
    );
    let mut padded = vec![first; radius];
    padded.extend_from_slice(row);
    padded.resize(row.len() + 2 * radius, last);
    let mut sum: u32 = padded.iter().take(window(radius)).map(|&p| u32::from(p)).sum();
    let mut sums = Vec::with_capacity(row.len());
    sums.push(sum);
    for (enter, leave) in padded.iter().skip(window(radius)).zip(&padded) {
        sum = sum + u32::from(*enter) - u32::from(*leave);
        sums.push(sum);
    }
    sums
}

/// A mean of bytes, which fits a byte.
fn low_byte(mean: u32) -> u8 {
    u8::try_from(mean).unwrap_or(u8::MAX)
}

fn clamp_byte(value: i32) -> u8 {
    u8::try_from(value.clamp(0, 255)).unwrap_or(u8::MAX)
}

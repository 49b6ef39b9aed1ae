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
        .rows_from(area.y)
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
    match factor {
        0 | 1 => return crop(frame, area),
        2 => return halve(frame, area),
        _ => {}
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

/// The area at half its size: every camera frame begins with it, and two by two go sixteen at once.
fn halve(frame: &LumaFrame<'_>, area: Area) -> Option<LumaPicture> {
    let width = area.width / 2;
    let mut pixels = Vec::with_capacity(width * (area.height / 2));
    let mut rows = rows(frame, area);
    while let (Some(above), Some(below)) = (rows.next(), rows.next()) {
        let (above, below) = (above.as_chunks::<2>().0, below.as_chunks::<2>().0);
        let mean = |(&[a, b], &[c, d]): (&[u8; 2], &[u8; 2])| {
            let sum = u16::from(a) + u16::from(b) + u16::from(c) + u16::from(d);
            let [_, low] = (sum / 4).to_be_bytes();
            low
        };
        pixels.extend(above.iter().zip(below).map(mean));
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
pub(super) fn unsharp(picture: &LumaPicture, radius: usize, tenths: u8) -> Option<LumaPicture> {
    let mut pixels = Vec::with_capacity(picture.pixels().len());
    let area = u16::try_from(window(radius) * window(radius)).ok()?;
    let amount = f32::from(tenths) / 10.0;
    let (own, around) = (1.0 + amount, amount / f32::from(area));
    box_sums(picture, radius, |row, sums| {
        pixels.extend(
            row.iter()
                .zip(sums)
                .map(|(&p, &sum)| byte(f32::from(p) * own - single(sum) * around)),
        );
    });
    LumaPicture::from_rows(pixels, picture.width())
}

#[expect(clippy::cast_precision_loss, reason = "a sum of some hundred bytes")]
fn single(sum: u32) -> f32 {
    sum as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float casts saturate"
)]
fn byte(value: f32) -> u8 {
    value as u8
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
    let rows: Vec<&[u8]> = picture.pixels().chunks_exact(width).collect();
    let last = rows.len().saturating_sub(1);
    let row = |at: usize| {
        rows.get(at.saturating_sub(radius).min(last))
            .copied()
            .unwrap_or_default()
    };
    // Rows are numbered with `radius` repeated ones above the first. Columns first, since those add up eight at once.
    let mut columns = vec![0u32; width];
    for at in 0..window(radius) {
        columns
            .iter_mut()
            .zip(row(at))
            .for_each(|(sum, &p)| *sum += u32::from(p));
    }
    let mut upto = vec![0u32; width + window(radius)];
    let mut sums = vec![0u32; width];
    for (at, pixels) in rows.iter().enumerate() {
        add_up(&mut upto, &columns, radius);
        let ends = upto.iter().skip(window(radius)).zip(&upto);
        for (sum, (end, start)) in sums.iter_mut().zip(ends) {
            *sum = end - start;
        }
        each(pixels, &sums);
        let moving = row(at + window(radius)).iter().zip(row(at));
        for (sum, (&enter, &leave)) in columns.iter_mut().zip(moving) {
            *sum = *sum + u32::from(enter) - u32::from(leave);
        }
    }
}

/// The sums of what lies before each place of a row whose first and last repeat beyond its ends. One addition a pixel
/// waits for the one before it; everything else about a box goes eight at once.
fn add_up(upto: &mut [u32], row: &[u32], radius: usize) {
    let (first, last) = (
        row.first().copied().unwrap_or(0),
        row.last().copied().unwrap_or(0),
    );
    let mut sum = 0;
    let (before, rest) = upto.split_at_mut(radius.min(upto.len()));
    for upto in before {
        *upto = sum;
        sum += first;
    }
    let (middle, after) = rest.split_at_mut(row.len().min(rest.len()));
    for (upto, here) in middle.iter_mut().zip(row) {
        *upto = sum;
        sum += here;
    }
    for upto in after {
        *upto = sum;
        sum += last;
    }
}

/// A mean of bytes, which fits a byte.
fn low_byte(mean: u32) -> u8 {
    u8::try_from(mean).unwrap_or(u8::MAX)
}

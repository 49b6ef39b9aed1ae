//! Local thresholds: from grey to black and white where light is uneven.

use super::LumaPicture;
use super::pixels::{box_sums, window};

/// Dark ink.
const BLACK: u8 = 0;
/// Paper.
const WHITE: u8 = 255;
/// The block of the hybrid threshold, in pixels.
const BLOCK: usize = 8;
/// Luma steps that a block must span to hold an edge of print; less is noise on paper or ink.
const EDGE: u8 = 24;

/// Black where a pixel is darker than the mean of the box of this radius by more than `below`. Radius 8 and
/// 5 below let rqrr read 135 field frames where its own threshold reads 101.
///
/// Factors of 16 bits, because processors without a product of 32 have one of those that gives 32.
pub(super) fn box_mean(picture: &LumaPicture, radius: usize, below: u8) -> Option<LumaPicture> {
    let mut pixels = Vec::with_capacity(picture.pixels().len());
    let area = u16::try_from(window(radius) * window(radius)).ok()?;
    box_sums(picture, radius, |row, sums| {
        pixels.extend(row.iter().zip(sums).map(|(&p, &sum)| {
            let lifted = u16::from(p) + u16::from(below);
            if u32::from(lifted) * u32::from(area) < sum {
                BLACK
            } else {
                WHITE
            }
        }));
    });
    LumaPicture::from_rows(pixels, picture.width())
}

/// Black up to the luma that leaves the least variance within black and within white (Otsu 1979).
pub(super) fn otsu(picture: &LumaPicture) -> Option<LumaPicture> {
    let mut counts = [0u32; 256];
    for luma in picture.pixels() {
        if let Some(count) = counts.get_mut(usize::from(*luma)) {
            *count += 1;
        }
    }
    let upto = best_cut(&counts);
    let cut = |luma: &u8| if *luma <= upto { BLACK } else { WHITE };
    LumaPicture::from_rows(picture.pixels().iter().map(cut).collect(), picture.width())
}

/// The luma whose cut puts most variance between the two sides.
fn best_cut(counts: &[u32; 256]) -> u8 {
    let weighed = |(luma, count): (u8, &u32)| (f64::from(luma), f64::from(*count));
    let all: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let sum: f64 = (0u8..=u8::MAX)
        .zip(counts)
        .map(weighed)
        .map(|(luma, count)| luma * count)
        .sum();
    let (mut below, mut sum_below, mut best, mut at) = (0.0, 0.0, 0.0, 0);
    for (luma, count) in (0u8..=u8::MAX).zip(counts) {
        below += f64::from(*count);
        sum_below += f64::from(luma) * f64::from(*count);
        let above = all - below;
        if below > 0.0 && above > 0.0 {
            let apart = sum_below / below - (sum - sum_below) / above;
            let between = below * above * apart * apart;
            if between > best {
                (best, at) = (between, luma);
            }
        }
    }
    at
}

/// Black where a pixel is at most the mean of the black points of the 5 × 5 blocks around its own. A block
/// without an edge takes its black point from its neighbours, so that large modules stay solid.
pub(super) fn hybrid(picture: &LumaPicture) -> Option<LumaPicture> {
    let width = picture.width();
    let across = width.div_ceil(BLOCK);
    let points = black_points(picture, across);
    let points = LumaPicture::from_rows(points, across)?;
    let mut pixels = Vec::with_capacity(picture.pixels().len());
    let mut rows = picture.pixels().chunks_exact(width);
    box_sums(&points, 2, |_, sums| {
        for row in rows.by_ref().take(BLOCK) {
            for (run, sum) in row.chunks(BLOCK).zip(sums) {
                pixels.extend(
                    run.iter()
                        .map(|&p| if u32::from(p) * 25 <= *sum { BLACK } else { WHITE }),
                );
            }
        }
    });
    LumaPicture::from_rows(pixels, width)
}

/// The black point of each block, row after row.
fn black_points(picture: &LumaPicture, across: usize) -> Vec<u8> {
    let band = picture.width() * BLOCK;
    let mut above: Vec<u8> = Vec::new();
    let mut points = Vec::new();
    for rows in picture.pixels().chunks(band) {
        let mut here: Vec<u8> = Vec::with_capacity(across);
        for (column, tones) in band_tones(rows, picture.width(), across).iter().enumerate() {
            let left = column.checked_sub(1);
            let neighbours = [
                left.and_then(|l| here.get(l)),
                left.and_then(|l| above.get(l)),
                above.get(column),
            ];
            here.push(tones.black_point(neighbours));
        }
        points.extend_from_slice(&here);
        above = here;
    }
    points
}

/// The tones of the blocks in one band of rows.
fn band_tones(rows: &[u8], width: usize, across: usize) -> Vec<Tones> {
    let mut blocks = vec![Tones::default(); across];
    for row in rows.chunks_exact(width) {
        for (tones, run) in blocks.iter_mut().zip(row.chunks(BLOCK)) {
            for &luma in run {
                tones.add(luma);
            }
        }
    }
    blocks
}

/// Darkest, lightest and mean luma of a block.
#[derive(Clone)]
struct Tones {
    darkest: u8,
    lightest: u8,
    sum: u32,
    count: u32,
}

impl Default for Tones {
    fn default() -> Self {
        Self {
            darkest: u8::MAX,
            lightest: 0,
            sum: 0,
            count: 0,
        }
    }
}

impl Tones {
    fn add(&mut self, luma: u8) {
        self.darkest = self.darkest.min(luma);
        self.lightest = self.lightest.max(luma);
        self.sum += u32::from(luma);
        self.count += 1;
    }

    /// The luma up to which the block is black. Without an edge, half of the darkest makes the block white;
    /// where the neighbours' black point is above its darkest luma it is ink, and takes theirs.
    fn black_point(&self, neighbours: [Option<&u8>; 3]) -> u8 {
        if self.lightest.saturating_sub(self.darkest) > EDGE {
            let mean = self.sum.checked_div(self.count).unwrap_or_default();
            return u8::try_from(mean).unwrap_or(u8::MAX);
        }
        if let [Some(&left), Some(&corner), Some(&above)] = neighbours {
            let theirs = (2 * u32::from(left) + u32::from(corner) + u32::from(above)) / 4;
            if u32::from(self.darkest) < theirs {
                return u8::try_from(theirs).unwrap_or(u8::MAX);
            }
        }
        self.darkest / 2
    }
}

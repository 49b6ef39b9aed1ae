use super::super::LumaFrame;
use super::super::quad::coordinate;
use super::fit::{Patterns, grey};
use super::least_squares::LeastSquares;
use super::warp::Warp;

/// Grey values of a symbol every half module, from one module outside it, lit evenly.
pub(super) struct Samples {
    side: usize,
    /// Values on a side.
    width: usize,
    values: Vec<f32>,
}

/// Half modules sampled beyond each edge.
const MARGIN: usize = 3;

/// Half modules from a module's middle to the edge of what its filter sees.
const REACH: usize = 2;

/// Taps of the filter, and one constant.
const FEATURES: usize = (2 * REACH + 1) * (2 * REACH + 1) + 1;

/// Half modules around a point in which its light is measured.
const LIGHT: usize = 9;

impl Samples {
    pub(super) fn take(frame: &LumaFrame<'_>, warp: &Warp, side: usize) -> Self {
        let width = 2 * side + 2 * MARGIN - 1;
        let mut values = Vec::with_capacity(width * width);
        let at = |step: usize| f32::midpoint(coordinate(step) - coordinate(MARGIN), 1.0);
        for row in 0..width {
            for column in 0..width {
                values.push(grey(frame, warp.at(at(column), at(row))));
            }
        }
        let mut samples = Self { side, width, values };
        samples.even_light();
        samples
    }

    /// Takes the mean of the surroundings from each value and divides by their spread: shadows and gradients go.
    fn even_light(&mut self) {
        let mean = self.box_means(|value| value);
        let square = self.box_means(|value| value * value);
        let overall = self.values.iter().sum::<f32>() / coordinate(self.values.len());
        let spread = self
            .values
            .iter()
            .map(|value| (value - overall).powi(2))
            .sum::<f32>()
            / coordinate(self.values.len());
        let least = spread * 0.05 + 1.0;
        for ((value, mean), square) in self.values.iter_mut().zip(mean).zip(square) {
            *value = (*value - mean) / (square - mean * mean).max(least).sqrt();
        }
    }

    fn box_means(&self, of: impl Fn(f32) -> f32) -> Vec<f32> {
        let width = self.width;
        let mut sums = vec![0.0f64; (width + 1) * (width + 1)];
        for (row, values) in self.values.chunks_exact(width).enumerate() {
            let mut run = 0.0f64;
            for (column, value) in values.iter().enumerate() {
                run += f64::from(of(*value));
                let above = sums
                    .get(row * (width + 1) + column + 1)
                    .copied()
                    .unwrap_or_default();
                if let Some(sum) = sums.get_mut((row + 1) * (width + 1) + column + 1) {
                    *sum = above + run;
                }
            }
        }
        let sum =
            |row: usize, column: usize| sums.get(row * (width + 1) + column).copied().unwrap_or_default();
        let mut means = Vec::with_capacity(self.values.len());
        for row in 0..width {
            let (top, bottom) = (row.saturating_sub(LIGHT), (row + LIGHT + 1).min(width));
            for column in 0..width {
                let (left, right) = (column.saturating_sub(LIGHT), (column + LIGHT + 1).min(width));
                let total = sum(bottom, right) - sum(top, right) - sum(bottom, left) + sum(top, left);
                means.push(single(total) / coordinate((bottom - top) * (right - left)));
            }
        }
        means
    }

    fn features(&self, column: usize, row: usize) -> [f32; FEATURES] {
        let mut features = [1.0; FEATURES];
        let first = |module: usize| 2 * module + MARGIN - REACH;
        for (dy, line) in features.chunks_exact_mut(2 * REACH + 1).enumerate() {
            let start = (first(row) + dy) * self.width + first(column);
            if let Some(values) = self.values.get(start..start + line.len()) {
                line.copy_from_slice(values);
            }
        }
        features
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a sum of some hundred grey values"
)]
fn single(sum: f64) -> f32 {
    sum as f32
}

/// How sure we are of each module of a symbol: 1 light, -1 dark, row by row.
pub(super) struct Soft {
    pub(super) side: usize,
    pub(super) values: Vec<f32>,
}

impl Soft {
    pub(super) fn at(&self, column: usize, row: usize) -> f32 {
        if column >= self.side {
            return 0.0;
        }
        self.values
            .get(row * self.side + column)
            .copied()
            .unwrap_or_default()
    }
}

/// Learns the filter from the known modules, and from the others as far as `earlier` is sure of them; reads all.
pub(super) fn equalise(samples: &Samples, patterns: Patterns, earlier: Option<&Soft>) -> Option<Soft> {
    let mut equations = LeastSquares::new(FEATURES);
    for known in patterns.known() {
        let target = if known.dark { -1.0 } else { 1.0 };
        equations.add(&samples.features(known.column, known.row), target, 1.0);
    }
    if let Some(earlier) = earlier {
        for row in 0..samples.side {
            for column in 0..samples.side {
                let value = earlier.at(column, row);
                if patterns.layout.is_data(column, row) && value.abs() > 0.25 {
                    equations.add(
                        &samples.features(column, row),
                        value.signum(),
                        value.abs().min(1.0),
                    );
                }
            }
        }
    }
    let taps = equations.solve(if earlier.is_some() { 0.005 } else { 0.03 })?;
    let mut values = Vec::with_capacity(samples.side * samples.side);
    for row in 0..samples.side {
        for column in 0..samples.side {
            let features = samples.features(column, row);
            values.push(features.iter().zip(&taps).map(|(value, tap)| value * tap).sum());
        }
    }
    Some(Soft {
        side: samples.side,
        values,
    })
}

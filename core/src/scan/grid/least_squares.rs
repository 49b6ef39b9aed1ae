/// Sums up weighted equations `features · x = target` and solves them for the x with the least squared error.
pub(super) struct LeastSquares {
    size: usize,
    /// The lower triangle of the sum of `features × features`, row by row.
    products: Vec<f64>,
    targets: Vec<f64>,
    weight: f64,
}

impl LeastSquares {
    pub(super) fn new(size: usize) -> Self {
        Self {
            size,
            products: vec![0.0; size * (size + 1) / 2],
            targets: vec![0.0; size],
            weight: 0.0,
        }
    }

    pub(super) fn add(&mut self, features: &[f32], target: f32, weight: f32) {
        let mut products = self.products.iter_mut();
        for (row, feature) in features.iter().enumerate() {
            let scaled = feature * weight;
            for (other, sum) in features.iter().take(row + 1).zip(&mut products) {
                *sum += f64::from(scaled * other);
            }
        }
        for (sum, feature) in self.targets.iter_mut().zip(features) {
            *sum += f64::from(feature * target * weight);
        }
        self.weight += f64::from(weight);
    }

    /// The solution, held near zero by `ridge` times the weight of all equations (Hoerl and Kennard 1970): few
    /// equations must not fit noise.
    pub(super) fn solve(&self, ridge: f64) -> Option<Vec<f32>> {
        let start = |row: usize| row * (row + 1) / 2;
        let mut lower = self.products.clone();
        for row in 0..self.size {
            *lower.get_mut(start(row) + row)? += ridge * self.weight;
        }
        // Cholesky: the matrix is symmetric and positive.
        for row in 0..self.size {
            for column in 0..=row {
                let mut sum = *lower.get(start(row) + column)?;
                for k in 0..column {
                    sum -= lower.get(start(row) + k)? * lower.get(start(column) + k)?;
                }
                let diagonal = if row == column {
                    None
                } else {
                    Some(*lower.get(start(column) + column)?)
                };
                *lower.get_mut(start(row) + column)? = match diagonal {
                    Some(diagonal) => sum / diagonal,
                    None if sum > 1e-12 => sum.sqrt(),
                    None => return None,
                };
            }
        }
        let mut x = self.targets.clone();
        for row in 0..self.size {
            let mut sum = *x.get(row)?;
            for k in 0..row {
                sum -= lower.get(start(row) + k)? * x.get(k)?;
            }
            *x.get_mut(row)? = sum / lower.get(start(row) + row)?;
        }
        for row in (0..self.size).rev() {
            let mut sum = *x.get(row)?;
            for k in row + 1..self.size {
                sum -= lower.get(start(k) + row)? * x.get(k)?;
            }
            *x.get_mut(row)? = sum / lower.get(start(row) + row)?;
        }
        #[expect(clippy::cast_possible_truncation, reason = "filter taps near 1")]
        let taps = x.into_iter().map(|tap| tap as f32).collect();
        Some(taps)
    }
}

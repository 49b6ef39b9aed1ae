/// How far greys are light and dark where they should be (Pearson): sums over the modules of a pattern.
#[derive(Default)]
pub(super) struct Correlation {
    modules: f32,
    signs: f32,
    greys: f32,
    squares: f32,
    products: f32,
}

impl Correlation {
    /// Adds a module that should be light or dark, and its grey.
    pub(super) fn add(&mut self, light: bool, grey: f32) {
        let sign = if light { 1.0 } else { -1.0 };
        self.modules += 1.0;
        self.signs += sign;
        self.greys += grey;
        self.squares += grey * grey;
        self.products += sign * grey;
    }

    /// 1 where every module is as it should be, -1 where each is the other way round; 0 where the greys spread so
    /// little that they are noise. `least` is the product of both variances.
    pub(super) fn value(&self, least: f32) -> f32 {
        let n = self.modules;
        let spread = (n * n - self.signs * self.signs) * (n * self.squares - self.greys * self.greys);
        if spread <= n * n * n * n * least {
            0.0
        } else {
            (n * self.products - self.signs * self.greys) / spread.sqrt()
        }
    }
}

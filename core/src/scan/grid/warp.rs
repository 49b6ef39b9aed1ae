use super::super::quad::Quad;

/// Where the modules of a symbol lie in a picture: a perspective, and a bend for codes on bottles and bags.
#[derive(Debug, Clone, Copy)]
pub(super) struct Warp {
    /// The modules from the first corner pattern's middle to the second's.
    span: f32,
    /// Pixels of the four points 3.5 modules inside the symbol's corners, clockwise from the top left.
    pub(super) points: Quad,
    /// How far the surface leaves the plane, in pixels: sums of the four [`bends`].
    pub(super) bend: [[f32; 2]; 4],
    matrix: [f32; 8],
}

/// Modules from a symbol's corner to the middle of its corner pattern.
pub(super) const INSET: f32 = 3.5;

impl Warp {
    /// The plane perspective that takes the symbol's inner corners to these pixels.
    pub(super) fn flat(side: f32, points: Quad) -> Option<Self> {
        Self {
            span: side - 2.0 * INSET,
            points,
            bend: [[0.0; 2]; 4],
            matrix: [0.0; 8],
        }
        .solved()
    }

    /// The warp with its corners and bend changed.
    pub(super) fn with(&self, points: Quad, bend: [[f32; 2]; 4]) -> Option<Self> {
        Self {
            points,
            bend,
            ..*self
        }
        .solved()
    }

    fn solved(mut self) -> Option<Self> {
        let [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = self.points;
        let (dx1, dy1) = (x1 - x2, y1 - y2);
        let (dx2, dy2) = (x3 - x2, y3 - y2);
        let (sx, sy) = (x0 - x1 + x2 - x3, y0 - y1 + y2 - y3);
        let det = dx1 * dy2 - dx2 * dy1;
        let g = (sx * dy2 - dx2 * sy) / det;
        let h = (dx1 * sy - sx * dy1) / det;
        self.matrix = [
            x1 - x0 + g * x1,
            x3 - x0 + h * x3,
            x0,
            y1 - y0 + g * y1,
            y3 - y0 + h * y3,
            y0,
            g,
            h,
        ];
        // The whole symbol must lie on one side of the horizon.
        let margin = INSET / self.span;
        let ends = [-margin, 1.0 + margin];
        let ahead = ends
            .iter()
            .all(|u| ends.iter().all(|v| g * u + h * v + 1.0 > 0.1));
        (ahead && self.matrix.iter().all(|one| one.is_finite())).then_some(self)
    }

    /// The pixel of a point of the symbol, in modules from its top left corner.
    #[expect(
        clippy::many_single_char_names,
        reason = "the eight numbers of a perspective have no names"
    )]
    pub(super) fn at(&self, x: f32, y: f32) -> [f32; 2] {
        let (u, v) = ((x - INSET) / self.span, (y - INSET) / self.span);
        let [a, b, c, d, e, f, g, h] = self.matrix;
        let depth = g * u + h * v + 1.0;
        let mut at = [(a * u + b * v + c) / depth, (d * u + e * v + f) / depth];
        for (weight, [dx, dy]) in bends(u, v).iter().zip(self.bend) {
            at = [at[0] + weight * dx, at[1] + weight * dy];
        }
        at
    }

    /// Pixels between neighbouring modules in the middle of the symbol.
    pub(super) fn module(&self) -> f32 {
        let middle = self.span / 2.0 + INSET;
        let [x, y] = self.at(middle, middle);
        let away = |[ax, ay]: [f32; 2]| (ax - x).hypot(ay - y);
        f32::midpoint(
            away(self.at(middle + 1.0, middle)),
            away(self.at(middle, middle + 1.0)),
        )
    }

    /// The outer corners of the symbol.
    pub(super) fn corners(&self) -> Quad {
        let side = self.span + 2.0 * INSET;
        [
            self.at(0.0, 0.0),
            self.at(side, 0.0),
            self.at(side, side),
            self.at(0.0, side),
        ]
    }
}

/// Bows along the two sides of the unit square, alike and opposite at its far ends; all vanish at its corners.
fn bends(u: f32, v: f32) -> [f32; 4] {
    let (across, down) = (4.0 * u * (1.0 - u), 4.0 * v * (1.0 - v));
    [across, down, across * (2.0 * v - 1.0), down * (2.0 * u - 1.0)]
}

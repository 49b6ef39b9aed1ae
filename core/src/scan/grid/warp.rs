use super::super::quad::{Perspective, Quad};

/// Where the modules of a symbol lie in a picture: a perspective, and a bend for codes on bottles and bags.
#[derive(Debug, Clone, Copy)]
pub(super) struct Warp {
    /// The modules from the first corner pattern's middle to the second's.
    span: f32,
    /// Pixels of the four points 3.5 modules inside the symbol's corners, clockwise from the top left.
    pub(super) points: Quad,
    /// How far the surface leaves the plane, in pixels: sums of the four [`bends`].
    pub(super) bend: [[f32; 2]; 4],
    /// Of the plane, without the bend.
    plane: Perspective,
}

/// Modules from a symbol's corner to the middle of its corner pattern.
pub(super) const INSET: f32 = 3.5;

impl Warp {
    /// The plane perspective that takes the symbol's inner corners to these pixels.
    pub(super) fn flat(side: f32, points: Quad) -> Option<Self> {
        Self::of(side - 2.0 * INSET, points, [[0.0; 2]; 4])
    }

    /// The warp with its corners and bend changed.
    pub(super) fn with(&self, points: Quad, bend: [[f32; 2]; 4]) -> Option<Self> {
        Self::of(self.span, points, bend)
    }

    fn of(span: f32, points: Quad, bend: [[f32; 2]; 4]) -> Option<Self> {
        let plane = Perspective::of(&points);
        // The whole symbol must lie on one side of the horizon.
        let margin = INSET / span;
        let ends = [-margin, 1.0 + margin];
        let ahead = ends
            .iter()
            .all(|u| ends.iter().all(|v| plane.depth(*u, *v) > 0.1));
        (ahead && plane.is_finite()).then_some(Self {
            span,
            points,
            bend,
            plane,
        })
    }

    /// The pixel of a point of the symbol, in modules from its top left corner.
    pub(super) fn at(&self, x: f32, y: f32) -> [f32; 2] {
        let (u, v) = ((x - INSET) / self.span, (y - INSET) / self.span);
        let mut at = self.plane.at(u, v);
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

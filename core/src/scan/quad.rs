//! Quadrilaterals: where a code lies in a picture.

/// Four corners in order around the middle.
pub(super) type Quad = [[f32; 2]; 4];

/// Smallest code we believe in: 21 modules of half a pixel.
const MIN_AREA: f32 = 100.0;

/// Whether the corners are finite and span an area a code can have.
pub(super) fn is_place(quad: &Quad) -> bool {
    quad.iter().flatten().all(|v| v.is_finite()) && area(quad) >= MIN_AREA
}

/// The area in square pixels.
pub(super) fn area(quad: &Quad) -> f32 {
    let [a, b, c, d] = *quad;
    let diagonal = |[px, py]: [f32; 2], [qx, qy]: [f32; 2]| [qx - px, qy - py];
    let ([ux, uy], [vx, vy]) = (diagonal(a, c), diagonal(b, d));
    ((ux * vy - uy * vx) / 2.0).abs()
}

/// The mean of the corners.
pub(super) fn middle(quad: &Quad) -> [f32; 2] {
    let [mut x, mut y] = [0.0, 0.0];
    for [cx, cy] in quad {
        x += cx / 4.0;
        y += cy / 4.0;
    }
    [x, y]
}

/// The quad `factor` times as large around its middle.
pub(super) fn grown(quad: &Quad, factor: f32) -> Quad {
    let [mx, my] = middle(quad);
    quad.map(|[x, y]| [mx + (x - mx) * factor, my + (y - my) * factor])
}

/// The columns that the quad covers at height `y`, from the left edge to the right; `None` beside it.
pub(super) fn span_at(quad: &Quad, y: f32) -> Option<(f32, f32)> {
    let ends = quad.iter().skip(1).chain(quad.first());
    let mut span: Option<(f32, f32)> = None;
    for ([x0, y0], [x1, y1]) in quad.iter().zip(ends) {
        if (*y0 <= y) != (*y1 <= y) {
            let x = x0 + (y - y0) / (y1 - y0) * (x1 - x0);
            span = Some(span.map_or((x, x), |(left, right)| (left.min(x), right.max(x))));
        }
    }
    span
}

/// Whether a point lies inside.
pub(super) fn holds(quad: &Quad, [x, y]: [f32; 2]) -> bool {
    span_at(quad, y).is_some_and(|(left, right)| (left..=right).contains(&x))
}

/// How far inside its edges a quad is asked whether it lies over another: edges are found to a module or so.
const INNER: f32 = 0.9;

/// Whether a quad lies over another, as far as 25 points of it tell.
pub(super) fn overlap(one: &Quad, other: &Quad) -> bool {
    let inner = grown(one, INNER);
    let [a, b, c, d] = inner;
    let between = |[px, py]: [f32; 2], [qx, qy]: [f32; 2], t: f32| [px + (qx - px) * t, py + (qy - py) * t];
    let steps = [0.0, 0.25, 0.5, 0.75, 1.0];
    steps.iter().any(|u| {
        let (top, bottom) = (between(a, b, *u), between(d, c, *u));
        let mut points = steps.iter().map(|v| between(top, bottom, *v));
        points.any(|point| holds(other, point))
    })
}

/// Whether two quads are the same print seen twice: middles closer than a quarter of the side, and areas
/// within a factor of two. A small code printed inside a big one is another place.
pub(super) fn same_place(one: &Quad, other: &Quad) -> bool {
    let (small, large) = {
        let (a, b) = (area(one), area(other));
        if a < b { (a, b) } else { (b, a) }
    };
    let ([ax, ay], [bx, by]) = (middle(one), middle(other));
    let apart = (ax - bx).hypot(ay - by);
    large <= small * 2.0 && apart <= small.sqrt() / 4.0
}

/// The perspective that takes the unit square's corners (0,0), (1,0), (1,1), (0,1) to a quad's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Perspective([f32; 8]);

impl Perspective {
    /// Its numbers are not finite where there is none.
    #[expect(
        clippy::many_single_char_names,
        reason = "the eight numbers of a perspective have no names"
    )]
    pub(super) fn of(quad: &Quad) -> Self {
        let [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = *quad;
        let (dx1, dy1) = (x1 - x2, y1 - y2);
        let (dx2, dy2) = (x3 - x2, y3 - y2);
        let (sx, sy) = (x0 - x1 + x2 - x3, y0 - y1 + y2 - y3);
        let det = dx1 * dy2 - dx2 * dy1;
        let g = (sx * dy2 - dx2 * sy) / det;
        let h = (dx1 * sy - sx * dy1) / det;
        let across = [x1 - x0 + g * x1, x3 - x0 + h * x3, x0];
        let down = [y1 - y0 + g * y1, y3 - y0 + h * y3, y0];
        let ([a, b, c], [d, e, f]) = (across, down);
        Self([a, b, c, d, e, f, g, h])
    }

    pub(super) fn is_finite(&self) -> bool {
        self.0.iter().all(|one| one.is_finite())
    }

    /// How far a point of the square lies from the horizon: 1 at the origin, below 0 behind it.
    pub(super) fn depth(&self, u: f32, v: f32) -> f32 {
        let [.., g, h] = self.0;
        g * u + h * v + 1.0
    }

    /// The picture of a point of the square.
    #[expect(
        clippy::many_single_char_names,
        reason = "the eight numbers of a perspective have no names"
    )]
    pub(super) fn at(&self, u: f32, v: f32) -> [f32; 2] {
        let [a, b, c, d, e, f, ..] = self.0;
        let depth = self.depth(u, v);
        [(a * u + b * v + c) / depth, (d * u + e * v + f) / depth]
    }
}

/// A pixel or module count as a coordinate. Frames are at most 2^27 pixels wide, and a code on so thin a frame is
/// found to a few pixels.
#[expect(
    clippy::cast_precision_loss,
    reason = "a frame's side is far below 2^24 for any real picture"
)]
pub(super) fn coordinate(count: usize) -> f32 {
    count as f32
}

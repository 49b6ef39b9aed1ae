//! The plane of a sheet: points, the squares that codes are, and the moves that keep squares square.

/// A point or an arrow, `[x, y]`, x to the right and y down.
pub(super) type Point = [f64; 2];

pub(super) fn sum([ax, ay]: Point, [bx, by]: Point) -> Point {
    [ax + bx, ay + by]
}

pub(super) fn difference([ax, ay]: Point, [bx, by]: Point) -> Point {
    [ax - bx, ay - by]
}

pub(super) fn scaled([x, y]: Point, factor: f64) -> Point {
    [x * factor, y * factor]
}

pub(super) fn length([x, y]: Point) -> f64 {
    x.hypot(y)
}

pub(super) fn distance(one: Point, other: Point) -> f64 {
    length(difference(one, other))
}

/// Points as complex numbers: a product turns and stretches.
fn product([ax, ay]: Point, [bx, by]: Point) -> Point {
    [ax * bx - ay * by, ax * by + ay * bx]
}

fn conjugate([x, y]: Point) -> Point {
    [x, -y]
}

/// A printed code on the plane: QR codes are square, and knowing so keeps errors from adding up along a sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Square {
    pub(super) middle: Point,
    /// From the left edge to the right, along the code's own first row.
    pub(super) across: Point,
}

impl Square {
    /// The square nearest to four corners, clockwise from the top left. The corners of a mirrored code run the
    /// other way round; it is the same square, read in a mirror.
    pub(super) fn nearest([tl, tr, br, bl]: [Point; 4]) -> Option<Self> {
        let (tr, bl) = if turning(tl, tr, br, bl) < 0.0 {
            (bl, tr)
        } else {
            (tr, bl)
        };
        let middle = scaled(sum(sum(tl, tr), sum(br, bl)), 0.25);
        let rows = sum(difference(tr, tl), difference(br, bl));
        let [dx, dy] = sum(difference(bl, tl), difference(br, tr));
        let across = scaled(sum(rows, [dy, -dx]), 0.25);
        let sound = [middle, across].iter().flatten().all(|v| v.is_finite()) && length(across) > 0.0;
        sound.then_some(Self { middle, across })
    }

    pub(super) fn side(&self) -> f64 {
        length(self.across)
    }

    /// Whether another lies over it by more than a part of their sides, along its own edges and across.
    pub(super) fn overlaps(&self, other: &Self, part: f64) -> bool {
        let off = product(difference(other.middle, self.middle), conjugate(self.across));
        let [along, across] = scaled(off, 1.0 / self.side());
        let reach = f64::midpoint(self.side(), other.side()) * (1.0 - part);
        along.abs() < reach && across.abs() < reach
    }

    /// The corners, clockwise from the code's own top left.
    pub(super) fn corners(&self) -> [Point; 4] {
        let [ax, ay] = self.across;
        [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]
            .map(|[u, v]: Point| sum(self.middle, [u * ax - v * ay, u * ay + v * ax]))
    }
}

/// Twice the signed area: positive for corners that run clockwise on a screen.
fn turning(tl: Point, tr: Point, br: Point, bl: Point) -> f64 {
    let ([ux, uy], [vx, vy]) = (difference(br, tl), difference(bl, tr));
    ux * vy - uy * vx
}

/// A move of the plane that keeps squares square: turned and stretched, then shifted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Similarity {
    turn: Point,
    shift: Point,
}

impl Similarity {
    /// The move that takes one square onto another.
    pub(super) fn between(from: &Square, to: &Square) -> Option<Self> {
        let size = length(from.across).powi(2);
        let turn = scaled(product(to.across, conjugate(from.across)), 1.0 / size);
        Self {
            turn,
            shift: difference(to.middle, product(turn, from.middle)),
        }
        .sound()
    }

    /// The move that takes points nearest to others, by least squares.
    pub(super) fn fitted(pairs: &[(Point, Point)]) -> Option<Self> {
        let count = pairs.iter().fold(0.0, |count, _| count + 1.0);
        let total = pairs.iter().fold(([0.0; 2], [0.0; 2]), |(from, to), pair| {
            (sum(from, pair.0), sum(to, pair.1))
        });
        let (from, to) = (scaled(total.0, 1.0 / count), scaled(total.1, 1.0 / count));
        let (mut over, mut under) = ([0.0; 2], 0.0);
        for pair in pairs {
            let (z, w) = (difference(pair.0, from), difference(pair.1, to));
            over = sum(over, product(w, conjugate(z)));
            under += length(z).powi(2);
        }
        let turn = scaled(over, 1.0 / under);
        Self {
            turn,
            shift: difference(to, product(turn, from)),
        }
        .sound()
    }

    fn sound(self) -> Option<Self> {
        let finite = [self.turn, self.shift].iter().flatten().all(|v| v.is_finite());
        (finite && length(self.turn) > 0.0).then_some(self)
    }

    pub(super) fn point(&self, at: Point) -> Point {
        sum(product(self.turn, at), self.shift)
    }

    pub(super) fn square(&self, square: &Square) -> Square {
        Square {
            middle: self.point(square.middle),
            across: product(self.turn, square.across),
        }
    }
}

//! Levelling a frame: from a tilted picture of a sheet to the sheet's own plane, by what every code on it is: a
//! square, and most of them of one size. No frame before it is needed, so a tilt never adds up along a sheet.

use super::plane::{Point, Square, difference, scaled, sum};

/// How much the size of codes may say of the tilt, against how little tilt a hand has: one code alone says
/// nothing, a frame full of them everything. Corners are right to about 0.7 pixels, and a hand-held camera is
/// tilted to a change of size of 20 % over 500 pixels.
const CORNER_ERROR: f64 = 0.7;
const USUAL_TILT: f64 = 4e-4;

/// A code whose size lies this far off what its neighbours make likely is another print.
const ODD_SIZE: f64 = 0.2;

/// One for each code; none for what cannot be a square.
pub(super) type Squares = Vec<Option<Square>>;

/// Brings codes of a frame onto a plane where they are squares and the usual side is 1: first those that were
/// read, by which the tilt is known, then others. What cannot be a square there is left out as `None`.
pub(super) fn level(read: &[[Point; 4]], others: &[[Point; 4]]) -> Option<(Squares, Squares)> {
    let view = View::of(read)?;
    let squares = |quads: &[[Point; 4]]| -> Squares {
        quads
            .iter()
            .map(|quad| Square::nearest(view.level(quad)?))
            .collect()
    };
    let (read, others) = (squares(read), squares(others));
    let side = median(read.iter().flatten().map(Square::side).collect())?;
    let unit = |squares: Squares| -> Squares {
        let unit = |square: Square| Square {
            middle: scaled(square.middle, 1.0 / side),
            across: scaled(square.across, 1.0 / side),
        };
        squares.into_iter().map(|square| square.map(unit)).collect()
    };
    Some((unit(read), unit(others)))
}

/// How the camera stands over the sheet.
#[derive(Debug)]
struct View {
    middle: Point,
    /// The change of depth along the frame, per pixel: what makes far codes small.
    tilt: Point,
    /// What a shortened square needs to be one again: the rows of an upper triangular matrix.
    unsheared: [Point; 2],
}

impl View {
    fn of(quads: &[[Point; 4]]) -> Option<Self> {
        let middles: Vec<Point> = quads.iter().map(middle_of).collect();
        let count = quads.iter().fold(0.0, |count, _| count + 1.0);
        let middle = scaled(
            middles.iter().fold([0.0; 2], |all, at| sum(all, *at)),
            1.0 / count,
        );
        // Under a perspective a square's area goes with the cube of its depth, so the cube root is straight.
        let sizes: Vec<f64> = quads.iter().map(|quad| area(quad).cbrt()).collect();
        let places: Vec<(Point, f64)> = middles
            .iter()
            .map(|at| difference(*at, middle))
            .zip(sizes)
            .collect();
        let mut view = Self {
            middle,
            tilt: tilt(&places)?,
            unsheared: [[1.0, 0.0], [0.0, 1.0]],
        };
        view.unsheared = unsheared(quads.iter().filter_map(|quad| view.deepened(quad)))?;
        Some(view)
    }

    /// A quad without its perspective.
    fn deepened(&self, quad: &[Point; 4]) -> Option<[Point; 4]> {
        let mut sound = true;
        let flat = quad.map(|corner| {
            let at = difference(corner, self.middle);
            let depth = 1.0 + dot(self.tilt, at);
            sound &= depth > 0.05;
            scaled(at, 1.0 / depth)
        });
        sound.then_some(flat)
    }

    fn level(&self, quad: &[Point; 4]) -> Option<[Point; 4]> {
        let [first, second] = self.unsheared;
        Some(self.deepened(quad)?.map(|at| [dot(first, at), dot(second, at)]))
    }
}

/// The slope of the sizes over the frame, relative to the size in its middle; odd sizes have no say.
fn tilt(places: &[(Point, f64)]) -> Option<Point> {
    let mut kept: Vec<(Point, f64)> = places.to_vec();
    let mut slope = [0.0; 2];
    for _ in 0..3 {
        let (middle, found) = slope_of(&kept)?;
        slope = scaled(found, 1.0 / middle);
        let close = |(at, size): &&(Point, f64)| (size / (middle + dot(found, *at)) - 1.0).abs() < ODD_SIZE;
        let left: Vec<(Point, f64)> = places.iter().filter(close).copied().collect();
        if left.len() == kept.len() || left.len() * 2 < places.len() {
            break;
        }
        kept = left;
    }
    slope.iter().all(|v| v.is_finite()).then_some(slope)
}

/// The straight line nearest to the sizes: its height in the middle, and its slope.
fn slope_of(places: &[(Point, f64)]) -> Option<(f64, Point)> {
    let count = places.iter().fold(0.0, |count, _| count + 1.0);
    let usual = median(places.iter().map(|(_, size)| *size).collect())?;
    // A side of s pixels gives its size to CORNER_ERROR / s; the prior is worth as much as that.
    let side = usual.powf(1.5);
    let doubt = (CORNER_ERROR / side / USUAL_TILT).powi(2);
    let mean = places.iter().fold(([0.0; 2], 0.0), |(at, size), place| {
        (sum(at, place.0), size + place.1)
    });
    let (heart, mean_size) = (scaled(mean.0, 1.0 / count), mean.1 / count);
    let (mut xx, mut xy, mut yy, mut xs, mut ys) = (doubt, 0.0, doubt, 0.0, 0.0);
    for (place, found) in places {
        let ([x, y], s) = (difference(*place, heart), found - mean_size);
        xx += x * x;
        xy += x * y;
        yy += y * y;
        xs += x * s;
        ys += y * s;
    }
    let det = xx * yy - xy * xy;
    let slope = [(xs * yy - ys * xy) / det, (ys * xx - xs * xy) / det];
    let middle = mean_size - dot(slope, heart);
    (middle > 0.0 && slope.iter().all(|v| v.is_finite())).then_some((middle, slope))
}

/// What makes the shortened squares square: of the measure `[1 + s, t; t, 1 - s]` under which their edges are
/// as long as each other and at right angles, the square root.
fn unsheared(quads: impl Iterator<Item = [Point; 4]>) -> Option<[Point; 2]> {
    let (mut aa, mut ab, mut bb, mut ac, mut bc) = (1e-9, 0.0, 1e-9, 0.0, 0.0);
    for [tl, tr, br, bl] in quads {
        let [px, py] = sum(difference(tr, tl), difference(br, bl));
        let [qx, qy] = sum(difference(bl, tl), difference(br, tr));
        let size = px * px + py * py + qx * qx + qy * qy;
        // Two demands, each linear in s and t: the edges are at right angles, and equally long.
        let right = (px * qx - py * qy, px * qy + py * qx, px * qx + py * qy);
        let long = (
            f64::midpoint(px * px - py * py, qy * qy - qx * qx),
            px * py - qx * qy,
            f64::midpoint(px * px + py * py, -qx * qx - qy * qy),
        );
        for (a, b, c) in [right, long].map(|(a, b, c)| (a / size, b / size, c / size)) {
            aa += a * a;
            ab += a * b;
            bb += b * b;
            ac -= a * c;
            bc -= b * c;
        }
    }
    let det = aa * bb - ab * ab;
    let (s, t) = ((ac * bb - bc * ab) / det, (bc * aa - ac * ab) / det);
    // Beyond this the sheet is seen from its edge and nothing is a square.
    let flat = s.hypot(t);
    if !flat.is_finite() || flat > 0.9 {
        return None;
    }
    let first = (1.0 + s).sqrt();
    let second = (1.0 - s - t * t / (1.0 + s)).sqrt();
    Some([[first, t / first], [0.0, second]])
}

fn middle_of(quad: &[Point; 4]) -> Point {
    scaled(quad.iter().fold([0.0; 2], |all, at| sum(all, *at)), 0.25)
}

fn area([a, b, c, d]: &[Point; 4]) -> f64 {
    let ([ux, uy], [vx, vy]) = (difference(*c, *a), difference(*d, *b));
    ((ux * vy - uy * vx) / 2.0).abs()
}

fn dot([ax, ay]: Point, [bx, by]: Point) -> f64 {
    ax * bx + ay * by
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().filter(|value| *value > 0.0)
}

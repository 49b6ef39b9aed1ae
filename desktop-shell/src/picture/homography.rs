//! Perspective: how a flat sheet looks to a camera that does not stand straight above it.

/// A point, `[x, y]`.
pub(super) type Point = [f64; 2];

type Row = [f64; 3];

/// A perspective of the plane: a 3 × 3 matrix on points `[x, y, 1]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Homography([Row; 3]);

impl Homography {
    /// The perspective that takes a rectangle's corners, clockwise from `origin`, to the four points.
    pub(super) fn from_rectangle(origin: Point, size: Point, quad: [Point; 4]) -> Self {
        let ([left, top], [width, height]) = (origin, size);
        let to_unit_square = Self([
            [1.0 / width, 0.0, -left / width],
            [0.0, 1.0 / height, -top / height],
            [0.0, 0.0, 1.0],
        ]);
        Self::from_unit_square(quad).after(to_unit_square)
    }

    /// The perspective that takes (0,0), (1,0), (1,1), (0,1) to the four points.
    fn from_unit_square([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]: [Point; 4]) -> Self {
        let (dx1, dy1, dx2, dy2) = (x1 - x2, y1 - y2, x3 - x2, y3 - y2);
        let (sx, sy) = (x0 - x1 + x2 - x3, y0 - y1 + y2 - y3);
        let det = dx1 * dy2 - dx2 * dy1;
        let along_u = (sx * dy2 - dx2 * sy) / det;
        let along_v = (dx1 * sy - sx * dy1) / det;
        Self([
            [x1 - x0 + along_u * x1, x3 - x0 + along_v * x3, x0],
            [y1 - y0 + along_u * y1, y3 - y0 + along_v * y3, y0],
            [along_u, along_v, 1.0],
        ])
    }

    /// First `other`, then this one.
    fn after(self, other: Self) -> Self {
        let columns = transposed(other.0);
        Self(self.0.map(|row| columns.map(|column| dot(row, column))))
    }

    /// The way back: the adjugate, which is the inverse but for a factor that no point feels.
    pub(super) fn inverse(self) -> Self {
        let [first, second, third] = self.0;
        Self(transposed([
            cross(second, third),
            cross(third, first),
            cross(first, second),
        ]))
    }

    /// Where a point goes.
    pub(super) fn map(&self, [x, y]: Point) -> Point {
        let [across, down, depth] = self.0.map(|row| dot(row, [x, y, 1.0]));
        [across / depth, down / depth]
    }
}

fn dot(one: Row, other: Row) -> f64 {
    one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
}

fn cross(one: Row, other: Row) -> Row {
    [
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    ]
}

fn transposed([first, second, third]: [Row; 3]) -> [Row; 3] {
    [
        [first[0], second[0], third[0]],
        [first[1], second[1], third[1]],
        [first[2], second[2], third[2]],
    ]
}

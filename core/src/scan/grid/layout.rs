use std::sync::OnceLock;

use rxing::qrcode::common::{Version, VersionRef};

/// What ISO/IEC 18004 fixes of a symbol of one version.
pub(super) struct Layout {
    pub(super) side: usize,
    /// The patterns that are the same in every symbol of the version, with their modules: the corners at the top left,
    /// the top right and the bottom left, then the others. Light differs from one to the other.
    pub(super) patterns: Vec<(Part, Vec<Known>)>,
    /// Row by row: whether a module belongs to no function pattern, format or version information.
    data: Vec<bool>,
}

/// A module that every symbol of a version shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) column: usize,
    pub(super) row: usize,
    pub(super) dark: bool,
}

/// One of the patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Corner,
    Timing,
    Alignment,
}

/// Modules of a corner pattern with its light border on the inside.
const CORNER: usize = 8;

/// The layouts of the 40 versions, each made when it is first asked for: a sheet asks for one a hundred times a frame.
static LAYOUTS: [OnceLock<Layout>; 40] = [const { OnceLock::new() }; 40];

impl Layout {
    /// The layout of symbols with this many modules on a side, 21 to 177.
    pub(super) fn of(side: usize) -> Option<&'static Self> {
        let place = side.checked_sub(21).filter(|over| over % 4 == 0)? / 4;
        let kept = LAYOUTS.get(place)?;
        if let Some(layout) = kept.get() {
            return Some(layout);
        }
        let layout = Self::made(side)?;
        Some(kept.get_or_init(|| layout))
    }

    fn made(side: usize) -> Option<Self> {
        let version = Version::getProvisionalVersionForDimension(u32::try_from(side).ok()?).ok()?;
        let functions = version.buildFunctionPattern().ok()?;
        let mut data = Vec::with_capacity(side * side);
        for row in 0..u32::try_from(side).ok()? {
            for column in 0..u32::try_from(side).ok()? {
                data.push(!functions.get(column, row));
            }
        }
        let mut patterns = corners(side);
        patterns.extend(timing(side));
        patterns.extend(
            alignment(version, side)
                .into_iter()
                .map(|known| (Part::Alignment, known)),
        );
        Some(Self { side, patterns, data })
    }

    /// Whether a module carries data or error correction.
    pub(super) fn is_data(&self, column: usize, row: usize) -> bool {
        column < self.side && self.data.get(row * self.side + column).copied().unwrap_or(false)
    }
}

/// The three corner patterns with their light borders.
fn corners(side: usize) -> Vec<(Part, Vec<Known>)> {
    let far = side - CORNER;
    let places = [(0, 0), (far, 0), (0, far)];
    let corner = |(left, top): (usize, usize)| {
        let mut known = Vec::new();
        for row in 0..CORNER {
            for column in 0..CORNER {
                // Rings around the middle of the pattern: the square, white, black, and the border, which lies on the
                // symbol's inside.
                let inside = |at: usize, start: usize| if start == 0 { at } else { CORNER - 1 - at };
                let ring = inside(column, left).abs_diff(3).max(inside(row, top).abs_diff(3));
                known.push(Known {
                    column: left + column,
                    row: top + row,
                    dark: !matches!(ring, 2 | 4),
                });
            }
        }
        (Part::Corner, known)
    };
    places.into_iter().map(corner).collect()
}

/// The two timing patterns, along the top and the left.
fn timing(side: usize) -> [(Part, Vec<Known>); 2] {
    let along = |place: fn(usize) -> (usize, usize)| {
        let known = (CORNER..side - CORNER).map(|at| {
            let (column, row) = place(at);
            let dark = at % 2 == 0;
            Known { column, row, dark }
        });
        (Part::Timing, known.collect())
    };
    [along(|at| (at, 6)), along(|at| (6, at))]
}

fn alignment(version: VersionRef, side: usize) -> Vec<Vec<Known>> {
    let centres: Vec<usize> = version
        .getAlignmentPatternCenters()
        .iter()
        .filter_map(|&at| usize::try_from(at).ok())
        .collect();
    let near = |at: usize| at < 9;
    let far = |at: usize| at + 9 > side;
    let mut all = Vec::new();
    for &y in &centres {
        for &x in &centres {
            if near(x) && near(y) || near(x) && far(y) || far(x) && near(y) {
                continue;
            }
            let mut known = Vec::new();
            for row in y - 2..=y + 2 {
                for column in x - 2..=x + 2 {
                    let dark = column.abs_diff(x).max(row.abs_diff(y)) != 1;
                    known.push(Known { column, row, dark });
                }
            }
            all.push(known);
        }
    }
    all
}

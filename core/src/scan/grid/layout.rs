use rxing::qrcode::common::{Version, VersionRef};

/// What ISO/IEC 18004 fixes of a symbol of one version.
pub(super) struct Layout {
    pub(super) side: usize,
    /// Modules that are the same in every symbol of the version.
    pub(super) known: Vec<Known>,
    /// Row by row: whether a module belongs to no function pattern, format or version information.
    data: Vec<bool>,
}

/// A module that every symbol of a version shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) column: usize,
    pub(super) row: usize,
    pub(super) dark: bool,
    pub(super) part: Part,
}

/// Which pattern a known module belongs to. Light differs from one to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    TopLeft,
    TopRight,
    BottomLeft,
    Top,
    Left,
    /// The alignment pattern with this number.
    Alignment(usize),
}

/// Modules of a corner pattern with its light border on the inside.
const CORNER: usize = 8;

impl Layout {
    /// The layout of symbols with this many modules on a side, 21 to 177.
    pub(super) fn of(side: usize) -> Option<Self> {
        let version = Version::getProvisionalVersionForDimension(u32::try_from(side).ok()?).ok()?;
        let functions = version.buildFunctionPattern().ok()?;
        let mut data = Vec::with_capacity(side * side);
        for row in 0..u32::try_from(side).ok()? {
            for column in 0..u32::try_from(side).ok()? {
                data.push(!functions.get(column, row));
            }
        }
        Some(Self {
            side,
            known: known(version, side),
            data,
        })
    }

    /// Whether a module carries data or error correction.
    pub(super) fn is_data(&self, column: usize, row: usize) -> bool {
        column < self.side && self.data.get(row * self.side + column).copied().unwrap_or(false)
    }
}

fn known(version: VersionRef, side: usize) -> Vec<Known> {
    let mut known = Vec::new();
    let far = side - CORNER;
    for row in 0..CORNER {
        for column in 0..CORNER {
            // Rings around the middle of the pattern at (3, 3): the square, white, black, and the border.
            let ring = |column: usize, row: usize| column.abs_diff(3).max(row.abs_diff(3));
            let dark = |column: usize, row: usize| !matches!(ring(column, row), 2 | 4);
            let (across, down) = (CORNER - 1 - column, CORNER - 1 - row);
            known.push(Known {
                column,
                row,
                dark: dark(column, row),
                part: Part::TopLeft,
            });
            known.push(Known {
                column: far + column,
                row,
                dark: dark(across, row),
                part: Part::TopRight,
            });
            known.push(Known {
                column,
                row: far + row,
                dark: dark(column, down),
                part: Part::BottomLeft,
            });
        }
    }
    for at in CORNER..far {
        let dark = at % 2 == 0;
        known.push(Known {
            column: at,
            row: 6,
            dark,
            part: Part::Top,
        });
        known.push(Known {
            column: 6,
            row: at,
            dark,
            part: Part::Left,
        });
    }
    known.extend(alignment(version, side));
    known
}

fn alignment(version: VersionRef, side: usize) -> Vec<Known> {
    let centres: Vec<usize> = version
        .getAlignmentPatternCenters()
        .iter()
        .filter_map(|&at| usize::try_from(at).ok())
        .collect();
    let near = |at: usize| at < 9;
    let far = |at: usize| at + 9 > side;
    let mut known = Vec::new();
    let mut number = 0;
    for &y in &centres {
        for &x in &centres {
            if near(x) && near(y) || near(x) && far(y) || far(x) && near(y) {
                continue;
            }
            for row in y - 2..=y + 2 {
                for column in x - 2..=x + 2 {
                    let dark = column.abs_diff(x).max(row.abs_diff(y)) != 1;
                    known.push(Known {
                        column,
                        row,
                        dark,
                        part: Part::Alignment(number),
                    });
                }
            }
            number += 1;
        }
    }
    known
}

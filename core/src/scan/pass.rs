use std::sync::Arc;

use super::pixels::{self, Area};
use super::quad::{self, Quad, coordinate};
use super::{Code, LumaFrame, LumaPicture, threshold};

/// The most pixels on a side that a decoder is given. On an 1809 × 1932 photograph rqrr needed 104 seconds;
/// at 1280 its worst known picture takes 1.5.
pub const MAX_SIDE: usize = 1280;

/// A QR code needs 21 modules; smaller pieces hold none.
const MIN_SIDE: usize = 21;

/// How much larger than a code its cover is: corners are right to a module or so.
const COVER: f32 = 1.04;

/// Which pieces of the picture a pass looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// All of it in one piece, shrunk by the smallest whole number that makes both sides at most this many
    /// pixels (and never more than [`MAX_SIDE`]).
    Whole(usize),
    /// All of it, so many times smaller than [`View::Whole`] of [`MAX_SIDE`] makes it: noise is averaged away, and
    /// close-ups get modules of a few pixels.
    Shrunk(usize),
    /// Overlapping squares at their own size, when the picture does not fit into one. Codes up to the
    /// overlap are whole in one of them; larger ones are left to another view.
    ///
    /// Small squares serve pictures of many codes: rqrr pairs the corner patterns of different codes with
    /// each other, and lost 13 of 24 on a page printed in rows and columns.
    Tiles {
        /// Pixels on a side, at most [`MAX_SIDE`].
        side: usize,
        /// Pixels that neighbours share.
        overlap: usize,
    },
    /// The same at twice their size, for modules under about 2.5 pixels; `side` is at most half of
    /// [`MAX_SIDE`].
    DoubledTiles {
        /// Pixels of the picture on a side.
        side: usize,
        /// Pixels of the picture that neighbours share.
        overlap: usize,
    },
}

/// One thing done to a piece before decoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Black for white.
    Invert,
    /// Black where darker by `below` than the mean of the box of this radius.
    BoxMean {
        /// Pixels from the middle of the box to its edge.
        radius: usize,
        /// Luma steps.
        below: u8,
    },
    /// Black up to one luma for the whole piece, the one that parts dark from light best (Otsu's). Reads faint codes
    /// and noisy ones that local thresholds break up, and costs least.
    Otsu,
    /// Black below the mean black point of the 8 × 8 blocks around; keeps large modules solid.
    Hybrid,
    /// Sharper by `tenths` / 10 of the difference to the mean of the box of this radius.
    Unsharp {
        /// Pixels from the middle of the box to its edge.
        radius: usize,
        /// Tenths of the difference.
        tenths: u8,
    },
}

impl Op {
    fn apply(self, picture: &LumaPicture) -> Option<LumaPicture> {
        match self {
            Self::Invert => pixels::invert(picture),
            Self::BoxMean { radius, below } => threshold::box_mean(picture, radius, below),
            Self::Otsu => threshold::otsu(picture),
            Self::Hybrid => threshold::hybrid(picture),
            Self::Unsharp { radius, tenths } => pixels::unsharp(picture, radius, tenths),
        }
    }
}

/// What is done to a picture before a decoder sees it: a view, then operations from left to right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    view: View,
    ops: Vec<Op>,
}

/// A piece of a frame, prepared by a pass, and the way back to the frame's pixels.
pub(super) struct Piece {
    pub(super) picture: Arc<LumaPicture>,
    pub(super) place: Placement,
}

/// Where a piece lies in its frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placement {
    /// Pixels of the frame to one of the piece.
    pub(super) scale: f32,
    /// The piece's top left corner.
    pub(super) origin: [f32; 2],
}

impl Placement {
    /// A point of the piece, in the frame's pixels.
    pub(super) fn to_frame(self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [left, top] = self.origin;
        [x * self.scale + left, y * self.scale + top]
    }
}

impl Piece {
    /// A code found in the piece, in the frame's pixels.
    pub(super) fn locate(&self, code: Code) -> Code {
        code.moved(self.place)
    }
}

impl Pass {
    /// A pass.
    pub fn new(view: View, ops: &[Op]) -> Self {
        Self {
            view,
            ops: ops.to_vec(),
        }
    }

    /// The areas of the frame that it makes its pieces from.
    pub(super) fn areas(&self, frame: &LumaFrame<'_>) -> Vec<Area> {
        let (width, height) = (frame.width(), frame.height());
        if width.min(height) < MIN_SIDE {
            return Vec::new();
        }
        match self.view {
            View::Whole(_) | View::Shrunk(_) => tiles(width, height, usize::MAX, 0),
            View::Tiles { side, .. } if width.max(height) <= side.min(MAX_SIDE) => Vec::new(),
            View::Tiles { side, overlap } => tiles(width, height, side.min(MAX_SIDE), overlap),
            View::DoubledTiles { side, overlap } => tiles(width, height, side.min(MAX_SIDE / 2), overlap),
        }
    }

    /// The piece made from one of those areas, with the `settled` places of the frame covered; `None` when it
    /// is too small to hold a code.
    pub(super) fn piece<'q>(
        &self,
        frame: &LumaFrame<'_>,
        area: Area,
        settled: impl Iterator<Item = &'q Quad>,
    ) -> Option<Piece> {
        let (mut picture, scale) = self.resized(frame, area)?;
        if picture.width() < MIN_SIDE || picture.height() < MIN_SIDE {
            return None;
        }
        for op in &self.ops {
            picture = op.apply(&picture)?;
        }
        let origin @ [left, top] = [coordinate(area.x), coordinate(area.y)];
        for place in settled {
            let place = quad::grown(place, COVER).map(|[x, y]| [(x - left) / scale, (y - top) / scale]);
            pixels::cover(&mut picture, &place);
        }
        Some(Piece {
            picture: Arc::new(picture),
            place: Placement { scale, origin },
        })
    }

    fn resized(&self, frame: &LumaFrame<'_>, area: Area) -> Option<(LumaPicture, f32)> {
        match self.view {
            View::Whole(side) => {
                let side = side.clamp(1, MAX_SIDE);
                let factor = area.width.max(area.height).div_ceil(side);
                Some((pixels::shrink(frame, area, factor)?, coordinate(factor)))
            }
            View::Shrunk(times) => {
                let factor = area.width.max(area.height).div_ceil(MAX_SIDE) * times;
                Some((pixels::shrink(frame, area, factor)?, coordinate(factor)))
            }
            View::Tiles { .. } => Some((pixels::crop(frame, area)?, 1.0)),
            View::DoubledTiles { .. } => Some((pixels::double(frame, area)?, 0.5)),
        }
    }
}

/// Rectangles of at most `side` on a side that cover the picture, each sharing `overlap` with the next.
fn tiles(width: usize, height: usize, side: usize, overlap: usize) -> Vec<Area> {
    let mut areas = Vec::new();
    for y in starts(height, side, overlap) {
        for x in starts(width, side, overlap) {
            areas.push(Area {
                x,
                y,
                width: side.min(width),
                height: side.min(height),
            });
        }
    }
    areas
}

/// Where the tiles begin along one side; the last ends where the picture ends.
fn starts(length: usize, side: usize, overlap: usize) -> Vec<usize> {
    let Some(last) = length.checked_sub(side).filter(|&last| last > 0) else {
        return vec![0];
    };
    let mut starts: Vec<usize> = (0..last)
        .step_by(side.saturating_sub(overlap).max(MIN_SIDE))
        .collect();
    starts.push(last);
    starts
}

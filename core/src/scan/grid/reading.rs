use std::time::Instant;

use super::super::quad::Quad;
use super::super::{Code, LumaFrame};
use super::bits;
use super::equaliser::{Samples, equalise};
use super::fit::{Fit, Patterns, coordinate, plane, refined};
use super::layout::Layout;

/// Three corner patterns that may belong to one code.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Corners {
    /// The middles of the patterns at the top left, the top right and the bottom left.
    pub(in super::super) middles: [[f32; 2]; 3],
    /// Modules between the middles, as far as the patterns tell.
    pub(super) modules: f32,
    /// The middle of the square of a corner pattern's size in the fourth corner, if the code is flat.
    pub(super) fourth: Option<[f32; 2]>,
    /// Light on dark.
    pub(super) inverted: bool,
}

impl Corners {
    /// The middle of the code, if it is seen from straight above.
    pub(in super::super) fn middle(&self) -> [f32; 2] {
        let [_, [ax, ay], [bx, by]] = self.middles;
        [f32::midpoint(ax, bx), f32::midpoint(ay, by)]
    }
}

/// What three corner patterns turned out to be.
pub(in super::super) enum Found {
    /// No code.
    Nothing,
    /// A code that could not be read, at this place.
    Unread(Quad),
    Read(Code),
}

/// Below this the patterns are no code's.
const SEEN: f32 = 0.45;

/// Below this there are no timing patterns: print that only looks like corner patterns.
const TIMED: f32 = 0.2;

/// How often the filter learns from what it read itself; a fourth time changes nothing.
const LESSONS: usize = 3;

/// Above this the first guess may do.
const EXACT: f32 = 0.75;

/// Below this no better fit will be found.
const LIKELY: f32 = 0.25;

/// Reads the code of three corner patterns, if they belong to one. Between its steps it looks at the clock: a symbol of
/// version 40 takes a hundred times as long as a stamp's.
pub(in super::super) fn read(frame: &LumaFrame<'_>, corners: &Corners, deadline: Instant) -> Found {
    let Some((fit, layout, patterns)) = likeliest(frame, corners) else {
        return Found::Nothing;
    };
    if fit.agreement > EXACT
        && let Some(code) = decoded(frame, &fit, &layout, 0, deadline)
    {
        return Found::Read(code);
    }
    let fit = refined(frame, &patterns, fit, false, deadline);
    if fit.agreement < SEEN || patterns.timing(frame, &fit.warp) < TIMED {
        return Found::Nothing;
    }
    if let Some(code) = decoded(frame, &fit, &layout, LESSONS, deadline) {
        return Found::Read(code);
    }
    let fit = refined(frame, &patterns, fit, true, deadline);
    match decoded(frame, &fit, &layout, LESSONS, deadline) {
        Some(code) => Found::Read(code),
        None => Found::Unread(fit.warp.corners()),
    }
}

/// The number of modules, and the grid of them, that the picture agrees with most.
fn likeliest(frame: &LumaFrame<'_>, corners: &Corners) -> Option<(Fit, Layout, Patterns)> {
    let mut best: Option<(Fit, Layout, Patterns)> = None;
    for side in sides(corners) {
        let Some(layout) = Layout::of(side) else { continue };
        let patterns = Patterns::of(&layout, corners.inverted);
        let Some(fit) = plane(frame, &patterns, side, corners) else {
            continue;
        };
        if best
            .as_ref()
            .is_none_or(|(known, ..)| fit.agreement > known.agreement)
        {
            best = Some((fit, layout, patterns));
        }
    }
    best.filter(|(fit, ..)| fit.agreement >= LIKELY)
}

/// The likely numbers of modules on a side, the likeliest first.
fn sides(corners: &Corners) -> Vec<usize> {
    let mean = corners.modules + 7.0;
    let mut sides: Vec<usize> = (1..=40).map(|version| 17 + 4 * version).collect();
    sides.sort_by(|a, b| {
        (coordinate(*a) - mean)
            .abs()
            .total_cmp(&(coordinate(*b) - mean).abs())
    });
    let reach = (mean * 0.12).max(4.5);
    sides.retain(|side| (coordinate(*side) - mean).abs() <= reach);
    sides.truncate(3);
    sides
}

/// The code under a grid, read with a filter that has learnt from the known modules, and then so many times more from
/// what it read.
fn decoded(
    frame: &LumaFrame<'_>,
    fit: &Fit,
    layout: &Layout,
    lessons: usize,
    deadline: Instant,
) -> Option<Code> {
    let samples = Samples::take(frame, &fit.warp, layout.side);
    let mut soft = equalise(&samples, layout, None)?;
    for lesson in 0.. {
        if let Some(text) = bits::text(&soft) {
            return Code::new(&text, fit.warp.corners());
        }
        if lesson == lessons || Instant::now() >= deadline {
            break;
        }
        soft = equalise(&samples, layout, Some(&soft))?;
    }
    None
}

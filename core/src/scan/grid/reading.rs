use std::time::Instant;

use super::super::quad::{Quad, coordinate};
use super::super::{Code, LumaFrame};
use super::bits;
use super::corners::Corners;
use super::equaliser::{Samples, equalise};
use super::fit::{Fit, Patterns, plane, refined};
use super::layout::Layout;

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

/// The same where only two corner patterns are seen: any two squares have been somebody's.
const WELL_TIMED: f32 = 0.4;

/// How often the filter learns from what it read itself; a fourth time changes nothing.
const LESSONS: usize = 3;

/// Above this the first guess may do.
const EXACT: f32 = 0.75;

/// Below this no better fit will be found.
const LIKELY: f32 = 0.25;

/// Reads the code of three corner patterns, if they belong to one. Between its steps it looks at the clock: a symbol of
/// version 40 takes a hundred times as long as a stamp's.
pub(in super::super) fn read(frame: &LumaFrame<'_>, corners: &Corners, deadline: Instant) -> Found {
    let Some((fit, patterns)) = likeliest(frame, corners) else {
        return Found::Nothing;
    };
    if fit.agreement > EXACT
        && let Some(code) = decoded(frame, &fit, patterns, 0, deadline)
    {
        return Found::Read(code);
    }
    let fit = refined(frame, patterns, fit, false, deadline);
    let timed = corners.missing.map_or(TIMED, |_| WELL_TIMED);
    if fit.agreement < SEEN || patterns.timing(frame, &fit.warp) < timed {
        return Found::Nothing;
    }
    if let Some(code) = decoded(frame, &fit, patterns, LESSONS, deadline) {
        return Found::Read(code);
    }
    if corners.missing.is_some() {
        return Found::Unread(fit.warp.corners());
    }
    let fit = refined(frame, patterns, fit, true, deadline);
    match decoded(frame, &fit, patterns, LESSONS, deadline) {
        Some(code) => Found::Read(code),
        None => Found::Unread(fit.warp.corners()),
    }
}

/// The number of modules, and the grid of them, that the picture agrees with most.
fn likeliest(frame: &LumaFrame<'_>, corners: &Corners) -> Option<(Fit, Patterns)> {
    let mut best: Option<(Fit, Patterns)> = None;
    for side in sides(corners) {
        let Some(layout) = Layout::of(side) else { continue };
        let patterns = Patterns::of(layout, corners.inverted, corners.missing);
        let Some(fit) = plane(frame, patterns, side, corners) else {
            continue;
        };
        if best
            .as_ref()
            .is_none_or(|(known, _)| fit.agreement > known.agreement)
        {
            best = Some((fit, patterns));
        }
    }
    best.filter(|(fit, _)| fit.agreement >= LIKELY)
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
    patterns: Patterns,
    lessons: usize,
    deadline: Instant,
) -> Option<Code> {
    let samples = Samples::take(frame, &fit.warp, patterns.layout.side);
    let mut soft = equalise(&samples, patterns, None)?;
    for lesson in 0.. {
        if let Some(message) = bits::message(&soft) {
            return message.at(fit.warp.corners());
        }
        if lesson == lessons || Instant::now() >= deadline {
            break;
        }
        soft = equalise(&samples, patterns, Some(&soft))?;
    }
    None
}

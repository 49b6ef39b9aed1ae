use std::time::Instant;

use super::super::LumaFrame;
use super::super::quad::{Quad, coordinate};
use super::climb::Climb;
use super::corners::Corners;
use super::correlation::Correlation;
use super::layout::{Known, Layout, Part};
use super::warp::Warp;

/// A warp and how well the known modules agree with the picture under it: 1 in full, 0 not at all.
#[derive(Clone, Copy)]
pub(super) struct Fit {
    pub(super) warp: Warp,
    pub(super) agreement: f32,
}

/// The picture's grey at a point, between its pixels; outside it, that of its edge.
#[inline]
pub(super) fn grey(frame: &LumaFrame<'_>, [x, y]: [f32; 2]) -> f32 {
    let inside = |at: f32, size: usize| (at - 0.5).clamp(0.0, coordinate(size.saturating_sub(1)));
    let (x, y) = (inside(x, frame.width()), inside(y, frame.height()));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the frame"
    )]
    let (left, top) = (x as usize, y as usize);
    let (fx, fy) = (x - coordinate(left), y - coordinate(top));
    let [above, below] = frame.square(left, top).map(|[left, right]| {
        let (left, right) = (f32::from(left), f32::from(right));
        left + (right - left) * fx
    });
    above + (below - above) * fy
}

/// The patterns of a layout as they are looked for in a picture.
#[derive(Clone, Copy)]
pub(super) struct Patterns {
    /// The correlation of a perfect picture: -1 for light on dark.
    sign: f32,
    pub(super) layout: &'static Layout,
    /// The corner pattern that is covered: its modules say nothing.
    missing: Option<usize>,
}

/// Variance of the greys, from 0 to 1, times that of the signs: noise of one grey step makes no pattern.
const LEAST: f32 = 1e-5;

impl Patterns {
    pub(super) fn of(layout: &'static Layout, inverted: bool, missing: Option<usize>) -> Self {
        let sign = if inverted { -1.0 } else { 1.0 };
        Self {
            sign,
            layout,
            missing,
        }
    }

    /// The patterns that can be seen. The corners are the first three.
    fn seen(self) -> impl Iterator<Item = &'static (Part, Vec<Known>)> {
        let patterns = self.layout.patterns.iter().enumerate();
        patterns
            .filter(move |(at, _)| Some(*at) != self.missing)
            .map(|(_, pattern)| pattern)
    }

    /// Every module of the patterns that can be seen.
    pub(super) fn known(self) -> impl Iterator<Item = &'static Known> {
        self.seen().flat_map(|(_, known)| known)
    }

    /// The correlation of each pattern of a kind.
    fn each(self, frame: &LumaFrame<'_>, warp: &Warp, wanted: Part) -> impl Iterator<Item = f32> {
        let patterns = self.seen().filter(move |(part, _)| *part == wanted);
        patterns.map(move |(_, known)| self.correlation(frame, warp, known))
    }

    /// How well the two timing patterns agree: print that only looks like corner patterns has none.
    pub(super) fn timing(self, frame: &LumaFrame<'_>, warp: &Warp) -> f32 {
        self.each(frame, warp, Part::Timing).sum::<f32>() / 2.0
    }

    /// Whether the corner patterns that can be seen lie as the warp has them.
    fn corners_agree(self, frame: &LumaFrame<'_>, warp: &Warp) -> bool {
        self.each(frame, warp, Part::Corner)
            .all(|agreement| agreement > 0.3)
    }

    /// How far dark modules are dark and light ones light: the mean over the patterns of their correlation.
    pub(super) fn agreement(self, frame: &LumaFrame<'_>, warp: &Warp) -> f32 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (_, known) in self.seen() {
            let weight = coordinate(known.len()).sqrt();
            sum += weight * self.correlation(frame, warp, known);
            weights += weight;
        }
        sum / weights
    }

    fn correlation(self, frame: &LumaFrame<'_>, warp: &Warp, pattern: &[Known]) -> f32 {
        let mut correlation = Correlation::default();
        for known in pattern {
            let at = warp.at(coordinate(known.column) + 0.5, coordinate(known.row) + 0.5);
            correlation.add(!known.dark, grey(frame, at) / 255.0);
        }
        self.sign * correlation.value(LEAST)
    }
}

/// The best plane grid of a few through three corner patterns. A fourth corner that the patterns' axes point to is
/// right to a module or so; tilted by 45° it lies up to a fifth of the side away from the parallelogram's.
pub(super) fn plane(
    frame: &LumaFrame<'_>,
    patterns: Patterns,
    side: usize,
    corners: &Corners,
) -> Option<Fit> {
    let [tl, tr, bl] = corners.middles;
    let parallel = [tr[0] + bl[0] - tl[0], tr[1] + bl[1] - tl[1]];
    let guess = corners.fourth.unwrap_or(parallel);
    let between = [
        f32::midpoint(guess[0], parallel[0]),
        f32::midpoint(guess[1], parallel[1]),
    ];
    let mut best: Option<Fit> = None;
    for br in [guess, between, parallel] {
        let Some(warp) = Warp::flat(coordinate(side), [tl, tr, br, bl]) else {
            continue;
        };
        if !patterns.corners_agree(frame, &warp) {
            continue;
        }
        let agreement = patterns.agreement(frame, &warp);
        if best.is_none_or(|best| agreement > best.agreement) {
            best = Some(Fit { warp, agreement });
        }
    }
    best
}

/// Rounds of moving; stamps need 10 to 20.
const ROUNDS: usize = 60;

/// Moves corners, and bends too when asked, in ever smaller steps for as long as the agreement grows.
pub(super) fn refined(
    frame: &LumaFrame<'_>,
    patterns: Patterns,
    fit: Fit,
    bends: bool,
    deadline: Instant,
) -> Fit {
    let module = fit.warp.module();
    let climb = Climb {
        knobs: if bends { 16 } else { 8 },
        steps: (module, module * 0.06),
    };
    let (warp, agreement) = climb.run(
        (fit.warp, fit.agreement),
        turned,
        |warp| patterns.agreement(frame, warp),
        |_, round| round < ROUNDS && Instant::now() < deadline,
    );
    Fit { warp, agreement }
}

fn turned(warp: &Warp, knob: usize, way: f32) -> Option<Warp> {
    let (mut points, mut bend): (Quad, Quad) = (warp.points, warp.bend);
    let target = if knob < 8 {
        points.iter_mut()
    } else {
        bend.iter_mut()
    };
    *target.flatten().nth(knob % 8)? += way;
    warp.with(points, bend)
}

use std::time::Instant;

use super::super::LumaFrame;
use super::super::quad::Quad;
use super::layout::{Known, Layout, Part};
use super::reading::Corners;
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

/// The patterns of a layout, each by itself: light differs from one to the other.
pub(super) struct Patterns {
    /// The correlation of a perfect picture: -1 for light on dark.
    sign: f32,
    groups: Vec<Vec<Known>>,
}

impl Patterns {
    pub(super) fn of(layout: &Layout, inverted: bool) -> Self {
        let mut groups: Vec<(Part, Vec<Known>)> = Vec::new();
        for known in &layout.known {
            match groups.iter_mut().find(|(part, _)| *part == known.part) {
                Some((_, group)) => group.push(*known),
                None => groups.push((known.part, vec![*known])),
            }
        }
        Self {
            sign: if inverted { -1.0 } else { 1.0 },
            groups: groups
                .into_iter()
                .map(|(_, group)| group)
                .filter(|group| group.len() > 3)
                .collect(),
        }
    }

    /// How well the two timing patterns agree: print that only looks like corner patterns has none.
    pub(super) fn timing(&self, frame: &LumaFrame<'_>, warp: &Warp) -> f32 {
        self.groups
            .iter()
            .skip(3)
            .take(2)
            .map(|group| self.correlation(frame, warp, group))
            .sum::<f32>()
            / 2.0
    }

    /// Whether the three corner patterns lie as the warp has them.
    fn corners_agree(&self, frame: &LumaFrame<'_>, warp: &Warp) -> bool {
        self.groups
            .iter()
            .take(3)
            .all(|group| self.correlation(frame, warp, group) > 0.3)
    }

    /// How far dark modules are dark and light ones light: the mean over the patterns of their correlation.
    pub(super) fn agreement(&self, frame: &LumaFrame<'_>, warp: &Warp) -> f32 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for group in &self.groups {
            let weight = coordinate(group.len()).sqrt();
            sum += weight * self.correlation(frame, warp, group);
            weights += weight;
        }
        sum / weights
    }
}

impl Patterns {
    fn correlation(&self, frame: &LumaFrame<'_>, warp: &Warp, group: &[Known]) -> f32 {
        self.sign * correlation(frame, warp, group)
    }
}

fn correlation(frame: &LumaFrame<'_>, warp: &Warp, group: &[Known]) -> f32 {
    let (mut n, mut s, mut v, mut ss, mut vv, mut sv) = (0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32);
    for known in group {
        let at = warp.at(coordinate(known.column) + 0.5, coordinate(known.row) + 0.5);
        let value = grey(frame, at) / 255.0;
        let sign = if known.dark { -1.0 } else { 1.0 };
        n += 1.0;
        s += sign;
        v += value;
        ss += sign * sign;
        vv += value * value;
        sv += sign * value;
    }
    let spread = (n * ss - s * s) * (n * vv - v * v);
    // Noise of one grey step makes no pattern.
    if spread <= n * n * n * n * 1e-5 {
        0.0
    } else {
        (n * sv - s * v) / spread.sqrt()
    }
}

#[expect(clippy::cast_precision_loss, reason = "modules of a symbol")]
pub(super) fn coordinate(modules: usize) -> f32 {
    modules as f32
}

/// The best plane grid of a few through three corner patterns. A fourth corner that the patterns' axes point to is
/// right to a module or so; tilted by 45° it lies up to a fifth of the side away from the parallelogram's.
pub(super) fn plane(
    frame: &LumaFrame<'_>,
    patterns: &Patterns,
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
    patterns: &Patterns,
    mut best: Fit,
    bends: bool,
    deadline: Instant,
) -> Fit {
    let module = best.warp.module();
    let mut step = module;
    let mut rounds = 0..ROUNDS;
    while step > module * 0.06 && rounds.next().is_some() && Instant::now() < deadline {
        let mut grew = false;
        for knob in 0..if bends { 16 } else { 8 } {
            for way in [step, -step] {
                let Some(warp) = turned(&best.warp, knob, way) else {
                    continue;
                };
                let agreement = patterns.agreement(frame, &warp);
                if agreement > best.agreement {
                    best = Fit { warp, agreement };
                    grew = true;
                    break;
                }
            }
        }
        if !grew {
            step *= 0.5;
        }
    }
    best
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

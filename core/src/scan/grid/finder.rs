use std::time::Instant;

use super::super::LumaFrame;
use super::super::cuts::Cuts;
use super::super::pass::Placement;
use super::super::quad::coordinate;
use super::climb::Climb;
use super::correlation::Correlation;
use super::fit::grey;

/// A corner pattern (ISO/IEC 18004, 6.3.3.1) seen in a picture.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Finder {
    /// Its middle, in pixels.
    pub(super) middle: [f32; 2],
    /// One module along each of its two axes, in pixels. Which axis is which, and which way they point, it does not tell.
    pub(super) axes: [[f32; 2]; 2],
    /// Light on dark.
    pub(super) inverted: bool,
    /// How far its modules are dark and light as they should be: at most 1.
    pub(super) agreement: f32,
}

/// Every sixth row is looked at first, then those between, every second in all: when the time ends early, the whole
/// frame has been looked at. The middle of a pattern is three modules high.
const ROUNDS: [usize; 3] = [0, 4, 2];

/// Rows between two of a round.
const ROW_STEP: usize = 6;

/// What a corner pattern reaches after the first round of measuring.
const PROMISING: f32 = 0.5;

/// Below this a place is no corner pattern.
const LEAST: f32 = 0.66;

/// Places in a row that look right across: print of many codes has up to 10, noise 40 to 100.
const NOISY: usize = 30;

/// Rows after which noise is known by its places.
const ROWS_TO_KNOW: usize = 32;

/// Corner patterns looked at in one frame: a hundred stamps have 300, noise thousands.
const MOST: usize = 400;

/// Corner patterns of a frame: found in `bits`, black and white made from it, and measured in its greys.
pub(in super::super) fn finders(
    frame: &LumaFrame<'_>,
    bits: &LumaFrame<'_>,
    place: Placement,
    cuts: &Cuts,
    deadline: Instant,
) -> Vec<Finder> {
    let mut found: Vec<Finder> = Vec::new();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let (mut rows, mut places) = (0, 0);
    let (height, begin) = (bits.height(), cuts.begin(bits.height()));
    let round = |first: &usize| (first + 1..height).step_by(ROW_STEP);
    for y in ROUNDS.iter().flat_map(round).map(|y| (begin + y) % height) {
        let noisy = rows >= ROWS_TO_KNOW && places > rows * NOISY;
        if noisy || found.len() >= MOST {
            break;
        }
        if Instant::now() >= deadline {
            cuts.count();
            break;
        }
        let Some(row) = bits.rows_from(y).next() else {
            continue;
        };
        rows += 1;
        runs_of(row, &mut runs);
        let fives = runs.windows(5);
        let begin = cuts.begin_along(fives.len());
        for five in fives.clone().skip(begin).chain(fives.take(begin)) {
            let [
                (from, first),
                (_, second),
                (stone_at, stone),
                (_, fourth),
                (to, fifth),
            ] = *five
            else {
                continue;
            };
            if !alike([first, second, stone, fourth, fifth]) {
                continue;
            }
            if Instant::now() >= deadline {
                cuts.count();
                return found;
            }
            let across = to - from + fifth;
            let middle = [
                coordinate(stone_at) + coordinate(stone) / 2.0,
                coordinate(y) + 0.5,
            ];
            if found.iter().any(|known| near(known, place.to_frame(middle))) {
                continue;
            }
            places += 1;
            let Some((middle, extents, inverted)) = crossed(bits, middle, across) else {
                continue;
            };
            let (middle, extents) = (place.to_frame(middle), extents.map(|extent| extent * place.scale));
            let finder = measured(frame, middle, extents, inverted);
            found.extend(finder.filter(|finder| !found.iter().any(|known| near(known, finder.middle))));
        }
    }
    found
}

fn near(known: &Finder, [x, y]: [f32; 2]) -> bool {
    let [mx, my] = known.middle;
    let [[ax, ay], [bx, by]] = known.axes;
    (mx - x).hypot(my - y) < (ax.hypot(ay) + bx.hypot(by)) * 1.5
}

/// Pixels that are compared with their neighbours at once: paper is passed over.
const STRETCH: usize = 32;

/// The runs of one colour along a row: where each begins and how long it is.
fn runs_of(row: &[u8], runs: &mut Vec<(usize, usize)>) {
    runs.clear();
    let mut start = 0;
    let next = row.get(1..).unwrap_or_default();
    let stretches = row.chunks(STRETCH).zip(next.chunks(STRETCH));
    for (at, (here, next)) in stretches.enumerate() {
        if here == next {
            continue;
        }
        for (x, (luma, next)) in here.iter().zip(next).enumerate() {
            if luma != next {
                let end = at * STRETCH + x + 1;
                runs.push((start, end - start));
                start = end;
            }
        }
    }
    runs.push((start, row.len() - start));
}

/// Whether five runs look like 1:1:3:1:1 through blur, noise and thresholds.
fn alike(runs: [usize; 5]) -> bool {
    let total: usize = runs.iter().sum();
    let [_, _, stone, ..] = runs;
    if total < 9 || stone * 5 < total {
        return false;
    }
    let module = coordinate(total) / 7.0;
    let one = (module * 0.35 - 0.5)..(module * 1.9 + 0.7);
    let three = (module * 1.7 - 0.5)..(module * 4.6 + 0.5);
    let runs = runs.map(coordinate);
    runs.iter().enumerate().all(|(at, run)| {
        if at == 2 {
            three.contains(run)
        } else {
            one.contains(run)
        }
    })
}

/// Looks up and down from a place that looks right across, then across again: the middle, the extent each way, and
/// whether it is light on dark.
fn crossed(bits: &LumaFrame<'_>, middle: [f32; 2], across: usize) -> Option<([f32; 2], [f32; 2], bool)> {
    let (x, y) = (pixel(middle[0]), pixel(middle[1]));
    let colour = bits.pixel(x, y);
    let (top, bottom) = extent(bits, x, y, (0, 1), across)?;
    let y = (coordinate(y) + (bottom - top) / 2.0).max(0.0);
    let (left, right) = extent(bits, x, pixel(y), (1, 0), across)?;
    let x = coordinate(x) + (right - left) / 2.0;
    // Noise that happens to look right both ways seldom does so on a third line.
    let (px, py) = (pixel(x), pixel(y));
    extent(bits, px, py, (1, 1), across).or_else(|| extent(bits, px, py, (1, -1), across))?;
    Some((
        [x + 0.5, y + 0.5],
        [left + right + 1.0, top + bottom + 1.0],
        colour != 0,
    ))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float casts saturate"
)]
fn pixel(at: f32) -> usize {
    at as usize
}

/// How far a pattern reaches from its middle both ways along a line, when its runs are alike.
fn extent(
    bits: &LumaFrame<'_>,
    x: usize,
    y: usize,
    (dx, dy): (isize, isize),
    most: usize,
) -> Option<(f32, f32)> {
    let colour = bits.pixel(x, y);
    let walk = |back: bool| -> Option<[usize; 3]> {
        let mut runs = [0usize; 3];
        let (mut cx, mut cy) = (x, y);
        let mut wanted = colour;
        let mut at = 0;
        loop {
            let (wx, wy) = if back { (-dx, -dy) } else { (dx, dy) };
            let (nx, ny) = (cx.checked_add_signed(wx)?, cy.checked_add_signed(wy)?);
            if nx >= bits.width() || ny >= bits.height() {
                return (at == 2).then_some(runs);
            }
            if bits.pixel(nx, ny) != wanted {
                at += 1;
                wanted = bits.pixel(nx, ny);
                if at == 3 {
                    return Some(runs);
                }
            }
            *runs.get_mut(at)? += 1;
            if runs.iter().sum::<usize>() > most * 2 {
                return None;
            }
            (cx, cy) = (nx, ny);
        }
    };
    let (back, ahead) = (walk(true)?, walk(false)?);
    let [b0, b1, b2] = back;
    let [a0, a1, a2] = ahead;
    alike([b2, b1, b0 + a0 + 1, a1, a2]).then(|| (coordinate(b0 + b1 + b2), coordinate(a0 + a1 + a2)))
}

/// Measures a pattern in the greys: its middle and its axes.
fn measured(
    frame: &LumaFrame<'_>,
    middle: [f32; 2],
    [across, down]: [f32; 2],
    inverted: bool,
) -> Option<Finder> {
    if rings(frame, middle, [across, down], inverted) < 6.0 {
        return None;
    }
    let mut best: Option<Finder> = None;
    for step in -4i8..=4 {
        let angle = f32::from(step) * 10f32.to_radians();
        // A square turned by the angle is cut by a line across along its side over the cosine.
        let (sin, cos) = angle.sin_cos();
        let size = (across + down) / 14.0 * cos.abs().max(sin.abs());
        let axes = [[cos * size, sin * size], [-sin * size, cos * size]];
        let finder = Finder {
            middle,
            axes,
            inverted,
            agreement: 0.0,
        };
        let agreement = agreement(frame, &finder);
        if best.is_none_or(|best| agreement > best.agreement) {
            best = Some(Finder { agreement, ..finder });
        }
    }
    let best = refined(frame, best.filter(|best| best.agreement > 0.35)?);
    (best.agreement >= LEAST).then_some(best)
}

/// By how many grey steps the white ring is lighter than the stone and the square on lines across, down and both ways
/// between. Most of what noise offers ends here, at a tenth of the price of measuring.
fn rings(frame: &LumaFrame<'_>, [mx, my]: [f32; 2], [across, down]: [f32; 2], inverted: bool) -> f32 {
    let (a, d) = (across / 7.0, down / 7.0);
    let (mut light, mut dark) = (0.0, grey(frame, [mx, my]) * 2.0);
    for (x, y) in [(a, 0.0), (-a, 0.0), (0.0, d), (0.0, -d)] {
        light += grey(frame, [mx + 2.0 * x, my + 2.0 * y]);
        let square = grey(frame, [mx + 3.0 * x, my + 3.0 * y]);
        dark += f32::midpoint(grey(frame, [mx + x, my + y]), square);
    }
    let lighter = light / 4.0 - dark / 6.0;
    if inverted { -lighter } else { lighter }
}

fn refined(frame: &LumaFrame<'_>, start: Finder) -> Finder {
    let [[ax, ay], [bx, by]] = start.axes;
    let module = f32::midpoint(ax.hypot(ay), bx.hypot(by));
    let climb = Climb {
        knobs: 6,
        steps: (0.5, 0.06),
    };
    let (best, agreement) = climb.run(
        (start, start.agreement),
        |finder, knob, way| turned(finder, knob, way * module),
        |finder| agreement(frame, finder),
        // A pattern comes out at the first large steps; noise does not.
        |agreement, round| round == 0 || agreement >= PROMISING,
    );
    Finder { agreement, ..best }
}

fn turned(finder: &Finder, knob: usize, way: f32) -> Option<Finder> {
    let mut next = *finder;
    if knob < 2 {
        *next.middle.get_mut(knob)? += way;
    } else {
        // At the rim, three and a half modules out, an axis moves as much as the middle does.
        *next.axes.as_flattened_mut().get_mut(knob - 2)? += way / 3.5;
    }
    Some(next)
}

/// Variance of the greys times that of the signs: half a grey step makes no pattern.
const FLAT: f32 = 1000.0 / 2401.0;

/// The correlation of the 49 modules with what they should be.
fn agreement(frame: &LumaFrame<'_>, finder: &Finder) -> f32 {
    let [[ax, ay], [bx, by]] = finder.axes;
    let [mx, my] = finder.middle;
    let mut correlation = Correlation::default();
    for j in -3i8..=3 {
        for i in -3i8..=3 {
            let (u, w) = (f32::from(i), f32::from(j));
            let grey = grey(frame, [mx + u * ax + w * bx, my + u * ay + w * by]);
            correlation.add(i.abs().max(j.abs()) == 2, grey);
        }
    }
    let correlation = correlation.value(FLAT);
    if finder.inverted {
        -correlation
    } else {
        correlation
    }
}

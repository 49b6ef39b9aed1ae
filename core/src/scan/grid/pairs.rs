use super::corners::Corners;
use super::finder::Finder;
use super::triples::{across, in_axes, meet};

/// Corner patterns of which pairs are made: those of a torn stamp or two. Noise has hundreds, and every two of them
/// could be a code's.
const MOST: usize = 12;

/// Codes that could have two of the corner patterns that no code has `used`, and lost the third to dirt, a tear or glare.
///
/// Two patterns along a side leave two places for the code and two for its third pattern; two at opposite corners leave
/// two for the one between them.
pub(in super::super) fn pairs(finders: &[Finder], used: &[bool]) -> Vec<([usize; 2], Corners)> {
    let is_used = |at: &usize| used.get(*at).copied().unwrap_or(false);
    let free: Vec<(usize, &Finder)> = finders
        .iter()
        .enumerate()
        .filter(|(at, _)| !is_used(at))
        .collect();
    if free.len() > MOST {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    for (skipped, (one, a)) in free.iter().enumerate() {
        let others = free.iter().skip(skipped + 1);
        for (other, b) in others.filter(|(_, b)| a.inverted == b.inverted) {
            let way = [b.middle[0] - a.middle[0], b.middle[1] - a.middle[1]];
            let (Some(mine), Some(theirs)) = (in_axes(a, way), in_axes(b, way)) else {
                continue;
            };
            let codes = beside(a, b, mine, theirs)
                .into_iter()
                .chain(between(a, b, mine, theirs));
            pairs.extend(codes.map(|corners| ([*one, *other], corners)));
        }
    }
    // Codes are small: of two squares far apart few belong together.
    pairs.sort_by(|(_, a), (_, b)| a.modules.total_cmp(&b.modules));
    pairs
}

/// How far off an axis a pattern may lie that shares a side with another, of its distance.
const BEND: f32 = 0.2;

/// The least and the most modules between two middles, of versions 1 to 10: larger ones are no stamps.
const MODULES: std::ops::Range<f32> = 12.0..56.0;

/// Codes with both patterns on one side.
fn beside(a: &Finder, b: &Finder, mine: [f32; 2], theirs: [f32; 2]) -> Vec<Corners> {
    let long = |[x, y]: [f32; 2]| x.abs().max(y.abs());
    let short = |[x, y]: [f32; 2]| x.abs().min(y.abs());
    let modules = f32::midpoint(long(mine), long(theirs));
    if !MODULES.contains(&modules) || short(mine) > long(mine) * BEND || short(theirs) > long(theirs) * BEND {
        return Vec::new();
    }
    let along = [b.middle[0] - a.middle[0], b.middle[1] - a.middle[1]];
    let mut codes = Vec::new();
    for turn in [1.0, -1.0] {
        let out = [-along[1] * turn, along[0] * turn];
        let far = |from: &Finder| {
            let [x, y] = across(from, out);
            [from.middle[0] + x * modules, from.middle[1] + y * modules]
        };
        let (beyond_a, beyond_b) = (far(a), far(b));
        codes.push(code(
            [a.middle, b.middle, beyond_a],
            2,
            beyond_b,
            modules,
            a.inverted,
        ));
        codes.push(code(
            [b.middle, a.middle, beyond_b],
            2,
            beyond_a,
            modules,
            a.inverted,
        ));
    }
    codes
}

/// Codes with the patterns at opposite corners.
fn between(a: &Finder, b: &Finder, mine: [f32; 2], theirs: [f32; 2]) -> Vec<Corners> {
    let modules = (mine[0].abs() + mine[1].abs() + theirs[0].abs() + theirs[1].abs()) / 4.0;
    let even = |[x, y]: [f32; 2]| x.abs().min(y.abs()) > x.abs().max(y.abs()) * (1.0 - 2.0 * BEND);
    if !MODULES.contains(&modules) || !even(mine) || !even(theirs) {
        return Vec::new();
    }
    let [first, second] = a.axes;
    let corner = |way: [f32; 2]| {
        let corner = [a.middle[0] + way[0] * modules, a.middle[1] + way[1] * modules];
        let back = across(b, [corner[0] - b.middle[0], corner[1] - b.middle[1]]);
        meet(a.middle, way, b.middle, back)
    };
    let towards = |[x, y]: [f32; 2], part: f32| [x * part.signum(), y * part.signum()];
    let ends = [corner(towards(first, mine[0])), corner(towards(second, mine[1]))];
    let [Some(one), Some(other)] = ends else {
        return Vec::new();
    };
    vec![
        code([one, a.middle, b.middle], 0, other, modules, a.inverted),
        code([other, a.middle, b.middle], 0, one, modules, a.inverted),
    ]
}

/// A code of its middle corner and the two beside it.
fn code(
    [middle, one, other]: [[f32; 2]; 3],
    missing: usize,
    fourth: [f32; 2],
    modules: f32,
    inverted: bool,
) -> Corners {
    let from = |at: [f32; 2]| [at[0] - middle[0], at[1] - middle[1]];
    let ([ax, ay], [bx, by]) = (from(one), from(other));
    let clockwise = ax * by - ay * bx > 0.0;
    let (middles, missing) = match (clockwise, missing) {
        (true, missing) => ([middle, one, other], missing),
        (false, 2) => ([middle, other, one], 1),
        (false, missing) => ([middle, other, one], missing),
    };
    Corners {
        middles,
        missing: Some(missing),
        modules,
        fourth: Some(fourth),
        inverted,
    }
}

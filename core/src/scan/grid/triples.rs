use super::corners::Corners;
use super::finder::Finder;

/// Threes of corner patterns, by their numbers, that could belong to one code; the likeliest first.
pub(in super::super) fn triples(finders: &[Finder]) -> Vec<([usize; 3], Corners)> {
    let mut triples = Vec::new();
    for (own, finder) in finders.iter().enumerate() {
        let (along, down) = neighbours(finders, own, finder);
        for first in &along {
            for second in &down {
                let longer = first.modules.max(second.modules);
                let shorter = first.modules.min(second.modules);
                if longer > shorter * 1.8 + 3.0 {
                    continue;
                }
                let (one, other) = (first.at, second.at);
                let cross = |[ax, ay]: [f32; 2], [bx, by]: [f32; 2]| ax * by - ay * bx;
                let (Some(a), Some(b)) = (finders.get(one), finders.get(other)) else {
                    continue;
                };
                let from = |at: [f32; 2]| [at[0] - finder.middle[0], at[1] - finder.middle[1]];
                let turn = cross(from(a.middle), from(b.middle));
                let (tr, bl) = if turn > 0.0 { (a, b) } else { (b, a) };
                let modules = f32::midpoint(first.modules, second.modules);
                let corners = Corners {
                    middles: [finder.middle, tr.middle, bl.middle],
                    missing: None,
                    modules,
                    fourth: crossing(finder, tr, bl),
                    inverted: finder.inverted,
                };
                // Sides of a code are short, alike, and straight.
                let doubt = modules / 20.0 + (longer / shorter - 1.0) * 3.0 + first.bend + second.bend
                    - (finder.agreement + a.agreement + b.agreement);
                triples.push((doubt, [own, one, other], corners));
            }
        }
    }
    triples.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
    triples
        .into_iter()
        .map(|(_, patterns, corners)| (patterns, corners))
        .collect()
}

/// Another corner pattern along an axis of one.
struct Neighbour {
    at: usize,
    /// Modules between the middles.
    modules: f32,
    /// How far off the axis it lies, of its distance.
    bend: f32,
}

/// Neighbours looked at along each axis.
const NEIGHBOURS: usize = 4;

fn neighbours(finders: &[Finder], own: usize, from: &Finder) -> (Vec<Neighbour>, Vec<Neighbour>) {
    let (mut along, mut down) = (Vec::new(), Vec::new());
    for (at, other) in finders.iter().enumerate() {
        if at == own || other.inverted != from.inverted {
            continue;
        }
        let way = [other.middle[0] - from.middle[0], other.middle[1] - from.middle[1]];
        let Some(mine) = in_axes(from, way) else {
            continue;
        };
        let Some(theirs) = in_axes(other, way) else {
            continue;
        };
        let size = |finder: &Finder| {
            let [[ax, ay], [bx, by]] = finder.axes;
            (ax * by - ay * bx).abs().sqrt()
        };
        if !(0.45..2.2).contains(&(size(from) / size(other))) {
            continue;
        }
        // Perspective makes modules smaller along the way: both ends count.
        let [mine_far, mine_off] = far_and_off(mine);
        let [theirs_far, theirs_off] = far_and_off(theirs);
        let modules = f32::midpoint(mine_far, theirs_far);
        let bend = mine_off / mine_far + theirs_off / theirs_far;
        if !(11.0..185.0).contains(&modules) || bend > 0.5 {
            continue;
        }
        let [first, second] = mine;
        let list = if first.abs() > second.abs() {
            &mut along
        } else {
            &mut down
        };
        list.push(Neighbour { at, modules, bend });
    }
    for list in [&mut along, &mut down] {
        list.sort_by(|a, b| (a.modules * (1.0 + a.bend)).total_cmp(&(b.modules * (1.0 + b.bend))));
        list.truncate(NEIGHBOURS);
    }
    (along, down)
}

/// How far a way goes along the axis it follows, and off it.
fn far_and_off([first, second]: [f32; 2]) -> [f32; 2] {
    let (first, second) = (first.abs(), second.abs());
    [first.max(second), first.min(second)]
}

/// A way in modules along a pattern's axes.
pub(super) fn in_axes(finder: &Finder, [x, y]: [f32; 2]) -> Option<[f32; 2]> {
    let [[ax, ay], [bx, by]] = finder.axes;
    let det = ax * by - ay * bx;
    let solved = [(x * by - y * bx) / det, (ax * y - ay * x) / det];
    solved.iter().all(|one| one.is_finite()).then_some(solved)
}

/// Of a pattern's axes, each both ways, the one that points most that way.
pub(super) fn across(finder: &Finder, way: [f32; 2]) -> [f32; 2] {
    let mut best = ([0.0, 0.0], f32::MIN);
    for [ax, ay] in finder.axes {
        for sign in [1.0, -1.0] {
            let dot = sign * (ax * way[0] + ay * way[1]) / ax.hypot(ay);
            if dot > best.1 {
                best = ([sign * ax, sign * ay], dot);
            }
        }
    }
    best.0
}

/// Where two lines, each a point and a way, meet.
pub(super) fn meet(one: [f32; 2], way: [f32; 2], other: [f32; 2], turn: [f32; 2]) -> Option<[f32; 2]> {
    let det = way[0] * turn[1] - way[1] * turn[0];
    let gap = [other[0] - one[0], other[1] - one[1]];
    let along = (gap[0] * turn[1] - gap[1] * turn[0]) / det;
    let at = [one[0] + way[0] * along, one[1] + way[1] * along];
    at.iter().all(|one| one.is_finite()).then_some(at)
}

/// Where the code's fourth corner must be if it is flat: where the lines through two of its corner patterns, along
/// their axes, meet.
fn crossing(tl: &Finder, tr: &Finder, bl: &Finder) -> Option<[f32; 2]> {
    let down = across(tr, [bl.middle[0] - tl.middle[0], bl.middle[1] - tl.middle[1]]);
    let right = across(bl, [tr.middle[0] - tl.middle[0], tr.middle[1] - tl.middle[1]]);
    meet(tr.middle, down, bl.middle, right)
}

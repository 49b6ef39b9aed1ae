use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::cuts::Cuts;
use super::findings::Findings;
use super::grid::{self, Finder, Found};
use super::pass::Piece;
use super::pixels::Area;
use super::quad;
use super::worker::{Cost, Fit, Worker, decode_guarded};
use super::{Code, Decoder, LumaFrame, MAX_SIDE, Op, Pass, Rqrr, Rxing, Sight, View};

/// An ordered list of steps. Those taken first are taken with every frame, until one has read what there is; the others
/// take turns.
#[derive(Default)]
pub struct Cascade {
    first: Vec<Step>,
    steps: Vec<Step>,
}

struct Step {
    pass: Pass,
    reader: Reader,
    cost: Arc<Cost>,
    cuts: Cuts,
}

/// Who looks at what a pass made.
enum Reader {
    /// This room's own: corner patterns are found in the pass's black and white, their codes read in the frame's greys.
    Grid,
    /// A decoder that sees nothing but what the pass made.
    Decoder(Arc<dyn Decoder>),
}

/// How one picture is run through a cascade.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// The turn to begin with; the others follow in order, round to the one before it.
    pub(super) first: usize,
    /// When the picture was handed over.
    pub(super) began: Instant,
    /// When the answer is due.
    pub(super) deadline: Instant,
    /// Until when to wait for a worker that is stuck in an earlier picture.
    pub(super) patience: Instant,
    /// How long to look for more.
    pub(super) effort: Effort,
}

/// When a picture has been looked at enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// When something was read and nothing seen is left.
    UntilRead,
    /// The same, but one turn more is taken: another pass may see what the first steps do not.
    OneMore,
    /// When every step was taken.
    Full,
}

/// The whole frame.
const WHOLE: View = View::Whole(MAX_SIDE);

/// Squares that hold two or three stamps of a sheet seen at 1280 × 720.
const SMALL_TILES: View = View::Tiles {
    side: 480,
    overlap: 200,
};

/// Squares of a photograph that is shrunk in the whole view.
const LARGE_TILES: View = View::Tiles {
    side: MAX_SIDE,
    overlap: 400,
};

/// Squares to double. Codes wider than the overlap have modules that need no doubling.
const DOUBLED_TILES: View = View::DoubledTiles {
    side: 480,
    overlap: 200,
};

/// The best local threshold of those tried: a box of 17 pixels, some four modules.
const BOX_MEAN: Op = Op::BoxMean { radius: 8, below: 7 };

/// The same for pictures made smaller, in which noise has been averaged away.
const FINE_BOX_MEAN: Op = Op::BoxMean { radius: 8, below: 5 };

/// Gives modules of two pixels their edges back.
const SHARPEN: Op = Op::Unsharp {
    radius: 2,
    tenths: 15,
};

impl Cascade {
    /// A cascade without steps; it reads nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a step at the end.
    #[must_use]
    pub fn then(mut self, pass: Pass, decoder: Arc<dyn Decoder>) -> Self {
        self.steps.push(Step::new(pass, Reader::Decoder(decoder)));
        self
    }

    /// The steps for camera frames: every frame at its own size, then others in turn. rqrr, whose calls are long, is
    /// left to stills.
    pub fn camera() -> Self {
        Self::new()
            .always_grid(View::Shrunk(2), &[FINE_BOX_MEAN])
            .always_grid(WHOLE, &[BOX_MEAN])
            .find(WHOLE, &[Op::Otsu])
            .grid(WHOLE, &[SHARPEN, BOX_MEAN])
            .grid(View::Shrunk(4), &[FINE_BOX_MEAN])
            .find(WHOLE, &[Op::Hybrid])
            .grid(SMALL_TILES, &[Op::Otsu])
            .find(WHOLE, &[Op::Otsu, Op::Invert])
    }

    /// The steps for still pictures: also large ones, modules of one pixel, and rqrr.
    pub fn still() -> Self {
        const DOUBLED_BOX_MEAN: Op = Op::BoxMean { radius: 16, below: 5 };
        const DOUBLED_SHARPEN: Op = Op::Unsharp {
            radius: 3,
            tenths: 15,
        };
        Self::new()
            .always_grid(View::Shrunk(2), &[FINE_BOX_MEAN])
            .always_grid(WHOLE, &[BOX_MEAN])
            .find(WHOLE, &[Op::Otsu])
            .find(WHOLE, &[Op::Hybrid])
            .grid(WHOLE, &[SHARPEN, BOX_MEAN])
            .grid(View::Shrunk(4), &[FINE_BOX_MEAN])
            .grid(LARGE_TILES, &[BOX_MEAN])
            .grid(SMALL_TILES, &[Op::Otsu])
            .find(WHOLE, &[Op::Otsu, Op::Invert])
            .find(View::Shrunk(2), &[FINE_BOX_MEAN])
            .read(View::Whole(MAX_SIDE / 2), &[])
            .read(WHOLE, &[BOX_MEAN])
            .grid(DOUBLED_TILES, &[DOUBLED_SHARPEN, DOUBLED_BOX_MEAN])
    }

    /// Adds a step of our own that every frame begins with.
    fn always_grid(mut self, view: View, ops: &[Op]) -> Self {
        self.first.push(Step::new(Pass::new(view, ops), Reader::Grid));
        self
    }

    /// Adds a step of our own.
    pub(super) fn grid(mut self, view: View, ops: &[Op]) -> Self {
        self.steps.push(Step::new(Pass::new(view, ops), Reader::Grid));
        self
    }

    /// Adds a step for rxing.
    fn find(self, view: View, ops: &[Op]) -> Self {
        self.then(Pass::new(view, ops), Arc::new(Rxing))
    }

    /// Adds a step for rqrr.
    fn read(self, view: View, ops: &[Op]) -> Self {
        self.then(Pass::new(view, ops), Arc::new(Rqrr))
    }

    /// Runs the turns on a frame until it has been looked at enough or the time is over, and gives what was seen and
    /// the turn that the next camera frame should begin with.
    ///
    /// A place where two calls read the same text is covered for those that follow: rqrr spends some 10 ms
    /// on every code it sees, and mixes up the corner patterns of neighbours.
    pub(super) fn scan(&self, frame: &LumaFrame<'_>, worker: &Worker, run: Run) -> (Sight, usize) {
        let mut findings = Findings::default();
        self.scan_first(frame, worker, run, &mut findings);
        let began = Instant::now();
        let turns: Vec<Turn<'_>> = self.steps.iter().flat_map(|step| step.turns(frame)).collect();
        let first = run.first.checked_rem(turns.len()).unwrap_or_default();
        let mut one_more = run.effort == Effort::OneMore;
        for (index, turn) in turns.iter().enumerate().cycle().skip(first).take(turns.len()) {
            if run.effort != Effort::Full && findings.is_complete() && !std::mem::take(&mut one_more) {
                return (findings.into_sight(), index);
            }
            match turn.step.cost.fit(began, run.deadline) {
                Fit::Now => turn.take(frame, worker, run, &mut findings),
                Fit::NextFrame => return (findings.into_sight(), index),
                Fit::Never => {}
            }
        }
        (findings.into_sight(), first + 1)
    }

    /// Takes the steps that every frame begins with, the cheapest first: most frames end with it. They get half the
    /// time: on a sheet of codes that they cannot read they would never leave any to the others.
    fn scan_first(&self, frame: &LumaFrame<'_>, worker: &Worker, run: Run, findings: &mut Findings) {
        let half = Run {
            deadline: run.began + run.deadline.saturating_duration_since(run.began) / 2,
            ..run
        };
        for turn in self.first.iter().flat_map(|step| step.turns(frame)) {
            let enough = run.effort == Effort::UntilRead && findings.is_complete() && !findings.are_fine();
            if !enough && Instant::now() < half.deadline {
                turn.take(frame, worker, half, findings);
            }
        }
    }
}

/// One call of a reader: a step on one area of the frame.
struct Turn<'a> {
    step: &'a Step,
    area: Area,
}

impl Step {
    fn new(pass: Pass, reader: Reader) -> Self {
        Self {
            pass,
            reader,
            cost: Arc::default(),
            cuts: Cuts::default(),
        }
    }

    fn turns(&self, frame: &LumaFrame<'_>) -> impl Iterator<Item = Turn<'_>> {
        let areas = self.pass.areas(frame).into_iter();
        areas.map(|area| Turn { step: self, area })
    }
}

impl Turn<'_> {
    /// Adds what is read in the area.
    fn take(&self, frame: &LumaFrame<'_>, worker: &Worker, run: Run, findings: &mut Findings) {
        let began = Instant::now();
        let Some(piece) = self.step.pass.piece(frame, self.area, findings.settled()) else {
            return;
        };
        match &self.step.reader {
            Reader::Grid => {
                read_grids(frame, &piece, &self.step.cuts, run.deadline, findings);
                self.step.cost.record(began);
            }
            Reader::Decoder(decoder) => {
                for code in self.decode(decoder, &piece, worker, run) {
                    findings.add(piece.locate(code));
                }
            }
        }
    }

    fn decode(&self, decoder: &Arc<dyn Decoder>, piece: &Piece, worker: &Worker, run: Run) -> Vec<Code> {
        let cost = &self.step.cost;
        if decoder.may_overrun() {
            return worker.decode(decoder, &piece.picture, cost, run.deadline, run.patience);
        }
        let began = Instant::now();
        let codes = decode_guarded(decoder.as_ref(), &piece.picture.as_frame(), run.deadline);
        cost.record(began);
        codes
    }
}

/// Reads the codes whose corner patterns show in a piece.
fn read_grids(frame: &LumaFrame<'_>, piece: &Piece, cuts: &Cuts, deadline: Instant, findings: &mut Findings) {
    let now = Instant::now();
    // Noise looks like corner patterns everywhere; another pass may see none of it.
    let search = now + deadline.saturating_duration_since(now) / 3;
    let finders = grid::finders(frame, &piece.picture.as_frame(), piece.place, cuts, search);
    let mut used = vec![false; finders.len()];
    let mut triples = grid::triples(&finders);
    // Of the likeliest, which are as many as there can be codes, each may be the first; the unlikely ones stay the last.
    let codes = triples.len().min(finders.len() / 3);
    if let Some(likeliest) = triples.get_mut(..codes) {
        likeliest.rotate_left(cuts.begin(codes));
    }
    for (patterns, corners) in triples {
        if is_used(&used, &patterns) {
            continue;
        }
        if findings.has(&corners.quad()) {
            use_up(&mut used, &patterns);
            continue;
        }
        if Instant::now() >= deadline {
            cuts.count();
            return;
        }
        match grid::read(frame, &corners, deadline) {
            Found::Read(code) => {
                findings.add(code);
                findings.note_module(corners.module() / piece.place.scale);
                use_up(&mut used, &patterns);
            }
            Found::Unread(place) => findings.add_unread(place),
            Found::Nothing => {}
        }
    }
    read_pairs(frame, &finders, &mut used, deadline, findings);
}

/// Reads codes of which two corner patterns are left over. What cannot be read there is seldom a code, and not told.
fn read_pairs(
    frame: &LumaFrame<'_>,
    finders: &[Finder],
    used: &mut [bool],
    deadline: Instant,
    findings: &mut Findings,
) {
    for (patterns, corners) in grid::pairs(finders, used) {
        if is_used(used, &patterns) || findings.covers(quad::middle(&corners.quad())) {
            continue;
        }
        if Instant::now() >= deadline {
            return;
        }
        if let Found::Read(code) = grid::read(frame, &corners, deadline) {
            findings.add(code);
            use_up(used, &patterns);
        }
    }
}

fn is_used(used: &[bool], patterns: &[usize]) -> bool {
    let mut states = patterns.iter().filter_map(|&at| used.get(at));
    states.any(|&used| used)
}

fn use_up(used: &mut [bool], patterns: &[usize]) {
    for &at in patterns {
        if let Some(used) = used.get_mut(at) {
            *used = true;
        }
    }
}

impl fmt::Debug for Cascade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |step: &Step| match &step.reader {
            Reader::Grid => "grid",
            Reader::Decoder(decoder) => decoder.name(),
        };
        let steps = self.first.iter().chain(&self.steps);
        f.debug_list()
            .entries(steps.map(|step| (&step.pass, name(step))))
            .finish()
    }
}

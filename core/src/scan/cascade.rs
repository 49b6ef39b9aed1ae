use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::findings::Findings;
use super::pass::Piece;
use super::pixels::Area;
use super::worker::{Cost, Fit, Worker, decode_guarded};
use super::{Code, Decoder, LumaFrame, MAX_SIDE, Op, Pass, Rqrr, View};

/// An ordered list of steps, each a pass and a decoder.
#[derive(Default)]
pub struct Cascade {
    steps: Vec<Step>,
}

struct Step {
    pass: Pass,
    decoder: Arc<dyn Decoder>,
    cost: Arc<Cost>,
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
const BOX_MEAN: Op = Op::BoxMean { radius: 8, below: 5 };

impl Cascade {
    /// A cascade without steps; it reads nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a step at the end.
    #[must_use]
    pub fn then(mut self, pass: Pass, decoder: Arc<dyn Decoder>) -> Self {
        self.steps.push(Step {
            pass,
            decoder,
            cost: Arc::default(),
        });
        self
    }

    /// The steps for camera frames. Small tiles read sheets of stamps, whole frames a stamp held close.
    pub fn camera() -> Self {
        Self::new()
            .read(WHOLE, &[BOX_MEAN])
            .read(SMALL_TILES, &[])
            .read(WHOLE, &[])
            .read(SMALL_TILES, &[BOX_MEAN])
            .read(WHOLE, &[Op::Hybrid])
            .read(WHOLE, &[Op::Invert, BOX_MEAN])
    }

    /// The steps for still pictures: also close-ups, large pictures, and modules of two pixels.
    pub fn still() -> Self {
        const SHARPEN: Op = Op::Unsharp {
            radius: 3,
            tenths: 15,
        };
        const DOUBLED_BOX_MEAN: Op = Op::BoxMean { radius: 16, below: 5 };
        Self::new()
            .read(SMALL_TILES, &[BOX_MEAN])
            .read(SMALL_TILES, &[])
            .read(WHOLE, &[BOX_MEAN])
            .read(WHOLE, &[])
            .read(WHOLE, &[Op::Hybrid])
            .read(WHOLE, &[Op::Invert, BOX_MEAN])
            .read(View::Whole(MAX_SIDE / 2), &[])
            .read(LARGE_TILES, &[BOX_MEAN])
            .read(DOUBLED_TILES, &[SHARPEN, DOUBLED_BOX_MEAN])
    }

    /// Adds a step for rqrr.
    fn read(self, view: View, ops: &[Op]) -> Self {
        self.then(Pass::new(view, ops), Arc::new(Rqrr))
    }

    /// Runs the turns on a frame for as long as the time lasts, and gives the codes and the turn that the
    /// next camera frame should begin with.
    ///
    /// A place where two calls read the same text is covered for those that follow: rqrr spends some 10 ms
    /// on every code it sees, and mixes up the corner patterns of neighbours.
    pub(super) fn scan(&self, frame: &LumaFrame<'_>, worker: &Worker, run: Run) -> (Vec<Code>, usize) {
        let turns: Vec<Turn<'_>> = self.steps.iter().flat_map(|step| step.turns(frame)).collect();
        let first = run.first.checked_rem(turns.len()).unwrap_or_default();
        let mut findings = Findings::default();
        for (index, turn) in turns.iter().enumerate().cycle().skip(first).take(turns.len()) {
            match turn.step.cost.fit(run.began, run.deadline) {
                Fit::Now => turn.take(frame, worker, run, &mut findings),
                Fit::NextFrame => return (findings.into_codes(), index),
                Fit::Never => {}
            }
        }
        (findings.into_codes(), first + 1)
    }
}

/// One call of a decoder: a step on one area of the frame.
struct Turn<'a> {
    step: &'a Step,
    area: Area,
}

impl Step {
    fn turns(&self, frame: &LumaFrame<'_>) -> impl Iterator<Item = Turn<'_>> {
        let areas = self.pass.areas(frame).into_iter();
        areas.map(|area| Turn { step: self, area })
    }
}

impl Turn<'_> {
    /// Adds what the decoder reads in the area.
    fn take(&self, frame: &LumaFrame<'_>, worker: &Worker, run: Run, findings: &mut Findings) {
        if let Some(piece) = self.step.pass.piece(frame, self.area, findings.settled()) {
            for code in self.decode(&piece, worker, run) {
                findings.add(piece.locate(code));
            }
        }
    }

    fn decode(&self, piece: &Piece, worker: &Worker, run: Run) -> Vec<Code> {
        let Step { decoder, cost, .. } = self.step;
        if decoder.may_overrun() {
            return worker.decode(decoder, &piece.picture, cost, run.deadline, run.patience);
        }
        let began = Instant::now();
        let codes = decode_guarded(decoder.as_ref(), &piece.picture.as_frame(), run.deadline);
        cost.record(began);
        codes
    }
}

impl fmt::Debug for Cascade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.steps.iter().map(|step| (&step.pass, step.decoder.name()));
        f.debug_list().entries(steps).finish()
    }
}

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::findings::Findings;
use super::pass::Piece;
use super::worker::{Cost, Worker, decode_guarded};
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
    /// The step to begin with; the others follow in order, round to the one before it.
    pub(super) first: usize,
    /// When the answer is due.
    pub(super) deadline: Instant,
    /// Until when to wait for a worker that is stuck in an earlier picture.
    pub(super) patience: Instant,
}

/// A local threshold with a window of about the width of two stamps' modules.
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

    /// The steps for camera frames: whole-frame passes that each fit a frame's time on a laptop.
    pub fn camera() -> Self {
        let rqrr: Arc<dyn Decoder> = Arc::new(Rqrr);
        let whole = View::Whole(MAX_SIDE);
        Self::new()
            .then(Pass::new(whole, &[BOX_MEAN]), Arc::clone(&rqrr))
            .then(Pass::new(whole, &[]), Arc::clone(&rqrr))
            .then(Pass::new(whole, &[Op::Hybrid]), Arc::clone(&rqrr))
            .then(Pass::new(whole, &[Op::Invert, BOX_MEAN]), rqrr)
    }

    /// The steps for still pictures: those of camera frames, a small copy for close-ups, then pieces at
    /// full and at double size for many or small codes.
    pub fn still() -> Self {
        const SHARPEN: Op = Op::Unsharp {
            radius: 3,
            tenths: 15,
        };
        const DOUBLED_BOX_MEAN: Op = Op::BoxMean { radius: 16, below: 5 };
        let rqrr: Arc<dyn Decoder> = Arc::new(Rqrr);
        Self::camera()
            .then(Pass::new(View::Whole(MAX_SIDE / 2), &[]), Arc::clone(&rqrr))
            .then(Pass::new(View::Tiles, &[BOX_MEAN]), Arc::clone(&rqrr))
            .then(Pass::new(View::Tiles, &[]), Arc::clone(&rqrr))
            .then(Pass::new(View::DoubledTiles, &[SHARPEN, DOUBLED_BOX_MEAN]), rqrr)
    }

    /// Runs the steps on a frame for as long as the time lasts. The first step always runs; a later one only
    /// if its latest call would have fitted the time left. Gives the codes and the first step that did not
    /// run (or the second, when all did), where the next camera frame should begin.
    pub(super) fn scan(&self, frame: &LumaFrame<'_>, worker: &Worker, run: Run) -> (Vec<Code>, usize) {
        let count = self.steps.len();
        let order = (0..count)
            .cycle()
            .skip(run.first.checked_rem(count).unwrap_or_default());
        let mut findings = Findings::default();
        let mut skipped = None;
        for (turn, index) in order.take(count).enumerate() {
            let Some(step) = self.steps.get(index) else {
                continue;
            };
            if turn == 0 || step.cost.fits(run.deadline) {
                step.search(frame, worker, run, &mut findings);
            } else {
                skipped = skipped.or(Some(index));
            }
        }
        (findings.into_codes(), skipped.unwrap_or(run.first + 1))
    }
}

impl Step {
    /// Adds what the decoder reads in the pieces of the frame that the time allows.
    fn search(&self, frame: &LumaFrame<'_>, worker: &Worker, run: Run, findings: &mut Findings) {
        for area in self.pass.areas(frame) {
            if Instant::now() >= run.deadline {
                return;
            }
            let Some(piece) = self.pass.piece(frame, area) else {
                continue;
            };
            let found = self.decode(&piece, worker, run);
            for code in found {
                findings.add(piece.locate(code));
            }
        }
    }

    fn decode(&self, piece: &Piece, worker: &Worker, run: Run) -> Vec<Code> {
        if self.decoder.may_overrun() {
            return worker.decode(
                &self.decoder,
                &piece.picture,
                &self.cost,
                run.deadline,
                run.patience,
            );
        }
        let began = Instant::now();
        let codes = decode_guarded(self.decoder.as_ref(), &piece.picture.as_frame(), run.deadline);
        self.cost.record(began);
        codes
    }
}

impl fmt::Debug for Cascade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.steps.iter().map(|step| (&step.pass, step.decoder.name()));
        f.debug_list().entries(steps).finish()
    }
}

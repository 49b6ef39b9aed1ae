use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::cascade::{Effort, Run};
use super::worker::Worker;
use super::{Budget, Cascade, Code, LumaFrame, ScanError, Sight};

/// Reads codes from camera frames and still pictures. Make one and keep it: it owns the worker thread, and
/// spreads the passes of a scan over the frames. It may be shared between threads.
#[derive(Debug)]
pub struct Scanner {
    camera: Cascade,
    still: Cascade,
    camera_budget: Budget,
    still_budget: Budget,
    worker: Worker,
    /// The turn of the camera cascade to begin the next frame with.
    turn: AtomicUsize,
    /// Camera frames so far.
    frames: AtomicUsize,
}

/// Of so many frames that the first steps read, one is looked at by another pass too: a sheet may have codes of two
/// sizes.
const ONE_MORE_EVERY: usize = 4;

impl Default for Scanner {
    fn default() -> Self {
        Self::with_cascades(Cascade::camera(), Cascade::still())
    }
}

impl Scanner {
    /// A scanner with the default cascades and budgets.
    pub fn new() -> Self {
        Self::default()
    }

    /// A scanner with other cascades, the first for camera frames and the second for still pictures.
    pub fn with_cascades(camera: Cascade, still: Cascade) -> Self {
        Self {
            camera,
            still,
            camera_budget: Budget::CAMERA,
            still_budget: Budget::STILL,
            worker: Worker::default(),
            turn: AtomicUsize::new(0),
            frames: AtomicUsize::new(1),
        }
    }

    /// The scanner with other budgets for camera frames and still pictures.
    #[must_use]
    pub fn with_budgets(mut self, camera: Budget, still: Budget) -> Self {
        self.camera_budget = camera;
        self.still_budget = still;
        self
    }

    /// Reads a camera frame: the luma (Y) plane, rows of `width` bytes every `stride` bytes.
    ///
    /// Answers within the camera budget with the codes it read: none, one or many. A budget has room for
    /// some of the passes only; the next frame goes on where this one stopped, so a code may be read a few
    /// frames after it came into view. The caller merges the frames by text. While a decoder is stuck in an
    /// earlier frame, it answers at once with what the other decoders read.
    pub fn push_luma(
        &self,
        pixels: &[u8],
        width: u32,
        height: u32,
        stride: u32,
    ) -> Result<Vec<Code>, ScanError> {
        Ok(self.look(pixels, width, height, stride)?.codes)
    }

    /// Like [`Scanner::push_luma`], with the places where a code is seen that could not be read: what a sweep
    /// over a whole sheet is fed with.
    pub fn look(&self, pixels: &[u8], width: u32, height: u32, stride: u32) -> Result<Sight, ScanError> {
        let frame = LumaFrame::new(pixels, width, height, stride)?;
        let began = Instant::now();
        let count = self.frames.fetch_add(1, Ordering::Relaxed);
        let run = Run {
            first: self.turn.load(Ordering::Relaxed),
            began,
            deadline: self.camera_budget.deadline(),
            patience: began,
            effort: if count.is_multiple_of(ONE_MORE_EVERY) {
                Effort::OneMore
            } else {
                Effort::UntilRead
            },
        };
        let (sight, next) = self.camera.scan(&frame, &self.worker, run);
        self.turn.store(next, Ordering::Relaxed);
        Ok(sight)
    }

    /// Reads a still picture with every pass, within the budget for still pictures: all codes that any pass
    /// read, each once per place.
    pub fn read_still(
        &self,
        pixels: &[u8],
        width: u32,
        height: u32,
        stride: u32,
    ) -> Result<Vec<Code>, ScanError> {
        let frame = LumaFrame::new(pixels, width, height, stride)?;
        let deadline = self.still_budget.deadline();
        let run = Run {
            first: 0,
            began: Instant::now(),
            deadline,
            patience: deadline,
            effort: Effort::Full,
        };
        Ok(self.still.scan(&frame, &self.worker, run).0.codes)
    }
}

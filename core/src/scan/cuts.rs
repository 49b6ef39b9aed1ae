use std::sync::atomic::{AtomicUsize, Ordering};

/// How often the time of a frame was over before all of it had been looked at. The next frame is looked at from another
/// place on: a slow phone reads four of ten stamps in a frame, and would otherwise read the same four in each.
#[derive(Debug, Default)]
pub(super) struct Cuts(AtomicUsize);

/// The plastic number's powers of 2^32: points that go on by them fill a square soonest and evenly (Roberts, 2018).
const DOWN: u64 = 3_242_174_889;
const ALONG: u64 = 2_447_445_414;

impl Cuts {
    /// Notes that the time was over.
    pub(super) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Which of so many rows, or of so many things, to begin with: the first until a frame was cut.
    pub(super) fn begin(&self, rows: usize) -> usize {
        self.place(DOWN, rows)
    }

    /// Which of so many places in a row to begin with: the first until a frame was cut.
    pub(super) fn begin_along(&self, places: usize) -> usize {
        self.place(ALONG, places)
    }

    fn place(&self, step: u64, places: usize) -> usize {
        let share = (self.0.load(Ordering::Relaxed) as u64).wrapping_mul(step) & u64::from(u32::MAX);
        let place = (u128::from(share) * places as u128) >> 32;
        usize::try_from(place).unwrap_or_default()
    }
}

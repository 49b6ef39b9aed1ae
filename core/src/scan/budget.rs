use std::time::{Duration, Instant};

/// How long one picture may take.
///
/// It bounds the wait, not the reading: on a phone where one decoder call needs longer than the camera
/// budget, nothing is read, so a shell on a slow phone gives the scanner a larger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The longest time from handing a picture over to having the answer.
    pub per_frame: Duration,
}

impl Budget {
    /// A camera frame at 30 frames a second.
    pub const CAMERA: Self = Self {
        per_frame: Duration::from_millis(33),
    };

    /// A still picture a person chose and waits for.
    pub const STILL: Self = Self {
        per_frame: Duration::from_secs(5),
    };

    /// What is left of it until `deadline`.
    pub(super) fn until(deadline: Instant) -> Self {
        Self {
            per_frame: deadline.saturating_duration_since(Instant::now()),
        }
    }

    /// The moment it ends, counted from now. A budget too long for the clock is a day.
    pub(super) fn deadline(self) -> Instant {
        const DAY: Duration = Duration::from_secs(24 * 3600);
        let now = Instant::now();
        now + self.per_frame.min(DAY)
    }
}

use chrono::{Local, Offset};

use crate::model::{ClockTrust, Moment};

/// Where the book takes the time from. Shells use [`SystemClock`]; tests bring their own.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Moment;
}

/// The device's clock and its time zone.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let now = Local::now();
        let offset_min = i16::try_from(now.offset().fix().local_minus_utc() / 60).unwrap_or_default();
        Moment {
            utc_ms: now.timestamp_millis(),
            offset_min,
            trust: ClockTrust::Device,
        }
    }
}

//! Time in a world: one true time, which the hub keeps, and phones whose clocks people turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

use fieldbook_core::Clock;
use fieldbook_core::model::{ClockTrust, Moment, SinceBoot};

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;
pub const YEAR: i64 = 365 * DAY;

/// The true time, which passes only when a test says so.
#[derive(Clone)]
pub struct Time(Arc<AtomicI64>);

impl Default for Time {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(1_790_000_000_000)))
    }
}

impl Time {
    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Lets time pass, for everybody.
    pub fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// The hub's clock is right.
    pub fn hub(&self) -> fieldbook_hub::Clock {
        let time = self.clone();
        fieldbook_hub::Clock::from_fn(move || moment(time.now_ms()))
    }

    /// A phone just switched on, whose clock is so far ahead of the true time.
    pub fn phone(&self, ahead_ms: i64) -> Arc<PhoneClock> {
        Arc::new(PhoneClock {
            ahead_ms: AtomicI64::new(ahead_ms),
            booted_ms: AtomicI64::new(self.now_ms()),
            boots: AtomicU8::new(1),
            time: self.clone(),
        })
    }
}

/// A phone's two clocks.
pub struct PhoneClock {
    time: Time,
    ahead_ms: AtomicI64,
    booted_ms: AtomicI64,
    boots: AtomicU8,
}

impl PhoneClock {
    /// A person turns the clock forward, or back.
    pub fn turn(&self, by_ms: i64) {
        self.ahead_ms.fetch_add(by_ms, Ordering::SeqCst);
    }

    /// How far it is ahead of the true time, milliseconds.
    pub fn ahead_ms(&self) -> i64 {
        self.ahead_ms.load(Ordering::SeqCst)
    }

    /// The phone is switched off and on; its clock on the wall goes on.
    pub fn reboot(&self) {
        self.booted_ms.store(self.time.now_ms(), Ordering::SeqCst);
        self.boots.fetch_add(1, Ordering::SeqCst);
    }
}

impl Clock for PhoneClock {
    fn now(&self) -> Moment {
        moment(self.time.now_ms() + self.ahead_ms())
    }

    fn since_boot(&self) -> Option<SinceBoot> {
        Some(SinceBoot {
            boot: [self.boots.load(Ordering::SeqCst); 16],
            elapsed_ms: self.time.now_ms() - self.booted_ms.load(Ordering::SeqCst),
        })
    }
}

fn moment(utc_ms: i64) -> Moment {
    Moment {
        utc_ms,
        offset_min: 420,
        trust: ClockTrust::Device,
    }
}

use super::book::Book;
use super::error::Fault;
use super::lock;
use crate::model::{ClockReading, ClockState, HubClock, Moment};

/// What is known of this device's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockView {
    /// Compared with the hub's or not, and turned since or not.
    pub state: ClockState,
    /// Hub time minus this device's clock, milliseconds, where it is known; at least so much when the device
    /// was switched off since and its clock stands before the hub's last word.
    pub offset_ms: Option<i64>,
    /// How far the comparison itself may be off, milliseconds.
    pub uncertainty_ms: Option<i64>,
}

impl Book {
    /// Both clocks of the device at once.
    pub(super) fn reading(&self) -> ClockReading {
        let clock = &self.config.clock;
        ClockReading {
            wall: clock.now(),
            since_boot: clock.since_boot(),
        }
    }

    /// Now, as the device's clock says, with how far it can be trusted.
    pub(super) fn now(&self) -> Moment {
        self.now_and_offset().0
    }

    /// Now, and the hub's time minus it in whole seconds where that is known.
    pub(super) fn now_and_offset(&self) -> (Moment, Option<i64>) {
        let reading = self.reading();
        let Some(clock) = self.hub_clock() else {
            return (reading.wall, None);
        };
        let now = Moment {
            trust: clock.trust(&reading),
            ..reading.wall
        };
        let offset = clock.offset_ms(&reading);
        // Rounded to the nearest second: half a round trip is more uncertain than that.
        (now, offset.map(|ms| ms.saturating_add(500).div_euclid(1_000)))
    }

    /// Now by the hub's clock as far as it is known: what leases, certificates and invitations are judged
    /// by. It never stands before the hub's last word.
    pub(super) fn hub_now(&self) -> Moment {
        let reading = self.reading();
        let offset = self.hub_clock().and_then(|clock| clock.offset_ms(&reading));
        reading.wall.plus_ms(offset.unwrap_or_default())
    }

    /// The hub's time, when it has been measured since the device was switched on.
    pub(super) fn measured_hub_ms(&self) -> Option<i64> {
        let reading = self.reading();
        let clock = self.hub_clock()?;
        let offset = clock.offset_ms(&reading)?;
        (clock.state(&reading) != ClockState::Unchecked).then(|| reading.wall.plus_ms(offset).utc_ms)
    }

    pub(super) fn hub_clock(&self) -> Option<HubClock> {
        *lock(&self.hub_clock)
    }

    /// Takes a comparison that is in the file into memory.
    pub(super) fn set_hub_clock(&self, clock: HubClock) {
        *lock(&self.hub_clock) = Some(clock);
    }

    pub(super) fn load_hub_clock(&self) -> Result<(), Fault> {
        *lock(&self.hub_clock) = self.store.glance(|reading| reading.hub_clock())?;
        Ok(())
    }

    pub(super) fn clock_view(&self) -> ClockView {
        let reading = self.reading();
        let clock = self.hub_clock();
        ClockView {
            state: clock.map_or(ClockState::Unchecked, |clock| clock.state(&reading)),
            offset_ms: clock.and_then(|clock| clock.offset_ms(&reading)),
            uncertainty_ms: clock.map(|clock| clock.uncertainty_ms),
        }
    }
}

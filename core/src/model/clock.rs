use super::{ClockTrust, Moment};

/// How long a device has been switched on. Nobody can turn this clock; it starts over with each boot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SinceBoot {
    /// Random, another one for each boot.
    pub boot: [u8; 16],
    /// Milliseconds since then, sleep included.
    pub elapsed_ms: i64,
}

/// One look at a device's clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The clock on the wall, as the person sees and turns it.
    pub wall: Moment,
    /// The clock that cannot be turned, where the device has one.
    pub since_boot: Option<SinceBoot>,
}

/// The hub's time, as an answer of it told, beside this device's clocks at that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HubClock {
    /// The hub's clock, milliseconds since 1970.
    pub hub_ms: i64,
    /// How far that may be off: half of the round trip.
    pub uncertainty_ms: i64,
    /// The device's clock on the wall.
    pub device_ms: i64,
    /// The device's clock that cannot be turned.
    pub since_boot: Option<SinceBoot>,
}

/// What is known of a device's clock on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    /// Not compared with the hub's since the device was switched on, or the device cannot tell.
    Unchecked,
    /// Compared, and it has gone evenly since.
    Checked,
    /// Compared, and somebody has turned it since.
    Turned,
}

impl ClockState {
    /// The name in output and texts: `clock_state.<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::Checked => "checked",
            Self::Turned => "turned",
        }
    }
}

/// How much further the clock on the wall may have moved than the one that cannot be turned. People turn a
/// clock by whole minutes; a network service trims it by the drift of the quartz, at 20 ppm 24 seconds in
/// the 14 days of a certificate.
const TRIM_MS: i64 = 30_000;

impl HubClock {
    /// From the looks at the clocks when the request left and when the answer had come. The hub looked at
    /// its own in between.
    pub fn between(sent: ClockReading, answered: ClockReading, hub_ms: i64) -> Self {
        let by_boot = sent
            .since_boot
            .zip(answered.since_boot)
            .filter(|(sent, answered)| sent.boot == answered.boot)
            .map(|(sent, answered)| answered.elapsed_ms.saturating_sub(sent.elapsed_ms));
        let by_wall = || answered.wall.utc_ms.saturating_sub(sent.wall.utc_ms);
        let half = by_boot.unwrap_or_else(by_wall).max(0) / 2;
        Self {
            hub_ms,
            uncertainty_ms: half,
            device_ms: answered.wall.utc_ms.saturating_sub(half),
            since_boot: answered.since_boot.map(|since| SinceBoot {
                elapsed_ms: since.elapsed_ms.saturating_sub(half),
                ..since
            }),
        }
    }

    /// Milliseconds since the comparison by the clock that cannot be turned; `None` after a reboot.
    fn passed_ms(&self, now: &ClockReading) -> Option<i64> {
        let (then, now) = self.since_boot.zip(now.since_boot)?;
        (then.boot == now.boot).then(|| now.elapsed_ms.saturating_sub(then.elapsed_ms))
    }

    /// What is known of the clock on the wall now.
    pub fn state(&self, now: &ClockReading) -> ClockState {
        let moved = now.wall.utc_ms.saturating_sub(self.device_ms);
        match self.passed_ms(now) {
            None => ClockState::Unchecked,
            Some(passed) if moved.saturating_sub(passed).saturating_abs() <= TRIM_MS => ClockState::Checked,
            Some(_) => ClockState::Turned,
        }
    }

    /// How far a moment of that clock can be trusted.
    pub fn trust(&self, now: &ClockReading) -> ClockTrust {
        match self.state(now) {
            ClockState::Checked => ClockTrust::HubChecked,
            ClockState::Unchecked | ClockState::Turned => ClockTrust::Device,
        }
    }

    /// Hub time minus the clock on the wall, milliseconds. In the same boot it is measured, also when the
    /// wall clock was turned. After a reboot only a clock that stands before the hub's last word is known to
    /// be wrong: by at least so much.
    pub fn offset_ms(&self, now: &ClockReading) -> Option<i64> {
        let behind = || {
            let gap = self.hub_ms.saturating_sub(now.wall.utc_ms);
            (gap > 0).then_some(gap)
        };
        self.passed_ms(now)
            .map(|passed| self.hub_ms.saturating_add(passed).saturating_sub(now.wall.utc_ms))
            .or_else(behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR: i64 = 365 * 86_400_000;

    fn reading(boot: u8, wall_ms: i64, elapsed_ms: i64) -> ClockReading {
        ClockReading {
            wall: Moment {
                utc_ms: wall_ms,
                offset_min: 420,
                trust: ClockTrust::Device,
            },
            since_boot: Some(SinceBoot {
                boot: [boot; 16],
                elapsed_ms,
            }),
        }
    }

    /// The hub is three hours ahead of the phone; the round trip takes four seconds.
    fn compared() -> HubClock {
        HubClock::between(reading(1, 1_000, 50_000), reading(1, 5_000, 54_000), 10_803_000)
    }

    #[test]
    fn the_offset_is_taken_in_the_middle_of_the_round_trip() {
        let clock = compared();
        assert_eq!((clock.uncertainty_ms, clock.device_ms), (2_000, 3_000));
        assert_eq!(clock.offset_ms(&reading(1, 5_000, 54_000)), Some(10_800_000));
    }

    #[test]
    fn a_clock_that_goes_evenly_is_trusted_and_a_turned_one_is_not() {
        let clock = compared();
        for (drift, state) in [
            (0, ClockState::Checked),
            (TRIM_MS, ClockState::Checked),
            (-TRIM_MS, ClockState::Checked),
            (TRIM_MS + 1, ClockState::Turned),
            (-60_000, ClockState::Turned),
            (2 * YEAR, ClockState::Turned),
            (-2 * YEAR, ClockState::Turned),
        ] {
            let now = reading(1, 3_000 + 86_400_000 + drift, 52_000 + 86_400_000);
            assert_eq!(clock.state(&now), state, "{drift}");
            assert_eq!(
                clock.offset_ms(&now),
                Some(10_800_000 - drift),
                "measured all the same"
            );
        }
    }

    #[test]
    fn after_a_reboot_only_a_clock_behind_the_hub_is_known_to_be_wrong() {
        let clock = compared();
        let later = reading(2, 20_000_000, 100);
        assert_eq!(
            (clock.state(&later), clock.offset_ms(&later)),
            (ClockState::Unchecked, None)
        );
        assert_eq!(clock.offset_ms(&reading(2, 0, 100)), Some(10_803_000));
    }

    #[test]
    fn no_numbers_make_it_overflow() {
        let far = reading(1, i64::MAX, i64::MIN);
        let clock = HubClock::between(far, reading(1, i64::MIN, i64::MAX), i64::MAX);
        for now in [far, reading(1, i64::MIN, i64::MAX), reading(2, 0, 0)] {
            let _ = (clock.state(&now), clock.offset_ms(&now));
        }
    }
}

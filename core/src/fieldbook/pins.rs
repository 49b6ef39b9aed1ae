use super::book::Book;
use super::error::Fault;
use super::lock;
use crate::identity::{Pin, SealedPin};
use crate::model::{ClockReading, PersonId};
use crate::store::PinRow;

/// Wrong tries before a person has to wait: fat fingers and wet screens need a few.
const FREE_TRIES: u32 = 4;
const MINUTE_MS: i64 = 60_000;
/// The wait after the fifth wrong try and each further one, and the text that says it. At the last, ten
/// thousand PINs of four digits take over a year.
const WAITS: [(i64, &str); 4] = [
    (MINUTE_MS, "pin_wait_1"),
    (5 * MINUTE_MS, "pin_wait_5"),
    (15 * MINUTE_MS, "pin_wait_15"),
    (60 * MINUTE_MS, "pin_wait_60"),
];

/// The wait after so many wrong tries in a row.
fn wait_ms(tries: u32) -> i64 {
    let Some(place) = tries.checked_sub(FREE_TRIES + 1) else {
        return 0;
    };
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    WAITS.get(place).or(WAITS.last()).map_or(0, |(ms, _)| *ms)
}

/// How much of the wait is left. It is counted by the clock that nobody can turn; after a reboot by that
/// clock alone, so that switching off never shortens it. A device without that clock has only the one on
/// the wall, which can be turned forward.
fn left_ms(pin: &PinRow, now: &ClockReading) -> i64 {
    let wait = wait_ms(pin.tries);
    let passed = match (pin.tried_since_boot, now.since_boot) {
        (Some(tried), Some(now)) if tried.boot == now.boot => now.elapsed_ms.saturating_sub(tried.elapsed_ms),
        (_, Some(now)) => now.elapsed_ms,
        (_, None) => now.wall.utc_ms.saturating_sub(pin.tried_ms),
    };
    wait.saturating_sub(passed).clamp(0, wait)
}

/// What a person is told who has to wait so long: the next longer of the four.
fn wait_reason(left: i64) -> &'static str {
    let fits = WAITS.iter().find(|(ms, _)| left <= *ms);
    fits.or(WAITS.last()).map_or("wrong_pin", |(_, reason)| *reason)
}

impl PinRow {
    fn sealed(&self) -> SealedPin {
        SealedPin {
            salt: self.salt,
            hash: self.hash,
        }
    }

    fn tried(&mut self, tries: u32, at: &ClockReading) {
        self.tries = tries;
        self.tried_ms = at.wall.utc_ms;
        self.tried_since_boot = at.since_boot;
    }
}

impl Book {
    /// Lets a person in who has no PIN, or who has typed it.
    pub(super) fn unlock(&self, person: PersonId, typed: Option<&str>) -> Result<(), Fault> {
        let one_at_a_time = lock(&self.pins);
        let unlocked = self.try_pin(person, typed);
        drop(one_at_a_time);
        unlocked
    }

    fn try_pin(&self, person: PersonId, typed: Option<&str>) -> Result<(), Fault> {
        let Some(mut kept) = self.store.read(|reading| reading.pin(person))? else {
            return Ok(());
        };
        let pin = Pin::new(typed.ok_or(Fault::NotAllowed("pin_needed"))?)?;
        let now = self.reading();
        self.check_wait(person, &mut kept, &now)?;
        // Counted before it is looked at: a kill in between must not make a try free.
        kept.tried(kept.tries.saturating_add(1), &now);
        self.keep_pin(person, Some(&kept))?;
        if pin.opens(&kept.sealed())? {
            kept.tried(0, &now);
            return self.keep_pin(person, Some(&kept));
        }
        match left_ms(&kept, &now) {
            0 => Err(Fault::NotAllowed("wrong_pin")),
            left => Err(Fault::NotAllowed(wait_reason(left))),
        }
    }

    fn check_wait(&self, person: PersonId, kept: &mut PinRow, now: &ClockReading) -> Result<(), Fault> {
        let left = left_ms(kept, now);
        if left == 0 {
            return Ok(());
        }
        if now.since_boot.is_none() && now.wall.utc_ms < kept.tried_ms {
            // The only clock was set back: the wait starts again now, or it would last as long as the jump.
            kept.tried(kept.tries, now);
            self.keep_pin(person, Some(kept))?;
        }
        Err(Fault::NotAllowed(wait_reason(left)))
    }

    /// Sets, changes or takes away the current person's PIN.
    pub(super) fn set_pin(&self, old: Option<&str>, new: Option<&str>) -> Result<(), Fault> {
        let sealed = new.map(Pin::new).transpose()?.map(|pin| pin.seal()).transpose()?;
        let person = self.person();
        let one_at_a_time = lock(&self.pins);
        self.try_pin(person, old)?;
        let row = sealed.map(|sealed| PinRow {
            salt: sealed.salt,
            hash: sealed.hash,
            tries: 0,
            tried_ms: 0,
            tried_since_boot: None,
        });
        self.keep_pin(person, row.as_ref())?;
        drop(one_at_a_time);
        self.ring();
        Ok(())
    }

    fn keep_pin(&self, person: PersonId, pin: Option<&PinRow>) -> Result<(), Fault> {
        Ok(self.store.write(|writing| writing.set_pin(person, pin))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClockTrust, Moment, SinceBoot};

    fn at(boot: Option<u8>, elapsed_ms: i64, wall_ms: i64) -> ClockReading {
        ClockReading {
            wall: Moment {
                utc_ms: wall_ms,
                offset_min: 420,
                trust: ClockTrust::Device,
            },
            since_boot: boot.map(|boot| SinceBoot {
                boot: [boot; 16],
                elapsed_ms,
            }),
        }
    }

    fn tried(tries: u32, at: &ClockReading) -> PinRow {
        let mut row = PinRow {
            salt: [0; 16],
            hash: [0; 32],
            tries,
            tried_ms: 0,
            tried_since_boot: None,
        };
        row.tried(tries, at);
        row
    }

    #[test]
    fn waits_grow_and_end_at_an_hour() {
        let waits: Vec<i64> = (0..12).map(|tries| wait_ms(tries) / MINUTE_MS).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 5, 15, 60, 60, 60, 60]);
        assert_eq!(wait_ms(u32::MAX), 60 * MINUTE_MS);
        assert_eq!(
            [1, MINUTE_MS, MINUTE_MS + 1, 14 * MINUTE_MS, 16 * MINUTE_MS].map(wait_reason),
            [
                "pin_wait_1",
                "pin_wait_1",
                "pin_wait_5",
                "pin_wait_15",
                "pin_wait_60"
            ]
        );
    }

    #[test]
    fn no_turned_clock_and_no_reboot_shortens_a_wait() {
        let row = tried(7, &at(Some(1), 1_000, 500_000_000));
        let left = |now: ClockReading| left_ms(&row, &now) / MINUTE_MS;
        assert_eq!(
            left(at(Some(1), 1_000, i64::MAX)),
            15,
            "the wall clock set forward"
        );
        assert_eq!(left(at(Some(1), 1_000, 0)), 15, "and back");
        assert_eq!(left(at(Some(1), 1_000 + 10 * MINUTE_MS, 0)), 5);
        assert_eq!(left(at(Some(2), 0, i64::MAX)), 15, "switched off and on");
        assert_eq!(left(at(Some(2), 15 * MINUTE_MS, 0)), 0);
        let wall_only = tried(7, &at(None, 0, 500_000_000));
        assert_eq!(left_ms(&wall_only, &at(None, 0, 0)), 15 * MINUTE_MS);
        assert_eq!(
            left_ms(&wall_only, &at(None, 0, i64::MAX)),
            0,
            "all a device without it can do"
        );
    }
}

//! How much one exchange carries, learnt from how long the last ones took.

/// What an exchange is to take. On a link that breaks, each answer saves what it covers; on a good one more
/// round trips only cost time.
const GOAL_MS: u64 = 5_000;
/// The hub's own floor; below it the frame weighs more than what is in it.
const LEAST: u32 = 4 * 1024;
/// The hub's own ceiling.
const MOST: u32 = 256 * 1024;
/// On a link nobody knows: a third of it remains after deflating, which is 2 s at 40 kbit/s.
const UNKNOWN: u32 = 32 * 1024;
/// The most a remembered link starts with: the person may have left the Wi-Fi since, and 40 KiB on the wire
/// still pass a 2G mast in 9 s.
const START_MAX: u32 = 128 * 1024;
/// One exchange moves the size by no more than this factor: one lucky or unlucky answer is no proof.
const STEP: u32 = 4;

/// Bytes of changes, before deflating, that one exchange may carry each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace(u32);

impl Pace {
    /// Begins with what the last sync ended with, or small.
    pub fn begin(remembered: Option<u32>) -> Self {
        Self(remembered.map_or(UNKNOWN, |bytes| bytes.clamp(LEAST, START_MAX)))
    }

    /// The size now.
    pub fn bytes(self) -> u32 {
        self.0
    }

    /// An exchange carried so many bytes both ways and took so long. What carried little teaches nothing,
    /// unless even that took too long.
    #[must_use]
    pub fn learn(self, bytes: u64, ms: u64) -> Self {
        let fitting = bytes.saturating_mul(GOAL_MS) / ms.max(1);
        let fitting = u32::try_from(fitting).unwrap_or(u32::MAX);
        let telling = bytes >= u64::from(self.0 / 2) || (ms > GOAL_MS && fitting < self.0);
        if !telling {
            return self;
        }
        let stepped = fitting.clamp(self.0 / STEP, self.0.saturating_mul(STEP));
        Self(stepped.clamp(LEAST, MOST))
    }

    /// An exchange was cut.
    #[must_use]
    pub fn halve(self) -> Self {
        Self((self.0 / 2).max(LEAST))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What an exchange of so many bytes takes on a link, when a third is left after deflating.
    fn takes(bytes: u32, bits_per_s: u64, round_trip_ms: u64) -> u64 {
        round_trip_ms + u64::from(bytes / 3) * 8 * 1000 / bits_per_s
    }

    fn settled(bits_per_s: u64, round_trip_ms: u64) -> Pace {
        (0..12).fold(Pace::begin(None), |pace, _| {
            pace.learn(
                pace.bytes().into(),
                takes(pace.bytes(), bits_per_s, round_trip_ms),
            )
        })
    }

    #[test]
    fn a_2g_page_is_16_to_32_kib_on_the_wire_and_a_good_link_gets_the_largest() {
        let on_the_wire = settled(40_000, 600).bytes() / 3;
        assert!((16 * 1024..=32 * 1024).contains(&on_the_wire), "{on_the_wire}");
        assert_eq!(settled(2_000_000, 60).bytes(), MOST);
    }

    proptest! {
        /// Whatever the link, an exchange ends up taking four to six seconds, or the size is at a bound.
        #[test]
        fn exchanges_settle_at_four_to_six_seconds(bits_per_s in 2_000u64..5_000_000, round_trip_ms in 1u64..2_000) {
            let pace = settled(bits_per_s, round_trip_ms);
            let ms = takes(pace.bytes(), bits_per_s, round_trip_ms);
            prop_assert!((4_000..=6_000).contains(&ms) || pace.bytes() == MOST && ms < 4_000
                || pace.bytes() == LEAST && ms > 6_000, "{} bytes in {ms} ms", pace.bytes());
        }

        /// No figure, however strange, leads out of the bounds, and a cut never makes the next one larger.
        #[test]
        fn the_size_stays_in_its_bounds(remembered in proptest::option::of(any::<u32>()),
            seen in proptest::collection::vec((any::<u64>(), any::<u64>(), any::<bool>()), 0..40)) {
            let mut pace = Pace::begin(remembered);
            for (bytes, ms, cut) in seen {
                let next = if cut { pace.halve() } else { pace.learn(bytes, ms) };
                prop_assert!((LEAST..=MOST).contains(&next.bytes()));
                prop_assert!(!cut || next.bytes() <= pace.bytes());
                pace = next;
            }
        }

        /// A sync without news says nothing of a slow link.
        #[test]
        fn small_quick_exchanges_teach_nothing(bytes in 0u64..15_000, ms in 0u64..5_000) {
            let pace = Pace::begin(None);
            prop_assert_eq!(pace.learn(bytes, ms), pace);
        }
    }
}

//! The order of a sync, as a machine without clock, socket or randomness: the driver tells it what happened
//! and does what it says next. Every effect can be cut off and repeated, because everything behind it is
//! idempotent by hash.

use super::pace::Pace;

/// What the engine wants done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Present the one-time token; answer with [`Event::Enrolled`] or a failure.
    Enrol,
    /// Sign and gather the next page of the outbox, post it with the cursors, and apply the answer; answer
    /// with [`Event::Exchanged`] or a failure.
    Exchange {
        /// Bytes of changes to carry each way, before deflating.
        bytes: u32,
    },
    /// Fetch the next pack of the hub's list, or list of leased codes, that is not here; answer with [`Event::PackFetched`] or a failure.
    FetchPack,
    /// Send the next file the hub does not have; answer with [`Event::FileSent`] or a failure.
    SendFile,
    /// Do nothing for so many milliseconds; answer with [`Event::Waited`].
    Wait(u64),
    /// The sync is over.
    Finish(Ending),
}

/// How a sync ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Everything is exchanged.
    Complete,
    /// The hub could not be reached; everything is kept for the next time.
    Offline(String),
    /// The hub will not talk to this device; the code says why.
    Refused(String),
    /// Somebody cancelled it.
    Cancelled,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A person, a timer or a network change asks for a sync.
    Start {
        /// The device holds a certificate.
        enrolled: bool,
    },
    /// The certificate is stored.
    Enrolled,
    /// An exchange is applied.
    Exchanged {
        /// Changes remain in the outbox.
        more_to_push: bool,
        /// The hub has more pages.
        more_to_pull: bool,
        /// Packs remain to be fetched.
        packs: bool,
        /// Files remain to be sent.
        files: bool,
        /// Bytes it carried both ways, before deflating.
        bytes: u64,
        /// Milliseconds from the first byte sent to the last byte received.
        ms: u64,
    },
    /// A pack is here, or will not come in this sync.
    PackFetched {
        /// Packs remain to be fetched.
        packs: bool,
        /// Files remain to be sent.
        files: bool,
    },
    /// A file is at the hub.
    FileSent {
        /// Files remain to be sent.
        files: bool,
    },
    /// No answer came.
    Unreachable {
        /// Why, for people.
        why: String,
        /// Any random number; it spreads the retries of many phones that lost the same mast.
        dice: u64,
    },
    /// The hub wanted a fresh nonce and gave one; the driver has stored it.
    StaleNonce,
    /// The hub answered with an error.
    Refused {
        /// The problem's code.
        code: String,
    },
    /// The wait is over.
    Waited,
    /// Somebody cancelled the sync.
    Cancel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Enrolling,
    Exchanging,
    FetchingPacks,
    SendingFiles,
}

/// The wait doubles from one second; the largest is five minutes.
const FIRST_WAIT_MS: u64 = 1_000;
const LONGEST_WAIT_MS: u64 = 300_000;
/// A hub that answers "stale nonce" to the nonce it just gave would keep a phone busy for ever.
const STALE_NONCES_MAX: u32 = 3;

/// The machine of one sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    step: Step,
    failures: u32,
    stale_nonces: u32,
    failures_max: Option<u32>,
    pace: Pace,
    enrolled_again: bool,
    /// Packs came between two exchanges.
    exchange_again: bool,
    done: bool,
}

impl Engine {
    /// An engine that gives up after so many failures in a row; `None` goes on until cancelled.
    pub fn new(failures_max: Option<u32>, pace: Pace) -> Self {
        Self {
            step: Step::Exchanging,
            failures: 0,
            stale_nonces: 0,
            failures_max,
            pace,
            enrolled_again: false,
            exchange_again: false,
            done: false,
        }
    }

    /// How much an exchange carries by now; worth remembering for the next sync.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Takes in what happened and says what to do next.
    pub fn handle(&mut self, event: Event) -> Effect {
        if self.done {
            return Effect::Finish(Ending::Cancelled);
        }
        if let Event::Exchanged { bytes, ms, .. } = event {
            self.pace = self.pace.learn(bytes, ms);
        }
        match event {
            Event::Start { enrolled } => self.go(if enrolled {
                Step::Exchanging
            } else {
                Step::Enrolling
            }),
            Event::Enrolled => self.go(Step::Exchanging),
            // Before further pages and photos: a pack is small, and somebody may be waiting to record with it.
            Event::Exchanged {
                packs: true,
                more_to_push,
                more_to_pull,
                ..
            } => {
                self.exchange_again = more_to_push || more_to_pull;
                self.go(Step::FetchingPacks)
            }
            Event::PackFetched { packs: true, .. } => self.go(Step::FetchingPacks),
            Event::PackFetched { .. } if self.exchange_again => {
                self.exchange_again = false;
                self.go(Step::Exchanging)
            }
            Event::Exchanged {
                more_to_push,
                more_to_pull,
                ..
            } if more_to_push || more_to_pull => self.go(Step::Exchanging),
            Event::Exchanged { files: true, .. }
            | Event::PackFetched { files: true, .. }
            | Event::FileSent { files: true } => self.go(Step::SendingFiles),
            Event::Exchanged { .. } | Event::PackFetched { .. } | Event::FileSent { .. } => {
                self.finish(Ending::Complete)
            }
            Event::Unreachable { why, dice } => self.wait(why, dice),
            Event::StaleNonce => self.again_with_nonce(),
            // A hub restored from a copy older than the enrolment knows neither device nor used token.
            Event::Refused { code } if code == "unknown_device" && !self.enrolled_again => {
                self.enrolled_again = true;
                self.go(Step::Enrolling)
            }
            Event::Refused { code } => self.finish(Ending::Refused(code)),
            Event::Waited => self.effect(),
            Event::Cancel => self.finish(Ending::Cancelled),
        }
    }

    fn go(&mut self, step: Step) -> Effect {
        self.step = step;
        self.failures = 0;
        self.stale_nonces = 0;
        self.effect()
    }

    fn effect(&self) -> Effect {
        match self.step {
            Step::Enrolling => Effect::Enrol,
            Step::Exchanging => Effect::Exchange {
                bytes: self.pace.bytes(),
            },
            Step::FetchingPacks => Effect::FetchPack,
            Step::SendingFiles => Effect::SendFile,
        }
    }

    fn finish(&mut self, ending: Ending) -> Effect {
        self.done = true;
        Effect::Finish(ending)
    }

    /// Half of the wait is certain, half is left to chance.
    fn wait(&mut self, why: String, dice: u64) -> Effect {
        if self.step == Step::Exchanging {
            self.pace = self.pace.halve();
        }
        self.failures += 1;
        if self.failures_max.is_some_and(|max| self.failures >= max) {
            return self.finish(Ending::Offline(why));
        }
        let doublings = self.failures.saturating_sub(1).min(16);
        let longest = FIRST_WAIT_MS.saturating_mul(1 << doublings).min(LONGEST_WAIT_MS);
        Effect::Wait(longest / 2 + dice % (longest / 2 + 1))
    }

    fn again_with_nonce(&mut self) -> Effect {
        self.stale_nonces += 1;
        if self.stale_nonces > STALE_NONCES_MAX {
            return self.finish(Ending::Refused("stale_nonce".into()));
        }
        self.effect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn new(failures_max: Option<u32>) -> Engine {
        Engine::new(failures_max, Pace::begin(None))
    }

    fn exchanged(more_to_push: bool, more_to_pull: bool, files: bool) -> Event {
        Event::Exchanged {
            more_to_push,
            more_to_pull,
            packs: false,
            files,
            bytes: 300,
            ms: 90,
        }
    }

    fn unreachable(dice: u64) -> Event {
        Event::Unreachable {
            why: "cut".into(),
            dice,
        }
    }

    fn is_exchange(effect: &Effect) -> bool {
        matches!(effect, Effect::Exchange { .. })
    }

    #[test]
    fn a_first_sync_enrols_exchanges_sends_files_and_ends() {
        let mut engine = new(None);
        assert_eq!(engine.handle(Event::Start { enrolled: false }), Effect::Enrol);
        assert!(is_exchange(&engine.handle(Event::Enrolled)));
        assert!(is_exchange(&engine.handle(exchanged(true, false, true))));
        assert!(is_exchange(&engine.handle(exchanged(false, true, true))));
        assert_eq!(engine.handle(exchanged(false, false, true)), Effect::SendFile);
        assert_eq!(
            engine.handle(Event::FileSent { files: false }),
            Effect::Finish(Ending::Complete)
        );
    }

    #[test]
    fn packs_come_before_further_pages_and_files() {
        let mut engine = new(None);
        engine.handle(Event::Start { enrolled: true });
        let first = Event::Exchanged {
            more_to_push: false,
            more_to_pull: true,
            packs: true,
            files: true,
            bytes: 300,
            ms: 90,
        };
        let fetched = |packs| Event::PackFetched { packs, files: true };
        assert_eq!(engine.handle(first), Effect::FetchPack);
        assert!(matches!(engine.handle(unreachable(0)), Effect::Wait(_)));
        assert_eq!(engine.handle(Event::Waited), Effect::FetchPack);
        assert_eq!(engine.handle(fetched(true)), Effect::FetchPack);
        assert!(is_exchange(&engine.handle(fetched(false))));
        assert_eq!(engine.handle(exchanged(false, false, true)), Effect::SendFile);
    }

    #[test]
    fn waits_double_to_five_minutes_and_progress_resets_them() {
        let mut engine = new(None);
        engine.handle(Event::Start { enrolled: true });
        let mut longest = 0;
        for _ in 0..20 {
            let Effect::Wait(ms) = engine.handle(unreachable(u64::MAX)) else {
                panic!("waits")
            };
            longest = longest.max(ms);
            assert!(is_exchange(&engine.handle(Event::Waited)));
        }
        assert!((LONGEST_WAIT_MS / 2..=LONGEST_WAIT_MS).contains(&longest));
        engine.handle(exchanged(true, false, false));
        let Effect::Wait(ms) = engine.handle(unreachable(0)) else {
            panic!("waits")
        };
        assert_eq!(ms, FIRST_WAIT_MS / 2);
    }

    #[test]
    fn gives_up_when_told_to_and_never_loops_on_nonces() {
        let mut engine = new(Some(2));
        engine.handle(Event::Start { enrolled: true });
        engine.handle(unreachable(0));
        let ended = engine.handle(unreachable(0));
        assert_eq!(ended, Effect::Finish(Ending::Offline("cut".into())));
        let mut engine = new(None);
        engine.handle(Event::Start { enrolled: true });
        let effects: Vec<Effect> = (0..4).map(|_| engine.handle(Event::StaleNonce)).collect();
        assert_eq!(
            effects.last(),
            Some(&Effect::Finish(Ending::Refused("stale_nonce".into())))
        );
    }

    #[test]
    fn a_hub_that_forgot_the_device_is_shown_the_invitation_once() {
        let mut engine = new(None);
        engine.handle(Event::Start { enrolled: true });
        let unknown = || Event::Refused {
            code: "unknown_device".into(),
        };
        assert_eq!(engine.handle(unknown()), Effect::Enrol);
        assert!(is_exchange(&engine.handle(Event::Enrolled)));
        assert_eq!(
            engine.handle(unknown()),
            Effect::Finish(Ending::Refused("unknown_device".into()))
        );
    }

    fn any_event() -> impl Strategy<Value = Event> {
        prop_oneof![
            any::<bool>().prop_map(|enrolled| Event::Start { enrolled }),
            Just(Event::Enrolled),
            (any::<(bool, bool, bool, bool)>(), any::<u64>(), any::<u64>()).prop_map(|(more, bytes, ms)| {
                Event::Exchanged {
                    more_to_push: more.0,
                    more_to_pull: more.1,
                    packs: more.2,
                    files: more.3,
                    bytes,
                    ms,
                }
            }),
            any::<(bool, bool)>().prop_map(|(packs, files)| Event::PackFetched { packs, files }),
            any::<bool>().prop_map(|files| Event::FileSent { files }),
            any::<u64>().prop_map(unreachable),
            Just(Event::StaleNonce),
            "[a-z_]{1,12}".prop_map(|code| Event::Refused { code }),
            Just(Event::Waited),
            Just(Event::Cancel),
        ]
    }

    proptest! {
        /// In whatever order things happen: sizes and waits stay in their bounds, what is over stays over,
        /// and while it is not over there is always something to do.
        #[test]
        fn no_order_of_events_leads_astray(max in proptest::option::of(1u32..6),
            events in proptest::collection::vec(any_event(), 1..60)) {
            let mut engine = new(max);
            let mut over = false;
            for event in events {
                let cancelled = event == Event::Cancel;
                match engine.handle(event) {
                    Effect::Exchange { bytes } => prop_assert!((4 * 1024..=256 * 1024).contains(&bytes) && !over),
                    Effect::Wait(ms) => prop_assert!(ms <= LONGEST_WAIT_MS && !over && !cancelled),
                    Effect::Enrol | Effect::FetchPack | Effect::SendFile => prop_assert!(!over && !cancelled),
                    Effect::Finish(ending) => {
                        prop_assert!(!over || ending == Ending::Cancelled);
                        over = true;
                    }
                }
            }
        }
    }
}

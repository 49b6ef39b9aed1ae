//! The order of a sync, as a machine without clock, socket or randomness: the driver tells it what happened
//! and does what it says next. Every effect can be cut off and repeated, because everything behind it is
//! idempotent by hash.

/// What the engine wants done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Present the one-time token; answer with [`Event::Enrolled`] or a failure.
    Enrol,
    /// Sign and gather the next page of the outbox, post it with the cursors, and apply the answer in one
    /// transaction; answer with [`Event::Exchanged`] or a failure.
    Exchange,
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
    SendingFiles,
}

impl Step {
    fn effect(self) -> Effect {
        match self {
            Self::Enrolling => Effect::Enrol,
            Self::Exchanging => Effect::Exchange,
            Self::SendingFiles => Effect::SendFile,
        }
    }
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
    done: bool,
}

impl Engine {
    /// An engine that gives up after so many failures in a row; `None` goes on until cancelled.
    pub fn new(failures_max: Option<u32>) -> Self {
        Self {
            step: Step::Exchanging,
            failures: 0,
            stale_nonces: 0,
            failures_max,
            done: false,
        }
    }

    /// Takes in what happened and says what to do next.
    pub fn handle(&mut self, event: Event) -> Effect {
        if self.done {
            return Effect::Finish(Ending::Cancelled);
        }
        match event {
            Event::Start { enrolled } => self.go(if enrolled {
                Step::Exchanging
            } else {
                Step::Enrolling
            }),
            Event::Enrolled => self.go(Step::Exchanging),
            Event::Exchanged {
                more_to_push,
                more_to_pull,
                ..
            } if more_to_push || more_to_pull => self.go(Step::Exchanging),
            Event::Exchanged { files: true, .. } | Event::FileSent { files: true } => {
                self.go(Step::SendingFiles)
            }
            Event::Exchanged { .. } | Event::FileSent { .. } => self.finish(Ending::Complete),
            Event::Unreachable { why, dice } => self.wait(why, dice),
            Event::StaleNonce => self.again_with_nonce(),
            Event::Refused { code } => self.finish(Ending::Refused(code)),
            Event::Waited => self.step.effect(),
            Event::Cancel => self.finish(Ending::Cancelled),
        }
    }

    fn go(&mut self, step: Step) -> Effect {
        self.step = step;
        self.failures = 0;
        self.stale_nonces = 0;
        step.effect()
    }

    fn finish(&mut self, ending: Ending) -> Effect {
        self.done = true;
        Effect::Finish(ending)
    }

    /// Half of the wait is certain, half is left to chance.
    fn wait(&mut self, why: String, dice: u64) -> Effect {
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
        self.step.effect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchanged(more_to_push: bool, more_to_pull: bool, files: bool) -> Event {
        Event::Exchanged {
            more_to_push,
            more_to_pull,
            files,
        }
    }

    #[test]
    fn a_first_sync_enrols_exchanges_sends_files_and_ends() {
        let mut engine = Engine::new(None);
        assert_eq!(engine.handle(Event::Start { enrolled: false }), Effect::Enrol);
        assert_eq!(engine.handle(Event::Enrolled), Effect::Exchange);
        assert_eq!(engine.handle(exchanged(true, false, true)), Effect::Exchange);
        assert_eq!(engine.handle(exchanged(false, true, true)), Effect::Exchange);
        assert_eq!(engine.handle(exchanged(false, false, true)), Effect::SendFile);
        assert_eq!(
            engine.handle(Event::FileSent { files: false }),
            Effect::Finish(Ending::Complete)
        );
    }

    #[test]
    fn waits_double_to_five_minutes_and_progress_resets_them() {
        let mut engine = Engine::new(None);
        engine.handle(Event::Start { enrolled: true });
        let mut longest = 0;
        for _ in 0..20 {
            let Effect::Wait(ms) = engine.handle(Event::Unreachable {
                why: "cut".into(),
                dice: u64::MAX,
            }) else {
                panic!("waits")
            };
            longest = longest.max(ms);
            assert_eq!(engine.handle(Event::Waited), Effect::Exchange);
        }
        assert!((LONGEST_WAIT_MS / 2..=LONGEST_WAIT_MS).contains(&longest));
        engine.handle(exchanged(true, false, false));
        let Effect::Wait(ms) = engine.handle(Event::Unreachable {
            why: "cut".into(),
            dice: 0,
        }) else {
            panic!("waits")
        };
        assert_eq!(ms, FIRST_WAIT_MS / 2);
    }

    #[test]
    fn gives_up_when_told_to_and_never_loops_on_nonces() {
        let mut engine = Engine::new(Some(2));
        engine.handle(Event::Start { enrolled: true });
        engine.handle(Event::Unreachable {
            why: "cut".into(),
            dice: 0,
        });
        let ended = engine.handle(Event::Unreachable {
            why: "cut".into(),
            dice: 0,
        });
        assert_eq!(ended, Effect::Finish(Ending::Offline("cut".into())));
        let mut engine = Engine::new(None);
        engine.handle(Event::Start { enrolled: true });
        let effects: Vec<Effect> = (0..4).map(|_| engine.handle(Event::StaleNonce)).collect();
        assert_eq!(
            effects.last(),
            Some(&Effect::Finish(Ending::Refused("stale_nonce".into())))
        );
    }
}

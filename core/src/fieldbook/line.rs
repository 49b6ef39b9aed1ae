use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::lock;

/// The line in which syncs of one book wait for each other: two at once would push the same outbox twice.
#[derive(Default)]
pub(super) struct Line {
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Default)]
struct State {
    running: bool,
    /// How often everybody in the line was sent home.
    sent_home: u64,
}

/// A sync's place in the line. All its waiting is done here, so that a cancel ends it at once.
pub(super) struct Place {
    line: Arc<Line>,
    cancelled: AtomicBool,
    sent_home: u64,
}

/// The right to sync; the next in the line gets it when this is dropped.
pub(super) struct Turn(Arc<Line>);

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.0.state).running = false;
        self.0.bell.notify_all();
    }
}

impl Line {
    /// Joins the line.
    pub(super) fn join(self: &Arc<Self>) -> Place {
        Place {
            line: Arc::clone(self),
            cancelled: AtomicBool::new(false),
            sent_home: lock(&self.state).sent_home,
        }
    }

    /// Cancels every sync that runs or waits.
    pub(super) fn send_home(&self) {
        lock(&self.state).sent_home += 1;
        self.bell.notify_all();
    }
}

impl Place {
    pub(super) fn cancel(&self) {
        let state = lock(&self.line.state);
        self.cancelled.store(true, Ordering::Release);
        drop(state);
        self.line.bell.notify_all();
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.is_out(&lock(&self.line.state))
    }

    /// Whether it was cancelled with everybody else and by nobody who meant this one: the book was paused.
    pub(super) fn is_sent_home(&self) -> bool {
        let state = lock(&self.line.state);
        state.sent_home != self.sent_home && !self.cancelled.load(Ordering::Acquire)
    }

    fn is_out(&self, state: &State) -> bool {
        self.cancelled.load(Ordering::Acquire) || state.sent_home != self.sent_home
    }

    /// Waits for its turn; `None` when it was cancelled first.
    pub(super) fn wait_for_turn(&self) -> Option<Turn> {
        let waiting = |state: &mut State| state.running && !self.is_out(state);
        let state = lock(&self.line.state);
        let mut state = self
            .line
            .bell
            .wait_while(state, waiting)
            .unwrap_or_else(PoisonError::into_inner);
        if self.is_out(&state) {
            return None;
        }
        state.running = true;
        Some(Turn(Arc::clone(&self.line)))
    }

    /// Sleeps so many milliseconds, less when cancelled.
    pub(super) fn sleep(&self, ms: u64) {
        let state = lock(&self.line.state);
        let waited = self
            .line
            .bell
            .wait_timeout_while(state, Duration::from_millis(ms), |state| !self.is_out(state));
        drop(waited.map_err(PoisonError::into_inner));
    }

    /// Does something slow on another thread; `None` when cancelled first, then what comes of it is dropped.
    pub(super) fn unless_cancelled<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> std::io::Result<Option<T>> {
        let slot = Arc::new(Mutex::new(Slot::Working));
        let (line, theirs) = (Arc::clone(&self.line), Arc::clone(&slot));
        std::thread::Builder::new()
            .name("fieldbook-request".into())
            .spawn(move || {
                let mut ending = Ending {
                    line,
                    slot: theirs,
                    done: None,
                };
                ending.done = Some(work());
            })?;
        let state = lock(&self.line.state);
        let working = |state: &mut State| matches!(*lock(&slot), Slot::Working) && !self.is_out(state);
        drop(
            self.line
                .bell
                .wait_while(state, working)
                .map_err(PoisonError::into_inner),
        );
        match std::mem::replace(&mut *lock(&slot), Slot::Working) {
            Slot::Done(done) => Ok(Some(done)),
            Slot::Working => Ok(None),
            Slot::Panicked => Err(std::io::Error::other("the request thread panicked")),
        }
    }
}

enum Slot<T> {
    Working,
    Done(T),
    Panicked,
}

/// Rings also when the work panics: nobody may wait for ever.
struct Ending<T> {
    line: Arc<Line>,
    slot: Arc<Mutex<Slot<T>>>,
    done: Option<T>,
}

impl<T> Drop for Ending<T> {
    fn drop(&mut self) {
        let state = lock(&self.line.state);
        *lock(&self.slot) = self.done.take().map_or(Slot::Panicked, Slot::Done);
        drop(state);
        self.line.bell.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn one_goes_at_a_time_and_the_waiting_can_leave() {
        let line = Arc::new(Line::default());
        let (first, second) = (line.join(), Arc::new(line.join()));
        let turn = first.wait_for_turn();
        assert!(turn.is_some());
        let waiting = Arc::clone(&second);
        let thread = std::thread::spawn(move || waiting.wait_for_turn().is_some());
        second.cancel();
        assert!(!thread.join().unwrap(), "left without a turn");
        let third = line.join();
        let thread = std::thread::spawn(move || third.wait_for_turn().is_some());
        drop(turn);
        assert!(thread.join().unwrap(), "the next in the line goes");
    }

    #[test]
    fn sleeping_and_slow_work_end_with_a_cancel() {
        let line = Arc::new(Line::default());
        let place = Arc::new(line.join());
        let (go, held) = mpsc::channel::<()>();
        let theirs = Arc::clone(&place);
        let thread = std::thread::spawn(move || {
            let done = theirs.unless_cancelled(move || held.recv()).unwrap();
            theirs.sleep(3_600_000);
            done.is_none()
        });
        line.send_home();
        assert!(thread.join().unwrap());
        assert!(place.is_cancelled() && !line.join().is_cancelled());
        drop(go);
    }

    #[test]
    fn slow_work_gives_what_it_made_and_a_panic_is_told() {
        let place = Arc::new(Line::default()).join();
        assert_eq!(place.unless_cancelled(|| 7).unwrap(), Some(7));
        assert!(place.unless_cancelled(|| panic!("planned")).is_err());
    }
}

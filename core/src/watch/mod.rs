//! Doorbells: a listener hears that a topic changed, not what changed, and asks the book again. Rings are
//! coalesced and come on one thread that holds no lock, so a listener may call back into the core.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};

/// What a screen can watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Facts and their amendments.
    Facts,
    /// Seasons, lots, visits, the register, and who works on this device.
    Documents,
    /// Claims of stamps, leases and verdicts.
    Claims,
    /// What the hub has not acknowledged.
    Outbox,
    /// The product groups: names of steps and fields, and what can be recorded.
    Catalog,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 5] = [
        Self::Facts,
        Self::Documents,
        Self::Claims,
        Self::Outbox,
        Self::Catalog,
    ];

    /// The name in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Documents => "documents",
            Self::Claims => "claims",
            Self::Outbox => "outbox",
            Self::Catalog => "catalog",
        }
    }
}

/// Somebody who wants to hear that a topic changed.
pub trait Listener: Send + Sync {
    /// The topic changed since the last ring. Called once at the start. May call into the core; must not
    /// block for long, because all listeners share one thread.
    fn ring(&self, topic: Topic);
}

#[derive(Default)]
struct Bells {
    listeners: BTreeMap<u64, (Topic, Arc<dyn Listener>)>,
    next: u64,
    rung: BTreeSet<Topic>,
    /// Listeners who have not heard their first ring.
    fresh: BTreeSet<u64>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    bells: Mutex<Bells>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Bells> {
        self.bells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Listeners and the one thread that rings them, which begins with the first listener.
#[derive(Default)]
pub struct Notifier {
    shared: Arc<Shared>,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
}

/// A listener's place. Dropping or cancelling it ends the rings; one that is under way may still arrive.
pub struct Subscription {
    id: u64,
    shared: Weak<Shared>,
}

impl Subscription {
    /// Ends the rings.
    pub fn cancel(&self) {
        if let Some(shared) = self.shared.upgrade() {
            let mut bells = shared.lock();
            let listener = bells.listeners.remove(&self.id);
            bells.fresh.remove(&self.id);
            drop(bells);
            // Letting a listener go may run code of the app, which may call back.
            drop(listener);
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Notifier {
    /// Rings `listener` once now and after every change of the topic, until the subscription is dropped.
    pub fn watch(&self, topic: Topic, listener: Arc<dyn Listener>) -> std::io::Result<Subscription> {
        self.start()?;
        let mut bells = self.shared.lock();
        bells.next += 1;
        let id = bells.next;
        if bells.closed {
            // No ring will come, and none is promised.
            drop(bells);
            drop(listener);
        } else {
            bells.listeners.insert(id, (topic, listener));
            bells.fresh.insert(id);
            self.shared.changed.notify_one();
        }
        Ok(Subscription {
            id,
            shared: Arc::downgrade(&self.shared),
        })
    }

    fn start(&self) -> std::io::Result<()> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if thread.is_none() && !self.shared.lock().closed {
            let theirs = Arc::clone(&self.shared);
            let name = std::thread::Builder::new().name("fieldbook-watch".into());
            *thread = Some(name.spawn(move || run(&theirs))?);
        }
        Ok(())
    }

    /// Says that topics changed. Call it after the commit, never inside a transaction.
    pub fn ring(&self, topics: &[Topic]) {
        let mut bells = self.shared.lock();
        bells.rung.extend(topics);
        self.shared.changed.notify_one();
    }

    /// Stops the thread and lets the listeners go, so that whoever waits for a ring hears that none will come; waits
    /// for a ring under way, unless called from inside one.
    pub fn stop(&self) {
        self.shared.lock().closed = true;
        self.shared.changed.notify_one();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.thread().id() != std::thread::current().id()
        {
            // A listener's panic was caught; the thread itself ends cleanly.
            let _ = thread.join();
        }
        let listeners = std::mem::take(&mut self.shared.lock().listeners);
        drop(listeners);
    }
}

impl Drop for Notifier {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(shared: &Shared) {
    let mut bells = shared.lock();
    loop {
        if bells.closed {
            return;
        }
        if bells.rung.is_empty() && bells.fresh.is_empty() {
            bells = shared.changed.wait(bells).unwrap_or_else(PoisonError::into_inner);
            continue;
        }
        let rung = std::mem::take(&mut bells.rung);
        let fresh = std::mem::take(&mut bells.fresh);
        let due: Vec<(Topic, Arc<dyn Listener>)> = bells
            .listeners
            .iter()
            .filter(|(id, (topic, _))| rung.contains(topic) || fresh.contains(id))
            .map(|(_, (topic, listener))| (*topic, Arc::clone(listener)))
            .collect();
        drop(bells);
        for (topic, listener) in due {
            // A listener that panics must not silence the others.
            let _ = catch_unwind(AssertUnwindSafe(|| listener.ring(topic)));
        }
        bells = shared.lock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    struct Forward(Mutex<mpsc::Sender<Topic>>);

    impl Listener for Forward {
        fn ring(&self, topic: Topic) {
            self.0.lock().unwrap().send(topic).unwrap();
        }
    }

    struct Panics;

    impl Listener for Panics {
        fn ring(&self, _: Topic) {
            panic!("a listener's own mistake");
        }
    }

    /// Rings the notifier from inside a ring: it would deadlock if a lock were held.
    struct CallsBack(Arc<Notifier>, Mutex<u32>);

    impl Listener for CallsBack {
        fn ring(&self, _: Topic) {
            let mut times = self.1.lock().unwrap();
            *times += 1;
            if *times < 3 {
                self.0.ring(&[Topic::Claims]);
            }
        }
    }

    const SOON: Duration = Duration::from_secs(5);

    #[test]
    fn first_ring_then_changes_then_silence() {
        let notifier = Notifier::default();
        let (sender, rings) = mpsc::channel();
        let _panics = notifier.watch(Topic::Facts, Arc::new(Panics)).unwrap();
        let subscription = notifier
            .watch(Topic::Facts, Arc::new(Forward(Mutex::new(sender))))
            .unwrap();
        assert_eq!(rings.recv_timeout(SOON), Ok(Topic::Facts));
        notifier.ring(&[Topic::Facts, Topic::Outbox]);
        assert_eq!(rings.recv_timeout(SOON), Ok(Topic::Facts));
        subscription.cancel();
        notifier.ring(&[Topic::Facts]);
        assert!(rings.recv_timeout(Duration::from_millis(100)).is_err());
    }

    #[test]
    fn a_listener_may_call_back() {
        let notifier = Arc::new(Notifier::default());
        let listener = Arc::new(CallsBack(Arc::clone(&notifier), Mutex::new(0)));
        let subscription = notifier
            .watch(Topic::Claims, Arc::clone(&listener) as Arc<dyn Listener>)
            .unwrap();
        let patience = std::time::Instant::now();
        while *listener.1.lock().unwrap() < 3 {
            assert!(patience.elapsed() < SOON, "three rings");
            std::thread::sleep(Duration::from_millis(1));
        }
        drop(subscription);
    }

    /// Does on its way out what an app's destructor may do: it asks for another place.
    struct CallsBackWhenLetGo(Weak<Notifier>, mpsc::Sender<Topic>);

    impl Listener for CallsBackWhenLetGo {
        fn ring(&self, _: Topic) {}
    }

    impl Drop for CallsBackWhenLetGo {
        fn drop(&mut self) {
            if let Some(notifier) = self.0.upgrade() {
                drop(notifier.watch(Topic::Facts, Arc::new(Panics)));
            }
            self.1.send(Topic::Facts).unwrap();
        }
    }

    #[test]
    fn a_listener_may_call_back_while_it_is_let_go() {
        let (sender, gone) = mpsc::channel();
        let notifier = Arc::new(Notifier::default());
        let calls = || Arc::new(CallsBackWhenLetGo(Arc::downgrade(&notifier), sender.clone()));
        let cancelled = notifier.watch(Topic::Facts, calls()).unwrap();
        cancelled.cancel();
        gone.recv_timeout(Duration::from_secs(5)).unwrap();

        let _ended = notifier.watch(Topic::Facts, calls()).unwrap();
        notifier.stop();
        gone.recv_timeout(Duration::from_secs(5)).unwrap();
        let _late = notifier.watch(Topic::Facts, calls()).unwrap();
        gone.recv_timeout(Duration::from_secs(5)).unwrap();
    }
}

//! What an app may do with a running sync, from wherever it likes.

use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::time::Duration;

use fieldbook_core::sync::Ending;
use fieldbook_core::watch::{Listener, Topic};
use fieldbook_core::{Fieldbook, FieldbookError, Progress, SyncListener, SyncOptions, SyncRun, SyncStatus};
use fieldbook_tests::world::*;

/// So long a wait is a deadlock: everything here takes milliseconds.
const DEADLOCK: Duration = Duration::from_secs(60);

/// Does something on another thread and fails when it does not come back.
fn within<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, heard) = mpsc::channel();
    std::thread::spawn(move || done.send(work()));
    heard
        .recv_timeout(DEADLOCK)
        .unwrap_or_else(|_| panic!("{what} hangs"))
}

fn to(url: &str, failures_max: Option<u32>) -> SyncOptions {
    SyncOptions {
        failures_max,
        ..one_try(url.to_owned())
    }
}

/// A hub that takes connections and never says a word.
fn silent_hub() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

/// Starts another sync from inside `progress` and waits for it there, once.
struct Again {
    book: Arc<Fieldbook>,
    done: AtomicBool,
    ending: Mutex<Option<Ending>>,
}

impl SyncListener for Again {
    fn progress(&self, _: Progress) {
        if !self.done.swap(true, Ordering::SeqCst) {
            let run = self.book.sync().run(&SyncOptions::default(), None).unwrap();
            *self.ending.lock().unwrap() = run.wait().unwrap().ending;
        }
    }
}

#[test]
fn a_listener_may_start_another_sync_and_wait_for_it() {
    let mut world = World::new(60, 1);
    let book = Arc::new(world.phones.remove(0));
    season(&book, "Vụ mùa");
    let again = Arc::new(Again {
        book: Arc::clone(&book),
        done: AtomicBool::new(false),
        ending: Mutex::default(),
    });
    let run = book
        .sync()
        .run(&SyncOptions::default(), Some(again.clone()))
        .unwrap();
    let report = within("a sync whose listener syncs", move || run.wait().unwrap());
    assert_eq!(report.ending, Some(Ending::Complete));
    assert_eq!(*again.ending.lock().unwrap(), Some(Ending::Complete));
}

/// Waits for its own run from inside `progress`.
#[derive(Default)]
struct WaitsForItself {
    run: OnceLock<Arc<SyncRun>>,
    ending: Mutex<Option<Ending>>,
}

impl SyncListener for WaitsForItself {
    fn progress(&self, _: Progress) {
        let Some(run) = self.run.get() else { return };
        if let Ok(report) = run.wait() {
            *self.ending.lock().unwrap() = report.ending;
        }
    }
}

#[test]
fn a_listener_may_wait_for_its_own_sync() {
    let (_listener, url) = silent_hub();
    let world = World::new(61, 1);
    let listener = Arc::new(WaitsForItself::default());
    let run = world.phones[0]
        .sync()
        .run(&to(&url, None), Some(listener.clone()))
        .unwrap();
    let run = Arc::new(run);
    listener.run.set(Arc::clone(&run)).ok().unwrap();
    // Cancelled, the sync ends; the listener, told or not, holds nobody up.
    run.cancel();
    let run = within("a listener that waits for itself", move || match run.wait() {
        Ok(report) => report.ending,
        Err(_) => None,
    });
    let heard = listener.ending.lock().unwrap().clone();
    assert_eq!(run.or(heard), Some(Ending::Cancelled));
}

#[test]
fn a_second_sync_queues_and_can_leave_the_line() {
    let (_listener, url) = silent_hub();
    let world = World::new(62, 1);
    let sync = world.phones[0].sync();
    let first = sync.run(&to(&url, None), None).unwrap();
    let (second, third) = (
        sync.run(&SyncOptions::default(), None).unwrap(),
        sync.run(&SyncOptions::default(), None).unwrap(),
    );
    second.cancel();
    let left = within("a cancelled sync in the line", move || second.wait().unwrap());
    assert_eq!((left.ending, left.round_trips), (Some(Ending::Cancelled), 0));
    // The first hangs at a hub that says nothing; a cancel ends it at once and the third goes.
    first.cancel();
    let first = within("a cancelled request", move || first.wait().unwrap());
    assert_eq!(first.ending, Some(Ending::Cancelled));
    let third = within("the next in the line", move || third.wait().unwrap());
    assert_eq!(third.ending, Some(Ending::Complete));
}

#[test]
fn dropping_the_handle_cancels() {
    let (_listener, url) = silent_hub();
    let world = World::new(63, 1);
    let sync = world.phones[0].sync();
    drop(sync.run(&to(&url, None), None).unwrap());
    let next = sync.run(&SyncOptions::default(), None).unwrap();
    let report = within("the sync behind a dropped one", move || next.wait().unwrap());
    assert_eq!(report.ending, Some(Ending::Complete));
}

#[test]
fn pausing_ends_a_sync_at_once_and_loses_nothing() {
    let (_listener, url) = silent_hub();
    let mut world = World::new(64, 1);
    let book = Arc::new(world.phones.remove(0));
    season(&book, "Vụ mùa");
    let run = book.sync().run(&to(&url, None), None).unwrap();
    // It is under way: the hub has accepted its connection.
    drop(_listener.accept().unwrap());
    let paused = Arc::clone(&book);
    within("pausing", move || paused.pause().unwrap());
    let report = within("a paused sync", move || run.wait().unwrap());
    assert_eq!(report.ending, Some(Ending::Cancelled));
    book.resume().unwrap();
    // Who put the phone into a pocket has stopped nothing.
    assert_eq!(book.sync().status().unwrap().last_ending, None);
    let run = book.sync().run(&SyncOptions::default(), None).unwrap();
    let report = within("the next sync", move || run.wait().unwrap());
    assert_eq!((report.ending, report.accepted), (Some(Ending::Complete), 1));
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

/// A sync without a limit waits for signal, and what is recorded meanwhile goes with it: nobody has to
/// press anything again.
#[test]
fn a_waiting_sync_takes_entries_made_meanwhile() {
    let world = World::new(65, 1);
    let phone = &world.phones[0];
    let shared = season(phone, "Vụ mùa");
    let gate = world.gate();
    gate.plan([fieldbook_tests::gate::Fate::Lost; 2]);
    let waits = Arc::new(Waits::default());
    let run = phone
        .sync()
        .run(&to(&gate.url(), None), Some(waits.clone()))
        .unwrap();
    let heard = Arc::clone(&waits);
    within("the first failure", move || heard.first());
    phone.journal().record(harvest(shared, 5)).unwrap();
    let report = within("a sync that waits for signal", move || run.wait().unwrap());
    assert_eq!((report.ending, report.accepted), (Some(Ending::Complete), 2));
    assert_eq!(phone.sync().status().unwrap().outbox, 0);
}

/// Hears when a sync first waits.
#[derive(Default)]
struct Waits {
    waiting: Mutex<bool>,
    bell: std::sync::Condvar,
}

impl Waits {
    fn first(&self) {
        let waiting = self.waiting.lock().unwrap();
        drop(self.bell.wait_while(waiting, |waiting| !*waiting).unwrap());
    }
}

impl SyncListener for Waits {
    fn progress(&self, progress: Progress) {
        *self.waiting.lock().unwrap() |= progress.waiting_ms.is_some();
        self.bell.notify_all();
    }
}

/// I5: the hub, while it answers, has a person record in the very book that waits for the answer. A network
/// call inside a transaction, or under a lock that recording needs, would wait for itself.
#[test]
fn i5_no_request_is_under_way_inside_a_transaction() {
    let mut world = World::new(66, 1);
    let book = Arc::new(world.phones.remove(0));
    let shared = season(&book, "Vụ mùa");
    book.blobs().keep(&[7; 5_000]).unwrap();
    let gate = world.gate();
    let kinds = Arc::new(Mutex::new(Vec::new()));
    let (writer, heard) = (Arc::clone(&book), Arc::clone(&kinds));
    gate.hook(move |path, answer| {
        let mut heard = heard.lock().unwrap();
        // Before the hub sees the request; four entries are enough, or each sync would make work for the next.
        if answer.is_none() {
            if heard.len() < 4 || path.contains("uploads") {
                writer.journal().record(harvest(shared, 1)).unwrap();
            }
            heard.push(path.split('/').nth(2).unwrap().to_owned());
        }
        None
    });
    for _ in 0..2 {
        let run = book.sync().run(&to(&gate.url(), Some(1)), None).unwrap();
        let report = within("a sync during which somebody writes", move || run.wait().unwrap());
        assert_eq!(report.ending, Some(Ending::Complete));
    }
    drop(gate);
    let kinds = kinds.lock().unwrap().clone();
    for kind in ["enrol", "sync", "uploads"] {
        assert!(kinds.iter().any(|seen| seen == kind), "{kinds:?}");
    }
    assert_eq!(book.sync().status().unwrap().outbox, 0);
}

/// A person leaves the app while the system syncs in the background.
#[test]
fn a_sync_of_a_book_held_awake_goes_on_while_the_app_is_paused() {
    let mut world = World::new(67, 1);
    let book = Arc::new(world.phones.remove(0));
    season(&book, "Vụ mùa");
    book.pause().unwrap();
    let awake = book.awake().unwrap();
    book.resume().unwrap();
    let gate = world.gate();
    let leaving = Arc::clone(&book);
    gate.hook(move |_, answer| {
        if answer.is_none() {
            leaving.pause().unwrap();
        }
        None
    });
    let run = book.sync().run(&to(&gate.url(), Some(1)), None).unwrap();
    let report = within("a sync in the background", move || run.wait().unwrap());
    assert_eq!((report.ending, report.accepted), (Some(Ending::Complete), 1));
    assert_eq!(book.sync().status().unwrap().outbox, 0);
    awake.let_go().unwrap();
    assert!(matches!(book.sync().status(), Err(FieldbookError::Closed)));
    book.resume().unwrap();
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

/// Writes down what the status says at each ring.
struct Reads(Mutex<mpsc::Sender<SyncStatus>>, Arc<Fieldbook>);

impl Listener for Reads {
    fn ring(&self, _: Topic) {
        let status = self.1.sync().status().unwrap();
        drop(self.0.lock().unwrap().send(status));
    }
}

#[test]
fn a_screen_sees_a_sync_that_somebody_else_started() {
    let mut world = World::new(68, 1);
    let book = Arc::new(world.phones.remove(0));
    let (told, heard) = mpsc::channel();
    let screen = Arc::new(Reads(Mutex::new(told), Arc::clone(&book)));
    let watching = book.watch(Topic::Outbox, screen).unwrap();
    let next = |wanted: fn(&SyncStatus) -> bool| {
        std::iter::from_fn(|| heard.recv_timeout(DEADLOCK).ok())
            .find(wanted)
            .expect("no such ring")
    };
    let before = next(|_| true);
    assert_eq!(
        (before.running, before.waiting_ms, before.last_ending),
        (false, None, None)
    );
    let nowhere = to("http://127.0.0.1:9", None);
    let run = book.sync().run(&nowhere, None).unwrap();
    let waiting = next(|status| status.waiting_ms.is_some());
    assert!(waiting.running && waiting.last_ending.is_none(), "{waiting:?}");
    assert!(waiting.waiting_ms.is_some_and(|ms| ms <= 300_000), "{waiting:?}");
    run.cancel();
    let ended = next(|status| !status.running && status.last_ending.is_some());
    assert_eq!(
        (ended.waiting_ms, ended.last_ending),
        (None, Some(Ending::Cancelled))
    );
    run.wait().unwrap();
    let run = book.sync().run(&SyncOptions::default(), None).unwrap();
    next(|status| status.running);
    let done = next(|status| !status.running && status.last_ending == Some(Ending::Complete));
    assert!(done.enrolled, "{done:?}");
    run.wait().unwrap();
    drop(watching);
}

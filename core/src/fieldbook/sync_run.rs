use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::book::Book;
use super::error::Fault;
use super::rights::Paper;
use super::{FieldbookError, lock};
use crate::model::{BlobHash, ChangeHash};
use crate::net::{Hub, NetError};
use crate::sync::{Effect, Ending, Engine, Event};

/// Sync with the hub.
#[derive(Clone)]
pub struct Sync {
    pub(super) book: Arc<Book>,
}

/// How a sync is run.
#[derive(Debug, Clone, Default)]
pub struct SyncOptions {
    /// Another address of the same hub; `None` uses the invitation's.
    pub hub_url: Option<String>,
    /// Gives up after so many failures in a row; `None` goes on, with waits up to five minutes, until
    /// cancelled.
    pub failures_max: Option<u32>,
}

/// A change the hub did not simply accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeFate {
    /// The change.
    pub change: ChangeHash,
    /// Why, such as `unsigned`; the text is `refusal.<code>`.
    pub code: String,
}

/// What a sync did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncReport {
    /// Changes handed over and answered.
    pub pushed: u64,
    /// Changes of others let in.
    pub pulled: u64,
    /// Pushed changes the hub accepted.
    pub accepted: u64,
    /// Pushed changes the hub already had.
    pub duplicate: u64,
    /// Pushed changes the hub keeps for a person to look at.
    pub held: Vec<ChangeFate>,
    /// Pushed changes the hub did not take.
    pub refused: Vec<ChangeFate>,
    /// Changes of others that did not pass the checks; they are kept aside.
    pub quarantined: u64,
    /// Files that are gone or that the hub does not take; they no longer wait.
    pub unsendable_files: Vec<BlobHash>,
    /// Receipts received.
    pub receipts: u64,
    /// Requests made.
    pub round_trips: u64,
    /// Bytes of request bodies.
    pub bytes_up: u64,
    /// Bytes of answers.
    pub bytes_down: u64,
    /// How it ended; `None` while it runs.
    pub ending: Option<Ending>,
}

/// Where a running sync is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Changes handed over and answered so far.
    pub pushed: u64,
    /// Changes of others let in so far.
    pub pulled: u64,
    /// Changes that still wait.
    pub outbox: u64,
    /// Milliseconds until the next try, while the hub cannot be reached.
    pub waiting_ms: Option<u64>,
}

/// Hears how a sync goes on; called on the sync's own thread.
pub trait SyncListener: Send + std::marker::Sync {
    /// Something moved.
    fn progress(&self, progress: Progress);
}

/// What a person is told about sync at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncStatus {
    /// Changes the hub has not acknowledged.
    pub outbox: u64,
    /// Files the hub does not have.
    pub files: u64,
    /// The last sync that got an answer, milliseconds since 1970.
    pub last_sync_ms: Option<i64>,
    /// Hub time minus device time at that moment, milliseconds.
    pub hub_offset_ms: Option<i64>,
    /// The device holds a certificate.
    pub enrolled: bool,
    /// The certificate's last moment, milliseconds since 1970.
    pub certified_until_ms: Option<i64>,
    /// The certificate has ended: entries are kept here, others no longer pass them on, and no stamps can be
    /// activated until a sync renews it.
    pub certificate_ended: bool,
    /// Receipts held.
    pub receipts: u64,
}

impl Sync {
    /// Starts a sync on its own thread; a second one waits for the first.
    ///
    /// Errors: `InvalidInput` for an address that is none. Being offline ends the run with
    /// [`Ending::Offline`], which is not an error.
    pub fn run(
        &self,
        options: &SyncOptions,
        listener: Option<Arc<dyn SyncListener>>,
    ) -> Result<SyncRun, FieldbookError> {
        let url = options
            .hub_url
            .as_deref()
            .unwrap_or(&self.book.me.invitation.hub_url);
        let hub = Hub::at(url, self.book.config.pinned_ca.as_deref()).map_err(Fault::from)?;
        let stop = Arc::new(Stop::default());
        let run = Run {
            book: Arc::clone(&self.book),
            hub,
            engine: Engine::new(options.failures_max),
            stop: Arc::clone(&stop),
            listener,
            report: SyncReport::default(),
        };
        let thread = std::thread::Builder::new()
            .name("fieldbook-sync".into())
            .spawn(move || run.drive())
            .map_err(|error| Fault::Unexpected(error.to_string()))?;
        Ok(SyncRun {
            stop,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// What to tell a person now.
    pub fn status(&self) -> Result<SyncStatus, FieldbookError> {
        let certificate = self.book.certificate()?;
        let certificate_ended = self.book.paper()? == Paper::Ended;
        Ok(self.book.store.read(|reading| {
            let moment = |bytes: Option<Vec<u8>>| {
                bytes
                    .and_then(|bytes| bytes.try_into().ok())
                    .map(i64::from_be_bytes)
            };
            Ok::<_, Fault>(SyncStatus {
                outbox: reading.count_outbox()?,
                files: reading.blobs_to_send()?.len() as u64,
                last_sync_ms: moment(reading.meta("last_sync_ms")?),
                hub_offset_ms: moment(reading.meta("hub_offset_ms")?),
                enrolled: certificate.is_some(),
                certified_until_ms: certificate.map(|certificate| certificate.not_after.utc_ms),
                certificate_ended,
                receipts: reading.count_receipts()?,
            })
        })?)
    }
}

/// A running sync. Dropping it cancels it; what was exchanged stays exchanged.
pub struct SyncRun {
    stop: Arc<Stop>,
    thread: Mutex<Option<JoinHandle<Result<SyncReport, Fault>>>>,
}

impl SyncRun {
    /// Asks it to end. A request under way is finished first.
    pub fn cancel(&self) {
        self.stop.ask();
    }

    /// Waits for the end and gives the report; `NotFound` when somebody else has waited already.
    pub fn wait(&self) -> Result<SyncReport, FieldbookError> {
        let thread = lock(&self.thread).take();
        let thread = thread.ok_or_else(|| Fault::NotFound("sync".into()))?;
        let ended = thread
            .join()
            .map_err(|_| Fault::Unexpected("the sync thread panicked".into()))?;
        Ok(ended?)
    }
}

impl Drop for SyncRun {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[derive(Default)]
struct Stop {
    asked: AtomicBool,
    lock: Mutex<()>,
    bell: Condvar,
}

impl Stop {
    fn ask(&self) {
        let guard = lock(&self.lock);
        self.asked.store(true, Ordering::Release);
        drop(guard);
        self.bell.notify_all();
    }

    fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Acquire)
    }

    fn sleep(&self, ms: u64) {
        let guard = lock(&self.lock);
        let waited = self
            .bell
            .wait_timeout_while(guard, Duration::from_millis(ms), |()| !self.is_asked());
        drop(waited.map_err(PoisonError::into_inner));
    }
}

struct Run {
    book: Arc<Book>,
    hub: Hub,
    engine: Engine,
    stop: Arc<Stop>,
    listener: Option<Arc<dyn SyncListener>>,
    report: SyncReport,
}

impl Run {
    /// Does what the engine says until it says that it is over.
    fn drive(mut self) -> Result<SyncReport, Fault> {
        let book = Arc::clone(&self.book);
        let _one_at_a_time = lock(&book.syncing);
        // A document that cannot be folded is still synced; `check` names it.
        drop(self.book.compact());
        self.book.offer_refused_again()?;
        let enrolled = self.book.certificate()?.is_some();
        let mut event = Event::Start { enrolled };
        loop {
            if self.stop.is_asked() {
                event = Event::Cancel;
            }
            let effect = self.engine.handle(event);
            if let Effect::Finish(ending) = effect {
                self.report.ending = Some(ending);
                return Ok(self.report);
            }
            event = self.perform(&effect)?;
        }
    }

    fn perform(&mut self, effect: &Effect) -> Result<Event, Fault> {
        let done = match effect {
            Effect::Enrol => self.enrol(),
            Effect::Exchange => self.exchange(),
            Effect::SendFile => self
                .book
                .send_file(&self.hub, &mut self.report)
                .map(|files| Event::FileSent { files }),
            Effect::Wait(ms) => {
                self.tell(Some(*ms))?;
                self.stop.sleep(*ms);
                return Ok(Event::Waited);
            }
            Effect::Finish(_) => return Ok(Event::Cancel),
        };
        match done {
            Ok(event) => {
                self.tell(None)?;
                Ok(event)
            }
            Err(fault) => self.failure(fault),
        }
    }

    fn enrol(&mut self) -> Result<Event, Fault> {
        self.report.round_trips += 1;
        let (up, down) = self.book.enrol(&self.hub)?;
        self.report.bytes_up += up;
        self.report.bytes_down += down;
        Ok(Event::Enrolled)
    }

    fn exchange(&mut self) -> Result<Event, Fault> {
        let left = self.book.exchange(&self.hub, &mut self.report)?;
        Ok(Event::Exchanged {
            more_to_push: left.more_to_push,
            more_to_pull: left.more_to_pull,
            files: left.files,
        })
    }

    /// A failure of the link or the hub is an event; one of the book ends the sync.
    fn failure(&self, fault: Fault) -> Result<Event, Fault> {
        match fault {
            Fault::Net(NetError::Unreachable(why)) => Ok(Event::Unreachable { why, dice: dice() }),
            Fault::Net(NetError::Refused(problem)) if problem.code() == "stale_nonce" => {
                self.keep_nonce(problem.nonce.as_deref())
            }
            Fault::Net(NetError::Refused(problem)) if problem.status >= 500 => Ok(Event::Unreachable {
                why: problem.title,
                dice: dice(),
            }),
            Fault::Net(NetError::Refused(problem)) => Ok(Event::Refused {
                code: problem.code().to_owned(),
            }),
            // Bytes damaged on the way, or by a proxy: the next try may bring them whole.
            Fault::Wire(error) => Ok(Event::Unreachable {
                why: error.to_string(),
                dice: dice(),
            }),
            Fault::Identity(_) => Ok(Event::Refused {
                code: "foreign_hub".into(),
            }),
            Fault::NotAllowed(reason) => Ok(Event::Refused { code: reason.into() }),
            other => Err(other),
        }
    }

    fn keep_nonce(&self, nonce: Option<&str>) -> Result<Event, Fault> {
        use base64::Engine as _;
        let decode = |text| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok();
        let Some(nonce) = nonce.and_then(decode) else {
            return Ok(Event::Refused {
                code: "stale_nonce".into(),
            });
        };
        self.book
            .store
            .write(|writing| writing.set_meta("nonce", &nonce))?;
        Ok(Event::StaleNonce)
    }

    fn tell(&self, waiting_ms: Option<u64>) -> Result<(), Fault> {
        let Some(listener) = &self.listener else {
            return Ok(());
        };
        let outbox = self.book.store.read(|reading| reading.count_outbox())?;
        let progress = Progress {
            pushed: self.report.pushed,
            pulled: self.report.pulled,
            outbox,
            waiting_ms,
        };
        // A listener that panics must not end the sync.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| listener.progress(progress)));
        Ok(())
    }
}

/// Spreads the retries of many phones that lost the same mast. Without randomness they only come together.
fn dice() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_or(0, |()| u64::from_be_bytes(bytes))
}

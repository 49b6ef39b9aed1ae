use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::ThreadId;

use super::book::Book;
use super::data_use::UseKind;
use super::error::Fault;
use super::hub_time::ClockView;
use super::line::Place;
use super::link::Link;
use super::packs::PackFault;
use super::sending::Sending;
use super::signing::fresh;
use super::sync_status::Shown;
use super::teller::Teller;
use super::{FieldbookError, LinkKind, lock};
use crate::identity::PublicKey;
use crate::model::{BlobHash, ChangeHash, OrgId};
use crate::net::{Hub, NetError};
use crate::store::StoreError;
use crate::sync::{Effect, Ending, Engine, Event, Pace};

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
    /// What carries the bytes: photos wait for an unmetered link.
    pub link: LinkKind,
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
    /// Own changes written again, because a copy of this book had written under the same numbers.
    pub rewritten: u64,
    /// Changes of others that did not pass the checks; they are kept aside.
    pub quarantined: u64,
    /// Organisations whose news could not be read or trusted; the others went on.
    pub unreadable_orgs: Vec<OrgId>,
    /// Product groups the hub has added that were fetched, and can be recorded with from now on.
    pub packs: u64,
    /// Packs of the hub that are not in use, and why. They hold up nothing else.
    pub unreadable_packs: Vec<PackFault>,
    /// Lists of leased codes that were fetched: their stamps are told offline from now on.
    pub lists: u64,
    /// Lists of leased codes that did not come, and why (the text is `list.<code>`). They are asked for again.
    pub unreadable_lists: Vec<PackFault>,
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

/// Hears how a sync goes on; called on a thread of its own, so it may call into the core and even wait for
/// another sync. A slow one hears the newest, not each.
pub trait SyncListener: Send + std::marker::Sync {
    /// Something moved.
    fn progress(&self, progress: Progress);
}

impl Sync {
    /// Starts a sync on its own thread. A second one queues behind the first, and leaves the line when it is
    /// cancelled; entries made while a sync runs or waits for signal go with it.
    ///
    /// Errors: `InvalidInput` for an address that is none. Being offline ends the run with
    /// [`Ending::Offline`], which is not an error.
    pub fn run(
        &self,
        options: &SyncOptions,
        listener: Option<Arc<dyn SyncListener>>,
    ) -> Result<SyncRun, FieldbookError> {
        let hub = self.book.hub_at(options.hub_url.as_deref())?;
        let place = Arc::new(self.book.line.join());
        let unstarted = |error: std::io::Error| Fault::Unexpected(error.to_string());
        let teller = listener.map(Teller::start).transpose().map_err(unstarted)?;
        let result = Arc::new(Outcome::default());
        let run = SyncRun {
            place: Arc::clone(&place),
            outcome: Arc::clone(&result),
            waited: AtomicBool::new(false),
            teller: teller.as_ref().map(Teller::thread),
        };
        let (book, options) = (Arc::clone(&self.book), options.clone());
        std::thread::Builder::new()
            .name("fieldbook-sync".into())
            .spawn(move || {
                let link = Link::new(hub, book.me.hub_key, place);
                let run = || Run::new(book, link, &options, teller.as_ref())?.drive();
                let panicked = |_| Err(Fault::Unexpected("the sync thread panicked".into()));
                result.set(catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(panicked));
                teller.into_iter().for_each(Teller::finish);
                result.set_heard();
            })
            .map_err(unstarted)?;
        Ok(run)
    }

    /// What is known of this device's clock now. Shells show it when it was turned, or when it is off by more
    /// than a few minutes: user time is never rewritten, so the person should set the clock.
    pub fn clock(&self) -> ClockView {
        self.book.clock_view()
    }

    /// The hub's public key: all that is needed to check what it signed.
    pub fn hub_key(&self) -> PublicKey {
        self.book.me.hub_key
    }
}

/// A running sync. Dropping it cancels it; what was exchanged stays exchanged.
pub struct SyncRun {
    place: Arc<Place>,
    outcome: Arc<Outcome>,
    waited: AtomicBool,
    teller: Option<ThreadId>,
}

impl SyncRun {
    /// Ends it at once, whatever it waits for. An answer under way is not awaited: what the hub made of the
    /// request is told again at the next sync.
    pub fn cancel(&self) {
        self.place.cancel();
    }

    /// Waits for the end, and until the listener has heard the last, and gives the report; `NotFound` when
    /// somebody else has waited already.
    pub fn wait(&self) -> Result<SyncReport, FieldbookError> {
        if self.waited.swap(true, Ordering::AcqRel) {
            return Err(Fault::NotFound("sync".into()).into());
        }
        // A listener that waits for its own sync cannot have heard the last.
        let is_listener = self.teller == Some(std::thread::current().id());
        Ok(self.outcome.wait(is_listener)?)
    }
}

impl Drop for SyncRun {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// What a sync came to, and whether its listener has heard everything.
#[derive(Default)]
struct Outcome {
    state: Mutex<(Option<Result<SyncReport, Fault>>, bool)>,
    bell: Condvar,
}

impl Outcome {
    fn set(&self, result: Result<SyncReport, Fault>) {
        lock(&self.state).0 = Some(result);
        self.bell.notify_all();
    }

    fn set_heard(&self) {
        lock(&self.state).1 = true;
        self.bell.notify_all();
    }

    fn wait(&self, is_listener: bool) -> Result<SyncReport, Fault> {
        let state = lock(&self.state);
        let mut state = self
            .bell
            .wait_while(state, |(result, heard)| {
                result.is_none() || !(*heard || is_listener)
            })
            .unwrap_or_else(PoisonError::into_inner);
        let missing = || Err(Fault::NotFound("sync".into()));
        state.0.take().unwrap_or_else(missing)
    }
}

struct Run<'t> {
    book: Arc<Book>,
    link: Link,
    engine: Engine,
    sending: Sending,
    remembered: Option<u32>,
    teller: Option<&'t Teller>,
    report: SyncReport,
}

impl<'t> Run<'t> {
    fn new(
        book: Arc<Book>,
        link: Link,
        options: &SyncOptions,
        teller: Option<&'t Teller>,
    ) -> Result<Self, Fault> {
        let remembered = book.store.read(|reading| reading.meta(PACE))?;
        let remembered = remembered.and_then(|bytes| bytes.try_into().ok().map(u32::from_be_bytes));
        Ok(Self {
            book,
            link,
            engine: Engine::new(options.failures_max, Pace::begin(remembered)),
            sending: Sending::over(options.link),
            remembered,
            teller,
            report: SyncReport::default(),
        })
    }

    /// Waits for its turn and does what the engine says until it says that it is over.
    fn drive(mut self) -> Result<SyncReport, Fault> {
        let place = Arc::clone(self.link.place());
        let Some(turn) = place.wait_for_turn() else {
            self.report.ending = Some(Ending::Cancelled);
            return Ok(self.report);
        };
        // Gone before the turn is, or it would speak for the next in the line.
        let shown = Shown::begin(&self.book);
        // A document that cannot be folded is still synced; `check` names it.
        drop(self.book.compact());
        let begun = self.begin();
        let mut event = begun.or_else(|fault| self.failure(fault))?;
        loop {
            if place.is_cancelled() {
                event = Event::Cancel;
            }
            let effect = self.engine.handle(event);
            if let Effect::Finish(ending) = effect {
                self.book.roll_backup(false);
                self.report.ending = Some(ending);
                break;
            }
            let done = self.perform(&effect, &shown);
            self.meter(&effect)?;
            event = done.or_else(|fault| self.failure(fault))?;
        }
        self.end()?;
        match &self.report.ending {
            Some(Ending::Cancelled) if place.is_sent_home() => shown.cut_off(),
            ending => shown.end(ending.clone()),
        }
        drop(turn);
        Ok(self.report)
    }

    fn begin(&self) -> Result<Event, Fault> {
        self.book.offer_refused_again()?;
        self.book.note_link(self.sending.link)?;
        let enrolled = self.book.is_enrolled()?;
        Ok(Event::Start { enrolled })
    }

    /// What is done once, whatever the end was.
    fn end(&mut self) -> Result<(), Fault> {
        if self.report.ending == Some(Ending::Cancelled) {
            return Ok(());
        }
        if self.report.ending == Some(Ending::Complete) && !self.report.unreadable_orgs.is_empty() {
            self.report.ending = Some(Ending::Refused("foreign_hub".into()));
        }
        self.report.unreadable_packs.extend(self.book.pack_faults());
        self.book.prune_unfollowed()?;
        let pace = self.engine.pace().bytes();
        if self.report.pushed + self.report.pulled > 0 && self.remembered != Some(pace) {
            let write = |writing: &crate::store::Writing<'_>| writing.set_meta(PACE, &pace.to_be_bytes());
            self.book.store.write(write)?;
        }
        Ok(())
    }

    fn perform(&mut self, effect: &Effect, shown: &Shown) -> Result<Event, Fault> {
        let event = match effect {
            Effect::Enrol => self.enrol()?,
            Effect::Exchange { bytes } => self.exchange(*bytes)?,
            Effect::FetchPack => {
                if self.book.next_pack(&self.report)?.is_some() {
                    self.book.fetch_pack(&self.link, &mut self.report)?;
                } else {
                    self.book.fetch_list(&self.link, &mut self.report)?;
                }
                Event::PackFetched {
                    packs: self.more_to_fetch()?,
                    files: self.book.next_file(&self.sending)?.is_some(),
                }
            }
            Effect::SendFile => {
                let files = self
                    .book
                    .send_file(&self.link, &mut self.sending, &mut self.report)?;
                self.book.ring();
                Event::FileSent { files }
            }
            Effect::Wait(ms) => {
                self.tell(Some(*ms))?;
                shown.wait(Some(*ms));
                self.link.place().sleep(*ms);
                shown.wait(None);
                return Ok(Event::Waited);
            }
            Effect::Finish(_) => return Ok(Event::Cancel),
        };
        self.tell(None)?;
        Ok(event)
    }

    /// Whether a pack or a list of codes waits at the hub.
    fn more_to_fetch(&self) -> Result<bool, Fault> {
        let book = &self.book;
        Ok(book.next_pack(&self.report)?.is_some() || book.next_list(&self.report)?.is_some())
    }

    fn enrol(&mut self) -> Result<Event, Fault> {
        self.book.enrol(&self.link, &mut self.report)?;
        Ok(Event::Enrolled)
    }

    fn exchange(&mut self, bytes: u32) -> Result<Event, Fault> {
        let left = self.book.exchange(&self.link, bytes, &mut self.report)?;
        Ok(Event::Exchanged {
            more_to_push: left.more_to_push,
            more_to_pull: left.more_to_pull,
            packs: self.more_to_fetch()?,
            files: self.book.next_file(&self.sending)?.is_some(),
            bytes: left.bytes,
            ms: left.ms,
        })
    }

    /// A failure of the link or the hub is an event; one of the book ends the sync.
    fn failure(&self, fault: Fault) -> Result<Event, Fault> {
        match fault {
            Fault::Cancelled => Ok(Event::Cancel),
            // The app went to the background under way.
            Fault::Store(StoreError::Closed) if self.link.place().is_cancelled() => Ok(Event::Cancel),
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
            // Damaged or replaced on the way: the next try may bring the hub's own words.
            Fault::Net(error @ NetError::Unsigned) => Ok(Event::Unreachable {
                why: error.to_string(),
                dice: dice(),
            }),
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
        Ok(if self.book.keep_nonce(nonce)? {
            Event::StaleNonce
        } else {
            Event::Refused {
                code: "stale_nonce".into(),
            }
        })
    }

    /// What an effect used counts also when it failed; after the book was closed under way it cannot.
    fn meter(&self, effect: &Effect) -> Result<(), Fault> {
        let kind = match effect {
            Effect::SendFile => UseKind::Photos,
            _ => UseKind::Facts,
        };
        match self.book.meter(self.link.hub(), kind, self.sending.link) {
            Err(Fault::Store(StoreError::Closed)) => Ok(()),
            metered => metered,
        }
    }

    fn tell(&self, waiting_ms: Option<u64>) -> Result<(), Fault> {
        let Some(teller) = self.teller else {
            return Ok(());
        };
        let outbox = self.book.store.read(|reading| reading.count_outbox())?;
        teller.tell(Progress {
            pushed: self.report.pushed,
            pulled: self.report.pulled,
            outbox,
            waiting_ms,
        });
        Ok(())
    }
}

impl Book {
    /// The hub, or another address of it.
    pub(super) fn hub_at(&self, url: Option<&str>) -> Result<Hub, Fault> {
        let url = url.unwrap_or(&self.me.invitation.hub_url);
        Ok(Hub::at(url, self.config.pinned_ca.as_deref())?)
    }

    /// Keeps the fresh nonce of a refusal; `false` when it brought none.
    pub(super) fn keep_nonce(&self, nonce: Option<&str>) -> Result<bool, Fault> {
        use base64::Engine as _;
        let decode = |text| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok();
        let Some(nonce) = nonce.and_then(decode) else {
            return Ok(false);
        };
        self.store.write(|writing| writing.set_meta("nonce", &nonce))?;
        Ok(true)
    }

    /// Remembers the kind of link: what a photo waits for depends on it.
    fn note_link(&self, link: LinkKind) -> Result<(), Fault> {
        let known = self.store.read(|reading| reading.meta("link"))?;
        if known.as_deref() != Some(&[link as u8]) {
            self.store
                .write(|writing| writing.set_meta("link", &[link as u8]))?;
        }
        Ok(())
    }
}

/// Where the size of exchanges is remembered.
const PACE: &str = "pace";

/// Spreads the retries of many phones that lost the same mast. Without randomness they only come together.
fn dice() -> u64 {
    fresh().unwrap_or_default()
}

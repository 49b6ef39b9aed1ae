//! Sync with the hub.

use std::sync::Arc;

use fieldbook_core as core;
use fieldbook_core::identity::PublicKey;
use fieldbook_core::model::{BlobHash, ChangeHash, ClockState, DocId, OrgId};
use fieldbook_core::{
    Bundle, ChangeFate, ClockView, DayUse, FollowedOrg, LinkKind, OutboxCounts, Traffic, sync,
};

use crate::ids::CivilDate;
use crate::value::all;
use crate::{FieldbookError, ImportReport, ListenerError, OutboxItem};

/// Sync with the hub.
#[derive(uniffi::Object)]
pub struct Sync {
    pub(crate) core: core::Sync,
}

#[uniffi::export]
impl Sync {
    /// Starts a sync on its own thread and returns at once; a second one queues behind the first. Keep the
    /// run: letting it go cancels it.
    ///
    /// Throws `InvalidInput` for an address that is none. Being offline is an `Ending`, not an error.
    #[uniffi::method(default(listener = None))]
    pub fn run(
        &self,
        options: SyncOptions,
        listener: Option<Arc<dyn SyncListener>>,
    ) -> Result<Arc<SyncRun>, FieldbookError> {
        let listener = listener.map(|listener| Arc::new(Teller(listener)) as Arc<dyn core::SyncListener>);
        let core = self.core.run(&options.into(), listener)?;
        Ok(Arc::new(SyncRun { core }))
    }

    /// What is known of this device's clock now. Show it when it was turned, or when it is off by more than a
    /// few minutes: what is recorded is never rewritten, so the person should set the clock.
    pub fn clock(&self) -> ClockView {
        self.core.clock()
    }

    /// Everything that waits to be sent, as a file another phone or a memory stick carries: this device's
    /// changes, and those it carries for others with their own signatures. They count as handed over, and go
    /// on waiting until a receipt comes back. Throws `NotAllowed` when nothing waits, and before the first sync.
    pub fn bundle_outbox(&self) -> Result<Bundle, FieldbookError> {
        Ok(self.core.bundle_outbox()?)
    }

    /// Whole documents with their receipts, for a colleague who has no signal either. Throws `NotFound` for a
    /// document this book does not have, `NotAllowed` before the first sync.
    pub fn bundle(&self, docs: Vec<DocId>) -> Result<Bundle, FieldbookError> {
        Ok(self.core.bundle(&docs)?)
    }

    /// The hub's receipts for what this phone carried for others, as a file to bring back. Throws `NotAllowed`
    /// when there are none.
    pub fn bundle_receipts(&self) -> Result<Bundle, FieldbookError> {
        Ok(self.core.bundle_receipts()?)
    }

    /// Takes in a bundle of another phone: checks everything before anything is kept, changes nothing of it,
    /// and carries it to the hub at the next sync with its authors' own signatures. Receipts in it move this
    /// phone's changes on. Doing it twice does no harm. Throws `InvalidInput` for a file that is none, damaged,
    /// or too large; then nothing was taken in.
    pub fn import_bundle(&self, bytes: &[u8]) -> Result<ImportReport, FieldbookError> {
        Ok(self.core.import_bundle(bytes)?.into())
    }

    /// The hub's public key: all that is needed to check what it signed.
    pub fn hub_key(&self) -> PublicKey {
        self.core.hub_key()
    }

    /// What was used on each of the last so many days, today included, the newest first; days without use
    /// are left out. Counted are heads and bodies of requests and answers; a request that broke is counted
    /// whole.
    pub fn usage(&self, days: u16) -> Result<Vec<DayUse>, FieldbookError> {
        Ok(self.core.usage(days)?)
    }

    /// The organisations this device is certified for, and which it follows.
    pub fn followed(&self) -> Result<Vec<FollowedOrg>, FieldbookError> {
        Ok(self.core.followed()?)
    }

    /// Follows an organisation again; its documents come with the next sync. Throws `NotFound` when this
    /// device is not certified for it.
    pub fn follow(&self, org: OrgId) -> Result<(), FieldbookError> {
        Ok(self.core.follow(org)?)
    }

    /// Stops fetching an organisation's news. Its documents leave this phone once the hub has given receipts
    /// for everything in them. Throws `NotFound` when this device is not certified for it, `NotAllowed` for
    /// the book's own organisation.
    pub fn unfollow(&self, org: OrgId) -> Result<(), FieldbookError> {
        Ok(self.core.unfollow(org)?)
    }

    /// What of this phone the hub has not received or does not let count, one item for each change and each file:
    /// held and refused first, then the newest. At most `limit`, 0 means 50; skips `offset`.
    #[uniffi::method(default(limit = 50, offset = 0))]
    pub fn outbox(&self, limit: u32, offset: u32) -> Result<Vec<OutboxItem>, FieldbookError> {
        Ok(all(self.core.outbox(limit, offset)?))
    }

    /// The outbox counted, and beside it what the hub has received of this device: what a home screen shows. Watch
    /// `Topic.OUTBOX`.
    pub fn outbox_counts(&self) -> Result<OutboxCounts, FieldbookError> {
        Ok(self.core.outbox_counts()?)
    }

    /// What to tell a person now, also about a sync that somebody else has started; `Topic.OUTBOX` rings when it
    /// changes.
    pub fn status(&self) -> Result<SyncStatus, FieldbookError> {
        Ok(self.core.status()?.into())
    }
}

/// A running sync. Letting it go cancels it; what was exchanged stays exchanged.
#[derive(uniffi::Object)]
pub struct SyncRun {
    core: core::SyncRun,
}

#[uniffi::export]
impl SyncRun {
    /// Ends it at once, whatever it waits for; nothing is lost. Idempotent.
    pub fn cancel(&self) {
        self.core.cancel();
    }

    /// Blocks until the end, and until the listener has heard the last, and gives the report. Throws `NotFound` when somebody else has waited already.
    pub fn wait_for_report(&self) -> Result<SyncReport, FieldbookError> {
        Ok(self.core.wait()?.into())
    }
}

/// How a sync is run.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncOptions {
    /// Another address of the same hub; without it, the invitation's.
    #[uniffi(default = None)]
    pub hub_url: Option<String>,
    /// Gives up after so many failures in a row; without it, it goes on, with waits up to five minutes, until
    /// cancelled.
    #[uniffi(default = None)]
    pub failures_max: Option<u32>,
    /// What carries the bytes (Android `isActiveNetworkMetered` and `isNetworkRoaming`, iOS `isExpensive`).
    /// Without it, metered: better a photo late than a bill.
    #[uniffi(default = None)]
    pub link: Option<LinkKind>,
}

impl From<SyncOptions> for core::SyncOptions {
    fn from(options: SyncOptions) -> Self {
        Self {
            hub_url: options.hub_url,
            failures_max: options.failures_max,
            link: options.link.unwrap_or(LinkKind::Metered),
        }
    }
}

/// Hears how a sync goes on.
#[uniffi::export(foreign)]
pub trait SyncListener: Send + std::marker::Sync {
    /// Something moved. Called on a thread of its own, so it may even wait for another sync; what it throws harms nobody and is dropped.
    fn progress(&self, progress: Progress) -> Result<(), ListenerError>;
}

struct Teller(Arc<dyn SyncListener>);

impl core::SyncListener for Teller {
    fn progress(&self, progress: core::Progress) {
        // A listener's mistake is its own: the sync goes on.
        drop(self.0.progress(progress.into()));
    }
}

/// Where a running sync is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
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

impl From<core::Progress> for Progress {
    fn from(progress: core::Progress) -> Self {
        Self {
            pushed: progress.pushed,
            pulled: progress.pulled,
            outbox: progress.outbox,
            waiting_ms: progress.waiting_ms,
        }
    }
}

/// What a person is told about sync at any time.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncStatus {
    /// Changes the hub has not acknowledged.
    pub outbox: u64,
    /// Changes carried sealed for others, also not acknowledged.
    pub freight: u64,
    /// Files the hub does not have and that still wait; see `Blobs.list`.
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
    /// A sync runs now, whoever started it.
    pub running: bool,
    /// Milliseconds until its next try, while the hub cannot be reached.
    pub waiting_ms: Option<u64>,
    /// How the last one ended since the book was opened; absent before, and when it ended in an error.
    pub last_ending: Option<Ending>,
}

impl From<core::SyncStatus> for SyncStatus {
    fn from(status: core::SyncStatus) -> Self {
        Self {
            outbox: status.outbox,
            freight: status.freight,
            files: status.files,
            last_sync_ms: status.last_sync_ms,
            hub_offset_ms: status.hub_offset_ms,
            enrolled: status.enrolled,
            certified_until_ms: status.certified_until_ms,
            certificate_ended: status.certificate_ended,
            receipts: status.receipts,
            running: status.running,
            waiting_ms: status.waiting_ms,
            last_ending: status.last_ending.map(Ending::from),
        }
    }
}

/// An organisation this device is certified for.
#[uniffi::remote(Record)]
pub struct FollowedOrg {
    /// Which.
    pub org: OrgId,
    /// Its name, once its register has come.
    pub name: String,
    /// Its news is fetched.
    pub followed: bool,
    /// Its documents are still being fetched for the first time.
    pub beginning: bool,
    /// Its documents on this phone.
    pub documents: u64,
    /// Changes of it that the hub has not taken; while there are any, nothing of it leaves this phone.
    pub only_here: u64,
}

/// A change the hub did not simply accept.
#[uniffi::remote(Record)]
pub struct ChangeFate {
    /// The change.
    pub change: ChangeHash,
    /// Why, such as `unsigned`; the text is `refusal.<code>`.
    pub code: String,
}

/// How a sync ended.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Ending {
    /// Everything is exchanged.
    Complete,
    /// The hub could not be reached; everything is kept for the next time.
    Offline {
        /// For the engineers.
        details: String,
    },
    /// The hub will not talk to this device.
    Refused {
        /// Why; the text is `refusal.<code>`.
        code: String,
    },
    /// Somebody cancelled it.
    Cancelled,
}

impl From<Ending> for sync::Ending {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Complete => Self::Complete,
            Ending::Offline { details } => Self::Offline(details),
            Ending::Refused { code } => Self::Refused(code),
            Ending::Cancelled => Self::Cancelled,
        }
    }
}

impl From<sync::Ending> for Ending {
    fn from(ending: sync::Ending) -> Self {
        match ending {
            sync::Ending::Complete => Self::Complete,
            sync::Ending::Offline(details) => Self::Offline { details },
            sync::Ending::Refused(code) => Self::Refused { code },
            sync::Ending::Cancelled => Self::Cancelled,
        }
    }
}

/// What a sync did.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
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
    /// Lists of leased codes that did not come, and why. They are asked for again.
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
    /// How it ended; absent when its end is not known.
    pub ending: Option<Ending>,
}

impl From<core::SyncReport> for SyncReport {
    fn from(report: core::SyncReport) -> Self {
        Self {
            pushed: report.pushed,
            pulled: report.pulled,
            accepted: report.accepted,
            duplicate: report.duplicate,
            held: report.held,
            refused: report.refused,
            rewritten: report.rewritten,
            quarantined: report.quarantined,
            unreadable_orgs: report.unreadable_orgs,
            packs: report.packs,
            unreadable_packs: all(report.unreadable_packs),
            lists: report.lists,
            unreadable_lists: all(report.unreadable_lists),
            unsendable_files: report.unsendable_files,
            receipts: report.receipts,
            round_trips: report.round_trips,
            bytes_up: report.bytes_up,
            bytes_down: report.bytes_down,
            ending: report.ending.map(Ending::from),
        }
    }
}

/// A pack of the hub that is not in use.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PackFault {
    /// The file's SHA-256; absent for the list of packs itself.
    pub pack: Option<BlobHash>,
    /// Why; the text is `pack.<code>`. With `unreadable` an update of the app helps.
    pub code: String,
}

impl From<core::PackFault> for PackFault {
    fn from(fault: core::PackFault) -> Self {
        Self {
            pack: fault.pack,
            code: fault.code.into(),
        }
    }
}

/// What is known of a device's clock.
#[uniffi::remote(Record)]
pub struct ClockView {
    /// Compared with the hub's or not, and turned since or not.
    pub state: ClockState,
    /// Hub time minus this device's clock, milliseconds, where it is known; at least so much when the device
    /// was switched off since and its clock stands before the hub's last word.
    pub offset_ms: Option<i64>,
    /// How far the comparison itself may be off, milliseconds.
    pub uncertainty_ms: Option<i64>,
}

/// What is known of the clock that people see and turn.
#[uniffi::remote(Enum)]
pub enum ClockState {
    /// Not compared with the hub's since the device was switched on, or the device cannot tell.
    Unchecked,
    /// Compared, and it has gone evenly since.
    Checked,
    /// Compared, and somebody has turned it since.
    Turned,
}

/// What carries the bytes just now. Ask the system before each sync; the core cannot know it.
#[uniffi::remote(Enum)]
pub enum LinkKind {
    /// Wi-Fi or a cable: nobody counts.
    Unmetered,
    /// A SIM card's data, or a Wi-Fi that is one: large photos wait.
    Metered,
    /// A SIM card abroad: photos go only when a person says so.
    Roaming,
}

/// Bytes up and down.
#[uniffi::remote(Record)]
pub struct Traffic {
    /// Sent.
    pub up: u64,
    /// Received.
    pub down: u64,
}

/// What syncing used on one day.
#[uniffi::remote(Record)]
pub struct DayUse {
    /// The civil day on this device.
    pub day: CivilDate,
    /// Entries, receipts, certificates and product groups.
    pub facts: Traffic,
    /// Photos and other files.
    pub photos: Traffic,
    /// Of all that, what went over a SIM card: the rest costs nothing.
    pub metered: u64,
    /// What that cost by the tariff, đồng: an estimate, rounded up. Show it as one.
    pub vnd: u64,
}

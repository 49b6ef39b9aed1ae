//! The hall: everything an app does with a book goes through [`Fieldbook`] and its sub-objects.

mod again;
mod amend;
mod ancestry;
mod awake;
mod backup;
mod blobs;
mod book;
mod bundles;
mod card;
mod carry;
mod certificates;
mod check;
mod claim_history;
mod claims;
mod clock;
mod config;
mod conflicts;
mod data_use;
mod device_key;
mod documents;
mod due;
mod enrol;
mod epoch;
mod error;
mod evidence;
mod exchange;
mod exports;
mod facts;
mod fetching;
mod files;
mod follows;
mod fork;
mod freight;
mod harvest_wait;
mod history;
mod hub_time;
mod incoming;
mod journal;
mod leases;
mod limits;
mod line;
mod link;
mod link_kind;
mod lists;
mod locks;
mod lot_product;
mod mass_balance;
mod open_documents;
mod order;
mod outbox;
mod packs;
mod pen;
mod people;
mod pins;
mod portraits;
mod profiles;
mod proof;
mod quarantine;
mod reasons;
mod rebuild;
mod receipts;
mod receive;
mod record;
mod register;
mod rekey;
mod rescan;
mod rescue;
mod rights;
mod sealed_backup;
mod sending;
mod set_aside;
mod signing;
mod slices;
mod space;
mod stamp_standing;
mod stamps;
mod story;
mod sub_leases;
mod sweep;
mod sync_run;
mod sync_status;
mod take_in;
mod tasks;
mod teller;
mod trace;
mod views;
mod visited;
mod voice;
mod writing;

use std::sync::{Arc, Mutex, PoisonError};

pub use awake::Awake;
pub use backup::BackupRule;
pub use blobs::{BlobStanding, BlobView, Blobs, Cleared};
pub use bundles::Bundle;
pub use carry::ImportReport;
pub use check::CheckReport;
pub use claim_history::{ClaimDeed, ClaimEvent};
pub use claims::ClaimView;
pub use clock::{Clock, SystemClock};
pub use config::Config;
pub use data_use::{DayUse, Tariff, Traffic};
pub use documents::{Documents, NewLot, NewSeason, NewVisit};
pub use due::{Due, DueWhat};
pub use error::FieldbookError;
pub use evidence::{Evidence, EvidenceDevice, EvidencePerson, Unreceipted, verify_evidence};
pub use exports::Exports;
pub use fetching::FetchOptions;
pub use follows::FollowedOrg;
pub use harvest_wait::HarvestWait;
pub use hub_time::ClockView;
pub use journal::Journal;
pub use leases::LeaseView;
pub use limits::{Limits, limits};
pub use link_kind::LinkKind;
pub use order::OrderedFact;
pub use outbox::{OutboxCounts, OutboxItem, OutboxWhat};
pub use packs::PackFault;
pub use people::{Me, People};
pub use profiles::{Profile, ProfileOrg};
pub use reasons::{say_ending, say_refusal};
pub use receipts::{HeldReceipt, ReceiptView};
pub use record::{Checked, NewFact, Recorded};
pub use register::Register;
pub use rescan::NewRescan;
pub use rescue::Rescue;
pub use rights::{Paper, Rights};
pub use set_aside::Quarantined;
pub use space::Room;
pub use stamp_standing::{StampClaim, StampStanding};
pub use stamps::Stamps;
pub use sub_leases::SubLeaseView;
pub use sweep::{
    MissingStamp, SeenCode, SeenMark, SpotMark, StrangerReason, Sweep, SweepGap, SweepNews, SweepReport,
    SweepView, SweptCode, SweptCodes, SweptDuplicate, SweptRange, SweptSpot, SweptStranger, UnreadStamp,
    UnsureStamp,
};
pub use sync_run::{ChangeFate, Progress, Sync, SyncListener, SyncOptions, SyncReport, SyncRun};
pub use sync_status::SyncStatus;
pub use tasks::{Task, TaskKind, Tasks};
pub use views::{Conflict, ConflictValue, DocumentView, FactView, HistoryEntry};
pub use visited::{Nonconformity, Visited};

use crate::catalog::Catalog;
use crate::identity::Invitation;
use crate::watch::{Listener, Subscription, Topic};
use book::Book;

/// A person's book on this device. Open it once and keep it; it may be used from many threads.
///
/// Every entry is durable when the call returns. Being offline is never an error.
pub struct Fieldbook {
    book: Arc<Book>,
}

impl Fieldbook {
    /// Makes a new book in an empty folder from an invitation. Works without signal: the invitation names
    /// the organisation, the person and its products, and the hub's certificate comes with the first sync.
    ///
    /// Whether the invitation's time is over is the hub's to say at the first sync, for this device's clock may
    /// be years off; what was recorded until then stays, and [`People::add`] takes a new invitation.
    ///
    /// Errors: `InvalidInput` for a text that is not an invitation, `NotAllowed` for one that another hub
    /// signed, and for a folder that already holds a book.
    pub fn create(config: Config, invitation: &str, device_name: &str) -> Result<Self, FieldbookError> {
        Invitation::from_text(invitation).map_err(error::Fault::from)?;
        Ok(Self {
            book: Arc::new(Book::create(config, invitation, device_name)?),
        })
    }

    /// Opens a book. A damaged one is copied aside and everything that can still be read goes into a new file;
    /// [`Fieldbook::rescue`] then says what was saved, and the next sync brings back what the hub has.
    ///
    /// A book in clear is encrypted when it is opened with [`Config::book_key`] for the first time, which takes about
    /// twice its size on the disk meanwhile.
    ///
    /// Errors: `NotAllowed` for an encrypted book without its key or with a wrong one (it is left untouched), and for
    /// a key in a build without encryption; `NotFound` when there is none, `TooNew` when a newer app wrote it (it is
    /// left untouched),
    /// `StorageDamaged` when nothing says any more whose book it was, `StorageFull` when there is no room for the
    /// rescue.
    pub fn open(config: Config) -> Result<Self, FieldbookError> {
        Ok(Self {
            book: Arc::new(Book::open(config)?),
        })
    }

    /// Cancels a running sync, waits for work on the file and closes it. Call it when the app goes to the
    /// background: iOS kills an app that sleeps on a locked file. A sync so ended loses nothing; start
    /// another after [`Fieldbook::resume`]. Idempotent.
    /// While [`Fieldbook::awake`] is held, the file stays open and syncs go on until that is let go.
    pub fn pause(&self) -> Result<(), FieldbookError> {
        Ok(self.book.pause()?)
    }

    /// Opens the file again after [`Fieldbook::pause`]. Idempotent.
    pub fn resume(&self) -> Result<(), FieldbookError> {
        Ok(self.book.resume()?)
    }

    /// Ends listeners, closes the file for good and lets the next one open the book. Idempotent.
    pub fn shutdown(&self) -> Result<(), FieldbookError> {
        Ok(self.book.shutdown()?)
    }

    /// Facts: record, amend, void, find, history, conflicts.
    pub fn journal(&self) -> Journal {
        Journal {
            book: Arc::clone(&self.book),
        }
    }

    /// Seasons, lots and visits.
    pub fn documents(&self) -> Documents {
        Documents {
            book: Arc::clone(&self.book),
        }
    }

    /// Reading, leases, activation and claims of stamps.
    pub fn stamps(&self) -> Stamps {
        Stamps {
            book: Arc::clone(&self.book),
        }
    }

    /// What waits for a person.
    pub fn tasks(&self) -> Tasks {
        Tasks {
            book: Arc::clone(&self.book),
        }
    }

    /// Who works on this device, and the names of others.
    pub fn people(&self) -> People {
        People {
            book: Arc::clone(&self.book),
        }
    }

    /// Photos and other files.
    pub fn blobs(&self) -> Blobs {
        Blobs {
            book: Arc::clone(&self.book),
        }
    }

    /// Sync with the hub.
    pub fn sync(&self) -> Sync {
        Sync {
            book: Arc::clone(&self.book),
        }
    }

    /// EPCIS and CSV files.
    pub fn exports(&self) -> Exports {
        Exports {
            book: Arc::clone(&self.book),
        }
    }

    /// The product groups: the app's own and those the hub has added. A sync may add more, and rings
    /// [`Topic::Catalog`] then; what was taken before stays as it was.
    pub fn catalog(&self) -> Arc<Catalog> {
        self.book.catalog()
    }

    /// Rings `listener` once now and after every change of the topic, until the subscription is dropped.
    ///
    /// Errors: `Unexpected` when the system has no thread left for the rings.
    pub fn watch(&self, topic: Topic, listener: Arc<dyn Listener>) -> Result<Subscription, FieldbookError> {
        let watched = self.book.notifier.watch(topic, listener);
        Ok(watched.map_err(|error| error::Fault::Unexpected(error.to_string()))?)
    }

    /// Checks the whole book: every document loads to its heads, every projection equals the fold of its
    /// changes, every signature fits. Slow: it loads everything.
    pub fn check(&self) -> Result<CheckReport, FieldbookError> {
        Ok(self.book.check()?)
    }

    /// Builds every projection again from the changes; gives the number of facts.
    pub fn rebuild(&self) -> Result<u64, FieldbookError> {
        Ok(self.book.rebuild()?)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What a panicking thread left behind in memory is only a cache of the book; the file is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

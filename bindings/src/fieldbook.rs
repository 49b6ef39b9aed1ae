//! The door: a person's book on this device.

use std::sync::Arc;

use fieldbook_core as core;
use fieldbook_core::photo::PhotoRule;
use fieldbook_core::scan::Scanner;
use fieldbook_core::watch::Topic;

use crate::watch::Bell;
use crate::{
    Blobs, Catalog, CodeScanner, Documents, Exports, FieldbookError, Journal, Listener, People, Stamps,
    Subscription, Sync,
};

/// Where a book lies.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Config {
    /// The folder of the book: its file, the device's key and the photos. One process at a time.
    pub dir: String,
    /// The hub's own certificate authority in DER, when it has one.
    #[uniffi(default = None)]
    pub pinned_ca: Option<Vec<u8>>,
    /// How photos are kept, sent and cleared away; without it, the usual rule.
    #[uniffi(default = None)]
    pub photos: Option<PhotoRule>,
    /// What a megabyte of mobile data costs, đồng; without it, 15.
    #[uniffi(default = None)]
    pub vnd_per_mb: Option<u32>,
}

impl From<Config> for core::Config {
    fn from(config: Config) -> Self {
        let usual = Self::in_dir(config.dir);
        let tariff = config.vnd_per_mb.map(|vnd_per_mb| core::Tariff { vnd_per_mb });
        Self {
            pinned_ca: config.pinned_ca,
            photos: config.photos.unwrap_or(usual.photos),
            tariff: tariff.unwrap_or(usual.tariff),
            ..usual
        }
    }
}

/// A person's book on this device. Open it once and keep it; it may be used from many threads.
///
/// Every entry is durable when the call returns. Being offline is never an error. Calls read and write a
/// file: keep them off the main thread.
#[derive(uniffi::Object)]
pub struct Fieldbook {
    core: Arc<core::Fieldbook>,
    scanner: Arc<CodeScanner>,
}

impl From<core::Fieldbook> for Fieldbook {
    fn from(core: core::Fieldbook) -> Self {
        let scanner = CodeScanner { core: Scanner::new() };
        Self {
            core: Arc::new(core),
            scanner: Arc::new(scanner),
        }
    }
}

#[uniffi::export]
impl Fieldbook {
    /// Makes a new book in an empty folder from an invitation. Works without signal: the invitation names the
    /// organisation, the person and its products, and the hub's certificate comes with the first sync.
    ///
    /// Throws `InvalidInput` for a text that is not an invitation, `NotAllowed` for one that another hub
    /// signed or whose time is over, and for a folder that already holds a book.
    #[uniffi::constructor]
    pub fn create(config: Config, invitation: &str, device_name: &str) -> Result<Self, FieldbookError> {
        Ok(core::Fieldbook::create(config.into(), invitation, device_name)?.into())
    }

    /// Opens a book. Throws `NotFound` when there is none, `TooNew` when a newer app wrote it (it is left
    /// untouched), `StorageDamaged` when its file cannot be read (it is left as it is).
    #[uniffi::constructor]
    pub fn open(config: Config) -> Result<Self, FieldbookError> {
        Ok(core::Fieldbook::open(config.into())?.into())
    }

    /// Waits for running work and closes the file. Call it when the app goes to the background (Android
    /// `onStop`, iOS `didEnterBackground`): iOS kills an app that sleeps on a locked file. Idempotent.
    pub fn pause(&self) -> Result<(), FieldbookError> {
        Ok(self.core.pause()?)
    }

    /// Opens the file again after `pause`. Call it when the app comes back (Android `onStart`, iOS
    /// `willEnterForeground`). Idempotent.
    pub fn resume(&self) -> Result<(), FieldbookError> {
        Ok(self.core.resume()?)
    }

    /// Ends listeners and closes the file for good. Idempotent. Nothing is lost when it is never called.
    pub fn shutdown(&self) -> Result<(), FieldbookError> {
        Ok(self.core.shutdown()?)
    }

    /// Facts: record, amend, void, find, history, conflicts.
    pub fn journal(&self) -> Arc<Journal> {
        let core = self.core.journal();
        Arc::new(Journal { core })
    }

    /// Seasons, lots and visits.
    pub fn documents(&self) -> Arc<Documents> {
        let core = self.core.documents();
        Arc::new(Documents { core })
    }

    /// Reading, leases, activation and claims of stamps.
    pub fn stamps(&self) -> Arc<Stamps> {
        let core = self.core.stamps();
        Arc::new(Stamps { core })
    }

    /// Reads codes from camera frames.
    pub fn scanner(&self) -> Arc<CodeScanner> {
        Arc::clone(&self.scanner)
    }

    /// Who I am, and the names of others.
    pub fn people(&self) -> Arc<People> {
        let core = self.core.people();
        Arc::new(People { core })
    }

    /// Photos and other files.
    pub fn blobs(&self) -> Arc<Blobs> {
        let core = self.core.blobs();
        Arc::new(Blobs { core })
    }

    /// Sync with the hub.
    pub fn sync(&self) -> Arc<Sync> {
        let core = self.core.sync();
        Arc::new(Sync { core })
    }

    /// EPCIS and CSV files.
    pub fn exports(&self) -> Arc<Exports> {
        let core = self.core.exports();
        Arc::new(Exports { core })
    }

    /// The product groups, and every sentence shown to a person.
    pub fn catalog(&self) -> Arc<Catalog> {
        let core = Arc::clone(&self.core);
        Arc::new(Catalog { core })
    }

    /// Rings the listener once now and after every change of the topic, until the subscription is cancelled or
    /// let go.
    pub fn watch(&self, topic: Topic, listener: Arc<dyn Listener>) -> Arc<Subscription> {
        let core = self.core.watch(topic, Arc::new(Bell(listener)));
        Arc::new(Subscription { core })
    }
}

//! The door: a person's book on this device.

use std::path::Path;
use std::sync::Arc;

use fieldbook_core as core;
use fieldbook_core::catalog::Lang;
use fieldbook_core::photo::PhotoRule;
use fieldbook_core::watch::Topic;
use fieldbook_core::{CheckReport, Rescue};

use crate::book_key::key_of;
use crate::watch::Bell;
use crate::{
    Blobs, BookKey, Catalog, CodeScanner, Documents, Exports, FieldbookError, Journal, Listener, People,
    Stamps, Subscription, Sync, Tasks,
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
    /// Hours between two automatic copies of the book, which help when its file is damaged; 0 makes none.
    #[uniffi(default = 12)]
    pub backup_every_hours: u32,
    /// A larger book, in bytes, is not copied.
    #[uniffi(default = 268435456)]
    pub backup_max_bytes: u64,
    /// What the book is encrypted under: its file, the copies of it, the device's key and the card beside it. A book
    /// made before it had a key is encrypted when it is first opened with one. Without it the book lies in clear.
    /// Photos are not encrypted. Only builds with the cargo feature `sqlcipher` take one; others throw `NotAllowed`.
    #[uniffi(default = None)]
    pub book_key: Option<Arc<BookKey>>,
}

/// What was saved from a damaged book.
#[uniffi::remote(Record)]
pub struct Rescue {
    /// Where the damaged files lie: a folder inside the book's.
    pub kept_in: String,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// Entries that are in the new book.
    pub facts: u64,
    /// Changes saved: entries, corrections and what opened seasons, lots and visits.
    pub changes: u64,
    /// Own changes that wait to be sent to the hub.
    pub to_send: u64,
    /// Changes that were in the book and could not be read: at least so many, for what is lost may have named
    /// more. Those the hub has come back with the next sync.
    pub missing: u64,
    /// Only the newest entries were concerned: the phone went off while one was being written, or the end of
    /// the write-ahead log is damaged.
    pub last_entries: bool,
}

/// What a check of the whole book found.
#[uniffi::remote(Record)]
pub struct CheckReport {
    /// Documents loaded.
    pub documents: u64,
    /// Facts compared.
    pub facts: u64,
    /// Changes read.
    pub changes: u64,
    /// Receipts whose signature and list fit.
    pub receipts: u64,
    /// What is wrong, each in a line for engineers; empty when all is well.
    pub problems: Vec<String>,
}

impl From<Config> for core::Config {
    fn from(config: Config) -> Self {
        let usual = Self::in_dir(config.dir);
        let tariff = config.vnd_per_mb.map(|vnd_per_mb| core::Tariff { vnd_per_mb });
        Self {
            pinned_ca: config.pinned_ca,
            photos: config.photos.unwrap_or(usual.photos),
            tariff: tariff.unwrap_or(usual.tariff),
            book_key: key_of(config.book_key.as_ref()),
            backup: (config.backup_every_hours > 0).then_some(core::BackupRule {
                every_hours: config.backup_every_hours,
                max_bytes: config.backup_max_bytes,
            }),
            ..usual
        }
    }
}

/// A person's book on this device. Open it once and keep it; it may be used from many threads.
///
/// Every entry is durable when the call returns. Being offline is never an error. Calls read and write a file; in
/// Kotlin and Swift those of the `Blocking` classes do so on the caller's thread, the others never.
#[derive(uniffi::Object)]
pub struct Fieldbook {
    core: Arc<core::Fieldbook>,
    scanner: Arc<CodeScanner>,
}

impl From<core::Fieldbook> for Fieldbook {
    fn from(core: core::Fieldbook) -> Self {
        Self {
            core: Arc::new(core),
            scanner: Arc::new(CodeScanner::without_book()),
        }
    }
}

#[uniffi::export]
impl Fieldbook {
    /// Makes a new book in an empty folder from an invitation. Works without signal: the invitation names the
    /// organisation, the person and its products, and the hub's certificate comes with the first sync.
    ///
    /// Whether the invitation's time is over is the hub's to say at the first sync, for this device's clock may
    /// be years off; what was recorded until then stays, and `People.add` takes a new invitation.
    ///
    /// Throws `InvalidInput` for a text that is not an invitation, `NotAllowed` for one that another hub
    /// signed, and for a folder that already holds a book.
    #[uniffi::constructor]
    pub fn create(config: Config, invitation: &str, device_name: &str) -> Result<Self, FieldbookError> {
        Ok(core::Fieldbook::create(config.into(), invitation, device_name)?.into())
    }

    /// Makes a book in an empty folder from a copy that `backupTo` made. It goes on as another writer, so that
    /// nothing it records can clash with what was recorded after the copy; the next sync brings that back from the
    /// hub. Where the device's key is gone, which is so on another phone, `invitation` must be a new one of the
    /// person who was enrolled first, of the same hub and organisation. Entries that had not been sent yet are then
    /// signed by this device, those of colleagues too: they keep their recorder's name, and show that another's device
    /// signed them. The invited person records, whoever did before; colleagues keep their PINs and leave their faces
    /// behind. Where the person has left for good, nobody else can open the copy on another device.
    ///
    /// The key of an encrypted copy comes from `config`; a copy in clear is encrypted under it.
    ///
    /// Throws `NotAllowed` for a folder that holds a book, without the invitation it needs, and without the key of an
    /// encrypted copy; `NotFound` when there is no such file; `TooNew`; `StorageDamaged` when the copy cannot be read.
    #[uniffi::constructor]
    pub fn restore(
        config: Config,
        file: &str,
        invitation: Option<String>,
        device_name: &str,
    ) -> Result<Self, FieldbookError> {
        let file = Path::new(file);
        Ok(core::Fieldbook::restore(config.into(), file, invitation.as_deref(), device_name)?.into())
    }

    /// Makes a book in an empty folder from a copy that `backupSealed` made, on this phone or another: as `restore` does,
    /// under the key in `config`.
    ///
    /// Throws `NotAllowed` with `wrong_passphrase`, and then nothing was touched; `InvalidInput` for `backup`:
    /// `not_a_backup`, `backup_altered`; `TooNew`; what `restore` throws; `NotAllowed` for the copy of an encrypted book in
    /// a build without encryption.
    #[uniffi::constructor]
    pub fn restore_sealed(
        config: Config,
        file: &str,
        passphrase: &str,
        invitation: Option<String>,
        device_name: &str,
    ) -> Result<Self, FieldbookError> {
        let (config, file, invited) = (config.into(), Path::new(file), invitation.as_deref());
        Ok(core::Fieldbook::restore_sealed(config, file, passphrase, invited, device_name)?.into())
    }

    /// Changes the key of a book that is not open, and opens it. `config` has the key it has now; one without a key
    /// gets its first. Copies made by `backupTo` stay under the key they were made with. It takes about twice the
    /// book's size on the disk for as long as it runs.
    ///
    /// Killed in the middle, the book opens with exactly one of the two keys: keep the new one beside the old before
    /// you call, and throw the old one away once this has returned. At the next start try the new one first;
    /// `NotAllowed` with `wrong_book_key` says that the old one still counts.
    ///
    /// Throws what `open` throws; `StorageFull`, and then the old key still counts.
    #[uniffi::constructor]
    pub fn rekey(config: Config, new_key: Arc<BookKey>) -> Result<Self, FieldbookError> {
        Ok(core::Fieldbook::rekey(config.into(), new_key.core.clone())?.into())
    }

    /// Opens a book. A damaged one is copied aside and everything that can still be read goes into a new file;
    /// `rescue` then says what was saved, and the next sync brings back what the hub has.
    ///
    /// Throws `NotAllowed` with `book_key_needed` or `wrong_book_key` for an encrypted book without its key (it is left
    /// untouched); `NotFound` when there is none, `TooNew` when a newer app wrote it (it is left untouched),
    /// `StorageDamaged` when nothing says any more whose book it was, `StorageFull` when there is no room for the
    /// rescue.
    #[uniffi::constructor]
    pub fn open(config: Config) -> Result<Self, FieldbookError> {
        Ok(core::Fieldbook::open(config.into())?.into())
    }

    /// Cancels syncs, waits for running work and closes the file; what a cancelled sync has exchanged stays exchanged.
    /// Call it when the app goes to the background (Android
    /// `onStop`, iOS `didEnterBackground`): iOS kills an app that sleeps on a locked file. Idempotent.
    pub fn pause(&self) -> Result<(), FieldbookError> {
        Ok(self.core.pause()?)
    }

    /// Keeps the file open for work in the background, such as a sync that Android's WorkManager has started while no
    /// screen is open: while anybody holds it so, `pause` is only noted, and the last to let go closes the file if the
    /// app is still in the background. A paused book is opened for the time. Any number may hold it, on any thread.
    ///
    /// Hold it for no longer than the system lets the work run: iOS kills an app that sleeps on a locked file. Throws
    /// `Closed` after `shutdown`.
    pub fn awake(&self) -> Result<Arc<Awake>, FieldbookError> {
        let core = self.core.awake()?;
        Ok(Arc::new(Awake { core }))
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

    /// Copies the book into a file, as it is at one moment; people may go on recording meanwhile. The file holds
    /// all entries but neither the device's key nor the photos. The copy of an encrypted book is encrypted under the
    /// same key, and worth nothing without it; keep one in clear where others cannot read it.
    ///
    /// Throws `NotAllowed` when the file is there already, `StorageFull`.
    pub fn backup_to(&self, file: &str) -> Result<(), FieldbookError> {
        Ok(self.core.backup_to(Path::new(file))?)
    }

    /// Copies the book into a file that opens on any phone by a passphrase, as it is at one moment; people may go on
    /// recording meanwhile. The file holds all entries but neither the device's key nor the photos. **Without the
    /// passphrase nobody can open it**, so let the person type it twice. Takes about the book's size on the disk besides
    /// for as long as it runs, and a second or two to stretch the passphrase.
    ///
    /// Throws `InvalidInput` for `passphrase`: `passphrase_short` (fewer than 8 characters); `NotAllowed` when the file is
    /// there already, `StorageFull`.
    pub fn backup_sealed(&self, file: &str, passphrase: &str) -> Result<(), FieldbookError> {
        Ok(self.core.backup_sealed(Path::new(file), passphrase)?)
    }

    /// What was saved when this book was found damaged, until `forgetRescue`. Show it: the person should sync soon,
    /// and keep the damaged files until then.
    pub fn rescue(&self) -> Result<Option<Rescue>, FieldbookError> {
        Ok(self.core.rescue()?)
    }

    /// The person has read what `rescue` says. The damaged files stay where they are.
    pub fn forget_rescue(&self) -> Result<(), FieldbookError> {
        Ok(self.core.forget_rescue()?)
    }

    /// Checks the whole book: every document loads to its heads, what lists show equals the sum of the changes, every
    /// signature fits. Slow: it loads everything. For support, when something looks wrong.
    pub fn check(&self) -> Result<CheckReport, FieldbookError> {
        Ok(self.core.check()?)
    }

    /// Builds everything that lists show again from the changes; gives the number of facts. Slow, and nothing is lost
    /// by it. Call it when `check` names problems.
    pub fn rebuild(&self) -> Result<u64, FieldbookError> {
        Ok(self.core.rebuild()?)
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

    /// What waits for a person.
    pub fn tasks(&self) -> Arc<Tasks> {
        let core = self.core.tasks();
        Arc::new(Tasks { core })
    }

    /// Reads codes from camera frames.
    pub fn scanner(&self) -> Arc<CodeScanner> {
        Arc::clone(&self.scanner)
    }

    /// Who works on this device, and the names of others.
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
    /// let go. Error: `Unexpected` when the system has no thread left for the rings.
    pub fn watch(
        &self,
        topic: Topic,
        listener: Arc<dyn Listener>,
    ) -> Result<Arc<Subscription>, FieldbookError> {
        let core = self.core.watch(topic, Arc::new(Bell(listener)))?;
        Ok(Arc::new(Subscription { core }))
    }
}

/// The sentence for a person: what was saved, and where the damaged book lies.
#[uniffi::export]
pub fn say_rescue(rescue: &Rescue, lang: Lang) -> String {
    rescue.say(lang)
}

/// Keeps the book's file open while work goes on in the background. Letting the object go lets go, but when that is
/// the garbage collector's to say: call `let_go` as soon as the work is done.
#[derive(uniffi::Object)]
pub struct Awake {
    core: core::Awake,
}

#[uniffi::export]
impl Awake {
    /// Lets go; the last one of a paused book cancels syncs, closes the file, and throws what went wrong with that.
    /// Idempotent.
    pub fn let_go(&self) -> Result<(), FieldbookError> {
        Ok(self.core.let_go()?)
    }
}

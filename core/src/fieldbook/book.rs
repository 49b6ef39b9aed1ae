use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::awake::Wake;
use super::card::Card;
use super::certificates::Opened;
use super::device_key::DeviceKey;
use super::error::Fault;
use super::line::Line;
use super::locks::{self, Locks};
use super::open_documents::{DocumentsLock, OpenDocuments};
use super::packs::Packs;
use super::pen::{Pen, fresh_actor};
use super::profiles::Joined;
use super::quarantine::{APP, THIS_APP};
use super::rescue::rescue;
use super::sealed_backup;
use super::sweep::OpenSweeps;
use super::sync_status::Syncing;
use super::{Config, card, lock, rekey};
use crate::identity::{Invitation, PublicKey, SecretKey};
use crate::journal::Document;
use crate::model::{DeviceId, DocRef, HubClock, OrgId};
use crate::store::{FileKey, Reading, Store, StoreError, Writing, damage_marker, stray_frames};
use crate::watch::{Notifier, Topic};

/// The name of the book's file.
pub(super) const BOOK: &str = "book.sqlite";

/// What all sub-objects of a [`super::Fieldbook`] share.
///
/// Locks are taken in one order: `documents`, then the store's writer. Both own writes and received changes
/// hold `documents`, so a loaded document never misses what the file has.
pub(super) struct Book {
    pub(super) config: Config,
    /// What [`Config::book_key`] locks.
    pub(super) locks: Option<Locks>,
    pub(super) store: Store,
    pub(super) notifier: Notifier,
    pub(super) me: Identity,
    pub(super) documents: DocumentsLock,
    pub(super) certificates: Mutex<Opened>,
    /// Who works on this device.
    pub(super) joined: Mutex<Joined>,
    /// One try at a PIN at a time, or many at once would all be the first.
    pub(super) pins: Mutex<()>,
    /// The hub's time as its last answer told it.
    pub(super) hub_clock: Mutex<Option<HubClock>>,
    pub(super) line: Arc<Line>,
    /// What syncs are doing.
    pub(super) syncing: Mutex<Syncing>,
    /// Sweeps of stamps that somebody holds.
    pub(super) sweeps: OpenSweeps,
    /// The catalogue, with what the hub has added.
    pub(super) packs: Packs,
    /// One file fetched at a time.
    pub(super) fetching: Mutex<()>,
    /// Held until the book is shut down, also while it is paused: a second process would repeat this one's
    /// numbers, and the documents could never load again.
    pub(super) held: Mutex<Option<File>>,
    /// Whether the file is to be open; taken before `held`.
    pub(super) wake: Mutex<Wake>,
    /// This run of the app is noted in the book and on the card.
    noted: AtomicBool,
}

/// Which device this is, of which hub.
pub(super) struct Identity {
    pub(super) key: SecretKey,
    pub(super) author: Pen,
    pub(super) device: DeviceId,
    pub(super) hub_key: PublicKey,
    /// The one the book was made from.
    pub(super) invitation: Invitation,
    /// The same as it was handed over.
    pub(super) invitation_text: String,
}

impl Book {
    pub(super) fn create(config: Config, text: &str, name: &str) -> Result<Self, Fault> {
        let locks = Locks::of(&config)?;
        let locks = locks.as_ref();
        private_dir(&config.dir)?;
        let held = lock_dir(&config.dir)?;
        rekey::finish(&config.dir)?;
        locks::admit(&config.dir, locks)?;
        let path = config.dir.join(BOOK);
        let store = if path.exists() {
            Store::open(&path, locks::file_key(&path, locks))?
        } else {
            Store::create(&path, locks.map(|locks| &locks.file))?
        };
        // A book without its invitation was cut off while it was made: nothing is in it yet.
        if store.read(|reading| reading.meta("invitation"))?.is_some() {
            return Err(Fault::NotAllowed("book_exists"));
        }
        let key = DeviceKey::open_or_create(&config.dir, locks)?;
        let device = DeviceId::fresh();
        let actor = fresh_actor(&key.secret.public().0)?;
        store.write(|writing| {
            writing.set_meta("install", &key.install)?;
            writing.set_meta("actor", &actor)?;
            writing.set_meta("device", device.as_bytes())?;
            writing.set_meta("device_name", crate::model::nfc(name.trim()).as_bytes())?;
            writing.set_meta(APP, THIS_APP)?;
            writing.set_meta("invitation", text.as_bytes())
        })?;
        let card = Card {
            generation: 0,
            device,
            name: crate::model::nfc(name.trim()),
            invitation: text.to_owned(),
        };
        card.write(&config.dir, locks)?;
        Self::assemble(config, store, key, held)?.locked()
    }

    /// Opens a book; a damaged one is rescued first, one in clear is locked if there is a key.
    pub(super) fn open(config: Config) -> Result<Self, Fault> {
        let locks = Locks::of(&config)?;
        let path = config.dir.join(BOOK);
        let marker = damage_marker(&path);
        if ![&path, &marker, &config.dir.join(card::FILE)]
            .iter()
            .any(|file| file.exists())
        {
            return Err(StoreError::Missing(path).into());
        }
        let held = lock_dir(&config.dir)?;
        rekey::finish(&config.dir)?;
        sealed_backup::tidy(&config.dir)?;
        locks::admit(&config.dir, locks.as_ref())?;
        Self::open_or_rescue(config, locks.as_ref(), held)?.locked()
    }

    fn open_or_rescue(config: Config, locks: Option<&Locks>, held: File) -> Result<Self, Fault> {
        let path = config.dir.join(BOOK);
        let marked = damage_marker(&path).exists();
        let card = Card::read(&config.dir, locks);
        if !path.exists() && !marked && card.is_none() {
            return Err(StoreError::Missing(path).into());
        }
        if marked || !path.exists() {
            return rescue(config, held);
        }
        match Self::open_sound(&config, held, card.is_some()) {
            // The lock went with the damaged book.
            Err(Fault::Store(StoreError::Damaged { .. })) => {
                let held = lock_dir(&config.dir)?;
                rescue(config, held)
            }
            opened => opened,
        }
    }

    pub(super) fn open_sound(config: &Config, held: File, has_card: bool) -> Result<Self, Fault> {
        let path = config.dir.join(BOOK);
        // Read before SQLite opens the file: it writes over what it passes over.
        let stray = stray_frames(&path);
        let log = if stray.is_empty() {
            Vec::new()
        } else {
            std::fs::read(config.dir.join("book.sqlite-wal")).unwrap_or_default()
        };
        let locks = Locks::of(config)?;
        let locks = locks.as_ref();
        let store = open_whole(&path, locks::file_key(&path, locks), has_card)?;
        let key = DeviceKey::open(&config.dir, locks)?;
        let book = Self::assemble(config.clone(), store, key, held)?;
        if !stray.is_empty() {
            book.take_in_stray(stray, &log)?;
        }
        book.notice_update()?;
        Ok(book)
    }

    pub(super) fn assemble(config: Config, store: Store, key: DeviceKey, held: File) -> Result<Self, Fault> {
        let locks = Locks::of(&config)?;
        renew_actor_if_moved(&store, &key, &config.dir, locks.as_ref())?;
        let meta = |name: &'static str| {
            let value = store.glance(|reading| reading.meta(name))?;
            value.ok_or_else(|| Fault::Unexpected(format!("the book has no {name}")))
        };
        let sixteen =
            |bytes: Vec<u8>| <[u8; 16]>::try_from(bytes).map_err(|_| Fault::Unexpected("id".into()));
        let text =
            String::from_utf8(meta("invitation")?).map_err(|error| Fault::Unexpected(error.to_string()))?;
        let invitation = Invitation::from_text(&text)?;
        let me = Identity {
            author: Pen::new(key.secret.public().0, sixteen(meta("actor")?)?),
            device: DeviceId::from_slice(&meta("device")?)?,
            hub_key: invitation.hub_key,
            key: key.secret,
            invitation,
            invitation_text: text,
        };
        let book = Self {
            config,
            locks,
            store,
            notifier: Notifier::default(),
            joined: Mutex::new(Joined::first(&me.invitation)),
            me,
            documents: DocumentsLock::default(),
            certificates: Mutex::default(),
            pins: Mutex::default(),
            hub_clock: Mutex::default(),
            line: Arc::default(),
            syncing: Mutex::default(),
            sweeps: OpenSweeps::default(),
            packs: Packs::default(),
            fetching: Mutex::default(),
            held: Mutex::new(Some(held)),
            wake: Mutex::default(),
            noted: AtomicBool::new(false),
        };
        book.keep_first_invitation()?;
        book.reload_people()?;
        book.load_hub_clock()?;
        book.read_old_leases()?;
        book.load_packs()?;
        Ok(book)
    }

    /// Once per run of the app, with the first thing written: the book and the card beside it get the same new
    /// number. A file that is put back alone has an older one.
    pub(super) fn note_run(&self, writing: &Writing<'_>) -> Result<(), Fault> {
        if self.noted.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let generation = generation_in(&writing.reading())? + 1;
        let text = |bytes: Option<Vec<u8>>| String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default();
        let card = Card {
            generation,
            device: self.me.device,
            name: text(writing.reading().meta("device_name")?),
            invitation: text(writing.reading().meta("invitation")?),
        };
        card.write(&self.config.dir, self.locks.as_ref())?;
        Ok(writing.set_meta("generation", &generation.to_be_bytes())?)
    }

    /// Closes a book whose file is about to be put elsewhere, and gives back the folder's lock.
    pub(super) fn leave(self) -> Result<Option<File>, Fault> {
        self.notifier.stop();
        self.store.close()?;
        Ok(lock(&self.held).take())
    }

    pub(super) fn blob_dir(&self) -> PathBuf {
        self.config.dir.join("blobs")
    }

    /// Rings for what has changed since the last ring.
    pub(super) fn ring(&self) {
        let touched = self.store.take_touched();
        let mut topics = Topic::ALL.to_vec();
        topics.retain(|topic| touched.contains(topic.name()));
        self.notifier.ring(&topics);
    }

    /// The organisations this device is certified for; before the first sync, the invitation's.
    pub(super) fn member_orgs(&self) -> Result<Vec<OrgId>, Fault> {
        let certificate = self.certificate()?;
        Ok(certificate.map_or_else(|| vec![self.org()], |certificate| certificate.orgs()))
    }

    /// Folds loose changes into snapshots, off the path of a person's entry.
    pub(super) fn compact(&self) -> Result<(), Fault> {
        for doc in self.store.read(|reading| reading.due_for_compaction())? {
            // One document at a time, loaded beside those in use: whoever records waits for one row, and a
            // document that was written to meanwhile is left for the next time.
            let document = self.load(doc)?;
            let (heads, snapshot) = (document.heads(), document.snapshot()?);
            let _turn = self.documents.lock();
            self.store
                .write(|writing| writing.fold(doc, &heads, &snapshot).map(|_| ()))?;
        }
        Ok(())
    }

    /// Loads a document from the file; an unknown one is new.
    pub(super) fn load(&self, doc: DocRef) -> Result<Document, Fault> {
        self.store.read(|reading| self.load_in(reading, doc))
    }

    /// Loads a document as one view of the book has it.
    pub(super) fn load_in(&self, reading: &Reading<'_>, doc: DocRef) -> Result<Document, Fault> {
        let Some(parts) = reading.parts(doc.id)? else {
            return Ok(Document::open(doc, self.me.author.now())?);
        };
        let heads = Some(parts.heads.as_slice());
        let author = self.me.author.now();
        let loaded = Document::load(doc, author, parts.snapshot.as_deref(), &parts.changes, heads);
        // Every change was checked before it was let in: what does not load now is damage.
        Ok(loaded.map_err(|error| self.store.damaged(&format_args!("{}: {error}", doc.id)))?)
    }

    /// Takes a document out of the loaded ones, with its product group where that is known, or loads it.
    pub(super) fn take(
        &self,
        open: &mut OpenDocuments,
        doc: DocRef,
    ) -> Result<(Document, Option<String>), Fault> {
        if let Some(open) = open.take(doc) {
            return Ok(open);
        }
        self.keep_own_actor(doc)?;
        Ok((self.load(doc)?, None))
    }
}

/// How long a command waits for another to finish with the book.
const PATIENCE: Duration = Duration::from_secs(5);

/// Takes the folder for this process alone.
pub(super) fn lock_dir(dir: &Path) -> Result<File, Fault> {
    let path = dir.join("book.lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(Fault::io(&path))?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => return Err(Fault::NotAllowed("book_in_use")),
            Err(TryLockError::Error(source)) => return Err(Fault::io(&path)(source)),
        }
    }
}

/// Makes the book's folder, readable by its owner alone: it holds people's names and places.
pub(super) fn private_dir(dir: &Path) -> Result<(), Fault> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(Fault::io(dir))
}

/// A book copied to another installation, and one whose file was put back alone, get a new actor: two devices
/// that repeat one actor's numbers could never merge again.
fn renew_actor_if_moved(
    store: &Store,
    key: &DeviceKey,
    dir: &Path,
    locks: Option<&Locks>,
) -> Result<(), Fault> {
    let install = store.glance(|reading| reading.meta("install"))?;
    let generation = store.glance(generation_in)?;
    let noted = Card::read(dir, locks).map_or(0, |card| card.generation);
    let moved = install.as_deref() != Some(key.install.as_slice());
    if !moved && generation == noted {
        return Ok(());
    }
    let actor = fresh_actor(&key.secret.public().0)?;
    store.write(|writing| {
        if moved {
            writing.set_meta("install", &key.install)?;
            writing.set_meta("device", DeviceId::fresh().as_bytes())?;
        }
        writing.set_meta("generation", &generation.max(noted).to_be_bytes())?;
        Ok(writing.set_meta("actor", &actor)?)
    })
}

fn generation_in(reading: &Reading<'_>) -> Result<u64, Fault> {
    let kept = reading.meta("generation")?.and_then(|kept| kept.try_into().ok());
    Ok(kept.map_or(0, u64::from_be_bytes))
}

/// Opens the file. One that is empty, though a card lies beside it, has lost everything.
fn open_whole(path: &Path, key: Option<&FileKey>, has_card: bool) -> Result<Store, StoreError> {
    let store = Store::open(path, key)?;
    let whole = store.glance(|reading| Ok::<_, StoreError>(reading.meta("invitation")?.is_some()))?;
    if whole || !has_card {
        Ok(store)
    } else {
        Err(store.damaged(&"it does not say whose book it is"))
    }
}

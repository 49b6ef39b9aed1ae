use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::device_key::DeviceKey;
use super::error::Fault;
use super::open_documents::{DocumentsLock, OpenDocuments};
use super::{Config, lock};
use crate::catalog::Catalog;
use crate::identity::{Certificate, Invitation, PublicKey, SecretKey, Signed};
use crate::journal::{Author, Document};
use crate::model::{DeviceId, DocRef, Moment, OrgId, PersonId};
use crate::store::{Store, StoreError};
use crate::watch::{Notifier, Topic};

/// What all sub-objects of a [`super::Fieldbook`] share.
///
/// Locks are taken in one order: `documents`, then the store's writer. Both own writes and received changes
/// hold `documents`, so a loaded document never misses what the file has.
pub(super) struct Book {
    pub(super) config: Config,
    pub(super) store: Store,
    pub(super) notifier: Notifier,
    pub(super) me: Identity,
    pub(super) documents: DocumentsLock,
    /// One sync at a time; two would push the same outbox twice.
    pub(super) syncing: Mutex<()>,
    /// Held until the book is shut down, also while it is paused: a second process would repeat this one's
    /// numbers, and the documents could never load again.
    held: Mutex<Option<File>>,
}

/// Who this book belongs to.
pub(super) struct Identity {
    pub(super) key: SecretKey,
    pub(super) author: Author,
    pub(super) device: DeviceId,
    pub(super) person: PersonId,
    pub(super) hub_key: PublicKey,
    pub(super) invitation: Invitation,
}

impl Book {
    pub(super) fn create(
        config: Config,
        invitation: &Invitation,
        text: &str,
        name: &str,
    ) -> Result<Self, Fault> {
        if invitation.not_after.utc_ms < config.clock.now().utc_ms {
            return Err(crate::identity::IdentityError::Expired.into());
        }
        private_dir(&config.dir)?;
        let held = lock_dir(&config.dir)?;
        let path = config.dir.join("book.sqlite");
        let store = if path.exists() {
            Store::open(&path)?
        } else {
            Store::create(&path)?
        };
        // A book without its invitation was cut off while it was made: nothing is in it yet.
        if store.read(|reading| reading.meta("invitation"))?.is_some() {
            return Err(Fault::NotAllowed("book_exists"));
        }
        let key = DeviceKey::open_or_create(&config.dir)?;
        let device = DeviceId::fresh();
        let actor = random_actor()?;
        store.write(|writing| {
            writing.set_meta("install", &key.install)?;
            writing.set_meta("actor", &actor)?;
            writing.set_meta("device", device.as_bytes())?;
            writing.set_meta("device_name", crate::model::nfc(name.trim()).as_bytes())?;
            writing.set_meta("invitation", text.as_bytes())
        })?;
        Self::assemble(config, store, key, held)
    }

    pub(super) fn open(config: Config) -> Result<Self, Fault> {
        let path = config.dir.join("book.sqlite");
        if !path.exists() {
            return Err(StoreError::Missing(path).into());
        }
        let held = lock_dir(&config.dir)?;
        let store = Store::open(&path)?;
        let key = DeviceKey::open(&config.dir)?;
        Self::assemble(config, store, key, held)
    }

    fn assemble(config: Config, store: Store, key: DeviceKey, held: File) -> Result<Self, Fault> {
        renew_actor_if_moved(&store, &key)?;
        let meta = |name: &'static str| {
            let value = store.read(|reading| reading.meta(name))?;
            value.ok_or_else(|| Fault::Unexpected(format!("the book has no {name}")))
        };
        let sixteen =
            |bytes: Vec<u8>| <[u8; 16]>::try_from(bytes).map_err(|_| Fault::Unexpected("id".into()));
        let text =
            String::from_utf8(meta("invitation")?).map_err(|error| Fault::Unexpected(error.to_string()))?;
        let invitation = Invitation::from_text(&text)?;
        let me = Identity {
            author: Author {
                key: key.secret.public().0,
                actor: sixteen(meta("actor")?)?,
            },
            device: DeviceId::from_slice(&meta("device")?)?,
            person: invitation.person,
            hub_key: invitation.hub_key,
            key: key.secret,
            invitation,
        };
        let notifier = Notifier::start().map_err(|error| Fault::Unexpected(error.to_string()))?;
        Ok(Self {
            config,
            store,
            notifier,
            me,
            documents: DocumentsLock::default(),
            syncing: Mutex::default(),
            held: Mutex::new(Some(held)),
        })
    }

    /// Folds and closes. The file is closed also when folding fails: a phone may be about to be suspended.
    pub(super) fn pause(&self) -> Result<(), Fault> {
        let folded = self.compact().and_then(|()| self.index_facts());
        self.documents.lock().clear();
        self.store.close()?;
        match folded {
            // Paused before.
            Err(Fault::Store(StoreError::Closed)) => Ok(()),
            folded => folded,
        }
    }

    /// Opens the file again, unless the book was shut down.
    pub(super) fn resume(&self) -> Result<(), Fault> {
        match *lock(&self.held) {
            Some(_) => Ok(self.store.reopen()?),
            None => Err(StoreError::Closed.into()),
        }
    }

    /// Closes the file and gives the folder free for whoever opens it next.
    pub(super) fn shutdown(&self) -> Result<(), Fault> {
        self.notifier.stop();
        let closed = self.pause();
        drop(lock(&self.held).take());
        closed
    }

    pub(super) fn catalog(&self) -> &Catalog {
        &self.config.catalog
    }

    pub(super) fn now(&self) -> Moment {
        self.config.clock.now()
    }

    pub(super) fn org(&self) -> OrgId {
        self.me.invitation.org
    }

    pub(super) fn blob_dir(&self) -> PathBuf {
        self.config.dir.join("blobs")
    }

    pub(super) fn ring(&self) {
        self.notifier.ring(&Topic::ALL);
    }

    /// This device's certificate, once the hub has given one.
    pub(super) fn certificate(&self) -> Result<Option<Certificate>, Fault> {
        let bytes = self
            .store
            .read(|reading| reading.certificate(&self.me.author.key))?;
        bytes
            .map(|bytes| Ok(Signed::from_bytes(&bytes)?.open(&self.me.hub_key)?))
            .transpose()
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
        let Some(parts) = self.store.read(|reading| reading.parts(doc.id))? else {
            return Ok(Document::open(doc, self.me.author)?);
        };
        let heads = Some(parts.heads.as_slice());
        Ok(Document::load(
            doc,
            self.me.author,
            parts.snapshot.as_deref(),
            &parts.changes,
            heads,
        )?)
    }

    /// Takes a document out of the loaded ones, with its product group where that is known, or loads it.
    pub(super) fn take(
        &self,
        open: &mut OpenDocuments,
        doc: DocRef,
    ) -> Result<(Document, Option<String>), Fault> {
        match open.take(doc) {
            Some(open) => Ok(open),
            None => Ok((self.load(doc)?, None)),
        }
    }
}

/// How long a command waits for another to finish with the book.
const PATIENCE: Duration = Duration::from_secs(5);

/// Takes the folder for this process alone.
fn lock_dir(dir: &Path) -> Result<File, Fault> {
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
fn private_dir(dir: &Path) -> Result<(), Fault> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(Fault::io(dir))
}

fn random_actor() -> Result<[u8; 16], Fault> {
    let mut actor = [0; 16];
    getrandom::fill(&mut actor).map_err(|error| Fault::Unexpected(error.to_string()))?;
    Ok(actor)
}

/// A book copied to another installation gets a new actor: two devices that repeat one actor's numbers
/// could never merge again.
fn renew_actor_if_moved(store: &Store, key: &DeviceKey) -> Result<(), Fault> {
    let install = store.read(|reading| reading.meta("install"))?;
    if install.as_deref() == Some(key.install.as_slice()) {
        return Ok(());
    }
    let actor = random_actor()?;
    store.write(|writing| {
        writing.set_meta("install", &key.install)?;
        writing.set_meta("actor", &actor)?;
        writing.set_meta("device", DeviceId::fresh().as_bytes())
    })?;
    Ok(())
}

//! A damaged book is copied aside, never deleted, and everything that can still be read goes into a new one.

use std::fs;
use std::path::{Path, PathBuf};

use minicbor::{Decode, Encode};

use super::book::{BOOK, Book};
use super::card::Card;
use super::device_key::DeviceKey;
use super::error::Fault;
use super::locks::Locks;
use super::pen::fresh_actor;
use super::take_in::Saved;
use super::{Config, Fieldbook, FieldbookError, backup};
use crate::catalog::{Lang, say};
use crate::disk;
use crate::store::{Found, Store, StoreError, damage_marker, read_remains, read_stray};

/// What was saved from a damaged book.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Rescue {
    /// Where the damaged files lie: a folder inside the book's.
    #[n(1)]
    pub kept_in: String,
    /// When, milliseconds since 1970.
    #[n(2)]
    pub at_ms: i64,
    /// Entries that are in the new book.
    #[n(3)]
    pub facts: u64,
    /// Changes saved: entries, corrections and what opened seasons, lots and visits.
    #[n(4)]
    pub changes: u64,
    /// Own changes that wait to be sent to the hub.
    #[n(5)]
    pub to_send: u64,
    /// Changes that were in the book and could not be read: at least so many, for what is lost may have named
    /// more. Those the hub has come back with the next sync.
    #[n(6)]
    pub missing: u64,
    /// Only the newest entries were concerned: the phone went off while one was being written, or the end of
    /// the write-ahead log is damaged.
    #[n(7)]
    pub last_entries: bool,
}

impl Rescue {
    /// The sentence for a person: what was saved, and where the damaged book lies.
    pub fn say(&self, lang: Lang) -> String {
        let key = match (self.last_entries, self.missing) {
            (true, _) => "rescue.last_entries",
            (false, 0) => "rescue.all",
            (false, _) => "rescue.part",
        };
        let args = [
            ("facts", self.facts.to_string()),
            ("missing", self.missing.to_string()),
            ("to_send", self.to_send.to_string()),
            ("file", self.kept_in.clone()),
        ];
        say(lang, key, &args)
    }
}

impl Fieldbook {
    /// What was saved when this book was found damaged, until [`Fieldbook::forget_rescue`]. Show it: the person
    /// should sync soon, and keep the damaged files until then.
    pub fn rescue(&self) -> Result<Option<Rescue>, FieldbookError> {
        Ok(self.book.rescue()?)
    }

    /// The person has read what [`Fieldbook::rescue`] says. The damaged files stay where they are.
    pub fn forget_rescue(&self) -> Result<(), FieldbookError> {
        Ok(self.book.forget_rescue()?)
    }
}

/// Not carried over from a damaged book: what is proven anew, or belongs to the sync that follows.
const NOT_CARRIED: [&str; 8] = [
    "actor",
    "generation",
    "nonce",
    "own_held",
    "own_wanted",
    "rescue",
    "hub_offset_ms",
    "last_sync_ms",
];

impl Book {
    fn rescue(&self) -> Result<Option<Rescue>, Fault> {
        let kept = self.store.read(|reading| reading.meta("rescue"))?;
        Ok(kept.and_then(|bytes| minicbor::decode(&bytes).ok()))
    }

    fn forget_rescue(&self) -> Result<(), Fault> {
        Ok(self.store.write(|writing| writing.set_meta("rescue", &[]))?)
    }

    fn note_rescue(&self, kept_in: &Path, saved: Saved, last_entries: bool) -> Result<(), Fault> {
        let at_ms = self.now().utc_ms;
        let rescue = self.store.read(|reading| {
            Ok::<_, Fault>(Rescue {
                kept_in: kept_in.display().to_string(),
                at_ms,
                facts: reading.count_facts()?,
                changes: saved.changes + saved.rewritten,
                to_send: reading.count_outbox()?,
                missing: saved.missing,
                last_entries,
            })
        })?;
        let bytes = minicbor::to_vec(&rescue).map_err(|error| Fault::Unexpected(error.to_string()))?;
        Ok(self.store.write(|writing| writing.set_meta("rescue", &bytes))?)
    }

    /// Takes changes out of the end of the write-ahead log that SQLite passed over. After a kill or a power cut
    /// that is an entry under way, which was not acknowledged; after damage it may be entries that were. When
    /// some cannot be read, the log is kept and the person is told to look at the last entries.
    pub(super) fn take_in_stray(&self, frames: Vec<(u32, Vec<u8>)>, log: &[u8]) -> Result<(), Fault> {
        let path = self.config.dir.join(BOOK);
        let found = read_stray(&path, frames, self.locks.as_ref().map(|locks| &locks.file));
        let saved = self.take_in(&[found], self.now())?;
        if saved.missing > 0 {
            let kept_in = new_folder(&self.config)?;
            let kept = keep_file(&kept_in.join("book.sqlite-wal"), log)
                .and_then(|()| self.note_rescue(&kept_in, saved, true));
            match kept {
                // A full disk cuts an entry off, too, and there is no room to keep what was never acknowledged.
                Err(fault) if fault.is_full() => {
                    fs::remove_dir_all(&kept_in).map_err(Fault::io(&kept_in))?;
                }
                kept => kept?,
            }
        }
        Ok(())
    }
}

/// Makes the book anew from the remains of a damaged one and from the rolling backups. Whatever cuts it off, the
/// marker stays and the next opening does it again from the same files.
pub(super) fn rescue(config: Config, held: fs::File) -> Result<Book, Fault> {
    let path = config.dir.join(BOOK);
    let locks = Locks::of(&config)?;
    let file_key = locks.as_ref().map(|locks| &locks.file);
    let kept_in = keep_aside(&config, &path)?;
    let found: Vec<Found> = std::iter::once(kept_in.join(BOOK))
        .chain(backup::generations(&config.dir))
        .map(|file| read_remains(&file, file_key))
        .collect();
    let draft = config.dir.join("book.new");
    remove_book(&draft)?;
    let key = DeviceKey::open(&config.dir, locks.as_ref())?;
    let store = Store::create(&draft, file_key)?;
    let card = Card::read(&config.dir, locks.as_ref());
    write_meta(card.as_ref(), &store, &key, &found).map_err(|fault| match fault {
        Fault::NotFound(_) => damaged(kept_in.join(BOOK)),
        other => other,
    })?;
    let book = Book::assemble(config.clone(), store, key, held)?;
    let saved = book.take_in(&found, book.now())?;
    book.store
        .write(|writing| book.take_in_files(writing, book.now()))?;
    book.note_rescue(&kept_in, saved, false)?;
    let held = book.leave()?;
    remove_book(&path)?;
    disk::put_in_place(&draft, &path).map_err(Fault::io(&path))?;
    let marker = damage_marker(&path);
    fs::remove_file(&marker).map_err(Fault::io(&marker))?;
    let held = held.ok_or(StoreError::Closed)?;
    let key = DeviceKey::open(&config.dir, locks.as_ref())?;
    let store = Store::open(&path, file_key)?;
    Book::assemble(config, store, key, held)
}

fn damaged(path: PathBuf) -> Fault {
    StoreError::Damaged {
        path,
        what: "it does not say whose book it is".into(),
    }
    .into()
}

/// Copies the damaged files aside, once: the marker names the folder when the copy is complete.
fn keep_aside(config: &Config, path: &Path) -> Result<PathBuf, Fault> {
    let marker = damage_marker(path);
    let named = fs::read_to_string(&marker).unwrap_or_default();
    let known = config.dir.join(named.trim());
    if !named.trim().is_empty() && known.is_dir() {
        return Ok(known);
    }
    let folder = new_folder(config)?;
    for name in [BOOK, "book.sqlite-wal"] {
        let file = config.dir.join(name);
        if file.exists() {
            let bytes = fs::read(&file).map_err(Fault::io(&file))?;
            keep_file(&folder.join(name), &bytes)?;
        }
    }
    disk::sync_folder(&folder).map_err(Fault::io(&folder))?;
    disk::sync_folder(&config.dir).map_err(Fault::io(&config.dir))?;
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    keep_file(&marker, name.as_bytes())?;
    disk::sync_folder(&config.dir).map_err(Fault::io(&config.dir))?;
    Ok(folder)
}

fn new_folder(config: &Config) -> Result<PathBuf, Fault> {
    let mut at = config.clock.now().utc_ms;
    let named = |at: i64| config.dir.join(format!("damaged-{at}"));
    while named(at).exists() {
        at += 1;
    }
    let folder = named(at);
    fs::create_dir_all(&folder).map_err(Fault::io(&folder))?;
    Ok(folder)
}

/// Who the book belongs to, from what was found or from the card beside it; `NotFound` when neither says.
fn write_meta(card: Option<&Card>, store: &Store, key: &DeviceKey, found: &[Found]) -> Result<(), Fault> {
    store.write(|writing| {
        for one in found.iter().rev() {
            let carried = one
                .meta
                .iter()
                .filter(|(name, _)| !NOT_CARRIED.contains(&name.as_str()));
            for (name, value) in carried {
                writing.set_meta(name, value)?;
            }
        }
        if let Some(card) = card {
            writing.set_meta("device", card.device.as_bytes())?;
            writing.set_meta("device_name", card.name.as_bytes())?;
            writing.set_meta("invitation", card.invitation.as_bytes())?;
            writing.set_meta("generation", &card.generation.to_be_bytes())?;
        }
        for name in ["device", "invitation"] {
            if writing.reading().meta(name)?.is_none() {
                return Err(Fault::NotFound(name.into()));
            }
        }
        writing.set_meta("install", &key.install)?;
        // The hub gives back everything it has, this device's own changes too.
        writing.set_meta("own_held", &0u64.to_be_bytes())?;
        Ok(writing.set_meta("actor", &fresh_actor(&key.secret.public().0)?)?)
    })
}

/// Removes a book's file and what SQLite keeps beside it. Only ever called on drafts, and on a damaged file
/// whose copy is durable.
pub(super) fn remove_book(path: &Path) -> Result<(), Fault> {
    for end in ["-wal", "-shm", "-journal", ""] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        let file = PathBuf::from(name);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Fault::io(&file)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn keep_file(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    disk::write(path, bytes).map_err(Fault::io(path))
}

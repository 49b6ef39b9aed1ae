//! Giving a book a key, and changing it. Everything under the key is written anew beside the old; then a marker
//! makes the new files count, all at once. Before the marker the old key opens the book, from then on the new one:
//! whatever cuts it off, exactly one of the two does.

use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::book::{BOOK, Book};
use super::error::Fault;
use super::locks::{self, Locks};
use super::rescue::remove_book;
use super::{Config, Fieldbook, FieldbookError, backup, card, device_key};
use crate::disk;
use crate::identity::{BookKey, is_sealed};
use crate::store::{Standing, Store, StoreError, damage_marker};

/// While it lies in the folder, the files written anew are the book.
const MARKER: &str = "book.rekeyed";

/// The files beside the book that its key seals.
const SEALED: [&str; 2] = [device_key::FILE, card::FILE];

impl Fieldbook {
    /// Changes the key of a book that is not open, and opens it. `config` has the key it has now; one without a key
    /// gets its first. The file is written anew under the new key, with the device's key, and the automatic copies
    /// are made anew; copies made by [`Fieldbook::backup_to`] stay under the key they were made with. It takes
    /// about twice the book's size on the disk for as long as it runs.
    ///
    /// Killed in the middle, the book opens with exactly one of the two keys: keep both until this has returned,
    /// and try the new one first afterwards.
    ///
    /// Errors: those of [`Fieldbook::open`]; `NotAllowed` in a build without encryption; `StorageFull`, and then
    /// the old key still counts.
    pub fn rekey(config: Config, new_key: BookKey) -> Result<Self, FieldbookError> {
        let new = Locks::new(&new_key).map_err(FieldbookError::from)?;
        let book = Book::open(config.clone())?;
        let old = book.locks.clone();
        let held = book.leave()?;
        change(&config.dir, old.as_ref(), &new, true)?;
        drop(held);
        let config = Config {
            book_key: Some(new_key),
            ..config
        };
        let book = Book::open(config)?;
        book.roll_backup(false);
        Ok(Self { book: book.into() })
    }
}

impl Book {
    /// Locks what lies in clear, in the folder of a book that has just been given a key.
    pub(super) fn locked(self) -> Result<Self, Fault> {
        let Some(locks) = self.locks.clone() else {
            return Ok(self);
        };
        let dir = self.config.dir.clone();
        let book_in_clear = locks::standing(&dir.join(BOOK), Some(&locks)) == Standing::Plain;
        if !book_in_clear && !SEALED.iter().any(|name| is_in_clear(&dir.join(name))) {
            return Ok(self);
        }
        let config = self.config.clone();
        let held = self.leave()?;
        change(&dir, Some(&locks), &locks, false)?;
        let held = held.ok_or(StoreError::Closed)?;
        let book = Self::open_sound(&config, held, true)?;
        book.roll_backup(false);
        Ok(book)
    }
}

fn is_in_clear(file: &Path) -> bool {
    fs::read(file).is_ok_and(|bytes| !is_sealed(&Zeroizing::new(bytes)))
}

/// Puts a folder under a key: all of it, or what lies in clear.
fn change(dir: &Path, old: Option<&Locks>, new: &Locks, all: bool) -> Result<(), Fault> {
    clear_drafts(dir)?;
    let drafted = draft_all(dir, old, new, all).and_then(|()| {
        sync(dir)?;
        let marker = dir.join(MARKER);
        disk::write(&marker, &[]).map_err(Fault::io(&marker))?;
        sync(dir)
    });
    if let Err(fault) = drafted {
        // On a full disk drafts would take the room the next entry needs. The marker goes first, for good: with
        // it, what is left of them would be the book.
        remove_book(&dir.join(MARKER))?;
        sync(dir)?;
        clear_drafts(dir)?;
        return Err(fault);
    }
    finish(dir)
}

fn draft_all(dir: &Path, old: Option<&Locks>, new: &Locks, all: bool) -> Result<(), Fault> {
    for name in SEALED {
        let path = dir.join(name);
        if path.exists() && (all || is_in_clear(&path)) {
            let bytes = Zeroizing::new(fs::read(&path).map_err(Fault::io(&path))?);
            let opened = locks::opened(old, name, bytes)?;
            let draft = draft(dir, name);
            disk::write(&draft, &locks::sealed(Some(new), name, &opened)?).map_err(Fault::io(&draft))?;
        }
    }
    let path = dir.join(BOOK);
    let key = locks::file_key(&path, old);
    if all || key.is_none() {
        let store = Store::open(&path, key)?;
        let copy = draft(dir, BOOK);
        store.copy_under(&copy, Some(&new.file))?;
        store.close()?;
        let file = fs::File::open(&copy).map_err(Fault::io(&copy))?;
        file.sync_all().map_err(Fault::io(&copy))?;
    }
    Ok(())
}

/// Goes on where a change of key was cut off behind its marker. Needs no key; the folder must be held.
pub(super) fn finish(dir: &Path) -> Result<(), Fault> {
    let marker = dir.join(MARKER);
    if !marker.exists() {
        return clear_drafts(dir);
    }
    let (path, fresh) = (dir.join(BOOK), draft(dir, BOOK));
    if fresh.exists() {
        // What the log holds is in the new file, and SQLite would fold it into that one, under the old key.
        remove_book(&path)?;
        sync(dir)?;
        fs::rename(&fresh, &path).map_err(Fault::io(&path))?;
        for copy in backup::generations(dir) {
            remove_book(&copy)?;
        }
    }
    for name in SEALED {
        let (path, fresh) = (dir.join(name), draft(dir, name));
        if fresh.exists() {
            fs::rename(&fresh, &path).map_err(Fault::io(&path))?;
        }
    }
    sync(dir)?;
    fs::remove_file(&marker).map_err(Fault::io(&marker))?;
    sync(dir)
}

fn draft(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.rekeyed"))
}

fn clear_drafts(dir: &Path) -> Result<(), Fault> {
    for name in SEALED.into_iter().chain([BOOK]) {
        let draft = draft(dir, name);
        for file in [damage_marker(&draft), draft] {
            if file.exists() {
                remove_book(&file)?;
            }
        }
    }
    Ok(())
}

fn sync(dir: &Path) -> Result<(), Fault> {
    disk::sync_folder(dir).map_err(Fault::io(dir))
}

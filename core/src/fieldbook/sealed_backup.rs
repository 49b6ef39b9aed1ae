//! A copy of the book under a passphrase, which opens on any phone.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::backup::{DRAFT, restore_from};
use super::book::{Book, private_dir};
use super::error::Fault;
use super::locks::Locks;
use super::rescue::remove_book;
use super::{Config, Fieldbook, FieldbookError};
use crate::disk;
use crate::identity::{BackupFlaw, BackupSeal, Passphrase};
use crate::store::{Store, StoreError};

impl Fieldbook {
    /// Copies the book into a file that opens on any phone by a passphrase, as it is at one moment; people may go on
    /// recording meanwhile. The file holds all entries but neither the device's key nor the photos. **Without the
    /// passphrase nobody can open it**, so let the person type it twice. Takes about the book's size on the disk besides
    /// for as long as it runs, and a second or two to stretch the passphrase.
    ///
    /// Errors: `InvalidInput` for `passphrase`: `passphrase_short` (fewer than 8 characters); `NotAllowed` when the file
    /// is there already, `StorageFull`.
    pub fn backup_sealed(&self, file: &Path, passphrase: &str) -> Result<(), FieldbookError> {
        Ok(self.book.backup_sealed(file, passphrase)?)
    }

    /// Makes a book in an empty folder from a copy that [`Fieldbook::backup_sealed`] made, on this phone or another: as
    /// [`Fieldbook::restore`] does, under the key in `config`.
    ///
    /// Errors: `NotAllowed` with `wrong_passphrase`, and then nothing was touched; `InvalidInput` for `backup`:
    /// `not_a_backup`, `backup_altered`; `TooNew`; those of [`Fieldbook::restore`]; `NotAllowed` for the copy of an
    /// encrypted book in a build without encryption.
    pub fn restore_sealed(
        config: Config,
        file: &Path,
        passphrase: &str,
        invitation: Option<&str>,
        device_name: &str,
    ) -> Result<Self, FieldbookError> {
        let book = restore_sealed(config, file, passphrase, invitation, device_name)?;
        Ok(Self { book: book.into() })
    }
}

/// One at a time: two would write into one copy, and each takes a book's room on the disk.
static SEALING: Mutex<()> = Mutex::new(());

/// The book's copy before it is sealed, in its own folder: where the person wants the backup, others may read.
fn copy_beside(dir: &Path) -> PathBuf {
    dir.join("backup").join("sealed.part")
}

/// The book inside a backup, opened and not yet under the phone's own key.
fn unsealed(draft: &Path) -> PathBuf {
    draft.with_extension("unsealed")
}

/// Removes what a killed app left of sealing and unsealing: it may be in clear.
pub(super) fn tidy(dir: &Path) -> Result<(), Fault> {
    remove_book(&copy_beside(dir))?;
    remove_book(&unsealed(&dir.join(DRAFT)))
}

impl Book {
    fn backup_sealed(&self, file: &Path, passphrase: &str) -> Result<(), Fault> {
        if file.exists() {
            return Err(Fault::NotAllowed("file_exists"));
        }
        let seal = BackupSeal::new(&Passphrase::new(passphrase)?, self.locks.is_some())?;
        let _one = SEALING.lock().unwrap_or_else(PoisonError::into_inner);
        private_dir(&self.config.dir.join("backup"))?;
        let copy = copy_beside(&self.config.dir);
        remove_book(&copy)?;
        let sealed = self.copy_sealed(&seal, &copy, file);
        remove_book(&copy)?;
        sealed
    }

    fn copy_sealed(&self, seal: &BackupSeal, copy: &Path, file: &Path) -> Result<(), Fault> {
        // Of an encrypted book nothing lies in clear on the disk, also for a moment.
        let locks = self.locks.as_ref().map(|_| Locks::new(&seal.key)).transpose()?;
        self.store
            .copy_to(copy, locks.as_ref().map(|locks| &locks.file), &|| true)?;
        let mut draft = file.as_os_str().to_owned();
        draft.push(".part");
        let draft = PathBuf::from(draft);
        let written = write_sealed(seal, copy, &draft)
            .and_then(|()| disk::put_in_place(&draft, file).map_err(Fault::io(file)));
        if written.is_err() {
            // On a full disk it would take the room the next entry needs.
            drop(std::fs::remove_file(&draft));
        }
        written
    }
}

fn write_sealed(seal: &BackupSeal, copy: &Path, draft: &Path) -> Result<(), Fault> {
    let mut from = BufReader::new(File::open(copy).map_err(Fault::io(copy))?);
    let mut to = BufWriter::new(disk::create_private(draft).map_err(Fault::io(draft))?);
    seal.seal(&mut from, &mut to)
        .map_err(|flaw| of_disk(flaw, draft))?;
    on_disk(to).map_err(Fault::io(draft))
}

fn on_disk(mut to: BufWriter<File>) -> std::io::Result<()> {
    to.flush()?;
    to.get_ref().sync_all()
}

fn of_disk(flaw: BackupFlaw, file: &Path) -> Fault {
    match flaw {
        BackupFlaw::Io(source) => Fault::io(file)(source),
        flaw => flaw.into(),
    }
}

fn restore_sealed(
    config: Config,
    file: &Path,
    passphrase: &str,
    invitation: Option<&str>,
    name: &str,
) -> Result<Book, Fault> {
    if !file.exists() {
        return Err(StoreError::Missing(file.to_owned()).into());
    }
    let passphrase = Passphrase::new(passphrase)?;
    let mut from = BufReader::new(File::open(file).map_err(Fault::io(file))?);
    let seal = BackupSeal::read(&passphrase, &mut from).map_err(|flaw| of_disk(flaw, file))?;
    let inside = seal.locked.then(|| Locks::new(&seal.key)).transpose()?;
    restore_from(config, file, invitation, name, |draft, locks| {
        let Some(inside) = &inside else {
            return open_sealed(&seal, &mut from, draft);
        };
        let copy = unsealed(draft);
        remove_book(&copy)?;
        let moved = open_sealed(&seal, &mut from, &copy).and_then(|()| {
            let store = Store::open(&copy, Some(&inside.file))?;
            store.copy_under(draft, locks.map(|locks| &locks.file))?;
            Ok(store.close()?)
        });
        remove_book(&copy)?;
        moved
    })
}

fn open_sealed(seal: &BackupSeal, from: &mut BufReader<File>, draft: &Path) -> Result<(), Fault> {
    let mut to = BufWriter::new(disk::create_private(draft).map_err(Fault::io(draft))?);
    seal.open(from, &mut to).map_err(|flaw| of_disk(flaw, draft))?;
    on_disk(to).map_err(Fault::io(draft))
}

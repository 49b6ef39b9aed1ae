//! Copies of the book: two rolling ones beside it, and one wherever a person wants it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::book::{BOOK, Book, lock_dir, private_dir};
use super::device_key::DeviceKey;
use super::error::Fault;
use super::fork::{Clash, Parting};
use super::locks::{self, Locks};
use super::pen::fresh_actor;
use super::portraits::forget_others;
use super::rescue::remove_book;
use super::{Config, Fieldbook, FieldbookError, rekey};
use crate::disk;
use crate::identity::Invitation;
use crate::model::{ChangeHash, DeviceId};
use crate::store::{Store, StoreError};

/// How the book copies itself. The copies lie in its folder and help when its file is damaged; they do not help
/// when the phone is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupRule {
    /// Hours between two copies.
    pub every_hours: u32,
    /// A larger book, in bytes, is not copied: two copies are kept, so it takes three times its size.
    pub max_bytes: u64,
}

impl Default for BackupRule {
    /// Twice a day, up to 256 MiB: a book with 100,000 entries takes about a fifth of that.
    fn default() -> Self {
        Self {
            every_hours: 12,
            max_bytes: 256 * 1024 * 1024,
        }
    }
}

/// A restored book until it is the book.
pub(super) const DRAFT: &str = "book.new";

/// At most this much is copied while an app is being put to sleep: iOS gives it five seconds.
const BEFORE_SLEEP_MAX: u64 = 16 * 1024 * 1024;

impl Fieldbook {
    /// Copies the book into a file, as it is at one moment; people may go on recording meanwhile. The file holds
    /// all entries, PINs and people's faces, but neither the device's key nor the photos. The copy of an encrypted book
    /// is encrypted under the same key, and worth nothing without it; keep one in clear where others cannot read it.
    ///
    /// Errors: `NotAllowed` when the file is there already, `StorageFull`.
    pub fn backup_to(&self, file: &Path) -> Result<(), FieldbookError> {
        Ok(self.book.backup_to(file)?)
    }

    /// Makes a book in an empty folder from a copy that [`Fieldbook::backup_to`] made. It goes on as another
    /// writer, so that nothing it records can clash with what was recorded after the copy; the next sync brings
    /// that back from the hub. Where the device's key is gone, which is so on another phone, `invitation` must be
    /// a new one of the person who was enrolled first, of the same hub and organisation; where that person has left for
    /// good, nobody else can open the copy on another device. Entries that had not been sent yet are then signed by this
    /// device, those of colleagues too: they keep their recorder's name, count as far as the invited person's roles
    /// allow, and show that another's device signed them. The invited person records, whoever did before; colleagues
    /// keep their PINs and leave their faces behind.
    ///
    /// The key of an encrypted copy comes from `config`; a copy in clear is encrypted under it.
    ///
    /// Errors: `NotAllowed` for a folder that holds a book, without the invitation it needs, and without the key of
    /// an encrypted copy; `NotFound` when there is no such file; `TooNew`; `StorageDamaged` when the copy cannot be read.
    pub fn restore(
        config: Config,
        file: &Path,
        invitation: Option<&str>,
        device_name: &str,
    ) -> Result<Self, FieldbookError> {
        let book = restore(config, file, invitation, device_name)?;
        Ok(Self { book: book.into() })
    }
}

/// The rolling copies there are, the newest first.
pub(super) fn generations(dir: &Path) -> Vec<PathBuf> {
    let all = [1, 2].map(|generation| generation_file(dir, generation));
    all.into_iter().filter(|file| file.exists()).collect()
}

fn generation_file(dir: &Path, generation: u8) -> PathBuf {
    dir.join("backup").join(format!("book.{generation}.sqlite"))
}

impl Book {
    fn backup_to(&self, file: &Path) -> Result<(), Fault> {
        if file.exists() {
            return Err(Fault::NotAllowed("file_exists"));
        }
        let mut draft = file.as_os_str().to_owned();
        draft.push(".part");
        self.copy_as(&PathBuf::from(draft), file)
    }

    /// A copy gets its name only when it is whole and on the disk.
    fn copy_as(&self, draft: &Path, file: &Path) -> Result<(), Fault> {
        remove_book(draft)?;
        let copied = self
            .store
            .copy_to(draft, self.store.key(), &|| true)
            .map_err(Fault::from);
        let named = copied.and_then(|_| {
            let copy = fs::File::open(draft).map_err(Fault::io(draft))?;
            copy.sync_all().map_err(Fault::io(draft))?;
            disk::put_in_place(draft, file).map_err(Fault::io(file))
        });
        if named.is_err() {
            remove_book(draft)?;
        }
        named
    }

    /// Makes the next rolling copy when it is time, after a sync or before the app sleeps. A copy that fails is
    /// none: the book itself is sound, and it is tried again next time.
    pub(super) fn roll_backup(&self, before_sleep: bool) {
        let Some(rule) = self.config.backup else { return };
        let max = if before_sleep {
            rule.max_bytes.min(BEFORE_SLEEP_MAX)
        } else {
            rule.max_bytes
        };
        if self.backup_is_due(&rule) && self.size() <= max {
            drop(self.roll());
        }
    }

    fn backup_is_due(&self, rule: &BackupRule) -> bool {
        let newest = generation_file(&self.config.dir, 1);
        let written = fs::metadata(newest).and_then(|about| about.modified());
        let wait = Duration::from_secs(u64::from(rule.every_hours) * 3600);
        // A copy from the future was made under another clock.
        written.map_or(true, |at| {
            SystemTime::now()
                .duration_since(at)
                .map_or(true, |age| age >= wait)
        })
    }

    fn size(&self) -> u64 {
        let of = |name: &str| fs::metadata(self.config.dir.join(name)).map_or(0, |about| about.len());
        of(BOOK) + of("book.sqlite-wal")
    }

    fn roll(&self) -> Result<(), Fault> {
        let [newest, older] = [1, 2].map(|generation| generation_file(&self.config.dir, generation));
        private_dir(&self.config.dir.join("backup"))?;
        let fresh = newest.with_extension("fresh");
        remove_book(&fresh)?;
        self.copy_as(&newest.with_extension("part"), &fresh)?;
        if newest.exists() {
            fs::rename(&newest, &older).map_err(Fault::io(&older))?;
        }
        fs::rename(&fresh, &newest).map_err(Fault::io(&newest))
    }

    /// Writes again, as this device's own, what another device of this book had not handed over.
    fn inherit(&self) -> Result<(), Fault> {
        let now = self.now();
        let mut parting = Parting::default();
        self.store.write(|writing| {
            for key in writing.reading().unsigned_authors()? {
                parting.heir_of = Some(key);
                for row in writing.reading().documents(None)? {
                    let placed = writing.reading().placed_changes(row.doc)?;
                    let waiting = placed.iter().filter(|one| one.author == key && !one.is_at_hub());
                    let waiting: BTreeSet<ChangeHash> = waiting.map(|one| one.hash).collect();
                    let clash = Clash {
                        changes: waiting,
                        ..Clash::default()
                    };
                    if !clash.changes.is_empty() {
                        self.part(writing, row.doc, &clash, &mut parting, now)?;
                    }
                }
            }
            Ok::<_, Fault>(())
        })
    }
}

fn restore(config: Config, file: &Path, invitation: Option<&str>, name: &str) -> Result<Book, Fault> {
    if !file.exists() {
        return Err(StoreError::Missing(file.to_owned()).into());
    }
    let locks = Locks::of(&config)?;
    locks::admit_file(locks::standing(file, locks.as_ref()), locks.as_ref())?;
    restore_from(config, file, invitation, name, |draft, _| {
        fs::copy(file, draft).map(|_| ()).map_err(Fault::io(draft))
    })
}

/// Makes a book of a copy that is put into its place as a draft: in clear, or under the new book's key.
pub(super) fn restore_from(
    config: Config,
    file: &Path,
    invitation: Option<&str>,
    name: &str,
    put: impl FnOnce(&Path, Option<&Locks>) -> Result<(), Fault>,
) -> Result<Book, Fault> {
    let locks = Locks::of(&config)?;
    let locks = locks.as_ref();
    private_dir(&config.dir)?;
    let held = lock_dir(&config.dir)?;
    rekey::finish(&config.dir)?;
    let path = config.dir.join(BOOK);
    if path.exists() {
        return Err(Fault::NotAllowed("book_exists"));
    }
    let draft = config.dir.join(DRAFT);
    remove_book(&draft)?;
    let made = || -> Result<(DeviceKey, bool), Fault> {
        put(&draft, locks)?;
        // What is wrong with the draft was wrong with the file that the person chose.
        let store = Store::open(&draft, locks::file_key(&draft, locks)).map_err(|error| error.at(file))?;
        store.check_pages().map_err(|error| error.at(file))?;
        let key = DeviceKey::open_or_create(&config.dir, locks)?;
        let moved = make_own(&store, &key, invitation, name)?;
        store.close()?;
        disk::put_in_place(&draft, &path).map_err(Fault::io(&path))?;
        Ok((key, moved))
    };
    let made = made();
    if made.is_err() {
        // It may be a whole book in clear.
        remove_book(&draft)?;
    }
    let (key, moved) = made?;
    let store = Store::open(&path, locks::file_key(&path, locks))?;
    let book = Book::assemble(config, store, key, held)?;
    if moved {
        book.inherit()?;
    }
    book.locked()
}

/// Gives the copy a fresh actor and, on another device, that device's id and invitation; says which it was.
fn make_own(store: &Store, key: &DeviceKey, invitation: Option<&str>, name: &str) -> Result<bool, Fault> {
    let meta = |name: &'static str| store.read(|reading| reading.meta(name));
    let moved = meta("install")?.as_deref() != Some(key.install.as_slice());
    let old = String::from_utf8(meta("invitation")?.unwrap_or_default()).unwrap_or_default();
    let old = Invitation::from_text(&old)?;
    let new = invitation.map(|text| Invitation::from_text(text).map(|read| (read, text)));
    let new = new.transpose()?;
    if moved && new.is_none() {
        return Err(Fault::NotAllowed("invitation_needed"));
    }
    if let Some((read, _)) = &new
        && (read.hub_key != old.hub_key || read.org != old.org)
    {
        return Err(Fault::NotAllowed("foreign_invitation"));
    }
    // Entries that were not sent yet name their recorder: on somebody else's device the hub may not count them.
    if new.as_ref().is_some_and(|(read, _)| read.person != old.person) {
        return Err(Fault::NotAllowed("invitation_of_another"));
    }
    let actor = fresh_actor(&key.secret.public().0)?;
    store.write(|writing| {
        if let Some((_, text)) = &new {
            writing.set_meta("invitation", text.as_bytes())?;
        }
        if moved {
            writing.set_meta("device", DeviceId::fresh().as_bytes())?;
            writing.set_meta("device_name", crate::model::nfc(name.trim()).as_bytes())?;
            writing.set_meta("own_held", &0u64.to_be_bytes())?;
        }
        if moved && let Some((invited, _)) = &new {
            // Whoever recorded last may be a colleague with a PIN that nobody has typed here.
            writing.set_current(invited.person, invited.org)?;
            forget_others(writing, invited.person)?;
        }
        writing.set_meta("install", &key.install)?;
        writing.set_meta("actor", &actor)
    })?;
    Ok(moved)
}

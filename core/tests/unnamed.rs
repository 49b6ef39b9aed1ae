//! Photos and voices are kept before the entry that names them. Until it comes nobody gets them, whatever ends the app.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

mod books;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use books::new_book;
use fieldbook_core::model::*;
use fieldbook_core::*;
use sha2::{Digest, Sha256};

const VOICE: &[u8] = b"#!AMR\n what was said";

fn standing(book: &Fieldbook, hash: BlobHash) -> Option<BlobStanding> {
    let mut files = book.blobs().list().unwrap().into_iter();
    files.find(|file| file.hash == hash).map(|file| file.standing)
}

/// The files that go with the next sync, and those that the outbox shows and counts.
fn goes(book: &Fieldbook) -> (u64, usize, u64) {
    let shown = book.sync().outbox(0, 0).unwrap();
    let files = shown
        .iter()
        .filter(|item| matches!(item.what, OutboxWhat::File { .. }));
    let changes = book.sync().status().unwrap().outbox;
    let counted = book.sync().outbox_counts().unwrap().on_phone - changes;
    (book.sync().status().unwrap().files, files.count(), counted)
}

fn season(book: &Fieldbook) -> DocId {
    let new = NewSeason {
        name: "Vụ mùa".into(),
        ..NewSeason::default()
    };
    book.documents().open_season(&new).unwrap().doc.id
}

fn weeding(season: DocId, photos: &[BlobHash], voice: &[BlobHash]) -> NewFact {
    NewFact {
        photos: photos.to_vec(),
        voice: voice.to_vec(),
        ..NewFact::of(season, "weed")
    }
}

fn sync(book: &Fieldbook) {
    let once = SyncOptions {
        failures_max: Some(1),
        ..SyncOptions::default()
    };
    book.sync().run(&once, None).unwrap().wait().unwrap();
}

#[test]
fn a_file_goes_nowhere_until_an_entry_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let season = season(&book);
    let photo = book.blobs().keep_photo(b"a photo").unwrap();
    let voice = book.blobs().keep_voice(VOICE).unwrap();
    // A person may wish it, and the app may die: without an entry it stays.
    book.blobs().send_now(photo).unwrap();
    drop(book);
    let book = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
    for hash in [photo, voice] {
        assert_eq!(standing(&book, hash), Some(BlobStanding::WaitingForEntry));
        assert!(book.blobs().read(hash).is_ok());
    }
    assert_eq!(goes(&book), (0, 0, 0));
    // The entry is refused.
    let unknown = NewFact::of(season, "no such step");
    let refused = book.journal().record(NewFact {
        photos: vec![photo],
        ..unknown
    });
    assert!(refused.is_err());
    let looked = book.journal().check(weeding(season, &[photo], &[voice]));
    assert!(looked.is_ok());
    assert_eq!(goes(&book), (0, 0, 0));
    book.journal()
        .record(weeding(season, &[photo], &[voice]))
        .unwrap();
    for hash in [photo, voice] {
        assert_eq!(standing(&book, hash), Some(BlobStanding::Waiting));
    }
    assert_eq!(goes(&book), (2, 2, 2));
    // What is named stays named, also when the entry is void and the file is kept once more.
    let entry = book.journal().query(&store::FactQuery::default()).unwrap();
    book.journal().void(entry[0].id(), "ghi nhầm").unwrap();
    book.rebuild().unwrap();
    assert_eq!(book.blobs().keep_photo(b"a photo").unwrap(), photo);
    assert_eq!(goes(&book), (2, 2, 2));
}

#[test]
fn what_is_kept_for_itself_goes_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let one = book.blobs().keep(b"a file").unwrap();
    assert_eq!(goes(&book), (1, 1, 1));
    assert_eq!(book.blobs().keep_photo(b"a file").unwrap(), one);
    assert_eq!(standing(&book, one), Some(BlobStanding::Waiting));
    let other = book.blobs().keep_photo(b"a photo").unwrap();
    assert_eq!(goes(&book), (1, 1, 1));
    assert_eq!(book.blobs().keep(b"a photo").unwrap(), other);
    assert_eq!(goes(&book), (2, 2, 2));
}

/// A clock that a test sets.
struct Days(AtomicI64);

impl Clock for Days {
    fn now(&self) -> Moment {
        Moment {
            utc_ms: 1_790_000_000_000 + self.0.load(Ordering::Relaxed) * 86_400_000,
            offset_min: 420,
            trust: ClockTrust::Device,
        }
    }
}

fn on_days(dir: &Path) -> (Fieldbook, Arc<Days>) {
    let days = Arc::new(Days(0.into()));
    drop(new_book(dir));
    let config = Config {
        clock: days.clone(),
        ..Config::in_dir(dir)
    };
    (Fieldbook::open(config).unwrap(), days)
}

#[test]
fn what_no_entry_names_goes_after_ninety_days_with_a_sync() {
    let dir = tempfile::tempdir().unwrap();
    let (book, days) = on_days(dir.path());
    let season = season(&book);
    let [named, thrown, again] =
        [b"named", b"throw", b"again"].map(|bytes| book.blobs().keep_photo(bytes).unwrap());
    book.journal().record(weeding(season, &[named], &[])).unwrap();
    // Years ahead, and back: a day each, and the second sync of one counts no more.
    for day in [4_000, 0, 0, 1] {
        days.0.store(day, Ordering::Relaxed);
        sync(&book);
    }
    for day in 2..88 {
        days.0.store(day, Ordering::Relaxed);
        sync(&book);
    }
    assert_eq!(standing(&book, thrown), Some(BlobStanding::WaitingForEntry));
    // Taken again, it is a new one.
    book.blobs().keep_photo(b"again").unwrap();
    days.0.store(88, Ordering::Relaxed);
    sync(&book);
    assert_eq!(standing(&book, thrown), None);
    assert!(!book.blobs().path(thrown).exists());
    for kept in [named, again] {
        assert!(book.blobs().read(kept).is_ok());
    }
    assert_eq!(standing(&book, named), Some(BlobStanding::Waiting));
    assert_eq!(standing(&book, again), Some(BlobStanding::WaitingForEntry));
    // It may come back.
    assert_eq!(book.blobs().keep_photo(b"throw").unwrap(), thrown);
    book.journal().record(weeding(season, &[thrown], &[])).unwrap();
    assert_eq!(standing(&book, thrown), Some(BlobStanding::Waiting));
}

/// Nobody should, but an entry may be written before its photo is kept.
#[test]
fn an_entry_that_came_before_its_file_keeps_it() {
    let dir = tempfile::tempdir().unwrap();
    let (book, days) = on_days(dir.path());
    let hash = BlobHash(Sha256::digest(b"late").into());
    book.journal()
        .record(weeding(season(&book), &[], &[hash]))
        .unwrap();
    assert_eq!(book.blobs().keep_photo(b"late").unwrap(), hash);
    for day in 0..90 {
        days.0.store(day, Ordering::Relaxed);
        sync(&book);
    }
    assert_eq!(standing(&book, hash), Some(BlobStanding::Waiting));
    assert!(book.blobs().read(hash).is_ok());
}

/// What was named, or cannot be told any more, must reach the hub; what still waited waits on.
#[test]
fn a_rescue_sends_what_was_named_and_nothing_else() {
    for row_is_there in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let book = new_book(dir.path());
        let [named, waiting] = [b"named", b"waits"].map(|bytes| book.blobs().keep_photo(bytes).unwrap());
        book.journal()
            .record(weeding(season(&book), &[named], &[]))
            .unwrap();
        book.shutdown().unwrap();
        let file = dir.path().join("book.sqlite");
        let mut bytes = std::fs::read(&file).unwrap();
        if row_is_there {
            bytes[..16].fill(7);
        } else {
            bytes.fill(7);
        }
        std::fs::write(&file, bytes).unwrap();
        let _ = std::fs::remove_dir_all(dir.path().join("backup"));
        let book = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
        assert!(book.rescue().unwrap().is_some());
        assert_eq!(standing(&book, named), Some(BlobStanding::Waiting));
        let waits = if row_is_there {
            BlobStanding::WaitingForEntry
        } else {
            BlobStanding::Waiting
        };
        assert_eq!(standing(&book, waiting), Some(waits));
    }
}

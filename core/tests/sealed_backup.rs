//! A copy of the book under a passphrase opens on another phone, and says plainly why where it does not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

mod books;

use std::fs;
use std::path::{Path, PathBuf};

use books::{invitation, new_book};
use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::*;

const PASSPHRASE: &str = "gạo nếp tan mùa này";

fn recorded(book: &Fieldbook, notes: usize) -> DocId {
    let season = NewSeason {
        name: "Vụ mùa".into(),
        ..NewSeason::default()
    };
    let season = book.documents().open_season(&season).unwrap().doc.id;
    for note in 0..notes {
        let new = NewFact {
            note: Some(format!("Ghi chép riêng số {note} {}", "ỉ".repeat(1_000))),
            ..NewFact::of(season, "note")
        };
        book.journal().record(new).unwrap();
    }
    season
}

fn notes(book: &Fieldbook) -> Vec<Option<String>> {
    let all = FactQuery {
        limit: 1_000,
        ..FactQuery::default()
    };
    let facts = book.journal().query(&all).unwrap();
    facts.into_iter().map(|view| view.fact.note).collect()
}

/// A sealed backup of a book with a few hundred kilobytes in it.
fn backup(dir: &Path) -> (Vec<Option<String>>, PathBuf) {
    let book = new_book(&dir.join("phone"));
    recorded(&book, 120);
    let file = dir.join("so.backup");
    book.backup_sealed(&file, PASSPHRASE).unwrap();
    let again = book.backup_sealed(&file, PASSPHRASE);
    assert!(matches!(
        again,
        Err(FieldbookError::NotAllowed {
            reason: "file_exists"
        })
    ));
    (notes(&book), file)
}

fn restore(file: &Path, passphrase: &str, dir: &Path) -> Result<Fieldbook, FieldbookError> {
    let config = Config::in_dir(dir);
    Fieldbook::restore_sealed(config, file, passphrase, Some(&invitation()), "máy mới")
}

fn reason(refused: Result<Fieldbook, FieldbookError>) -> &'static str {
    match refused {
        Err(FieldbookError::InvalidInput { reasons }) => reasons[0].reason,
        Err(FieldbookError::NotAllowed { reason }) => reason,
        Err(FieldbookError::TooNew) => "too_new",
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("opened"),
    }
}

#[test]
fn another_phone_opens_it_by_the_passphrase_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let (written, file) = backup(dir.path());
    let bytes = fs::read(&file).unwrap();
    assert!(bytes.len() > 200_000, "{}: several pieces", bytes.len());
    for clear in ["SQLite format", "Ghi chép", "Mường Và", "Lò Thị Mai"] {
        let clear = clear.as_bytes();
        assert!(!bytes.windows(clear.len()).any(|part| part == clear));
    }
    let left: Vec<_> = fs::read_dir(dir.path().join("phone/backup")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    let other = dir.path().join("other");
    let book = restore(&file, PASSPHRASE, &other).unwrap();
    assert_eq!(notes(&book), written);
    recorded(&book, 1);
    book.shutdown().unwrap();
    let book = Fieldbook::open(Config::in_dir(&other)).unwrap();
    assert_eq!(notes(&book).len(), written.len() + 1);
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
    book.shutdown().unwrap();
    assert_eq!(reason(restore(&file, PASSPHRASE, &other)), "book_exists");
    let uninvited = Fieldbook::restore_sealed(
        Config::in_dir(dir.path().join("third")),
        &file,
        PASSPHRASE,
        None,
        "máy",
    );
    assert_eq!(reason(uninvited), "invitation_needed");
    let left = fs::read_dir(dir.path().join("third")).unwrap();
    let left: Vec<_> = left
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        left.iter()
            .all(|name| ["book.lock", "device.key"].contains(&name.as_str())),
        "{left:?}"
    );
}

/// Two at once would seal a part of one under the key of the other, and nobody would know until it is needed.
#[test]
fn two_backups_at_once_both_open() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(&dir.path().join("phone"));
    recorded(&book, 120);
    let files = ["one", "two"].map(|name| dir.path().join(name));
    std::thread::scope(|scope| {
        for file in &files {
            scope.spawn(|| book.backup_sealed(file, PASSPHRASE).unwrap());
        }
    });
    for file in &files {
        let restored = restore(file, PASSPHRASE, &file.with_extension("restored")).unwrap();
        assert_eq!(notes(&restored), notes(&book));
    }
}

#[test]
fn what_a_killed_app_left_of_it_is_removed_when_the_book_opens() {
    let dir = tempfile::tempdir().unwrap();
    let phone = dir.path().join("phone");
    new_book(&phone).shutdown().unwrap();
    fs::create_dir_all(phone.join("backup")).unwrap();
    let left = [phone.join("backup/sealed.part"), phone.join("book.unsealed")];
    for file in &left {
        fs::write(file, b"a book in clear").unwrap();
    }
    let book = Fieldbook::open(Config::in_dir(&phone)).unwrap();
    assert!(left.iter().all(|file| !file.exists()));
    book.shutdown().unwrap();
}

#[test]
fn a_wrong_passphrase_and_another_file_touch_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (_, file) = backup(dir.path());
    let other = dir.path().join("other");
    assert_eq!(
        reason(restore(&file, "gạo nếp tan mùa sau", &other)),
        "wrong_passphrase"
    );
    assert_eq!(reason(restore(&file, "ngắn", &other)), "passphrase_short");
    let plain = dir.path().join("phone/book.sqlite");
    assert_eq!(reason(restore(&plain, PASSPHRASE, &other)), "not_a_backup");
    let nothing = restore(&dir.path().join("nothing"), PASSPHRASE, &other);
    assert!(matches!(nothing, Err(FieldbookError::NotFound { .. })));
    assert!(!other.exists());
    let mut newer = fs::read(&file).unwrap();
    newer[7] += 1;
    fs::write(&file, newer).unwrap();
    assert_eq!(reason(restore(&file, PASSPHRASE, &other)), "too_new");
    let phone = new_book(&dir.path().join("second"));
    let short = phone.backup_sealed(&dir.path().join("kurz"), "ngắn");
    assert!(matches!(short, Err(FieldbookError::InvalidInput { .. })));
}

/// Cut anywhere, and with a bit turned anywhere, it leaves no book and no draft; the whole file opens afterwards.
#[test]
fn one_that_was_cut_or_altered_is_told_and_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let (written, file) = backup(dir.path());
    let whole = fs::read(&file).unwrap();
    let other = dir.path().join("other");
    let broken = dir.path().join("broken");
    let places = [50, 80, 66_000, whole.len() / 2, whole.len() - 1];
    for at in places {
        let mut altered = whole.clone();
        altered[at] ^= 4;
        for bytes in [&whole[..at], &altered] {
            fs::write(&broken, bytes).unwrap();
            assert_eq!(
                reason(restore(&broken, PASSPHRASE, &other)),
                "backup_altered",
                "{at}"
            );
            let left = fs::read_dir(&other).map_or(0, |names| {
                names
                    .filter(|name| name.as_ref().unwrap().file_name() != "book.lock")
                    .count()
            });
            assert_eq!(left, 0, "{at}");
        }
    }
    assert_eq!(notes(&restore(&file, PASSPHRASE, &other).unwrap()), written);
}

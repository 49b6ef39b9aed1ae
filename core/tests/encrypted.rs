//! Books under a key: nothing in clear on the disk, a wrong key is told and touches nothing, changing the key can be
//! cut off anywhere, and damage is rescued as in a book without one.
#![cfg(feature = "sqlcipher")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fieldbook_core::catalog::Lang;
use fieldbook_core::identity::{BookKey, Invitation, InvitedProduct, SecretKey};
use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::*;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

const PAGE: usize = 4096;

/// What a stranger with the phone's disk would look for; the invitation names person, organisation and products.
fn secrets() -> [String; 5] {
    let invitation = invitation();
    let middle = invitation.len() / 2;
    [
        "Gặt ở ruộng Đặng".into(),
        "Vụ mùa 2026".into(),
        "Điện thoại của Mai".into(),
        invitation[middle..middle + 40].into(),
        "SQLite format 3".into(),
    ]
}

fn key(byte: u8) -> BookKey {
    BookKey::from_slice(&[byte; 32]).unwrap()
}

fn config(dir: &Path, key: Option<BookKey>) -> Config {
    Config {
        book_key: key,
        ..Config::in_dir(dir)
    }
}

fn under(dir: &Path, byte: u8) -> Config {
    config(dir, Some(key(byte)))
}

fn invitation() -> String {
    let hub = SecretKey::from_seed(&[1; 32]);
    Invitation {
        hub_url: "http://127.0.0.1:9".into(),
        hub_key: hub.public(),
        token: [7; 16],
        org: OrgId(uuid::Uuid::from_u128(1)),
        org_name: "HTX Mường Và".into(),
        person: PersonId(uuid::Uuid::from_u128(2)),
        person_name: "Lò Thị Mai".into(),
        roles: vec![Role::Farmer, Role::Manager],
        products: vec![InvitedProduct {
            id: ProductId(uuid::Uuid::from_u128(3)),
            name: "Gạo nếp tan Mường Và".into(),
            group: "sticky-rice".into(),
            gtin: None,
        }],
        not_after: Moment {
            utc_ms: i64::MAX / 1_000_000,
            offset_min: 420,
            trust: ClockTrust::Device,
        },
    }
    .to_text(&hub)
    .unwrap()
}

fn new_book(config: Config) -> Fieldbook {
    Fieldbook::create(config, &invitation(), "Điện thoại của Mai").unwrap()
}

fn live(book: &Fieldbook, entries: u32) {
    let new = NewSeason {
        name: "Vụ mùa 2026".into(),
        ..NewSeason::default()
    };
    let season = book.documents().open_season(&new).unwrap().doc.id;
    for n in 0..entries {
        let quantity = RoledQuantity {
            role: QuantityRole::Out,
            quantity: format!("{} kg", n + 1).parse().unwrap(),
        };
        let new = NewFact {
            quantities: vec![quantity],
            note: Some(format!("Gặt ở ruộng Đặng, bó thứ {n}")),
            ..NewFact::of(season, "harvest")
        };
        let id = book.journal().record(new).unwrap().view.id();
        if n % 5 == 0 {
            book.journal()
                .amend(id, "moisture", FieldValue::Number(n.into()), None)
                .unwrap();
        }
    }
}

/// A closed book of 24 entries, folded and copied once.
fn lived_in(dir: &Path, key: Option<BookKey>) {
    let book = new_book(config(dir, key));
    live(&book, 16);
    book.pause().unwrap();
    book.resume().unwrap();
    live(&book, 8);
    book.shutdown().unwrap();
}

/// Everything of facts and documents.
fn all(book: &Fieldbook) -> BTreeMap<String, String> {
    let query = FactQuery {
        limit: 1000,
        ..FactQuery::default()
    };
    let facts = book.journal().query(&query).unwrap().into_iter().map(|view| {
        let shown = format!("{:?} {:?} {:?}", view.fact, view.voided, view.amended);
        (view.id().to_string(), shown)
    });
    let documents = DocKind::ALL.into_iter().flat_map(|kind| {
        let list = book.documents().list(kind).unwrap();
        list.into_iter()
            .map(|view| (view.doc.id.to_string(), format!("{:?}", view.text("name"))))
    });
    facts.chain(documents).collect()
}

fn assert_sound(book: &Fieldbook) {
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

/// Opens a book and closes it; what it showed.
fn shown(config: Config) -> BTreeMap<String, String> {
    let book = Fieldbook::open(config).unwrap();
    assert_sound(&book);
    let all = all(&book);
    book.shutdown().unwrap();
    all
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn copy_of(dir: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_dir(dir, copy.path());
    copy
}

fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

/// Which secrets stand in which files.
fn in_clear(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for (path, bytes) in files(dir) {
        for secret in secrets() {
            let (first, length) = (secret.as_bytes()[0], secret.len());
            if bytes
                .windows(length)
                .any(|part| part[0] == first && part == secret.as_bytes())
            {
                found.push(format!("{secret} in {}", path.display()));
            }
        }
    }
    found
}

fn refused(config: Config) -> &'static str {
    match Fieldbook::open(config) {
        Err(FieldbookError::NotAllowed { reason }) => reason,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it opened"),
    }
}

#[test]
fn nothing_lies_in_clear() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path(), Some(key(1)));
    let book = Fieldbook::open(under(dir.path(), 1)).unwrap();
    live(&book, 3);
    let names: Vec<_> = files(dir.path()).into_keys().collect();
    for name in [
        "book.sqlite",
        "book.sqlite-wal",
        "backup/book.1.sqlite",
        "book.card",
        "device.key",
    ] {
        assert!(names.contains(&dir.path().join(name)), "{name} is looked at");
    }
    assert_eq!(in_clear(dir.path()), Vec::<String>::new());
    for bytes in files(dir.path()).values() {
        assert!(!bytes.windows(32).any(|part| part == [1; 32]), "nor the key");
    }
    assert_eq!(book.journal().search("ruong dang", 100).unwrap().len(), 27);
    assert_sound(&book);
    // The same in a book without a key is found, or this test would see nothing.
    let clear = tempfile::tempdir().unwrap();
    lived_in(clear.path(), None);
    let found = in_clear(clear.path());
    for secret in secrets() {
        assert!(found.iter().any(|found| found.starts_with(&secret)), "{secret}");
    }
}

/// Stored books rest on it: SQLCipher 4's own defaults under a raw key of 32 bytes and 16 of salt, by RFC 5869.
#[test]
fn any_sqlcipher_4_opens_the_file_with_the_derived_key() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path(), Some(key(1)));
    let connection = connected(&dir.path().join("book.sqlite"), 1);
    let facts: i64 = connection
        .query_row("SELECT count(*) FROM fact", [], |row| row.get(0))
        .unwrap();
    assert_eq!(facts, 24);
    let broken: Vec<String> = connection
        .prepare("PRAGMA cipher_integrity_check")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(broken, Vec::<String>::new());
}

fn connected(file: &Path, byte: u8) -> Connection {
    let derive = |purpose: &str, length: usize| {
        let mut derived = vec![0; length];
        hkdf::Hkdf::<sha2::Sha256>::new(Some(b"fieldbook book key 1"), &[byte; 32])
            .expand(purpose.as_bytes(), &mut derived)
            .unwrap();
        derived
    };
    let raw = [derive("database key", 32), derive("database salt", 16)].concat();
    let mut hex = String::new();
    for byte in raw {
        write!(hex, "{byte:02x}").unwrap();
    }
    let connection = Connection::open(file).unwrap();
    connection
        .execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
        .unwrap();
    connection
}

#[test]
fn a_wrong_or_missing_key_is_told_and_touches_nothing() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path(), Some(key(1)));
    // With a log beside it, as a killed app leaves it: SQLite would fold it in.
    let book = Fieldbook::open(under(dir.path(), 1)).unwrap();
    live(&book, 3);
    let copy = copy_of(dir.path());
    fs::remove_file(copy.path().join("book.sqlite-shm")).unwrap();
    let before = files(copy.path());
    let file = copy.path().join("book.sqlite");
    for marked in [false, true] {
        if marked {
            // Also where damage was noted: the rescue waits for the right key.
            fs::write(copy.path().join("book.damaged"), b"").unwrap();
        }
        assert_eq!(refused(config(copy.path(), None)), "book_key_needed");
        assert_eq!(refused(under(copy.path(), 2)), "wrong_book_key");
        let made = Fieldbook::create(under(copy.path(), 2), &invitation(), "máy").err();
        let Some(FieldbookError::NotAllowed { reason }) = made else {
            panic!("{made:?}")
        };
        assert_eq!(reason, "wrong_book_key");
        let now = files(copy.path());
        assert!(before.iter().all(|(path, bytes)| now.get(path) == Some(bytes)));
        assert!(
            now.keys()
                .all(|path| !path.to_string_lossy().contains("damaged-"))
        );
    }
    fs::remove_file(copy.path().join("book.damaged")).unwrap();
    // A file under another key, put into the folder of this one.
    let other = tempfile::tempdir().unwrap();
    lived_in(other.path(), Some(key(2)));
    let foreign = fs::read(other.path().join("book.sqlite")).unwrap();
    let own = fs::read(&file).unwrap();
    fs::write(&file, &foreign).unwrap();
    fs::remove_file(copy.path().join("book.sqlite-wal")).unwrap();
    assert_eq!(refused(under(copy.path(), 1)), "wrong_book_key");
    assert_eq!(fs::read(&file).unwrap(), foreign);
    fs::write(&file, own).unwrap();
    fs::write(
        copy.path().join("book.sqlite-wal"),
        &before[&copy.path().join("book.sqlite-wal")],
    )
    .unwrap();
    assert_eq!(shown(under(copy.path(), 1)), all(&book));
    for lang in [Lang::Vi, Lang::En] {
        for reason in ["wrong_book_key", "book_key_needed", "encryption_not_built"] {
            let said = FieldbookError::NotAllowed { reason }.say(lang);
            assert!(said.len() > 60 && !said.contains(reason), "{said}");
        }
    }
}

#[test]
fn a_newer_encrypted_book_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path(), Some(key(1)));
    let file = dir.path().join("book.sqlite");
    connected(&file, 1)
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let before = fs::read(&file).unwrap();
    assert!(matches!(
        Fieldbook::open(under(dir.path(), 1)),
        Err(FieldbookError::TooNew)
    ));
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn books_of_earlier_versions_are_encrypted_when_they_get_a_key() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    for name in ["book-0.1", "0.2/book"] {
        let dir = copy_of(&fixtures.join(name));
        let clear = shown(config(dir.path(), None));
        let dir = copy_of(&fixtures.join(name));
        assert_eq!(shown(under(dir.path(), 1)), clear, "{name}");
        let sealed = |file: &str| !fs::read(dir.path().join(file)).unwrap().starts_with(b"SQLite");
        assert!(sealed("book.sqlite") && sealed("backup/book.1.sqlite"), "{name}");
        assert_eq!(fs::read(dir.path().join("device.key")).unwrap().len(), 96);
        assert_eq!(shown(under(dir.path(), 1)), clear, "{name}");
        assert_eq!(refused(config(dir.path(), None)), "book_key_needed");
        assert_eq!(refused(under(dir.path(), 2)), "wrong_book_key");
    }
}

#[test]
fn a_book_in_clear_leaves_nothing_in_clear_behind() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path(), None);
    // Killed while it was used, so that a log lies beside it.
    let book = Fieldbook::open(config(dir.path(), None)).unwrap();
    live(&book, 3);
    let copy = copy_of(dir.path());
    fs::remove_file(copy.path().join("book.sqlite-shm")).unwrap();
    assert!(!in_clear(copy.path()).is_empty());
    assert_eq!(shown(under(copy.path(), 1)), all(&book));
    assert_eq!(in_clear(copy.path()), Vec::<String>::new());
}

#[test]
fn a_changed_key_opens_the_book_and_its_new_copies_and_the_old_key_nothing() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path(), Some(key(1)));
    let before = shown(under(dir.path(), 1));
    let carried = dir.path().join("carried.sqlite");
    let book = Fieldbook::open(under(dir.path(), 1)).unwrap();
    book.backup_to(&carried).unwrap();
    assert!(matches!(
        Fieldbook::rekey(under(dir.path(), 1), key(2)),
        Err(FieldbookError::NotAllowed {
            reason: "book_in_use"
        })
    ));
    book.shutdown().unwrap();
    let book = Fieldbook::rekey(under(dir.path(), 1), key(2)).unwrap();
    assert_eq!(all(&book), before);
    live(&book, 2);
    let before = all(&book);
    book.shutdown().unwrap();
    assert_eq!(refused(under(dir.path(), 1)), "wrong_book_key");
    assert_eq!(shown(under(dir.path(), 2)), before);
    assert_eq!(in_clear(dir.path()), Vec::<String>::new());
    let leftovers: Vec<_> = files(dir.path()).into_keys().collect();
    assert!(
        leftovers
            .iter()
            .all(|path| !path.to_string_lossy().contains("rekeyed"))
    );
    // The rolling copy is under the new key, the one a person made under the old.
    let restored = |file: &Path, byte: u8| {
        let fresh = tempfile::tempdir().unwrap();
        let invitation = invitation();
        let restored = Fieldbook::restore(under(fresh.path(), byte), file, Some(&invitation), "máy mới");
        restored.map(|book| all(&book).len())
    };
    let rolling = dir.path().join("backup/book.1.sqlite");
    for (file, right, wrong) in [(&rolling, 2, 1), (&carried, 1, 2)] {
        assert!(restored(file, right).unwrap() >= 25);
        assert!(matches!(
            restored(file, wrong),
            Err(FieldbookError::NotAllowed {
                reason: "wrong_book_key"
            })
        ));
    }
    // A first key given by name, and a book that has none yet.
    let clear = tempfile::tempdir().unwrap();
    lived_in(clear.path(), None);
    drop(Fieldbook::rekey(config(clear.path(), None), key(3)).unwrap());
    assert_eq!(in_clear(clear.path()), Vec::<String>::new());
    assert_eq!(refused(config(clear.path(), None)), "book_key_needed");
}

/// Every state that a cut can leave: before the marker the old key opens the book, behind it the new one.
#[test]
fn a_change_of_key_cut_at_any_step_leaves_exactly_one_key() {
    let old = tempfile::tempdir().unwrap();
    lived_in(old.path(), Some(key(1)));
    let before = shown(under(old.path(), 1));
    let new = copy_of(old.path());
    Fieldbook::rekey(under(new.path(), 1), key(2))
        .unwrap()
        .shutdown()
        .unwrap();
    let names = ["book.sqlite", "device.key", "book.card"];
    // Drafts written, then the marker, then one file after another put in place.
    for drafts in 0..=3 {
        for (marker, placed) in [(false, 0), (true, 0), (true, 1), (true, 2), (true, 3)] {
            if marker && drafts < 3 {
                continue;
            }
            let cut = copy_of(old.path());
            for (index, name) in names.iter().enumerate().take(drafts) {
                let target = if index < placed {
                    (*name).to_owned()
                } else {
                    format!("{name}.rekeyed")
                };
                fs::copy(new.path().join(name), cut.path().join(target)).unwrap();
            }
            if marker {
                fs::write(cut.path().join("book.rekeyed"), b"").unwrap();
            }
            let (right, wrong) = if marker { (2, 1) } else { (1, 2) };
            let what = format!("{drafts} drafts, {marker}, {placed} in place");
            assert_eq!(refused(under(cut.path(), wrong)), "wrong_book_key", "{what}");
            assert_eq!(refused(config(cut.path(), None)), "book_key_needed", "{what}");
            assert_eq!(shown(under(cut.path(), right)), before, "{what}");
            let left = files(cut.path()).into_keys();
            assert!(
                left.into_iter()
                    .all(|path| !path.to_string_lossy().contains("rekeyed")),
                "{what}"
            );
        }
    }
}

const CHILD: &str = "FIELDBOOK_TEST_REKEY";

/// Not a test of its own: the process that the next one kills.
#[test]
fn the_process_that_is_killed() {
    let Ok(dir) = std::env::var(CHILD) else { return };
    let key_now = if dir.ends_with("clear") {
        None
    } else {
        Some(key(1))
    };
    println!("begins");
    drop(Fieldbook::rekey(config(Path::new(&dir), key_now), key(2)).unwrap());
}

#[test]
fn a_change_of_key_may_be_killed() {
    for (name, first) in [("locked", Some(key(1))), ("clear", None)] {
        let original = tempfile::tempdir().unwrap();
        lived_in(original.path(), first.clone());
        let before = shown(config(original.path(), first.clone()));
        let change = |wait: Option<Duration>| {
            let dir = tempfile::tempdir().unwrap();
            let folder = dir.path().join(name);
            copy_dir(original.path(), &folder);
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "the_process_that_is_killed", "--nocapture"])
                .env(CHILD, &folder)
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            let began = Instant::now();
            if let Some(wait) = wait {
                std::thread::sleep(wait);
                child.kill().unwrap();
            }
            child.wait().unwrap();
            (dir, folder, began.elapsed())
        };
        let (_dir, _, whole) = change(None);
        let (mut olds, mut news) = (0, 0);
        for part in 0..16 {
            let (_dir, folder, _) = change(Some(whole * part / 16));
            let second = Fieldbook::open(under(&folder, 2));
            match second {
                Ok(book) => {
                    news += 1;
                    assert_eq!(all(&book), before, "{name} {part}");
                    assert_sound(&book);
                    book.shutdown().unwrap();
                    assert_eq!(in_clear(&folder), Vec::<String>::new(), "{name} {part}");
                    // A book in clear has no key that could be tried again.
                    if first.is_some() {
                        assert_eq!(refused(config(&folder, first.clone())), "wrong_book_key");
                    }
                }
                Err(FieldbookError::NotAllowed {
                    reason: "wrong_book_key",
                }) => {
                    olds += 1;
                    assert_eq!(shown(config(&folder, first.clone())), before, "{name} {part}");
                }
                Err(other) => panic!("{name} {part}: {other}"),
            }
        }
        println!("{name}: killed 16 times within {whole:?}, {olds} under the old key, {news} under the new");
    }
}

#[test]
fn a_backup_goes_to_another_phone_under_its_key() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path(), Some(key(1)));
    let book = Fieldbook::open(under(dir.path(), 1)).unwrap();
    let before = all(&book);
    let file = dir.path().join("copy.sqlite");
    book.backup_to(&file).unwrap();
    book.shutdown().unwrap();
    let clear = tempfile::tempdir().unwrap();
    lived_in(clear.path(), None);
    let clear_copy = clear.path().join("copy.sqlite");
    Fieldbook::open(config(clear.path(), None))
        .unwrap()
        .backup_to(&clear_copy)
        .unwrap();
    let restore = |file: &Path, key: Option<BookKey>| {
        let fresh = tempfile::tempdir().unwrap();
        let config = config(fresh.path(), key);
        Fieldbook::restore(config, file, Some(&invitation()), "máy mới").map(|book| (fresh, book))
    };
    let (fresh, restored) = restore(&file, Some(key(1))).unwrap();
    assert_eq!(
        all(&restored).keys().collect::<Vec<_>>(),
        before.keys().collect::<Vec<_>>()
    );
    assert_sound(&restored);
    assert_eq!(in_clear(fresh.path()), Vec::<String>::new());
    let refused = restore(&file, None).err();
    assert!(matches!(
        refused,
        Some(FieldbookError::NotAllowed {
            reason: "book_key_needed"
        })
    ));
    // A copy in clear is locked on its way in.
    let (fresh, restored) = restore(&clear_copy, Some(key(1))).unwrap();
    assert_eq!(all(&restored).len(), 26);
    assert_eq!(in_clear(fresh.path()), Vec::<String>::new());
}

/// Damages a copy of a book, opens it twice if need be, and gives how many entries are missing and told so, and
/// whether the damage was noticed.
fn lost_by(
    from: &Path,
    before: &BTreeMap<String, String>,
    what: &str,
    damage: impl FnOnce(&Path),
) -> (usize, bool) {
    let copy = copy_of(from);
    let rule = || Config {
        backup: None,
        ..under(copy.path(), 1)
    };
    damage(&copy.path().join("book.sqlite"));
    for _ in 0..2 {
        let book = Fieldbook::open(rule()).unwrap_or_else(|error| panic!("{what}: {error}"));
        let checked = book.check();
        match checked {
            Ok(report) => assert_eq!(report.problems, Vec::<String>::new(), "{what}"),
            Err(FieldbookError::StorageDamaged { .. }) => continue,
            Err(other) => panic!("{what}: {other}"),
        }
        let now = all(&book);
        assert!(now.keys().all(|id| before.contains_key(id)), "{what}");
        let lost = before.len() - now.len();
        let rescue = book.rescue().unwrap();
        let told = rescue.as_ref().is_some_and(|rescue| rescue.missing > 0);
        assert!(lost == 0 || told, "{what}: {lost}");
        assert_eq!(in_clear(copy.path()), Vec::<String>::new(), "{what}");
        return (lost, rescue.is_some());
    }
    panic!("{what}: damaged again after the rescue")
}

fn overwrite(file: &Path, at: usize, bytes: &[u8]) {
    let mut whole = fs::read(file).unwrap();
    whole[at..at + bytes.len()].copy_from_slice(bytes);
    fs::write(file, whole).unwrap();
}

#[test]
fn a_damaged_encrypted_book_is_rescued_page_by_page() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path(), Some(key(1)));
    // Only what is in the file itself counts here.
    fs::remove_dir_all(dir.path().join("backup")).unwrap();
    let before = shown(Config {
        backup: None,
        ..under(copy_of(dir.path()).path(), 1)
    });
    let pages = fs::read(dir.path().join("book.sqlite")).unwrap().len() / PAGE;
    let mut dice = ChaCha8Rng::seed_from_u64(5);
    let mut noise = vec![0; PAGE];
    dice.fill_bytes(&mut noise);
    let lost = lost_by(dir.path(), &before, "the salt is gone", |file| {
        overwrite(file, 0, &noise[..16]);
    });
    assert_eq!(lost.0, 0);
    let lost = lost_by(dir.path(), &before, "the first page is gone", |file| {
        overwrite(file, 0, &noise);
    });
    assert_eq!(lost, (0, true));
    let (mut lost, mut noticed, mut flips) = (0, 0, 0);
    for page in (1..pages).step_by(3) {
        let what = format!("a bit of page {page} of {pages}");
        let (missing, rescued) = lost_by(dir.path(), &before, &what, |file| {
            let at = page * PAGE + dice.next_u32() as usize % PAGE;
            let byte = fs::read(file).unwrap()[at] ^ 1;
            overwrite(file, at, &[byte]);
        });
        (lost, noticed, flips) = (lost + missing, noticed + usize::from(rescued), flips + 1);
    }
    println!("{flips} flipped bits, {noticed} noticed, {lost} entries lost and told");
    // Every page is authenticated; only those that nothing uses are not read.
    assert!(noticed * 2 > flips, "{noticed} of {flips}");
    assert!(lost * 8 < before.len() * flips, "{lost}");
}

/// The end of a log that SQLCipher passes over is read under the key, too.
#[test]
fn a_damaged_log_of_an_encrypted_book_is_read() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path(), Some(key(1)));
    let rule = |dir: &Path| Config {
        backup: None,
        ..under(dir, 1)
    };
    let book = Fieldbook::open(rule(dir.path())).unwrap();
    live(&book, 6);
    let before = all(&book);
    let copy = copy_of(dir.path());
    fs::remove_file(copy.path().join("book.sqlite-shm")).unwrap();
    fs::remove_dir_all(copy.path().join("backup")).ok();
    // The checksum of a frame in the middle: everything behind it is lost to SQLite.
    let log = copy.path().join("book.sqlite-wal");
    let frames = fs::read(&log).unwrap().len() / (PAGE + 24);
    let at = 32 + frames / 2 * (PAGE + 24) + 17;
    let byte = fs::read(&log).unwrap()[at] ^ 1;
    overwrite(&log, at, &[byte]);
    let rescued = Fieldbook::open(rule(copy.path())).unwrap();
    assert_eq!(all(&rescued), before);
    assert_sound(&rescued);
    assert_eq!(in_clear(copy.path()), Vec::<String>::new());
}

#[test]
fn the_rolling_copy_helps_an_encrypted_book() {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path(), Some(key(1)));
    fs::write(dir.path().join("book.sqlite"), b"").unwrap();
    let book = Fieldbook::open(under(dir.path(), 1)).unwrap();
    assert!(book.rescue().unwrap().is_some());
    assert!(all(&book).len() >= 17);
    assert_sound(&book);
}

/// The backup of an encrypted book opens under the key of another phone, or in clear where there is none, and at no
/// moment does anything of it lie in clear beside the book.
#[test]
fn a_backup_under_a_passphrase_goes_to_a_phone_with_another_key() {
    let dir = tempfile::tempdir().unwrap();
    let phone = dir.path().join("phone");
    lived_in(&phone, Some(key(1)));
    let book = Fieldbook::open(under(&phone, 1)).unwrap();
    let facts = |book: &Fieldbook| {
        let facts = book.journal().query(&FactQuery::default()).unwrap();
        facts.into_iter().map(|view| view.fact).collect::<Vec<_>>()
    };
    let file = dir.path().join("so.backup");
    book.backup_sealed(&file, "gạo nếp tan mùa này").unwrap();
    assert_eq!(in_clear(dir.path()), Vec::<String>::new());
    let restored = |to: &str, key: Option<BookKey>| {
        let config = config(&dir.path().join(to), key);
        Fieldbook::restore_sealed(
            config,
            &file,
            "gạo nếp tan mùa này",
            Some(&invitation()),
            "Máy mới",
        )
        .unwrap()
    };
    let other = restored("other", Some(key(2)));
    assert_eq!(facts(&other), facts(&book));
    live(&other, 3);
    assert_sound(&other);
    other.shutdown().unwrap();
    assert_eq!(in_clear(dir.path()), Vec::<String>::new());
    let other = Fieldbook::open(under(&dir.path().join("other"), 2)).unwrap();
    assert_sound(&other);
    let clear = restored("clear", None);
    assert_eq!(facts(&clear), facts(&book));
    clear.shutdown().unwrap();
    assert!(!in_clear(&dir.path().join("clear")).is_empty());
    assert_sound(&Fieldbook::open(config(&dir.path().join("clear"), None)).unwrap());
}

/// A book in clear goes to a phone with a key by the same file.
#[test]
fn a_backup_of_a_book_in_clear_is_encrypted_where_it_arrives() {
    let dir = tempfile::tempdir().unwrap();
    let phone = dir.path().join("phone");
    lived_in(&phone, None);
    let file = dir.path().join("so.backup");
    let book = Fieldbook::open(config(&phone, None)).unwrap();
    book.backup_sealed(&file, "gạo nếp tan mùa này").unwrap();
    let other = dir.path().join("other");
    let restored = Fieldbook::restore_sealed(
        under(&other, 2),
        &file,
        "gạo nếp tan mùa này",
        Some(&invitation()),
        "Máy",
    )
    .unwrap();
    assert_sound(&restored);
    restored.shutdown().unwrap();
    assert_eq!(in_clear(&other), Vec::<String>::new());
}

//! Damaged files: whatever is done to a book, it opens with what it held, or says what is missing; it never
//! shows anything else, and the damaged file is kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::*;
use fieldbook_tests::keyed::in_dir;
use fieldbook_tests::offline::offline_book;
use fieldbook_tests::world::{World, copy_dir, harvest, season, shown};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

const PAGE: usize = 4096;

/// `FIELDBOOK_DAMAGE=all` damages every page in both ways and every frame.
fn all_of_it() -> bool {
    std::env::var("FIELDBOOK_DAMAGE").is_ok_and(|wish| wish == "all")
}

fn config(dir: &Path) -> Config {
    Config {
        backup: None,
        ..in_dir(dir)
    }
}

/// Records in two seasons, corrects and folds, and closes the book.
fn lived_in(dir: &Path) {
    drop(offline_book(dir));
    let book = Fieldbook::open(config(dir)).unwrap();
    live(&book, 16);
    book.pause().unwrap();
    book.resume().unwrap();
    live(&book, 6);
    book.shutdown().unwrap();
}

fn live(book: &Fieldbook, entries: u32) {
    let seasons = [season(book, "Vụ mùa"), season(book, "Vụ chiêm")];
    for kg in 1..=entries {
        let id = book
            .journal()
            .record(harvest(seasons[kg as usize % 2], kg))
            .unwrap()
            .view
            .id();
        if kg % 5 == 0 {
            book.journal()
                .amend(id, "moisture", FieldValue::Number(kg.into()), None)
                .unwrap();
        }
    }
}

type Shown = BTreeMap<FactId, String>;

/// Everything of facts, by every way screens ask for it.
fn all(book: &Fieldbook) -> Result<Shown, FieldbookError> {
    let query = FactQuery {
        limit: 1000,
        ..FactQuery::default()
    };
    let facts = book.journal().query(&query)?;
    book.journal().search("harvest", 1000)?;
    book.journal().conflicts()?;
    for kind in DocKind::ALL {
        book.documents().list(kind)?;
    }
    for fact in &facts {
        book.journal().history(fact.id())?;
    }
    Ok(facts
        .into_iter()
        .map(|view| {
            (
                view.id(),
                format!("{:?} {:?} {:?}", view.fact, view.voided, view.amended),
            )
        })
        .collect())
}

/// What is shown once the damage has been met: at the opening, or by the first screen, which names the file and
/// after which the book is opened again.
fn met(dir: &Path, what: &str) -> (Fieldbook, Shown) {
    for _ in 0..2 {
        let book = match Fieldbook::open(config(dir)) {
            Ok(book) => book,
            Err(error) => panic!("{what}: {error}"),
        };
        let checked = all(&book).and_then(|shown| book.check().map(|report| (shown, report)));
        match checked {
            Ok((shown, report)) => {
                assert_eq!(report.problems, Vec::<String>::new(), "{what}");
                return (book, shown);
            }
            Err(FieldbookError::StorageDamaged { file }) => {
                assert_eq!(file, dir.join("book.sqlite"), "{what}");
            }
            Err(other) => panic!("{what}: {other}"),
        }
    }
    panic!("{what}: damaged again after the rescue")
}

/// Nothing else than what was there, and what is not there is told.
fn assert_honest(book: &Fieldbook, shown: &Shown, before: &Shown, what: &str) -> usize {
    let rescue = book.rescue().unwrap();
    for (id, text) in shown {
        let missing = rescue.as_ref().map_or(0, |rescue| rescue.missing);
        assert!(
            before.get(id) == Some(text) || missing > 0,
            "{what}: {id} differs"
        );
        assert!(before.contains_key(id), "{what}: {id} was never there");
    }
    let lost = before.len() - shown.len();
    if lost > 0 {
        let rescue = rescue.unwrap_or_else(|| panic!("{what}: {lost} facts lost without a word"));
        assert!(rescue.missing > 0, "{what}: {lost} facts lost, {rescue:?}");
        let kept = if rescue.last_entries {
            "book.sqlite-wal"
        } else {
            "book.sqlite"
        };
        assert!(Path::new(&rescue.kept_in).join(kept).exists(), "{what}");
        for lang in [catalog::Lang::Vi, catalog::Lang::En] {
            assert!(rescue.say(lang).contains(&rescue.missing.to_string()));
        }
    }
    lost
}

/// Does something to a copy of a book, and gives how many facts it cost.
fn damaged(from: &Path, before: &Shown, what: &str, damage: impl FnOnce(&Path)) -> usize {
    let copy = tempfile::tempdir().unwrap();
    copy_dir(from, copy.path());
    damage(&copy.path().join("book.sqlite"));
    let (book, shown) = met(copy.path(), what);
    let lost = assert_honest(&book, &shown, before, what);
    // And it goes on.
    let season = season(&book, "Vụ sau");
    book.journal().record(harvest(season, 1)).unwrap();
    assert_eq!(all(&book).unwrap().len(), shown.len() + 1, "{what}");
    lost
}

fn overwrite(file: &Path, at: usize, bytes: &[u8]) {
    let mut whole = fs::read(file).unwrap();
    whole[at..at + bytes.len()].copy_from_slice(bytes);
    fs::write(file, whole).unwrap();
}

fn original() -> (tempfile::TempDir, Shown, usize) {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let copy = tempfile::tempdir().unwrap();
    copy_dir(dir.path(), copy.path());
    let before = all(&Fieldbook::open(config(copy.path())).unwrap()).unwrap();
    println!("{} facts", before.len());
    let pages = fs::metadata(dir.path().join("book.sqlite")).unwrap().len() as usize / PAGE;
    (dir, before, pages)
}

#[test]
fn every_page_may_be_damaged() {
    let (dir, before, pages) = original();
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    let (mut lost, mut runs) = (0, 0);
    for page in 0..pages {
        let mut noise = vec![0; PAGE];
        dice.fill_bytes(&mut noise);
        let ways = [("zeros", vec![0; PAGE]), ("noise", noise)];
        // By turns, unless all is asked for.
        let turn = page % 2;
        let ways = ways
            .into_iter()
            .enumerate()
            .filter(|(way, _)| all_of_it() || *way == turn);
        for (_, (name, bytes)) in ways {
            let what = format!("page {} of {pages} is {name}", page + 1);
            lost += damaged(dir.path(), &before, &what, |file| {
                overwrite(file, page * PAGE, &bytes)
            });
            runs += 1;
        }
    }
    println!(
        "{runs} damaged pages, {lost} facts lost and told of {}",
        before.len() * runs
    );
    // One page holds some of the facts at most: everything else is saved.
    assert!(lost * 8 < before.len() * runs, "{lost}");
}

#[test]
fn a_file_may_be_cut_anywhere_and_its_header_wrong() {
    let (dir, before, pages) = original();
    let lost = damaged(dir.path(), &before, "the header is wrong", |file| {
        overwrite(file, 0, &[0xff; 100]);
    });
    assert_eq!(lost, 0);
    for page in [0, 1, 2, pages / 2, pages - 1] {
        let what = format!("cut to {page} of {pages} pages");
        let copy = tempfile::tempdir().unwrap();
        copy_dir(dir.path(), copy.path());
        let file = copy.path().join("book.sqlite");
        let whole = fs::read(&file).unwrap();
        fs::write(&file, &whole[..page * PAGE + 17 * usize::from(page > 0)]).unwrap();
        let (book, shown) = met(copy.path(), &what);
        assert!(shown.iter().all(|(id, _)| before.contains_key(id)), "{what}");
        assert!(book.rescue().unwrap().is_some(), "{what}");
    }
}

/// A copy of a book under way, its last entries only in the write-ahead log, as a killed app leaves it.
fn with_log() -> (tempfile::TempDir, Shown) {
    let dir = tempfile::tempdir().unwrap();
    lived_in(dir.path());
    let book = Fieldbook::open(config(dir.path())).unwrap();
    live(&book, 8);
    let copy = tempfile::tempdir().unwrap();
    copy_dir(dir.path(), copy.path());
    fs::remove_file(copy.path().join("book.sqlite-shm")).unwrap();
    let before = all(&book).unwrap();
    (copy, before)
}

fn log_of(file: &Path) -> PathBuf {
    file.with_extension("sqlite-wal")
}

#[test]
fn every_frame_of_the_log_may_be_damaged() {
    let (dir, before) = with_log();
    let log = fs::read(log_of(&dir.path().join("book.sqlite"))).unwrap();
    let frame = PAGE + 24;
    let frames = (log.len() - 32) / frame;
    let mut dice = ChaCha8Rng::seed_from_u64(8);
    // The log's own header first.
    let lost = damaged(dir.path(), &before, "the log's header is wrong", |file| {
        overwrite(&log_of(file), 0, &[0x55; 32]);
    });
    assert_eq!(lost, 0, "every frame behind the header is whole");
    for number in (0..frames).step_by(if all_of_it() { 1 } else { 12 }) {
        let at = 32 + number * frame + dice.random_range(0..frame);
        let flipped = [log[at] ^ 0x20];
        damaged(dir.path(), &before, &format!("byte {at} of the log"), |file| {
            overwrite(&log_of(file), at, &flipped);
        });
    }
    println!("{frames} frames");
}

/// What is cut off the end of the log is gone; what is left is a state the book once had.
#[test]
fn a_log_cut_at_every_frame_gives_an_earlier_state() {
    let (dir, before) = with_log();
    let log = fs::read(log_of(&dir.path().join("book.sqlite"))).unwrap();
    let frame = PAGE + 24;
    let mut counts = Vec::new();
    for length in (32..log.len()).step_by(frame * 7).chain([log.len()]) {
        let copy = tempfile::tempdir().unwrap();
        copy_dir(dir.path(), copy.path());
        fs::write(log_of(&copy.path().join("book.sqlite")), &log[..length]).unwrap();
        let (_book, shown) = met(copy.path(), &format!("{length} bytes of the log"));
        assert!(shown.keys().all(|id| before.contains_key(id)));
        counts.push(shown.len());
    }
    assert!(counts.is_sorted(), "{counts:?}");
    assert_eq!(counts.last(), Some(&before.len()));
}

/// What could not be read comes back from the hub, this phone's own entries too; what had not been sent is sent.
#[test]
fn what_is_lost_on_the_phone_comes_back_from_the_hub() {
    let mut world = World::new(60, 2);
    let vu = season(&world.phones[0], "Vụ mùa");
    for kg in 1..40 {
        world.phones[0].journal().record(harvest(vu, kg)).unwrap();
    }
    world.settle();
    world.phones[1].journal().record(harvest(vu, 100)).unwrap();
    world.settle();
    let unsent = world.phones[0]
        .journal()
        .record(harvest(vu, 200))
        .unwrap()
        .view
        .id();
    let before = shown(&world.phones[0]);
    // Without the rolling copies, which would bring everything back by themselves.
    world.with_phone_closed(0, |dir| {
        fs::remove_dir_all(dir.join("backup")).unwrap();
        let file = dir.join("book.sqlite");
        let whole = fs::read(&file).unwrap();
        let unsent = unsent.as_bytes();
        // Every page but those with the unsent entry, and the file's header.
        let kept = |page: &[u8]| page.windows(16).any(|window| window == unsent);
        let wiped: Vec<u8> = whole
            .chunks(PAGE)
            .flat_map(|page| {
                if kept(page) {
                    page.to_vec()
                } else {
                    vec![0; page.len()]
                }
            })
            .collect();
        fs::write(&file, wiped).unwrap();
    });
    let rescue = world.phones[0].rescue().unwrap().unwrap();
    assert!(rescue.facts < 41, "{rescue:?}");
    world.settle();
    world.assert_converged();
    // The entry's season is known again only after the sync, so it may have come too late for the rescue.
    let now = shown(&world.phones[0]);
    assert!(before.len() - now.len() <= 1);
    assert_eq!(now.len(), shown(&world.phones[1]).len());
    world.phones[0].forget_rescue().unwrap();
    assert_eq!(world.phones[0].rescue().unwrap(), None);
}

/// The rolling copy gives what the damaged file no longer has.
#[test]
fn the_rolling_copy_helps_a_damaged_book() {
    let dir = tempfile::tempdir().unwrap();
    drop(offline_book(dir.path()));
    let book = Fieldbook::open(in_dir(dir.path())).unwrap();
    live(&book, 20);
    book.shutdown().unwrap();
    assert!(dir.path().join("backup/book.1.sqlite").exists());
    fs::write(dir.path().join("book.sqlite"), b"").unwrap();
    let book = Fieldbook::open(in_dir(dir.path())).unwrap();
    assert_eq!(all(&book).unwrap().len(), 20);
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
    assert_eq!(book.rescue().unwrap().unwrap().missing, 0);
}

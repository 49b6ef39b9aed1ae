//! A book that is paused and held awake: by background work, by threads at once, across a shutdown.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

mod books;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use books::new_book;
use fieldbook_core::*;

fn is_open(book: &Fieldbook) -> bool {
    match book.sync().status() {
        Ok(_) => true,
        Err(FieldbookError::Closed) => false,
        Err(error) => panic!("{error:?}"),
    }
}

fn season(book: &Fieldbook) -> Result<DocumentView, FieldbookError> {
    book.documents().open_season(&NewSeason {
        name: "Vụ mùa".into(),
        ..NewSeason::default()
    })
}

#[test]
fn the_last_to_let_go_of_a_paused_book_closes_it() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let (one, other) = (book.awake().unwrap(), book.awake().unwrap());
    book.pause().unwrap();
    assert!(is_open(&book));
    one.let_go().unwrap();
    one.let_go().unwrap();
    drop(one);
    assert!(is_open(&book), "each lets go once");
    season(&book).unwrap();
    drop(other);
    assert!(!is_open(&book));
    assert!(matches!(season(&book), Err(FieldbookError::Closed)));
    book.resume().unwrap();
    assert!(is_open(&book));
}

#[test]
fn a_paused_book_opens_for_the_time_it_is_held() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    book.pause().unwrap();
    assert!(!is_open(&book));
    let held = book.awake().unwrap();
    season(&book).unwrap();
    book.pause().unwrap();
    held.let_go().unwrap();
    assert!(!is_open(&book));

    let held = book.awake().unwrap();
    book.resume().unwrap();
    held.let_go().unwrap();
    assert!(is_open(&book), "a screen is there again");
    book.pause().unwrap();
    assert!(!is_open(&book));
}

#[test]
fn a_shutdown_waits_for_nobody_and_gives_the_folder_free() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let held = book.awake().unwrap();
    season(&book).unwrap();
    book.shutdown().unwrap();
    assert!(!is_open(&book));
    assert!(matches!(book.awake(), Err(FieldbookError::Closed)));
    let again = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
    held.let_go().unwrap();
    drop(held);
    assert!(is_open(&again) && !is_open(&book));
}

/// Screens come and go while threads do work in the background: whoever holds the book awake finds it open.
#[test]
fn whoever_holds_it_finds_it_open_whatever_others_do() {
    let dir = tempfile::tempdir().unwrap();
    let book = Arc::new(new_book(dir.path()));
    let (over, found) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let workers: Vec<_> = (0..6)
        .map(|_| {
            let (book, over, found) = (Arc::clone(&book), Arc::clone(&over), Arc::clone(&found));
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let held = book.awake().unwrap();
                    assert!(is_open(&book));
                    season(&book).unwrap();
                    held.let_go().unwrap();
                    found.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for _ in 0..60 {
        book.pause().unwrap();
        std::thread::yield_now();
        book.resume().unwrap();
        assert!(is_open(&book), "a screen finds it open");
    }
    book.pause().unwrap();
    while found.load(Ordering::Relaxed) < 60 {
        std::thread::yield_now();
    }
    over.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.join().unwrap();
    }
    assert!(!is_open(&book), "nobody holds it any more");
    book.resume().unwrap();
    let seasons = book
        .documents()
        .list(fieldbook_core::model::DocKind::Season)
        .unwrap();
    assert_eq!(seasons.len(), found.load(Ordering::Relaxed) as usize);
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

//! `record-forever BOOK [sync]`: records, amends and folds without end, and prints each entry once it is
//! acknowledged: `fact <id>` or `amended <id> <value>`; with `sync` it also syncs and copies the book. The crash
//! tests kill it. `record-forever BOOK open` only opens and closes the book.

use std::io::Write;
use std::path::Path;

use fieldbook_core::model::FieldValue;
use fieldbook_core::{Fieldbook, SyncOptions};
use fieldbook_tests::keyed::in_dir;
use fieldbook_tests::world::{harvest, season};

fn main() {
    let mut args = std::env::args().skip(1);
    let dir = args.next().expect("the folder of a book");
    let mode = args.next().unwrap_or_default();
    let book = match Fieldbook::open(in_dir(&dir)) {
        Ok(book) => book,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    };
    if mode == "open" {
        book.shutdown().unwrap();
        return;
    }
    let season = season(&book, "Vụ mùa");
    let mut out = std::io::stdout().lock();
    for n in 0u32.. {
        let id = book
            .journal()
            .record(harvest(season, n % 500 + 1))
            .unwrap()
            .view
            .id();
        writeln!(out, "fact {id}").unwrap();
        if n % 3 == 0 {
            let value = n % 80 + 1;
            book.journal()
                .amend(id, "moisture", FieldValue::Number(value.into()), None)
                .unwrap();
            writeln!(out, "amended {id} {value}").unwrap();
        }
        out.flush().unwrap();
        if mode == "sync" && n % 4 == 3 {
            sync_and_copy(&book, Path::new(&dir));
        }
        // Compaction rewrites snapshots and drops rows: a crash must not fall between the two.
        if n % 16 == 15 {
            book.pause().unwrap();
            book.resume().unwrap();
        }
    }
}

fn sync_and_copy(book: &Fieldbook, dir: &Path) {
    let once = SyncOptions {
        failures_max: Some(1),
        ..SyncOptions::default()
    };
    book.sync().run(&once, None).unwrap().wait().unwrap();
    // The rolling copy is made anew each time when the last one is gone.
    let _ = std::fs::remove_dir_all(dir.join("backup"));
}

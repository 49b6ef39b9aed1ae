//! `record-forever BOOK`: records, amends and compacts without end, and prints each entry once it is
//! acknowledged: `fact <id>` or `amended <id> <value>`. The crash test kills it.

use std::io::Write;

use fieldbook_core::model::FieldValue;
use fieldbook_core::{Config, Fieldbook};
use fieldbook_tests::world::{harvest, season};

fn main() {
    let dir = std::env::args().nth(1).expect("the folder of a book");
    let book = Fieldbook::open(Config::in_dir(dir)).expect("the book opens after every crash");
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
        // Compaction rewrites snapshots and drops rows: a crash must not fall between the two.
        if n % 16 == 15 {
            book.pause().unwrap();
            book.resume().unwrap();
        }
    }
}

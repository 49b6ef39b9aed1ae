//! `sweep-forever BOOK`: films a sheet of stamps to and fro without end, going on with the sweep that is there, and
//! prints each text once the sweep has told it: `read <text>`. The crash test kills it.

use std::io::Write;

use fieldbook_core::Fieldbook;
use fieldbook_tests::keyed::in_dir;
use fieldbook_tests::stamps::{film, long_roll};

fn main() {
    let dir = std::env::args().nth(1).expect("the folder of a book");
    let book = Fieldbook::open(in_dir(&dir)).unwrap();
    let stamps = book.stamps();
    let known = stamps.sweeps().unwrap();
    let sweep = match known.first() {
        Some(known) => stamps.sweep_again(known.id).unwrap(),
        None => stamps.sweep().unwrap(),
    };
    let mut out = std::io::stdout().lock();
    let roll = long_roll();
    writeln!(out, "ready").unwrap();
    for seed in 0.. {
        for sight in film(&roll, seed) {
            for code in sweep.see(&sight).unwrap().read {
                writeln!(out, "read {}", code.text).unwrap();
            }
            out.flush().unwrap();
        }
    }
}

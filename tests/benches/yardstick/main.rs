//! The yardstick: what Fieldbook costs beside a plain reference, both measured in one run on one machine, in
//! alternating rounds, medians shown. Ratios travel from machine to machine; milliseconds do not.
//!
//! `cargo bench -p fieldbook-tests`; `FIELDBOOK_FACTS` (20,000) and `FIELDBOOK_LOTS` (2,000) set the size of
//! the book, and a word after `--` picks one part: `record`, `ingest`, `open` or `sync`. Without `--bench`, as `cargo test --benches` runs it, everything is tiny and only shows that it
//! works.

mod big_book;
mod ingest;
mod open;
mod plain;
mod record;
mod sync;
mod table;

use big_book::BigWorld;
use table::Table;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Facts in the book.
    pub facts: usize,
    /// Lots they lie in.
    pub lots: usize,
    /// Entries timed one by one.
    pub entries: usize,
    /// Rounds of opening.
    pub rounds: usize,
    /// Batches of 1,000 changes pushed to the hub.
    pub batches: usize,
}

impl Sizes {
    fn asked() -> Self {
        let env =
            |name, otherwise| std::env::var(name).map_or(otherwise, |value| value.parse().expect("a number"));
        if std::env::args().any(|arg| arg == "--bench") && !std::env::args().any(|arg| arg == "--test") {
            Self {
                facts: env("FIELDBOOK_FACTS", 20_000),
                lots: env("FIELDBOOK_LOTS", 2_000),
                entries: 1_000,
                rounds: 31,
                batches: 20,
            }
        } else {
            Self {
                facts: 120,
                lots: 60,
                entries: 20,
                rounds: 3,
                batches: 1,
            }
        }
    }
}

/// The one-minute load, where the system tells it: figures taken beside other work are worth little.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or("?").to_owned()
}

fn main() {
    let sizes = Sizes::asked();
    println!("{sizes:?}, load at the start {}", load());
    let mut table = Table::default();
    let picked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let wanted = |part: &str| picked.is_empty() || picked.iter().any(|picked| picked == part);
    if wanted("record") {
        record::measure(sizes, &mut table);
    }
    if wanted("ingest") {
        ingest::measure(sizes, &mut table);
    }
    if wanted("open") || wanted("sync") {
        let world = BigWorld::build(sizes, &mut table);
        if wanted("open") {
            open::measure(&world, sizes, &mut table);
        }
        if wanted("sync") {
            sync::measure(&world, sizes, &mut table);
        }
    }
    println!("\n{table}\nload at the end {}", load());
}

//! The yardstick: what Fieldbook costs beside a plain reference, both measured in one run on one machine, in
//! alternating rounds, medians shown. Ratios travel from machine to machine; milliseconds do not.
//!
//! `cargo bench -p fieldbook-tests`; `FIELDBOOK_FACTS` (20,000) and `FIELDBOOK_LOTS` (2,000) set the size of
//! the book, `FIELDBOOK_GROWTH=100000` carries the growth of documents to 10^5 (10^4), `FIELDBOOK_RANGES` (10^6) the
//! ranges of stamps claimed, `FIELDBOOK_QUICK=1`
//! does a tenth of everything in a minute, and a word after `--` picks one part: `record`, `ingest`, `growth`,
//! `stamps` (of it `lists` alone), `open`, `fresh`, `sync` or, with the feature `sqlcipher`, `keyed`. Without `--bench`, as `cargo test --benches` runs it, everything is tiny and only
//! shows that it works.

mod big_book;
mod fresh;
mod growth;
mod ingest;
#[cfg(feature = "sqlcipher")]
mod keyed;
mod lists;
mod open;
mod plain;
mod record;
mod stamps;
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
    /// Facts of the largest lot.
    pub growth: usize,
    /// Documents of the largest book of growth.
    pub documents: usize,
    /// Devices of the largest organisation.
    pub devices: usize,
    /// Ranges of stamps claimed, a thousand stamps each.
    pub ranges: usize,
}

impl Sizes {
    fn asked() -> Self {
        let env =
            |name, otherwise| std::env::var(name).map_or(otherwise, |value| value.parse().expect("a number"));
        if std::env::args().any(|arg| arg == "--bench") && !std::env::args().any(|arg| arg == "--test") {
            let part = if env("FIELDBOOK_QUICK", 0) > 0 { 10 } else { 1 };
            Self {
                facts: env("FIELDBOOK_FACTS", 20_000 / part),
                lots: env("FIELDBOOK_LOTS", 2_000 / part),
                entries: 1_000 / part,
                rounds: 31.min(90 / part),
                batches: 20 / part,
                growth: 10_000 / part,
                documents: env("FIELDBOOK_GROWTH", 10_000 / part),
                devices: 100 / part,
                ranges: env("FIELDBOOK_RANGES", 1_000_000 / part),
            }
        } else {
            Self {
                facts: 120,
                lots: 60,
                entries: 20,
                rounds: 3,
                batches: 1,
                growth: 10,
                documents: 100,
                devices: 1,
                ranges: 1_000,
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
    if fresh::act() {
        return;
    }
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
    if wanted("growth") {
        growth::measure(sizes, &mut table);
    }
    if wanted("stamps") {
        stamps::measure(sizes, &mut table);
    }
    if wanted("stamps") || wanted("lists") {
        lists::measure(sizes, &mut table);
    }
    #[cfg(feature = "sqlcipher")]
    if wanted("keyed") {
        keyed::measure(sizes, &mut table);
    }
    if wanted("open") || wanted("sync") || wanted("fresh") {
        let mut world = BigWorld::build(sizes, &mut table);
        if wanted("open") {
            open::measure(&mut world, sizes, &mut table);
        }
        if wanted("sync") {
            sync::measure(&world, sizes, &mut table);
        }
        if wanted("fresh") {
            fresh::measure(&mut world, sizes, &mut table);
        }
    }
    println!("\n{table}\nload at the end {}", load());
}

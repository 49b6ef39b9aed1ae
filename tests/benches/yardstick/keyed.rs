//! The same book under a key and in clear, side by side.

use fieldbook_core::identity::BookKey;
use fieldbook_core::model::DocId;
use fieldbook_core::store::FactQuery;
use fieldbook_core::{Config, Fieldbook, NewLot};
use fieldbook_tests::offline::offline_book;
use fieldbook_tests::world::copy_dir;

use super::Sizes;
use super::big_book::entry;
use super::table::{Table, alternate, ms, timed};

const PER_LOT: usize = 50;

pub fn measure(sizes: Sizes, table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    let dir = |name: &str| folder.path().join(name);
    let key = BookKey::generate().unwrap();
    let config = |name: &str| Config {
        book_key: (name == "keyed").then(|| key.clone()),
        backup: None,
        ..Config::in_dir(dir(name))
    };
    let book = offline_book(&dir("clear"));
    let lots = fill(&book, sizes.facts);
    book.shutdown().unwrap();
    copy_dir(&dir("clear"), &dir("keyed"));
    let (keyed, time) = timed(|| Fieldbook::open(config("keyed")).unwrap());
    keyed.shutdown().unwrap();
    let size = std::fs::metadata(dir("keyed").join("book.sqlite")).unwrap().len() / 1024;
    table.tell(
        &format!("give a book of {size} KiB its first key"),
        ms(time.as_secs_f64() * 1e3),
        "–",
    );
    let open = |name: &'static str| {
        let config = config(name);
        move || {
            let (book, time) = timed(|| {
                let book = Fieldbook::open(config.clone()).unwrap();
                assert_eq!(book.journal().query(&FactQuery::default()).unwrap().len(), 50);
                book
            });
            book.shutdown().unwrap();
            time
        }
    };
    let opened = alternate(sizes.rounds, open("keyed"), open("clear"));
    let what = format!("under a key: open and list 50 of {} facts, warm", sizes.facts);
    table.compare(&what, opened, ms, "–");
    let books = ["keyed", "clear"].map(|name| Fieldbook::open(config(name)).unwrap());
    let [keyed, clear] = &books;
    let listed = alternate(20 * sizes.rounds, || list(keyed), || list(clear));
    table.compare("under a key: list 50, pages read before", listed, ms, "–");
    let recorded = alternate(sizes.entries, || record(keyed, &lots), || record(clear, &lots));
    table.compare("under a key: record a fact, durable", recorded, ms, "–");
    let found = alternate(sizes.rounds, || search(keyed), || search(clear));
    table.compare("under a key: search a word", found, ms, "–");
}

fn fill(book: &Fieldbook, facts: usize) -> Vec<DocId> {
    let mut lots = Vec::new();
    for n in 0..facts {
        if n % PER_LOT == 0 {
            lots.push(book.documents().open_lot(&NewLot::default()).unwrap().doc.id);
        }
        let kg = u32::try_from(n % 400 + 1).unwrap();
        book.journal().record(entry(lots[n / PER_LOT], kg)).unwrap();
    }
    lots
}

fn list(book: &Fieldbook) -> std::time::Duration {
    timed(|| book.journal().query(&FactQuery::default()).unwrap()).1
}

fn record(book: &Fieldbook, lots: &[DocId]) -> std::time::Duration {
    let new = entry(lots[lots.len() - 1], 25);
    timed(|| book.journal().record(new).unwrap()).1
}

fn search(book: &Fieldbook) -> std::time::Duration {
    timed(|| assert!(!book.journal().search("dong goi 25", 50).unwrap().is_empty())).1
}

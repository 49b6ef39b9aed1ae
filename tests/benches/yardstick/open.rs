//! Opening a large book, and building its projections again.

use fieldbook_core::store::FactQuery;
use fieldbook_core::{Config, Fieldbook};

use super::Sizes;
use super::big_book::BigWorld;
use super::plain::Plain;
use super::table::{Table, alternate, ms, timed};

pub fn measure(big: &mut BigWorld, sizes: Sizes, table: &mut Table) {
    let phone = &big.world.phones[0];
    phone.shutdown().unwrap();
    let dir = big.world.book_dir(0);
    let scratch = tempfile::tempdir().unwrap();
    let plain_file = scratch.path().join("plain.sqlite");
    copy_facts(&dir.join("book.sqlite"), &plain_file);
    let ours = || {
        let (book, time) = timed(|| {
            let book = Fieldbook::open(Config::in_dir(&dir)).unwrap();
            assert_eq!(book.journal().query(&FactQuery::default()).unwrap().len(), 50);
            book
        });
        book.shutdown().unwrap();
        time
    };
    let reference = || timed(|| assert_eq!(Plain::open(&plain_file).newest().len(), 50)).1;
    let opened = alternate(sizes.rounds, ours, reference);
    let what = format!(
        "open and list 50 of {} facts in {} lots, warm",
        sizes.facts, sizes.lots
    );
    table.compare(&what, opened, ms, "≤1.5×");
    let book = Fieldbook::open(Config::in_dir(&dir)).unwrap();
    let list = || timed(|| book.journal().query(&FactQuery::default()).unwrap()).1;
    let plain = Plain::open(&plain_file);
    let listed = alternate(20 * sizes.rounds, list, || timed(|| plain.newest()).1);
    table.compare("  of it: the list, decoded and folded", listed, ms, "–");
    let (facts, time) = timed(|| book.rebuild().unwrap());
    assert!(facts as usize >= sizes.facts);
    let per_100k = time.as_secs_f64() * 1e5 / facts as f64;
    table.tell(
        "rebuild all projections, per 100,000 facts",
        format!("{per_100k:.2} s"),
        "≤3 s",
    );
    book.shutdown().unwrap();
    big.world.phones[0] = Fieldbook::open(Config::in_dir(&dir)).unwrap();
}

fn copy_facts(book: &std::path::Path, plain_file: &std::path::Path) {
    let plain = Plain::create(plain_file);
    plain
        .connection
        .execute("ATTACH ?1 AS book", [book.to_str().unwrap()])
        .unwrap();
    let sql = "INSERT INTO fact (id, document, occurred_ms, body)
               SELECT f.id, d.id, f.occurred_ms, f.body FROM book.fact f JOIN book.document d ON d.n = f.document
               ORDER BY f.n";
    plain.connection.execute(sql, []).unwrap();
    plain.connection.execute_batch("DETACH book").unwrap();
}

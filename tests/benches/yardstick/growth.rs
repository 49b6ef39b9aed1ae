//! How cost grows: with the facts of a lot, with the documents of a book, and with the devices of an
//! organisation. The reference of each row is the first row of its own table, beside a plain insert or query
//! at the same size: a cost that does not grow stays at 1×.

use std::time::Duration;

use fieldbook_core::NewLot;
use fieldbook_core::store::FactQuery;
use fieldbook_core::sync::Ending;
use fieldbook_tests::offline::offline_book;
use fieldbook_tests::world::World;

use super::Sizes;
use super::big_book::entry;
use super::plain::Plain;
use super::table::{Table, bytes, median_ms, ms, timed};

/// Entries timed at each size.
const TIMED: usize = 31;

pub fn measure(sizes: Sizes, table: &mut Table) {
    facts_of_a_lot(sizes, table);
    documents_of_a_book(sizes, table);
    devices(sizes, table);
}

/// Ten-fold steps up to a size.
fn steps(from: usize, to: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(from), |size| Some(size * 10)).take_while(move |size| *size <= to)
}

fn facts_of_a_lot(sizes: Sizes, table: &mut Table) {
    let dir = tempfile::tempdir().unwrap();
    let book = offline_book(dir.path());
    let plain = Plain::create(&dir.path().join("plain.sqlite"));
    let lot = book.documents().open_lot(&NewLot::default()).unwrap().doc.id;
    let mut recorded = 0;
    for size in steps(10, sizes.growth) {
        while recorded < size {
            let fact = book.journal().record(entry(lot, 25)).unwrap().view;
            let body = fieldbook_core::journal::encode_fact(&fact.fact).unwrap();
            plain.insert(
                fact.id().as_bytes(),
                lot.as_bytes(),
                fact.fact.occurred.utc_ms,
                &body,
            );
            recorded += 1;
        }
        let (mut ours, mut reference) = (Vec::new(), Vec::new());
        for _ in 0..TIMED {
            let (fact, time) = timed(|| book.journal().record(entry(lot, 25)).unwrap().view);
            ours.push(time);
            let body = fieldbook_core::journal::encode_fact(&fact.fact).unwrap();
            let insert = || {
                plain.insert(
                    fact.id().as_bytes(),
                    lot.as_bytes(),
                    fact.fact.occurred.utc_ms,
                    &body,
                )
            };
            reference.push(timed(insert).1);
            recorded += 1;
        }
        let what = format!("record into a lot of {size} facts, against a plain insert");
        table.compare(&what, (median_ms(ours), median_ms(reference)), ms, "flat");
    }
}

fn documents_of_a_book(sizes: Sizes, table: &mut Table) {
    let dir = tempfile::tempdir().unwrap();
    let book = offline_book(dir.path());
    let plain = Plain::create(&dir.path().join("plain.sqlite"));
    let mut lots = Vec::new();
    for size in steps(100, sizes.documents) {
        while lots.len() < size {
            let lot = book.documents().open_lot(&NewLot::default()).unwrap().doc.id;
            let fact = book.journal().record(entry(lot, 25)).unwrap().view;
            let body = fieldbook_core::journal::encode_fact(&fact.fact).unwrap();
            plain.insert(
                fact.id().as_bytes(),
                lot.as_bytes(),
                fact.fact.occurred.utc_ms,
                &body,
            );
            lots.push(lot);
        }
        let (mut ours, mut reference) = (Vec::new(), Vec::new());
        for n in 0..TIMED {
            let lot = lots[n * lots.len() / TIMED];
            let (fact, time) = timed(|| book.journal().record(entry(lot, 25)).unwrap().view);
            ours.push(time);
            let body = fieldbook_core::journal::encode_fact(&fact.fact).unwrap();
            let insert = || {
                plain.insert(
                    fact.id().as_bytes(),
                    lot.as_bytes(),
                    fact.fact.occurred.utc_ms,
                    &body,
                )
            };
            reference.push(timed(insert).1);
        }
        let what = format!("record into a lot not loaded, of {size}, against a plain insert");
        table.compare(&what, (median_ms(ours), median_ms(reference)), ms, "flat");
        let list = |_| timed(|| book.journal().query(&FactQuery::default()).unwrap()).1;
        let ours: Vec<Duration> = (0..TIMED).map(list).collect();
        let reference: Vec<Duration> = (0..TIMED).map(|_| timed(|| plain.newest()).1).collect();
        let what = format!("list the newest 50 of a book of {size} lots, against a plain query");
        table.compare(&what, (median_ms(ours), median_ms(reference)), ms, "flat");
    }
}

/// The same number of facts, written on more and more phones, and pulled by a fresh one.
fn devices(sizes: Sizes, table: &mut Table) {
    let mut alone = None;
    for phones in steps(1, sizes.devices) {
        let mut world = World::new(1, phones);
        let each = sizes.devices * 20 / phones;
        for phone in &world.phones {
            let lot = phone.documents().open_lot(&NewLot::default()).unwrap().doc.id;
            for _ in 0..each {
                phone.journal().record(entry(lot, 25)).unwrap();
            }
        }
        for phone in 0..phones {
            world.sync_through(phone);
        }
        let fresh = world.add_phone();
        let (report, time) = timed(|| world.sync(fresh));
        assert_eq!(report.ending, Some(Ending::Complete), "{report:?}");
        let facts = (phones * each) as f64;
        let cost = (report.bytes_down as f64 / facts, time.as_secs_f64() * 1e3 / facts);
        let one = *alone.get_or_insert(cost);
        let what = format!("pull {} facts of {phones} devices, per fact", phones * each);
        table.compare(&what, (cost.0, one.0), bytes, "against one device");
        table.compare(&what, (cost.1, one.1), ms, "against one device");
    }
}

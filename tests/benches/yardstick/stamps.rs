//! Is a stamp claimed already? Against as many claimed ranges as there are, on the book and on the hub, beside a
//! linear scan of the same rows.

use std::path::Path;
use std::time::Duration;

use fieldbook_core::model::SerialRange;
use fieldbook_core::store::Store;
use fieldbook_hub::{Hub, Issue, NewRoll, StampStanding};
use fieldbook_tests::offline::offline_book;
use fieldbook_tests::world::{GTIN, packed_lot};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rusqlite::{Connection, params};

use super::Sizes;
use super::table::{Table, median_ms, ms, timed};

/// Stamps of a range, on average.
const LENGTH: u128 = 1_000;
const CHECKS: usize = 1_000;
/// A scan of a million rows takes a tenth of a second.
const SCANS: usize = 20;
/// Spans of one activation.
const SPANS: usize = 500;

pub fn measure(sizes: Sizes, table: &mut Table) {
    let small = (sizes.ranges / 100).max(10);
    for (ranges, stretch) in [(small, 1), (sizes.ranges, 1), (small, 1_000_000)] {
        let claimed = claimed(ranges, stretch);
        let stamps: u128 = claimed.iter().map(SerialRange::count).sum();
        let what = format!("{ranges} ranges, {:.0e} stamps", stamps as f64);
        let checks = checks(ranges, stretch);
        let (times, scan) = on_the_book(&claimed, &checks);
        tell(table, &format!("book: is it claimed? {what}"), times, scan);
        let (times, scan) = at_the_hub(&claimed, &checks);
        tell(table, &format!("hub: is it claimed? {what}"), times, scan);
    }
}

fn tell(table: &mut Table, what: &str, mut times: Vec<Duration>, scans: Vec<Duration>) {
    table.compare(what, (median_ms(times.clone()), median_ms(scans)), ms, "≤1 ms");
    times.sort();
    let p99 = times[(times.len() - 1) * 99 / 100].as_secs_f64() * 1e3;
    let longest = times[times.len() - 1].as_secs_f64() * 1e3;
    table.tell("  the 99th of 100", ms(p99), "≤1 ms");
    table.tell("  the longest", ms(longest), "–");
}

/// One range behind the other, from one stamp to twice the mean, so that some overlap and some leave gaps.
fn claimed(ranges: usize, stretch: u128) -> Vec<SerialRange> {
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    let length = LENGTH * stretch;
    let one = |n| {
        let first = n as u128 * length;
        let last = first + dice.random_range(0..2 * length);
        SerialRange::new("HX", 18, "", first, last).unwrap()
    };
    (0..ranges).map(one).collect()
}

fn checks(ranges: usize, stretch: u128) -> Vec<SerialRange> {
    let mut dice = ChaCha8Rng::seed_from_u64(2);
    let length = LENGTH * stretch;
    let one = |_| {
        let first = dice.random_range(0..ranges as u128 * length);
        SerialRange::new("HX", 18, "", first, first).unwrap()
    };
    (0..CHECKS).map(one).collect()
}

fn on_the_book(claimed: &[SerialRange], checks: &[SerialRange]) -> (Vec<Duration>, Vec<Duration>) {
    let dir = tempfile::tempdir().unwrap();
    let book = offline_book(dir.path());
    packed_lot(&book, 1);
    book.shutdown().unwrap();
    let path = dir.path().join("book.sqlite");
    fill_book(&path, claimed);
    let store = Store::open(&path, None).unwrap();
    let check = |range: &SerialRange| {
        let (found, time) = timed(|| store.read(|reading| reading.spans_touching(range, None)).unwrap());
        (found.len(), time)
    };
    let plain = Connection::open(&path).unwrap();
    let sql = "SELECT fact, first, last FROM claim_span NOT INDEXED WHERE pattern = ?1 AND first <= ?3 AND last >= ?2";
    let mut select = plain.prepare(sql).unwrap();
    let mut scan = |range: &SerialRange| {
        let values = params![book_pattern(range), padded(range.first()), padded(range.last())];
        timed(|| select.query_map(values, |_| Ok(())).unwrap().count())
    };
    alternated(checks, check, &mut scan)
}

/// Both answer the same, in turns.
fn alternated(
    checks: &[SerialRange],
    check: impl Fn(&SerialRange) -> (usize, Duration),
    scan: &mut dyn FnMut(&SerialRange) -> (usize, Duration),
) -> (Vec<Duration>, Vec<Duration>) {
    let (mut times, mut scans) = (Vec::new(), Vec::new());
    for (n, range) in checks.iter().enumerate() {
        let (found, time) = check(range);
        times.push(time);
        if n < SCANS {
            let (expected, time) = scan(range);
            assert_eq!(found, expected, "{range}");
            scans.push(time);
        }
    }
    (times, scans)
}

fn padded(counter: u128) -> String {
    format!("{counter:020}")
}

fn book_pattern(range: &SerialRange) -> String {
    format!(
        "{:02}{:02}{}",
        range.width(),
        range.prefix().len(),
        range.prefix()
    )
}

/// Rows as activations leave them; a million real ones would take an hour.
fn fill_book(path: &Path, claimed: &[SerialRange]) {
    let plain = Connection::open(path).unwrap();
    plain.execute_batch("BEGIN").unwrap();
    for (n, spans) in claimed.chunks(SPANS).enumerate() {
        let fact = (n as u128 + 1).to_be_bytes();
        let sql = "INSERT INTO fact (id, document, change, kind, step, occurred_ms, recorded_ms, body)
                   SELECT ?1, document, change, 8, 'activate', 0, 0, x'' FROM fact LIMIT 1";
        plain.execute(sql, [fact]).unwrap();
        let sql = "INSERT INTO claim_span (fact, place, pattern, class, first, last) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut insert = plain.prepare_cached(sql).unwrap();
        for (place, range) in (0i64..).zip(spans) {
            let (first, last) = (padded(range.first()), padded(range.last()));
            insert
                .execute(params![
                    fact,
                    place,
                    book_pattern(range),
                    range.length_class(),
                    first,
                    last
                ])
                .unwrap();
        }
    }
    plain.execute_batch("COMMIT").unwrap();
}

/// The whole question a stamp's page asks: is it on a roll, voided, confirmed, claimed?
fn at_the_hub(claimed: &[SerialRange], checks: &[SerialRange]) -> (Vec<Duration>, Vec<Duration>) {
    let dir = tempfile::tempdir().unwrap();
    let hub = Hub::open(dir.path()).unwrap();
    let roll = NewRoll {
        issue: Issue::Gtin(GTIN.into()),
        product: None,
        range: SerialRange::new("HX", 18, "", 0, 10u128.pow(18) - 1).unwrap(),
    };
    hub.new_roll(&roll).unwrap();
    let path = dir.path().join("hub.db");
    fill_hub(&path, claimed);
    let check = |range: &SerialRange| {
        let serial = range.serial(range.first());
        let (stamp, time) = timed(|| hub.trace_of_stamp(GTIN, &serial).unwrap());
        (usize::from(stamp.standing == StampStanding::Disputed), time)
    };
    let plain = Connection::open(&path).unwrap();
    let sql = "SELECT claim FROM claimed NOT INDEXED WHERE space = ?1 AND pattern = ?2 AND first <= ?4 AND last >= ?3";
    let mut select = plain.prepare(sql).unwrap();
    let mut scan = |range: &SerialRange| {
        let ends = (range.first().to_be_bytes(), range.last().to_be_bytes());
        let values = params![GTIN, hub_pattern(range), ends.0, ends.1];
        let (found, time) = timed(|| select.query_map(values, |_| Ok(())).unwrap().count());
        (found.min(1), time)
    };
    alternated(checks, check, &mut scan)
}

fn hub_pattern(range: &SerialRange) -> String {
    format!("{}\u{1f}{}\u{1f}", range.prefix(), range.width())
}

/// Claims that wait for a person, so that the answer needs no lot's story.
fn fill_hub(path: &Path, claimed: &[SerialRange]) {
    let plain = Connection::open(path).unwrap();
    plain
        .execute_batch(
            "PRAGMA foreign_keys = OFF; BEGIN; INSERT INTO org (id, name) VALUES (zeroblob(16), 'HTX');",
        )
        .unwrap();
    let sql = "INSERT INTO claim (n, fact, doc, org, state, number) VALUES (?1, ?2, 1, zeroblob(16), 2, 0)";
    for (n, spans) in (1i64..).zip(claimed.chunks(SPANS)) {
        plain.execute(sql, params![n, (n as u128).to_be_bytes()]).unwrap();
        let sql =
            "INSERT INTO claimed (claim, space, pattern, class, first, last) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut insert = plain.prepare_cached(sql).unwrap();
        for range in spans {
            let (first, last) = (range.first().to_be_bytes(), range.last().to_be_bytes());
            insert
                .execute(params![
                    n,
                    GTIN,
                    hub_pattern(range),
                    range.length_class(),
                    first,
                    last
                ])
                .unwrap();
        }
    }
    plain.execute_batch("COMMIT").unwrap();
}

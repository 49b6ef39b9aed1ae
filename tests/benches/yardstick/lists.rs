//! Is a code one of a lease's? Asked of the book, which holds a filter of the codes, beside the codes themselves in a
//! plain SQLite table.

use std::fs;
use std::time::Duration;

use fieldbook_core::model::{Capture, ClaimState, StampSpan};
use fieldbook_core::stamp::CodeFilter;
use fieldbook_hub::{NewLease, NewList};
use fieldbook_tests::world::{World, claim_state, packed_lot};
use rusqlite::{Connection, params};

use super::Sizes;
use super::table::{Table, bytes, median_ms, ms, timed};

const ASKED: usize = 1_000;

/// A code as issuers print them, and what nobody printed.
fn code(n: usize) -> String {
    let mixed = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("https://tem.example.vn/x/{:011X}", mixed >> 20)
}

pub fn measure(sizes: Sizes, table: &mut Table) {
    let count = (sizes.ranges / 10).min(CodeFilter::CODES_MAX as usize);
    let codes: Vec<String> = (0..count).map(code).collect();
    let world = World::new(1, 1);
    let file = world.hub_dir().join("list.csv");
    fs::write(&file, codes.join("\n")).unwrap();
    let (roll, took) = timed(|| world.hub.import_list(&file, &NewList::default()).unwrap());
    table.tell(
        &format!("hub: import of {count} codes"),
        ms(took.as_secs_f64() * 1e3),
        "–",
    );
    let new = NewLease {
        roll: roll.id,
        range: None,
        org: world.org,
        person: None,
        days: 30,
    };
    let (_, took) = timed(|| world.hub.new_lease(&new).unwrap());
    table.tell(
        &format!("hub: lease of {count} codes"),
        ms(took.as_secs_f64() * 1e3),
        "–",
    );
    let before = world.sync(0);
    let stamps = world.phones[0].stamps();
    assert_eq!(stamps.listed(&codes).unwrap().len(), count, "{before:?}");
    let (_, took) = timed(|| stamps.listed(&codes).unwrap());
    table.tell(
        &format!("book: {count} codes asked together"),
        ms(took.as_secs_f64() * 1e3),
        "–",
    );

    let plain = world.hub_dir().join("plain.sqlite");
    let connection = Connection::open(&plain).unwrap();
    connection
        .execute_batch("CREATE TABLE code (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; BEGIN")
        .unwrap();
    for code in &codes {
        let key = fieldbook_core::stamp::read(code).key;
        connection.execute("INSERT INTO code VALUES (?1)", [key]).unwrap();
    }
    connection.execute_batch("COMMIT; VACUUM").unwrap();

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for n in 0..ASKED {
        // Every other one is a stranger.
        let text = [code(n * 7 % count), code(count + n)][n % 2].clone();
        let texts = [text];
        ours.push(timed(|| stamps.listed(&texts).unwrap()).1);
        theirs.push(timed(|| in_plain(&connection, &texts[0])).1);
    }
    let what = format!("book: is a code of {count} leased?");
    table.compare(&what, (median_ms(ours.clone()), median_ms(theirs)), ms, "≤1 ms");
    ours.sort();
    let longest: Duration = ours[ours.len() - 1];
    table.tell("  the longest", ms(longest.as_secs_f64() * 1e3), "–");
    let keys: Vec<String> = codes
        .iter()
        .map(|code| fieldbook_core::stamp::read(code).key)
        .collect();
    let filter = CodeFilter::of(keys.iter().map(String::as_str))
        .unwrap()
        .to_bytes()
        .len();
    let disk = fs::metadata(&plain).unwrap().len();
    let each = |all: f64| all / count as f64 * 1000.0;
    let sizes = (each(filter as f64), each(disk as f64));
    table.compare("  for a thousand codes", sizes, bytes, "≤2,000 B");
    let strangers = (0..100_000).map(|n| code(count + n));
    let strangers: Vec<String> = strangers.collect();
    let passed = stamps.listed(&strangers).unwrap().len();
    table.tell("  strangers that pass, of 100,000", passed.to_string(), "391");

    // The most that one entry holds, scattered over the list so that no two are neighbours.
    let most = (count / 2).min(StampSpan::CODES_MAX);
    let some: Vec<String> = (0..most).map(|n| code(n * (count / most))).collect();
    let phone = &world.phones[0];
    let lot = packed_lot(phone, 1_000_000);
    let (claim, took) = timed(|| stamps.activate_codes(lot, &some, Capture::Scan).unwrap());
    let seconds = |took: Duration| ms(took.as_secs_f64() * 1e3);
    table.tell(&format!("book: {most} codes activated"), seconds(took), "–");
    let (_, took) = timed(|| world.sync(0));
    table.tell("  handed over and judged", seconds(took), "–");
    assert_eq!(claim_state(phone, claim.fact), ClaimState::Confirmed);
}

fn in_plain(connection: &Connection, text: &str) -> bool {
    let key = fieldbook_core::stamp::read(text).key;
    let mut select = connection
        .prepare_cached("SELECT 1 FROM code WHERE key = ?1")
        .unwrap();
    select.exists(params![key]).unwrap()
}

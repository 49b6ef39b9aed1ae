//! A phone of its own process: what it needs in memory, how soon it shows something, and how long a person
//! who records during the first sync ever waits.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fieldbook_core::store::FactQuery;
use fieldbook_core::sync::Ending;
use fieldbook_core::{Config, Fieldbook, NewLot, SyncOptions};

use super::Sizes;
use super::big_book::{BigWorld, entry};
use super::table::{Table, ms};

const OPEN: &str = "--phone-that-opens";
const JOIN: &str = "--phone-that-joins";

pub fn measure(big: &mut BigWorld, sizes: Sizes, table: &mut Table) {
    big.world.phones[0].pause().unwrap();
    big.world.phones[0].shutdown().unwrap();
    let dir = big.world.book_dir(0);
    let told = child(&[OPEN, dir.to_str().unwrap()]);
    let what = format!(
        "memory of a phone that opens {} facts, lists, searches, records",
        sizes.facts
    );
    table.tell(&what, format!("{:.1} MB", told[0]), "≤60 MB");
    big.world.phones[0] = Fieldbook::open(Config::in_dir(&dir)).unwrap();

    let scratch = tempfile::tempdir().unwrap();
    let invitation = big.world.invite(big.world.new_person("Máy mới"));
    let book = scratch.path().join("fresh");
    let told = child(&[JOIN, book.to_str().unwrap(), &invitation]);
    let what = format!("a fresh phone of {} lots with {} facts", sizes.lots, sizes.facts);
    table.tell(
        &format!("{what}: first 50 in the list"),
        ms(told[1]),
        "after the first page",
    );
    table.tell(&format!("{what}: everything"), ms(told[2]), "–");
    table.tell(
        &format!("{what}: memory at its peak"),
        format!("{:.1} MB", told[0]),
        "≤60 MB",
    );
    table.tell(
        &format!("{what}: longest of {} entries meanwhile", told[4]),
        ms(told[3]),
        "≤50 ms",
    );
}

fn child(args: &[&str]) -> Vec<f64> {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(args)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let last = said.lines().last().unwrap();
    last.split(' ').map(|number| number.parse().unwrap()).collect()
}

/// Does a child's part, when this process was started as one.
pub fn act() -> bool {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        Some(OPEN) => open(Path::new(&args[2])),
        Some(JOIN) => join(Path::new(&args[2]), &args[3]),
        _ => return false,
    }
    true
}

fn open(dir: &Path) {
    let book = Fieldbook::open(Config::in_dir(dir)).unwrap();
    assert_eq!(book.journal().query(&FactQuery::default()).unwrap().len(), 50);
    assert_eq!(book.journal().search("dong goi", 50).unwrap().len(), 50);
    let lot = book.documents().open_lot(&NewLot::default()).unwrap().doc.id;
    book.journal().record(entry(lot, 25)).unwrap();
    println!("{}", peak_mb());
}

fn join(dir: &Path, invitation: &str) {
    let book = Fieldbook::create(Config::in_dir(dir), invitation, "máy").unwrap();
    let lot = book.documents().open_lot(&NewLot::default()).unwrap().doc.id;
    let (began, done) = (Instant::now(), AtomicBool::new(false));
    let (waits, listed, whole) = std::thread::scope(|scope| {
        let recorder = scope.spawn(|| {
            let mut waits = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let asked = Instant::now();
                book.journal().record(entry(lot, 25)).unwrap();
                waits.push(asked.elapsed());
                // A person, if a hasty one: the sync must get the processor too.
                std::thread::sleep(Duration::from_millis(10));
            }
            waits
        });
        let screen = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let all = book.journal().query(&FactQuery::default()).unwrap();
                if all.iter().filter(|fact| fact.doc.id != lot).count() >= 25 {
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            began.elapsed()
        });
        let report = book
            .sync()
            .run(&SyncOptions::default(), None)
            .unwrap()
            .wait()
            .unwrap();
        assert_eq!(report.ending, Some(Ending::Complete), "{report:?}");
        let whole = began.elapsed();
        done.store(true, Ordering::Relaxed);
        (recorder.join().unwrap(), screen.join().unwrap(), whole)
    });
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let longest = waits.iter().max().copied().unwrap_or_default();
    println!(
        "{} {} {} {} {}",
        peak_mb(),
        milliseconds(listed),
        milliseconds(whole),
        milliseconds(longest),
        waits.len()
    );
}

/// The most memory this process has had, where the system tells it.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kb.unwrap_or(f64::NAN) / 1024.0
}

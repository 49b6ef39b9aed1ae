//! `shared-book`: the cooperative of the bad-link bench (`tests/badlink`), one step per call, so that hub and
//! phone can stand in different network namespaces.
//!
//! `prepare DIR LOTS FACTS URL` makes a hub, another phone and the phone under test that share so many lots of
//! so many facts; then 75 facts in 25 lots reach the hub and 120 in 40 wait on the phone. `sync BOOK URL` and
//! `fresh DIR URL` sync over whatever link lies between, and print what it took as one line of JSON.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use fieldbook_core::model::{DocId, DocKind, QuantityRole, Role, RoledQuantity};
use fieldbook_core::sync::Ending;
use fieldbook_core::*;
use fieldbook_hub::{Hub, NewOrg, NewProduct, RunningHub};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        ["prepare", dir, lots, facts, url] => prepare(
            Path::new(dir),
            lots.parse().expect("a number of lots"),
            facts.parse().expect("a number of facts"),
            url,
        ),
        ["sync", book, url] => {
            let book = Fieldbook::open(Config::in_dir(book)).unwrap();
            println!("{}", sync(&book, url, None));
        }
        ["fresh", dir, url] => fresh(Path::new(dir), url),
        _ => panic!("prepare DIR LOTS FACTS URL, sync BOOK URL or fresh DIR URL"),
    }
}

fn prepare(dir: &Path, lots: usize, facts: u32, url: &str) {
    let hub = Hub::open(&dir.join("hub")).unwrap();
    let org = NewOrg {
        name: "HTX Mường Và".into(),
        address: None,
        gln: None,
    };
    let org = hub.new_org(&org).unwrap().id;
    let product = NewProduct {
        name: "Gạo nếp tan Mường Và".into(),
        group: "sticky-rice".into(),
        gtin: None,
    };
    hub.new_product(org, &product).unwrap();
    let invite = |name: &str| {
        let person = hub.new_person(org, name, &[Role::Manager]).unwrap().person.id;
        hub.invite(org, person, url, 7).unwrap().text
    };
    let book = |name: &str| Fieldbook::create(Config::in_dir(dir.join(name)), &invite(name), name).unwrap();
    let (other, phone) = (book("other"), book("phone"));
    std::fs::write(dir.join("fresh.invite"), invite("fresh")).unwrap();

    let running = RunningHub::start(hub.clone(), "127.0.0.1:0").unwrap();
    let here = format!("http://{}", running.addr);
    let lots: Vec<DocId> = (0..lots)
        .map(|_| other.documents().open_lot(&NewLot::default()).unwrap().doc.id)
        .collect();
    for lot in &lots {
        record(&other, *lot, facts);
    }
    sync(&other, &here, None);
    sync(&phone, &here, None);
    sync(&other, &here, None);
    for lot in lots.iter().rev().take(25) {
        record(&other, *lot, 3);
    }
    sync(&other, &here, None);
    for lot in lots.iter().take(40) {
        record(&phone, *lot, 3);
    }
    running.stop();
}

fn record(book: &Fieldbook, lot: DocId, count: u32) {
    for kg in 1..=count {
        let fact = NewFact {
            quantities: vec![RoledQuantity {
                role: QuantityRole::Out,
                quantity: format!("{kg} túi").parse().unwrap(),
            }],
            note: Some(format!("Đóng gói {kg} túi, kho số 3")),
            ..NewFact::of(lot, "pack")
        };
        book.journal().record(fact).unwrap();
    }
}

fn fresh(dir: &Path, url: &str) {
    let invite = std::fs::read_to_string(dir.join("fresh.invite")).unwrap();
    let book = Fieldbook::create(Config::in_dir(dir.join("fresh")), &invite, "máy mới").unwrap();
    let first = Arc::new(First {
        began: Instant::now(),
        at: OnceLock::new(),
    });
    println!("{}", sync(&book, url, Some(first)));
    let lots = book.documents().list(DocKind::Lot).unwrap();
    assert!(!lots.is_empty(), "a fresh phone has the lots");
}

/// When the first facts of others could be read.
struct First {
    began: Instant,
    at: OnceLock<Duration>,
}

impl SyncListener for First {
    fn progress(&self, progress: Progress) {
        if progress.pulled > 0 {
            self.at.get_or_init(|| self.began.elapsed());
        }
    }
}

fn sync(book: &Fieldbook, url: &str, first: Option<Arc<First>>) -> serde_json::Value {
    let options = SyncOptions {
        hub_url: Some(url.to_owned()),
        ..SyncOptions::default()
    };
    let began = Instant::now();
    let listener = first.clone().map(|first| first as Arc<dyn SyncListener>);
    let report = book.sync().run(&options, listener).unwrap().wait().unwrap();
    assert_eq!(report.ending, Some(Ending::Complete), "{report:?}");
    assert_eq!(report.refused, [], "the hub took everything");
    let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap();
    serde_json::json!({
        "ms": ms(began.elapsed()),
        "first_ms": first.and_then(|first| first.at.get().copied()).map(ms),
        "pushed": report.pushed,
        "pulled": report.pulled,
        "rounds": report.round_trips,
        "up": report.bytes_up,
        "down": report.bytes_down,
    })
}

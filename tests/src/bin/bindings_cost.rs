//! `bindings-cost DIR INVITATION`: what five calls take in Rust, one JSON line each, as the programs of the same name
//! in Kotlin, Swift and Python tell it; `.ci/bindings-cost` sets them side by side. `bindings-cost DIR --open` tells
//! only how long a fresh process takes to open the book and list a page.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use fieldbook_core::model::{DocId, FieldValue, QuantityRole, RoledQuantity};
use fieldbook_core::scan::Scanner;
use fieldbook_core::store::FactQuery;
use fieldbook_core::watch::{Listener, Topic};
use fieldbook_core::{Config, Fieldbook, NewFact, NewSeason};

const WARM_UP: usize = 20;
const FACTS: usize = 1_000;
const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;

fn main() {
    let began = Instant::now();
    let mut args = std::env::args().skip(1);
    let (Some(dir), Some(invitation)) = (args.next(), args.next()) else {
        eprintln!("usage: bindings-cost DIR INVITATION | DIR --open");
        std::process::exit(2);
    };
    if invitation == "--open" {
        let book = Fieldbook::open(Config::in_dir(&dir)).unwrap();
        page(&book);
        tell("cold_open", vec![began.elapsed()]);
        return;
    }
    let book = Fieldbook::create(Config::in_dir(&dir), &invitation, "Máy đo").unwrap();
    // An entry costs more in a long season, so that what is compared is written into seasons of equal length.
    let season = || {
        let new = NewSeason {
            name: "Vụ mùa 2026".into(),
            ..NewSeason::default()
        };
        book.documents().open_season(&new).unwrap().doc.id
    };
    let (long, fresh) = (season(), season());
    for _ in 0..FACTS {
        book.journal().record(harvest(long)).unwrap();
    }
    measure("record", 200, || {
        drop(book.journal().record(harvest(fresh)).unwrap())
    });
    measure("query_page", 500, || page(&book));
    watch_ring(&book, 500);
    let scanner = Scanner::new();
    let frame = vec![128; (WIDTH * HEIGHT) as usize];
    measure("push_luma", 200, || {
        assert!(
            scanner
                .push_luma(&frame, WIDTH, HEIGHT, WIDTH)
                .unwrap()
                .is_empty()
        );
    });
    book.shutdown().unwrap();
}

fn harvest(season: DocId) -> NewFact {
    NewFact {
        quantities: vec![RoledQuantity {
            role: QuantityRole::Out,
            quantity: "2,5 tạ".parse().unwrap(),
        }],
        fields: [("moisture".to_owned(), FieldValue::Number("24.5".parse().unwrap()))].into(),
        note: Some("Gặt ở ruộng Đặng, lúa ẩm".into()),
        ..NewFact::of(season, "harvest")
    }
}

fn page(book: &Fieldbook) {
    let query = FactQuery {
        limit: 50,
        ..FactQuery::default()
    };
    assert_eq!(book.journal().query(&query).unwrap().len(), 50);
}

struct Rings(Sender<()>);

impl Listener for Rings {
    fn ring(&self, _: Topic) {
        let _ = self.0.send(());
    }
}

fn watch_ring(book: &Fieldbook, rounds: usize) {
    let mut times = Vec::with_capacity(rounds);
    for round in 0..rounds + WARM_UP {
        let (sender, rung) = channel();
        let began = Instant::now();
        let subscription = book.watch(Topic::Facts, Arc::new(Rings(sender))).unwrap();
        rung.recv().unwrap();
        if round >= WARM_UP {
            times.push(began.elapsed());
        }
        subscription.cancel();
    }
    tell("watch_ring", times);
}

fn measure(call: &str, rounds: usize, work: impl Fn()) {
    (0..WARM_UP).for_each(|_| work());
    let timed = |_| {
        let began = Instant::now();
        work();
        began.elapsed()
    };
    tell(call, (0..rounds).map(timed).collect());
}

fn tell(call: &str, mut times: Vec<Duration>) {
    times.sort();
    let n = times.len();
    let at = |part: usize| times.get(n * part / 100).map_or(0, Duration::as_nanos);
    println!(
        "{{\"call\":\"{call}\",\"n\":{n},\"median_ns\":{},\"p95_ns\":{}}}",
        at(50),
        at(95)
    );
}

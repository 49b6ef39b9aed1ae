//! Syncs a book and ends the process when the sync asks for the time the n-th time, which it does between an
//! answer's arrival and its transaction: `sync-and-die FOLDER URL N`. Prints how often it asked.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use fieldbook_core::model::Moment;
use fieldbook_core::{Clock, Config, Fieldbook, SystemClock};
use fieldbook_tests::world::one_try;

struct Deadly {
    asked: AtomicU64,
    die_at: u64,
}

impl Clock for Deadly {
    fn now(&self) -> Moment {
        let in_sync = std::thread::current().name() == Some("fieldbook-sync");
        if in_sync && self.asked.fetch_add(1, Ordering::SeqCst) + 1 == self.die_at {
            // No destructor runs and nothing is flushed: as when the system kills an app.
            std::process::abort();
        }
        SystemClock.now()
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let [_, folder, url, die_at] = &args[..] else {
        panic!("sync-and-die FOLDER URL N")
    };
    let clock = Arc::new(Deadly {
        asked: AtomicU64::new(0),
        die_at: die_at.parse().unwrap(),
    });
    let config = Config {
        clock: clock.clone(),
        ..Config::in_dir(PathBuf::from(folder))
    };
    let book = Fieldbook::open(config).unwrap();
    let options = one_try(url.clone());
    let report = book.sync().run(&options, None).unwrap().wait().unwrap();
    println!("{} {:?}", clock.asked.load(Ordering::SeqCst), report.ending);
}

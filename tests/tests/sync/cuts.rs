//! Every effect of a sync cut at every boundary, once each and none left out: the request never leaves, its
//! answer never comes, the process dies with the answer in hand, the process dies between two effects. After
//! each cut a sync to the end must leave everything there, once, and a sound book.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use fieldbook_core::catalog::ProductGroup;
use fieldbook_core::sync::Ending;
use fieldbook_core::{Config, Fieldbook, NewFact};
use fieldbook_hub::{Hub, RunningHub};
use fieldbook_tests::gate::{Fate, Gate};
use fieldbook_tests::world::*;
use tempfile::TempDir;

/// Where a sync is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Before the n-th request reaches the hub.
    RequestLost(usize),
    /// After the hub did its work.
    AnswerLost(usize),
    /// The process dies with an answer in hand, before its transaction.
    DiesBeforeApplying(u64),
    /// The process dies after what came before the n-th request was applied.
    DiesBetween(usize),
}

/// A copy of prepared files with a hub running on them: phone 0 is about to sync, phone 1 looks on.
struct Stage {
    folder: TempDir,
    running: RunningHub,
    gate: Arc<Gate>,
}

impl Stage {
    fn on(template: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy_dir(template, folder.path());
        let hub = Hub::open(&folder.path().join("hub")).unwrap();
        let running = RunningHub::start(hub, "127.0.0.1:0").unwrap();
        let gate = Arc::new(Gate::of_hub(running.addr, &folder.path().join("hub")));
        Self {
            folder,
            running,
            gate,
        }
    }

    fn open(&self, phone: usize) -> Fieldbook {
        Fieldbook::open(Config::in_dir(self.folder.path().join(format!("phone-{phone}")))).unwrap()
    }

    fn sync(&self, book: &Fieldbook) -> Option<Ending> {
        let options = one_try(self.gate.url());
        book.sync().run(&options, None).unwrap().wait().unwrap().ending
    }

    /// A sync of phone 0 in a process of its own; gives what it printed, nothing when it died.
    fn sync_in_process(&self, die_at: u64, kill_at_request: Option<usize>) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sync-and-die"))
            .arg(self.folder.path().join("phone-0"))
            .arg(self.gate.url())
            .arg(die_at.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = child.stdout.take().unwrap();
        let child = Arc::new(Mutex::new(child));
        if let Some(nth) = kill_at_request {
            let (mut requests, theirs) = (0, Arc::clone(&child));
            self.gate.hook(move |_, answer| {
                if answer.is_none() {
                    if requests == nth {
                        theirs.lock().unwrap().kill().unwrap();
                    }
                    requests += 1;
                }
                None
            });
        }
        let mut printed = String::new();
        std::io::Read::read_to_string(&mut out, &mut printed).unwrap();
        child.lock().unwrap().wait().unwrap();
        self.gate.hook(|_, _| None);
        printed
    }

    fn cut(&self, cut: Cut) {
        let lost = |nth: usize, fate| std::iter::repeat_n(Fate::Passes, nth).chain([fate]);
        match cut {
            Cut::RequestLost(nth) => self.gate.plan(lost(nth, Fate::Lost)),
            Cut::AnswerLost(nth) => self.gate.plan(lost(nth, Fate::AnswerLost)),
            Cut::DiesBeforeApplying(nth) => {
                assert_eq!(self.sync_in_process(nth, None), "", "{cut:?}: it died");
                return;
            }
            Cut::DiesBetween(nth) => {
                assert_eq!(self.sync_in_process(0, Some(nth)), "", "{cut:?}: it died");
                return;
            }
        }
        let book = self.open(0);
        assert!(matches!(self.sync(&book), Some(Ending::Offline(_))), "{cut:?}");
        book.shutdown().unwrap();
    }

    /// Syncs to the end and looks at everything.
    fn assert_whole(self, facts: usize, cut: Option<Cut>) {
        let (book, other) = (self.open(0), self.open(1));
        for phone in [&book, &other, &book, &other] {
            assert_eq!(self.sync(phone), Some(Ending::Complete), "{cut:?}");
        }
        let all = shown(&book);
        assert_eq!(all.len(), facts, "{cut:?}: every fact, once");
        assert_eq!(shown(&other), all, "{cut:?}");
        let groups = |book: &Fieldbook| book.catalog().groups().map(ProductGroup::id).collect::<Vec<_>>();
        assert_eq!(groups(&book), groups(&other), "{cut:?}");
        let status = book.sync().status().unwrap();
        assert_eq!((status.outbox, status.files), (0, 0), "{cut:?}");
        for phone in [&book, &other] {
            assert_eq!(phone.check().unwrap().problems, Vec::<String>::new(), "{cut:?}");
            phone.shutdown().unwrap();
        }
        self.running.stop();
    }
}

/// Sets what a phone remembers between syncs.
fn remember(template: &Path, key: &str, value: &[u8]) {
    let book = rusqlite::Connection::open(template.join("phone-0/book.sqlite")).unwrap();
    let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
    book.execute(sql, rusqlite::params![key, value]).unwrap();
}

/// The smallest pages there are: several pushes and several pulls out of a few dozen facts.
fn remember_a_slow_link(template: &Path) {
    remember(template, "pace", &4096u32.to_be_bytes());
}

/// An entry with much to say, so that few of them fill a page.
fn wordy(fact: NewFact) -> NewFact {
    NewFact {
        note: Some("Trời nắng, đất khô, đã tháo nước vào ruộng. ".repeat(40)),
        ..fact
    }
}

fn record(phone: &Fieldbook, fact: NewFact) {
    phone.journal().record(wordy(fact)).unwrap();
}

/// A phone that has never been online: it enrols, pushes, begins, and sends a photo.
fn first_sync() -> (TempDir, usize) {
    let mut world = World::new(70, 1);
    world.add_phone();
    world.phones.swap(0, 1);
    let old = &world.phones[1];
    for lot in 1..=4 {
        let lot = packed_lot(old, lot);
        (2..8).for_each(|bags| record(old, pack(lot, bags)));
    }
    world.sync_through(1);
    world.hub.add_pack(&durian(1)).unwrap();
    let fresh = &world.phones[0];
    for name in ["Vụ mùa", "Vụ chiêm"] {
        let season = season(fresh, name);
        (1..12).for_each(|kg| record(fresh, harvest(season, kg)));
    }
    for photo in [8, 9] {
        fresh.blobs().keep(&[photo; 3_000]).unwrap();
    }
    let folder = world.put_away();
    // The phones changed places, and so do their folders.
    let place = |name: &str| folder.path().join(name);
    std::fs::rename(place("phone-0"), place("phone-x")).unwrap();
    std::fs::rename(place("phone-1"), place("phone-0")).unwrap();
    std::fs::rename(place("phone-x"), place("phone-1")).unwrap();
    remember_a_slow_link(folder.path());
    (folder, 28 + 22)
}

/// A phone with a full book, a stale nonce, and a hub put back to an old copy.
fn sync_with_a_restored_hub() -> (TempDir, usize) {
    let mut world = World::new(71, 2);
    let shared = season(&world.phones[0], "Vụ mùa");
    let lot = packed_lot(&world.phones[1], 1);
    world.settle();
    world.back_up_hub();
    (1..15).for_each(|kg| record(&world.phones[0], harvest(shared, kg)));
    (2..15).for_each(|bags| record(&world.phones[1], pack(lot, bags)));
    world.settle();
    world.restore_hub();
    (15..20).for_each(|kg| record(&world.phones[0], harvest(shared, kg)));
    let folder = world.put_away();
    remember_a_slow_link(folder.path());
    remember(folder.path(), "nonce", &[0; 24]);
    (folder, 14 + 14 + 5)
}

fn cut_everywhere(prepared: (TempDir, usize), wanted: &[&str]) {
    let (template, facts) = prepared;
    // Uncut: it works, and tells how many boundaries there are.
    let stage = Stage::on(template.path());
    let printed = stage.sync_in_process(0, None);
    let (asked, ending) = printed.trim().split_once(' ').unwrap();
    assert_eq!(ending, "Some(Complete)");
    let seen = stage.gate.seen();
    for path in wanted {
        assert!(seen.iter().any(|seen| seen.contains(path)), "{path} in {seen:?}");
    }
    stage.assert_whole(facts, None);
    let (requests, asked): (usize, u64) = (seen.len(), asked.parse().unwrap());
    assert!(
        requests >= 5 && asked >= 4,
        "{requests} requests, {asked} answers: rich enough"
    );
    let cuts = (0..requests)
        .flat_map(|nth| [Cut::RequestLost(nth), Cut::AnswerLost(nth), Cut::DiesBetween(nth)])
        .chain((1..=asked).map(Cut::DiesBeforeApplying));
    let mut tried = 0;
    for cut in cuts {
        let stage = Stage::on(template.path());
        stage.cut(cut);
        stage.assert_whole(facts, Some(cut));
        tried += 1;
    }
    println!("{requests} requests, {tried} cuts");
}

#[test]
fn every_effect_of_a_first_sync_is_cut() {
    cut_everywhere(first_sync(), &["enrol", "sync", "packs", "uploads"]);
}

#[test]
fn every_effect_of_a_sync_with_a_restored_hub_is_cut() {
    cut_everywhere(sync_with_a_restored_hub(), &["sync"]);
}

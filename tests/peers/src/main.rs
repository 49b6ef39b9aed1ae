//! The scan table: what our scanner and other readers of codes make of the same pictures, one after the other in one
//! thread, with the time that the process has used for each.
//!
//! `.ci/scan-table --help` says what can be asked. Fails when our scanner reads a wrong text, or, given all the time it
//! asks for, reads fewer of the seeded frames than another.

mod count;
// Taken in by their files: as dependencies, the core and the tests would have Automerge, SQLite and the hub built.
#[path = "../../src/frames/mod.rs"]
#[allow(
    dead_code,
    clippy::pedantic,
    reason = "checked with the tests, which also look at the corners"
)]
mod frames;
mod picture;
mod reader;
#[path = "../../../core/src/scan/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the apps use more of it")]
mod scan;
mod set;
mod table;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Parser;

use count::{Count, used};
use reader::Reader;
use set::Set;

/// Reads seeded frames and public pictures with our scanner and with others, and prints what each reads and costs.
///
/// A frame counts as read with one right text; codes are counted one by one. A text that is not in the picture is wrong.
/// Times are what the whole process used for one picture. A reader that panics has read nothing.
#[derive(Parser)]
struct Asked {
    /// Frames of each of the twenty kinds.
    #[arg(short = 'n', long, default_value_t = 4)]
    frames: u64,
    /// The first seed: other seeds are frames that nobody has tuned anything on.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// A folder of pictures with an index.csv of their paths, sets and texts.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/qr"))]
    pictures: PathBuf,
    /// Only sets whose name begins so: `frames`, `zxing-4`. May be given several times.
    #[arg(long)]
    set: Vec<String>,
    /// Only this reader. May be given several times.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(reader::NAMES))]
    decoder: Vec<String>,
    /// Milliseconds that our scanner has for a camera frame.
    #[arg(long, default_value_t = 33)]
    budget: u64,
    /// Names what each reader missed and read wrongly.
    #[arg(long)]
    list: bool,
}

fn main() -> ExitCode {
    let asked = Asked::parse();
    silence_guarded();
    let mut readers = reader::all(asked.budget);
    readers
        .retain(|reader| asked.decoder.is_empty() || asked.decoder.iter().any(|name| name == reader.name()));
    let (mut kinds, mut public) = (Vec::new(), Vec::new());
    let mut sets = set::frames(asked.seed..asked.seed + asked.frames);
    sets.extend(set::pictures(&asked.pictures));
    sets.retain(|set| asked.set.is_empty() || asked.set.iter().any(|start| set.name.starts_with(start)));
    for set in sets {
        let counts = count(&set, &mut readers, asked.list);
        println!("{}", table::one(&set.name, &counts));
        if set.seeded {
            kinds.push((set.name, counts));
        } else {
            public.push((set.name, counts));
        }
    }
    if !kinds.is_empty() {
        println!("{}", table::by_set("Frames read of each kind", &kinds));
        println!("{}", table::one("frames: all kinds with codes", &sum(&kinds)));
    }
    if !public.is_empty() {
        println!("{}", table::by_set("Pictures read of each set", &public));
        println!("{}", table::one("pictures: all sets", &sum(&public)));
    }
    verdict(&kinds, &public)
}

/// What each reader makes of the pictures of a set.
fn count(set: &Set, readers: &mut [Box<dyn Reader>], list: bool) -> Vec<Count> {
    let mut counts: Vec<Count> = readers.iter().map(|reader| Count::new(reader.name())).collect();
    for source in &set.sources {
        let picture = source.take();
        for (reader, count) in readers.iter_mut().zip(&mut counts) {
            let began = used();
            let texts = guarded(|| reader.read(&picture));
            let news = count.add(&picture, texts, used().saturating_sub(began));
            if list && !news.is_empty() {
                println!("{}, {}, {source}: {news}", set.name, reader.name());
            }
        }
    }
    counts
}

/// The counts of several sets, of those with anything to read.
fn sum(sets: &[(String, Vec<Count>)]) -> Vec<Count> {
    let mut sums: Vec<Count> = Vec::new();
    for (_, counts) in sets
        .iter()
        .filter(|(_, counts)| counts.iter().any(|count| count.codes > 0))
    {
        if sums.is_empty() {
            sums = counts.iter().map(|count| Count::new(count.name)).collect();
        }
        for (sum, count) in sums.iter_mut().zip(counts) {
            sum.join(count);
        }
    }
    sums
}

fn verdict(kinds: &[(String, Vec<Count>)], public: &[(String, Vec<Count>)]) -> ExitCode {
    let all = kinds.iter().chain(public).flat_map(|(_, counts)| counts);
    let wrong: usize = all
        .filter(|count| reader::is_ours(count.name))
        .map(|count| count.wrong)
        .sum();
    let sums = sum(kinds);
    let (ours, others): (Vec<&Count>, Vec<&Count>) =
        sums.iter().partition(|count| reader::is_ours(count.name));
    let best = |counts: &[&Count]| counts.iter().map(|count| count.read).max();
    let behind = best(&ours).is_some_and(|ours| best(&others).is_some_and(|theirs| theirs > ours));
    if wrong > 0 {
        println!("Ours read {wrong} wrong texts.");
    }
    if behind {
        println!("Another reads more of the seeded frames than ours.");
    }
    if wrong > 0 || behind {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Whether a panic is a reader's, and counted instead of printed.
static GUARDED: AtomicBool = AtomicBool::new(false);

fn silence_guarded() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !GUARDED.load(Ordering::Relaxed) {
            usual(info);
        }
    }));
}

/// What a reader reads; `None` when it panics.
fn guarded(read: impl FnOnce() -> Vec<String>) -> Option<Vec<String>> {
    GUARDED.store(true, Ordering::Relaxed);
    let texts = catch_unwind(AssertUnwindSafe(read)).ok();
    GUARDED.store(false, Ordering::Relaxed);
    texts
}

//! I1: nothing acknowledged is lost when the process is killed at any moment.
//! `FIELDBOOK_KILLS` sets how often (25), `FIELDBOOK_SEED` repeats a run.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_tests::offline::offline_book;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn from_env(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().unwrap())
}

/// What the killed process acknowledged: facts, and the value each was amended to.
type Acknowledged = BTreeMap<FactId, Option<FieldValue>>;

/// Lets the recorder run for a while after its first entry, kills it, and gives what it had printed.
fn record_and_kill(dir: &Path, after: Duration, acknowledged: &mut Acknowledged) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_record-forever"))
        .arg(dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    out.read_line(&mut printed).unwrap();
    std::thread::sleep(after);
    assert!(
        child.try_wait().unwrap().is_none(),
        "the recorder ended by itself"
    );
    child.kill().unwrap();
    out.read_to_string(&mut printed).unwrap();
    child.wait().unwrap();
    // A line without its end was cut by the kill.
    for line in printed
        .split_inclusive('\n')
        .filter_map(|line| line.strip_suffix('\n'))
    {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["fact", id] => {
                acknowledged.insert(id.parse().unwrap(), None);
            }
            ["amended", id, value] => {
                let value = FieldValue::Number(value.parse().unwrap());
                acknowledged.insert(id.parse().unwrap(), Some(value));
            }
            _ => panic!("{line:?}"),
        }
    }
}

fn assert_all_there(book: &Fieldbook, acknowledged: &Acknowledged) {
    for (id, amended) in acknowledged {
        let view = book.journal().get(*id).unwrap();
        if let Some(value) = amended {
            assert_eq!(&view.fact.fields["moisture"], value, "{id}");
        }
    }
}

#[test]
fn i1_nothing_acknowledged_is_lost_to_kill_9() {
    let kills = from_env("FIELDBOOK_KILLS", 25);
    let seed = from_env("FIELDBOOK_SEED", u64::from(std::process::id()));
    println!("FIELDBOOK_SEED={seed} FIELDBOOK_KILLS={kills}");
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let dir = tempfile::tempdir().unwrap();
    offline_book(dir.path()).shutdown().unwrap();
    let mut acknowledged = Acknowledged::new();
    for kill in 0..kills {
        // Mostly soon, when a transaction of the first entries is likely to be under way.
        let after = Duration::from_micros(dice.random_range(0..if kill % 4 == 0 { 600_000 } else { 60_000 }));
        let before = acknowledged.len();
        record_and_kill(dir.path(), after, &mut acknowledged);
        assert!(
            acknowledged.len() > before,
            "kill {kill}: nothing was acknowledged"
        );
        let book = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
        assert_eq!(
            book.check().unwrap().problems,
            Vec::<String>::new(),
            "kill {kill}"
        );
        assert_all_there(&book, &acknowledged);
        book.shutdown().unwrap();
    }
    println!("{} facts acknowledged and there", acknowledged.len());
}

//! I1: nothing acknowledged is lost when the process is killed at any moment.
//! `FIELDBOOK_KILLS` sets how often (100), `FIELDBOOK_SEED` repeats a run.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::*;
use fieldbook_tests::keyed::in_dir;
use fieldbook_tests::offline::offline_book;
use fieldbook_tests::world::{World, copy_dir};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn from_env(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().unwrap())
}

fn dice() -> ChaCha8Rng {
    let seed = from_env("FIELDBOOK_SEED", u64::from(std::process::id()));
    println!("FIELDBOOK_SEED={seed}");
    ChaCha8Rng::seed_from_u64(seed)
}

/// What the killed process acknowledged: facts, and the value each was amended to.
type Acknowledged = BTreeMap<FactId, Option<FieldValue>>;

/// Lets the recorder run for a while after its first entry, kills it, and adds what it had printed.
fn record_and_kill(dir: &Path, mode: &str, after: Duration, acknowledged: &mut Acknowledged) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_record-forever"))
        .args([dir.as_os_str(), mode.as_ref()])
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
    let all = FactQuery {
        limit: u32::MAX,
        ..FactQuery::default()
    };
    let shown = book.journal().query(&all).unwrap();
    let shown: BTreeMap<FactId, Fact> = shown.into_iter().map(|view| (view.id(), view.fact)).collect();
    for (id, amended) in acknowledged {
        let fact = shown.get(id).unwrap_or_else(|| panic!("{id} is lost"));
        if let Some(value) = amended {
            assert_eq!(&fact.fields["moisture"], value, "{id}");
        }
    }
}

fn assert_sound(book: &Fieldbook, what: &str) {
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new(), "{what}");
}

/// A book lives through ten kills before it is looked at closely and the next one is taken.
#[test]
fn i1_nothing_acknowledged_is_lost_to_kill_9() {
    let kills = from_env("FIELDBOOK_KILLS", 100);
    let mut dice = dice();
    let mut total = 0;
    for round in 0..kills.div_ceil(10) {
        let dir = tempfile::tempdir().unwrap();
        offline_book(dir.path()).shutdown().unwrap();
        let mut acknowledged = Acknowledged::new();
        for kill in round * 10..kills.min(round * 10 + 10) {
            // Mostly soon, when a transaction of the first entries is likely to be under way.
            let longest = if kill % 10 == 0 { 200_000 } else { 20_000 };
            let before = acknowledged.len();
            let after = Duration::from_micros(dice.random_range(0..longest));
            record_and_kill(dir.path(), "", after, &mut acknowledged);
            assert!(
                acknowledged.len() > before,
                "kill {kill}: nothing was acknowledged"
            );
            let book = Fieldbook::open(in_dir(dir.path())).unwrap();
            assert_all_there(&book, &acknowledged);
            book.shutdown().unwrap();
        }
        let book = Fieldbook::open(in_dir(dir.path())).unwrap();
        assert_sound(&book, &format!("round {round}"));
        total += acknowledged.len();
    }
    println!("{kills} kills, {total} facts acknowledged and there");
}

/// Killed while it pushes, pulls, folds and copies itself: everything acknowledged reaches the other phone.
#[test]
fn i1_killed_in_a_sync_nothing_is_lost_or_doubled() {
    let mut dice = dice();
    let mut world = World::new(70, 2);
    world.settle();
    let mut acknowledged = Acknowledged::new();
    world.phones[0].shutdown().unwrap();
    let dir = world.book_dir(0);
    for kill in 0..from_env("FIELDBOOK_KILLS", 100).div_ceil(10) {
        let after = Duration::from_micros(dice.random_range(0..150_000));
        record_and_kill(&dir, "sync", after, &mut acknowledged);
        if kill % 3 == 2 {
            world.phones[0] = Fieldbook::open(in_dir(&dir)).unwrap();
            assert_all_there(&world.phones[0], &acknowledged);
            world.sync_through(0);
            world.phones[0].shutdown().unwrap();
        }
    }
    world.phones[0] = Fieldbook::open(in_dir(&dir)).unwrap();
    world.settle();
    world.assert_converged();
    assert_all_there(&world.phones[1], &acknowledged);
    println!("{} facts acknowledged and on both phones", acknowledged.len());
}

/// A book of an earlier release is killed while it is brought up to date.
#[test]
fn i1_killed_while_it_is_brought_up_to_date_a_book_opens() {
    let mut dice = dice();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/book-0.1");
    for _ in 0..from_env("FIELDBOOK_KILLS", 100).div_ceil(10) {
        let dir = tempfile::tempdir().unwrap();
        copy_dir(&fixture, dir.path());
        let mut child = Command::new(env!("CARGO_BIN_EXE_record-forever"))
            .args([dir.path().as_os_str(), "open".as_ref()])
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(dice.random_range(0..30_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let book = Fieldbook::open(in_dir(dir.path())).unwrap();
        assert_eq!(book.journal().query(&FactQuery::default()).unwrap().len(), 4);
        assert_sound(&book, "after the kill");
        assert!(book.rescue().unwrap().is_none());
    }
}

/// A folder that may be read and not written is refused in words, and left as it is. Root may write anywhere, so
/// under root the book is opened by a process of another user.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_refused_and_left_alone() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let dir = tempfile::tempdir().unwrap();
    offline_book(dir.path()).shutdown().unwrap();
    let before = std::fs::read(dir.path().join("book.sqlite")).unwrap();
    std::fs::set_permissions(dir.path(), PermissionsExt::from_mode(0o555)).unwrap();
    for file in std::fs::read_dir(dir.path()).unwrap() {
        std::fs::set_permissions(file.unwrap().path(), PermissionsExt::from_mode(0o444)).unwrap();
    }
    // The program itself may lie where only root can read.
    let program = tempfile::tempdir().unwrap();
    std::fs::set_permissions(program.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let copy = program.path().join("record-forever");
    std::fs::copy(env!("CARGO_BIN_EXE_record-forever"), &copy).unwrap();
    let mut command = Command::new(copy);
    command.args([dir.path().as_os_str(), "open".as_ref()]);
    if std::fs::metadata(dir.path()).unwrap().uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    let ended = command.output().unwrap();
    std::fs::set_permissions(dir.path(), PermissionsExt::from_mode(0o755)).unwrap();
    assert!(!ended.status.success());
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("folder_not_writable"), "{said}");
    assert_eq!(std::fs::read(dir.path().join("book.sqlite")).unwrap(), before);
}

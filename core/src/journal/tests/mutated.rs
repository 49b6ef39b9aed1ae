//! Changes that somebody altered and gave the right checksum again, put behind honest ones. Each is refused, or
//! it applies, saves and loads. The number of a mutation makes it: a failure can be looked at alone.

use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Arc;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId as AmOpId, OpType};
use automerge::{ActorId as AmActorId, Change as AmChange, ExpandedChange, ObjType, ScalarValue};
use rand::Rng;
use rand::prelude::*;
use rand_chacha::ChaCha8Rng;

use super::*;

/// How many; README names the opt-in.
const COUNT: &str = "FIELDBOOK_MUTATIONS";
/// About ten seconds on one core without optimisation of our own code.
const BY_DEFAULT: u64 = 5_000;

/// The change mutation 42 made of a season's name.
const FOUND: &str = "\
    856f4a8395c87cee01ac01016fc6dbf96b9c827cd8bc4e30b01ec0c092e097bfe05088c3509106d585ede12410010101\
    010101010101010101010101010205020001100000000000000000000000000000000709010202021102130934014202\
    5603573a70027f017f037f017f8080808080808010017f017fa70701a4016976e1bba5206dc3b961026a63c3a26e206c\
    e1baa16903500000000000000000000000000000000104831b000001a0c45379401901a4007f00\
    ";

const LET_IN: &str = "let in, applied, saved and loaded";

/// An honest story: facts and corrections of two phones, beside each other and one after both.
fn story() -> Vec<Change> {
    let (mut phone, mut tablet) = (
        Document::open(doc(), author(1)).unwrap(),
        Document::open(doc(), author(2)).unwrap(),
    );
    let (name, group) = (RegisterKey::head("name"), RegisterKey::head("group"));
    let moisture = RegisterKey::amend(FactId(Uuid::from_u128(3)), "moisture");
    let mut story = vec![phone.put_fact(&fact(3), 1).unwrap()];
    story.push(
        phone
            .put_fields(&[(name.clone(), amendment("vụ mùa"))], 2)
            .unwrap(),
    );
    tablet.apply(&story).unwrap();
    story.push(
        phone
            .put_fields(&[(moisture.clone(), amendment("13"))], 3)
            .unwrap(),
    );
    story.push(
        tablet
            .put_fields(&[(moisture.clone(), amendment("14"))], 4)
            .unwrap(),
    );
    phone.apply(&story[3..]).unwrap();
    tablet.apply(&story[2..3]).unwrap();
    let several = [
        (moisture, amendment("13,5")),
        (name, amendment("vụ chiêm")),
        (group, amendment("x")),
    ];
    story.push(tablet.put_fields(&several, 5).unwrap());
    let spoken = Fact {
        voice: vec![BlobHash([8; 32])],
        ..fact(4)
    };
    story.push(tablet.put_fact(&spoken, 6).unwrap());
    story
}

/// Any number, most often one at an edge.
fn number(random: &mut ChaCha8Rng) -> u64 {
    let edges = [
        0,
        1,
        2,
        4,
        7,
        1 << 31,
        u64::from(u32::MAX),
        1 << 32,
        1 << 53,
        i64::MAX as u64,
        1 << 63,
        u64::MAX,
    ];
    match random.random_range(0..4) {
        0 => random.random(),
        1 => random.random_range(0..16),
        _ => *edges.choose(random).unwrap(),
    }
}

fn positive(random: &mut ChaCha8Rng) -> NonZeroU64 {
    NonZeroU64::new(number(random)).unwrap_or(NonZeroU64::MIN)
}

/// The other phone's actor, the document's own, a stranger's, or none of any actor's length.
fn actor(random: &mut ChaCha8Rng) -> AmActorId {
    let known = [[1; 16], [2; 16], *doc().id.as_bytes(), [9; 16]];
    match random.random_range(0..8) {
        0 => AmActorId::from(vec![3; random.random_range(0..40)]),
        1 => AmActorId::from(random.random::<[u8; 16]>().to_vec()),
        _ => AmActorId::from(known.choose(random).unwrap().to_vec()),
    }
}

fn op_id(random: &mut ChaCha8Rng) -> AmOpId {
    AmOpId::new(number(random), &actor(random))
}

fn hash(random: &mut ChaCha8Rng, story: &[Change]) -> automerge::ChangeHash {
    match random.random_range(0..3) {
        0 => automerge::ChangeHash(random.random()),
        1 => automerge::ChangeHash(genesis(doc()).hash.0),
        _ => automerge::ChangeHash(story.choose(random).unwrap().hash.0),
    }
}

fn scalar(random: &mut ChaCha8Rng) -> ScalarValue {
    let huge = number(random);
    match random.random_range(0..9) {
        0 => ScalarValue::Bytes((0..random.random_range(0..64)).map(|_| random.random()).collect()),
        1 => ScalarValue::Str("vụ mùa".into()),
        2 => ScalarValue::Int(huge.cast_signed()),
        3 => ScalarValue::Uint(huge),
        4 => ScalarValue::F64(f64::from_bits(huge)),
        5 => ScalarValue::counter(huge.cast_signed()),
        6 => ScalarValue::Timestamp(huge.cast_signed()),
        7 => ScalarValue::Unknown {
            type_code: random.random_range(0..16),
            bytes: vec![7; random.random_range(0..8)],
        },
        _ => ScalarValue::Null,
    }
}

fn action(random: &mut ChaCha8Rng) -> OpType {
    match random.random_range(0..6) {
        0 => OpType::Make(
            *[ObjType::Map, ObjType::List, ObjType::Text, ObjType::Table]
                .choose(random)
                .unwrap(),
        ),
        1 => OpType::Delete,
        2 => OpType::Increment(number(random).cast_signed()),
        3 => OpType::MarkEnd(random.random()),
        _ => OpType::Put(scalar(random)),
    }
}

fn key(random: &mut ChaCha8Rng) -> Key {
    let long = "x".repeat(200);
    let names = [
        "",
        "name",
        "facts",
        "..",
        "00000000-0000-0000-0000-000000000003/note",
        long.as_str(),
    ];
    match random.random_range(0..4) {
        0 => Key::Seq(ElementId::Head),
        1 => Key::Seq(ElementId::Id(op_id(random))),
        _ => Key::Map((*names.choose(random).unwrap()).into()),
    }
}

fn alter_op(op: &mut Op, random: &mut ChaCha8Rng) {
    match random.random_range(0..7) {
        0 => op.obj = ObjectId::Root,
        1 => op.obj = ObjectId::Id(op_id(random)),
        2 => op.key = key(random),
        3 => op.insert = !op.insert,
        4 => op.action = action(random),
        _ => op.pred = (0..random.random_range(0..4)).map(|_| op_id(random)).collect(),
    }
}

/// What no app writes, in a form Automerge writes down.
fn alter(change: &mut ExpandedChange, random: &mut ChaCha8Rng, story: &[Change]) {
    match random.random_range(0..14) {
        0 => change.seq = number(random),
        1 => change.start_op = positive(random),
        2 => change.actor_id = actor(random),
        3 => change.deps.push(hash(random, story)),
        4 => change.deps.clear(),
        5 => {
            change.deps = (0..random.random_range(0..700))
                .map(|_| hash(random, story))
                .collect();
        }
        6 => change.time = number(random).cast_signed(),
        7 => change.message = Some("xin chào".into()),
        8 => change.extra_bytes = (0..random.random_range(0..50)).map(|_| random.random()).collect(),
        9 => change.operations.extend(change.operations.clone()),
        10 => drop(change.operations.pop()),
        _ => {
            if let Some(op) = change.operations.choose_mut(random) {
                alter_op(op, random);
            }
        }
    }
}

/// An altered change as bytes; Automerge itself cannot write down everything.
fn rewritten(bytes: &[u8], random: &mut ChaCha8Rng, story: &[Change]) -> Vec<u8> {
    let mut change = AmChange::from_bytes(bytes.to_vec()).unwrap().decode();
    for _ in 0..random.random_range(1..3) {
        alter(&mut change, random, story);
    }
    let write = || AmChange::from(change).raw_bytes().to_vec();
    catch_unwind(AssertUnwindSafe(write)).unwrap_or_default()
}

fn damage(bytes: &mut Vec<u8>, random: &mut ChaCha8Rng, story: &[Change]) {
    let at = random.random_range(8.min(bytes.len())..=bytes.len());
    match random.random_range(0..8) {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, random.random()),
        2 => {
            let other = &story.choose(random).unwrap().bytes;
            bytes.truncate(at);
            bytes.extend(other.get(at..).unwrap_or_default());
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = if random.random() {
                    random.random()
                } else {
                    *byte ^ (1 << random.random_range(0..8))
                };
            }
        }
    }
}

fn mutation(number: u64, story: &[Change]) -> (usize, Vec<u8>) {
    let random = &mut ChaCha8Rng::seed_from_u64(number);
    let which = random.random_range(0..story.len());
    let mut bytes = story[which].bytes.clone();
    if random.random() {
        bytes = rewritten(&bytes, random, story);
    }
    if bytes.len() > 8 && random.random_range(0..3) > 0 {
        (0..random.random_range(1..4)).for_each(|_| damage(&mut bytes, random, story));
    }
    // Sometimes out of its place: behind fewer or more than it was written on.
    let before = if random.random_range(0..8) == 0 {
        random.random_range(0..=story.len())
    } else {
        which
    };
    (before, bytes)
}

/// Lets a change in behind others, and everything after it that still fits. Whatever was let in loads, saves and
/// loads again.
fn let_in(story: &[Change], before: usize, bytes: &[u8]) -> Result<(), Refusal> {
    let mut rows = Rows::default();
    let mut taken = Vec::new();
    for change in &story[..before] {
        taken.push(rows.let_in(&change.bytes).unwrap());
    }
    taken.push(rows.let_in(bytes)?);
    taken.extend(
        story[before..]
            .iter()
            .filter_map(|change| rows.let_in(&change.bytes).ok()),
    );
    let mut reader = Document::open(doc(), author(9)).unwrap();
    reader.apply(&taken).unwrap();
    let snapshot = reader.snapshot().unwrap();
    let again = Document::load(doc(), author(9), Some(&snapshot), &[], Some(&reader.heads())).unwrap();
    assert_eq!(again.facts().unwrap(), reader.facts().unwrap());
    assert_eq!(again.registers().unwrap(), reader.registers().unwrap());
    Ok(())
}

/// The panics looked for are many, and each message with its stack takes longer than a mutation.
fn quiet_here<T>(work: impl FnOnce() -> T) -> T {
    let (here, loud) = (std::thread::current().id(), Arc::new(take_hook()));
    let others = loud.clone();
    set_hook(Box::new(move |info| {
        if std::thread::current().id() != here {
            others(info);
        }
    }));
    let done = work();
    set_hook(Box::new(move |info| loud(info)));
    done
}

fn outcome(number: u64, story: &[Change]) -> Result<String, String> {
    let (before, bytes) = mutation(number, story);
    let bytes = if bytes.len() > 8 {
        with_checksum(bytes)
    } else {
        bytes
    };
    let tried = catch_unwind(AssertUnwindSafe(|| let_in(story, before, &bytes)));
    match tried {
        Ok(Ok(())) => Ok(LET_IN.to_owned()),
        Ok(Err(Refusal::UnknownDependency(_))) => Ok("unknown dependency".to_owned()),
        Ok(Err(refusal)) => Ok(refusal.to_string()),
        Err(_) => Err(format!("mutation {number} behind {before}: {bytes:02x?}")),
    }
}

#[test]
fn mutated_changes_are_refused_or_harmless() {
    let count = std::env::var(COUNT).map_or(BY_DEFAULT, |count| count.parse().unwrap());
    let story = story();
    let (mut outcomes, mut failures) = (BTreeMap::<String, u64>::new(), Vec::new());
    quiet_here(|| {
        for number in 0..count {
            match outcome(number, &story) {
                Ok(outcome) => *outcomes.entry(outcome).or_default() += 1,
                Err(failure) => failures.push(failure),
            }
        }
    });
    println!("{count} mutations: {outcomes:#?}");
    assert!(
        failures.is_empty(),
        "{} failed: {:#?}",
        failures.len(),
        failures.first()
    );
    // Mutations that never got past the first check would prove nothing.
    assert!(
        outcomes.len() > 10 && outcomes[LET_IN] * 100 > count,
        "{outcomes:#?}"
    );
}

/// Found by mutation 42: a column states numbers that are not there, and Automerge's own reader panicked over it
/// outside every guard, on the phone and on the hub.
#[test]
fn a_change_that_automerge_s_reader_panics_over_is_refused() {
    let bytes: Vec<u8> = FOUND
        .as_bytes()
        .chunks(2)
        .map(|digits| u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap())
        .collect();
    let panics =
        quiet_here(|| catch_unwind(AssertUnwindSafe(|| AmChange::from_bytes(bytes.clone()).is_ok())));
    assert!(panics.is_err(), "Automerge reads it by now: the guard may go");
    let refused = quiet_here(|| parse(&genesis(doc()), &bytes));
    assert_eq!(refused, Err(Refusal::Malformed("undecodable")));
}

/// Found by mutation 1583: let in by the hub and by every phone, it would have made the document unloadable for all
/// of them, whoever of the organisation sent it.
#[test]
fn nobody_writes_as_the_document_itself() {
    let story = story();
    let mut change = AmChange::from_bytes(story[0].bytes.clone()).unwrap().decode();
    change.actor_id = AmActorId::from(doc().id.as_bytes().to_vec());
    let bytes = AmChange::from(change).raw_bytes().to_vec();
    assert_eq!(let_in(&story, 0, &bytes), Err(Refusal::Malformed("actor")));
}

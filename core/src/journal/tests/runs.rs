//! Changes that say they hold more than a change may: refused before anything of it is unrolled.

use automerge::legacy::OpType;
use automerge::{Change as AmChange, ScalarValue};

use super::super::stated::Stated;
use super::*;

const TOO_MUCH: Refusal = Refusal::Malformed("more than a change may hold");

/// The chunk of a change without content but for one column.
fn chunk(column: u8, runs: &[u8]) -> Vec<u8> {
    let length = u8::try_from(runs.len()).unwrap();
    // Type and length; no dependency, no actor, sequence and first operation 1, time 0, no message, nobody else.
    [&[1, 10 + length, 0, 0, 1, 1, 0, 0, 0, 1, column, length], runs].concat()
}

/// 2⁴⁰ times the value 1.
const ENDLESS: [u8; 7] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 1];

#[test]
fn a_run_of_operations_is_refused_before_it_is_unrolled() {
    let mut phone = Document::open(doc(), author(1)).unwrap();
    let honest = phone.put_fact(&fact(3), 1).unwrap();
    let mut expanded = AmChange::from_bytes(honest.bytes.clone()).unwrap().decode();
    let mut op = expanded.operations[0].clone();
    op.action = OpType::Put(ScalarValue::Bytes(Vec::new()));
    expanded.operations = vec![op; 100_000];
    let bomb = AmChange::from(expanded).raw_bytes().to_vec();
    assert!(bomb.len() < 300, "{} bytes", bomb.len());
    assert_eq!(parse(&genesis(doc()), &bomb), Err(TOO_MUCH));
    assert_eq!(parse(&genesis(doc()), &honest.bytes), Ok(honest));
}

#[test]
fn what_a_change_says_it_holds_is_added_up() {
    let mut phone = Document::open(doc(), author(1)).unwrap();
    let key = RegisterKey::head("name");
    let other = RegisterKey::head("group");
    let stated = |change: &Change| Stated::of(&change.bytes[8..]).map(|it| (it.operations, it.replaced));
    let one = phone.put_fields(&[(key.clone(), amendment("a"))], 1).unwrap();
    assert_eq!(stated(&one), Some((1, 0)));
    let two = phone
        .put_fields(&[(key, amendment("b")), (other, amendment("c"))], 2)
        .unwrap();
    assert_eq!(stated(&two), Some((2, 1)));

    let of = |column, runs: &[u8]| Stated::of(&chunk(column, runs)).unwrap();
    assert_eq!(of(0x42, &ENDLESS).operations, 1 << 40);
    assert_eq!(of(0x70, &ENDLESS).replaced, 1 << 40);
    // Five empty ones, three times 2, and the two different ones 1 and 300.
    let mixed = [0, 5, 3, 2, 0x7e, 1, 0xac, 2];
    assert_eq!(of(0x42, &mixed).operations, 10);
    assert_eq!(of(0x70, &mixed).replaced, 307);
    // Together more than a number holds.
    let most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f, 2];
    assert_eq!(
        of(0x70, &[most, most, most, most, most].concat()).replaced,
        u64::MAX
    );
}

#[test]
fn what_lies_about_its_length_cannot_be_added_up() {
    let whole = chunk(0x42, &ENDLESS);
    assert!((0..whole.len()).all(|end| Stated::of(&whole[..end]).is_none()));
    // A number of eleven bytes, and the least number there is as a count of different values.
    for lie in [
        &[0x80; 11][..],
        &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 1],
    ] {
        assert_eq!(Stated::of(&chunk(0x42, lie)), None);
    }
}

#[test]
fn a_key_longer_than_its_change_is_refused_before_memory_is_taken_for_it() {
    let keys = |runs: &[u8]| Stated::of(&chunk(0x15, runs)).is_some();
    // Two empty ones, "a" three times, and the different "b" and "cd".
    assert!(keys(&[0, 2, 3, 1, b'a', 0x7e, 1, b'b', 2, b'c', b'd']));
    // A billion bytes are said to follow: once, and as one of two.
    let billion = [0x80, 0x94, 0xeb, 0xdc, 0x03];
    assert!(!keys(&[&[1], &billion[..], b"a"].concat()));
    assert!(!keys(&[&[0x7e, 1, b'a'], &billion[..], b"b"].concat()));
    // Two are promised and one is there.
    assert!(!keys(&[0x7e, 1, b'a']));
}

//! Bodies of both directions: read or refused, and what is read is written as what was read. And the files that
//! phones fetch by hash: a hub may list what it likes.
#![no_main]

use std::fmt::Debug;

use fieldbook_core::catalog::{Catalog, ProductGroup};
use fieldbook_core::identity::Pack;
use fieldbook_core::sync::*;
use fieldbook_fuzz::{Cooperative, input, kind_of, plant, ready, run};
use fieldbook_hub::UNPACKED_BYTES_MAX;
use libfuzzer_sys::fuzz_target;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// A message of 8 MiB, its 500,000 items of 24 bytes, and both again when it is written and read once more.
const MEMORY_MIB: usize = 128;
/// From this kind on the input is the packed body itself, bombs among them.
const PACKED: u8 = 4;
/// A product group as it is fetched, and as it is in the file.
const FETCHED: u8 = 8;
const GROUP: u8 = 9;

fuzz_target!(init: begin(), |data: &[u8]| run(|| body(data)));

fn begin() {
    plant(seeds());
    ready(MEMORY_MIB);
}

fn seeds() -> Vec<Vec<u8>> {
    let us = Cooperative::standing();
    let plain = [
        minicbor::to_vec(us.request()).expect("a request"),
        minicbor::to_vec(us.response()).expect("an answer"),
        minicbor::to_vec(us.enrol_request()).expect("an enrolment"),
        minicbor::to_vec(us.enrol_response()).expect("a certificate"),
    ];
    // Zeros without end, and empty changes without end: a few kilobytes that would fill a phone's memory.
    let mut crowded = us.request();
    crowded.push[0].changes = vec![ByteVec::from(Vec::new()); UNPACKED_BYTES_MAX - 4096];
    let packed = [
        pack(&us.request()).expect("a request"),
        pack(&us.response()).expect("an answer"),
        pack(&ByteVec::from(vec![0; UNPACKED_BYTES_MAX + 1])).expect("a bomb"),
        pack(&crowded).expect("a bomb of items"),
    ];
    assert!(
        Catalog::builtin().with_group(SMALL_GROUP).is_ok(),
        "the seed is a group"
    );
    assert!(matches!(
        unpacked::<SyncRequest>(&packed[2]),
        Err(WireError::TooLarge(_))
    ));
    assert!(matches!(
        unpacked::<SyncRequest>(&packed[3]),
        Err(WireError::TooMany(_))
    ));
    let packed = packed.iter().map(|body| input(PACKED, body));
    let plain = (0..).zip(&plain).map(|(kind, body)| input(kind, body));
    let groups = [input(FETCHED, &deflate(SMALL_GROUP)), input(GROUP, SMALL_GROUP)];
    plain.chain(packed).chain(groups).collect()
}

fn body(data: &[u8]) {
    let (kind, rest) = kind_of(data);
    match kind % 10 {
        0 => plain::<SyncRequest>(rest),
        1 => plain::<SyncResponse>(rest),
        2 => plain::<EnrolRequest>(rest),
        3 => plain::<EnrolResponse>(rest),
        PACKED => read::<SyncRequest>(rest),
        5 => read::<SyncResponse>(rest),
        6 => read::<EnrolRequest>(rest),
        FETCHED => fetched(rest),
        GROUP => group(rest),
        _ => read::<EnrolResponse>(rest),
    }
}

fn fetched(body: &[u8]) {
    let most = Pack::BYTES_MAX as usize;
    if let Ok(file) = inflate(body, most) {
        assert!(file.len() <= most, "more than a pack may hold");
        group(&file);
    }
}

/// Taken in, it is there under its name, and once more changes nothing.
fn group(file: &[u8]) {
    if let Ok(catalog) = Catalog::builtin().with_group(file) {
        let group = ProductGroup::read(file).expect("what was taken in is read");
        assert!(catalog.group(&group.id()).is_some());
        let again = catalog.with_group(file).expect("the same file");
        assert_eq!(again.groups().count(), catalog.groups().count());
    }
}

/// A group with one step that asks a number.
const SMALL_GROUP: &[u8] = br#"{"code":"tea","version":1,"name":{"vi":"a","en":"a"},"guide":{"vi":"a","en":"a"},
"places":{"vi":"a","en":"a"},"standards":[],"activation_requires":["pack"],"defaults":{"allowed_early_days":0},
"steps":[{"code":"pick","kind":"harvest","on":["season"],"name":{"vi":"a","en":"a"},"guide":{"vi":"a","en":"a"},
"quantities":[{"role":"out","units":["KGM"],"label":{"vi":"a","en":"a"}}],"fields":[{"code":"leaf",
"type":{"number":{"min":0,"max":9.5}},"label":{"vi":"a","en":"a"},"hint":{"vi":"a","en":"a"}}]}]}"#;

/// Behind the deflate, where the decoder has to cope.
fn plain<T: for<'b> Decode<'b, ()> + Encode<()> + PartialEq + Debug>(bytes: &[u8]) {
    read::<T>(&deflate(bytes));
}

/// A zlib stream of stored blocks (RFC 1950, 1951): mutations of the input stay mutations of the message.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(0xffff).peekable();
    if blocks.peek().is_none() {
        stream.extend([1, 0, 0, 0xff, 0xff]);
    }
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (one, two) = bytes.iter().fold((1u32, 0u32), |(one, two), byte| {
        let one = (one + u32::from(*byte)) % 65_521;
        (one, (two + one) % 65_521)
    });
    stream.extend(((two << 16) | one).to_be_bytes());
    stream
}

fn read<T: for<'b> Decode<'b, ()> + Encode<()> + PartialEq + Debug>(body: &[u8]) {
    if let Ok(message) = unpacked::<T>(body) {
        let again = pack(&message).expect("what was read is written");
        assert_eq!(unpacked::<T>(&again).expect("and read again"), message);
    }
}

/// As the hub does, and the phone with a page.
fn unpacked<T: for<'b> Decode<'b, ()>>(body: &[u8]) -> Result<T, WireError> {
    unpack(body, UNPACKED_BYTES_MAX)
}

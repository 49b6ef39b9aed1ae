//! Files that prove themselves: opened, verified and summed up, or refused. The fuzzer changes the content; the
//! checksums of changes, their authors' signatures and the exporter's list are put right behind its back.
#![no_main]

use std::sync::LazyLock;

use fieldbook_core::bundle::{Content, Purpose, open};
use fieldbook_core::verify_evidence;
use fieldbook_fuzz::{Cooperative, Reader, input, kind_of, plant, ready, run, with_checksum};
use libfuzzer_sys::fuzz_target;

static US: LazyLock<Cooperative> = LazyLock::new(Cooperative::standing);
/// A file unpacks to 32 MiB, its content is held beside it, and the fuzzer seals it once more.
const MEMORY_MIB: usize = 192;
const PURPOSES: [Purpose; 4] = [
    Purpose::Evidence,
    Purpose::HandOver,
    Purpose::Receipts,
    Purpose::Quarantine,
];

fuzz_target!(init: begin(), |data: &[u8]| run(|| file(data)));

fn begin() {
    let contents = PURPOSES.map(|purpose| US.content(purpose));
    let plain = contents
        .iter()
        .map(|content| minicbor::to_vec(content).expect("content"));
    let plain = plain.flat_map(|bytes| [input(1, &bytes), input(2, &bytes)]);
    plant(
        contents
            .iter()
            .map(|content| input(0, &US.seal(content)))
            .chain(plain),
    );
    let honest = check(&US.seal(&contents[0]));
    assert!(honest, "the fuzzer starts from a file that verifies");
    ready(MEMORY_MIB);
}

fn file(data: &[u8]) {
    let (kind, rest) = kind_of(data);
    if kind % 3 == 0 {
        check(rest);
        return;
    }
    let Ok(mut content) = minicbor::decode::<Content>(rest) else {
        return;
    };
    if kind % 3 == 2 {
        for group in &mut content.docs {
            for bytes in &mut group.changes {
                *bytes = with_checksum(bytes).into();
            }
            US.sign_again(group);
        }
    }
    check(&US.seal(&content));
}

/// Whether everything in it was proven. What is proven can be loaded.
fn check(file: &[u8]) -> bool {
    let hub = US.hub.public();
    let Ok(opened) = open(file) else { return false };
    let verified = opened.verify(hub);
    let summed = verify_evidence(file, &hub);
    assert!(verified.is_ok() || summed.is_err(), "a sum of what is not proven");
    let Ok(verified) = verified else { return false };
    for document in verified.docs.iter().filter(|document| !document.partial) {
        let mut reader = Reader::new(document.doc);
        for change in &document.changes {
            reader
                .take(&change.change.bytes)
                .expect("what is proven is let in");
        }
        reader.assert_reloadable();
    }
    true
}

//! Automerge changes with right checksums, put behind honest ones: refused, or applied, saved and loaded again.
#![no_main]

use std::sync::LazyLock;

use fieldbook_core::journal::{changes_of_snapshot, hash_of};
use fieldbook_fuzz::{Cooperative, Reader, input, kind_of, plant, ready, run, with_checksum};
use libfuzzer_sys::fuzz_target;

static US: LazyLock<Cooperative> = LazyLock::new(Cooperative::standing);
/// A change is 20 KiB at most; Automerge, loading a handful of them, holds a few of its own copies.
const MEMORY_MIB: usize = 64;
/// An input of this kind is a whole saved document, as a rescue reads it. It comes from the own disk, so its
/// checksum is left as it is: with the right one, Automerge unrolls runs of any length.
const SNAPSHOT: u8 = 15;

fuzz_target!(init: begin(), |data: &[u8]| run(|| change(data)));

fn begin() {
    let changes = (0..).zip(&US.changes);
    let changes = changes.map(|(before, change)| input(before, &change.bytes));
    let snapshot = US.snapshot();
    assert!(
        changes_of_snapshot(&snapshot).is_some(),
        "the fuzzer starts from a snapshot that loads"
    );
    plant(changes.chain([input(SNAPSHOT, &snapshot)]));
    ready(MEMORY_MIB);
}

/// The kind says behind how many honest changes it comes; the others follow it.
fn change(data: &[u8]) {
    let (kind, bytes) = kind_of(data);
    if kind % 16 == SNAPSHOT {
        return rescued(bytes);
    }
    let bytes = with_checksum(bytes);
    let _ = hash_of(&bytes);
    let mut reader = Reader::new(US.doc);
    let before = usize::from(kind % 16).min(US.changes.len());
    for honest in &US.changes[..before] {
        reader.take(&honest.bytes).expect("honest changes are let in");
    }
    if reader.take(&bytes).is_ok() {
        for honest in &US.changes[before..] {
            let _ = reader.take(&honest.bytes);
        }
        reader.assert_reloadable();
    }
}

/// Nothing that a snapshot held counts before it has passed what a received change passes.
fn rescued(snapshot: &[u8]) {
    if let Some((doc, changes)) = changes_of_snapshot(snapshot) {
        let mut reader = Reader::new(doc);
        for change in &changes {
            let _ = reader.take(change);
        }
        reader.assert_reloadable();
    }
}

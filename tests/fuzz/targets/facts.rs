//! Facts and amendments: read or refused; what is read is written, and from then on the bytes stay the same.
#![no_main]

use fieldbook_core::journal::{decode_amendment, decode_fact, encode_amendment, encode_fact};
use fieldbook_fuzz::{Cooperative, input, kind_of, plant, ready, run};
use libfuzzer_sys::fuzz_target;

/// Facts are small: 16 KiB at most.
const MEMORY_MIB: usize = 16;

fuzz_target!(init: begin(), |data: &[u8]| run(|| entry(data)));

fn begin() {
    let [facts, amendments] = Cooperative::standing().entries();
    let facts = facts.iter().map(|bytes| input(0, bytes));
    plant(facts.chain(amendments.iter().map(|bytes| input(1, bytes))));
    ready(MEMORY_MIB);
}

fn entry(data: &[u8]) {
    let (kind, bytes) = kind_of(data);
    if kind % 2 == 0 {
        fact(bytes);
    } else {
        amendment(bytes);
    }
}

fn fact(bytes: &[u8]) {
    let Ok(read) = decode_fact(bytes) else { return };
    let written = encode_fact(&read).expect("what was read is written");
    let again = decode_fact(&written).expect("and read again");
    assert_eq!(again, read);
    assert_eq!(encode_fact(&again).expect("and written again"), written);
    // What every screen shows of a fact.
    let _ = (
        read.recorded_at_hub(),
        read.occurred_at_hub().local(),
        read.recorded.local(),
    );
}

fn amendment(bytes: &[u8]) {
    let Ok(read) = decode_amendment(bytes) else { return };
    let written = encode_amendment(&read).expect("what was read is written");
    let again = decode_amendment(&written).expect("and read again");
    assert_eq!(again, read);
    assert_eq!(encode_amendment(&again).expect("and written again"), written);
}

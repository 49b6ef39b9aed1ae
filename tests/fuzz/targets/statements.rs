//! Invitations, everything else a hub signs, and the lists it signs for: read or refused, whoever signed it.
#![no_main]

use std::fmt::Debug;
use std::sync::LazyLock;

use fieldbook_core::bundle::Manifest;
use fieldbook_core::identity::*;
use fieldbook_core::model::StampLease;
use fieldbook_core::stamp::CodeFilter;
use fieldbook_fuzz::{Cooperative, input, kind_of, plant, ready, run};
use libfuzzer_sys::fuzz_target;

static US: LazyLock<Cooperative> = LazyLock::new(Cooperative::standing);
/// Statements are small, and nothing in them may grow beyond measure.
const MEMORY_MIB: usize = 16;
const TEXT: u8 = 7;
const PACKS: u8 = 8;
const LIST: u8 = 9;
const FILTER: u8 = 10;

fuzz_target!(init: begin(), |data: &[u8]| run(|| statement(data)));

fn begin() {
    let text = US.invitation().to_text(&US.hub).expect("an invitation");
    let bodies = [
        US.signed(&US.invitation()).body,
        US.signed(&US.certificate(0)).body,
        US.signed(&US.lease()).body,
        US.signed(&US.receipt().0).body,
        US.signed(&US.file_receipt()).body,
        US.signed(&US.verdict()).body,
    ];
    let bodies = (0..).zip(&bodies).map(|(kind, body)| input(kind, body));
    let packs = US.signed(&US.pack_list()).body;
    let (list, filter) = US.list();
    let list = US.signed(&list).body;
    plant(bodies.chain([
        input(TEXT, text.as_bytes()),
        input(PACKS, &packs),
        input(LIST, &list),
        input(FILTER, &filter),
    ]));
    ready(MEMORY_MIB);
}

fn statement(data: &[u8]) {
    let (kind, rest) = kind_of(data);
    match kind % 11 {
        0 => {
            opened::<Invitation>(rest);
            let signature = US.hub.sign(Invitation::CONTEXT, rest);
            let bytes = [signature.0.as_slice(), rest].concat();
            let _ = Invitation::from_text(&format!("FIELDBOOK1:{}", base64(&bytes)));
        }
        1 => opened::<Certificate>(rest),
        2 => opened::<StampLease>(rest),
        3 => opened::<Receipt>(rest),
        4 => opened::<FileReceipt>(rest),
        5 => opened::<ClaimVerdict>(rest),
        6 => opened::<Manifest>(rest),
        PACKS => opened::<PackList>(rest),
        LIST => opened::<ListLease>(rest),
        FILTER => filter(rest),
        _ => text(&String::from_utf8_lossy(rest)),
    }
}

/// The codes of a lease, which come by their hash: whatever they are, asking them reaches nothing else.
fn filter(bytes: &[u8]) {
    let Ok(read) = CodeFilter::from_bytes(bytes) else {
        return;
    };
    for key in ["tem.example.vn/x/aZ8kQx3P", "", "0"] {
        read.may_hold(key);
    }
    let again = CodeFilter::from_bytes(&read.to_bytes()).expect("what was read is written and read again");
    assert_eq!(again, read);
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// A statement the hub signed over any bytes.
fn opened<S: Statement + PartialEq + Debug>(body: &[u8]) {
    let signed = Signed {
        body: body.to_vec(),
        signature: US.hub.sign(S::CONTEXT, body),
    };
    assert_eq!(
        Signed::from_bytes(&signed.to_bytes()).expect("a statement"),
        signed
    );
    if let Ok(statement) = signed.open::<S>(&US.hub.public()) {
        let again = Signed::new(&statement, &US.hub).expect("what was read is written");
        assert_eq!(again.read::<S>().expect("and read again"), statement);
    }
    let foreign = signed.open::<S>(&US.phones[0].public());
    assert!(foreign.is_err(), "another key's word counted as the hub's");
}

fn text(text: &str) {
    if let Ok(invitation) = Invitation::from_text(text) {
        // Only who holds the key it names can have written it.
        assert_eq!(invitation.hub_key, US.hub.public(), "an invitation was forged");
        assert_eq!(invitation, US.invitation(), "a signed invitation was altered");
    }
    let _ = Invitation::from_text(&format!("FIELDBOOK1:{text}"));
}

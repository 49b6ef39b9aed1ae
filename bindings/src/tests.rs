use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fieldbook_core::model::{
    ClaimState, ClockState, ClockTrust, DocKind, FactKind, QuantityRole, Role, Severity, StampClass,
};
use fieldbook_core::store::ChangeState;
use fieldbook_core::watch::{Notifier, Topic};
use uniffi::{RustCallError, RustCallStatus, RustCallStatusCode};

use crate::watch::Bell;
use crate::{Ending, Listener, ListenerError, SerialRange};

/// What every exported function runs in. With `panic = "abort"` this test would end the process; a profile
/// that aborts does not compile at all.
#[test]
fn a_panic_inside_an_exported_function_becomes_an_error() {
    let mut status = RustCallStatus::default();
    let answer: u64 = uniffi::rust_call(&mut status, || -> Result<u64, RustCallError> {
        panic!("a mistake of ours")
    });
    assert_eq!(answer, 0);
    assert_eq!(status.code, RustCallStatusCode::UnexpectedError);
}

struct Throws;

impl Listener for Throws {
    fn ring(&self, _: Topic) -> Result<(), ListenerError> {
        Err(uniffi::UnexpectedUniFFICallbackError::new("KeyError").into())
    }
}

struct Panics;

impl Listener for Panics {
    fn ring(&self, _: Topic) -> Result<(), ListenerError> {
        panic!("a listener's own mistake")
    }
}

struct Hears(Mutex<mpsc::Sender<Topic>>);

impl Listener for Hears {
    fn ring(&self, topic: Topic) -> Result<(), ListenerError> {
        self.0.lock().unwrap().send(topic).unwrap();
        Ok(())
    }
}

#[test]
fn a_listener_that_throws_or_panics_silences_nobody() {
    let notifier = Notifier::default();
    let (sender, rings) = mpsc::channel();
    let listeners: [Arc<dyn Listener>; 3] = [
        Arc::new(Throws),
        Arc::new(Panics),
        Arc::new(Hears(Mutex::new(sender))),
    ];
    let subscriptions =
        listeners.map(|listener| notifier.watch(Topic::Facts, Arc::new(Bell(listener))).unwrap());
    for _ in 0..3 {
        assert_eq!(rings.recv_timeout(Duration::from_secs(5)), Ok(Topic::Facts));
        notifier.ring(&[Topic::Facts]);
    }
    drop(subscriptions);
}

#[test]
fn a_range_of_twenty_digits_crosses_whole() {
    let core = fieldbook_core::model::SerialRange::new("", 20, "", 1, 10u128.pow(20) - 1).unwrap();
    let mirrored = SerialRange::from(core.clone());
    assert_eq!(mirrored.last_serial().unwrap(), "9".repeat(20));
    assert_eq!(
        fieldbook_core::model::SerialRange::try_from(mirrored).unwrap(),
        core
    );
}

#[test]
fn a_name_is_a_word_in_both_languages_and_no_key() {
    let words = [
        crate::change_state_name(ChangeState::Held),
        crate::claim_state_name(ClaimState::Disputed),
        crate::clock_state_name(ClockState::Turned),
        crate::clock_trust_name(ClockTrust::Typed),
        crate::doc_kind_name(DocKind::Season),
        crate::fact_kind_name(FactKind::Harvest),
        crate::quantity_role_name(QuantityRole::Out),
        crate::role_name(Role::Officer),
        crate::severity_name(Severity::Blocking),
        crate::stamp_class_name(StampClass::NotAStamp),
    ];
    for word in words {
        assert!(
            !word.vi.contains(['.', '_']) && !word.en.contains(['.', '_']),
            "{word:?}"
        );
        assert_ne!(word.vi, word.en);
    }
    assert_eq!(crate::doc_kind_name(DocKind::Season).vi, "Vụ");
}

#[test]
fn an_ending_and_a_code_are_said_with_what_to_do() {
    let refused = crate::say_ending(Ending::Refused {
        code: "used_token".into(),
    });
    let used = crate::say_refusal("used_token");
    assert!(refused.vi.contains(&used.said.vi), "{refused:?}");
    assert_eq!(used.remedy.vi, "", "the sentence says it already");
    let newer = crate::say_refusal("moon_is_full");
    assert!(
        !newer.said.vi.contains('_') && !newer.remedy.en.contains('_'),
        "{newer:?}"
    );
    assert!(crate::say_ending(Ending::Complete).en.contains("synced"));
}

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fieldbook_core::watch::{Notifier, Topic};
use uniffi::{RustCallError, RustCallStatus, RustCallStatusCode};

use crate::watch::Bell;
use crate::{Listener, ListenerError, SerialRange};

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

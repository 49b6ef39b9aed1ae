//! Doorbells: something changed, ask again.

use std::sync::Arc;

use fieldbook_core::watch::{self, Topic};

/// What a screen can watch.
#[uniffi::remote(Enum)]
pub enum Topic {
    /// Facts and their amendments.
    Facts,
    /// Seasons, lots, visits, the register, and who works on this device.
    Documents,
    /// Claims of stamps, leases and verdicts.
    Claims,
    /// What the hub has not acknowledged, photos too, and when it last answered.
    Outbox,
    /// The product groups: names of steps and fields, and what can be recorded.
    Catalog,
}

/// Somebody who wants to hear that a topic changed. The ring says that, not what: ask the book again.
#[uniffi::export(foreign)]
pub trait Listener: Send + Sync {
    /// The topic changed since the last ring. Called once at the start, always on the book's own thread, so
    /// hop to the main thread for the screen. May call into the book; must not block for long, because all
    /// listeners share the thread. What it throws harms nobody and is dropped.
    fn ring(&self, topic: Topic) -> Result<(), ListenerError>;
}

/// A listener threw something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ListenerError {
    /// What it threw.
    #[error("a listener failed: {details}")]
    Failed {
        /// For the engineers.
        details: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed {
            details: error.reason,
        }
    }
}

/// A listener's place. It rings until this is cancelled or let go; a ring under way may still arrive.
#[derive(uniffi::Object)]
pub struct Subscription {
    pub(crate) core: watch::Subscription,
}

#[uniffi::export]
impl Subscription {
    /// Ends the rings. Idempotent.
    pub fn cancel(&self) {
        self.core.cancel();
    }
}

/// A foreign listener as the core knows one.
pub(crate) struct Bell(pub(crate) Arc<dyn Listener>);

impl watch::Listener for Bell {
    fn ring(&self, topic: Topic) {
        // A listener's mistake is its own: the others are still to be rung.
        drop(self.0.ring(topic));
    }
}

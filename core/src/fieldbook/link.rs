use std::sync::Arc;
use std::time::Instant;

use sha2::{Digest, Sha256};

use super::error::Fault;
use super::line::Place;
use crate::identity::{PublicKey, Signature, verify_answer};
use crate::net::{Credentials, Hub, NetError, Posted};

/// A sync's connection to its hub. A request ends at once when the sync is cancelled.
pub(super) struct Link {
    hub: Arc<Hub>,
    key: PublicKey,
    place: Arc<Place>,
}

/// An answer and how long it took, milliseconds.
pub(super) struct Answered {
    pub(super) body: Vec<u8>,
    pub(super) ms: u64,
}

impl Link {
    /// A link to the hub with this key.
    pub(super) fn new(hub: Hub, key: PublicKey, place: Arc<Place>) -> Self {
        Self {
            hub: Arc::new(hub),
            key,
            place,
        }
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    pub(super) fn place(&self) -> &Arc<Place> {
        &self.place
    }

    /// Sends a packed message and gives the packed answer, signed by the hub for this message.
    pub(super) fn post(
        &self,
        path: &'static str,
        body: Vec<u8>,
        who: Option<Credentials>,
    ) -> Result<Answered, Fault> {
        let began = Instant::now();
        let asked = Sha256::digest(&body).into();
        let nonce = who.as_ref().map(|who| who.nonce.clone()).unwrap_or_default();
        let Posted { body, signature } = self.ask(move |hub| hub.post(path, body, who.as_ref()))?;
        let signature = Signature(signature.ok_or(NetError::Unsigned)?);
        verify_answer(&self.key, &nonce, path, &asked, &body, &signature).map_err(|_| NetError::Unsigned)?;
        Ok(Answered {
            body,
            ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        })
    }

    /// Asks the hub anything.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        request: impl FnOnce(&Hub) -> Result<T, NetError> + Send + 'static,
    ) -> Result<T, Fault> {
        let hub = Arc::clone(&self.hub);
        let answered = self
            .place
            .unless_cancelled(move || request(&hub))
            .map_err(|error| Fault::Unexpected(error.to_string()))?;
        Ok(answered.ok_or(Fault::Cancelled)??)
    }
}

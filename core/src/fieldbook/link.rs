use std::sync::Arc;
use std::time::Instant;

use super::error::Fault;
use super::line::Place;
use crate::net::{Credentials, Hub};

/// A sync's connection to its hub. A request ends at once when the sync is cancelled.
pub(super) struct Link {
    hub: Arc<Hub>,
    place: Arc<Place>,
}

/// An answer and how long it took, milliseconds.
pub(super) struct Answered {
    pub(super) body: Vec<u8>,
    pub(super) ms: u64,
}

impl Link {
    pub(super) fn new(hub: Hub, place: Arc<Place>) -> Self {
        Self {
            hub: Arc::new(hub),
            place,
        }
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    pub(super) fn place(&self) -> &Arc<Place> {
        &self.place
    }

    /// Sends a packed message and gives the packed answer.
    pub(super) fn post(
        &self,
        path: &'static str,
        body: Vec<u8>,
        who: Option<Credentials>,
    ) -> Result<Answered, Fault> {
        let hub = Arc::clone(&self.hub);
        let began = Instant::now();
        let answered = self
            .place
            .unless_cancelled(move || hub.post(path, body, who.as_ref()))
            .map_err(|error| Fault::Unexpected(error.to_string()))?;
        Ok(Answered {
            body: answered.ok_or(Fault::Cancelled)??,
            ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        })
    }
}

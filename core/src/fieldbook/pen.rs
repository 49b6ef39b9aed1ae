use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::error::Fault;
use super::fork::Parting;
use super::lock;
use crate::journal::{ActorId, Author, actor_of};

/// An honest hub sees a fork once per copy of a book. One that answers "forked" to everything must not keep
/// a phone writing its entries again for ever.
const RENEWALS_MAX: u32 = 8;

/// Who this book writes as: the device's key, which stays, and the actor, which is renewed when a copy of the
/// book has used it too.
pub(super) struct Pen {
    pub(super) key: [u8; 32],
    actor: Mutex<ActorId>,
    renewals: AtomicU32,
}

impl Pen {
    pub(super) fn new(key: [u8; 32], actor: ActorId) -> Self {
        Self {
            key,
            actor: Mutex::new(actor),
            renewals: AtomicU32::new(0),
        }
    }

    /// The author of the next change.
    pub(super) fn now(&self) -> Author {
        Author {
            key: self.key,
            actor: *lock(&self.actor),
        }
    }

    /// Whether this book may still take another actor.
    pub(super) fn may_renew(&self) -> bool {
        self.renewals.load(Ordering::Relaxed) < RENEWALS_MAX
    }

    /// Takes up the actor of a parting that is durable in the book; gives whether there was one.
    pub(super) fn follow(&self, parting: &Parting) -> bool {
        let Some(actor) = parting.actor else { return false };
        *lock(&self.actor) = actor;
        self.renewals.fetch_add(1, Ordering::Relaxed);
        true
    }
}

/// An actor of a device's key that no other book has.
pub(super) fn fresh_actor(key: &[u8; 32]) -> Result<ActorId, Fault> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|error| Fault::Unexpected(error.to_string()))?;
    Ok(actor_of(key, random))
}

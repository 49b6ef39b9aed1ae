use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::Statement;
use crate::model::{ChangeHash, DeviceId, Moment};

/// The hub's word that it holds a list of changes durably: given for what a device hands in, and for what it
/// is passed of others. The list itself stays with the device; the receipt carries its digest, because 120
/// hashes would cost 3.8 KB on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Receipt {
    /// The device it was given to: the one that handed the changes in, or was passed them.
    #[n(1)]
    pub device: DeviceId,
    /// How many.
    #[n(2)]
    pub count: u32,
    /// SHA-256 over the hashes, in the order they were handed in or passed on.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub digest: [u8; 32],
    /// When, by the hub's clock.
    #[n(4)]
    pub at: Moment,
    /// The hub's epoch: a hub restored from a backup starts a new one.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub epoch: [u8; 16],
    /// Places in the list, from 0, of changes the hub keeps without letting them count. `None` from a hub of
    /// 0.1, which did not say.
    #[n(6)]
    pub held: Option<Vec<u32>>,
}

impl Statement for Receipt {
    const CONTEXT: &'static str = "fieldbook receipt 1";
}

impl Receipt {
    /// The digest of a list of changes.
    pub fn digest_of(changes: &[ChangeHash]) -> [u8; 32] {
        let mut digest = Sha256::new();
        for change in changes {
            digest.update(change.0);
        }
        digest.finalize().into()
    }

    /// The changes of its list that the hub keeps without letting them count; `None` when it did not say. A
    /// change that is listed twice is held when it is held in one place: somebody may have handed it in twice
    /// to get a better word for it.
    pub fn held_among(&self, changes: &[ChangeHash]) -> Option<BTreeSet<ChangeHash>> {
        let places = self.held.as_ref()?.iter();
        let held = places.filter_map(|place| changes.get(usize::try_from(*place).ok()?));
        Some(held.copied().collect())
    }

    /// Whether it is for exactly this list.
    pub fn covers(&self, changes: &[ChangeHash]) -> bool {
        usize::try_from(self.count) == Ok(changes.len()) && self.digest == Self::digest_of(changes)
    }
}

use std::collections::HashSet;

use fieldbook_core::identity::{Receipt, Signed};
use fieldbook_core::journal::hash_of;
use fieldbook_core::model::{ChangeHash, DeviceId};
use fieldbook_core::sync::{OrgPage, Outcome};

use crate::Hub;
use crate::error::Result;
use crate::ingest::Placed;

/// What is kept of a push, each change once however often it was handed in: what a receipt is for.
pub(crate) fn kept_of(placed: &[Placed]) -> Vec<ChangeHash> {
    let mut seen = HashSet::new();
    let hashes = placed.iter().filter_map(|placed| placed.hash);
    hashes.filter(|hash| seen.insert(*hash)).collect()
}

impl Hub {
    /// The receipt for what is kept of a push; `None` when nothing is.
    pub(crate) fn receipt_for_push(
        &self,
        device: DeviceId,
        placed: &[Placed],
        epoch: [u8; 16],
    ) -> Result<Option<Signed>> {
        let kept = kept_of(placed);
        let waiting = placed.iter().filter(|placed| placed.outcome == Outcome::Held);
        let waiting: HashSet<ChangeHash> = waiting.filter_map(|placed| placed.hash).collect();
        let held = (0u32..).zip(&kept).filter(|(_, hash)| waiting.contains(hash));
        self.receipt(device, &kept, held.map(|(place, _)| place).collect(), epoch)
    }

    /// The receipt for the changes a page passes on: a log holds only what counts.
    pub(super) fn receipt_for_page(
        &self,
        device: DeviceId,
        page: &OrgPage,
        epoch: [u8; 16],
    ) -> Result<Option<Signed>> {
        let changes = page.docs.iter().flat_map(|doc| &doc.changes);
        let hashes: Vec<ChangeHash> = changes.map(|bytes| hash_of(bytes)).collect();
        self.receipt(device, &hashes, Vec::new(), epoch)
    }

    fn receipt(
        &self,
        device: DeviceId,
        hashes: &[ChangeHash],
        held: Vec<u32>,
        epoch: [u8; 16],
    ) -> Result<Option<Signed>> {
        if hashes.is_empty() {
            return Ok(None);
        }
        let receipt = Receipt {
            device,
            count: u32::try_from(hashes.len()).unwrap_or(u32::MAX),
            digest: Receipt::digest_of(hashes),
            at: self.now(),
            epoch,
            held: Some(held),
        };
        Ok(Some(Signed::new(&receipt, self.key())?))
    }
}

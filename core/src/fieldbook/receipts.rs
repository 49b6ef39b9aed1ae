use super::book::Book;
use super::error::Fault;
use crate::identity::{Receipt, Signed};
use crate::model::{ChangeHash, DeviceId, FactId, Moment};
use crate::store::{ChangeState, FollowRow, ProofOf, Writing};
use crate::sync::OrgPage;

/// How far a fact, or a correction of it, has come, and the hub's word for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptView {
    /// The corrected field; `None` for the recording itself.
    pub field: Option<String>,
    /// The change it came in.
    pub change: ChangeHash,
    /// How far it has come.
    pub state: ChangeState,
    /// The hub's signed receipt. `None` while there is none, and for what a hub of 0.1 passed on.
    pub receipt: Option<HeldReceipt>,
}

/// A receipt of the hub as this phone holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldReceipt {
    /// When, by the hub's clock.
    pub at: Moment,
    /// The hub's epoch: a hub restored from a backup starts a new one.
    pub epoch: [u8; 16],
    /// The device it was given to.
    pub device: DeviceId,
    /// SHA-256 over the hashes of all its changes.
    pub digest: [u8; 32],
    /// How many changes it is for.
    pub count: u32,
    /// The place of this change among them, from 1.
    pub place: u32,
    /// Whether the hub let the change count; `None` when it did not say.
    pub counts: Option<bool>,
    /// The hub's signature and the list fit.
    pub verifies: bool,
}

impl Book {
    /// The receipts of a fact and of every correction of it, oldest first.
    pub(super) fn receipts_of_fact(&self, fact: FactId) -> Result<Vec<ReceiptView>, Fault> {
        let entries = self.history(fact)?;
        entries
            .into_iter()
            .map(|entry| {
                Ok(ReceiptView {
                    field: entry.field,
                    receipt: self.held_receipt(&entry.change)?,
                    change: entry.change,
                    state: entry.state,
                })
            })
            .collect()
    }

    fn held_receipt(&self, change: &ChangeHash) -> Result<Option<HeldReceipt>, Fault> {
        let Some(row) = self.store.read(|reading| reading.receipt_of(change))? else {
            return Ok(None);
        };
        let signed = Signed::from_bytes(&row.signed)?;
        let receipt: Receipt = signed.read()?;
        let place = row.changes.iter().position(|known| known == change);
        let genuine = signed.open::<Receipt>(&self.me.hub_key).is_ok();
        Ok(Some(HeldReceipt {
            verifies: genuine && receipt.covers(&row.changes) && place.is_some(),
            counts: receipt
                .held_among(&row.changes)
                .filter(|_| place.is_some())
                .map(|held| !held.contains(change)),
            place: place.map_or(0, |place| u32::try_from(place + 1).unwrap_or(u32::MAX)),
            at: receipt.at,
            epoch: receipt.epoch,
            device: receipt.device,
            digest: receipt.digest,
            count: receipt.count,
        }))
    }

    /// The receipt for what a page passes on. One that does not fit proves nothing and is not kept; the facts in
    /// the page prove themselves.
    pub(super) fn page_receipt(&self, page: &OrgPage) -> Option<(Signed, Receipt, Vec<ChangeHash>)> {
        let signed = page.receipt.clone()?;
        let passed = page.docs.iter().flat_map(|doc| &doc.changes);
        let changes: Vec<ChangeHash> = passed.map(|bytes| crate::journal::hash_of(bytes)).collect();
        let receipt: Receipt = signed.open(&self.me.hub_key).ok()?;
        receipt.covers(&changes).then_some((signed, receipt, changes))
    }
}

/// Keeps a receipt that somebody brought back: what it is for has reached the hub, and counts there when
/// the hub says so. A receipt from before the hub was put back to a copy proves what was, and moves nothing: the
/// copy may have forgotten it.
pub(super) fn keep_brought_receipt(
    writing: &Writing<'_>,
    signed: &Signed,
    receipt: &Receipt,
    changes: &[ChangeHash],
) -> Result<bool, Fault> {
    let at_ms = receipt.at.utc_ms;
    let tied = writing.add_receipt(at_ms, &signed.to_bytes(), changes, ProofOf::Unproven)?;
    let held = receipt.held_among(changes);
    for change in changes {
        if is_of_another_epoch(writing, change, &receipt.epoch)? {
            continue;
        }
        let state = match held.as_ref().map(|held| held.contains(change)) {
            Some(false) => ChangeState::Accepted,
            Some(true) => ChangeState::Held,
            None => ChangeState::Received,
        };
        writing.arrive(change, state)?;
    }
    Ok(tied > 0)
}

/// Whether the book follows the change's organisation in another epoch of the hub, or where it is of none that the book
/// follows, all that it follows.
fn is_of_another_epoch(writing: &Writing<'_>, change: &ChangeHash, epoch: &[u8; 16]) -> Result<bool, Fault> {
    let reading = writing.reading();
    let mut known = match reading.document_of(change)? {
        Some((doc, _)) => vec![reading.follow(doc.org)?.unwrap_or_default().epoch],
        None => reading.epochs()?,
    };
    known.retain(|known| *known != FollowRow::default().epoch);
    Ok(!known.is_empty() && !known.contains(epoch))
}

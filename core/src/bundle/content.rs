use minicbor::{Decode, Encode};

use crate::identity::{PublicKey, Receipt, Signed, Statement};
use crate::model::{ChangeHash, DeviceId, DocId, Moment};
use crate::sync::DocChanges;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Purpose {
    /// A lot's whole story for an auditor: every document from its first change.
    #[n(0)]
    Evidence,
    /// Changes on their way to the hub or to another phone; what they build on may be elsewhere.
    #[n(1)]
    HandOver,
    /// Receipts on their way back.
    #[n(2)]
    Receipts,
    /// Changes that were not let in, for someone to look at.
    #[n(3)]
    Quarantine,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Content {
    /// What it is for.
    #[n(1)]
    pub purpose: Purpose,
    /// Changes by document, each after those it builds on, with their authors' signatures. In evidence the
    /// lot comes first.
    #[n(2)]
    pub docs: Vec<DocChanges>,
    /// The certificates of every author and of the exporter.
    #[n(3)]
    pub certificates: Vec<Signed>,
    /// Receipts with the lists they cover.
    #[n(4)]
    pub receipts: Vec<ListedReceipt>,
    /// Leases of the stamps in the documents.
    #[n(5)]
    pub leases: Vec<Signed>,
    /// The hub's verdicts on the claims in the documents.
    #[n(6)]
    pub verdicts: Vec<Signed>,
    /// Changes that were not let in.
    #[n(7)]
    pub aside: Vec<SetAside>,
}

impl Content {
    /// An empty file.
    pub fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            docs: Vec::new(),
            certificates: Vec::new(),
            receipts: Vec::new(),
            leases: Vec::new(),
            verdicts: Vec::new(),
            aside: Vec::new(),
        }
    }
}

/// A receipt and the hashes it is for: the receipt itself carries only their digest.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ListedReceipt {
    /// As the hub signed it.
    #[n(0)]
    pub receipt: Signed,
    /// The hashes, one after another.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub hashes: Vec<u8>,
}

impl ListedReceipt {
    /// A receipt with its list.
    pub fn new(receipt: Signed, changes: &[ChangeHash]) -> Self {
        Self {
            receipt,
            hashes: changes.iter().flat_map(|change| change.0).collect(),
        }
    }

    /// The receipt and its list, when the hub signed it for exactly this list.
    pub fn open(&self, hub: &PublicKey) -> Option<(Receipt, Vec<ChangeHash>)> {
        let receipt: Receipt = self.receipt.open(hub).ok()?;
        let hashes = self.hashes.chunks(32).map(ChangeHash::from_slice);
        let changes = hashes.collect::<Result<Vec<_>, _>>().ok()?;
        receipt.covers(&changes).then_some((receipt, changes))
    }
}

/// A change that was not let in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SetAside {
    /// The document it was meant for.
    #[n(0)]
    pub doc: DocId,
    /// Why; the text is `refusal.<reason>`.
    #[n(1)]
    pub reason: String,
    /// When it was set aside, milliseconds since 1970.
    #[n(2)]
    pub at_ms: i64,
    /// Its bytes, as they came; empty when they were too large to keep.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

/// What the exporter says is in the file. Without it, cutting off the newest change and its signature would
/// leave a shorter story that still proves itself.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Manifest {
    /// Who made the file.
    #[n(1)]
    pub device: DeviceId,
    /// The key that signs.
    #[n(2)]
    pub key: PublicKey,
    /// When, by that device's clock.
    #[n(3)]
    pub at: Moment,
    /// Each document in the order of the file.
    #[n(4)]
    pub docs: Vec<DocumentSum>,
    /// SHA-256 of the content's bytes.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub content: [u8; 32],
}

impl Statement for Manifest {
    const CONTEXT: &'static str = "fieldbook bundle 1";
}

/// One document in a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DocumentSum {
    /// Which.
    #[n(0)]
    pub doc: DocId,
    /// How many changes.
    #[n(1)]
    pub count: u32,
    /// SHA-256 over their hashes, in order.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub digest: [u8; 32],
}

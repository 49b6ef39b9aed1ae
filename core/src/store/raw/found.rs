use std::collections::BTreeMap;

use super::record::Value;
use crate::model::{ChangeHash, DocRef, PersonId};
use crate::store::documents::doc_ref;
use crate::store::{PortraitRow, SignatureRow};

/// A change as its row told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundChange {
    /// The row number of its document.
    pub document: i64,
    /// Its place among all changes.
    pub n: i64,
    /// The public key of its device, as the row says.
    pub author: [u8; 32],
    /// Its bytes, unless they are in a snapshot only.
    pub bytes: Option<Vec<u8>>,
    /// The receipt's row and its place there, in a book of 0.1.
    pub receipt: Option<(i64, i64)>,
}

/// What was recognised in the remains of one file. Nothing here has been checked.
#[derive(Debug, Default)]
pub struct Found {
    /// Documents by row number, with their heads.
    pub documents: BTreeMap<i64, (DocRef, Vec<ChangeHash>)>,
    /// Changes by hash.
    pub changes: BTreeMap<[u8; 32], FoundChange>,
    /// Snapshots.
    pub snapshots: Vec<Vec<u8>>,
    /// Receipts by row number, as the hub signed them, with the hashes they are for; none in a book of 0.1.
    pub receipts: BTreeMap<i64, (Vec<u8>, Vec<ChangeHash>)>,
    /// Certificates, as the hub signed them.
    pub certificates: Vec<Vec<u8>>,
    /// Signatures of devices.
    pub signatures: Vec<SignatureRow>,
    /// What the book remembered once.
    pub meta: BTreeMap<String, Vec<u8>>,
    /// Changes that were not let in.
    pub quarantine: Vec<FoundAside>,
    /// People's faces; none where it was taken away.
    pub portraits: Vec<PortraitRow>,
}

/// A change that was not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAside {
    /// The digest of its bytes.
    pub hash: [u8; 32],
    /// Its document's id.
    pub doc: [u8; 16],
    /// Why.
    pub reason: String,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The signatures that came with it, encoded.
    pub signatures: Vec<u8>,
}

fn fixed<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

/// Automerge's magic number, at the front of changes and snapshots.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// What every JPEG begins with.
const JPEG: [u8; 3] = [0xff, 0xd8, 0xff];

impl Found {
    /// Recognises a row by its shape; `row` is its number, where the table has them. Tables may have grown
    /// columns at their end.
    pub(super) fn take(&mut self, row: i64, record: &[Value]) {
        use Value::{Blob, Int, Null, Text};
        match record {
            [
                Null,
                Int(document),
                Blob(hash),
                Blob(actor),
                Int(_),
                Int(_),
                Blob(author),
                Int(_),
                bytes,
                Int(_),
                Int(_),
                Text(_) | Null,
                receipt,
                more @ ..,
            ] if actor.len() == 16 => {
                // Books of 0.1 kept the place beside the change, later ones keep lists with receipts.
                let receipt = match (receipt, more.first()) {
                    (Int(receipt), Some(Int(place))) => Some((*receipt, *place)),
                    _ => None,
                };
                let bytes = match bytes {
                    Blob(bytes) => Some(bytes.clone()),
                    _ => None,
                };
                if let (Some(hash), Some(author)) = (fixed(hash), fixed(author)) {
                    let change = FoundChange {
                        document: *document,
                        n: row,
                        author,
                        bytes,
                        receipt,
                    };
                    self.take_change(hash, change);
                }
            }
            [
                Null,
                Blob(id),
                Int(kind),
                Blob(org),
                Blob(heads),
                Int(_),
                Int(_),
                Int(_),
                ..,
            ] if heads.len() % 32 == 0 => {
                self.take_document(row, id, *kind, org, heads);
            }
            [Null, Blob(snapshot)] if snapshot.starts_with(&MAGIC) => self.snapshots.push(snapshot.clone()),
            [
                Null,
                Blob(hash),
                Blob(doc),
                Text(reason),
                Int(at_ms),
                Blob(bytes),
                more @ ..,
            ] => {
                let signatures = match more {
                    [_, _, Blob(signatures), ..] => signatures.clone(),
                    _ => Vec::new(),
                };
                if let (Some(hash), Some(doc)) = (fixed(hash), fixed(doc)) {
                    self.quarantine.push(FoundAside {
                        hash,
                        doc,
                        reason: reason.clone(),
                        at_ms: *at_ms,
                        bytes: bytes.clone(),
                        signatures,
                    });
                }
            }
            [Null, Int(_), Blob(signed)] => {
                self.receipts.insert(row, (signed.clone(), Vec::new()));
            }
            [Null, Int(_), Blob(signed), Blob(hashes)] => {
                let hashes = hashes.chunks(32).filter_map(fixed).map(ChangeHash);
                self.receipts.insert(row, (signed.clone(), hashes.collect()));
            }
            [Text(key), Blob(value)] => {
                self.meta.insert(key.clone(), value.clone());
            }
            [Blob(key), Blob(device), Blob(signed), ..] if key.len() == 32 && device.len() == 16 => {
                self.certificates.push(signed.clone());
            }
            [Int(_), Blob(_), Blob(key), Blob(change), Blob(signature)]
            | [Int(_), Blob(key), Blob(change), Blob(signature)] => {
                if let (Some(key), Some(change), Some(signature)) =
                    (fixed(key), fixed(change), fixed(signature))
                {
                    self.signatures.push((key, change, signature));
                }
            }
            _ => self.take_portrait(record),
        }
    }

    /// A change may be found in several states; the one that tells most counts.
    fn take_change(&mut self, hash: [u8; 32], change: FoundChange) {
        let known = self.changes.entry(hash).or_insert_with(|| change.clone());
        known.bytes = known.bytes.take().or(change.bytes);
        known.receipt = known.receipt.or(change.receipt);
    }

    fn take_portrait(&mut self, record: &[Value]) {
        let (person, n, jpeg) = match record {
            [Value::Blob(person), Value::Int(n), Value::Null] => (person, *n, None),
            [Value::Blob(person), Value::Int(n), Value::Blob(jpeg)] if jpeg.starts_with(&JPEG) => {
                (person, *n, Some(jpeg.clone()))
            }
            _ => return,
        };
        if let Ok(person) = PersonId::from_slice(person) {
            self.portraits.push(PortraitRow { person, n, jpeg });
        }
    }

    fn take_document(&mut self, row: i64, id: &[u8], kind: i64, org: &[u8], heads: &[u8]) {
        if let (Some(id), Some(org)) = (fixed(id), fixed(org))
            && let Ok(doc) = doc_ref(id, kind, org)
        {
            let heads = heads.chunks(32).filter_map(fixed).map(ChangeHash);
            self.documents.insert(row, (doc, heads.collect()));
        }
    }
}

use std::collections::BTreeMap;

use fieldbook_core::identity::{ChangeSignature, PublicKey, Signed};
use fieldbook_core::journal::ActorId;
use fieldbook_core::model::OrgId;
use fieldbook_core::sync::{DocChanges, OrgPage};

use crate::error::Result;
use crate::store::{Logged, Tables};

/// What a change costs on the wire beside its bytes: a CBOR head and its share of the document's.
const CHANGE_OVERHEAD: usize = 8;
/// A hash with its CBOR head.
const HASH_BYTES: usize = 34;
/// A signature with its key and hash: 64 + 32 + 32 bytes and heads.
pub(super) const SIGNATURE_BYTES: usize = 136;

/// A page being put together: changes by document, and the newest signature of each actor among them.
pub(super) struct Gathered {
    /// Whose own changes are left out.
    reader: Option<PublicKey>,
    pub(super) page: OrgPage,
    docs: BTreeMap<i64, DocPart>,
    order: Vec<i64>,
}

#[derive(Default)]
struct DocPart {
    changes: Vec<Vec<u8>>,
    signatures: BTreeMap<ActorId, ChangeSignature>,
}

impl Gathered {
    pub(super) fn new(org: OrgId, after: u64, reader: Option<PublicKey>) -> Self {
        Self {
            reader,
            page: OrgPage {
                org,
                next: after,
                more: false,
                certificates: Vec::new(),
                leases: Vec::new(),
                verdicts: Vec::new(),
                docs: Vec::new(),
                begin: None,
                released: Vec::new(),
                refused: Vec::new(),
            },
            docs: BTreeMap::new(),
            order: Vec::new(),
        }
    }

    fn is_own(&self, logged: &Logged) -> bool {
        matches!(logged, Logged::Change { author, .. } if Some(*author) == self.reader)
    }

    /// Bytes an entry adds, before deflating.
    pub(super) fn cost(&self, logged: &Logged) -> usize {
        match logged {
            Logged::Change { was_held, .. } if self.is_own(logged) => usize::from(*was_held) * HASH_BYTES,
            Logged::Refusal(_) => HASH_BYTES,
            Logged::Change { bytes, .. } => bytes.len() + CHANGE_OVERHEAD,
            Logged::Certificate(signed) | Logged::Lease(signed) | Logged::Verdict(signed) => {
                statement_bytes(signed)
            }
        }
    }

    pub(super) fn keep(&mut self, logged: Logged) {
        let own = self.is_own(&logged);
        match logged {
            // Its device has it; what it may not know is that it counts now.
            Logged::Change { hash, was_held, .. } if own => {
                self.page.released.extend(was_held.then_some(hash))
            }
            Logged::Refusal(hash) => self.page.refused.push(hash),
            Logged::Change {
                doc,
                hash,
                actor,
                author,
                bytes,
                signature,
                was_held: _,
            } => {
                if !self.docs.contains_key(&doc) {
                    self.order.push(doc);
                }
                let part = self.docs.entry(doc).or_default();
                part.changes.push(bytes);
                if let Some(signature) = signature {
                    let signed = ChangeSignature {
                        key: author,
                        change: hash,
                        signature,
                    };
                    part.signatures.insert(actor, signed);
                }
            }
            Logged::Certificate(signed) => self.page.certificates.push(signed),
            Logged::Lease(signed) => self.page.leases.push(signed),
            Logged::Verdict(signed) => self.page.verdicts.push(signed),
        }
    }

    pub(super) fn finish(mut self, tables: &Tables) -> Result<OrgPage> {
        for n in self.order {
            let part = self.docs.remove(&n).unwrap_or_default();
            self.page.docs.push(DocChanges {
                doc: tables.doc_at(n)?,
                changes: part.changes.into_iter().map(Into::into).collect(),
                signatures: part.signatures.into_values().collect(),
            });
        }
        Ok(self.page)
    }
}

pub(super) fn statement_bytes(signed: &Signed) -> usize {
    signed.body.len() + 72
}

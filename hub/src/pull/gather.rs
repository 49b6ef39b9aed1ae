use std::collections::{BTreeMap, HashSet};

use fieldbook_core::identity::{ChangeSignature, PublicKey, Signed};
use fieldbook_core::journal::ActorId;
use fieldbook_core::model::{ChangeHash, OrgId};
use fieldbook_core::sync::{DocChanges, OrgPage};

use crate::error::Result;
use crate::store::{Logged, Tables};

/// What a change costs on the wire beside its bytes: a CBOR head and its share of the document's.
const CHANGE_OVERHEAD: usize = 8;
/// A hash with its CBOR head.
const HASH_BYTES: usize = 34;
/// A signature with its key and hash: 64 + 32 + 32 bytes and heads.
pub(super) const SIGNATURE_BYTES: usize = 136;

/// The device that pulls, and which of its own changes it has: all, or only those it has just pushed.
#[derive(Clone)]
pub(super) struct Reader {
    pub(super) key: PublicKey,
    pub(super) wants_own: bool,
    pub(super) pushed: HashSet<ChangeHash>,
}

/// A page being put together: changes by document, and the newest signature of each actor among them.
pub(super) struct Gathered<'r> {
    reader: &'r Reader,
    pub(super) page: OrgPage,
    docs: BTreeMap<i64, DocPart>,
    order: Vec<i64>,
}

#[derive(Default)]
struct DocPart {
    changes: Vec<Vec<u8>>,
    signatures: BTreeMap<ActorId, ChangeSignature>,
}

impl<'r> Gathered<'r> {
    pub(super) fn new(org: OrgId, after: u64, reader: &'r Reader) -> Self {
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
                receipt: None,
                begin: None,
                released: Vec::new(),
                refused: Vec::new(),
                revocations: Vec::new(),
                lists: Vec::new(),
            },
            docs: BTreeMap::new(),
            order: Vec::new(),
        }
    }

    /// What the device has: a page passes over it.
    fn is_there(&self, logged: &Logged) -> bool {
        let reader = self.reader;
        matches!(logged, Logged::Change { author, hash, .. }
            if *author == reader.key && (!reader.wants_own || reader.pushed.contains(hash)))
    }

    /// Bytes an entry adds, before deflating.
    pub(super) fn cost(&self, logged: &Logged) -> usize {
        match logged {
            Logged::Change { was_held, .. } if self.is_there(logged) => usize::from(*was_held) * HASH_BYTES,
            Logged::Refusal(_) => HASH_BYTES,
            Logged::Change { bytes, .. } => bytes.len() + CHANGE_OVERHEAD,
            Logged::Certificate(signed)
            | Logged::Lease(signed)
            | Logged::List(signed)
            | Logged::Verdict(signed)
            | Logged::Revocation(signed) => statement_bytes(signed),
        }
    }

    pub(super) fn keep(&mut self, logged: Logged) {
        let there = self.is_there(&logged);
        match logged {
            // Its device has it; what it may not know is that it counts now.
            Logged::Change { hash, was_held, .. } if there => {
                self.page.released.extend(was_held.then_some(hash));
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
            Logged::List(signed) => self.page.lists.push(signed),
            Logged::Verdict(signed) => self.page.verdicts.push(signed),
            Logged::Revocation(signed) => self.page.revocations.push(signed),
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

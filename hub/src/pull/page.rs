use std::collections::BTreeMap;

use fieldbook_core::identity::{ChangeSignature, PublicKey, Signed};
use fieldbook_core::journal::ActorId;
use fieldbook_core::model::OrgId;
use fieldbook_core::sync::{DocChanges, OrgPage};

use crate::error::Result;
use crate::store::{EntryRow, Logged, Tables};

/// What a change costs on the wire beside its bytes: a CBOR head and its share of the document's.
const CHANGE_OVERHEAD: usize = 8;
/// A hash with its CBOR head.
const HASH_BYTES: usize = 34;
/// A signature with its key and hash: 64 + 32 + 32 bytes and heads.
const SIGNATURE_BYTES: usize = 136;

/// A page being filled. Entries wait until their group ends: a page may only end where every change in it
/// is covered by a signature in it.
struct Filling {
    reader: PublicKey,
    budget: usize,
    used: usize,
    waiting: Vec<EntryRow>,
    waiting_bytes: usize,
    page: OrgPage,
    docs: BTreeMap<i64, DocPart>,
    order: Vec<i64>,
}

/// The changes of one document in a page, and the newest signature of each actor among them.
#[derive(Default)]
struct DocPart {
    changes: Vec<Vec<u8>>,
    signatures: BTreeMap<ActorId, ChangeSignature>,
}

/// A page of an organisation's log behind `after`, for a device: about `budget` bytes, or one group if that
/// is larger. The device's own changes are left out, the cursor passes over them.
pub(super) fn page(
    tables: &Tables,
    org: OrgId,
    after: u64,
    reader: PublicKey,
    budget: usize,
) -> Result<OrgPage> {
    let mut filling = Filling {
        reader,
        budget,
        used: 0,
        waiting: Vec::new(),
        waiting_bytes: 0,
        page: OrgPage {
            org,
            next: after,
            more: false,
            certificates: Vec::new(),
            leases: Vec::new(),
            verdicts: Vec::new(),
            docs: Vec::new(),
            released: Vec::new(),
            refused: Vec::new(),
        },
        docs: BTreeMap::new(),
        order: Vec::new(),
    };
    tables.walk_log(org, after, |entry| Ok(filling.take(entry)))?;
    filling.finish(tables)
}

impl Filling {
    /// Takes one entry; `false` when the page is full.
    fn take(&mut self, entry: EntryRow) -> bool {
        let ends = entry.group_end;
        self.waiting_bytes += self.cost(&entry.logged);
        self.waiting.push(entry);
        if !ends {
            return true;
        }
        if self.used > 0 && self.used + self.waiting_bytes > self.budget {
            self.page.more = true;
            return false;
        }
        self.used += std::mem::take(&mut self.waiting_bytes);
        for entry in std::mem::take(&mut self.waiting) {
            self.page.next = entry.seq;
            self.keep(entry.logged);
        }
        true
    }

    fn cost(&self, logged: &Logged) -> usize {
        match logged {
            Logged::Change { author, was_held, .. } if *author == self.reader => {
                if *was_held {
                    HASH_BYTES
                } else {
                    0
                }
            }
            Logged::Refusal(_) => HASH_BYTES,
            Logged::Change { bytes, signature, .. } => {
                bytes.len() + CHANGE_OVERHEAD + signature.map_or(0, |_| SIGNATURE_BYTES)
            }
            Logged::Certificate(signed) | Logged::Lease(signed) | Logged::Verdict(signed) => {
                statement_bytes(signed)
            }
        }
    }

    fn keep(&mut self, logged: Logged) {
        match logged {
            Logged::Change {
                author,
                hash,
                was_held,
                ..
            } if author == self.reader => self.page.released.extend(was_held.then_some(hash)),
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

    fn finish(mut self, tables: &Tables) -> Result<OrgPage> {
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

fn statement_bytes(signed: &Signed) -> usize {
    signed.body.len() + 72
}

use std::collections::BTreeMap;

use super::book::Book;
use super::error::Fault;
use super::receive::REFUSED_BY_STAFF;
use crate::identity::{ChangeSignature, PublicKey, Signature, sign_change};
use crate::model::{ChangeHash, DocRef};
use crate::store::OutboxChange;
use crate::sync::DocChanges;

/// What one exchange hands over: the changes by document, and their hashes in the same order.
pub(super) struct Push {
    pub(super) docs: Vec<DocChanges>,
    pub(super) hashes: Vec<ChangeHash>,
}

impl Push {
    /// Bytes of its changes.
    pub(super) fn bytes(&self) -> usize {
        let changes = self.docs.iter().flat_map(|doc| &doc.changes);
        changes.map(|change| change.len()).sum()
    }
}

/// Refusals that time can cure: a membership given back, a change that has arrived since, a signature over
/// a newer change that was itself refused, an update of the hub. They are offered once more at the start of each sync.
const CURABLE: [&str; 4] = ["not_allowed", "unknown_dependency", "unsigned", "newer_app"];

/// When all refused changes were last offered again.
const OFFERED_ALL: &str = "offered_all_ms";
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

impl Book {
    /// Offers refused changes again whose reason may have passed, and once a day all but those that people have
    /// refused, for a hub may have been wrong: a refusal must never need a new entry.
    pub(super) fn offer_refused_again(&self) -> Result<(), Fault> {
        let now_ms = self.now().utc_ms;
        Ok(self.store.write(|writing| {
            let last = writing.reading().meta(OFFERED_ALL)?;
            let last = last.and_then(|last| last.try_into().ok()).map(i64::from_be_bytes);
            if last.is_none_or(|last| now_ms.abs_diff(last) >= DAY_MS) {
                writing.set_meta(OFFERED_ALL, &now_ms.to_be_bytes())?;
                if last.is_some() {
                    return writing.offer_all_again(REFUSED_BY_STAFF);
                }
            }
            writing.offer_again(&CURABLE)
        })?)
    }

    /// Groups outbox changes by document and signs this device's newest of each: one signature covers all
    /// earlier ones. Changes carried for others go with their authors' own signatures.
    pub(super) fn sign_push(&self, outbox: &[OutboxChange]) -> Result<Push, Fault> {
        let mut by_doc: BTreeMap<DocRef, Vec<&OutboxChange>> = BTreeMap::new();
        for change in outbox {
            by_doc.entry(change.doc).or_default().push(change);
        }
        let mut push = Push {
            docs: Vec::new(),
            hashes: Vec::new(),
        };
        for (doc, changes) in by_doc {
            push.hashes.extend(changes.iter().map(|change| change.hash));
            push.docs.push(DocChanges {
                doc,
                signatures: self.signatures_for(doc, &changes)?,
                changes: changes.iter().map(|change| change.bytes.clone().into()).collect(),
            });
        }
        Ok(push)
    }

    fn signatures_for(&self, doc: DocRef, changes: &[&OutboxChange]) -> Result<Vec<ChangeSignature>, Fault> {
        let own_key = self.me.author.key;
        let stored = self.store.read(|reading| reading.signatures(doc.id))?;
        let carried = stored
            .into_iter()
            .filter(|(key, _, _)| *key != own_key && changes.iter().any(|change| change.author == *key))
            .map(|(key, change, signature)| ChangeSignature {
                key: PublicKey(key),
                change: ChangeHash(change),
                signature: Signature(signature),
            });
        let mut own_newest: BTreeMap<[u8; 16], ChangeHash> = BTreeMap::new();
        for change in changes.iter().filter(|change| change.author == own_key) {
            own_newest.insert(change.actor, change.hash);
        }
        let own = own_newest.into_values();
        let own = own.map(|change| sign_change(&self.me.key, doc.id, change));
        Ok(own.chain(carried).collect())
    }
}

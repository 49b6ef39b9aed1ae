use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::error::Fault;
use super::receive::REFUSED_BY_STAFF;
use crate::identity::{ChangeSignature, PublicKey, Signature, sign_change};
use crate::journal::deps_of;
use crate::model::{ChangeHash, DocRef};
use crate::store::{ChangeState, OutboxChange, RefusedRow, SignatureRow};
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

/// Bytes of a chain that go under one signature: the largest page the hub gives.
const SIGN_EVERY: usize = 256 * 1024;

/// Refusals that time can cure: a membership given back, a change that has arrived since, a signature over
/// a newer change that was itself refused, an update of the hub. They are offered once more at the start of each sync.
const CURABLE: [&str; 4] = ["not_allowed", UNKNOWN_DEPENDENCY, "unsigned", "newer_app"];
const UNKNOWN_DEPENDENCY: &str = "unknown_dependency";

/// A number that no request bore before.
pub(super) fn fresh() -> Result<u64, Fault> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| Fault::Unexpected(error.to_string()))?;
    Ok(u64::from_be_bytes(bytes))
}

/// Whether the hub may take a change later that it refused with this code.
pub(super) fn may_pass_later(code: &str) -> bool {
    CURABLE.contains(&code) || code == REFUSED_BY_STAFF
}

/// A signature as it is kept.
pub(super) fn signature_of((key, change, signature): &SignatureRow) -> ChangeSignature {
    ChangeSignature {
        key: PublicKey(*key),
        change: ChangeHash(*change),
        signature: Signature(*signature),
    }
}

/// When all refused changes were last offered again.
const OFFERED_ALL: &str = "offered_all_ms";
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

impl Book {
    /// Offers refused changes again whose reason may have passed, and once a day all but those that people have
    /// refused, for a hub may have been wrong: a refusal must never need a new entry.
    pub(super) fn offer_refused_again(&self) -> Result<(), Fault> {
        let now_ms = self.now().utc_ms;
        let all = self.store.write(|writing| {
            let last = writing.reading().meta(OFFERED_ALL)?;
            let last = last.and_then(|last| last.try_into().ok()).map(i64::from_be_bytes);
            if last.is_none_or(|last| now_ms.abs_diff(last) >= DAY_MS) {
                writing.set_meta(OFFERED_ALL, &now_ms.to_be_bytes())?;
                if last.is_some() {
                    // A refusal is not signed: somebody in between may have said it.
                    writing.present_refused_again()?;
                    writing.offer_all_again(REFUSED_BY_STAFF)?;
                    return Ok(true);
                }
            }
            let stuck = stuck(&writing.reading().refused_for(UNKNOWN_DEPENDENCY)?);
            writing.offer_again(&CURABLE)?;
            for hash in &stuck {
                writing.set_state(hash, ChangeState::Refused, Some(UNKNOWN_DEPENDENCY))?;
            }
            Ok::<_, Fault>(false)
        })?;
        if all { self.reload_people() } else { Ok(()) }
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
            .iter()
            .filter(|(key, _, _)| *key != own_key && changes.iter().any(|change| change.author == *key))
            .map(signature_of);
        let own = to_sign(changes.iter().filter(|change| change.author == own_key));
        let own = own
            .into_iter()
            .map(|change| sign_change(&self.me.key, doc.id, change));
        Ok(own.chain(carried).collect())
    }
}

/// What builds on a change that stays refused waits with it: offered alone it would be refused at every sync. So it
/// was with what a carrier held of a copied book, once its author had written it again elsewhere.
fn stuck(refused: &[RefusedRow]) -> BTreeSet<ChangeHash> {
    let (mut staying, mut stuck) = (BTreeSet::new(), BTreeSet::new());
    for row in refused {
        let deps = row.bytes.as_deref().and_then(deps_of).unwrap_or_default();
        if deps.iter().any(|dep| staying.contains(dep)) {
            staying.insert(row.hash);
            stuck.insert(row.hash);
        } else if !CURABLE.contains(&row.reason.as_str()) {
            staying.insert(row.hash);
        }
    }
    stuck
}

/// The newest change of each chain, and along a long one further ones: a page of the hub ends at a signature,
/// and what is longer than [`crate::sync::UNCUT_BYTES_MAX`] without one it refuses.
fn to_sign<'c>(changes: impl Iterator<Item = &'c &'c OutboxChange>) -> Vec<ChangeHash> {
    let mut signed = Vec::new();
    let mut waiting: BTreeMap<[u8; 16], (ChangeHash, usize)> = BTreeMap::new();
    for change in changes {
        let (newest, bytes) = waiting.entry(change.actor).or_insert((change.hash, 0));
        *newest = change.hash;
        *bytes += change.bytes.len();
        if *bytes >= SIGN_EVERY {
            signed.push(change.hash);
            waiting.remove(&change.actor);
        }
    }
    signed.extend(waiting.into_values().map(|(newest, _)| newest));
    signed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DocKind, OrgId};
    use crate::sync::UNCUT_BYTES_MAX;

    /// All that has been refused, as (change, what it builds on, why).
    fn stuck_of(refused: &[(u8, u8, &str)]) -> Vec<ChangeHash> {
        let rows: Vec<RefusedRow> = refused
            .iter()
            .map(|(hash, dep, reason)| RefusedRow {
                hash: ChangeHash([*hash; 32]),
                reason: (*reason).to_owned(),
                // Magic and checksum, type, length, and the one dependency.
                bytes: Some([&[0; 8], &[1, 34, 1][..], &[*dep; 32]].concat()),
            })
            .collect();
        stuck(&rows).into_iter().collect()
    }

    #[test]
    fn what_builds_on_a_refused_change_waits_until_that_one_is_offered() {
        let waits = UNKNOWN_DEPENDENCY;
        let chain = |first| [(1, 0, first), (2, 1, waits), (3, 2, waits), (4, 9, waits)];
        assert_eq!(
            stuck_of(&chain("forked")),
            [ChangeHash([2; 32]), ChangeHash([3; 32])]
        );
        // What time can cure is offered with all that builds on it.
        assert_eq!(stuck_of(&chain("not_allowed")), []);
        // A change that has arrived since is no longer among the refused.
        assert_eq!(stuck_of(&chain(waits)[1..]), []);
    }

    /// Nothing between two signatures is as long as a hub would refuse.
    #[test]
    fn a_long_chain_is_signed_along_the_way_and_at_its_end() {
        let doc = DocRef::fresh(DocKind::Season, OrgId::fresh());
        let change = |n: u8| OutboxChange {
            n: i64::from(n),
            doc,
            hash: ChangeHash([n; 32]),
            actor: [n % 2; 16],
            author: [1; 32],
            bytes: vec![0; 30_000],
        };
        let outbox: Vec<OutboxChange> = (0..200).map(change).collect();
        let by_row: Vec<&OutboxChange> = outbox.iter().collect();
        let signed = to_sign(by_row.iter());
        for actor in 0..2 {
            let mut run = 0;
            for change in outbox.iter().filter(|change| change.actor == [actor; 16]) {
                run += change.bytes.len();
                assert!(run < UNCUT_BYTES_MAX / 8, "{run}");
                if signed.contains(&change.hash) {
                    run = 0;
                }
            }
            assert_eq!(run, 0, "the newest is signed");
        }
        assert!(signed.len() < outbox.len() / 4);
        assert_eq!(
            to_sign(by_row.iter().take(3)),
            [ChangeHash([2; 32]), ChangeHash([1; 32])]
        );
    }
}

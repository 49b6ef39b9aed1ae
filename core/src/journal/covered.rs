use std::collections::{BTreeMap, BTreeSet};

use super::change::{ActorId, Change};
use crate::model::ChangeHash;

/// Which changes of a batch are covered by signatures that have been verified. `signed` holds the signing
/// key and the signed change; `author_of` knows the key of an actor whose first change came earlier.
///
/// A change names its actor's previous one among its dependencies, so a signature on one covers those
/// before it: the walk goes back along that chain, never sideways to another actor's changes.
pub fn covered(
    batch: &[Change],
    signed: &[([u8; 32], ChangeHash)],
    author_of: impl Fn(&ActorId) -> Option<[u8; 32]>,
) -> BTreeSet<ChangeHash> {
    let by_hash: BTreeMap<ChangeHash, &Change> = batch.iter().map(|change| (change.hash, change)).collect();
    let mut authors: BTreeMap<ActorId, [u8; 32]> = batch
        .iter()
        .filter_map(|change| Some((change.actor, change.author?)))
        .collect();
    for change in batch {
        // What is already known outranks what the batch says.
        if let Some(key) = author_of(&change.actor) {
            authors.insert(change.actor, key);
        }
    }
    let mut covered = BTreeSet::new();
    for (key, hash) in signed {
        let mut next = by_hash.get(hash).copied();
        while let Some(change) = next {
            if authors.get(&change.actor) != Some(key) || !covered.insert(change.hash) {
                break;
            }
            next = change
                .deps
                .iter()
                .filter_map(|dep| by_hash.get(dep).copied())
                .find(|earlier| earlier.actor == change.actor && earlier.seq + 1 == change.seq);
        }
    }
    covered
}

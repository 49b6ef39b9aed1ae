use std::collections::{BTreeMap, BTreeSet};

use super::actor::ActorId;
use super::change::Change;
use crate::model::ChangeHash;

/// Which changes of a batch are covered by signatures that have been verified. `signed` holds the signing
/// key and the signed change; `authors` the key of each actor, see [`authors`].
///
/// A change names its actor's previous one among its dependencies, so a signature on one covers those
/// before it: the walk goes back along that chain, never sideways to another actor's changes.
pub fn covered<'a>(
    batch: impl Iterator<Item = &'a Change>,
    signed: &[([u8; 32], ChangeHash)],
    authors: &BTreeMap<ActorId, [u8; 32]>,
) -> BTreeSet<ChangeHash> {
    let by_hash: BTreeMap<ChangeHash, &Change> = batch.map(|change| (change.hash, change)).collect();
    let mut covered = BTreeSet::new();
    for (key, hash) in signed {
        let mut next = by_hash.get(hash).copied();
        while let Some(change) = next {
            // A first change that names another key than its actor's would pass as that key's word.
            let own = change.author.is_none_or(|named| named == *key);
            if !own || authors.get(&change.actor) != Some(key) || !covered.insert(change.hash) {
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

/// The key of each actor in a batch: the one known from earlier (`author_of`), else the first that a change of the
/// batch names. What is already known outranks what the batch says, and of two claims in a batch the first counts.
pub fn authors<'a>(
    batch: impl Iterator<Item = &'a Change>,
    author_of: impl Fn(&ActorId) -> Option<[u8; 32]>,
) -> BTreeMap<ActorId, [u8; 32]> {
    let mut authors = BTreeMap::new();
    for change in batch {
        if let Some(key) = author_of(&change.actor).or(change.author) {
            authors.entry(change.actor).or_insert(key);
        }
    }
    authors
}

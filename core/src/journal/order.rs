use std::collections::BTreeMap;

use super::{Change, JournalError, Write, decode_fact};
use crate::model::{ChangeHash, FactId};

/// What the graph of hashes proves about when a fact was written. A change names the hashes of those it was
/// written after, and nobody can name a hash before it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The fact.
    pub fact: FactId,
    /// Its change.
    pub change: ChangeHash,
    /// The length of the longest chain of changes it follows: of two facts with the same depth, nothing is
    /// proven.
    pub depth: u32,
    /// Of all facts it provably follows, the one that says it was written last, and when, milliseconds since
    /// 1970 by the hub's clock as far as its device knew it.
    pub after: Option<(FactId, i64)>,
}

/// Of each fact that provably follows others, the one of them that says it was written last, and when it says so.
pub fn followed(order: impl IntoIterator<Item = Proven>) -> BTreeMap<FactId, (FactId, i64)> {
    let after = order.into_iter();
    after
        .filter_map(|proven| Some((proven.fact, proven.after?)))
        .collect()
}

/// A change's place in the graph, and the latest time any fact before or in it claims.
#[derive(Clone, Copy)]
struct Reached {
    depth: u32,
    latest: Option<(FactId, i64)>,
}

/// The proven order of a document's facts, from its changes, each after those it builds on. Facts of one
/// depth stand in the order of their hashes, so that it is the same everywhere.
pub fn proven_order<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Result<Vec<Proven>, JournalError> {
    let mut reached: BTreeMap<ChangeHash, Reached> = BTreeMap::new();
    let mut order = Vec::new();
    for change in changes {
        let before = change.deps.iter().filter_map(|dep| reached.get(dep));
        let mut here = Reached {
            depth: 0,
            latest: None,
        };
        for dep in before {
            here.depth = here.depth.max(dep.depth + 1);
            here.latest = later(here.latest, dep.latest);
        }
        for write in &change.writes {
            if let Write::Fact { id, bytes } = write {
                let claimed = decode_fact(bytes)?.recorded_at_hub().utc_ms;
                order.push(Proven {
                    fact: *id,
                    change: change.hash,
                    depth: here.depth,
                    after: here.latest,
                });
                here.latest = later(here.latest, Some((*id, claimed)));
            }
        }
        reached.insert(change.hash, here);
    }
    order.sort_by_key(|proven| (proven.depth, proven.change));
    Ok(order)
}

fn later(one: Option<(FactId, i64)>, other: Option<(FactId, i64)>) -> Option<(FactId, i64)> {
    one.into_iter().chain(other).max_by_key(|(id, at)| (*at, *id))
}

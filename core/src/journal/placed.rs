use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use super::actor::ActorId;
use super::change::{Change, OpId, Write};
use super::{Genesis, KnownChange, Ledger, Past};
use crate::model::{ChangeHash, FactId, RegisterKey};

/// A ledger in memory: the changes of one document let in so far, where no store holds them, as of a file.
#[derive(Debug)]
pub struct Placed {
    known: BTreeMap<ChangeHash, KnownChange>,
    newest: BTreeMap<ActorId, (ChangeHash, u64)>,
    facts: BTreeSet<FactId>,
    writes: BTreeSet<(OpId, RegisterKey)>,
    past: Past,
}

impl Placed {
    /// Of a document that holds its genesis alone.
    pub fn of(genesis: &Genesis) -> Self {
        Self {
            known: BTreeMap::new(),
            newest: BTreeMap::new(),
            facts: BTreeSet::new(),
            writes: BTreeSet::new(),
            past: Past::of(genesis),
        }
    }

    /// Lets a change in that [`super::check_links`] has found to fit. `false` when it builds on something that is
    /// elsewhere, so that nobody can say what it knew.
    pub fn add(&mut self, change: &Change) -> bool {
        let known = KnownChange::from(change);
        self.known.insert(change.hash, known);
        self.newest.insert(change.actor, (change.hash, change.seq));
        for write in &change.writes {
            match write {
                Write::Fact { id, .. } => drop(self.facts.insert(*id)),
                Write::Register { key, op, .. } => drop(self.writes.insert((*op, key.clone()))),
            }
        }
        self.past.add(change.hash, known, &change.deps)
    }

    /// Whether a change was let in.
    pub fn has(&self, hash: &ChangeHash) -> bool {
        self.known.contains_key(hash)
    }
}

impl Ledger for Placed {
    type Error = Infallible;

    fn known(&self, hash: &ChangeHash) -> Result<Option<KnownChange>, Infallible> {
        Ok(self.known.get(hash).copied())
    }

    fn newest_of(&self, actor: &ActorId) -> Result<Option<(ChangeHash, u64)>, Infallible> {
        Ok(self.newest.get(actor).copied())
    }

    fn has_fact(&self, id: FactId) -> Result<bool, Infallible> {
        Ok(self.facts.contains(&id))
    }

    fn wrote(&self, op: &OpId, key: &RegisterKey) -> Result<bool, Infallible> {
        Ok(self.writes.contains(&(*op, key.clone())))
    }

    fn knows(&self, changes: &[ChangeHash], op: &OpId) -> Result<bool, Infallible> {
        Ok(self.past.knows(changes, op).unwrap_or_default())
    }
}

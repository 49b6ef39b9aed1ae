use std::collections::HashMap;
use std::rc::Rc;

use super::Genesis;
use super::actor::ActorId;
use super::change::OpId;
use super::links::KnownChange;
use crate::model::ChangeHash;

/// What each change of a document knew of: whether it builds on another one, however far back, is looked up
/// and not walked. Each actor's changes stand in one chain, so that for every actor the newest number is enough.
#[derive(Debug)]
pub struct Past {
    genesis: ChangeHash,
    actors: HashMap<ActorId, usize>,
    changes: HashMap<ChangeHash, Known>,
}

#[derive(Debug)]
struct Known {
    actor: usize,
    max_op: u32,
    /// The newest operation of each other actor that it knew of, by the actor's place. Changes that follow
    /// nothing but their actor's last one share it.
    others: Rc<Vec<u32>>,
}

impl Past {
    /// Of a document that holds its genesis alone.
    pub fn of(genesis: &Genesis) -> Self {
        Self {
            genesis: genesis.hash,
            actors: HashMap::new(),
            changes: HashMap::new(),
        }
    }

    /// Adds a change behind those it builds on. `false`, and nothing added, when one of those is not here.
    pub fn add(&mut self, hash: ChangeHash, known: KnownChange, deps: &[ChangeHash]) -> bool {
        let next = self.actors.len();
        let actor = *self.actors.entry(known.actor).or_insert(next);
        let Some(others) = self.others(actor, deps) else {
            return false;
        };
        // No honest document reaches this number; beyond it nothing counts as known.
        let max_op = u32::try_from(known.max_op).unwrap_or(u32::MAX);
        let known = Known {
            actor,
            max_op,
            others,
        };
        self.changes.insert(hash, known);
        true
    }

    fn others(&self, actor: usize, deps: &[ChangeHash]) -> Option<Rc<Vec<u32>>> {
        let deps: Vec<&Known> = self.after_genesis(deps).collect::<Option<_>>()?;
        if let [only] = deps.as_slice()
            && only.actor == actor
        {
            return Some(Rc::clone(&only.others));
        }
        let mut others = Vec::new();
        for dep in deps {
            for (place, op) in dep.others.iter().enumerate() {
                raise(&mut others, place, *op);
            }
            raise(&mut others, dep.actor, dep.max_op);
        }
        Some(Rc::new(others))
    }

    fn after_genesis(&self, changes: &[ChangeHash]) -> impl Iterator<Item = Option<&Known>> {
        let after = changes.iter().filter(|change| **change != self.genesis);
        after.map(|change| self.changes.get(change))
    }

    /// Whether one of these changes wrote an operation or builds on the change that did; `None` when one of
    /// them is not here.
    pub fn knows(&self, deps: &[ChangeHash], op: &OpId) -> Option<bool> {
        let actor = self.actors.get(&op.actor);
        let mut knows = false;
        for dep in self.after_genesis(deps) {
            let dep = dep?;
            let newest = match actor {
                Some(actor) if *actor == dep.actor => Some(&dep.max_op),
                Some(actor) => dep.others.get(*actor),
                None => None,
            };
            knows |= newest.is_some_and(|newest| u64::from(*newest) >= op.counter);
        }
        Some(knows)
    }
}

fn raise(others: &mut Vec<u32>, place: usize, op: u32) {
    if others.len() <= place {
        others.resize(place + 1, 0);
    }
    if let Some(known) = others.get_mut(place) {
        *known = op.max(*known);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::genesis;
    use super::*;
    use crate::model::{DocId, DocKind, DocRef, OrgId};

    fn hash(n: usize) -> ChangeHash {
        ChangeHash([u8::try_from(n).unwrap() + 1; 32])
    }

    fn start() -> Genesis {
        genesis(DocRef {
            id: DocId(uuid::Uuid::from_u128(1)),
            kind: DocKind::Season,
            org: OrgId(uuid::Uuid::from_u128(2)),
        })
    }

    proptest! {
        /// Changes of a few actors on whatever came before: what is looked up is what a walk finds.
        #[test]
        fn what_a_change_knew_is_what_a_walk_finds(made in vec((0..4u8, vec(any::<prop::sample::Index>(), 0..3)), 1..40)) {
            let genesis = start();
            let mut past = Past::of(&genesis);
            let mut newest: HashMap<u8, usize> = HashMap::new();
            let mut before: Vec<BTreeSet<usize>> = Vec::new();
            let (mut ops, mut actors) = (Vec::new(), Vec::new());
            for (n, (actor, others)) in made.iter().enumerate() {
                let own = newest.insert(*actor, n);
                let mut deps: BTreeSet<usize> = others.iter().filter(|_| n > 0).map(|at| at.index(n)).collect();
                deps.extend(own);
                let reached = deps.iter().flat_map(|dep| before[*dep].iter().copied().chain([*dep])).collect();
                let max_op = deps.iter().map(|dep| ops[*dep]).max().unwrap_or(4) + 1;
                let known = KnownChange { actor: [*actor; 16], seq: 1, max_op };
                let named: Vec<ChangeHash> = deps.iter().map(|dep| hash(*dep)).chain([genesis.hash]).collect();
                prop_assert!(past.add(hash(n), known, &named));
                before.push(reached);
                ops.push(max_op);
                actors.push(*actor);
                for earlier in 0..n {
                    let op = OpId { counter: ops[earlier], actor: [actors[earlier]; 16] };
                    prop_assert_eq!(past.knows(&named, &op), Some(before[n].contains(&earlier)));
                }
            }
            prop_assert_eq!(past.knows(&[hash(200)], &OpId { counter: 1, actor: [0; 16] }), None);
        }
    }
}

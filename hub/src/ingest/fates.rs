use std::collections::HashMap;

use fieldbook_core::journal::{ActorId, Refusal};
use fieldbook_core::model::ChangeHash;

use super::hold::Hold;
use super::stretch::shorten;

/// What becomes of a pushed change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// Stored and counted.
    Accepted,
    /// Here already; when it does not count, why.
    Duplicate(Option<Hold>),
    /// Stored, and does not count.
    Held(Hold),
    /// Not stored.
    Refused(Refusal),
}

impl Fate {
    /// Whether the change is newly stored.
    pub(super) fn stays(&self) -> bool {
        matches!(self, Self::Accepted | Self::Held(_))
    }

    /// Whether another copy stands for the change.
    pub(super) fn is_duplicate(&self) -> bool {
        matches!(self, Self::Duplicate(_))
    }
}

/// A change that fits behind what is known, before its neighbours' fates are known.
pub(super) struct Fitting {
    pub(super) place: usize,
    pub(super) hash: ChangeHash,
    pub(super) actor: ActorId,
    pub(super) signed: bool,
    pub(super) bytes: usize,
    /// Dependencies inside the push, by their index among the fitting.
    pub(super) deps: Vec<usize>,
    pub(super) fate: Fate,
}

/// Settles fates until nothing moves and every stretch between two signatures is short enough to be passed on.
pub(super) fn settle(fitting: &mut [Fitting]) {
    spread(fitting);
    while shorten(fitting) {
        spread(fitting);
    }
}

/// Lets fates spread: what builds on a refused change is refused, what builds on a
/// held one is held, and a change stays only as long as a later change of its actor that is signed stays
/// with it. Otherwise those who pull could never check it.
fn spread(fitting: &mut [Fitting]) {
    let mut chains: HashMap<ActorId, Vec<usize>> = HashMap::new();
    for (index, change) in fitting.iter().enumerate() {
        chains.entry(change.actor).or_default().push(index);
    }
    loop {
        let mut moved = spread_to_dependents(fitting);
        for chain in chains.values() {
            moved |= cover(fitting, chain);
        }
        if !moved {
            break;
        }
    }
}

/// Dependencies come first in a push, so one pass carries a fate all the way.
fn spread_to_dependents(fitting: &mut [Fitting]) -> bool {
    let mut moved = false;
    for index in 0..fitting.len() {
        let (before, rest) = fitting.split_at_mut(index);
        let Some(change) = rest.first_mut() else { break };
        for dep in change.deps.iter().filter_map(|dep| before.get(*dep)) {
            match (&dep.fate, &change.fate) {
                (Fate::Refused(_), Fate::Accepted | Fate::Held(_)) => {
                    change.fate = Fate::Refused(Refusal::UnknownDependency(dep.hash));
                    moved = true;
                }
                (Fate::Held(_), Fate::Accepted) => {
                    change.fate = Fate::Held(Hold::DependsOnHeld);
                    moved = true;
                }
                _ => {}
            }
        }
    }
    moved
}

/// Walks an actor's chain from its newest change and takes down what no signed change stands over.
fn cover(fitting: &mut [Fitting], chain: &[usize]) -> bool {
    let (mut moved, mut covered, mut covered_openly) = (false, false, false);
    for index in chain.iter().rev() {
        let Some(change) = fitting.get_mut(*index) else {
            continue;
        };
        covered |= change.signed && change.fate.stays();
        covered_openly |= change.signed && change.fate == Fate::Accepted;
        if change.fate.stays() && !covered {
            change.fate = Fate::Refused(Refusal::Unsigned);
            moved = true;
        } else if change.fate == Fate::Accepted && !covered_openly {
            change.fate = Fate::Held(Hold::DependsOnHeld);
            moved = true;
        }
    }
    moved
}

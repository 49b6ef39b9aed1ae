use std::collections::{HashMap, HashSet};
use std::ops::Range;

use fieldbook_core::journal::{ActorId, Refusal};
use fieldbook_core::sync::UNCUT_BYTES_MAX;

use super::fates::{Fate, Fitting};

/// The actors whose newest changes no signature stands over yet.
#[derive(Default)]
pub(super) struct Uncovered(HashSet<ActorId>);

impl Uncovered {
    /// Notes the next change; whether a page may end behind it, for everything up to it is covered.
    pub(super) fn ends_with(&mut self, actor: ActorId, signed: bool) -> bool {
        if signed {
            self.0.remove(&actor);
        } else {
            self.0.insert(actor);
        }
        self.0.is_empty()
    }
}

/// Refuses what makes a stretch that no page can cut longer than an answer may be: it would end the sync of
/// every phone of the organisation. Whoever leaves the most unsigned goes first, so that a neighbour's few
/// entries stay. `false` when nothing was too long.
pub(super) fn shorten(fitting: &mut [Fitting]) -> bool {
    let long = too_long(fitting);
    for stretch in &long {
        let Some(part) = fitting.get_mut(stretch.clone()) else {
            continue;
        };
        let refused = heaviest(part);
        let theirs = part
            .iter_mut()
            .filter(|change| change.fate.stays() && refused.contains(&change.actor));
        theirs.for_each(|change| change.fate = Fate::Refused(Refusal::Oversize));
    }
    !long.is_empty()
}

fn too_long(fitting: &[Fitting]) -> Vec<Range<usize>> {
    let (mut found, mut uncovered) = (Vec::new(), Uncovered::default());
    let (mut begin, mut bytes) = (0, 0);
    let staying = fitting.iter().enumerate().filter(|(_, it)| it.fate.stays());
    for (place, change) in staying {
        bytes += change.bytes;
        if uncovered.ends_with(change.actor, change.signed) {
            if bytes > UNCUT_BYTES_MAX {
                found.push(begin..place + 1);
            }
            (begin, bytes) = (place + 1, 0);
        }
    }
    found
}

/// The actors to refuse so that the rest of a stretch is short enough.
fn heaviest(stretch: &[Fitting]) -> HashSet<ActorId> {
    let mut weights: HashMap<ActorId, Weight> = HashMap::new();
    for change in stretch.iter().filter(|change| change.fate.stays()) {
        weights
            .entry(change.actor)
            .or_default()
            .add(change.bytes, change.signed);
    }
    let mut left: usize = weights.values().map(|weight| weight.whole).sum();
    let mut in_order: Vec<(ActorId, Weight)> = weights.into_iter().collect();
    in_order.sort_by_key(|(actor, weight)| (std::cmp::Reverse(weight.longest), *actor));
    let mut refused = HashSet::new();
    for (actor, weight) in in_order {
        if left <= UNCUT_BYTES_MAX {
            break;
        }
        left -= weight.whole;
        refused.insert(actor);
    }
    refused
}

/// What an actor wrote in a stretch, bytes.
#[derive(Default)]
struct Weight {
    whole: usize,
    /// Since its last signature.
    run: usize,
    /// The longest between two of its signatures.
    longest: usize,
}

impl Weight {
    fn add(&mut self, bytes: usize, signed: bool) {
        self.whole += bytes;
        self.run += bytes;
        self.longest = self.longest.max(self.run);
        if signed {
            self.run = 0;
        }
    }
}

//! Laying one set of codes over another by the texts they share. Some shared texts may mislead: a copied stamp
//! lies elsewhere, a wrong reading anywhere. So the move that most texts agree on is taken.

use std::collections::{BTreeMap, BTreeSet};

use super::plane::{Similarity, Square, distance};
use super::spot::SpotId;

/// A code that both have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    /// Which of the codes laid over the others.
    pub(super) own: usize,
    pub(super) from: Square,
    /// Which of those below.
    pub(super) spot: SpotId,
    pub(super) to: Square,
    /// The number of their text.
    pub(super) text: usize,
}

/// How codes lie over others.
#[derive(Debug, Clone)]
pub(super) struct Alignment {
    pub(super) by: Similarity,
    /// The texts that agree with it.
    pub(super) held: BTreeSet<usize>,
    /// Of those, the ones printed once in each, as far as is known.
    single: usize,
    /// Shared texts that do not.
    pub(super) against: usize,
}

impl Alignment {
    /// Whether more agree than chance would make. One text alone may be a copied stamp; whoever asks must look
    /// whether the codes around it fit. Texts that every label carries (an address, a grade) fit a label further
    /// as well as here, so there must be one that stands once, or many that agree.
    pub(super) fn holds(&self) -> bool {
        let placed = self.single > 0 || self.held.len() >= 3;
        placed
            && match self.held.len() {
                1 => self.against == 0,
                held => self.against * 2 <= held,
            }
    }

    /// Whether so many agree that a text lying elsewhere is another print, and not a mistake of the move.
    pub(super) fn is_firm(&self) -> bool {
        self.held.len() >= 3 && self.against * 3 <= self.held.len()
    }
}

/// How far a code may lie off its place, in sides: two codes lie a side apart at least.
pub(super) const SAME_PLACE: f64 = 0.45;

/// Moves that are tried: each pair proposes one, and a hundred of a thousand find what most agree on.
const TRIES: usize = 100;

/// The move that most texts agree on; of two as good, the one that fits better. Pairs come with the rarest texts
/// first: those propose.
pub(super) fn align(pairs: &[Pair]) -> Option<Alignment> {
    let mut prints: BTreeMap<usize, usize> = BTreeMap::new();
    for pair in pairs {
        *prints.entry(pair.text).or_default() += 1;
    }
    let is_single = |text: &usize| prints.get(text) == Some(&1);
    let single = pairs.iter().take_while(|pair| is_single(&pair.text)).count();
    let asked = if single > 0 { single } else { pairs.len() };
    let mut best: Option<(Similarity, Agreement)> = None;
    for pair in pairs.iter().take(asked).step_by(asked.div_ceil(TRIES).max(1)) {
        let Some(by) = Similarity::between(&pair.from, &pair.to) else {
            continue;
        };
        let agreement = Agreement::of(&by, pairs);
        if best.as_ref().is_none_or(|(_, known)| agreement.beats(known)) {
            best = Some((by, agreement));
        }
    }
    let (mut by, mut agreement) = best?;
    for _ in 0..2 {
        let Some(fitted) = agreement.fit() else { break };
        let again = Agreement::of(&fitted, pairs);
        if again.texts.len() < agreement.texts.len() {
            break;
        }
        (by, agreement) = (fitted, again);
    }
    Some(Alignment {
        by,
        single: agreement.texts.iter().filter(|text| is_single(text)).count(),
        against: prints.len() - agreement.texts.len(),
        held: agreement.texts,
    })
}

/// The pairs that a move brings together.
struct Agreement {
    pairs: Vec<Pair>,
    texts: BTreeSet<usize>,
    error: f64,
}

impl Agreement {
    fn of(by: &Similarity, pairs: &[Pair]) -> Self {
        let mut near: Vec<(f64, &Pair)> = pairs
            .iter()
            .filter_map(|pair| {
                let moved = by.square(&pair.from);
                let off = distance(moved.middle, pair.to.middle) / pair.to.side();
                let grown = moved.side() / pair.to.side();
                (off < SAME_PLACE && (0.6..1.6).contains(&grown)).then_some((off, pair))
            })
            .collect();
        near.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (mut own, mut spots) = (BTreeSet::new(), BTreeSet::new());
        let mut agreement = Self {
            pairs: Vec::new(),
            texts: BTreeSet::new(),
            error: 0.0,
        };
        for (off, pair) in near {
            if own.insert(pair.own) && spots.insert(pair.spot) {
                agreement.pairs.push(*pair);
                agreement.texts.insert(pair.text);
                agreement.error += off;
            }
        }
        agreement
    }

    fn beats(&self, other: &Self) -> bool {
        self.texts.len() > other.texts.len()
            || (self.texts.len() == other.texts.len() && self.error < other.error)
    }

    fn fit(&self) -> Option<Similarity> {
        let corners: Vec<_> = self
            .pairs
            .iter()
            .flat_map(|pair| pair.from.corners().into_iter().zip(pair.to.corners()))
            .collect();
        Similarity::fitted(&corners)
    }
}

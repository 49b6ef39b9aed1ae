//! What came into a lot, went out and is left of it.

mod draws;
mod ledger;
#[cfg(test)]
mod tests;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::{FactId, FactKind, TraceDoc, Unit};
use draws::{Draw, draws};
use ledger::Ledger;

/// What came into a lot, went out and is left of it (cân bằng khối lượng), as far as it was written down: nothing is
/// guessed. Voided entries do not count, corrected amounts count as they stand, and amounts on which people disagree
/// count as not told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MassBalance {
    /// What each step took and gave, the oldest first; a step with two units stands here twice.
    pub steps: Vec<StepBalance>,
    /// All steps together, in one unit each: kilograms, litres, packs. Only those in which something was written down.
    pub goods: Vec<GoodsBalance>,
}

/// What one step of a lot took and gave, in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepBalance {
    /// The entry.
    pub fact: FactId,
    /// What is counted in.
    pub unit: Unit,
    /// What went into the step.
    pub taken: Option<Decimal>,
    /// What came out of it.
    pub given: Option<Decimal>,
    /// What drying, milling and sorting took away, where a processing says both, or what of a delivery was lost on the
    /// way; below zero where more came out than went in.
    pub lost: Option<Decimal>,
    /// The same of a hundred that went in, rounded to a whole number.
    pub lost_percent: Option<Decimal>,
}

/// A lot's goods in one unit. In kilograms and litres `came + made = lost + shipped + drawn + left`, where `left` is
/// exact; packed goods stay in the lot until they are shipped. Of packs `packed` goes out as well: pieces that were
/// packed into larger ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoodsBalance {
    /// Kilograms, litres, or pieces: packs.
    pub unit: Unit,
    /// What came from elsewhere: received, or mixed in by a later step.
    pub came: Decimal,
    /// What processing took away, and what was lost on the way here; below zero where more came out than went in.
    pub lost: Decimal,
    /// What went into packs.
    pub packed: Decimal,
    /// Packs that were made, or litres that were pressed from kilograms.
    pub made: Decimal,
    /// What was shipped, the weight of shipped packs with it where it is known.
    pub shipped: Decimal,
    /// What other lots took from this one, as far as this phone knows.
    pub drawn: Decimal,
    /// What is there now, packed goods too. Absent where too little is known, or the amounts contradict each other.
    pub left: Option<Decimal>,
    /// How far what is left is known.
    pub left_is: LeftIs,
}

/// How far what is left of a lot is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftIs {
    /// Everything was told: so much is left.
    Exactly,
    /// Something that came in was not told with its amount: there is so much or more.
    AtLeast,
    /// Something that went out was not told with its amount, or not all of it is on this phone: there is so much or
    /// less.
    AtMost,
    /// Too little was told to say anything.
    Unknown,
    /// More went out than came in: an entry is wrong or missing.
    Contradiction,
}

/// How much of what there is has come to this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Nothing of the lot itself is set aside.
    pub lot: bool,
    /// Every lot that could draw from it is here.
    pub others: bool,
}

/// The mass balance of a lot; `takers` are the lots that name it as an origin.
pub fn mass_balance(lot: &TraceDoc, takers: &[TraceDoc], seen: Seen) -> MassBalance {
    let own = draws(lot);
    let from_it = takers.iter().flat_map(draws);
    let mut gone: Vec<Draw<'_>> = from_it.filter(|draw| draw.origin == lot.doc.id).collect();
    gone.sort_by_key(|draw| draw.fact.fact.occurred.utc_ms);
    let mut gone = gone.into_iter().peekable();
    let mut ledger = Ledger::default();
    let mut steps = Vec::new();
    for fact in lot.facts.iter().filter(|fact| !fact.voided) {
        // What another lot took at the same moment went out after it had come in.
        let before = |draw: &Draw<'_>| draw.fact.fact.occurred.utc_ms < fact.fact.occurred.utc_ms;
        while let Some(draw) = gone.next_if(before) {
            ledger.draw(&draw.amounts);
        }
        let brought: Vec<&Draw<'_>> = own
            .iter()
            .filter(|draw| draw.fact.fact.id == fact.fact.id)
            .collect();
        ledger.add(fact, &brought);
        steps.extend(StepBalance::of(fact, &brought));
    }
    for draw in gone {
        ledger.draw(&draw.amounts);
    }
    MassBalance {
        steps,
        goods: ledger.goods(seen),
    }
}

impl StepBalance {
    fn of(fact: &crate::model::TraceFact, brought: &[&Draw<'_>]) -> Vec<Self> {
        let taken = draws::taken(&fact.fact);
        let given = draws::given(&fact.fact);
        let units = draws::GOODS.into_iter();
        let said = units.filter(|unit| taken.contains_key(unit) || given.contains_key(unit));
        said.map(|unit| {
            let (taken, given) = (taken.get(&unit).copied(), given.get(&unit).copied());
            let (before, after) = match fact.fact.kind {
                FactKind::Process => (taken, given),
                // Only what is missing of a delivery is worth telling.
                FactKind::Receive => (
                    draws::sent(&fact.fact, brought, unit).filter(|sent| Some(*sent) != taken),
                    taken,
                ),
                _ => (None, None),
            };
            let both = before.zip(after);
            Self {
                fact: fact.fact.id,
                unit,
                taken,
                given,
                lost: both.map(|(before, after)| before.saturating_sub(after)),
                lost_percent: both.and_then(|(before, after)| of_hundred(before, after)),
            }
        })
        .collect()
    }
}

fn of_hundred(before: Decimal, after: Decimal) -> Option<Decimal> {
    let lost = before.checked_sub(after)?.checked_mul(Decimal::ONE_HUNDRED)?;
    let percent = lost.checked_div(before)?;
    Some(percent.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
}

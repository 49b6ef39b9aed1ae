use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::{Fact, FactId, FactKind, QuantityRole, TraceDoc, Unit};

use super::harvest::standing;

/// What came into a lot, went out and is left of it (cân bằng khối lượng), as far as it was written down: nothing is
/// guessed. Voided entries do not count, and corrected amounts count as they stand.
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
    /// What drying, milling and sorting took away, where a processing says both; below zero where more came out than
    /// went in.
    pub lost: Option<Decimal>,
    /// The same of a hundred that went in, rounded to a whole number.
    pub lost_percent: Option<Decimal>,
}

/// A lot's goods in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoodsBalance {
    /// Kilograms, litres, or pieces: packs.
    pub unit: Unit,
    /// What came from elsewhere: received, or mixed in by a later step.
    pub came: Decimal,
    /// What processing took away; below zero where more came out than went in.
    pub lost: Decimal,
    /// What went into packs.
    pub packed: Decimal,
    /// Packs that were made.
    pub made: Decimal,
    /// What was shipped.
    pub shipped: Decimal,
    /// What is there now. Absent where more went out than came in: then an entry is wrong or missing.
    pub left: Option<Decimal>,
}

/// The mass balance of a lot.
pub fn mass_balance(lot: &TraceDoc) -> MassBalance {
    let mut goods: BTreeMap<Unit, GoodsBalance> = BTreeMap::new();
    let mut steps = Vec::new();
    for fact in standing(lot) {
        for unit in [Unit::Kilogram, Unit::Litre, Unit::Piece] {
            let amounts = Amounts::of(fact, unit);
            steps.extend(amounts.step(fact, unit));
            if let Some(moved) = amounts.moved(fact.kind, unit) {
                let all = goods.entry(unit).or_insert(GoodsBalance::nothing(unit));
                *all = all.plus(&moved);
            }
        }
    }
    MassBalance {
        steps,
        goods: goods.into_values().collect(),
    }
}

/// What an entry says in one unit; areas are never goods.
struct Amounts {
    taken: Option<Decimal>,
    given: Option<Decimal>,
    /// Of what went in, what is said to come from a season or another lot.
    of_origins: Option<Decimal>,
}

impl Amounts {
    fn of(fact: &Fact, unit: Unit) -> Self {
        let of_role = |role| {
            let amounts = fact.quantities.iter().filter(move |roled| roled.role == role);
            sum(amounts
                .map(|roled| roled.quantity)
                .filter(|amount| amount.unit() == unit))
        };
        let origins = fact.origins.iter().filter_map(|origin| origin.quantity);
        Self {
            taken: of_role(QuantityRole::In),
            given: of_role(QuantityRole::Out),
            of_origins: sum(origins.filter(|amount| amount.unit() == unit)),
        }
    }

    fn step(&self, fact: &Fact, unit: Unit) -> Option<StepBalance> {
        self.taken.or(self.given)?;
        let both = self
            .taken
            .zip(self.given)
            .filter(|_| fact.kind == FactKind::Process);
        let lost = both.map(|(taken, given)| taken.saturating_sub(given));
        let percent = both.and_then(|(taken, given)| {
            let of_hundred = taken
                .checked_sub(given)?
                .checked_mul(Decimal::ONE_HUNDRED)?
                .checked_div(taken)?;
            Some(of_hundred.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
        });
        Some(StepBalance {
            fact: fact.id,
            unit,
            taken: self.taken,
            given: self.given,
            lost,
            lost_percent: percent,
        })
    }

    /// What an entry of a kind moves. A store moves nothing, and an inspection only looks.
    fn moved(&self, kind: FactKind, unit: Unit) -> Option<GoodsBalance> {
        let nothing = GoodsBalance::nothing(unit);
        let (taken, given) = (self.taken.unwrap_or_default(), self.given.unwrap_or_default());
        let came = self.of_origins.unwrap_or_default();
        let moved = match kind {
            FactKind::Receive => GoodsBalance {
                came: self.taken.unwrap_or(came),
                ..nothing
            },
            FactKind::Process => GoodsBalance {
                came,
                lost: self
                    .taken
                    .zip(self.given)
                    .map_or(Decimal::ZERO, |_| taken.saturating_sub(given)),
                ..nothing
            },
            FactKind::Pack => GoodsBalance {
                came,
                packed: taken,
                made: if unit == Unit::Piece { given } else { Decimal::ZERO },
                ..nothing
            },
            FactKind::Ship => GoodsBalance {
                shipped: given,
                ..nothing
            },
            _ => return None,
        };
        (moved != nothing).then_some(moved)
    }
}

impl GoodsBalance {
    fn nothing(unit: Unit) -> Self {
        Self {
            unit,
            came: Decimal::ZERO,
            lost: Decimal::ZERO,
            packed: Decimal::ZERO,
            made: Decimal::ZERO,
            shipped: Decimal::ZERO,
            left: None,
        }
    }

    fn plus(&self, moved: &Self) -> Self {
        let sum = Self {
            unit: self.unit,
            came: self.came.saturating_add(moved.came),
            lost: self.lost.saturating_add(moved.lost),
            packed: self.packed.saturating_add(moved.packed),
            made: self.made.saturating_add(moved.made),
            shipped: self.shipped.saturating_add(moved.shipped),
            left: None,
        };
        let out = sum.lost.saturating_add(sum.packed).saturating_add(sum.shipped);
        let left = sum.came.saturating_add(sum.made).saturating_sub(out);
        Self {
            left: Some(left.normalize()).filter(|left| *left >= Decimal::ZERO),
            ..sum
        }
    }
}

fn sum(amounts: impl Iterator<Item = crate::model::Quantity>) -> Option<Decimal> {
    amounts
        .map(|amount| amount.amount())
        .reduce(Decimal::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{clock, doc, fact, stands};
    use super::*;
    use crate::model::{DocId, DocKind, Origin, RoledQuantity};

    fn step(kind: FactKind, amounts: &[(QuantityRole, &str)]) -> Fact {
        let quantities = amounts.iter().map(|(role, text)| RoledQuantity {
            role: *role,
            quantity: text.parse().unwrap(),
        });
        Fact {
            quantities: quantities.collect(),
            ..fact(kind, clock("2026-10-01T09:00:00+07:00"))
        }
    }

    fn of(steps: Vec<Fact>) -> MassBalance {
        mass_balance(&doc(DocKind::Lot, steps.into_iter().map(stands).collect()))
    }

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    use FactKind::{Pack, Process, Receive, Ship, Store};
    use QuantityRole::{Area, In, Out};

    #[test]
    fn what_came_what_is_lost_and_what_is_left_in_each_unit() {
        let balance = of(vec![
            step(Receive, &[(In, "4,5 tạ")]),
            step(Process, &[(In, "450 kg"), (Out, "378 kg")]),
            step(Store, &[(In, "378 kg"), (Area, "3 ha")]),
            step(Process, &[(In, "378 kg"), (Out, "250 kg")]),
            step(Pack, &[(In, "48 kg"), (Out, "24 túi")]),
            step(Ship, &[(Out, "10 túi")]),
            step(Ship, &[(Out, "2 kg")]),
        ]);
        let lost: Vec<_> = balance
            .steps
            .iter()
            .map(|step| (step.lost, step.lost_percent))
            .collect();
        assert_eq!(lost[1], (Some(number("72")), Some(number("16"))));
        assert_eq!(lost[3], (Some(number("128")), Some(number("34"))));
        assert_eq!(lost.iter().filter(|lost| lost.0.is_some()).count(), 2);
        let [kilograms, packs] = balance.goods[..] else {
            panic!("{balance:?}")
        };
        let all = [
            kilograms.came,
            kilograms.lost,
            kilograms.packed,
            kilograms.shipped,
        ];
        assert_eq!(all.map(|amount| amount.to_string()), ["450", "200", "48", "2"]);
        assert_eq!(
            (kilograms.unit, kilograms.left),
            (Unit::Kilogram, Some(number("200")))
        );
        assert_eq!((packs.made, packs.shipped), (24.into(), 10.into()));
        assert_eq!((packs.unit, packs.left), (Unit::Piece, Some(number("14"))));
    }

    /// Goods mixed in by a later step come from elsewhere; what they weigh is not taken from the lot.
    #[test]
    fn what_is_mixed_in_is_not_drawn_from_the_lot() {
        let mut blend = step(Process, &[(In, "150 kg"), (Out, "140 kg")]);
        blend.origins = vec![Origin {
            doc: DocId::fresh(),
            quantity: Some("0,5 tạ".parse().unwrap()),
        }];
        let balance = of(vec![step(Receive, &[(In, "100 kg")]), blend]);
        assert_eq!(balance.goods[0].came, 150.into());
        assert_eq!(balance.goods[0].left, Some(number("140")));
    }

    #[test]
    fn amounts_that_do_not_add_up_leave_nothing_to_say() {
        let balance = of(vec![
            step(Receive, &[(In, "100 kg")]),
            step(Ship, &[(Out, "101 kg")]),
        ]);
        assert_eq!(balance.goods[0].left, None);
        let more = of(vec![step(Process, &[(In, "0 kg"), (Out, "5 kg")])]);
        assert_eq!(
            (more.steps[0].lost, more.steps[0].lost_percent),
            (Some(number("-5")), None)
        );
        assert_eq!(of(vec![step(Store, &[(In, "5 kg")])]).goods, []);
    }

    #[test]
    fn a_voided_step_does_not_count() {
        let mut shipped = stands(step(Ship, &[(Out, "60 kg")]));
        shipped.voided = true;
        let received = stands(step(Receive, &[(In, "100 kg")]));
        let balance = mass_balance(&doc(DocKind::Lot, vec![received, shipped]));
        assert_eq!(balance.goods[0].left, Some(number("100")));
        assert_eq!(balance.steps.len(), 1);
    }
}

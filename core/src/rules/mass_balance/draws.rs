use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::model::{DocId, Fact, FactKind, Origin, QuantityRole, TraceDoc, TraceFact, Unit};

/// What goods are counted in; areas are never goods.
pub(super) const GOODS: [Unit; 3] = [Unit::Kilogram, Unit::Litre, Unit::Piece];

/// Amounts of the same goods, one in each unit.
pub(super) type Amounts = BTreeMap<Unit, Decimal>;

/// Goods that an entry takes from a season or another lot.
pub(super) struct Draw<'a> {
    pub(super) fact: &'a TraceFact,
    pub(super) origin: DocId,
    /// Empty where it was not told how much.
    pub(super) amounts: Amounts,
}

/// What a lot takes from elsewhere. The lot itself and the one it takes from are reckoned by the same draws, so that
/// what goes out of one is what comes into the other.
pub(super) fn draws(lot: &TraceDoc) -> Vec<Draw<'_>> {
    let mut found = Vec::new();
    let mut drawn: BTreeMap<DocId, &str> = BTreeMap::new();
    let mut empty = true;
    for fact in lot.facts.iter().filter(|fact| !fact.voided) {
        let kind = fact.fact.kind;
        if !matches!(kind, FactKind::Receive | FactKind::Process | FactKind::Pack) {
            continue;
        }
        // As in the export: an origin that an earlier step has drawn on is only named again; a delivery always brings.
        let fresh: Vec<&Origin> = fact
            .fact
            .origins
            .iter()
            .filter(|origin| {
                let by = *drawn.entry(origin.doc).or_insert(&fact.fact.step);
                kind == FactKind::Receive || by == fact.fact.step
            })
            .collect();
        // All that goes in is of the only origin there is: of a delivery, and of what is put into an empty lot.
        let only = fresh.len() == 1 && fact.fact.origins.len() == 1 && (kind == FactKind::Receive || empty);
        for origin in &fresh {
            found.push(Draw {
                fact,
                origin: origin.doc,
                amounts: if only {
                    all_of(fact, origin)
                } else {
                    part_of(fact, origin, &fresh)
                },
            });
        }
        empty = false;
    }
    found
}

/// What a step took of its only origin. The amount beside an origin cannot be corrected: a correction of what went in
/// stands for both.
fn all_of(fact: &TraceFact, origin: &Origin) -> Amounts {
    if unsettled(fact, QuantityRole::In) {
        return Amounts::new();
    }
    let mut amounts = taken(&fact.fact);
    let corrected = corrected(fact) && !amounts.is_empty();
    if let Some(told) = told(origin).filter(|_| !corrected) {
        amounts.insert(told.0, told.1);
    }
    amounts
}

/// What a step took of one of several origins, or besides the lot's own goods.
fn part_of(fact: &TraceFact, origin: &Origin, all: &[&Origin]) -> Amounts {
    let stale = |unit: Unit| {
        let parts = sum(all
            .iter()
            .filter_map(|origin| told(origin))
            .filter(|told| told.0 == unit));
        corrected(fact) && fact.fact.kind == FactKind::Receive && taken(&fact.fact).get(&unit) != Some(&parts)
    };
    told(origin)
        .into_iter()
        .filter(|(unit, _)| !stale(*unit))
        .collect()
}

fn told(origin: &Origin) -> Option<(Unit, Decimal)> {
    let told = origin.quantity.map(|amount| (amount.unit(), amount.amount()));
    told.filter(|(unit, _)| GOODS.contains(unit))
}

fn sum(amounts: impl Iterator<Item = (Unit, Decimal)>) -> Decimal {
    amounts.fold(Decimal::ZERO, |sum, (_, amount)| sum.saturating_add(amount))
}

fn corrected(fact: &TraceFact) -> bool {
    fact.amended
        .iter()
        .any(|field| QuantityRole::of_field(field) == Some(QuantityRole::In))
}

/// Whether people disagree on an amount.
pub(super) fn unsettled(fact: &TraceFact, role: QuantityRole) -> bool {
    let mut fields = fact.conflicts.iter().map(|conflict| conflict.field.as_str());
    fields.any(|field| QuantityRole::of_field(field) == Some(role))
}

/// What went into a step.
pub(super) fn taken(fact: &Fact) -> Amounts {
    of_role(fact, QuantityRole::In)
}

/// What came out of a step.
pub(super) fn given(fact: &Fact) -> Amounts {
    of_role(fact, QuantityRole::Out)
}

fn of_role(fact: &Fact, role: QuantityRole) -> Amounts {
    let mut amounts = Amounts::new();
    let roled = fact.quantities.iter().filter(|roled| roled.role == role);
    for amount in roled
        .map(|roled| roled.quantity)
        .filter(|amount| GOODS.contains(&amount.unit()))
    {
        let all = amounts.entry(amount.unit()).or_default();
        *all = all.saturating_add(amount.amount());
    }
    amounts
}

/// What was sent on the way by everybody a delivery came from, where each of them is told in this unit.
pub(super) fn sent(fact: &Fact, brought: &[&Draw<'_>], unit: Unit) -> Option<Decimal> {
    let origins: BTreeSet<DocId> = fact.origins.iter().map(|origin| origin.doc).collect();
    let amounts = brought.iter().map(|draw| draw.amounts.get(&unit).copied());
    let told: Option<Vec<Decimal>> = amounts.collect();
    let told = told.filter(|_| !origins.is_empty())?;
    Some(told.into_iter().fold(Decimal::ZERO, Decimal::saturating_add))
}

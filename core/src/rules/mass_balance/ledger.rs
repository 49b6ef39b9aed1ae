use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::draws::{Amounts, Draw, GOODS, given, sent, taken, unsettled};
use super::{GoodsBalance, LeftIs, Seen};
use crate::model::{FactKind, QuantityRole, TraceFact, Unit};

/// What one of a hundred packs weighs is told to the gram, and what the last one weighs is what is left.
const GRAM_DIGITS: u32 = 3;

/// A lot's goods as its entries are read, the oldest first.
#[derive(Default)]
pub(super) struct Ledger {
    accounts: BTreeMap<Unit, Account>,
    packs: Packs,
    /// Goods came in and nobody said how much, in no unit.
    open_in: bool,
    /// Goods went out and nobody said how much.
    open_out: bool,
}

/// The goods in one unit.
#[derive(Default, Clone, Copy)]
struct Account {
    came: Decimal,
    lost: Decimal,
    packed: Decimal,
    made: Decimal,
    shipped: Decimal,
    drawn: Decimal,
    /// What is there and not in packs, as far as it was told.
    loose: Decimal,
    open_in: bool,
    open_out: bool,
}

/// The packs of a lot and what is in them.
#[derive(Default)]
struct Packs {
    /// Packs that were not told to have gone.
    there: Decimal,
    /// What is in them; where it is `unsure`, what was in them before the first of unknown weight went.
    weight: Amounts,
    /// Whether all packings put the same into one pack.
    like: Like,
    /// Some packing did not say what went in.
    unweighed: bool,
    /// Packs went that weigh nobody knows what.
    unsure_weight: bool,
    /// Packs went by weight, nobody knows how many.
    unsure_count: bool,
}

/// What is in one pack.
#[derive(Default)]
enum Like {
    /// Nothing was packed so far.
    #[default]
    None,
    /// As in this packing: what went in, and into how many packs.
    Same(Amounts, Decimal),
    /// Not the same in each.
    Different,
}

/// Where goods went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Shipped,
    Drawn,
}

impl Ledger {
    /// An entry of the lot with what it brings from elsewhere. A store moves nothing, and an inspection only looks.
    pub(super) fn add(&mut self, fact: &TraceFact, brought: &[&Draw<'_>]) {
        match fact.fact.kind {
            FactKind::Receive => self.receive(fact, brought),
            FactKind::Process => self.process(fact, brought),
            FactKind::Pack => self.pack(fact, brought),
            FactKind::Ship if unsettled(fact, QuantityRole::Out) => self.open_out = true,
            FactKind::Ship => self.go(&given(&fact.fact), Way::Shipped),
            _ => {}
        }
    }

    /// What another lot took.
    pub(super) fn draw(&mut self, amounts: &Amounts) {
        self.go(amounts, Way::Drawn);
    }

    fn account(&mut self, unit: Unit) -> &mut Account {
        self.accounts.entry(unit).or_default()
    }

    fn come(&mut self, unit: Unit, amount: Decimal) {
        let account = self.account(unit);
        account.came = account.came.saturating_add(amount);
        account.loose = account.loose.saturating_add(amount);
    }

    fn lose(&mut self, unit: Unit, amount: Decimal) {
        let account = self.account(unit);
        account.lost = account.lost.saturating_add(amount);
        account.loose = account.loose.saturating_sub(amount);
    }

    fn receive(&mut self, fact: &TraceFact, brought: &[&Draw<'_>]) {
        let arrived = taken(&fact.fact);
        if arrived.is_empty() {
            self.open_in |= brought.is_empty();
            return self.bring(&arrived, brought);
        }
        for (unit, amount) in arrived {
            if unsettled(fact, QuantityRole::In) {
                self.account(unit).open();
                continue;
            }
            let sent = sent(&fact.fact, brought, unit).unwrap_or(amount);
            self.come(unit, sent);
            self.lose(unit, sent.saturating_sub(amount));
        }
    }

    /// What a step mixes in. It is counted as what went into the step is.
    fn bring(&mut self, into: &Amounts, brought: &[&Draw<'_>]) {
        for draw in brought {
            self.open_in |= draw.amounts.is_empty() && into.is_empty();
            if into.is_empty() {
                for (unit, amount) in &draw.amounts {
                    self.come(*unit, *amount);
                }
            }
            for unit in into.keys() {
                match draw.amounts.get(unit) {
                    Some(amount) => self.come(*unit, *amount),
                    None => self.account(*unit).open_in = true,
                }
            }
        }
    }

    fn process(&mut self, fact: &TraceFact, brought: &[&Draw<'_>]) {
        let (taken, given) = (taken(&fact.fact), given(&fact.fact));
        self.bring(&taken, brought);
        let disputed = unsettled(fact, QuantityRole::In) || unsettled(fact, QuantityRole::Out);
        for unit in GOODS {
            match (taken.get(&unit), given.get(&unit)) {
                (None, None) => {}
                _ if disputed => self.account(unit).open(),
                (Some(taken), Some(given)) => self.lose(unit, taken.saturating_sub(*given)),
                (Some(_), None) => self.account(unit).open_out = true,
                (None, Some(given)) => {
                    let account = self.account(unit);
                    account.made = account.made.saturating_add(*given);
                    account.loose = account.loose.saturating_add(*given);
                }
            }
        }
    }

    fn pack(&mut self, fact: &TraceFact, brought: &[&Draw<'_>]) {
        let (mut taken, given) = (taken(&fact.fact), given(&fact.fact));
        self.bring(&taken, brought);
        if unsettled(fact, QuantityRole::In) {
            taken.clear();
        }
        for (unit, amount) in &taken {
            let account = self.account(*unit);
            account.packed = account.packed.saturating_add(*amount);
            account.loose = account.loose.saturating_sub(*amount);
        }
        let Some(made) = given.get(&Unit::Piece).copied() else {
            return;
        };
        let account = self.account(Unit::Piece);
        if unsettled(fact, QuantityRole::Out) {
            account.open_in = true;
            self.packs.like = Like::Different;
            self.packs.unweighed = true;
            return;
        }
        account.made = account.made.saturating_add(made);
        taken.remove(&Unit::Piece);
        self.packs.put(taken, made);
    }

    fn go(&mut self, amounts: &Amounts, way: Way) {
        self.open_out |= amounts.is_empty();
        let packs = amounts.get(&Unit::Piece).copied();
        if let Some(count) = packs {
            self.account(Unit::Piece).leave(way, count);
        }
        for unit in [Unit::Kilogram, Unit::Litre] {
            match (amounts.get(&unit).copied(), packs) {
                (Some(weight), None) => {
                    self.account(unit).leave(way, weight);
                    self.go_by_weight(unit, weight, way);
                }
                (Some(weight), Some(_)) => {
                    self.account(unit).leave(way, weight);
                    self.packs.lighten(unit, weight);
                }
                (None, Some(count)) => {
                    let weight = self.packs.weight_of(unit, count);
                    if let Some(weight) = weight {
                        self.packs.lighten(unit, weight);
                        self.account(unit).leave(way, weight);
                    }
                }
                (None, None) => {}
            }
        }
        if let Some(count) = packs {
            self.packs.take(count);
        }
    }

    /// What goes by weight is loose as long as anything is; then packs go, nobody knows how many unless all do.
    fn go_by_weight(&mut self, unit: Unit, weight: Decimal, way: Way) {
        // What nobody weighed when it was packed counts as loose, and may be what goes.
        self.packs.unsure_count |= self.packs.unweighed && !self.packs.there.is_zero();
        let account = self.account(unit);
        let loose = weight.min(account.loose).max(Decimal::ZERO);
        account.loose = account.loose.saturating_sub(loose);
        let packed = weight.saturating_sub(loose);
        if packed.is_zero() || self.packs.there.is_zero() {
            return;
        }
        self.packs.lighten(unit, packed);
        self.packs.unsure_count = true;
        if self.packs.are_empty() {
            let count = self.packs.there;
            self.account(Unit::Piece).leave(way, count);
            self.packs.take(count);
        }
    }

    pub(super) fn goods(&self, seen: Seen) -> Vec<GoodsBalance> {
        let of = |(unit, account): (&Unit, &Account)| {
            let is_packs = *unit == Unit::Piece;
            let unsure = if is_packs {
                self.packs.unsure_count
            } else {
                self.packs.unsure_weight
            };
            let open_in = account.open_in || self.open_in || !seen.lot;
            let open_out = account.open_out || self.open_out || unsure || !seen.lot || !seen.others;
            account.balance(*unit, open_in, open_out)
        };
        let told = self.accounts.iter().filter(|(_, account)| account.is_told());
        told.map(of).collect()
    }
}

impl Account {
    /// Says nothing more of what is left: people disagree on what came or went.
    fn open(&mut self) {
        (self.open_in, self.open_out) = (true, true);
    }

    fn leave(&mut self, way: Way, amount: Decimal) {
        let gone = match way {
            Way::Shipped => &mut self.shipped,
            Way::Drawn => &mut self.drawn,
        };
        *gone = gone.saturating_add(amount);
    }

    fn is_told(&self) -> bool {
        let amounts = [
            self.came,
            self.lost,
            self.packed,
            self.made,
            self.shipped,
            self.drawn,
        ];
        self.open_in || self.open_out || amounts.iter().any(|amount| !amount.is_zero())
    }

    fn balance(&self, unit: Unit, open_in: bool, open_out: bool) -> GoodsBalance {
        let out = [self.lost, self.shipped, self.drawn].into_iter();
        let packed = Some(self.packed).filter(|_| unit == Unit::Piece);
        let out = out.chain(packed).fold(Decimal::ZERO, Decimal::saturating_add);
        let left = self
            .came
            .saturating_add(self.made)
            .saturating_sub(out)
            .normalize();
        let left_is = match (open_in, open_out) {
            (true, true) => LeftIs::Unknown,
            (true, false) if left <= Decimal::ZERO => LeftIs::Unknown,
            (true, false) => LeftIs::AtLeast,
            (false, _) if left < Decimal::ZERO => LeftIs::Contradiction,
            // Less than nothing cannot be left.
            (false, true) if !left.is_zero() => LeftIs::AtMost,
            (false, _) => LeftIs::Exactly,
        };
        let known = matches!(left_is, LeftIs::Exactly | LeftIs::AtLeast | LeftIs::AtMost);
        GoodsBalance {
            unit,
            came: self.came,
            lost: self.lost,
            packed: self.packed,
            made: self.made,
            shipped: self.shipped,
            drawn: self.drawn,
            left: Some(left).filter(|_| known),
            left_is,
        }
    }
}

impl Packs {
    fn put(&mut self, taken: Amounts, made: Decimal) {
        self.unweighed |= taken.is_empty();
        for (unit, amount) in &taken {
            let weight = self.weight.entry(*unit).or_default();
            *weight = weight.saturating_add(*amount);
        }
        self.there = self.there.saturating_add(made);
        match &self.like {
            Like::None => self.like = Like::Same(taken, made),
            Like::Same(like, of) if same_each(like, *of, &taken, made) => {}
            Like::Same(..) | Like::Different => self.like = Like::Different,
        }
    }

    /// What so many of the packs weigh, where that is known: when all packs are alike, or when all of them go.
    fn weight_of(&mut self, unit: Unit, count: Decimal) -> Option<Decimal> {
        if self.unweighed {
            self.unsure_weight = true;
            return None;
        }
        let weight = self.weight.get(&unit).copied()?;
        if count >= self.there && !self.unsure_count {
            return Some(weight);
        }
        if matches!(self.like, Like::Different) || self.unsure_count {
            self.unsure_weight = true;
            return None;
        }
        let part = weight.checked_mul(count)?.checked_div(self.there)?;
        Some(part.round_dp(GRAM_DIGITS))
    }

    fn lighten(&mut self, unit: Unit, by: Decimal) {
        if let Some(weight) = self.weight.get_mut(&unit) {
            *weight = weight.saturating_sub(by);
        }
    }

    fn take(&mut self, count: Decimal) {
        self.there = self.there.saturating_sub(count).max(Decimal::ZERO);
        if self.there.is_zero() && !self.unweighed {
            self.unsure_weight = false;
            self.unsure_count = false;
        }
    }

    fn are_empty(&self) -> bool {
        !self.unweighed && self.weight.values().all(Decimal::is_zero)
    }
}

/// Whether two packings put the same into one pack.
fn same_each(one: &Amounts, of: Decimal, other: &Amounts, made: Decimal) -> bool {
    one.len() == other.len()
        && one.iter().all(|(unit, amount)| {
            let crossed = other.get(unit).and_then(|other| other.checked_mul(of));
            crossed.is_some() && crossed == amount.checked_mul(made)
        })
}

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::tests::{clock, doc, fact, stands};
use super::*;
use crate::model::{DocId, DocKind, Fact, Origin, QuantityRole, RoledQuantity, TraceConflict, TraceFact};

const ALL: Seen = Seen {
    lot: true,
    others: true,
};

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

fn lot(steps: Vec<Fact>) -> TraceDoc {
    doc(DocKind::Lot, steps.into_iter().map(stands).collect())
}

fn of(steps: Vec<Fact>) -> MassBalance {
    mass_balance(&lot(steps), &[], ALL)
}

fn from(origins: &[(DocId, Option<&str>)], step: Fact) -> Fact {
    let origins = origins.iter().map(|(doc, amount)| Origin {
        doc: *doc,
        quantity: amount.map(|amount| amount.parse().unwrap()),
    });
    Fact {
        origins: origins.collect(),
        ..step
    }
}

/// What is left in kilograms or packs, and how far that is known.
fn left(balance: &MassBalance, unit: Unit) -> (Option<String>, LeftIs) {
    let goods = balance.goods.iter().find(|goods| goods.unit == unit).unwrap();
    (goods.left.map(|left| left.to_string()), goods.left_is)
}

fn kilograms(balance: &MassBalance) -> (Option<String>, LeftIs) {
    left(balance, Unit::Kilogram)
}

fn some(amount: &str, left_is: LeftIs) -> (Option<String>, LeftIs) {
    (Some(amount.to_owned()), left_is)
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
    // Ten of 24 packs of 2 kg are shipped with the 2 kg.
    assert_eq!(all.map(|amount| amount.to_string()), ["450", "200", "48", "22"]);
    assert_eq!(
        (kilograms.unit, kilograms.left),
        (Unit::Kilogram, Some(number("228")))
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
    assert_eq!(kilograms(&balance), (None, LeftIs::Contradiction));
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
    let balance = mass_balance(&doc(DocKind::Lot, vec![received, shipped]), &[], ALL);
    assert_eq!(balance.goods[0].left, Some(number("100")));
    assert_eq!(balance.steps.len(), 1);
}

/// A blend takes of the lot's own goods and of another lot; how much of each nobody can tell from the sum.
#[test]
fn what_is_mixed_in_without_an_amount_leaves_a_floor() {
    let other = DocId::fresh();
    let blend = from(
        &[(other, None)],
        step(Process, &[(In, "150 kg"), (Out, "140 kg")]),
    );
    let mixed = vec![step(Receive, &[(In, "100 kg")]), blend.clone()];
    assert_eq!(kilograms(&of(mixed)), some("90", LeftIs::AtLeast));
    // Put into an empty lot, all of it came from there.
    assert_eq!(kilograms(&of(vec![blend])), some("140", LeftIs::Exactly));
    let two = from(
        &[(other, Some("40 kg")), (DocId::fresh(), None)],
        step(Receive, &[]),
    );
    assert_eq!(kilograms(&of(vec![two])), some("40", LeftIs::AtLeast));
}

#[test]
fn what_other_lots_took_is_not_left() {
    let parent = lot(vec![step(Receive, &[(In, "100 kg")])]);
    let id = parent.doc.id;
    let taker = |amount, weighed| lot(vec![from(&[(id, amount)], step(Receive, &[(In, weighed)]))]);
    let told = [taker(Some("30 kg"), "30 kg"), taker(None, "20 kg")];
    let balance = mass_balance(&parent, &told, ALL);
    assert_eq!(balance.goods[0].drawn, 50.into());
    assert_eq!(kilograms(&balance), some("50", LeftIs::Exactly));
    let blend = from(&[(id, None)], step(Process, &[(In, "90 kg"), (Out, "80 kg")]));
    let blend = lot(vec![step(Receive, &[(In, "60 kg")]), blend]);
    let balance = mass_balance(&parent, &[taker(Some("30 kg"), "30 kg"), blend], ALL);
    assert_eq!(kilograms(&balance), some("70", LeftIs::AtMost));
    let balance = mass_balance(&parent, &[taker(Some("130 kg"), "130 kg")], ALL);
    assert_eq!(kilograms(&balance), (None, LeftIs::Contradiction));
    // Of its only origin a lot took what it weighed, also once that is corrected.
    let mut corrected = taker(Some("30 kg"), "3 kg");
    corrected.facts[0].amended = vec!["qty.in".into()];
    assert_eq!(
        kilograms(&mass_balance(&parent, &[corrected], ALL)),
        some("97", LeftIs::Exactly)
    );
    let mut gone = taker(Some("30 kg"), "30 kg");
    gone.facts[0].voided = true;
    assert_eq!(
        kilograms(&mass_balance(&parent, &[gone], ALL)),
        some("100", LeftIs::Exactly)
    );
}

#[test]
fn packs_that_other_lots_took_weigh_what_was_packed() {
    let pack = step(Pack, &[(In, "40 kg"), (Out, "20 túi")]);
    let parent = lot(vec![step(Receive, &[(In, "100 kg")]), pack]);
    let taken = from(&[(parent.doc.id, Some("5 túi"))], step(Pack, &[(Out, "1 hộp")]));
    let balance = mass_balance(&parent, &[lot(vec![taken])], ALL);
    assert_eq!(kilograms(&balance), some("90", LeftIs::Exactly));
    assert_eq!(left(&balance, Unit::Piece), some("15", LeftIs::Exactly));
}

/// An origin named again by a later step is the goods that are there already, as in the export.
#[test]
fn an_origin_that_is_named_again_brings_nothing() {
    let season = DocId::fresh();
    let of_season = |step| from(&[(season, Some("450 kg"))], step);
    let balance = of(vec![
        of_season(step(Receive, &[(In, "450 kg")])),
        of_season(step(Process, &[(In, "450 kg"), (Out, "400 kg")])),
    ]);
    assert_eq!(balance.goods[0].came, 450.into());
    assert_eq!(kilograms(&balance), some("400", LeftIs::Exactly));
    // A second delivery is another one.
    let twice = of(vec![
        of_season(step(Receive, &[(In, "450 kg")])),
        of_season(step(Receive, &[(In, "450 kg")])),
    ]);
    assert_eq!(kilograms(&twice), some("900", LeftIs::Exactly));
}

#[test]
fn what_is_lost_on_the_way_is_told_with_the_delivery() {
    let fields = [(DocId::fresh(), Some("3 tạ")), (DocId::fresh(), Some("150 kg"))];
    let balance = of(vec![from(&fields, step(Receive, &[(In, "441 kg")]))]);
    assert_eq!(
        (balance.steps[0].lost, balance.steps[0].lost_percent),
        (Some(number("9")), Some(number("2")))
    );
    assert_eq!(
        (balance.goods[0].came, balance.goods[0].lost),
        (450.into(), 9.into())
    );
    assert_eq!(kilograms(&balance), some("441", LeftIs::Exactly));
}

#[test]
fn packed_goods_that_are_shipped_by_weight_go_once() {
    let packed = |shipped: &[(QuantityRole, &str)]| {
        of(vec![
            step(Receive, &[(In, "100 kg")]),
            step(Pack, &[(In, "80 kg"), (Out, "40 túi")]),
            step(Ship, shipped),
        ])
    };
    let all = packed(&[(Out, "1 tạ")]);
    assert_eq!(kilograms(&all), some("0", LeftIs::Exactly));
    assert_eq!(left(&all, Unit::Piece), some("0", LeftIs::Exactly));
    // 20 kg were loose, so packs went too, and nobody knows how many.
    let some_packs = packed(&[(Out, "60 kg")]);
    assert_eq!(kilograms(&some_packs), some("40", LeftIs::Exactly));
    assert_eq!(left(&some_packs, Unit::Piece), some("40", LeftIs::AtMost));
    let loose = packed(&[(Out, "20 kg")]);
    assert_eq!(left(&loose, Unit::Piece), some("40", LeftIs::Exactly));
    let told_twice = packed(&[(Out, "10 túi"), (Out, "20 kg")]);
    assert_eq!(kilograms(&told_twice), some("80", LeftIs::Exactly));
    assert_eq!(left(&told_twice, Unit::Piece), some("30", LeftIs::Exactly));
}

#[test]
fn packs_that_nobody_weighed_may_be_what_goes_by_weight() {
    let packed = vec![step(Receive, &[(In, "100 kg")]), step(Pack, &[(Out, "100 túi")])];
    assert_eq!(
        left(&of(packed.clone()), Unit::Piece),
        some("100", LeftIs::Exactly)
    );
    let gone = [packed, vec![step(Ship, &[(Out, "50 kg")])]].concat();
    let balance = of(gone.clone());
    assert_eq!(left(&balance, Unit::Piece), some("100", LeftIs::AtMost));
    assert_eq!(kilograms(&balance), some("50", LeftIs::Exactly));
    // Where no pack is left, none can have gone besides.
    let balance = of([gone, vec![step(Ship, &[(Out, "100 túi")])]].concat());
    assert_eq!(left(&balance, Unit::Piece), some("0", LeftIs::Exactly));
}

#[test]
fn packs_of_two_sizes_weigh_nobody_knows_what_until_all_are_gone() {
    let mut steps = vec![
        step(Receive, &[(In, "100 kg")]),
        step(Pack, &[(In, "10 kg"), (Out, "20 túi")]),
        step(Pack, &[(In, "20 kg"), (Out, "20 túi")]),
        step(Ship, &[(Out, "10 túi")]),
    ];
    let balance = of(steps.clone());
    assert_eq!(kilograms(&balance), some("100", LeftIs::AtMost));
    assert_eq!(left(&balance, Unit::Piece), some("30", LeftIs::Exactly));
    steps.push(step(Ship, &[(Out, "30 túi")]));
    assert_eq!(kilograms(&of(steps)), some("70", LeftIs::Exactly));
    let unweighed = of(vec![
        step(Receive, &[(In, "100 kg")]),
        step(Pack, &[(Out, "20 túi")]),
        step(Ship, &[(Out, "20 túi")]),
    ]);
    assert_eq!(kilograms(&unweighed), some("100", LeftIs::AtMost));
}

/// Three packs of a third of 50 kg: what the grams of two leave goes with the last.
#[test]
fn what_packs_weigh_comes_out_even() {
    let ship = || step(Ship, &[(Out, "1 túi")]);
    let mut steps = vec![
        step(Receive, &[(In, "50 kg")]),
        step(Pack, &[(In, "50 kg"), (Out, "3 túi")]),
        ship(),
    ];
    assert_eq!(kilograms(&of(steps.clone())), some("33.333", LeftIs::Exactly));
    steps.extend([ship(), ship()]);
    assert_eq!(kilograms(&of(steps)), some("0", LeftIs::Exactly));
}

#[test]
fn what_people_disagree_on_is_not_told() {
    let conflict = |field: &str, fact| {
        let field = field.to_owned();
        TraceFact {
            conflicts: vec![TraceConflict {
                field,
                values: vec![],
            }],
            ..stands(fact)
        }
    };
    let of = |facts| mass_balance(&doc(DocKind::Lot, facts), &[], ALL);
    let received = || stands(step(Receive, &[(In, "100 kg")]));
    let unclear = of(vec![conflict("qty.in", step(Receive, &[(In, "100 kg")]))]);
    assert_eq!(kilograms(&unclear), (None, LeftIs::Unknown));
    let shipped = step(Ship, &[(Out, "10 kg")]);
    let unclear = of(vec![received(), conflict("qty.out", shipped.clone())]);
    assert_eq!(kilograms(&unclear), some("100", LeftIs::AtMost));
    let dried = step(Process, &[(In, "100 kg"), (Out, "80 kg")]);
    let unclear = of(vec![received(), conflict("qty.out", dried)]);
    assert_eq!(kilograms(&unclear), (None, LeftIs::Unknown));
    // Of a note they may.
    let clear = of(vec![received(), conflict("note", shipped)]);
    assert_eq!(kilograms(&clear), some("90", LeftIs::Exactly));
}

#[test]
fn what_has_not_come_to_this_phone_may_have_taken_more() {
    let told = lot(vec![step(Receive, &[(In, "100 kg")])]);
    let of = |lot, others| kilograms(&mass_balance(&told, &[], Seen { lot, others }));
    assert_eq!(of(true, false), some("100", LeftIs::AtMost));
    assert_eq!(of(false, true), (None, LeftIs::Unknown));
}

/// A day's work on some lots; whatever was told with an amount is somewhere.
#[derive(Debug, Clone, Copy)]
enum Work {
    Harvest(usize),
    Bring(usize, u32),
    Move(usize, usize, u32),
    Dry(usize, u32, u32),
    Pack(usize, u32),
    ShipLoose(usize, u32),
    ShipPacks(usize, u32),
}

const LOTS: usize = 4;

fn work() -> impl Strategy<Value = Work> {
    let (lot, part) = (0..LOTS, 1..=100u32);
    prop_oneof![
        lot.clone().prop_map(Work::Harvest),
        (lot.clone(), part.clone()).prop_map(|(lot, part)| Work::Bring(lot, part)),
        (lot.clone(), 1..LOTS, part.clone()).prop_map(|(lot, by, part)| Work::Move(
            lot,
            (lot + by) % LOTS,
            part
        )),
        (lot.clone(), part.clone(), part.clone())
            .prop_map(|(lot, taken, given)| Work::Dry(lot, taken, given)),
        (lot.clone(), part.clone()).prop_map(|(lot, part)| Work::Pack(lot, part)),
        (lot.clone(), part.clone()).prop_map(|(lot, part)| Work::ShipLoose(lot, part)),
        (lot, part).prop_map(|(lot, part)| Work::ShipPacks(lot, part)),
    ]
}

/// Seasons, lots, and what is really in them: kilograms unharvested, loose, and packs of half a kilogram.
struct Farm {
    at: i64,
    harvested: Decimal,
    in_fields: Decimal,
    lots: Vec<TraceDoc>,
    loose: Vec<Decimal>,
    packs: Vec<Decimal>,
}

impl Farm {
    fn new() -> Self {
        Self {
            at: 0,
            harvested: Decimal::ZERO,
            in_fields: Decimal::ZERO,
            lots: (0..LOTS).map(|_| lot(vec![])).collect(),
            loose: vec![Decimal::ZERO; LOTS],
            packs: vec![Decimal::ZERO; LOTS],
        }
    }

    fn write(&mut self, lot: usize, mut step: Fact) {
        self.at += 60_000;
        step.occurred.utc_ms += self.at;
        self.lots[lot].facts.push(stands(step));
    }

    fn part(all: Decimal, of_hundred: u32) -> Decimal {
        (all * Decimal::from(of_hundred) / Decimal::ONE_HUNDRED)
            .round_dp(2)
            .min(all)
    }

    fn does(&mut self, work: Work, season: DocId) {
        let kg = |amount: Decimal| format!("{} kg", amount.to_string().replace('.', ",").replace(",000", ""));
        match work {
            Work::Harvest(extra) => {
                let amount = Decimal::from(100 + extra);
                self.harvested += amount;
                self.in_fields += amount;
            }
            Work::Bring(lot, part) => {
                let amount = Self::part(self.in_fields, part);
                self.in_fields -= amount;
                self.loose[lot] += amount;
                // Said beside the origin, or only as what went in.
                let said = Some(kg(amount)).filter(|_| part > 50);
                let received = step(Receive, &[(In, &kg(amount))]);
                self.write(lot, from(&[(season, said.as_deref())], received));
            }
            Work::Move(lot, to, part) => {
                let amount = Self::part(self.loose[lot], part);
                self.loose[lot] -= amount;
                self.loose[to] += amount;
                let origin = self.lots[lot].doc.id;
                self.write(
                    to,
                    from(
                        &[(origin, Some(&kg(amount)))],
                        step(Receive, &[(In, &kg(amount))]),
                    ),
                );
            }
            Work::Dry(lot, taken, given) => {
                let taken = Self::part(self.loose[lot], taken);
                let given = Self::part(taken, given);
                self.loose[lot] -= taken - given;
                self.write(lot, step(Process, &[(In, &kg(taken)), (Out, &kg(given))]));
            }
            Work::Pack(lot, part) => {
                let packs = (Self::part(self.loose[lot], part) * Decimal::TWO).floor();
                self.loose[lot] -= packs / Decimal::TWO;
                self.packs[lot] += packs;
                let amounts = [(In, &*kg(packs / Decimal::TWO)), (Out, &*format!("{packs} túi"))];
                self.write(lot, step(Pack, &amounts));
            }
            Work::ShipLoose(lot, part) => {
                let amount = Self::part(self.loose[lot], part);
                self.loose[lot] -= amount;
                self.write(lot, step(Ship, &[(Out, &kg(amount))]));
            }
            Work::ShipPacks(lot, part) => {
                let packs = Self::part(self.packs[lot], part).floor();
                self.packs[lot] -= packs;
                self.write(lot, step(Ship, &[(Out, &format!("{packs} túi"))]));
            }
        }
    }
}

proptest! {
    #[test]
    fn what_was_harvested_is_left_lost_or_shipped(days in prop::collection::vec(work(), 1..60)) {
        let mut farm = Farm::new();
        let season = DocId::fresh();
        for work in days {
            farm.does(work, season);
        }
        let mut found = farm.in_fields;
        for (place, lot) in farm.lots.iter().enumerate() {
            let balance = mass_balance(lot, &farm.lots, ALL);
            let goods: BTreeMap<Unit, GoodsBalance> =
                balance.goods.into_iter().map(|goods| (goods.unit, goods)).collect();
            let Some(kilograms) = goods.get(&Unit::Kilogram) else { continue };
            prop_assert_eq!(kilograms.left_is, LeftIs::Exactly);
            let packs = goods.get(&Unit::Piece).and_then(|packs| packs.left).unwrap_or_default();
            prop_assert_eq!(packs, farm.packs[place]);
            let really = farm.loose[place] + farm.packs[place] / Decimal::TWO;
            prop_assert_eq!(kilograms.left, Some(really));
            found += really + kilograms.lost + kilograms.shipped;
        }
        prop_assert_eq!(found, farm.harvested);
    }
}

use std::collections::HashSet;

use chrono::Datelike;
use rust_decimal::Decimal;

use crate::model::{
    DocKind, Fact, FieldValue, Input, Invalid, Quantity, QuantityRole, RoledQuantity, Unit, YEARS_TYPED,
};

use super::texts::labelled;
use super::{Catalog, Choice, Field, FieldType, Lang, NumberRule, QuantityRule, Step};

impl Catalog {
    /// Checks a fact about to be recorded on a kind of document against its step. Everything wrong is
    /// told at once, each with its field (`fields.moisture`, `quantities.out`, `inputs`, `step`) and a
    /// reason whose text says the remedy. Only for recording: a fact that arrives from elsewhere is
    /// evidence and is kept as it is.
    pub fn validate(&self, fact: &Fact, on: DocKind) -> Result<(), Vec<Invalid>> {
        let step = match self.find_step(&fact.group, &fact.step) {
            Ok(step) => step,
            Err(unknown) => return Err(vec![unknown]),
        };
        let mut wrong = Vec::new();
        check_place_of_step(step, fact, on, &mut wrong);
        check_fields(step, fact, &mut wrong);
        check_quantities(step, fact, &mut wrong);
        check_inputs(step, &fact.inputs, &mut wrong);
        check_contents(step, fact, &mut wrong);
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// Checks an amount that is to stand in a fact in the place of one in another unit, as it would be checked in a fresh
    /// entry. An error names `field`.
    pub(crate) fn check_unit(
        &self,
        fact: &Fact,
        role: QuantityRole,
        field: &str,
        quantity: Quantity,
    ) -> Result<(), Invalid> {
        let step = self.find_step(&fact.group, &fact.step)?;
        let unknown = || Invalid::new(field, "unknown_field");
        let taken = step.quantity(role).ok_or_else(unknown)?;
        match unfit(taken, field.to_owned(), &RoledQuantity { role, quantity }) {
            Some(wrong) => Err(wrong),
            None => Ok(()),
        }
    }

    /// What is unusual about a fact that may well be right, such as paddy stored at 16 % moisture. Shown
    /// beside the entry; never a reason to refuse it.
    pub fn advise(&self, fact: &Fact) -> Vec<Invalid> {
        let Some(step) = self.step(&fact.group, &fact.step) else {
            return Vec::new();
        };
        step.fields
            .iter()
            .filter_map(|field| match (&field.takes, fact.fields.get(&field.code)?) {
                (FieldType::Number(rule), FieldValue::Number(number)) => unusual(field, rule, *number),
                _ => None,
            })
            .collect()
    }
}

fn check_place_of_step(step: &Step, fact: &Fact, on: DocKind, wrong: &mut Vec<Invalid>) {
    if step.kind != fact.kind {
        wrong.push(Invalid::new("kind", "wrong_kind").with("expected", step.kind.name()));
    }
    if !step.on.contains(&on) {
        let places: Vec<&str> = step.on.iter().map(|kind| kind.name()).collect();
        wrong.push(Invalid::new("step", "step_not_here").with("places", &places.join(", ")));
    }
}

fn check_fields(step: &Step, fact: &Fact, wrong: &mut Vec<Invalid>) {
    for field in &step.fields {
        match fact.fields.get(&field.code) {
            Some(value) => wrong.extend(field_value(field, value).err()),
            None if field.required => {
                let missing = Invalid::new(format!("fields.{}", field.code), "required");
                wrong.push(labelled(missing, &field.label));
            }
            None => {}
        }
    }
    for name in fact.fields.keys().filter(|name| step.field(name).is_none()) {
        wrong.push(Invalid::new(format!("fields.{name}"), "unknown_field"));
    }
}

/// Checks a value against its field.
pub(super) fn field_value(field: &Field, value: &FieldValue) -> Result<(), Invalid> {
    taken(field, value).map_err(|wrong| labelled(wrong, &field.label))
}

fn taken(field: &Field, value: &FieldValue) -> Result<(), Invalid> {
    let path = format!("fields.{}", field.code);
    match (&field.takes, value) {
        (FieldType::Text(rule), FieldValue::Text(text)) => {
            if text.trim().is_empty() {
                return Err(Invalid::new(path, "empty"));
            }
            if text.chars().count() > rule.max_length {
                return Err(Invalid::new(path, "text_too_long").with("max", &rule.max_length));
            }
            Ok(())
        }
        (FieldType::Number(rule), FieldValue::Number(number)) => check_number(&path, rule, *number),
        (FieldType::Choice { choices }, FieldValue::Text(code)) => {
            if choices.iter().any(|choice| choice.code == *code) {
                return Ok(());
            }
            Err(unknown_choice(&path, choices, code))
        }
        (FieldType::Date, FieldValue::Date(date)) if !YEARS_TYPED.contains(&date.year()) => {
            Err(Invalid::new(path, "not_a_date").with("value", value))
        }
        (FieldType::Bool, FieldValue::Bool(_)) | (FieldType::Date, FieldValue::Date(_)) => Ok(()),
        (FieldType::Text(_), _) => Err(Invalid::new(path, "not_text")),
        (FieldType::Number(_), _) => Err(Invalid::new(path, "not_a_number").with("value", value)),
        (FieldType::Bool, _) => Err(Invalid::new(path, "not_yes_or_no").with("value", value)),
        (FieldType::Date, _) => Err(Invalid::new(path, "not_a_date").with("value", value)),
        (FieldType::Choice { choices }, _) => Err(unknown_choice(&path, choices, &value.to_string())),
    }
}

fn check_number(path: &str, rule: &NumberRule, number: Decimal) -> Result<(), Invalid> {
    if let Some(min) = rule.min.filter(|min| number < *min) {
        return Err(Invalid::new(path, "below_min").with("min", &shown(min)));
    }
    if let Some(max) = rule.max.filter(|max| number > *max) {
        return Err(Invalid::new(path, "above_max").with("max", &shown(max)));
    }
    if rule.whole && !number.fract().is_zero() {
        return Err(Invalid::new(path, "not_whole").with("value", &shown(number)));
    }
    Ok(())
}

/// A number as it is shown, without trailing zeros.
fn shown(number: Decimal) -> String {
    number.normalize().to_string()
}

/// The error for an answer that is not in the list; it names the list.
pub(super) fn unknown_choice(path: &str, choices: &[Choice], value: &str) -> Invalid {
    let named: Vec<String> = choices
        .iter()
        .map(|choice| format!("{} ({})", choice.code, choice.name.get(Lang::Vi)))
        .collect();
    Invalid::new(path, "unknown_choice")
        .with("value", value)
        .with("choices", &named.join(", "))
}

fn unusual(field: &Field, rule: &NumberRule, number: Decimal) -> Option<Invalid> {
    let path = format!("fields.{}", field.code);
    if let Some(max) = rule.usual_max.filter(|max| number > *max) {
        return Some(Invalid::new(path, "above_usual").with("max", &shown(max)));
    }
    let min = rule.usual_min.filter(|min| number < *min)?;
    Some(Invalid::new(path, "below_usual").with("min", &shown(min)))
}

fn check_quantities(step: &Step, fact: &Fact, wrong: &mut Vec<Invalid>) {
    let mut seen = HashSet::new();
    for roled in &fact.quantities {
        let path = quantity_path(roled.role);
        match step.quantity(roled.role) {
            None => wrong.push(Invalid::new(path, "quantity_not_expected")),
            Some(_) if !seen.insert(roled.role) => wrong.push(Invalid::new(path, "quantity_twice")),
            Some(rule) => wrong.extend(unfit(rule, path, roled)),
        }
    }
    for rule in step.quantities.iter().filter(|rule| rule.required) {
        if fact.amount(rule.role).is_none() {
            let missing = Invalid::new(quantity_path(rule.role), "quantity_missing");
            wrong.push(missing.with("units", &unit_names(&rule.units)));
        }
    }
    if step.mass_balance {
        wrong.extend(gained_weight(fact));
    }
}

fn unfit(rule: &QuantityRule, path: String, roled: &RoledQuantity) -> Option<Invalid> {
    if rule.units.contains(&roled.quantity.unit()) {
        return no_goods(path, roled);
    }
    Some(Invalid::new(path, "wrong_unit").with("units", &unit_names(&rule.units)))
}

/// Pieces cannot be cut: half a bag cannot carry a stamp.
fn no_goods(path: String, roled: &RoledQuantity) -> Option<Invalid> {
    let amount = roled.quantity.amount();
    if amount.is_zero() && roled.role != QuantityRole::Area {
        return Some(Invalid::new(path, "quantity_zero"));
    }
    let cut = roled.quantity.unit() == Unit::Piece && !amount.fract().is_zero();
    cut.then(|| Invalid::new(path, "not_whole").with("value", &shown(amount)))
}

/// Drying, milling and roasting only lose weight; more out than in means the two were swapped or goods
/// of another origin were added.
fn gained_weight(fact: &Fact) -> Option<Invalid> {
    let put_in = fact.amount(QuantityRole::In)?;
    let came_out = fact.amount(QuantityRole::Out)?;
    let gained = put_in.unit() == came_out.unit() && came_out.amount() > put_in.amount();
    gained.then(|| {
        Invalid::new("quantities.out", "more_out_than_in")
            .with("in", &put_in)
            .with("out", &came_out)
    })
}

fn quantity_path(role: QuantityRole) -> String {
    format!("quantities.{}", role.name())
}

fn unit_names(units: &[Unit]) -> String {
    let names: Vec<&str> = units
        .iter()
        .map(|unit| match unit {
            Unit::Kilogram => "kg",
            Unit::Litre => "lít",
            Unit::SquareMetre => "m²",
            Unit::Piece => "túi",
        })
        .collect();
    names.join(", ")
}

fn check_inputs(step: &Step, inputs: &[Input], wrong: &mut Vec<Invalid>) {
    let Some(rule) = step.inputs else {
        if !inputs.is_empty() {
            wrong.push(Invalid::new("inputs", "input_not_expected"));
        }
        return;
    };
    if rule.required && inputs.is_empty() {
        wrong.push(Invalid::new("inputs", "input_missing"));
    }
    let unclear = inputs.iter().find(|input| input.pre_harvest_interval.is_none());
    if let Some(input) = unclear.filter(|_| rule.pre_harvest_interval) {
        wrong.push(Invalid::new("inputs", "interval_missing").with("material", &input.material));
    }
}

fn check_contents(step: &Step, fact: &Fact, wrong: &mut Vec<Invalid>) {
    let stamps = step.stamp_rule();
    if stamps.is_some_and(|rule| rule.required) && fact.stamps.is_empty() {
        wrong.push(Invalid::new("stamps", "stamps_missing"));
    }
    if stamps.is_none() && !fact.stamps.is_empty() {
        wrong.push(Invalid::new("stamps", "stamps_not_expected"));
    }
    let empty = fact.note.as_deref().is_none_or(|note| note.trim().is_empty());
    if step.note_required && empty {
        wrong.push(Invalid::new("note", "note_missing"));
    }
}

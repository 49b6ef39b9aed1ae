use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::catalog::{Field, FieldType, Lang, say};
use crate::model::{FactKind, FieldValue, Quantity, Unit};

/// The text of a language.
pub(super) fn pick(lang: Lang, vi: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

/// The name of a kind of fact: what to call a step that the catalogue does not know.
pub fn show_kind(kind: FactKind, lang: Lang) -> String {
    say(lang, &format!("kind.{}", kind.name()), &[])
}

/// A number as the language writes it: `1.250,5` or `1,250.5`.
pub fn show_number(number: Decimal, lang: Lang) -> String {
    let (group, point) = match lang {
        Lang::Vi => ('.', ','),
        Lang::En => (',', '.'),
    };
    let plain = number.normalize().to_string();
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut said = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            said.push(group);
        }
        said.push(digit);
    }
    if !fraction.is_empty() {
        said.push(point);
        said.push_str(fraction);
    }
    said
}

/// A date as the language writes it: `02/10/2026` or `2 Oct 2026`.
pub fn show_date(date: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Vi => date.format("%d/%m/%Y").to_string(),
        Lang::En => date.format("%-d %b %Y").to_string(),
    }
}

/// An amount: in Vietnamese as entered, with the normal unit beside a unit only people use (`2,5 tạ
/// (250 kg)`); in English in the normal unit.
pub fn show_quantity(quantity: &Quantity, lang: Lang) -> String {
    if lang == Lang::Vi && quantity.unit() == Unit::Piece {
        return format!(
            "{} {}",
            show_number(quantity.entered, lang),
            quantity.entered_unit.name()
        );
    }
    let normal = format!(
        "{} {}",
        show_number(quantity.amount(), lang),
        unit_name(quantity.unit(), lang)
    );
    if lang == Lang::En || quantity.entered == quantity.amount() {
        return normal;
    }
    let entered = show_number(quantity.entered, lang);
    format!("{entered} {} ({normal})", quantity.entered_unit.name())
}

fn unit_name(unit: Unit, lang: Lang) -> &'static str {
    match (unit, lang) {
        (Unit::Kilogram, _) => "kg",
        (Unit::Litre, Lang::Vi) => "lít",
        (Unit::Litre, Lang::En) => "l",
        (Unit::SquareMetre, _) => "m²",
        (Unit::Piece, Lang::Vi) => "cái",
        (Unit::Piece, Lang::En) => "pieces",
    }
}

/// A field's value in words: a choice by its name, a number with its unit. Without its field (a newer
/// product group) the value stands as it is.
pub fn show_value(value: &FieldValue, field: Option<&Field>, lang: Lang) -> String {
    match (value, field.map(|field| &field.takes)) {
        (FieldValue::Text(text), Some(FieldType::Choice { choices })) => choices
            .iter()
            .find(|choice| choice.code == *text)
            .map_or_else(|| text.clone(), |choice| choice.name.get(lang).to_owned()),
        (FieldValue::Text(text), _) => text.clone(),
        (FieldValue::Number(number), takes) => {
            let unit = match takes {
                Some(FieldType::Number(rule)) => rule.unit.as_ref(),
                _ => None,
            };
            let number = show_number(*number, lang);
            unit.map_or_else(
                || number.clone(),
                |unit| format!("{number} {}", unit.name.get(lang)),
            )
        }
        (FieldValue::Bool(true), _) => pick(lang, "có", "yes").to_owned(),
        (FieldValue::Bool(false), _) => pick(lang, "không", "no").to_owned(),
        (FieldValue::Date(date), _) => show_date(*date, lang),
    }
}

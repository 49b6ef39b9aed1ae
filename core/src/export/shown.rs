use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::catalog::{Field, FieldType, Lang, say};
use crate::model::{EnteredUnit, FactKind, FieldValue, Quantity, Unit};

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

/// An amount as it was entered: `2,5 tạ`, and in English with the normal unit beside one that only people in Vietnam
/// use: `2.5 tạ (250 kg)`, `1,200 bags`.
pub fn show_entered(quantity: &Quantity, lang: Lang) -> String {
    let (number, unit) = (show_number(quantity.entered, lang), quantity.entered_unit);
    let is_local = matches!(
        unit,
        EnteredUnit::Yen
            | EnteredUnit::Ta
            | EnteredUnit::SaoNorth
            | EnteredUnit::SaoCentral
            | EnteredUnit::Cong
    );
    match lang {
        Lang::En if is_local => format!("{number} {} ({})", unit.name(), show_quantity(quantity, lang)),
        Lang::En => format!(
            "{number} {}",
            english_unit(unit, quantity.entered == Decimal::ONE)
        ),
        Lang::Vi => format!("{number} {}", unit.name()),
    }
}

/// What an English reader calls a unit, one of it or many; a local one keeps its name.
fn english_unit(unit: EnteredUnit, is_one: bool) -> &'static str {
    let (one, many) = match unit {
        EnteredUnit::Tan => ("tonne", "tonnes"),
        EnteredUnit::Litre => ("litre", "litres"),
        EnteredUnit::Piece => ("piece", "pieces"),
        EnteredUnit::Bag => ("bag", "bags"),
        EnteredUnit::Box => ("box", "boxes"),
        EnteredUnit::Sack => ("sack", "sacks"),
        EnteredUnit::Packet => ("packet", "packets"),
        EnteredUnit::Stamp => ("stamp", "stamps"),
        other => (other.name(), other.name()),
    };
    if is_one { one } else { many }
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
        (FieldValue::Amount(quantity), _) => show_entered(quantity, lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_said_as_it_was_entered() {
        for (entered, vi, en) in [
            ("2,5 tạ", "2,5 tạ", "2.5 tạ (250 kg)"),
            ("1250.50 kg", "1.250,5 kg", "1,250.5 kg"),
            ("1200 túi", "1.200 túi", "1,200 bags"),
            ("1 hộp", "1 hộp", "1 box"),
            ("0.5 tấn", "0,5 tấn", "0.5 tonnes"),
            ("3 lít", "3 lít", "3 litres"),
            ("2 sào bắc bộ", "2 sào Bắc Bộ", "2 sào Bắc Bộ (720 m²)"),
        ] {
            let quantity: Quantity = entered.parse().unwrap();
            assert_eq!(show_entered(&quantity, Lang::Vi), vi);
            assert_eq!(show_entered(&quantity, Lang::En), en);
        }
        for unit in EnteredUnit::ALL {
            let quantity = Quantity::new(Decimal::TWO, unit).unwrap();
            let said = show_entered(&quantity, Lang::En);
            let many = ["cái", "túi", "hộp", "bao", "gói", "tem", "lít", "tấn"];
            assert!(!many.iter().any(|word| said.ends_with(word)), "{said}");
        }
    }
}

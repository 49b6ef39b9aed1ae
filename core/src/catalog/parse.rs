use chrono::{Datelike, NaiveDate};

use crate::model::{FieldValue, Invalid, YEARS_TYPED, looks_grouped, nfc, parse_decimal};

use super::texts::labelled;
use super::{Catalog, Choice, Field, FieldType, Lang, NumberRule, validate};

const YES: [&str; 7] = ["có", "co", "đúng", "yes", "y", "true", "1"];
const NO: [&str; 8] = ["không", "khong", "ko", "sai", "no", "n", "false", "0"];

impl Catalog {
    /// Reads what a person typed for a field of a step: `13,5`, `13,5 %`, `có`, `2/10/2026`,
    /// `2026-10-02`, a choice's code or its name in either language. The value is checked as
    /// [`Catalog::validate`] would; an error names `fields.<code>`.
    pub fn parse_field(
        &self,
        group: &str,
        step: &str,
        field: &str,
        text: &str,
    ) -> Result<FieldValue, Invalid> {
        let field = self
            .find_step(group, step)?
            .field(field)
            .ok_or_else(|| Invalid::new(format!("fields.{field}"), "unknown_field"))?;
        let value = read(field, text).map_err(|wrong| labelled(wrong, &field.label))?;
        validate::field_value(field, &value)?;
        Ok(value)
    }
}

fn read(field: &Field, text: &str) -> Result<FieldValue, Invalid> {
    let path = format!("fields.{}", field.code);
    let text = nfc(text.trim());
    if text.is_empty() {
        return Err(Invalid::new(path, "empty"));
    }
    match &field.takes {
        FieldType::Text(_) => Ok(FieldValue::Text(text)),
        FieldType::Number(rule) => read_number(&path, rule, &text),
        FieldType::Bool => read_bool(&text)
            .map(FieldValue::Bool)
            .ok_or_else(|| Invalid::new(path, "not_yes_or_no").with("value", &text)),
        FieldType::Date => read_date(&text)
            .map(FieldValue::Date)
            .ok_or_else(|| Invalid::new(path, "not_a_date").with("value", &text)),
        FieldType::Choice { choices } => find_choice(choices, &text)
            .map(|choice| FieldValue::Text(choice.code.clone()))
            .ok_or_else(|| validate::unknown_choice(&path, choices, &text)),
    }
}

fn read_number(path: &str, rule: &NumberRule, text: &str) -> Result<FieldValue, Invalid> {
    let number = without_unit(rule, text);
    if looks_grouped(number) {
        return Err(Invalid::new(path, "ambiguous_number").with("value", number));
    }
    parse_decimal(number)
        .map(FieldValue::Number)
        .ok_or_else(|| Invalid::new(path, "not_a_number").with("value", text))
}

fn without_unit<'a>(rule: &NumberRule, text: &'a str) -> &'a str {
    let names = rule
        .unit
        .iter()
        .flat_map(|unit| Lang::ALL.map(|lang| unit.name.get(lang)));
    names
        .into_iter()
        .find_map(|name| text.strip_suffix(name))
        .unwrap_or(text)
        .trim()
}

fn read_bool(text: &str) -> Option<bool> {
    let text = text.to_lowercase();
    if YES.contains(&text.as_str()) {
        return Some(true);
    }
    NO.contains(&text.as_str()).then_some(false)
}

/// Day before month, as people in Vietnam write; or ISO 8601. Two-digit years are not guessed at.
fn read_date(text: &str) -> Option<NaiveDate> {
    let day_first = text.replace(['-', '.'], "/");
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(&day_first, "%d/%m/%Y"))
        .ok()
        .filter(|date| YEARS_TYPED.contains(&date.year()))
}

fn find_choice<'a>(choices: &'a [Choice], text: &str) -> Option<&'a Choice> {
    let typed = text.to_lowercase();
    choices.iter().find(|choice| {
        choice.code == typed
            || Lang::ALL
                .iter()
                .any(|lang| choice.name.get(*lang).to_lowercase() == typed)
    })
}

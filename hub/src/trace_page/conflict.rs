use std::collections::BTreeMap;

use fieldbook_core::catalog::{Catalog, Lang, Step};
use fieldbook_core::export::{public_fields, redact, show_date, show_number, show_value};
use fieldbook_core::model::{Fact, FieldValue, Moment, TraceConflict, TraceFact};
use maud::{Markup, html};

use super::texts::say;

/// Two people wrote differently: both values are shown, or, for a field that is not public, only that it
/// is so.
pub(super) fn conflict(fact: &TraceFact, conflict: &TraceConflict, catalog: &Catalog, lang: Lang) -> Markup {
    let step = catalog.step(&fact.fact.group, &fact.fact.step);
    let values: Option<Vec<String>> = conflict
        .values
        .iter()
        .map(|value| shown(&fact.fact, &conflict.field, value, step, catalog, lang))
        .collect();
    html! {
        div class="conflict" {
            b { (say(lang, "conflict.title", &[])) }
            @if let Some(values) = values {
                p { (label(&conflict.field, step, lang)) ": " (values.join(&say(lang, "conflict.or", &[]))) }
            }
        }
    }
}

fn label(field: &str, step: Option<&Step>, lang: Lang) -> String {
    if let Some(field) = step.and_then(|step| step.field(field)) {
        return field.label.get(lang).to_owned();
    }
    let common = field.strip_prefix("qty.").map_or_else(
        || format!("field.{field}"),
        |role| format!("quantity_role.{role}"),
    );
    if fieldbook_core::catalog::has_text(lang, &common) {
        return fieldbook_core::catalog::say(lang, &common, &[]);
    }
    field.to_owned()
}

fn shown(
    fact: &Fact,
    field: &str,
    value: &FieldValue,
    step: Option<&Step>,
    catalog: &Catalog,
    lang: Lang,
) -> Option<String> {
    match (field, value) {
        ("note", FieldValue::Text(text)) => Some(redact(text)),
        ("occurred", FieldValue::Text(text)) => {
            let moment = Moment::parse("occurred", text).ok()?;
            Some(show_date(moment.local_date(), lang))
        }
        (_, FieldValue::Amount(quantity)) if field.starts_with("qty.") => Some(format!(
            "{} {}",
            show_number(quantity.entered, lang),
            quantity.entered_unit.name()
        )),
        _ => {
            let mut one = fact.clone();
            one.fields = BTreeMap::from([(field.to_owned(), value.clone())]);
            let public = public_fields(&one, catalog).pop()?;
            Some(show_value(
                &public.value,
                step.and_then(|step| step.field(field)),
                lang,
            ))
        }
    }
}

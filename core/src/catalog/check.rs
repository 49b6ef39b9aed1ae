//! What serde cannot say about a group file: codes are unique plain ASCII, texts are there and in NFC,
//! limits make sense.

use std::collections::HashSet;

use crate::model::{DocKind, FactKind, Invalid, nfc};

use super::{Field, FieldType, NumberRule, ProductGroup, Step, Text};

/// Checks a group that serde has read.
pub(super) fn group(group: &ProductGroup) -> Result<(), Invalid> {
    code("group", &group.code)?;
    ensure(group.version > 0, "group", "version must be 1 or more")?;
    ensure(!group.steps.is_empty(), "group", "no steps")?;
    texts("group", &[&group.name, &group.guide, &group.places])?;
    for standard in &group.standards {
        texts(&standard.id, &[&standard.about])?;
    }
    unique("steps", group.steps.iter().map(|step| step.code.as_str()))?;
    group.steps.iter().try_for_each(check_step)
}

fn check_step(step: &Step) -> Result<(), Invalid> {
    let path = format!("steps.{}", step.code);
    code(&path, &step.code)?;
    texts(&path, &[&step.name, &step.guide])?;
    ensure(!step.on.is_empty(), &path, "recorded on no document")?;
    ensure(
        !step.on.contains(&DocKind::Register),
        &path,
        "a register holds no facts",
    )?;
    if let Some(photo) = &step.photo {
        texts(&path, &[photo])?;
    }
    check_biz_step(&path, step)?;
    unique(&path, step.quantities.iter().map(|rule| rule.role.name()))?;
    for rule in &step.quantities {
        texts(&path, &[&rule.label])?;
        ensure(!rule.units.is_empty(), &path, "a quantity without units")?;
    }
    unique(&path, step.fields.iter().map(|field| field.code.as_str()))?;
    step.fields.iter().try_for_each(|field| check_field(&path, field))
}

/// EPCIS 2.0 allows own business steps only as URIs outside CBV's name spaces.
fn check_biz_step(path: &str, step: &Step) -> Result<(), Invalid> {
    let own = step.epcis_biz_step.as_deref();
    if let Some(uri) = own {
        let plain = !uri.is_empty() && uri.chars().all(|c| c.is_ascii_graphic());
        let reserved = uri.starts_with("urn:epcglobal:cbv") || uri.contains("://ns.gs1.org/cbv/");
        ensure(plain && !reserved, path, "epcis_biz_step is not one of our own")?;
    }
    let is_uri = own.is_some_and(|uri| uri.contains(':'));
    ensure(
        is_uri || step.kind != FactKind::Activity,
        path,
        "an activity needs its own epcis_biz_step URI",
    )
}

fn check_field(step: &str, field: &Field) -> Result<(), Invalid> {
    let path = format!("{step}.fields.{}", field.code);
    code(&path, &field.code)?;
    texts(&path, &[&field.label, &field.hint])?;
    match &field.takes {
        FieldType::Text(rule) => ensure(
            (1..=1_000).contains(&rule.max_length),
            &path,
            "max_length outside 1 to 1000",
        ),
        FieldType::Number(rule) => check_number(&path, rule),
        FieldType::Choice { choices } => {
            ensure(choices.len() > 1, &path, "fewer than two choices")?;
            unique(&path, choices.iter().map(|choice| choice.code.as_str()))?;
            choices.iter().try_for_each(|choice| {
                code(&path, &choice.code)?;
                texts(&path, &[&choice.name])
            })
        }
        FieldType::Bool | FieldType::Date => Ok(()),
    }
}

fn check_number(path: &str, rule: &NumberRule) -> Result<(), Invalid> {
    if let Some(unit) = &rule.unit {
        texts(path, &[&unit.name])?;
        ensure(
            unit.code.chars().all(|c| c.is_ascii_alphanumeric()) && !unit.code.is_empty(),
            path,
            "unit code",
        )?;
    }
    let known = [rule.min, rule.usual_min, rule.usual_max, rule.max];
    let limits: Vec<_> = known.into_iter().flatten().collect();
    ensure(limits.is_sorted(), path, "limits out of order")
}

fn code(path: &str, code: &str) -> Result<(), Invalid> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    ensure(
        !code.is_empty() && code.len() <= 64 && code.chars().all(plain),
        path,
        "a code is 1 to 64 of a-z 0-9 - _",
    )
}

fn texts(path: &str, texts: &[&Text]) -> Result<(), Invalid> {
    for text in texts {
        for words in [&text.vi, &text.en] {
            ensure(!words.trim().is_empty(), path, "a text is missing")?;
            ensure(nfc(words) == *words, path, "a text is not in Unicode NFC")?;
        }
    }
    Ok(())
}

fn unique<'a>(path: &str, codes: impl Iterator<Item = &'a str>) -> Result<(), Invalid> {
    let mut seen = HashSet::new();
    for code in codes {
        ensure(seen.insert(code), path, &format!("`{code}` twice"))?;
    }
    Ok(())
}

fn ensure(holds: bool, path: &str, otherwise: &str) -> Result<(), Invalid> {
    if holds {
        return Ok(());
    }
    let details = format!("{path}: {otherwise}");
    Err(Invalid::new("group", "group_unreadable").with("details", &details))
}

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::{Finding, Invalid};

use super::{Lang, Text};

type Sentences = BTreeMap<String, String>;

static BUILTIN: LazyLock<Texts> =
    LazyLock::new(|| Texts::read(include_str!("texts/vi.json"), include_str!("texts/en.json")));

/// Sentences in every language, by key. A shell keeps its own beside those of the core.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    vi: Sentences,
    en: Sentences,
}

impl Texts {
    /// Reads one JSON object of key to sentence for each language. A bundled file that does not parse fails
    /// its tests; people would then be shown keys, and the program would go on.
    pub fn read(vi: &str, en: &str) -> Self {
        let sentences = |file| serde_json::from_str(file).unwrap_or_default();
        Self {
            vi: sentences(vi),
            en: sentences(en),
        }
    }

    /// Every sentence of a language, by key.
    pub fn all(&self, lang: Lang) -> &BTreeMap<String, String> {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }

    /// The sentence under a key, as [`say`] gives it.
    pub fn say(&self, lang: Lang, key: &str, args: &[(&str, String)]) -> String {
        match self.all(lang).get(key) {
            Some(text) => filled(lang, text, args),
            None => key.to_owned(),
        }
    }
}

/// Every text of a language, by key.
pub(super) fn all(lang: Lang) -> &'static Sentences {
    BUILTIN.all(lang)
}

/// Whether there is a text under a key.
pub fn has_text(lang: Lang, key: &str) -> bool {
    all(lang).contains_key(key)
}

/// The text under a key with its `{named}` gaps filled. Dates (`2026-10-02`) and decimals (`13.5`) are
/// shown as the language writes them (`02/10/2026`, `13,5`); a value named `value` is what the person
/// typed and stays as it is. A key without text is returned as it is, and a gap without value as `…`.
pub fn say(lang: Lang, key: &str, args: &[(&str, String)]) -> String {
    BUILTIN.say(lang, key, args)
}

fn filled(lang: Lang, text: &str, args: &[(&str, String)]) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_gap(rest) {
        said.push_str(before);
        match args.iter().find(|(known, _)| *known == name) {
            Some(("value", value)) => said.push_str(value),
            Some((_, value)) => said.push_str(&localised(lang, value)),
            None => said.push('…'),
        }
        rest = after;
    }
    said.push_str(rest);
    said
}

/// What is wrong with a value and what to do about it, as one sentence or two. `{field}` is filled with
/// the field's name in the language where there is one, another gap such as `{step}` with `step_vi` or `step_en`.
pub fn say_invalid(lang: Lang, invalid: &Invalid) -> String {
    let own = match lang {
        Lang::Vi => "_vi",
        Lang::En => "_en",
    };
    let mut args = invalid.args.clone();
    let named = invalid
        .args
        .iter()
        .filter_map(|(name, value)| Some((name.strip_suffix(own)?, value.clone())));
    args.extend(named);
    args.push(("field", field_name(lang, invalid)));
    say(lang, &format!("invalid.{}", invalid.reason), &args)
}

/// What a rule found, and what to do about it.
pub fn say_finding(lang: Lang, finding: &Finding) -> (String, String) {
    let key = format!("finding.{}", finding.code.name());
    let remedy = format!("{key}.remedy");
    (say(lang, &key, &finding.args), say(lang, &remedy, &finding.args))
}

/// A step's field has its name from the product group, which whoever checks it puts beside the reason.
fn field_name(lang: Lang, invalid: &Invalid) -> String {
    let label = label_arg(lang);
    let labels = || invalid.args.iter().find(|(name, _)| *name == label);
    let named = all(lang).get(&format!("field.{}", invalid.field));
    let named = named.or_else(|| labels().map(|(_, label)| label));
    named.unwrap_or(&invalid.field).clone()
}

fn label_arg(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => "label_vi",
        Lang::En => "label_en",
    }
}

/// A reason that can be said with the field's own name.
pub(super) fn labelled(invalid: Invalid, label: &Text) -> Invalid {
    Lang::ALL.iter().fold(invalid, |invalid, lang| {
        invalid.with(label_arg(*lang), label.get(*lang))
    })
}

/// What stands before the next gap, its name, and what follows.
pub(super) fn next_gap(text: &str) -> Option<(&str, &str, &str)> {
    let (before, from_gap) = text.split_once('{')?;
    let (name, after) = from_gap.split_once('}')?;
    Some((before, name, after))
}

fn localised(lang: Lang, value: &str) -> String {
    if lang == Lang::En {
        return value.to_owned();
    }
    if let Ok(date) = NaiveDate::parse_from_str(value, "%Y-%m-%d") {
        return date.format("%d/%m/%Y").to_string();
    }
    if value.contains('.') && Decimal::from_str_exact(value).is_ok() {
        return value.replace('.', ",");
    }
    value.to_owned()
}

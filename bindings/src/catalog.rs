//! Texts and the steps of the product groups.

use std::collections::HashMap;
use std::sync::Arc;

use fieldbook_core as core;
use fieldbook_core::catalog::{self, Lang};
use fieldbook_core::model::{DocKind, FactKind};

use crate::ids::DecimalNumber;
use crate::value::all;
use crate::{InputRule, ProductGroup, QuantityRule, StampRule};

/// A language people read.
#[uniffi::remote(Enum)]
pub enum Lang {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

/// A text in every language.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Wording {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Wording {
    pub(crate) fn of(say: impl Fn(Lang) -> String) -> Self {
        Self {
            vi: say(Lang::Vi),
            en: say(Lang::En),
        }
    }

    pub(crate) fn get(&self, lang: Lang) -> String {
        match lang {
            Lang::Vi => self.vi.clone(),
            Lang::En => self.en.clone(),
        }
    }
}

impl From<(String, String)> for Wording {
    fn from((vi, en): (String, String)) -> Self {
        Self { vi, en }
    }
}

impl From<&catalog::Text> for Wording {
    fn from(text: &catalog::Text) -> Self {
        Self::of(|lang| text.get(lang).to_owned())
    }
}

/// The product groups, and every sentence shown to a person.
#[derive(uniffi::Object)]
pub struct Catalog {
    pub(crate) core: Arc<core::Fieldbook>,
}

#[uniffi::export]
impl Catalog {
    /// The text under a key with its `{named}` gaps filled; numbers and dates are written as the language
    /// writes them. A key without text is returned as it is.
    pub fn say(&self, lang: Lang, key: &str, args: HashMap<String, String>) -> String {
        let args: Vec<(&str, String)> = args
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        catalog::say(lang, key, &args)
    }

    /// The product groups this book knows, every version, by code.
    pub fn groups(&self) -> Vec<ProductGroup> {
        let catalog = self.core.catalog();
        catalog.groups().map(ProductGroup::from).collect()
    }

    /// The steps that may be recorded on a kind of document, in the order of the work. `group` is a product
    /// group's code, with or without its version: `sticky-rice`, `sticky-rice@1`. Empty for an unknown group.
    pub fn steps(&self, group: &str, on: DocKind) -> Vec<Step> {
        let catalog = self.core.catalog();
        let group = catalog.group(group);
        group
            .map(|group| group.steps_on(on).map(Step::from).collect())
            .unwrap_or_default()
    }
}

/// A step: one thing people do and write down.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Step {
    /// Its code, such as `spray`.
    pub code: String,
    /// The kind of fact it records.
    pub kind: FactKind,
    /// Its name.
    pub name: Wording,
    /// What to write and why.
    pub guide: Wording,
    /// What is worth a photo.
    pub photo: Option<Wording>,
    /// The documents it may be recorded on.
    pub on: Vec<DocKind>,
    /// The amounts it takes.
    pub quantities: Vec<QuantityRule>,
    /// The farm inputs it takes; null for none.
    pub inputs: Option<InputRule>,
    /// The stamps it takes; null for none.
    pub stamps: Option<StampRule>,
    /// The app asks which season or lot the goods came from.
    pub asks_origin: bool,
    /// Weight in and weight out are compared: ask for both.
    pub mass_balance: bool,
    /// An entry without a note is refused.
    pub note_required: bool,
    /// What it asks.
    pub fields: Vec<StepField>,
}

/// One thing a step asks.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StepField {
    /// Its name in facts, such as `moisture`.
    pub code: String,
    /// The answer it takes.
    pub takes: Answer,
    /// An entry without it is refused.
    pub required: bool,
    /// The question, in a word or two.
    pub label: Wording,
    /// How to answer it.
    pub hint: Wording,
}

/// The answer a field takes.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Answer {
    /// Free text.
    Text {
        /// The most characters.
        max_length: u64,
    },
    /// A decimal number.
    Number {
        /// What is shown behind the number.
        unit: Option<Wording>,
        /// Below it is refused.
        min: Option<DecimalNumber>,
        /// Above it is refused.
        max: Option<DecimalNumber>,
        /// Only whole numbers.
        whole: bool,
    },
    /// Yes or no.
    Bool,
    /// A civil date.
    Date,
    /// One of a list.
    Choice {
        /// The list, in the order it is shown.
        choices: Vec<Choice>,
    },
}

/// One of a choice's answers.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// What is shown.
    pub name: Wording,
}

impl From<&catalog::Step> for Step {
    fn from(step: &catalog::Step) -> Self {
        Self {
            code: step.code.clone(),
            kind: step.kind,
            name: (&step.name).into(),
            guide: (&step.guide).into(),
            photo: step.photo.as_ref().map(Wording::from),
            on: step.on.clone(),
            quantities: all(step.quantities.iter().collect()),
            inputs: step.inputs.map(InputRule::from),
            stamps: step.stamp_rule().map(StampRule::from),
            asks_origin: step.asks_origin,
            mass_balance: step.mass_balance,
            note_required: step.note_required,
            fields: all(step.fields.iter().collect()),
        }
    }
}

impl From<&catalog::Field> for StepField {
    fn from(field: &catalog::Field) -> Self {
        Self {
            code: field.code.clone(),
            takes: (&field.takes).into(),
            required: field.required,
            label: (&field.label).into(),
            hint: (&field.hint).into(),
        }
    }
}

impl From<&catalog::FieldType> for Answer {
    fn from(takes: &catalog::FieldType) -> Self {
        match takes {
            catalog::FieldType::Text(rule) => Self::Text {
                max_length: rule.max_length as u64,
            },
            catalog::FieldType::Number(rule) => Self::Number {
                unit: rule.unit.as_ref().map(|unit| (&unit.name).into()),
                min: rule.min,
                max: rule.max,
                whole: rule.whole,
            },
            catalog::FieldType::Bool => Self::Bool,
            catalog::FieldType::Date => Self::Date,
            catalog::FieldType::Choice { choices } => Self::Choice {
                choices: all(choices.iter().collect()),
            },
        }
    }
}

impl From<&catalog::Choice> for Choice {
    fn from(choice: &catalog::Choice) -> Self {
        Self {
            code: choice.code.clone(),
            name: (&choice.name).into(),
        }
    }
}

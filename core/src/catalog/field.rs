use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de::Error};

use super::Text;

/// One thing a step asks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in facts, such as `moisture`.
    pub code: String,
    /// What kind of answer it takes.
    #[serde(rename = "type")]
    pub takes: FieldType,
    /// An entry without it is not recorded.
    #[serde(default)]
    pub required: bool,
    /// The question, in a word or two.
    pub label: Text,
    /// How to answer it; also shown as the remedy when an answer is refused.
    pub hint: Text,
}

/// The answer a field takes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// Free text.
    Text(TextRule),
    /// A decimal number.
    Number(NumberRule),
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

/// The limits of a text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextRule {
    /// The most characters (Unicode scalar values in NFC).
    pub max_length: usize,
}

/// The limits of a number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberRule {
    /// Its unit, if it has one.
    #[serde(default)]
    pub unit: Option<FieldUnit>,
    /// Below it is physically impossible.
    #[serde(default, deserialize_with = "decimal")]
    pub min: Option<Decimal>,
    /// Above it is physically impossible.
    #[serde(default, deserialize_with = "decimal")]
    pub max: Option<Decimal>,
    /// Below it is unusual: advice, never a refusal.
    #[serde(default, deserialize_with = "decimal")]
    pub usual_min: Option<Decimal>,
    /// Above it is unusual: advice, never a refusal.
    #[serde(default, deserialize_with = "decimal")]
    pub usual_max: Option<Decimal>,
    /// Only whole numbers: bags, days.
    #[serde(default)]
    pub whole: bool,
}

/// The unit of a number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldUnit {
    /// The UN/CEFACT Recommendation 20 code (`P1` percent, `CEL` °C, `HUR` hour), or ISO 4217 for money.
    pub code: String,
    /// What is shown behind the number.
    pub name: Text,
}

/// One of a choice's answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    /// What is shown.
    pub name: Text,
}

/// JSON numbers become decimals by their digits, so that 13.1 stays 13.1.
fn decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    let number = serde_json::Number::deserialize(from)?.to_string();
    Decimal::from_str(&number).map(Some).map_err(D::Error::custom)
}

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The value of one field: of a step, a document's head, an answer, or an amendment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FieldValue {
    /// Text in NFC; also the code of a choice.
    Text(String),
    /// A decimal number; its unit belongs to the field.
    Number(Decimal),
    /// Yes or no.
    Bool(bool),
    /// A civil date.
    Date(NaiveDate),
}

impl FieldValue {
    /// Text, normalised to NFC and trimmed.
    pub fn text(text: &str) -> Self {
        Self::Text(super::nfc(text.trim()))
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Bool(yes) => yes.fmt(f),
            Self::Date(date) => date.fmt(f),
        }
    }
}

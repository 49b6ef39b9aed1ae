use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{EnteredUnit, Quantity};

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
    /// An amount with its unit: what a correction says of one of a fact's amounts.
    Amount(Quantity),
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

    /// The same, where a bare number is an amount in this unit.
    #[must_use]
    pub(crate) fn in_unit(self, unit: Option<EnteredUnit>) -> Self {
        let amount = |number| Quantity::new(number, unit?).ok();
        match self.as_number().and_then(amount) {
            Some(amount) => Self::Amount(amount),
            None => self,
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
            Self::Amount(quantity) => quantity.fmt(f),
        }
    }
}

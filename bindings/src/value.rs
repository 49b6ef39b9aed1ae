//! The value of a field, and maps of them.

use std::collections::{BTreeMap, HashMap};

use fieldbook_core::model;
use fieldbook_core::model::Quantity;

use crate::ids::{CivilDate, DecimalNumber};

/// The value of one field: of a step, a document's head, an answer, or an amendment.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum FieldValue {
    /// Text; also the code of a choice.
    Text {
        /// The text.
        value: String,
    },
    /// A decimal number; its unit belongs to the field.
    Number {
        /// The number.
        value: DecimalNumber,
    },
    /// Yes or no.
    Bool {
        /// Yes is true.
        value: bool,
    },
    /// A civil date.
    Date {
        /// The date.
        value: CivilDate,
    },
    /// An amount with its unit: what a correction says of one of a fact's amounts.
    Amount {
        /// The amount.
        value: Quantity,
    },
}

impl From<model::FieldValue> for FieldValue {
    fn from(value: model::FieldValue) -> Self {
        match value {
            model::FieldValue::Text(value) => Self::Text { value },
            model::FieldValue::Number(value) => Self::Number { value },
            model::FieldValue::Bool(value) => Self::Bool { value },
            model::FieldValue::Date(value) => Self::Date { value },
            model::FieldValue::Amount(value) => Self::Amount { value },
        }
    }
}

impl From<FieldValue> for model::FieldValue {
    fn from(value: FieldValue) -> Self {
        match value {
            FieldValue::Text { value } => Self::Text(value),
            FieldValue::Number { value } => Self::Number(value),
            FieldValue::Bool { value } => Self::Bool(value),
            FieldValue::Date { value } => Self::Date(value),
            FieldValue::Amount { value } => Self::Amount(value),
        }
    }
}

/// Fields as the foreign languages have them.
pub(crate) fn fields_out(fields: BTreeMap<String, model::FieldValue>) -> HashMap<String, FieldValue> {
    fields
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect()
}

/// Fields as the core has them.
pub(crate) fn fields_in(fields: HashMap<String, FieldValue>) -> BTreeMap<String, model::FieldValue> {
    fields
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect()
}

/// A list turned item by item.
pub(crate) fn all<A, B: From<A>>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(B::from).collect()
}

use std::fmt;

use super::{FactId, FieldValue, Invalid, Moment, PersonId};

/// The root map of a document that a correctable value lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RegisterMap {
    /// `amend`: "<fact id>/<field>".
    Amend,
    /// `head`: "<field>".
    Head,
    /// `answers` of a visit: "<field>".
    Answers,
    /// `entries` of a register: "<id>/<field>".
    Entries,
}

impl RegisterMap {
    /// Every map; the index is its number in the store.
    pub const ALL: [Self; 4] = [Self::Amend, Self::Head, Self::Answers, Self::Entries];

    /// The key of the map under the document's root.
    pub fn name(self) -> &'static str {
        match self {
            Self::Amend => "amend",
            Self::Head => "head",
            Self::Answers => "answers",
            Self::Entries => "entries",
        }
    }

    /// From the key under the root.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|map| map.name() == name)
    }
}

/// The address of one correctable value inside a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegisterKey {
    /// The map.
    pub map: RegisterMap,
    /// The key in it.
    pub key: String,
}

impl RegisterKey {
    /// The field that voids a fact.
    pub const VOID: &'static str = "void";

    /// A field of a fact.
    pub fn amend(fact: FactId, field: &str) -> Self {
        Self {
            map: RegisterMap::Amend,
            key: format!("{fact}/{field}"),
        }
    }

    /// A field of the document's head.
    pub fn head(field: &str) -> Self {
        Self {
            map: RegisterMap::Head,
            key: field.to_owned(),
        }
    }

    /// An answer of a visit.
    pub fn answer(field: &str) -> Self {
        Self {
            map: RegisterMap::Answers,
            key: field.to_owned(),
        }
    }

    /// A field of a register's entry.
    pub fn entry(id: impl fmt::Display, field: &str) -> Self {
        Self {
            map: RegisterMap::Entries,
            key: format!("{id}/{field}"),
        }
    }

    /// The fact and field of an amendment's key.
    pub fn fact_field(&self) -> Option<(FactId, &str)> {
        let (id, field) = self.key.split_once('/')?;
        let fact: FactId = id.parse().ok()?;
        // One spelling per id: another would be another key for the same field, and neither could settle
        // the other.
        (self.map == RegisterMap::Amend && fact.to_string() == id).then_some((fact, field))
    }

    /// Checks the key's length and letters.
    pub fn check(&self) -> Result<(), Invalid> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
        if self.key.is_empty() || self.key.len() > 128 || !self.key.chars().all(plain) {
            return Err(Invalid::new("field", "not_a_field").with("value", &self.key));
        }
        if self.map == RegisterMap::Amend && self.fact_field().is_none() {
            return Err(Invalid::new("field", "not_a_field").with("value", &self.key));
        }
        Ok(())
    }
}

/// One value written to one correctable field: by whom, when, why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The new value.
    pub value: FieldValue,
    /// Why; empty for a first entry.
    pub reason: Option<String>,
    /// Who.
    pub by: PersonId,
    /// When it was written down.
    pub at: Moment,
}

//! What a product group says of itself, and what its steps take besides fields.

use fieldbook_core::catalog;
use fieldbook_core::model::{EnteredUnit, FactKind, QuantityRole};

use crate::Wording;
use crate::value::all;

/// A product group ("modul"): the steps of a product's way from field to stamp, agreed with the authorities.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ProductGroup {
    /// How facts name it: `sticky-rice@1`.
    pub id: String,
    /// Its code, such as `sticky-rice`.
    pub code: String,
    /// Its version; a published one never changes.
    pub version: u32,
    /// Its name.
    pub name: Wording,
    /// The first sentence of its handbook (sổ tay).
    pub guide: Wording,
    /// Where it was written for.
    pub places: Wording,
    /// The national standards it follows.
    pub standards: Vec<Standard>,
    /// Kinds of fact a lot needs before its stamps are activated.
    pub activation_requires: Vec<FactKind>,
}

/// A standard a group follows.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Standard {
    /// Its number and year, such as `TCVN 12850:2019`.
    pub id: String,
    /// What it is about, in plain words (not its official title).
    pub about: Wording,
}

/// An amount a step takes.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuantityRule {
    /// What the amount says about the goods.
    pub role: QuantityRole,
    /// The units it may be entered in, for the chips beside a number pad.
    pub units: Vec<EnteredUnit>,
    /// An entry without it is refused.
    pub required: bool,
    /// What it is, in a word or two.
    pub label: Wording,
}

/// The farm inputs a step takes.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct InputRule {
    /// The units that the amount of one may be entered in, the usual one first, for the chips beside a number pad.
    pub units: Vec<EnteredUnit>,
    /// At least one.
    pub required: bool,
    /// Each with its pre-harvest interval in days.
    pub pre_harvest_interval: bool,
}

/// The stamps a step takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct StampRule {
    /// At least one.
    pub required: bool,
}

impl From<&catalog::ProductGroup> for ProductGroup {
    fn from(group: &catalog::ProductGroup) -> Self {
        Self {
            id: group.id(),
            code: group.code.clone(),
            version: group.version,
            name: (&group.name).into(),
            guide: (&group.guide).into(),
            places: (&group.places).into(),
            standards: all(group.standards.iter().collect()),
            activation_requires: group.activation_requires.clone(),
        }
    }
}

impl From<&catalog::Standard> for Standard {
    fn from(standard: &catalog::Standard) -> Self {
        Self {
            id: standard.id.clone(),
            about: (&standard.about).into(),
        }
    }
}

impl From<&catalog::QuantityRule> for QuantityRule {
    fn from(rule: &catalog::QuantityRule) -> Self {
        Self {
            role: rule.role,
            units: rule.entered_units(),
            required: rule.required,
            label: (&rule.label).into(),
        }
    }
}

impl From<catalog::InputRule> for InputRule {
    fn from(rule: catalog::InputRule) -> Self {
        Self {
            units: rule.entered_units(),
            required: rule.required,
            pre_harvest_interval: rule.pre_harvest_interval,
        }
    }
}

impl From<catalog::StampRule> for StampRule {
    fn from(rule: catalog::StampRule) -> Self {
        Self {
            required: rule.required,
        }
    }
}

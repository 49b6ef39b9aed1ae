use serde::{Deserialize, Deserializer, de::Error};
use sha2::{Digest, Sha256};

use crate::model::{DocKind, EnteredUnit, FactKind, Invalid, QuantityRole, Unit};

use super::{Field, Text, check};

/// A product group ("modul"): the steps of a product's way from field to stamp, agreed with the
/// authorities and read from one data file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductGroup {
    /// Its code, such as `sticky-rice`.
    pub code: String,
    /// Its version. Facts name it, so a published version never changes.
    pub version: u32,
    /// The SHA-256 of the file: what makes two copies of a version the same.
    #[serde(skip)]
    pub hash: [u8; 32],
    /// Its name.
    pub name: Text,
    /// The first sentence of its handbook (sổ tay).
    pub guide: Text,
    /// Where it was written for.
    pub places: Text,
    /// The national standards it follows.
    pub standards: Vec<Standard>,
    /// Kinds of fact a lot needs before its stamps are activated.
    #[serde(deserialize_with = "fact_kinds")]
    pub activation_requires: Vec<FactKind>,
    /// Figures rules take from the group.
    pub defaults: Defaults,
    /// Its steps, in the order of the work.
    pub steps: Vec<Step>,
}

/// A standard a group follows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// Its number and year, such as `TCVN 12850:2019`.
    pub id: String,
    /// What it is about, in plain words (not its official title).
    pub about: Text,
}

/// Figures that rules take from a group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// Days a harvest may come before the pre-harvest interval ends without a finding. Zero unless the
    /// authority that agreed the group says otherwise.
    pub allowed_early_days: u16,
}

/// A step: one thing people do and write down.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its code, such as `spray`.
    pub code: String,
    /// The kind of fact it records.
    #[serde(deserialize_with = "fact_kind")]
    pub kind: FactKind,
    /// The documents it may be recorded on.
    #[serde(deserialize_with = "doc_kinds")]
    pub on: Vec<DocKind>,
    /// Its name.
    pub name: Text,
    /// A sentence of the handbook: what to write and why.
    pub guide: Text,
    /// What is worth a photo.
    #[serde(default)]
    pub photo: Option<Text>,
    /// The EPCIS bizStep where the kind's own does not fit: a CBV 2.0 word, or a URI of ours for farm
    /// work, which CBV has no word for.
    #[serde(default)]
    pub epcis_biz_step: Option<String>,
    /// The amounts it takes, at most one of each role.
    #[serde(default)]
    pub quantities: Vec<QuantityRule>,
    /// The farm inputs it takes; none without it.
    #[serde(default)]
    pub inputs: Option<InputRule>,
    /// The shell asks which season or lot the goods came from.
    #[serde(default)]
    pub asks_origin: bool,
    /// Weight in and weight out are compared.
    #[serde(default)]
    pub mass_balance: bool,
    /// The stamps it takes though its kind does not say so: see [`Step::stamp_rule`].
    #[serde(default)]
    pub stamps: Option<StampRule>,
    /// The note is the entry.
    #[serde(default)]
    pub note_required: bool,
    /// What it asks.
    #[serde(default)]
    pub fields: Vec<Field>,
}

/// An amount a step takes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuantityRule {
    /// What the amount says about the goods.
    #[serde(deserialize_with = "role")]
    pub role: QuantityRole,
    /// The normal units it may have.
    #[serde(deserialize_with = "units")]
    pub units: Vec<Unit>,
    /// An entry without it is not recorded.
    #[serde(default)]
    pub required: bool,
    /// What it is, in a word or two.
    pub label: Text,
}

/// The farm inputs a step takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputRule {
    /// At least one.
    #[serde(default)]
    pub required: bool,
    /// Each with its pre-harvest interval in days.
    #[serde(default)]
    pub pre_harvest_interval: bool,
}

/// The stamps a step takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StampRule {
    /// At least one.
    #[serde(default)]
    pub required: bool,
}

impl ProductGroup {
    /// Reads a group file (JSON, UTF-8) and checks it. The error's `details` say where and what, for the
    /// person who writes the file.
    pub fn read(file: &[u8]) -> Result<Self, Invalid> {
        let mut group: Self = serde_json::from_slice(file)
            .map_err(|why| Invalid::new("group", "group_unreadable").with("details", &why))?;
        group.hash = Sha256::digest(file).into();
        check::group(&group)?;
        Ok(group)
    }

    /// How facts name it: `sticky-rice@1`.
    pub fn id(&self) -> String {
        format!("{}@{}", self.code, self.version)
    }

    /// A step by its code.
    pub fn step(&self, code: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.code == code)
    }

    /// The steps that may be recorded on a kind of document, in the order of the work.
    pub fn steps_on(&self, on: DocKind) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.on.contains(&on))
    }
}

impl Step {
    /// The stamps an entry takes, if it takes any: activating and voiding always do.
    pub fn stamp_rule(&self) -> Option<StampRule> {
        let by_kind = matches!(self.kind, FactKind::Activate | FactKind::VoidStamps);
        by_kind.then_some(StampRule { required: true }).or(self.stamps)
    }

    /// A field by its code.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.code == code)
    }

    /// The amount it takes in a role.
    pub fn quantity(&self, role: QuantityRole) -> Option<&QuantityRule> {
        self.quantities.iter().find(|rule| rule.role == role)
    }
}

/// What of a spray is used on a field: by the bottle cap, the bottle and the packet.
const SPRAYED: [EnteredUnit; 5] = [
    EnteredUnit::Millilitre,
    EnteredUnit::Litre,
    EnteredUnit::Gram,
    EnteredUnit::Kg,
    EnteredUnit::Packet,
];

/// What of other inputs is: fertiliser, lime and seed by weight and by the sack, foliar feed by the litre.
const SPREAD: [EnteredUnit; 8] = [
    EnteredUnit::Kg,
    EnteredUnit::Yen,
    EnteredUnit::Ta,
    EnteredUnit::Sack,
    EnteredUnit::Gram,
    EnteredUnit::Packet,
    EnteredUnit::Litre,
    EnteredUnit::Millilitre,
];

impl InputRule {
    /// The units as people say them in which an input's amount may be entered, the usual one first, for the chips beside a
    /// number pad.
    pub fn entered_units(&self) -> Vec<EnteredUnit> {
        if self.pre_harvest_interval {
            SPRAYED.to_vec()
        } else {
            SPREAD.to_vec()
        }
    }
}

impl QuantityRule {
    /// The units as people say them in which the amount may be entered, for the chips beside a number pad.
    pub fn entered_units(&self) -> Vec<EnteredUnit> {
        let fits = |unit: &EnteredUnit| self.units.contains(&unit.normal());
        EnteredUnit::ALL.into_iter().filter(fits).collect()
    }
}

fn known<'de, D: Deserializer<'de>, T>(
    from: D,
    what: &str,
    find: impl Fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let name = String::deserialize(from)?;
    find(&name).ok_or_else(|| D::Error::custom(format!("unknown {what} `{name}`")))
}

fn all_known<'de, D: Deserializer<'de>, T>(
    from: D,
    what: &str,
    find: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, D::Error> {
    Vec::<String>::deserialize(from)?
        .iter()
        .map(|name| find(name).ok_or_else(|| D::Error::custom(format!("unknown {what} `{name}`"))))
        .collect()
}

fn fact_kind<'de, D: Deserializer<'de>>(from: D) -> Result<FactKind, D::Error> {
    known(from, "fact kind", FactKind::from_name)
}

fn fact_kinds<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<FactKind>, D::Error> {
    all_known(from, "fact kind", FactKind::from_name)
}

fn doc_kinds<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<DocKind>, D::Error> {
    all_known(from, "document kind", DocKind::from_name)
}

fn units<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Unit>, D::Error> {
    all_known(from, "unit", Unit::from_code)
}

fn role<'de, D: Deserializer<'de>>(from: D) -> Result<QuantityRole, D::Error> {
    known(from, "quantity role", |name| {
        QuantityRole::ALL
            .into_iter()
            .find(|(_, known)| *known == name)
            .map(|(role, _)| role)
    })
}

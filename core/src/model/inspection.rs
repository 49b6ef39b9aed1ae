use chrono::NaiveDate;

use super::{Fact, FactId, FactKind, FieldValue};

/// What the product groups call the steps and fields of an inspection of a visit, a season or a lot.
pub struct Inspection;

/// What an inspector saw of a nonconformity later: a fact of the step `recheck`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recheck {
    /// The nonconformity.
    pub of: FactId,
    /// It is mended.
    pub mended: bool,
    /// The new day agreed on, where it is not.
    pub due: Option<NaiveDate>,
}

impl Inspection {
    /// The step of the inspection itself.
    pub const STEP: &'static str = "inspect";
    /// The field of it with the day on which somebody is to look again.
    pub const LOOK_AGAIN: &'static str = "recheck_on";
    /// The step by which something found wrong (điểm không phù hợp) is written down.
    pub const NONCONFORMITY: &'static str = "nonconformity";
    /// The field that says what was found.
    pub const FOUND: &'static str = "found";
    /// The field that says what is to be done (hành động khắc phục).
    pub const ACTION: &'static str = "corrective_action";
    /// The field with the day by which it is to be done.
    pub const DUE: &'static str = "due_by";
}

impl Recheck {
    /// The step's code in the product groups.
    pub const STEP: &'static str = "recheck";
    /// The field that names the nonconformity.
    pub const OF: &'static str = "nonconformity";
    /// The field that says whether it is mended.
    pub const MENDED: &'static str = "mended";

    /// What a fact says, when it is such a look and names a nonconformity. Rights go by its kind, so a note that calls
    /// itself one is none.
    pub fn of(fact: &Fact) -> Option<Self> {
        if fact.kind != FactKind::Inspect || fact.step != Self::STEP {
            return None;
        }
        Some(Self {
            of: fact.fields.get(Self::OF)?.as_text()?.parse().ok()?,
            mended: fact.fields.get(Self::MENDED) == Some(&FieldValue::Bool(true)),
            due: day(fact, Inspection::DUE),
        })
    }
}

/// A day among a fact's fields.
pub(crate) fn day(fact: &Fact, field: &str) -> Option<NaiveDate> {
    match fact.fields.get(field) {
        Some(FieldValue::Date(day)) => Some(*day),
        _ => None,
    }
}

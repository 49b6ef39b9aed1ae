//! What came into a lot, went out and is left of it, as data.

use fieldbook_core::model::FactId;
use fieldbook_core::rules;

use crate::NormalUnit;
use crate::ids::DecimalNumber;
use crate::value::all;

/// What came into a lot, went out and is left of it (cân bằng khối lượng), as far as it was written down: nothing is
/// guessed. Voided entries do not count, and corrected amounts count as they stand.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MassBalance {
    /// What each step took and gave, the oldest first; a step with two units stands here twice.
    pub steps: Vec<StepBalance>,
    /// All steps together, in one unit each: kilograms, litres, packs. Only those in which something was written down.
    pub goods: Vec<GoodsBalance>,
}

impl From<rules::MassBalance> for MassBalance {
    fn from(balance: rules::MassBalance) -> Self {
        Self {
            steps: all(balance.steps),
            goods: all(balance.goods),
        }
    }
}

/// What one step of a lot took and gave, in one unit.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StepBalance {
    /// The entry.
    pub fact: FactId,
    /// What is counted in.
    pub unit: NormalUnit,
    /// What went into the step.
    pub taken: Option<DecimalNumber>,
    /// What came out of it.
    pub given: Option<DecimalNumber>,
    /// What drying, milling and sorting took away, where a processing says both; below zero where more came out than
    /// went in.
    pub lost: Option<DecimalNumber>,
    /// The same of a hundred that went in, rounded to a whole number.
    pub lost_percent: Option<DecimalNumber>,
}

impl From<rules::StepBalance> for StepBalance {
    fn from(step: rules::StepBalance) -> Self {
        Self {
            fact: step.fact,
            unit: step.unit.into(),
            taken: step.taken,
            given: step.given,
            lost: step.lost,
            lost_percent: step.lost_percent,
        }
    }
}

/// A lot's goods in one unit.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GoodsBalance {
    /// Kilograms, litres, or pieces: packs.
    pub unit: NormalUnit,
    /// What came from elsewhere: received, or mixed in by a later step.
    pub came: DecimalNumber,
    /// What processing took away; below zero where more came out than went in.
    pub lost: DecimalNumber,
    /// What went into packs.
    pub packed: DecimalNumber,
    /// Packs that were made.
    pub made: DecimalNumber,
    /// What was shipped.
    pub shipped: DecimalNumber,
    /// What is there now. Absent where more went out than came in: then an entry is wrong or missing.
    pub left: Option<DecimalNumber>,
}

impl From<rules::GoodsBalance> for GoodsBalance {
    fn from(goods: rules::GoodsBalance) -> Self {
        Self {
            unit: goods.unit.into(),
            came: goods.came,
            lost: goods.lost,
            packed: goods.packed,
            made: goods.made,
            shipped: goods.shipped,
            left: goods.left,
        }
    }
}

//! What came into a lot, went out and is left of it, as data.

use fieldbook_core::model::FactId;
use fieldbook_core::rules;

use crate::NormalUnit;
use crate::ids::DecimalNumber;
use crate::value::all;

/// What came into a lot, went out and is left of it (cân bằng khối lượng), as far as it was written down: nothing is
/// guessed. Voided entries do not count, corrected amounts count as they stand, and amounts on which people disagree
/// count as not told.
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
    /// What drying, milling and sorting took away, where a processing says both, or what of a delivery was lost on the
    /// way; below zero where more came out than went in.
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

/// A lot's goods in one unit. In kilograms and litres `came + made = lost + shipped + drawn + left`, where `left` is
/// exact; packed goods stay in the lot until they are shipped. Of packs `packed` goes out as well: pieces that were
/// packed into larger ones.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GoodsBalance {
    /// Kilograms, litres, or pieces: packs.
    pub unit: NormalUnit,
    /// What came from elsewhere: received, or mixed in by a later step.
    pub came: DecimalNumber,
    /// What processing took away, and what was lost on the way here; below zero where more came out than went in.
    pub lost: DecimalNumber,
    /// What went into packs.
    pub packed: DecimalNumber,
    /// Packs that were made, or litres that were pressed from kilograms.
    pub made: DecimalNumber,
    /// What was shipped, the weight of shipped packs with it where it is known.
    pub shipped: DecimalNumber,
    /// What other lots took from this one, as far as this phone knows.
    pub drawn: DecimalNumber,
    /// What is there now, packed goods too. Absent where too little is known, or the amounts contradict each other.
    pub left: Option<DecimalNumber>,
    /// How far what is left is known.
    pub left_is: LeftIs,
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
            drawn: goods.drawn,
            left: goods.left,
            left_is: goods.left_is.into(),
        }
    }
}

/// How far what is left of a lot is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LeftIs {
    /// Everything was told: so much is left.
    Exactly,
    /// Something that came in was not told with its amount: there is so much or more.
    AtLeast,
    /// Something that went out was not told with its amount, or not all of it is on this phone: there is so much or
    /// less.
    AtMost,
    /// Too little was told to say anything.
    Unknown,
    /// More went out than came in: an entry is wrong or missing.
    Contradiction,
}

impl From<rules::LeftIs> for LeftIs {
    fn from(left_is: rules::LeftIs) -> Self {
        match left_is {
            rules::LeftIs::Exactly => Self::Exactly,
            rules::LeftIs::AtLeast => Self::AtLeast,
            rules::LeftIs::AtMost => Self::AtMost,
            rules::LeftIs::Unknown => Self::Unknown,
            rules::LeftIs::Contradiction => Self::Contradiction,
        }
    }
}

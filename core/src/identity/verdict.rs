use minicbor::{Decode, Encode};

use super::Statement;
use crate::model::{ClaimState, CodeGroup, FactId, Invalid, Moment, SerialRange, StampSpan};

/// A claim that stands in the way of another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Rival {
    /// The activation that came first.
    #[n(1)]
    pub claim: FactId,
    /// The stamps both claim.
    #[n(2)]
    pub range: SerialRange,
}

/// How staff settled a dispute. It is in force until staff settle the claim anew.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ruling {
    /// The claim was kept; else it was refused.
    #[n(1)]
    pub keeps: bool,
    /// When, by the hub's clock.
    #[n(2)]
    pub at: Moment,
    /// The claim it was settled for, where that is another one.
    #[n(3)]
    pub in_favour_of: Option<FactId>,
    /// The re-scans it rests on.
    #[n(4)]
    pub evidence: Vec<FactId>,
    /// What staff say to it.
    #[n(5)]
    pub note: Option<String>,
    /// Stamps it took from this claim and left to others, where a dispute was settled range by range.
    #[n(6)]
    pub lost: Vec<StampSpan>,
}

/// The hub's word on a claim of stamps.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ClaimVerdict {
    /// The activation.
    #[n(1)]
    pub claim: FactId,
    /// Confirmed, disputed, refused or withdrawn.
    #[n(2)]
    pub state: ClaimState,
    /// The stamps that stand by it, but for codes: [`ClaimVerdict::stands`].
    #[n(3)]
    pub spans: Vec<StampSpan>,
    /// Names of the findings against it, as in the text catalogue.
    #[n(4)]
    pub findings: Vec<String>,
    /// The claims in its way.
    #[n(5)]
    pub rivals: Vec<Rival>,
    /// When, by the hub's clock.
    #[n(6)]
    pub at: Moment,
    /// Counts the verdicts on one claim: the highest is the one in force.
    #[n(7)]
    pub number: u32,
    /// How staff settled it, if they did. Hubs before 0.3 do not tell.
    #[n(8)]
    pub ruling: Option<Ruling>,
    /// The codes of lists that stand by it. A phone of 0.2 passes over them, as over those of the activation.
    #[cbor(n(20), skip_if = "Vec::is_empty")]
    pub codes: Vec<CodeGroup>,
    /// The codes it names that are in no lease of its organisation.
    #[cbor(n(21), skip_if = "Vec::is_empty")]
    pub strange: Vec<CodeGroup>,
}

impl ClaimVerdict {
    /// All stamps that stand by it.
    ///
    /// Error: `InvalidInput` for codes that are none.
    pub fn stands(&self) -> Result<Vec<StampSpan>, Invalid> {
        let codes = CodeGroup::spans(&self.codes)?;
        Ok(self.spans.iter().cloned().chain(codes).collect())
    }
}

impl Statement for ClaimVerdict {
    const CONTEXT: &'static str = "fieldbook claim verdict 1";
}

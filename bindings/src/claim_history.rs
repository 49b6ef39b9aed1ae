//! The life of a claim on stamps, as data.

use fieldbook_core as core;
use fieldbook_core::identity;
use fieldbook_core::model::{BlobHash, ClaimState, FactId, Moment, PersonId};

use crate::value::all;
use crate::{Rival, StampSpan};

/// How staff settled a dispute. It is in force until they settle it anew.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Ruling {
    /// The claim was kept; else it was refused.
    pub keeps: bool,
    /// When, by the hub's clock.
    pub at: Moment,
    /// The claim it was settled for, where that is another one.
    pub in_favour_of: Option<FactId>,
    /// The re-scans it rests on.
    pub evidence: Vec<FactId>,
    /// What staff say to it.
    pub note: Option<String>,
    /// Stamps it took from this claim and left to others.
    pub lost: Vec<StampSpan>,
}

impl From<identity::Ruling> for Ruling {
    fn from(ruling: identity::Ruling) -> Self {
        Self {
            keeps: ruling.keeps,
            at: ruling.at,
            in_favour_of: ruling.in_favour_of,
            evidence: ruling.evidence,
            note: ruling.note,
            lost: all(ruling.lost),
        }
    }
}

/// One thing that happened to a claim on stamps.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ClaimEvent {
    /// When: the hub's clock for its own word, else the device's, set right where it knew the hub's.
    pub at: Moment,
    /// How the claim stands from then on, where this says it.
    pub state: Option<ClaimState>,
    /// What.
    pub what: ClaimDeed,
}

impl From<core::ClaimEvent> for ClaimEvent {
    fn from(event: core::ClaimEvent) -> Self {
        Self {
            at: event.at,
            state: event.what.state(),
            what: event.what.into(),
        }
    }
}

/// What happened to a claim.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ClaimDeed {
    /// The stamps were activated; from now on it is pending.
    Made {
        /// By whom.
        by: PersonId,
        /// Their name, where the book knows it.
        by_name: Option<String>,
    },
    /// Somebody scanned the stamps in hand again.
    Rescanned {
        /// The entry.
        fact: FactId,
        /// By whom.
        by: PersonId,
        /// Their name, where the book knows it.
        by_name: Option<String>,
        /// The stamps.
        stamps: Vec<StampSpan>,
        /// Of those, the ones that were typed.
        typed: Vec<StampSpan>,
        /// The photos.
        photos: Vec<BlobHash>,
    },
    /// The hub spoke.
    Judged {
        /// The stamps that stand by it.
        spans: Vec<StampSpan>,
        /// Codes of the findings against it.
        findings: Vec<String>,
        /// The claims in its way.
        rivals: Vec<Rival>,
        /// How staff settled it, if they did.
        ruling: Option<Ruling>,
    },
    /// The activation was voided.
    Withdrawn {
        /// By whom.
        by: PersonId,
        /// Their name, where the book knows it.
        by_name: Option<String>,
        /// Why.
        reason: Option<String>,
    },
}

impl From<core::ClaimDeed> for ClaimDeed {
    fn from(what: core::ClaimDeed) -> Self {
        match what {
            core::ClaimDeed::Made { by, by_name } => Self::Made { by, by_name },
            core::ClaimDeed::Rescanned {
                fact,
                by,
                by_name,
                stamps,
                typed,
                photos,
            } => Self::Rescanned {
                fact,
                by,
                by_name,
                stamps: all(stamps),
                typed: all(typed),
                photos,
            },
            core::ClaimDeed::Judged(verdict) => Self::Judged {
                spans: all(verdict.stands().unwrap_or_default()),
                findings: verdict.findings,
                rivals: all(verdict.rivals),
                ruling: verdict.ruling.map(Ruling::from),
            },
            core::ClaimDeed::Withdrawn { by, by_name, reason } => Self::Withdrawn { by, by_name, reason },
        }
    }
}

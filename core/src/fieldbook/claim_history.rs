use super::FieldbookError;
use super::book::Book;
use super::error::Fault;
use super::stamps::Stamps;
use crate::identity::{ClaimVerdict, Signed};
use crate::model::{BlobHash, ClaimState, FactId, FactKind, Moment, PersonId, StampSpan};

/// One thing that happened to a claim on stamps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimEvent {
    /// When: the hub's clock for its own word, else the device's, set right where it knew the hub's.
    pub at: Moment,
    /// What.
    pub what: ClaimDeed,
}

/// What happened to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The hub spoke: its signed word, with how staff settled it.
    Judged(Box<ClaimVerdict>),
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

impl Stamps {
    /// The life of a claim, the oldest first: activated, every word of the hub that came here, re-scans, voided.
    ///
    /// Errors: `NotFound` for an unknown activation.
    pub fn claim_history(&self, claim: FactId) -> Result<Vec<ClaimEvent>, FieldbookError> {
        Ok(self.book.claim_history(claim)?)
    }
}

impl Book {
    fn claim_history(&self, claim: FactId) -> Result<Vec<ClaimEvent>, Fault> {
        let view = self.fact(claim)?;
        if view.fact.kind != FactKind::Activate {
            return Err(Fault::NotFound(claim.to_string()));
        }
        let register = self.register_of(view.doc.org)?;
        let name = |person| register.person_name(person);
        let mut events = vec![ClaimEvent {
            at: view.fact.recorded_at_hub(),
            what: ClaimDeed::Made {
                by: view.fact.recorder,
                by_name: name(view.fact.recorder),
            },
        }];
        events.extend(self.told_verdicts(claim)?.into_iter().map(|verdict| ClaimEvent {
            at: verdict.at,
            what: ClaimDeed::Judged(Box::new(verdict)),
        }));
        let rescans = self.rescans(view.doc.id)?.into_iter();
        let of_claim = rescans.filter(|(_, rescan)| rescan.claim == claim);
        events.extend(of_claim.map(|(seen, rescan)| ClaimEvent {
            at: seen.fact.recorded_at_hub(),
            what: ClaimDeed::Rescanned {
                fact: seen.id(),
                by: seen.fact.recorder,
                by_name: name(seen.fact.recorder),
                stamps: rescan.stamps,
                typed: rescan.typed,
                photos: seen.fact.photos,
            },
        }));
        events.extend(view.voided.map(|voided| ClaimEvent {
            at: voided.at,
            what: ClaimDeed::Withdrawn {
                by: voided.by,
                by_name: name(voided.by),
                reason: voided.reason,
            },
        }));
        // A word of the hub that bears the very moment of what it answers comes behind it.
        events.sort_by_key(|event| (event.at.utc_ms, matches!(event.what, ClaimDeed::Judged(_))));
        // What it answers was written down before it, whatever the phone's clock said.
        events.sort_by_key(|event| !matches!(event.what, ClaimDeed::Made { .. }));
        Ok(events)
    }

    /// Every verdict on a claim that came here, the oldest first.
    pub(super) fn told_verdicts(&self, claim: FactId) -> Result<Vec<ClaimVerdict>, Fault> {
        let signed = self.store.read(|reading| reading.told_verdicts(claim))?;
        let verdicts = signed
            .iter()
            .map(|bytes| Ok(Signed::from_bytes(bytes)?.open(&self.me.hub_key)?));
        let mut verdicts = verdicts.collect::<Result<Vec<ClaimVerdict>, Fault>>()?;
        verdicts.sort_by_key(|verdict| (verdict.at.utc_ms, verdict.number));
        Ok(verdicts)
    }
}

impl ClaimDeed {
    /// How the claim stands from then on, where this says it.
    pub fn state(&self) -> Option<ClaimState> {
        match self {
            Self::Made { .. } => Some(ClaimState::Pending),
            Self::Judged(verdict) => Some(verdict.state),
            Self::Withdrawn { .. } => Some(ClaimState::Withdrawn),
            Self::Rescanned { .. } => None,
        }
    }
}

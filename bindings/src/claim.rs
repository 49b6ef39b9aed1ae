//! Claims on stamps and the leases they rest on, as data.

use fieldbook_core as core;
use fieldbook_core::identity;
use fieldbook_core::model::{ClaimState, DocId, FactId, LeaseId, Moment, OrgId, PersonId, RollId};

use crate::value::all;
use crate::{Finding, Ruling, SerialRange, StampSpan};

/// The life of a claim on stamps.
#[uniffi::remote(Enum)]
pub enum ClaimState {
    /// On a phone; the hub has not spoken.
    Pending,
    /// The hub has confirmed it; it stands.
    Confirmed,
    /// The hub has found a rival claim or a broken rule; a person must settle it.
    Disputed,
    /// Settled against it, or outside every lease.
    Refused,
    /// Its fact was voided.
    Withdrawn,
}

/// A claim on stamps: an activation, and what the hub says of it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Claim {
    /// The activation.
    pub fact: FactId,
    /// The lot.
    pub lot: DocId,
    /// Pending until the hub has spoken.
    pub state: ClaimState,
    /// The stamps that stand by it: all it names until the hub says otherwise.
    pub spans: Vec<StampSpan>,
    /// What this phone's rules find, with what it knows now.
    pub findings: Vec<Finding>,
    /// Codes of the findings the hub gave.
    pub hub_findings: Vec<String>,
    /// Claims in its way, by the hub's word.
    pub rivals: Vec<Rival>,
    /// When the hub spoke.
    pub settled_at: Option<Moment>,
    /// How staff settled it, if they did.
    pub ruling: Option<Ruling>,
    /// Codes it names that are in no lease of the organisation, by the hub's word: offline one in 256 strangers passes.
    pub strange: Vec<String>,
}

impl From<core::ClaimView> for Claim {
    fn from(claim: core::ClaimView) -> Self {
        Self {
            fact: claim.fact,
            lot: claim.lot,
            state: claim.state,
            spans: all(claim.spans),
            findings: all(claim.findings),
            hub_findings: claim.hub_findings,
            rivals: all(claim.rivals),
            settled_at: claim.settled_at,
            ruling: claim.ruling.map(Ruling::from),
            strange: claim.strange,
        }
    }
}

/// A claim that stands in the way of another.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Rival {
    /// The activation that came first.
    pub claim: FactId,
    /// The stamps both claim.
    pub range: SerialRange,
}

impl From<identity::Rival> for Rival {
    fn from(rival: identity::Rival) -> Self {
        Self {
            claim: rival.claim,
            range: rival.range.into(),
        }
    }
}

/// A lease of stamps (giao dải tem): who may activate which serials until when.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Lease {
    /// Its id.
    pub id: LeaseId,
    /// The roll.
    pub roll: RollId,
    /// The GTIN-14 of the roll, if it has one.
    pub gtin: Option<String>,
    /// The serials.
    pub range: SerialRange,
    /// The organisation.
    pub org: OrgId,
    /// The person, when it is not for everyone in the organisation.
    pub person: Option<PersonId>,
    /// The last moment it may be used.
    pub not_after: Moment,
    /// When the hub revoked it, milliseconds since 1970 by the hub's clock: nothing can be activated under it any more.
    pub revoked_ms: Option<i64>,
    /// For a lease by a list of codes, whose range are places on the list: whether the list is here, so that its stamps
    /// are told offline. Absent for a lease of serials.
    pub codes_here: Option<bool>,
}

impl From<core::LeaseView> for Lease {
    fn from(
        core::LeaseView {
            lease,
            revoked_ms,
            codes_here,
        }: core::LeaseView,
    ) -> Self {
        Self {
            revoked_ms,
            codes_here,
            id: lease.id,
            roll: lease.roll,
            gtin: lease.gtin,
            range: lease.range.into(),
            org: lease.org,
            person: lease.person,
            not_after: lease.not_after,
        }
    }
}

/// A part of an organisation's lease that a manager gave to one person of it (giao lại dải tem).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SubLease {
    /// Its id.
    pub id: LeaseId,
    /// The lease it is a part of.
    pub lease: LeaseId,
    /// Who alone may activate these stamps.
    pub person: PersonId,
    /// The serials.
    pub range: SerialRange,
    /// A manager took it back: the stamps are everybody's of the organisation again.
    pub taken_back: bool,
}

impl From<core::SubLeaseView> for SubLease {
    fn from(
        core::SubLeaseView {
            sub_lease,
            taken_back,
        }: core::SubLeaseView,
    ) -> Self {
        Self {
            id: sub_lease.id,
            lease: sub_lease.lease,
            person: sub_lease.person,
            range: sub_lease.range.into(),
            taken_back,
        }
    }
}

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};

use super::{PublicKey, Statement};
use crate::model::{Certified, DeviceId, Moment, OrgId, PersonId, Role};

/// What one person may do in one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Membership {
    /// The organisation.
    #[n(1)]
    pub org: OrgId,
    /// The person.
    #[n(2)]
    pub person: PersonId,
    /// Their roles there; none once the membership was withdrawn. It stays listed, so that what they signed
    /// before can still be told from what a stranger signs.
    #[n(3)]
    pub roles: Vec<Role>,
}

/// The hub's word that a key belongs to a device, and what the people on it may do. Renewed at each sync.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Certificate {
    /// The device.
    #[n(1)]
    pub device: DeviceId,
    /// Its public key.
    #[n(2)]
    pub key: PublicKey,
    /// Who works on it, for whom, as what.
    #[n(3)]
    pub memberships: Vec<Membership>,
    /// When it was issued.
    #[n(4)]
    pub not_before: Moment,
    /// When it ends: 14 days later, unless the hub says otherwise.
    #[n(5)]
    pub not_after: Moment,
    /// The name the device gave itself.
    #[n(6)]
    pub name: String,
}

impl Statement for Certificate {
    const CONTEXT: &'static str = "fieldbook certificate 1";
}

impl Membership {
    /// Whether the person may still do anything there.
    pub fn stands(&self) -> bool {
        !self.roles.is_empty()
    }
}

impl Certificate {
    /// Whether the hub has ever let the device write in an organisation's documents.
    pub fn writes_for(&self, org: OrgId) -> bool {
        self.memberships.iter().any(|membership| membership.org == org)
    }

    /// The organisations in which somebody on the device may still do something, each once.
    pub fn orgs(&self) -> Vec<OrgId> {
        let standing = self.memberships.iter().filter(|membership| membership.stands());
        let mut orgs: Vec<OrgId> = standing.map(|membership| membership.org).collect();
        orgs.sort();
        orgs.dedup();
        orgs
    }

    /// Those from whom the hub has taken all that they might do on the device, each once.
    pub fn withdrawn(&self) -> BTreeSet<PersonId> {
        let standing = |person| {
            let mut theirs = self.memberships.iter().filter(move |one| one.person == person);
            theirs.any(Membership::stands)
        };
        let people = self.memberships.iter().map(|membership| membership.person);
        people.filter(|person| !standing(*person)).collect()
    }

    /// Whether it has ended by now.
    pub fn has_ended(&self, now: Moment) -> bool {
        self.not_after.utc_ms < now.utc_ms
    }

    /// What it says of its key for one organisation; `None` when it says nothing.
    pub fn for_org(&self, org: OrgId) -> Option<Certified> {
        let of_org = self.memberships.iter().filter(|membership| membership.org == org);
        let people: Vec<PersonId> = of_org.map(|membership| membership.person).collect();
        (!people.is_empty()).then_some(Certified {
            key: self.key.0,
            device: self.device,
            people,
        })
    }
}

use minicbor::{Decode, Encode};

use super::{PublicKey, Statement};
use crate::model::{DeviceId, Moment, OrgId, PersonId, Role};

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
    /// Their roles there.
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

impl Certificate {
    /// Whether the device may write in an organisation's documents.
    pub fn writes_for(&self, org: OrgId) -> bool {
        self.memberships.iter().any(|membership| membership.org == org)
    }
}

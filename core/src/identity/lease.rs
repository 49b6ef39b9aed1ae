use minicbor::{Decode, Encode};

use super::{IdentityError, SecretKey, Signed, Statement};
use crate::model::{LeaseId, Moment, StampLease};

impl Statement for StampLease {
    const CONTEXT: &'static str = "fieldbook stamp lease 1";
}

/// Signs a lease of stamps, so that a phone can show offline what it may activate.
pub fn sign_lease(lease: &StampLease, hub: &SecretKey) -> Result<Signed, IdentityError> {
    Signed::new(lease, hub)
}

/// The hub's word that a lease of stamps is taken back before its end. What the hub had of it by then stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LeaseRevocation {
    /// The lease.
    #[n(1)]
    pub lease: LeaseId,
    /// When, by the hub's clock.
    #[n(2)]
    pub at: Moment,
}

impl Statement for LeaseRevocation {
    const CONTEXT: &'static str = "fieldbook stamp lease revocation 1";
}

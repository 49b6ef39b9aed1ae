use super::{IdentityError, SecretKey, Signed, Statement};
use crate::model::StampLease;

impl Statement for StampLease {
    const CONTEXT: &'static str = "fieldbook stamp lease 1";
}

/// Signs a lease of stamps, so that a phone can show offline what it may activate.
pub fn sign_lease(lease: &StampLease, hub: &SecretKey) -> Result<Signed, IdentityError> {
    Signed::new(lease, hub)
}

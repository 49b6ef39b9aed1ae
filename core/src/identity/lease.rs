use minicbor::{Decode, Encode};

use super::{IdentityError, PublicKey, SecretKey, Signed, Statement};
use crate::model::{BlobHash, LeaseId, Moment, StampLease};

impl Statement for StampLease {
    const CONTEXT: &'static str = "fieldbook stamp lease 1";
}

/// Signs a lease of stamps, so that a phone can show offline what it may activate.
pub fn sign_lease(lease: &StampLease, hub: &SecretKey) -> Result<Signed, IdentityError> {
    Signed::new(lease, hub)
}

/// A lease of stamps that an issuer printed by a list of codes, which count nothing. Its range are the places on the
/// list. Which codes they are, a filter says that is fetched by its hash: in front of the goods a phone tells a
/// stranger from a stamp of this lease, once in 256 wrongly, and the hub knows exactly.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ListLease {
    /// To whom, of which roll, which places, until when.
    #[n(1)]
    pub lease: StampLease,
    /// What stands before a code in the text of a stamp, such as `https://tem.example.vn/x/`: a code typed by hand
    /// is read behind it. Empty where codes have nothing in common.
    #[n(2)]
    pub stem: String,
    /// The SHA-256 of the filter, a `CodeFilter` of the stamp room.
    #[n(3)]
    pub filter: BlobHash,
    /// Its length, bytes.
    #[n(4)]
    pub bytes: u32,
}

impl Statement for ListLease {
    const CONTEXT: &'static str = "fieldbook stamp list lease 1";
}

/// A lease of stamps, whichever way they are counted. The two are written in different forms, an array and a map, so that
/// neither is read as the other.
pub fn read_lease(signed: &Signed) -> Result<StampLease, IdentityError> {
    let listed = || signed.read::<ListLease>().map(|list| list.lease);
    signed.read::<StampLease>().or_else(|_| listed())
}

/// [`read_lease`], with its signature checked.
pub fn open_lease(signed: &Signed, hub: &PublicKey) -> Result<StampLease, IdentityError> {
    let listed = || signed.open::<ListLease>(hub).map(|list| list.lease);
    signed.open::<StampLease>(hub).or_else(|_| listed())
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

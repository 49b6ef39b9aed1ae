//! What the book knows of one stamp, as data.

use fieldbook_core as core;
use fieldbook_core::model::{ClaimState, DocId, FactId, LeaseId, Stamp};

/// What this book knows of one stamp: whose it is, and to which lot it is bound.
#[uniffi::remote(Record)]
pub struct StampStanding {
    /// What its text means.
    pub stamp: Stamp,
    /// What to call it: its serial, else its code, else the text as read.
    pub label: String,
    /// Whether it is a stamp at all, one's own or another's, and no payment code, contact or other text.
    pub is_stamp: bool,
    /// Another issuer's; see `Stamps.isForeign`.
    pub foreign: bool,
    /// The lease that holds it.
    pub lease: Option<LeaseId>,
    /// The name of the product it is printed for, where it names one that is registered.
    pub product: Option<String>,
    /// The activations it is in, the newest first: of two that want it both. Those that were voided or refused no longer
    /// have it.
    pub claims: Vec<StampClaim>,
}

/// An activation that a stamp is in.
#[uniffi::remote(Record)]
pub struct StampClaim {
    /// The activation.
    pub claim: FactId,
    /// How it stands.
    pub state: ClaimState,
    /// The lot.
    pub lot: DocId,
    /// What the lot is called.
    pub lot_name: String,
}

use core::{StampClaim, StampStanding};

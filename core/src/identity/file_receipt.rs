use minicbor::{Decode, Encode};

use super::Statement;
use crate::model::Moment;

/// The hub's word that it holds a file whole and durably, its hash checked. A phone clears nothing away
/// without it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FileReceipt {
    /// The file's SHA-256.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub hash: [u8; 32],
    /// Its length, bytes.
    #[n(2)]
    pub bytes: u64,
    /// When the hub says so, by its clock.
    #[n(3)]
    pub at: Moment,
    /// The hub's epoch: a hub restored from a backup starts a new one.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub epoch: [u8; 16],
}

impl Statement for FileReceipt {
    const CONTEXT: &'static str = "fieldbook file receipt 1";
}

use minicbor::{Decode, Encode};

use super::Statement;
use crate::model::Moment;

/// A file every phone of a hub should hold, named by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Pack {
    /// What is in it, such as [`Pack::GROUP`]. A phone leaves out a kind it does not know, and fetches it after
    /// the update that knows it.
    #[n(1)]
    pub kind: String,
    /// The file's SHA-256.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub hash: [u8; 32],
    /// Its length, bytes.
    #[n(3)]
    pub bytes: u32,
}

impl Pack {
    /// A product group.
    pub const GROUP: &str = "group";
    /// The largest file. A product group of twenty steps takes 70 KB, 13 KB on the wire.
    pub const BYTES_MAX: u32 = 256 * 1024;
}

/// The hub's word on which packs there are, so that only its operator can put one on a phone.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PackList {
    /// The packs, in the order they were added.
    #[n(1)]
    pub packs: Vec<Pack>,
    /// When, by the hub's clock, and always after the list before: the newest is in force, and an old one that
    /// somebody repeats is not.
    #[n(2)]
    pub at: Moment,
}

impl PackList {
    /// The most packs of a list: with this many a phone holds 16 MiB of them at worst.
    pub const PACKS_MAX: usize = 64;
}

impl Statement for PackList {
    const CONTEXT: &'static str = "fieldbook pack list 1";
}

use std::fmt;
use std::str::FromStr;

use super::Invalid;

/// The content hash of one Automerge change. It covers the change's author, time, operations and, through
/// its dependencies, everything before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeHash(pub [u8; 32]);

impl ChangeHash {
    /// From 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Invalid> {
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| Invalid::new("change", "not_a_hash"))
    }
}

impl fmt::Debug for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChangeHash({self})")
    }
}

impl fmt::Display for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::BlobHash(self.0).fmt(f)
    }
}

impl FromStr for ChangeHash {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        text.parse::<super::BlobHash>().map(|hash| Self(hash.0))
    }
}

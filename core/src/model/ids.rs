use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::Invalid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $field:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh id: UUIDv7 (RFC 9562), so ids sort by the time they were made.
            pub fn fresh() -> Self {
                Self(Uuid::now_v7())
            }

            /// The 16 bytes, in network order.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// From 16 bytes, in network order; an error names the field.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, Invalid> {
                Uuid::from_slice(bytes).map(Self).map_err(|_| Invalid::new($field, "not_an_id"))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Invalid;
            fn from_str(text: &str) -> Result<Self, Invalid> {
                Uuid::parse_str(text.trim())
                    .map(Self)
                    .map_err(|_| Invalid::new($field, "not_an_id").with("value", text))
            }
        }
    };
}

uuid_id!(/// A document: one register, season, lot or visit.
    DocId, "document");
uuid_id!(/// A fact, immutable once recorded.
    FactId, "fact");
uuid_id!(/// A producer organisation (chủ thể).
    OrgId, "org");
uuid_id!(/// A person.
    PersonId, "person");
uuid_id!(/// A phone, tablet or laptop: one key, one book.
    DeviceId, "device");
uuid_id!(/// A plot of land (thửa).
    PlotId, "plot");
uuid_id!(/// A product.
    ProductId, "product");
uuid_id!(/// A roll of stamps (cuộn tem).
    RollId, "roll");
uuid_id!(/// A lease of stamps to an organisation or person.
    LeaseId, "lease");
uuid_id!(/// A sweep over a sheet or roll of stamps.
    SweepId, "sweep");

impl DocId {
    /// The one register of an organisation: UUIDv5 of the organisation's id, so that two phones that
    /// have never met open the same document.
    pub fn register_of(org: OrgId) -> Self {
        Self(Uuid::new_v5(&org.0, b"fieldbook register"))
    }
}

/// The SHA-256 of a photo or other file: its name everywhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobHash(pub [u8; 32]);

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobHash({self})")
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for BlobHash {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let bad = || Invalid::new("blob", "not_a_hash").with("value", text);
        if text.len() != 64 || !text.is_ascii() {
            return Err(bad());
        }
        let mut hash = [0u8; 32];
        for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| bad())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| bad())?;
        }
        Ok(Self(hash))
    }
}

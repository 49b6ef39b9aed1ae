use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{DocId, OrgId};

/// What people work on. One Automerge document each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocKind {
    /// An organisation's plots, products and people's names; one per organisation.
    Register,
    /// A growing season (vụ) on one or more plots.
    Season,
    /// A lot (lô hàng, mẻ).
    Lot,
    /// A visit, survey or inspection.
    Visit,
}

impl DocKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Register, Self::Season, Self::Lot, Self::Visit];

    /// The name in files and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Season => "season",
            Self::Lot => "lot",
            Self::Visit => "visit",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A document, what it is, and whose it is. All three are bound into its genesis change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocRef {
    /// Its id.
    pub id: DocId,
    /// What it is.
    pub kind: DocKind,
    /// Whose it is.
    pub org: OrgId,
}

impl DocRef {
    /// A fresh document of an organisation. Its id is a UUIDv7 whose last four bytes are bound to kind and
    /// organisation, see [`Self::is_bound`].
    pub fn fresh(kind: DocKind, org: OrgId) -> Self {
        if kind == DocKind::Register {
            return Self::register_of(org);
        }
        let id = DocId::fresh();
        let free = Self { id, kind, org };
        let mut bytes = id.0.into_bytes();
        let [.., a, b, c, d] = &mut bytes;
        [*a, *b, *c, *d] = free.binding();
        Self {
            id: DocId(Uuid::from_bytes(bytes)),
            ..free
        }
    }

    /// Whether the id was made for this kind and organisation. Who carries a document to the hub learns its id
    /// before the hub does, and could hand it in as another organisation's; an id that is bound to one is
    /// nobody else's. Documents of 0.1 are bound to none.
    pub fn is_bound(&self) -> bool {
        let [.., a, b, c, d] = self.id.0.into_bytes();
        [a, b, c, d] == self.binding()
    }

    /// Whether the id was made for another kind of document of the same organisation: somebody who carries it would
    /// keep the real one out of a book.
    pub fn is_of_another_kind(&self) -> bool {
        let mut others = DocKind::ALL
            .into_iter()
            .filter(|kind| *kind != self.kind && *kind != DocKind::Register);
        let is_register = self.id == DocId::register_of(self.org);
        match self.kind {
            DocKind::Register => !is_register,
            _ => is_register || !self.is_bound() && others.any(|kind| Self { kind, ..*self }.is_bound()),
        }
    }

    /// The last four bytes of a bound id: the first of SHA-256 over the others, the kind's name and the
    /// organisation. 42 random bits remain beside the millisecond.
    fn binding(&self) -> [u8; 4] {
        let [rest @ .., _, _, _, _] = self.id.0.into_bytes();
        let mut hash = Sha256::new();
        hash.update(b"fieldbook document 1");
        hash.update(rest);
        hash.update(self.org.as_bytes());
        hash.update(self.kind.name());
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
        [a, b, c, d]
    }

    /// The organisation's register.
    pub fn register_of(org: OrgId) -> Self {
        Self {
            id: DocId::register_of(org),
            kind: DocKind::Register,
            org,
        }
    }
}

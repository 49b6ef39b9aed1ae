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
    /// A fresh document of an organisation.
    pub fn fresh(kind: DocKind, org: OrgId) -> Self {
        let id = if kind == DocKind::Register {
            DocId::register_of(org)
        } else {
            DocId::fresh()
        };
        Self { id, kind, org }
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

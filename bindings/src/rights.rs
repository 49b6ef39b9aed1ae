//! What the person may do.

use fieldbook_core as core;
use fieldbook_core::Paper;
use fieldbook_core::model::{DocKind, FactKind, Moment, Role};
use fieldbook_core::rules;

use crate::{FieldbookError, People};

#[uniffi::export]
impl People {
    /// What the person may do in the book's organisation, so that a screen can hide what they may not.
    pub fn rights(&self) -> Result<Rights, FieldbookError> {
        Ok(self.core.rights()?.into())
    }

    /// Whether the person may do one thing. Throws `NotAllowed`, whose sentence names who may.
    pub fn may(&self, deed: Deed) -> Result<(), FieldbookError> {
        Ok(self.core.may(deed.into())?)
    }
}

/// Something a person writes, as far as it matters who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Deed {
    /// Open a document of this kind, correct its head, answer in it; for the register, write an entry.
    Document {
        /// The document's kind.
        kind: DocKind,
    },
    /// Write down a fact of this kind, for oneself or on behalf of somebody.
    Record {
        /// The fact's kind.
        kind: FactKind,
        /// It is written down for somebody else (ghi hộ).
        on_behalf: bool,
    },
    /// Correct or void a fact.
    Correct {
        /// The fact's kind; absent when nobody knows the fact yet.
        kind: Option<FactKind>,
    },
}

impl From<Deed> for rules::Deed {
    fn from(deed: Deed) -> Self {
        match deed {
            Deed::Document { kind } => Self::Document(kind),
            Deed::Record { kind, on_behalf } => Self::Record { kind, on_behalf },
            Deed::Correct { kind } => Self::Correct(kind),
        }
    }
}

/// What this device's right to write rests on.
#[uniffi::remote(Enum)]
pub enum Paper {
    /// The invitation, until the first sync brings a certificate.
    Invitation,
    /// A certificate in force.
    Certificate,
    /// A certificate that has ended. Recording goes on, activating stamps waits; a sync renews it.
    Ended,
}

/// What the person may do on this device, known without signal.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Rights {
    /// Their roles.
    pub roles: Vec<Role>,
    /// Kinds of documents they may open and correct; the register stands for plots and products.
    pub documents: Vec<DocKind>,
    /// Kinds of facts they may write down.
    pub facts: Vec<FactKind>,
    /// Kinds of facts they may write down only on behalf of somebody (ghi hộ).
    pub on_behalf_only: Vec<FactKind>,
    /// What this rests on.
    pub paper: Paper,
    /// The last moment of the certificate; absent before the first sync.
    pub until: Option<Moment>,
}

impl From<core::Rights> for Rights {
    fn from(rights: core::Rights) -> Self {
        Self {
            roles: rights.roles,
            documents: rights.documents,
            facts: rights.facts,
            on_behalf_only: rights.on_behalf_only,
            paper: rights.paper,
            until: rights.until,
        }
    }
}

use super::book::Book;
use super::error::Fault;
use super::{FieldbookError, People};
use crate::model::{DocKind, FactId, FactKind, Finding, FindingCode, Moment, OrgId, Role, Severity};
use crate::rules::{Deed, may};

/// What this device's right to write rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The invitation, until the first sync brings a certificate.
    Invitation,
    /// A certificate in force.
    Certificate,
    /// A certificate that has ended. Recording goes on, activating stamps waits; a sync renews it.
    Ended,
}

/// What the person may do on this device, known without signal.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The last moment of the certificate; `None` before the first sync.
    pub until: Option<Moment>,
}

impl People {
    /// What the person may do in the book's organisation, so that a screen can hide what they may not.
    pub fn rights(&self) -> Result<Rights, FieldbookError> {
        Ok(self.book.rights()?)
    }

    /// Whether the person may do one thing. Error: `NotAllowed`, whose sentence names who may.
    pub fn may(&self, deed: Deed) -> Result<(), FieldbookError> {
        Ok(self.book.must(self.book.org(), deed)?)
    }
}

impl Book {
    fn rights(&self) -> Result<Rights, Fault> {
        let roles = self.roles_in(self.org());
        let can = |deed| may(&roles, deed).is_ok();
        let record = |kind, on_behalf| can(Deed::Record { kind, on_behalf });
        let kinds = || FactKind::ALL.into_iter().map(|(kind, _)| kind);
        Ok(Rights {
            documents: DocKind::ALL
                .into_iter()
                .filter(|kind| can(Deed::Document(*kind)))
                .collect(),
            facts: kinds().filter(|kind| record(*kind, true)).collect(),
            on_behalf_only: kinds()
                .filter(|kind| record(*kind, true) && !record(*kind, false))
                .collect(),
            paper: self.paper()?,
            until: self.certificate()?.map(|certificate| certificate.not_after),
            roles,
        })
    }

    /// Refuses what the person's roles do not allow. Whether the certificate has ended is not asked: that
    /// must never keep evidence from being written down.
    pub(super) fn must(&self, org: OrgId, deed: Deed) -> Result<(), Fault> {
        self.check_works_for(org)?;
        may(&self.roles_in(org), deed).map_err(Fault::NotAllowed)
    }

    pub(super) fn paper(&self) -> Result<Paper, Fault> {
        Ok(match self.certificate()? {
            None => Paper::Invitation,
            Some(certificate) if certificate.has_ended(self.hub_now()) => Paper::Ended,
            Some(_) => Paper::Certificate,
        })
    }

    /// Tells that a new entry waits for a sync to renew the certificate.
    pub(super) fn notice_of_end(&self, fact: FactId) -> Result<Option<Finding>, Fault> {
        let ended = self.paper()? == Paper::Ended;
        Ok(ended.then(|| Finding::new(FindingCode::CertificateEnded, Severity::Warning, fact)))
    }
}

use std::collections::BTreeMap;

use super::flaw::{Flaw, FlawKind};
use crate::identity::{Certificate, PublicKey, Signed};
use crate::model::{Certified, DocKind, DocRef, OrgId};

/// Who signed something in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// The key.
    pub key: PublicKey,
    /// The device's certificate; `None` for the hub itself.
    pub certificate: Option<Certificate>,
}

/// Everybody a file holds a certificate of, and the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writers {
    hub: PublicKey,
    known: BTreeMap<PublicKey, Certificate>,
}

impl Writers {
    /// Nobody but the hub.
    pub fn new(hub: PublicKey) -> Self {
        Self {
            hub,
            known: BTreeMap::new(),
        }
    }

    /// Reads certificates; one that this hub did not sign is a flaw. Of two of one key the newer counts.
    pub fn read(hub: PublicKey, certificates: &[Signed]) -> Result<Self, Flaw> {
        let mut writers = Self::new(hub);
        for (place, signed) in certificates.iter().enumerate() {
            let certificate: Certificate = signed.open(&hub).map_err(|error| {
                let named: Option<Certificate> = signed.read().ok();
                Flaw::new(FlawKind::ForeignCertificate)
                    .number(place)
                    .whose(named.map(|certificate| certificate.name).unwrap_or_default())
                    .details(&error)
            })?;
            writers.add(certificate);
        }
        Ok(writers)
    }

    /// Adds a certificate that was checked, unless a newer one of its key is here.
    pub fn add(&mut self, certificate: Certificate) {
        let newer = self
            .known
            .get(&certificate.key)
            .is_some_and(|known| known.not_before > certificate.not_before);
        if !newer {
            self.known.insert(certificate.key, certificate);
        }
    }

    /// The hub's key.
    pub fn hub(&self) -> PublicKey {
        self.hub
    }

    /// The owner of a key that the hub vouches for.
    pub fn of(&self, key: &PublicKey) -> Option<Writer> {
        let certificate = self.known.get(key).cloned();
        (certificate.is_some() || *key == self.hub).then_some(Writer {
            key: *key,
            certificate,
        })
    }

    /// Whether a key may write in a document. The hub writes registers; a fact under its key would be
    /// nobody's word.
    pub fn may_write(&self, key: &PublicKey, doc: DocRef) -> bool {
        let member = self.known.get(key).is_some_and(|known| known.writes_for(doc.org));
        (*key == self.hub && doc.kind == DocKind::Register) || member
    }

    /// What the hub says of a key for an organisation.
    pub fn certified(&self, key: &PublicKey, org: OrgId) -> Option<Certified> {
        self.known.get(key)?.for_org(org)
    }

    /// What people call the owner of a key: the name of the device, or the key's first digits.
    pub fn name(&self, key: &PublicKey) -> String {
        match self.known.get(key) {
            Some(certificate) if !certificate.name.is_empty() => certificate.name.clone(),
            _ => key.to_string().chars().take(12).collect(),
        }
    }
}

use std::collections::BTreeMap;
use std::sync::Arc;

use super::book::Book;
use super::error::Fault;
use super::lock;
use crate::identity::{Certificate, Signed};
use crate::journal::{RegisterWrite, decode_amendment};
use crate::model::{Certified, Correction, DocRef};

/// Certificates whose signature has been checked, by key, beside the bytes they were read from: a
/// check costs as much as a third of an entry (45 µs), and every entry asks for one.
pub(super) type Opened = BTreeMap<[u8; 32], (Vec<u8>, Arc<Certificate>)>;

impl Book {
    /// This device's certificate, once the hub has given one.
    pub(super) fn certificate(&self) -> Result<Option<Arc<Certificate>>, Fault> {
        self.certificate_of(&self.me.author.key)
    }

    /// The newest certificate of a key, as the hub signed it.
    pub(super) fn certificate_of(&self, key: &[u8; 32]) -> Result<Option<Arc<Certificate>>, Fault> {
        let Some(bytes) = self.store.read(|reading| reading.certificate(key))? else {
            return Ok(None);
        };
        let mut opened = lock(&self.certificates);
        if let Some((known, certificate)) = opened.get(key)
            && *known == bytes
        {
            return Ok(Some(Arc::clone(certificate)));
        }
        let certificate = Arc::new(Signed::from_bytes(&bytes)?.open::<Certificate>(&self.me.hub_key)?);
        opened.insert(*key, (bytes, Arc::clone(&certificate)));
        Ok(Some(certificate))
    }

    /// What the hub says of a key for an organisation.
    pub(super) fn certified(&self, key: &[u8; 32], doc: DocRef) -> Result<Option<Certified>, Fault> {
        let certificate = self.certificate_of(key)?;
        Ok(certificate.and_then(|certificate| certificate.for_org(doc.org)))
    }

    /// Who wrote the standing values among these, against the certificates of their keys.
    pub(super) fn corrections(
        &self,
        doc: DocRef,
        writes: &[RegisterWrite],
    ) -> Result<Vec<Correction>, Fault> {
        let standing = writes.iter().filter(|write| !write.replaced);
        standing
            .map(|write| {
                let field = write.key.fact_field().map(|(_, field)| field);
                Ok(Correction {
                    field: field.unwrap_or(&write.key.key).to_owned(),
                    by: decode_amendment(&write.bytes)?.by,
                    signer: self.certified(&write.author, doc)?,
                })
            })
            .collect()
    }
}

use std::collections::BTreeMap;
use std::sync::Arc;

use super::book::Book;
use super::error::Fault;
use super::lock;
use super::portraits::forget_withdrawn;
use crate::identity::{Certificate, Signed};
use crate::journal::{RegisterWrite, decode_amendment};
use crate::model::{Certified, Correction, DocRef};
use crate::store::{Reading, Writing};

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
        self.store.glance(|reading| self.certificate_in(reading, key))
    }

    /// The same, as one view of the book has it.
    pub(super) fn certificate_in(
        &self,
        reading: &Reading<'_>,
        key: &[u8; 32],
    ) -> Result<Option<Arc<Certificate>>, Fault> {
        let Some(bytes) = reading.certificate(key)? else {
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

    /// Opens a certificate of this hub and keeps it, unless the book has a newer one of the same key: a page or
    /// a bundle may bring one that was issued before the one an enrolment has just given.
    pub(super) fn keep_certificate(
        &self,
        writing: &Writing<'_>,
        signed: &Signed,
    ) -> Result<Certificate, Fault> {
        let certificate: Certificate = signed.open(&self.me.hub_key)?;
        let known = self.certificate_in(&writing.reading(), &certificate.key.0)?;
        if known.is_none_or(|known| known.not_before.utc_ms <= certificate.not_before.utc_ms) {
            writing.set_certificate(&certificate.key.0, certificate.device, &signed.to_bytes())?;
            if certificate.key.0 == self.me.author.key {
                forget_withdrawn(writing, &certificate)?;
            }
        }
        Ok(certificate)
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

use super::book::Book;
use super::bundles::Bundle;
use super::error::Fault;
use crate::bundle::{Content, Purpose, SetAside};
use crate::journal::{genesis, parse};
use crate::model::{ChangeHash, DocId, DocRef};
use crate::store::SetAsideRow;

/// A change that reached this phone and was not let in. It is kept, and never shown as a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The document it was meant for.
    pub doc: DocId,
    /// Why: a code whose text is `refusal.<code>`.
    pub reason: String,
    /// When it was set aside, milliseconds since 1970.
    pub at_ms: i64,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// The name of the device that wrote it, as far as it can be read; nothing of it is proven.
    pub writer: Option<String>,
}

impl Book {
    /// Everything that was not let in, the newest first.
    pub(super) fn quarantined(&self) -> Result<Vec<Quarantined>, Fault> {
        let rows = self.store.read(|reading| reading.set_aside())?;
        rows.into_iter()
            .map(|row| {
                Ok(Quarantined {
                    writer: self.writer_of(&row)?,
                    doc: row.doc,
                    at_ms: row.at_ms,
                    bytes: row.bytes.len() as u64,
                    hash: row.hash,
                    reason: row.reason,
                })
            })
            .collect()
    }

    fn writer_of(&self, row: &SetAsideRow) -> Result<Option<String>, Fault> {
        let Some(doc) = row.known else { return Ok(None) };
        match self.claimed_author(doc, &row.bytes)? {
            Some(key) => self.device_name(&key),
            None => Ok(None),
        }
    }

    fn claimed_author(&self, doc: DocRef, bytes: &[u8]) -> Result<Option<[u8; 32]>, Fault> {
        let Ok(change) = parse(&genesis(doc), bytes) else {
            return Ok(None);
        };
        if change.author.is_some() {
            return Ok(change.author);
        }
        let newest = self.store.read(|reading| reading.newest_of(doc, &change.actor))?;
        Ok(newest.map(|(_, _, author): (ChangeHash, u64, [u8; 32])| author))
    }

    /// The quarantine as a file for whoever looks into it.
    pub(super) fn quarantine_bundle(&self) -> Result<Bundle, Fault> {
        let rows = self.store.read(|reading| reading.set_aside())?;
        let mut content = Content::new(Purpose::Quarantine);
        content.aside = rows
            .into_iter()
            .map(|row| SetAside {
                doc: row.doc,
                reason: row.reason,
                at_ms: row.at_ms,
                bytes: row.bytes,
            })
            .collect();
        self.add_certificates(&mut content)?;
        self.bundled(&content)
    }
}

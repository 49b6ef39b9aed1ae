use sha2::{Digest, Sha256};

use super::book::Book;
use super::error::Fault;
use super::receive::Received;
use crate::identity::ChangeSignature;
use crate::journal::{genesis, parse};
use crate::model::{DocId, Moment};
use crate::store::{Reading, Writing};
use crate::sync::DocChanges;

/// Where the version of the app that last opened the book is kept.
pub(super) const APP: &str = "app";
/// This app's version and the newest layout that it reads: another one may read what the last one could not.
pub(super) const THIS_APP: &[u8] = concat!(env!("CARGO_PKG_VERSION"), " amendment 2").as_bytes();

impl Book {
    /// After an update everything set aside is tried again: a kind of fact from a newer app may be known now.
    pub(super) fn notice_update(&self) -> Result<(), Fault> {
        let last = self.store.glance(|reading| reading.meta(APP))?;
        if last.as_deref() == Some(THIS_APP) {
            return Ok(());
        }
        let documents = self.store.read(|reading| reading.quarantined_documents(None))?;
        self.try_again(&documents, self.now())?;
        Ok(self.store.write(|writing| writing.set_meta(APP, THIS_APP))?)
    }

    /// Tries changes that were set aside again: what they lacked, a change before them or a certificate, may
    /// have come. Those that still do not pass stay set aside.
    pub(super) fn try_again(&self, documents: &[DocId], now: Moment) -> Result<Received, Fault> {
        let mut received = Received::default();
        for id in documents {
            let Some(changes) = self.store.read(|reading| set_aside(reading, *id))? else {
                continue;
            };
            received.add(self.let_in(&[&changes], false, now)?);
            self.store.write(|writing| leave(writing, &changes))?;
        }
        Ok(received)
    }
}

/// What is set aside of a document, with every signature that came with it.
fn set_aside(reading: &Reading<'_>, id: DocId) -> Result<Option<DocChanges>, Fault> {
    let rows = reading.quarantined(id)?;
    let Some(doc) = rows.first().map(|row| row.doc) else {
        return Ok(None);
    };
    let mut changes = DocChanges {
        doc,
        changes: Vec::new(),
        signatures: Vec::new(),
    };
    for row in rows.into_iter().filter(|row| row.doc == doc) {
        changes.changes.push(row.bytes.into());
        for signature in read_signatures(&row.signatures) {
            if !changes.signatures.contains(&signature) {
                changes.signatures.push(signature);
            }
        }
    }
    Ok(Some(changes))
}

/// What has been let in is no longer set aside.
fn leave(writing: &Writing<'_>, changes: &DocChanges) -> Result<(), Fault> {
    let genesis = genesis(changes.doc);
    for bytes in &changes.changes {
        if let Ok(change) = parse(&genesis, bytes)
            && writing.reading().change(changes.doc, &change.hash)?.is_some()
        {
            writing.leave_quarantine(&Sha256::digest(bytes.as_slice()).into())?;
        }
    }
    Ok(())
}

/// Signatures as they are kept beside a change set aside.
pub(super) fn signature_bytes(signatures: &[ChangeSignature]) -> Result<Vec<u8>, Fault> {
    minicbor::to_vec(signatures).map_err(|error| Fault::Unexpected(error.to_string()))
}

fn read_signatures(bytes: &[u8]) -> Vec<ChangeSignature> {
    minicbor::decode(bytes).unwrap_or_default()
}

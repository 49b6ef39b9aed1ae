use super::book::Book;
use super::error::Fault;
use super::fork::Parting;
use super::receive::Received;
use crate::identity::ChangeSignature;
use crate::model::{DocId, Moment};
use crate::store::Writing;
use crate::sync::DocChanges;

/// Where the version of the app that last opened the book is kept.
pub(super) const APP: &str = "app";
/// This app's version: another one may read what the last one could not.
pub(super) const THIS_APP: &[u8] = env!("CARGO_PKG_VERSION").as_bytes();

impl Book {
    /// After an update everything set aside is tried again: a kind of fact from a newer app may be known now.
    pub(super) fn notice_update(&self) -> Result<(), Fault> {
        let last = self.store.read(|reading| reading.meta(APP))?;
        if last.as_deref() == Some(THIS_APP) {
            return Ok(());
        }
        let (now, mut parting) = (self.now(), Parting::default());
        self.store.write(|writing| {
            let documents = writing.reading().quarantined_documents(None)?;
            self.try_again(writing, &documents, &mut parting, now)?;
            Ok::<_, Fault>(writing.set_meta(APP, THIS_APP)?)
        })?;
        self.me.author.follow(&parting);
        Ok(())
    }

    /// Tries changes that were set aside again: what they lacked, a change before them or a certificate, may
    /// have come. Those that still do not pass stay set aside.
    pub(super) fn try_again(
        &self,
        writing: &Writing<'_>,
        documents: &[DocId],
        parting: &mut Parting,
        now: Moment,
    ) -> Result<Received, Fault> {
        let mut received = Received::default();
        for id in documents {
            let rows = writing.reading().quarantined(*id)?;
            let Some(doc) = rows.first().map(|row| row.doc) else {
                continue;
            };
            let mut changes = DocChanges {
                doc,
                changes: Vec::new(),
                signatures: Vec::new(),
            };
            for row in rows.into_iter().filter(|row| row.doc == doc) {
                writing.leave_quarantine(&row.hash)?;
                changes.changes.push(row.bytes.into());
                for signature in read_signatures(&row.signatures) {
                    if !changes.signatures.contains(&signature) {
                        changes.signatures.push(signature);
                    }
                }
            }
            received.stored += self.receive(writing, &changes, parting, now)?.stored;
        }
        Ok(received)
    }
}

/// Signatures as they are kept beside a change set aside.
pub(super) fn signature_bytes(signatures: &[ChangeSignature]) -> Result<Vec<u8>, Fault> {
    minicbor::to_vec(signatures).map_err(|error| Fault::Unexpected(error.to_string()))
}

fn read_signatures(bytes: &[u8]) -> Vec<ChangeSignature> {
    minicbor::decode(bytes).unwrap_or_default()
}

use super::book::Book;
use super::error::Fault;
use crate::journal::{genesis, parse};
use crate::model::{DocId, OrgId};
use crate::store::{FollowRow, Reading, Writing};
use crate::sync::{DocDigest, Held, OrgPage};

/// A digest with its document's id and heads on the wire, bytes.
const DIGEST_BYTES: usize = 27;
/// The fewest documents told at once: a slow link must get on too.
const TOLD_LEAST: usize = 50;

/// What the book holds of an organisation behind a document, in about so many bytes.
pub(super) fn held_after(
    reading: &Reading<'_>,
    org: OrgId,
    after: DocId,
    bytes: usize,
) -> Result<Held, Fault> {
    let most = (bytes / DIGEST_BYTES).max(TOLD_LEAST);
    let documents = reading.acknowledged(org, after, most)?;
    Ok(Held {
        last: documents.len() < most,
        docs: documents
            .into_iter()
            .map(|(doc, changes)| DocDigest::of(doc, changes))
            .collect(),
    })
}

impl Book {
    /// A hub restored from a copy answers with another epoch. It may have forgotten what it gave receipts
    /// for, so documents are compared and what it lacks is offered again, whoever wrote it: the author's
    /// phone may be lost. What the hub still has it calls a duplicate.
    pub(super) fn notice_epoch(
        &self,
        writing: &Writing<'_>,
        page: &OrgPage,
        epoch: &[u8; 16],
    ) -> Result<(), Fault> {
        let known = writing.reading().follow(page.org)?;
        let unseen = FollowRow::default().epoch;
        if known.is_none_or(|known| known.epoch == *epoch || known.epoch == unseen) {
            return Ok(());
        }
        writing.forget_verdicts(page.org)?;
        writing.offer_all_freight()?;
        writing.offer_all_blobs()?;
        match page.begin {
            Some(_) => Ok(()),
            // A hub of 0.1 compares nothing.
            None => self.offer_own(writing, page.org),
        }
    }

    fn offer_own(&self, writing: &Writing<'_>, org: OrgId) -> Result<(), Fault> {
        let documents = writing.reading().documents(None)?;
        for row in documents.iter().filter(|row| row.doc.org == org) {
            self.restore_bytes(writing, row.doc.id)?;
        }
        Ok(writing.offer_all_of(&self.me.author.key, org)?)
    }

    /// Offers everything of these documents again.
    pub(super) fn offer(&self, writing: &Writing<'_>, documents: &[DocId]) -> Result<(), Fault> {
        for doc in documents {
            self.restore_bytes(writing, *doc)?;
            writing.offer_document(*doc)?;
        }
        Ok(())
    }

    /// Bytes that are only in the snapshot come out of it again.
    fn restore_bytes(&self, writing: &Writing<'_>, id: DocId) -> Result<(), Fault> {
        let Some(doc) = writing.reading().document(id)? else {
            return Ok(());
        };
        if !writing.reading().has_dropped_bytes(id)? {
            return Ok(());
        }
        let genesis = genesis(doc);
        for bytes in self.load_in(&writing.reading(), doc)?.changes() {
            writing.restore_bytes(&parse(&genesis, &bytes)?.hash, &bytes)?;
        }
        Ok(())
    }
}

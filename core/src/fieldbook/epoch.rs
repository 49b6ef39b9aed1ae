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

/// A hub restored from a copy answers with another epoch. It may have forgotten what it gave receipts
/// for, so documents are compared and what it lacks is offered again, whoever wrote it: the author's
/// phone may be lost. What the hub still has it calls a duplicate. Who joined this phone after the copy was made
/// is nobody there: every invitation is presented again. Says whether the epoch is another.
pub(super) fn notice_epoch(writing: &Writing<'_>, page: &OrgPage, epoch: &[u8; 16]) -> Result<bool, Fault> {
    let known = writing.reading().follow(page.org)?;
    let another = known.is_some_and(|known| is_another(known.epoch, epoch));
    if another {
        writing.forget_verdicts(page.org)?;
        writing.offer_all_freight()?;
        writing.offer_all_blobs()?;
        writing.present_invitations_again()?;
    }
    Ok(another)
}

impl Book {
    /// Offers again what the hub may have forgotten, in slices. Cut off anywhere it begins again, for the
    /// epoch and the mark move after it.
    pub(super) fn offer_again(&self, page: &OrgPage, epoch: &[u8; 16]) -> Result<(), Fault> {
        let another = self.is_of_another_epoch(page.org, epoch)?;
        if another {
            self.offer_held_again(page.org)?;
        }
        let documents = match &page.begin {
            Some(begun) => begun.offer.clone(),
            // A hub of 0.1 compares nothing.
            None if another => self.documents_of(page.org)?,
            None => return Ok(()),
        };
        if documents.is_empty() {
            return Ok(());
        }
        let mut waiting = documents.into_iter().peekable();
        self.in_slices(|writing, _, slice| {
            while let Some(doc) = waiting.next_if(|_| slice.take()) {
                self.restore_bytes(writing, doc)?;
                match page.begin {
                    Some(_) => writing.offer_document(doc)?,
                    None => writing.offer_own(doc, &self.me.author.key)?,
                }
            }
            Ok(waiting.peek().is_some())
        })?;
        Ok(())
    }

    /// What a hub holds counts nowhere, so no comparison of documents shows that it has forgotten it.
    fn offer_held_again(&self, org: OrgId) -> Result<(), Fault> {
        self.store.write(|writing| {
            for doc in writing.reading().documents_held_of(org)? {
                self.restore_bytes(writing, doc)?;
                writing.offer_held(doc)?;
            }
            Ok(())
        })
    }

    fn is_of_another_epoch(&self, org: OrgId, epoch: &[u8; 16]) -> Result<bool, Fault> {
        let known = self.store.read(|reading| reading.follow(org))?;
        Ok(known.is_some_and(|known| is_another(known.epoch, epoch)))
    }

    fn documents_of(&self, org: OrgId) -> Result<Vec<DocId>, Fault> {
        let rows = self.store.read(|reading| reading.documents(None))?;
        let own = rows.into_iter().filter(|row| row.doc.org == org);
        Ok(own.map(|row| row.doc.id).collect())
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

/// Whether an organisation has been followed in another epoch; one not yet followed has been in none.
fn is_another(known: [u8; 16], epoch: &[u8; 16]) -> bool {
    known != *epoch && known != FollowRow::default().epoch
}

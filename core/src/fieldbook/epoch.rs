use super::book::Book;
use super::error::Fault;
use crate::journal::{genesis, parse};
use crate::store::Writing;
use crate::sync::SyncResponse;

impl Book {
    /// A hub restored from a backup answers with another epoch. It may have forgotten what it gave receipts
    /// for, so everything this device has written is offered again; what the hub still has it calls a
    /// duplicate.
    pub(super) fn notice_epoch(&self, writing: &Writing<'_>, response: &SyncResponse) -> Result<(), Fault> {
        for page in &response.pages {
            let known = writing.reading().follow(page.org)?;
            if known.is_some_and(|(epoch, _)| epoch != response.epoch) {
                return self.offer_everything(writing);
            }
        }
        Ok(())
    }

    fn offer_everything(&self, writing: &Writing<'_>) -> Result<(), Fault> {
        for row in writing.reading().documents(None)? {
            if !writing.reading().has_dropped_bytes(row.doc.id)? {
                continue;
            }
            let genesis = genesis(row.doc);
            for bytes in self.load(row.doc)?.changes() {
                writing.restore_bytes(&parse(&genesis, &bytes)?.hash, &bytes)?;
            }
        }
        writing.offer_all_of(&self.me.author.key)?;
        writing.offer_all_blobs()?;
        // Verdicts are counted from the start again.
        Ok(writing.forget_verdicts()?)
    }
}

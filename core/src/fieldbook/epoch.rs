use super::book::Book;
use super::error::Fault;
use super::slices::STEPS;
use crate::journal::{genesis, parse};
use crate::model::DocRef;
use crate::sync::SyncResponse;

impl Book {
    /// A hub restored from a backup answers with another epoch. It may have forgotten what it gave receipts
    /// for, so everything this device has written is offered again; what the hub still has it calls a
    /// duplicate. Cut off anywhere it begins again, for the epoch is kept with the first page applied.
    pub(super) fn notice_epoch(&self, response: &SyncResponse) -> Result<(), Fault> {
        for page in &response.pages {
            let known = self.store.read(|reading| reading.follow(page.org))?;
            if known.is_some_and(|(epoch, _)| epoch != response.epoch) {
                return self.offer_everything();
            }
        }
        Ok(())
    }

    fn offer_everything(&self) -> Result<(), Fault> {
        for row in self.store.read(|reading| reading.documents(None))? {
            self.bring_bytes_back(row.doc)?;
        }
        let rows = u32::try_from(STEPS).unwrap_or(u32::MAX);
        let mut after = Some(0);
        while let Some(row) = after {
            self.in_slices(|writing, _, _| {
                after = writing.offer_again_of(&self.me.author.key, row, rows)?;
                Ok(false)
            })?;
        }
        // Verdicts are counted from the start again.
        Ok(self.store.write(|writing| writing.forget_verdicts())?)
    }

    /// Puts bytes that are only in a document's snapshot beside their changes again.
    fn bring_bytes_back(&self, doc: DocRef) -> Result<(), Fault> {
        if !self.store.read(|reading| reading.has_dropped_bytes(doc.id))? {
            return Ok(());
        }
        let genesis = genesis(doc);
        let changes = self.load(doc)?.changes();
        let mut left = changes.iter().peekable();
        self.in_slices(|writing, _, slice| {
            while left.peek().is_some() && slice.take() {
                let Some(bytes) = left.next() else { break };
                writing.restore_bytes(&parse(&genesis, bytes)?.hash, bytes)?;
            }
            Ok(left.peek().is_some())
        })?;
        Ok(())
    }
}

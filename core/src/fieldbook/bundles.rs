use super::book::Book;
use super::error::Fault;
use super::proof::add_receipt;
use super::{FieldbookError, Sync};
use crate::bundle::{Content, Purpose};
use crate::model::DocId;
use crate::sync::DocChanges;

/// A file for another phone, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The file.
    pub bytes: Vec<u8>,
    /// Documents with changes in it.
    pub documents: u64,
    /// Changes in it.
    pub changes: u64,
    /// Receipts in it.
    pub receipts: u64,
}

/// Receipts older than this are not brought back any more: their authors have synced themselves, or never
/// will. It is also how long freight is kept for a hub that is restored from a backup.
pub(super) const BRING_BACK_MS: i64 = 180 * 24 * 60 * 60 * 1000;

impl Sync {
    /// Everything that waits to be sent, as a file another phone or a memory stick carries: this device's
    /// changes, and those it carries for others with their own signatures. They count as handed over, and go
    /// on waiting until a receipt comes back.
    ///
    /// Errors: `NotAllowed` when nothing waits (`outbox_empty`), and before the first sync (`not_enrolled`):
    /// without the hub's certificate nobody could check who wrote it.
    pub fn bundle_outbox(&self) -> Result<Bundle, FieldbookError> {
        Ok(self.book.bundle_outbox()?)
    }

    /// Whole documents with their receipts, for a colleague who has no signal either. Errors: `NotFound` for a
    /// document this book does not have, `NotAllowed` before the first sync (`not_enrolled`).
    pub fn bundle(&self, docs: &[DocId]) -> Result<Bundle, FieldbookError> {
        Ok(self.book.bundle_documents(docs)?)
    }

    /// The hub's receipts for what this phone carried for others, as a file to bring back. Errors:
    /// `NotAllowed` when there are none (`no_receipts`).
    pub fn bundle_receipts(&self) -> Result<Bundle, FieldbookError> {
        Ok(self.book.bundle_receipts()?)
    }
}

impl Book {
    fn bundle_outbox(&self) -> Result<Bundle, Fault> {
        let own = self.me.author.key;
        let outbox = self.store.read(|reading| reading.outbox(&own, usize::MAX))?;
        let mut push = self.sign_push(&outbox)?;
        let freight = self.store.read(|reading| reading.freight(usize::MAX, true))?;
        for row in freight {
            push.hashes.extend(row.changes.iter().map(|(hash, _)| *hash));
            merge(&mut push.docs, super::freight::group(row));
        }
        if push.hashes.is_empty() {
            return Err(Fault::NotAllowed("outbox_empty"));
        }
        let mut content = Content {
            docs: push.docs,
            ..Content::new(Purpose::HandOver)
        };
        self.add_certificates(&mut content)?;
        let bundle = self.bundled(&content)?;
        self.hand_over(&push.hashes)?;
        self.ring();
        Ok(bundle)
    }

    fn bundle_documents(&self, docs: &[DocId]) -> Result<Bundle, Fault> {
        let mut content = Content::new(Purpose::HandOver);
        for id in docs {
            let doc = self.doc(*id)?;
            if !content.docs.iter().any(|known| known.doc == doc) {
                self.add_document(&mut content, doc)?;
            }
        }
        self.add_certificates(&mut content)?;
        self.bundled(&content)
    }

    fn bundle_receipts(&self) -> Result<Bundle, Fault> {
        let since = self.now().utc_ms.saturating_sub(BRING_BACK_MS);
        let rows = self.store.read(|reading| reading.receipts_to_bring_back(since))?;
        if rows.is_empty() {
            return Err(Fault::NotAllowed("no_receipts"));
        }
        let mut content = Content::new(Purpose::Receipts);
        for row in &rows {
            add_receipt(&mut content, row)?;
        }
        self.add_certificates(&mut content)?;
        self.bundled(&content)
    }

    pub(super) fn bundled(&self, content: &Content) -> Result<Bundle, Fault> {
        let changes: usize = content.docs.iter().map(|doc| doc.changes.len()).sum();
        Ok(Bundle {
            bytes: self.seal(content)?,
            documents: content.docs.len() as u64,
            changes: changes as u64,
            receipts: content.receipts.len() as u64,
        })
    }
}

/// Adds changes behind those of the same document.
fn merge(docs: &mut Vec<DocChanges>, more: DocChanges) {
    match docs.iter_mut().find(|known| known.doc == more.doc) {
        Some(known) => {
            known.changes.extend(more.changes);
            known.signatures.extend(more.signatures);
        }
        None => docs.push(more),
    }
}

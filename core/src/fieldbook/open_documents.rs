use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use crate::journal::Document;
use crate::model::{DocId, DocRef, OrgId};

/// Documents kept loaded: 40 KiB each at 50 facts.
const KEPT: usize = 32;

/// A document in memory, with what its rows said while it was loaded.
struct Open {
    doc: DocRef,
    document: Document,
    /// The product group of its head. Asked for at every entry, and read from the rows once.
    group: Option<String>,
}

/// The documents kept loaded, the one used last in front.
#[derive(Default)]
pub(super) struct OpenDocuments {
    recent: VecDeque<Open>,
}

impl OpenDocuments {
    /// Takes a document out. It goes back with [`OpenDocuments::keep`], unless something went wrong: then
    /// the file is right and memory is not.
    pub(super) fn take(&mut self, doc: DocRef) -> Option<(Document, Option<String>)> {
        let place = self.recent.iter().position(|open| open.doc == doc)?;
        let open = self.recent.remove(place)?;
        Some((open.document, open.group))
    }

    /// Puts a document in front.
    pub(super) fn keep(&mut self, doc: DocRef, document: Document, group: Option<String>) {
        let open = Open { doc, document, group };
        self.recent.push_front(open);
        self.recent.truncate(KEPT);
    }

    /// What is known of a document without asking the file.
    pub(super) fn group_of(&self, id: DocId) -> Option<(DocRef, String)> {
        let open = self.recent.iter().find(|open| open.doc.id == id)?;
        Some((open.doc, open.group.clone()?))
    }

    /// Remembers what the rows say, while the document stays loaded.
    pub(super) fn remember_group(&mut self, doc: DocRef, group: &str) {
        if let Some(open) = self.recent.iter_mut().find(|open| open.doc == doc) {
            open.group = Some(group.to_owned());
        }
    }

    /// Forgets a document: its file has moved on.
    pub(super) fn forget(&mut self, doc: DocRef) {
        self.recent.retain(|open| open.doc != doc);
    }

    /// Forgets the documents of an organisation.
    pub(super) fn forget_org(&mut self, org: OrgId) {
        self.recent.retain(|open| open.doc.org != org);
    }

    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        self.recent.clear();
    }
}

/// The lock around the open documents, in the order people come: whoever waits has the `turn`, so long work
/// that lets go between two slices cannot take the lock again before them. A plain mutex would let it.
#[derive(Default)]
pub(super) struct DocumentsLock {
    turn: Mutex<()>,
    documents: Mutex<OpenDocuments>,
}

impl DocumentsLock {
    /// Waits for the documents.
    pub(super) fn lock(&self) -> MutexGuard<'_, OpenDocuments> {
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        drop(turn);
        documents
    }

    /// The documents, unless somebody has them: a screen that only reads does not wait.
    pub(super) fn try_lock(&self) -> Option<MutexGuard<'_, OpenDocuments>> {
        match self.documents.try_lock() {
            Ok(documents) => Some(documents),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Whether somebody waits for their turn.
    #[cfg(test)]
    pub(super) fn is_awaited(&self) -> bool {
        matches!(self.turn.try_lock(), Err(TryLockError::WouldBlock))
    }
}

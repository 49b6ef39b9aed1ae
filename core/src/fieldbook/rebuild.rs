use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use super::book::Book;
use super::error::Fault;
use super::slices::STEPS;
use super::writing::new_change;
use crate::journal::{decode_fact, genesis, parse};
use crate::model::{ChangeHash, DocRef};
use crate::store::{ChangeState, DocumentChanges, NewChange};

/// Documents read ahead of the writer: 50 facts each are 2 MB in all.
const AHEAD: usize = 32;
/// Threads that read and decode, beside the one that writes.
const READERS: usize = 2;

/// What a document's changes write, as of these heads.
struct Journaled {
    heads: Vec<ChangeHash>,
    changes: Vec<NewChange>,
}

type Ready = (DocRef, Result<Journaled, Fault>);

impl Book {
    /// Builds the projections again from the changes, document by document, so that at every moment each
    /// document is told whole and a person may go on recording. Then the words that search looks for.
    pub(super) fn rebuild(&self) -> Result<u64, Fault> {
        let rows = self.store.read(|reading| reading.documents(None))?;
        let documents: Vec<DocRef> = rows.into_iter().map(|row| row.doc).collect();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let (sender, ready) = sync_channel::<Ready>(AHEAD);
            for _ in 0..READERS {
                let sender = sender.clone();
                let (documents, next) = (&documents, &next);
                scope.spawn(move || {
                    while let Some(doc) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
                        // Nobody listens any more when the writer has failed.
                        if sender.send((*doc, self.journaled(*doc))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            self.project_ready(&ready)
        })?;
        self.store.write(|writing| writing.clear_search())?;
        self.index_facts()?;
        self.ring();
        Ok(self.store.read(|reading| reading.count_facts())?)
    }

    /// Writes what the readers have ready, a slice's worth at a time: a transaction for each document would be
    /// a flush for each. It waits for the readers between slices, never inside one.
    fn project_ready(&self, ready: &Receiver<Ready>) -> Result<(), Fault> {
        loop {
            let mut waiting = gather(ready).into_iter().peekable();
            if waiting.peek().is_none() {
                return Ok(());
            }
            self.in_slices(|writing, _, slice| {
                while let Some((doc, journaled)) = waiting.next_if(|_| slice.take()) {
                    let mut journaled = journaled?;
                    if journaled.heads != writing.reading().heads(doc.id)? {
                        // Somebody recorded since it was read; nobody can now.
                        journaled = self.journaled(doc)?;
                    }
                    writing.project_again(doc, &journaled.changes)?;
                }
                Ok(waiting.peek().is_some())
            })?;
        }
    }

    fn journaled(&self, doc: DocRef) -> Result<Journaled, Fault> {
        let DocumentChanges { bytes, heads } = self.store.read(|reading| reading.changes_of(doc.id))?;
        let bytes = match bytes {
            Some(bytes) => bytes,
            None => self.load(doc)?.changes(),
        };
        let genesis = genesis(doc);
        let changes = bytes
            .iter()
            .map(|bytes| new_change(doc, &parse(&genesis, bytes)?, [0; 32], ChangeState::Accepted))
            .collect::<Result<_, Fault>>()?;
        Ok(Journaled { heads, changes })
    }

    /// Brings the search index up to the newest fact.
    pub(super) fn index_facts(&self) -> Result<(), Fault> {
        while self.store.read(|reading| reading.search_is_behind())? {
            self.in_slices(|writing, _, _| {
                writing.index_facts(INDEXED_AT_ONCE, |body| Ok::<_, Fault>(decode_fact(body)?))?;
                Ok(false)
            })?;
        }
        Ok(())
    }
}

/// Facts whose words are indexed in one slice: 15 ms on a laptop.
const INDEXED_AT_ONCE: u32 = 512;

/// Documents with a slice's worth of changes; none when everything has been read.
fn gather(ready: &Receiver<Ready>) -> Vec<Ready> {
    let (mut documents, mut changes) = (Vec::new(), 0);
    while changes < STEPS
        && let Ok((doc, journaled)) = ready.recv()
    {
        changes += journaled.as_ref().map_or(1, |journaled| journaled.changes.len());
        documents.push((doc, journaled));
    }
    documents
}

//! Takes what was read from a damaged file into a sound book: every change is checked again as if a stranger
//! had brought it, except that this device's own need no signature.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::ancestry::Ancestry;
use super::book::Book;
use super::error::Fault;
use super::fork::{Clash, FORKED_COPY, Parting};
use super::incoming::Rows;
use super::receipts::keep_brought_receipt;
use super::writing::new_change;
use crate::identity::{ChangeSignature, PublicKey, Receipt, Signature, Signed};
use crate::journal::{ActorId, Change, Document, changes_of_snapshot, check_links, covered, genesis, parse};
use crate::model::{BlobHash, ChangeHash, DocRef, Moment};
use crate::store::{ChangeState, Found, QuarantineRow, Writing};

/// What was saved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Saved {
    /// Changes let in as they were.
    pub(super) changes: u64,
    /// Own changes whose neighbours are lost, written again.
    pub(super) rewritten: u64,
    /// Changes that are known to have been there and could not be read.
    pub(super) missing: u64,
}

/// A change read from remains.
struct Candidate {
    change: Change,
    n: i64,
    author: Option<[u8; 32]>,
}

/// Everything read, by document.
#[derive(Default)]
struct Remains {
    docs: BTreeMap<DocRef, BTreeMap<ChangeHash, Candidate>>,
    named: BTreeSet<ChangeHash>,
}

impl Remains {
    fn read(found: &[Found]) -> Self {
        let mut remains = Self::default();
        for one in found {
            for snapshot in &one.snapshots {
                if let Some((doc, changes)) = changes_of_snapshot(snapshot) {
                    remains.docs.entry(doc).or_default();
                    for bytes in changes {
                        remains.keep(doc, &bytes, i64::MAX, None);
                    }
                }
            }
            for (doc, heads) in one.documents.values() {
                remains.docs.entry(*doc).or_default();
                remains
                    .named
                    .extend(heads.iter().filter(|head| **head != genesis(*doc).hash));
            }
        }
        for one in found {
            for (hash, change) in &one.changes {
                remains.named.insert(ChangeHash(*hash));
                let Some(bytes) = &change.bytes else { continue };
                // The row number is right unless the documents' page is lost; the bytes themselves tell too.
                let told = one.documents.get(&change.document).map(|(doc, _)| *doc);
                let all: Vec<DocRef> = told.into_iter().chain(remains.docs.keys().copied()).collect();
                let _ = all
                    .into_iter()
                    .any(|doc| remains.keep(doc, bytes, change.n, Some(change.author)));
            }
        }
        remains
    }

    /// What had been taken out of its document must not come back from a page that was not wiped.
    fn leave_out(&mut self, set_aside: &BTreeSet<[u8; 32]>) {
        for changes in self.docs.values_mut() {
            changes.retain(|hash, one| {
                let digest: [u8; 32] = Sha256::digest(&one.change.bytes).into();
                let stays = !set_aside.contains(&digest);
                if !stays {
                    self.named.remove(hash);
                }
                stays
            });
        }
    }

    /// Keeps a change that is one of this document.
    fn keep(&mut self, doc: DocRef, bytes: &[u8], n: i64, author: Option<[u8; 32]>) -> bool {
        let genesis = genesis(doc);
        let Ok(change) = parse(&genesis, bytes) else {
            return false;
        };
        self.named
            .extend(change.deps.iter().filter(|dep| **dep != genesis.hash));
        let of_doc = self.docs.entry(doc).or_default();
        let kept = of_doc
            .entry(change.hash)
            .or_insert(Candidate { change, n, author });
        kept.n = kept.n.min(n);
        kept.author = kept.author.or(author);
        true
    }
}

impl Book {
    /// Takes in what was found, in one transaction.
    pub(super) fn take_in(&self, found: &[Found], now: Moment) -> Result<Saved, Fault> {
        let mut remains = Remains::read(found);
        remains.leave_out(&forked(found));
        let (saved, parting) = self.store.write(|writing| {
            let mut taking = TakingIn {
                book: self,
                writing,
                found,
                now,
                parting: Parting::default(),
                saved: Saved::default(),
            };
            taking.statements()?;
            for (doc, candidates) in &remains.docs {
                taking.document(*doc, candidates.values().collect())?;
            }
            taking.receipts()?;
            self.take_in_portraits(writing, found)?;
            taking.count_missing(&remains.named)?;
            Ok::<_, Fault>((taking.saved, taking.parting))
        })?;
        self.me.author.follow(&parting);
        Ok(saved)
    }

    /// The files themselves lie beside the book. Each is offered again; the hub says what it has.
    pub(super) fn take_in_files(&self, writing: &Writing<'_>, now: Moment) -> Result<(), Fault> {
        let Ok(files) = std::fs::read_dir(self.blob_dir()) else {
            return Ok(());
        };
        for file in files.flatten() {
            let hash = file.file_name().to_string_lossy().parse::<BlobHash>();
            if let (Ok(hash), Ok(about)) = (hash, file.metadata()) {
                writing.blob_kept(hash, about.len(), now.utc_ms)?;
            }
        }
        Ok(())
    }
}

/// One taking in, inside its transaction.
struct TakingIn<'a, 'c> {
    book: &'a Book,
    writing: &'a Writing<'c>,
    found: &'a [Found],
    now: Moment,
    parting: Parting,
    saved: Saved,
}

impl TakingIn<'_, '_> {
    /// Certificates that the hub has signed, and what had been set aside before.
    fn statements(&self) -> Result<(), Fault> {
        for one in self.found {
            for bytes in &one.certificates {
                if let Ok(signed) = Signed::from_bytes(bytes) {
                    // One that is damaged, or of another hub, is no certificate.
                    drop(self.book.keep_certificate(self.writing, &signed));
                }
            }
            for aside in &one.quarantine {
                let whole = <[u8; 32]>::from(Sha256::digest(&aside.bytes)) == aside.hash;
                let mut docs = one.documents.values().map(|(doc, _)| doc);
                let doc = docs.find(|known| *known.id.as_bytes() == aside.doc);
                if let (true, Some(doc)) = (whole, doc) {
                    let at_ms = aside.at_ms.min(self.now.utc_ms);
                    let row = QuarantineRow {
                        hash: aside.hash,
                        doc: *doc,
                        reason: aside.reason.clone(),
                        bytes: aside.bytes.clone(),
                        signatures: aside.signatures.clone(),
                    };
                    self.writing.quarantine(&row, at_ms)?;
                }
            }
        }
        Ok(())
    }

    /// Lets in what is sure of one document, unless it would not load with it.
    fn document(&mut self, doc: DocRef, mut candidates: Vec<&Candidate>) -> Result<(), Fault> {
        candidates.sort_by_key(|one| (one.n, one.change.start_op, one.change.hash));
        let sure = self.sure(doc, &candidates)?;
        let before = self.saved;
        self.writing.savepoint()?;
        let ancestry = Ancestry::default();
        let mut queue: Vec<&Candidate> = Vec::new();
        for one in candidates {
            let known = self.writing.reading().change(doc, &one.change.hash)?;
            if known.is_none() && sure.contains(&one.change.hash) {
                queue.push(one);
            }
        }
        loop {
            let count = queue.len();
            let mut left = Vec::new();
            for one in queue {
                if self.place(doc, &ancestry, one)? {
                    self.saved.changes += 1;
                } else {
                    left.push(one);
                }
            }
            queue = left;
            if queue.len() == count {
                break;
            }
        }
        self.rewrite_stranded(doc, &queue)?;
        if self.book.still_loads(self.writing, doc)? {
            self.writing.release()?;
        } else {
            self.writing.rollback()?;
            self.saved = before;
        }
        Ok(())
    }

    /// The changes that may be let in: this device's own, and those a certified device has signed.
    fn sure(&self, doc: DocRef, candidates: &[&Candidate]) -> Result<BTreeSet<ChangeHash>, Fault> {
        let rows = self.found.iter().flat_map(|one| &one.signatures);
        let signatures: Vec<ChangeSignature> = rows
            .filter(|(_, change, _)| candidates.iter().any(|one| one.change.hash.0 == *change))
            .map(|(key, change, signature)| ChangeSignature {
                key: PublicKey(*key),
                change: ChangeHash(*change),
                signature: Signature(*signature),
            })
            .collect();
        let trusted = self.book.trusted(&self.writing.reading(), doc, &signatures)?;
        let signed: Vec<([u8; 32], ChangeHash)> = trusted.iter().map(|by| (by.key.0, by.change)).collect();
        let batch: Vec<Change> = candidates.iter().map(|one| one.change.clone()).collect();
        let authors = self.authors_of(doc, candidates)?;
        let mut sure = covered(batch.iter(), &signed, &authors);
        for one in candidates {
            let author = authors.get(&one.change.actor).copied().or(one.author);
            if author == Some(self.book.me.author.key) {
                sure.insert(one.change.hash);
            }
        }
        Ok(sure)
    }

    /// The key each actor named in its first change, in the book or among what was found.
    fn authors_of(
        &self,
        doc: DocRef,
        candidates: &[&Candidate],
    ) -> Result<BTreeMap<ActorId, [u8; 32]>, Fault> {
        let mut authors = BTreeMap::new();
        for one in candidates {
            let known = self.writing.reading().newest_of(doc, &one.change.actor)?;
            if let Some(author) = known.map(|(_, _, author)| author).or(one.change.author) {
                authors.insert(one.change.actor, author);
            }
        }
        Ok(authors)
    }

    /// Lets one change in, if it fits behind what is there.
    fn place(&self, doc: DocRef, ancestry: &Ancestry, one: &Candidate) -> Result<bool, Fault> {
        let rows = Rows {
            reading: self.writing.reading(),
            doc,
            ancestry,
        };
        if check_links(&genesis(doc), &rows, &one.change)?.is_err() {
            return Ok(false);
        }
        let known = self.writing.reading().newest_of(doc, &one.change.actor)?;
        let Some(author) = one.change.author.or(known.map(|(_, _, author)| author)) else {
            return Ok(false);
        };
        // Only a receipt proves that the hub has an own change; until then it waits to be sent.
        let state = if author == self.book.me.author.key {
            ChangeState::OnPhone
        } else {
            ChangeState::Accepted
        };
        let row = new_change(doc, &one.change, author, state)?;
        self.writing.add_change(&row, self.now.utc_ms)?;
        ancestry.add(&one.change);
        Ok(true)
    }

    /// Own changes that cannot be placed, because what they build on is lost, are written again, so that they
    /// are shown and sent; should the hub bring the old ones back, these give way.
    fn rewrite_stranded(&mut self, doc: DocRef, stranded: &[&Candidate]) -> Result<(), Fault> {
        let (writing, own) = (self.writing, self.book.me.author.key);
        let of_own = |one: &&&Candidate| one.change.author.or(one.author) == Some(own);
        let out: Vec<(Change, bool)> = stranded
            .iter()
            .filter(of_own)
            .map(|one| (one.change.clone(), true))
            .collect();
        if out.is_empty() {
            return Ok(());
        }
        let used = out.iter().map(|(change, _)| change.actor).collect();
        let author = self.book.author_after(writing, &used, &mut self.parting)?;
        let parts = writing.reading().parts(doc.id)?;
        let document = match parts {
            Some(parts) => Document::load(
                doc,
                author,
                parts.snapshot.as_deref(),
                &parts.changes,
                Some(&parts.heads),
            )?,
            None => Document::open(doc, author)?,
        };
        self.saved.rewritten += Book::write_again(writing, doc, document, &out, &Clash::default(), self.now)?;
        Ok(())
    }

    /// A receipt counts when the hub signed it for exactly its list.
    fn receipts(&self) -> Result<(), Fault> {
        for one in self.found {
            for (row, (bytes, hashes)) in &one.receipts {
                let list = if hashes.is_empty() {
                    list_by_place(one, *row)
                } else {
                    hashes.clone()
                };
                let Ok(signed) = Signed::from_bytes(bytes) else {
                    continue;
                };
                let opened = signed.open::<Receipt>(&self.book.me.hub_key).ok();
                if let Some(receipt) = opened.filter(|receipt| receipt.covers(&list)) {
                    keep_brought_receipt(self.writing, &signed, &receipt, &list)?;
                }
            }
        }
        Ok(())
    }

    /// Counts what is known to have been there and is not in the book.
    fn count_missing(&mut self, named: &BTreeSet<ChangeHash>) -> Result<(), Fault> {
        for hash in named {
            let there = self.writing.reading().document_of(hash)?.is_some();
            self.saved.missing += u64::from(!there);
        }
        Ok(())
    }
}

/// A receipt's list as a book of 0.1 kept it, spread over the changes.
fn list_by_place(found: &Found, row: i64) -> Vec<ChangeHash> {
    let placed = found
        .changes
        .iter()
        .filter_map(|(hash, change)| match change.receipt {
            Some((receipt, place)) if receipt == row => Some((place, ChangeHash(*hash))),
            _ => None,
        });
    let list: BTreeMap<i64, ChangeHash> = placed.collect();
    list.into_values().collect()
}

/// Changes that were parted from, by the digest of their bytes.
fn forked(found: &[Found]) -> BTreeSet<[u8; 32]> {
    let all = found.iter().flat_map(|one| &one.quarantine);
    all.filter(|aside| aside.reason == FORKED_COPY)
        .map(|aside| aside.hash)
        .collect()
}

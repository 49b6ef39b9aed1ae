use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::ancestry::Ancestry;
use super::book::Book;
use super::error::Fault;
use super::fork::Parting;
use super::quarantine::signature_bytes;
use super::receive::Received;
use super::writing::new_change;
use crate::identity::{ChangeSignature, verify_change};
use crate::journal::{
    ActorId, Change, Document, Genesis, KnownChange, Ledger, OpId, Refusal, Write, authors, check_links,
    covered, genesis, is_bound, parse,
};
use crate::model::{ChangeHash, DocKind, DocRef, FactId, Moment, RegisterKey};
use crate::store::{ChangeState, QuarantineRow, Reading, StoreError, Writing};
use crate::sync::DocChanges;

/// The changes of one document on their way in: what is dear and can be said of them without the writer is
/// said before it is taken.
pub(super) struct Incoming {
    doc: DocRef,
    genesis: Genesis,
    batch: Vec<Change>,
    /// Signatures that fit, of devices certified for the organisation.
    trusted: Vec<ChangeSignature>,
    /// Bytes that are no change of ours, with the reason.
    unread: Vec<(Vec<u8>, Refusal)>,
    aside: Aside,
    /// The hub's receipt covers them.
    receipted: bool,
    /// Those of the batch a trusted signature stands over; worked out when the first is let in.
    covered: Option<BTreeSet<ChangeHash>>,
    /// How many of the batch have been dealt with.
    done: usize,
    ancestry: Ancestry,
    now: Moment,
}

/// The store's rows of one document, as [`check_links`] asks for them.
pub(super) struct Rows<'a> {
    pub(super) reading: Reading<'a>,
    pub(super) doc: DocRef,
    pub(super) ancestry: &'a Ancestry,
}

impl Ledger for Rows<'_> {
    type Error = StoreError;

    fn known(&self, hash: &ChangeHash) -> Result<Option<KnownChange>, StoreError> {
        let known = self.reading.change(self.doc, hash)?;
        Ok(known.map(|meta| KnownChange {
            actor: meta.actor,
            seq: meta.seq,
            max_op: meta.max_op,
        }))
    }

    fn newest_of(&self, actor: &ActorId) -> Result<Option<(ChangeHash, u64)>, StoreError> {
        Ok(self
            .reading
            .newest_of(self.doc, actor)?
            .map(|(hash, seq, _)| (hash, seq)))
    }

    fn has_fact(&self, id: FactId) -> Result<bool, StoreError> {
        self.reading.has_fact(id)
    }

    fn wrote(&self, op: &OpId, key: &RegisterKey) -> Result<bool, StoreError> {
        self.reading.wrote(self.doc, (op.counter, op.actor), key)
    }

    fn knows(&self, changes: &[ChangeHash], op: &OpId) -> Result<bool, StoreError> {
        self.ancestry.knows(&self.reading, self.doc, changes, op)
    }
}

impl Book {
    /// Reads the changes and verifies the signatures.
    pub(super) fn incoming(
        &self,
        changes: &DocChanges,
        receipted: bool,
        now: Moment,
    ) -> Result<Incoming, Fault> {
        let doc = changes.doc;
        let genesis = genesis(doc);
        let (mut batch, mut unread) = (Vec::new(), Vec::new());
        for bytes in &changes.changes {
            match parse(&genesis, bytes) {
                Ok(change) => batch.push(change),
                Err(refusal) => unread.push((bytes.to_vec(), refusal)),
            }
        }
        let trusted = self
            .store
            .read(|reading| self.trusted(reading, doc, &changes.signatures))?;
        Ok(Incoming {
            doc,
            genesis,
            batch,
            trusted,
            unread,
            aside: Aside::new(changes, now)?,
            receipted,
            covered: None,
            done: 0,
            ancestry: Ancestry::default(),
            now,
        })
    }

    /// The signatures that fit and whose device the hub has certified for the organisation.
    pub(super) fn trusted(
        &self,
        reading: &Reading<'_>,
        doc: DocRef,
        signatures: &[ChangeSignature],
    ) -> Result<Vec<ChangeSignature>, Fault> {
        let mut trusted = Vec::new();
        for signed in signatures {
            if verify_change(doc.id, signed).is_ok() && self.may_write(reading, signed, doc)? {
                trusted.push(signed.clone());
            }
        }
        Ok(trusted)
    }

    fn may_write(&self, reading: &Reading<'_>, signed: &ChangeSignature, doc: DocRef) -> Result<bool, Fault> {
        if signed.key == self.me.hub_key {
            // The hub writes registers. A fact under its key would be nobody's word.
            return Ok(doc.kind == DocKind::Register);
        }
        let certificate = self.certificate_in(reading, &signed.key.0)?;
        Ok(certificate.is_some_and(|certificate| certificate.writes_for(doc.org)))
    }

    /// Whether a document loads with what was just let in. Changes of correctable values name what they
    /// replace, which no check of a single change can prove harmless; bare facts were proven harmless one by
    /// one.
    pub(super) fn load_with(
        &self,
        writing: &Writing<'_>,
        doc: DocRef,
        part: &[Change],
    ) -> Result<bool, Fault> {
        let is_fact = |change: &Change| matches!(change.writes.as_slice(), [Write::Fact { .. }]);
        Ok(part.iter().all(is_fact) || self.still_loads(writing, doc)?)
    }

    /// Whether a document loads to the heads its rows have.
    pub(super) fn still_loads(&self, writing: &Writing<'_>, doc: DocRef) -> Result<bool, Fault> {
        let Some(parts) = writing.reading().parts(doc.id)? else {
            return Ok(true);
        };
        let (snapshot, heads) = (parts.snapshot.as_deref(), Some(parts.heads.as_slice()));
        Ok(Document::load(doc, self.me.author.now(), snapshot, &parts.changes, heads).is_ok())
    }
}

impl Incoming {
    /// Its document.
    pub(super) fn doc(&self) -> DocRef {
        self.doc
    }

    /// How many changes have been dealt with.
    pub(super) fn done(&self) -> usize {
        self.done
    }

    /// Whether all have.
    pub(super) fn is_done(&self) -> bool {
        self.done == self.batch.len()
    }

    /// Those dealt with since a number of them was done.
    pub(super) fn part(&self, from: usize) -> &[Change] {
        self.batch.get(from..self.done).unwrap_or_default()
    }

    /// Sets aside what is no change of ours, and works out what the signatures cover with the authors the
    /// rows know by now. Nothing is let in of a document that is known as another one.
    pub(super) fn begin(
        &mut self,
        book: &Book,
        writing: &Writing<'_>,
        parting: &mut Parting,
        received: &mut Received,
    ) -> Result<bool, Fault> {
        for (bytes, refusal) in std::mem::take(&mut self.unread) {
            self.aside.put(writing, &bytes, refusal.code())?;
            received.quarantined += 1;
        }
        let known = writing.reading().document(self.doc.id)?;
        if known.is_some_and(|known| known != self.doc) || known.is_none() && self.doc.is_of_another_kind() {
            for change in &self.batch {
                self.aside
                    .put(writing, &change.bytes, Refusal::NotAllowed.code())?;
                received.quarantined += 1;
            }
            return Ok(false);
        }
        if self.covered.is_none() {
            let signed: Vec<([u8; 32], ChangeHash)> =
                self.trusted.iter().map(|by| (by.key.0, by.change)).collect();
            let known = known_authors(writing, self.doc, &self.batch)?;
            let authors = authors(self.batch.iter(), |actor| known.get(actor).copied());
            let covered = covered(self.batch.iter(), &signed, &authors);
            let is_sure = |change: &&Change| covered.contains(&change.hash);
            let sure = self.batch.iter().filter(is_sure);
            let sure: Vec<(&Change, [u8; 32])> = sure
                .filter_map(|change| Some((change, *authors.get(&change.actor)?)))
                .collect();
            let (rewritten, aside) = (parting.rewritten, parting.aside);
            book.part_from_received(writing, self.doc, &sure, parting, self.now)?;
            received.rewritten += parting.rewritten - rewritten;
            received.quarantined += parting.aside - aside;
            self.covered = Some(covered);
        }
        Ok(true)
    }

    /// Lets in changes while there is room.
    pub(super) fn let_in(
        &mut self,
        writing: &Writing<'_>,
        mut has_room: impl FnMut() -> bool,
    ) -> Result<Received, Fault> {
        let mut received = Received::default();
        while let Some(change) = self.batch.get(self.done).filter(|_| has_room()) {
            self.done += 1;
            let placed = self.place(writing, change)?;
            self.tell(writing, change, placed, &mut received)?;
        }
        Ok(received)
    }

    /// Lets the same changes in again, each only if its document loads with it.
    pub(super) fn let_in_one_by_one(
        &self,
        book: &Book,
        writing: &Writing<'_>,
        from: usize,
    ) -> Result<Received, Fault> {
        let mut received = Received::default();
        for change in self.part(from) {
            writing.savepoint()?;
            let mut placed = self.place(writing, change)?;
            let is_new = placed == Some(Ok(()));
            if is_new && !book.load_with(writing, self.doc, std::slice::from_ref(change))? {
                writing.rollback()?;
                placed = Some(Err("unloadable"));
            } else {
                writing.release()?;
            }
            self.tell(writing, change, placed, &mut received)?;
        }
        Ok(received)
    }

    /// Stores a change where it belongs, or says why not; `None` when it is here already.
    fn place(
        &self,
        writing: &Writing<'_>,
        change: &Change,
    ) -> Result<Option<Result<(), &'static str>>, Fault> {
        if let Some(known) = writing.reading().change(self.doc, &change.hash)? {
            // Carried here before: what the hub passes on under its receipt has reached it, and counts.
            if self.receipted {
                writing.settle_held(&change.hash, None)?;
                if known.state < ChangeState::Accepted {
                    writing.set_state(&change.hash, ChangeState::Accepted, None)?;
                }
            }
            return Ok(None);
        }
        let covered = self.covered.as_ref();
        if !covered.is_some_and(|covered| covered.contains(&change.hash)) {
            return Ok(Some(Err(Refusal::Unsigned.code())));
        }
        let placed = place(
            writing,
            &self.genesis,
            (self.doc, &self.ancestry),
            change,
            ChangeState::Accepted,
            self.now,
        )?;
        Ok(Some(placed.map_err(|refusal| refusal.code())))
    }

    fn tell(
        &self,
        writing: &Writing<'_>,
        change: &Change,
        placed: Option<Result<(), &'static str>>,
        received: &mut Received,
    ) -> Result<(), Fault> {
        match placed {
            Some(Ok(())) => received.stored += 1,
            Some(Err(reason)) => {
                self.aside.put(writing, &change.bytes, reason)?;
                received.quarantined += 1;
            }
            None => {}
        }
        Ok(())
    }

    /// Keeps the newest signatures, of changes that were let in.
    pub(super) fn keep_signatures(&self, writing: &Writing<'_>) -> Result<(), Fault> {
        for by in &self.trusted {
            if writing.reading().change(self.doc, &by.change)?.is_some() {
                writing.set_signature(self.doc, &(by.key.0, by.change.0, by.signature.0))?;
            }
        }
        Ok(())
    }
}

/// Sets changes of one document aside, with the signatures that came with them.
struct Aside {
    doc: DocRef,
    signatures: Vec<u8>,
    now: Moment,
}

impl Aside {
    fn new(changes: &DocChanges, now: Moment) -> Result<Self, Fault> {
        Ok(Self {
            doc: changes.doc,
            signatures: signature_bytes(&changes.signatures)?,
            now,
        })
    }

    fn put(&self, writing: &Writing<'_>, bytes: &[u8], reason: &str) -> Result<(), Fault> {
        let row = QuarantineRow {
            hash: Sha256::digest(bytes).into(),
            doc: self.doc,
            reason: reason.to_owned(),
            bytes: bytes.to_vec(),
            signatures: self.signatures.clone(),
        };
        Ok(writing.quarantine(&row, self.now.utc_ms)?)
    }
}

/// Sets everything of some documents aside; gives how many changes.
pub(super) fn quarantine_all(
    writing: &Writing<'_>,
    docs: &[&DocChanges],
    reason: &str,
    now: Moment,
) -> Result<u64, Fault> {
    let mut count = 0;
    for changes in docs {
        let aside = Aside::new(changes, now)?;
        for bytes in &changes.changes {
            aside.put(writing, bytes, reason)?;
            count += 1;
        }
    }
    Ok(count)
}

/// Stores a change that was found whole and signed behind what is known.
pub(super) fn place(
    writing: &Writing<'_>,
    genesis: &Genesis,
    (doc, ancestry): (DocRef, &Ancestry),
    change: &Change,
    state: ChangeState,
    now: Moment,
) -> Result<Result<(), Refusal>, Fault> {
    let rows = Rows {
        reading: writing.reading(),
        doc,
        ancestry,
    };
    if let Err(refusal) = check_links(genesis, &rows, change)? {
        return Ok(Err(refusal));
    }
    let known = known_author(writing, doc, &change.actor)?;
    let Some(author) = change.author.or(known) else {
        return Ok(Err(Refusal::Unsigned));
    };
    if change.author.is_some() && is_of_another_key(&writing.reading(), &change.actor, &author)? {
        return Ok(Err(Refusal::ActorTaken));
    }
    writing.add_change(&new_change(doc, change, author, state)?, now.utc_ms)?;
    ancestry.add(change);
    Ok(Ok(()))
}

/// Whether an actor was made for the key of another device that is known here.
fn is_of_another_key(reading: &Reading<'_>, actor: &ActorId, author: &[u8; 32]) -> Result<bool, Fault> {
    if is_bound(actor, author) {
        return Ok(false);
    }
    let keys = reading.certified_keys()?;
    Ok(keys.iter().any(|key| is_bound(actor, key)))
}

pub(super) fn known_author(
    writing: &Writing<'_>,
    doc: DocRef,
    actor: &ActorId,
) -> Result<Option<[u8; 32]>, Fault> {
    Ok(writing
        .reading()
        .newest_of(doc, actor)?
        .map(|(_, _, author)| author))
}

/// The keys of the batch's actors that wrote to the document before.
fn known_authors(
    writing: &Writing<'_>,
    doc: DocRef,
    batch: &[Change],
) -> Result<BTreeMap<ActorId, [u8; 32]>, Fault> {
    let mut authors = BTreeMap::new();
    for change in batch {
        if let Some(key) = known_author(writing, doc, &change.actor)? {
            authors.insert(change.actor, key);
        }
    }
    Ok(authors)
}

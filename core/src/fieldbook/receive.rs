use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::book::Book;
use super::error::Fault;
use super::slices::{Slice, Slices};
use super::writing::new_change;
use crate::identity::{Certificate, ChangeSignature, ClaimVerdict, Signed, verify_change};
use crate::journal::{
    ActorId, Change, Document, Genesis, KnownChange, Ledger, OpId, Refusal, Write, check_links, covered,
    genesis, parse,
};
use crate::model::{ChangeHash, ClaimState, DocRef, FactId, Moment, RegisterKey, StampLease};
use crate::store::{ChangeState, Reading, StoreError, Writing};
use crate::sync::{DocChanges, OrgPage};

/// What came of received changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Received {
    pub(super) stored: u64,
    pub(super) quarantined: u64,
    pub(super) slices: Slices,
}

/// The changes of one document on their way in: what is dear and can be said of them without the writer is
/// said before it is taken.
struct Incoming {
    doc: DocRef,
    genesis: Genesis,
    batch: Vec<Change>,
    /// Signatures that fit, of devices certified for the organisation.
    trusted: Vec<ChangeSignature>,
    /// Bytes that are no change of ours, with the reason.
    unread: Vec<(Vec<u8>, Refusal)>,
    /// Those of the batch a trusted signature stands over; worked out when the first is let in.
    covered: Option<BTreeSet<ChangeHash>>,
    /// How many of the batch have been dealt with.
    done: usize,
}

/// The store's rows of one document, as [`check_links`] asks for them.
struct Rows<'a> {
    reading: Reading<'a>,
    doc: DocRef,
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
}

impl Book {
    /// Applies one organisation's page in slices: statements first, because the changes are checked against
    /// the certificates among them, and the cursor last. Cut off in between, the page comes again, and what
    /// is here already is passed over.
    pub(super) fn apply_page(
        &self,
        page: &OrgPage,
        epoch: &[u8; 16],
        now: Moment,
    ) -> Result<Received, Fault> {
        self.store.write(|writing| self.keep_statements(writing, page))?;
        let incoming = page.docs.iter().map(|changes| self.incoming(changes));
        let incoming = incoming.collect::<Result<Vec<_>, Fault>>()?;
        let mut waiting = incoming.into_iter().peekable();
        let mut received = Received::default();
        let slices = self.in_slices(|writing, open, slice| {
            while let Some(group) = waiting.peek_mut() {
                // A loaded document would miss what arrives; it loads again when someone writes.
                open.forget(group.doc);
                if !self.receive(writing, group, slice, &mut received, now)? {
                    return Ok(true);
                }
                waiting.next();
            }
            writing.set_follow(page.org, epoch, page.next)?;
            Ok(false)
        })?;
        received.slices = slices;
        Ok(received)
    }

    fn keep_statements(&self, writing: &Writing<'_>, page: &OrgPage) -> Result<(), Fault> {
        for signed in &page.certificates {
            self.keep_certificate(writing, signed)?;
        }
        for signed in &page.leases {
            let lease: StampLease = signed.open(&self.me.hub_key)?;
            writing.set_lease(lease.id, lease.org, lease.not_after.utc_ms, &signed.to_bytes())?;
        }
        for signed in &page.verdicts {
            let verdict: ClaimVerdict = signed.open(&self.me.hub_key)?;
            let state = ClaimState::ALL
                .iter()
                .position(|(state, _)| *state == verdict.state)
                .unwrap_or_default();
            let state = i64::try_from(state).unwrap_or_default();
            writing.set_verdict(verdict.claim, verdict.number, state, &signed.to_bytes())?;
        }
        Ok(())
    }

    pub(super) fn keep_certificate(
        &self,
        writing: &Writing<'_>,
        signed: &Signed,
    ) -> Result<Certificate, Fault> {
        let certificate: Certificate = signed.open(&self.me.hub_key)?;
        writing.set_certificate(&certificate.key.0, certificate.device, &signed.to_bytes())?;
        Ok(certificate)
    }

    /// Reads the changes and verifies the signatures.
    fn incoming(&self, changes: &DocChanges) -> Result<Incoming, Fault> {
        let doc = changes.doc;
        let genesis = genesis(doc);
        let (mut batch, mut unread) = (Vec::new(), Vec::new());
        for bytes in &changes.changes {
            match parse(&genesis, bytes) {
                Ok(change) => batch.push(change),
                Err(refusal) => unread.push((bytes.to_vec(), refusal)),
            }
        }
        let mut trusted = Vec::new();
        for signed in &changes.signatures {
            if verify_change(doc.id, signed).is_ok() && self.may_write(signed, doc)? {
                trusted.push(signed.clone());
            }
        }
        Ok(Incoming {
            doc,
            genesis,
            batch,
            trusted,
            unread,
            covered: None,
            done: 0,
        })
    }

    /// Lets in the changes of one document that are whole, signed by a device of the organisation, and fit
    /// behind what is known; the others are quarantined one by one and never hold up the rest. Gives whether
    /// all of them were dealt with before the slice was full.
    fn receive(
        &self,
        writing: &Writing<'_>,
        incoming: &mut Incoming,
        slice: &mut Slice,
        received: &mut Received,
        now: Moment,
    ) -> Result<bool, Fault> {
        let doc = incoming.doc;
        for (bytes, refusal) in incoming.unread.drain(..) {
            quarantine(writing, doc, &bytes, refusal.code(), now)?;
            received.quarantined += 1;
        }
        let known = writing.reading().document(doc.id)?;
        if known.is_some_and(|known| known != doc) {
            received.quarantined +=
                quarantine_all(writing, doc, &incoming.batch, Refusal::NotAllowed.code(), now)?;
            return Ok(true);
        }
        incoming.cover(writing)?;
        writing.savepoint()?;
        let from = incoming.done;
        let came = incoming.let_in(writing, slice, now)?;
        let whole = incoming.done == incoming.batch.len();
        let part = incoming.batch.get(from..incoming.done).unwrap_or_default();
        if self.still_loads(writing, doc, part)? {
            writing.release()?;
            received.stored += came.stored;
            received.quarantined += came.quarantined;
        } else {
            // Nothing that Automerge cannot load again may ever count.
            writing.rollback()?;
            received.quarantined += quarantine_all(writing, doc, part, "unloadable", now)?;
        }
        if whole {
            keep_signatures(writing, incoming)?;
        }
        Ok(whole)
    }

    fn may_write(&self, signed: &ChangeSignature, doc: DocRef) -> Result<bool, Fault> {
        if signed.key == self.me.hub_key {
            return Ok(true);
        }
        let Some(bytes) = self.store.read(|reading| reading.certificate(&signed.key.0))? else {
            return Ok(false);
        };
        let certificate: Certificate = Signed::from_bytes(&bytes)?.open(&self.me.hub_key)?;
        Ok(certificate.writes_for(doc.org))
    }

    /// After changes of correctable values their document is loaded once more: they name what they replace,
    /// which no check of a single change can prove harmless. Bare facts were proven harmless one by one.
    fn still_loads(&self, writing: &Writing<'_>, doc: DocRef, part: &[Change]) -> Result<bool, Fault> {
        let is_fact = |change: &Change| matches!(change.writes.as_slice(), [Write::Fact { .. }]);
        if part.iter().all(is_fact) {
            return Ok(true);
        }
        let Some(parts) = writing.reading().parts(doc.id)? else {
            return Ok(true);
        };
        let (snapshot, heads) = (parts.snapshot.as_deref(), Some(parts.heads.as_slice()));
        Ok(Document::load(doc, self.me.author, snapshot, &parts.changes, heads).is_ok())
    }
}

impl Incoming {
    /// Works out what the signatures cover, with the authors the rows know by now.
    fn cover(&mut self, writing: &Writing<'_>) -> Result<(), Fault> {
        if self.covered.is_none() {
            let signed: Vec<([u8; 32], ChangeHash)> =
                self.trusted.iter().map(|by| (by.key.0, by.change)).collect();
            let authors = known_authors(writing, self.doc, &self.batch)?;
            self.covered = Some(covered(&self.batch, &signed, |actor| authors.get(actor).copied()));
        }
        Ok(())
    }

    /// Lets in as many of the changes as the slice has room for.
    fn let_in(&mut self, writing: &Writing<'_>, slice: &mut Slice, now: Moment) -> Result<Received, Fault> {
        let mut received = Received::default();
        while let Some(change) = self.batch.get(self.done).filter(|_| slice.take()) {
            self.done += 1;
            if writing.reading().change(self.doc, &change.hash)?.is_some() {
                continue;
            }
            let is_covered = self
                .covered
                .as_ref()
                .is_some_and(|covered| covered.contains(&change.hash));
            let place = if is_covered {
                place(writing, &self.genesis, self.doc, change, now)?
            } else {
                Err(Refusal::Unsigned)
            };
            match place {
                Ok(()) => received.stored += 1,
                Err(refusal) => {
                    quarantine(writing, self.doc, &change.bytes, refusal.code(), now)?;
                    received.quarantined += 1;
                }
            }
        }
        Ok(received)
    }
}

/// The newest signatures, of changes that were let in.
fn keep_signatures(writing: &Writing<'_>, incoming: &Incoming) -> Result<(), Fault> {
    let doc = incoming.doc;
    for by in &incoming.trusted {
        if writing.reading().change(doc, &by.change)?.is_some() {
            writing.set_signature(doc, &(by.key.0, by.change.0, by.signature.0))?;
        }
    }
    Ok(())
}

fn quarantine_all(
    writing: &Writing<'_>,
    doc: DocRef,
    changes: &[Change],
    reason: &str,
    now: Moment,
) -> Result<u64, Fault> {
    for change in changes {
        quarantine(writing, doc, &change.bytes, reason, now)?;
    }
    Ok(changes.len() as u64)
}

fn place(
    writing: &Writing<'_>,
    genesis: &Genesis,
    doc: DocRef,
    change: &Change,
    now: Moment,
) -> Result<Result<(), Refusal>, Fault> {
    let rows = Rows {
        reading: writing.reading(),
        doc,
    };
    if let Err(refusal) = check_links(genesis, &rows, change)? {
        return Ok(Err(refusal));
    }
    let known = known_author(writing, doc, &change.actor)?;
    let Some(author) = change.author.or(known) else {
        return Ok(Err(Refusal::Unsigned));
    };
    writing.add_change(
        &new_change(doc, change, author, ChangeState::Accepted)?,
        now.utc_ms,
    )?;
    Ok(Ok(()))
}

fn known_author(writing: &Writing<'_>, doc: DocRef, actor: &ActorId) -> Result<Option<[u8; 32]>, Fault> {
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

fn quarantine(
    writing: &Writing<'_>,
    doc: DocRef,
    bytes: &[u8],
    reason: &str,
    now: Moment,
) -> Result<(), Fault> {
    Ok(writing.quarantine(doc, Sha256::digest(bytes).into(), reason, now.utc_ms, bytes)?)
}

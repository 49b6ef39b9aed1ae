use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::book::Book;
use super::error::Fault;
use super::fork::Parting;
use super::quarantine::signature_bytes;
use super::writing::new_change;
use crate::identity::{Certificate, ChangeSignature, ClaimVerdict, Signed, verify_change};
use crate::journal::{
    ActorId, Change, Document, Genesis, KnownChange, Ledger, OpId, Refusal, Write, check_links, covered,
    genesis, parse,
};
use crate::model::{ChangeHash, ClaimState, DocId, DocKind, DocRef, FactId, Moment, RegisterKey, StampLease};
use crate::store::{ChangeState, FollowRow, QuarantineRow, Reading, StoreError, Writing};
use crate::sync::{DocChanges, OrgPage};

/// The reason of a change that staff have refused after it was held.
const REFUSED_BY_STAFF: &str = "refused_by_staff";

/// What came of received changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Received {
    pub(super) stored: u64,
    pub(super) quarantined: u64,
}

impl Received {
    pub(super) fn add(&mut self, other: Self) {
        self.stored += other.stored;
        self.quarantined += other.quarantined;
    }
}

/// The store's rows of one document, as [`check_links`] asks for them.
pub(super) struct Rows<'a> {
    pub(super) reading: Reading<'a>,
    pub(super) doc: DocRef,
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
    /// Applies one organisation's page inside a transaction: statements first, because the changes are
    /// checked against the certificates among them.
    pub(super) fn apply_page(
        &self,
        writing: &Writing<'_>,
        page: &OrgPage,
        epoch: &[u8; 16],
        parting: &mut Parting,
        now: Moment,
    ) -> Result<Received, Fault> {
        self.notice_epoch(writing, page, epoch)?;
        let mut received = Received {
            stored: 0,
            quarantined: self.keep_statements(writing, page)?,
        };
        for changes in &page.docs {
            received.add(if changes.doc.org == page.org {
                self.receive(writing, changes, parting, now)?
            } else {
                quarantine_all(writing, changes, Refusal::NotAllowed.code(), now)?
            });
        }
        received.stored += self
            .try_again(writing, &waited_for(writing, page)?, parting, now)?
            .stored;
        settle(writing, page)?;
        self.keep_page_receipt(writing, page)?;
        self.move_on(writing, page, epoch)?;
        Ok(received)
    }

    /// Keeps what the hub signed. What another key signed is left out alone, and counted.
    fn keep_statements(&self, writing: &Writing<'_>, page: &OrgPage) -> Result<u64, Fault> {
        let hub = &self.me.hub_key;
        let mut strange = 0;
        for signed in &page.certificates {
            match signed.open::<Certificate>(hub) {
                Ok(certificate) => self.keep_opened(writing, signed, &certificate)?,
                Err(_) => strange += 1,
            }
        }
        for signed in &page.leases {
            match signed.open::<StampLease>(hub) {
                Ok(lease) => {
                    writing.set_lease(lease.id, lease.org, lease.not_after.utc_ms, &signed.to_bytes())?;
                }
                Err(_) => strange += 1,
            }
        }
        for signed in &page.verdicts {
            match signed.open::<ClaimVerdict>(hub) {
                Ok(verdict) => keep_verdict(writing, signed, &verdict)?,
                Err(_) => strange += 1,
            }
        }
        Ok(strange)
    }

    /// Moves the cursor, or the mark of a start in documents, which ends with the cursor.
    fn move_on(&self, writing: &Writing<'_>, page: &OrgPage, epoch: &[u8; 16]) -> Result<(), Fault> {
        let known = writing.reading().follow(page.org)?.unwrap_or_default();
        if let Some(begun) = &page.begin {
            self.offer(writing, &begun.offer)?;
            let row = FollowRow {
                epoch: *epoch,
                mark: begun.mark.clone(),
                tell_after: begun.tell_after,
                ..known
            };
            return Ok(writing.set_follow(page.org, &row)?);
        }
        if known.own {
            writing.restore_receipts()?;
        }
        let row = FollowRow {
            epoch: *epoch,
            after: page.next,
            ..FollowRow::default()
        };
        Ok(writing.set_follow(page.org, &row)?)
    }

    fn keep_opened(
        &self,
        writing: &Writing<'_>,
        signed: &Signed,
        certificate: &Certificate,
    ) -> Result<(), Fault> {
        let known = writing.reading().certificate(&certificate.key.0)?;
        let known: Option<Certificate> = known
            .map(|bytes| Signed::from_bytes(&bytes)?.open(&self.me.hub_key))
            .transpose()?;
        // A page may bring one that was issued before the one an enrolment has just given.
        if known.is_none_or(|known| known.not_before.utc_ms <= certificate.not_before.utc_ms) {
            writing.set_certificate(&certificate.key.0, certificate.device, &signed.to_bytes())?;
        }
        Ok(())
    }

    pub(super) fn keep_certificate(
        &self,
        writing: &Writing<'_>,
        signed: &Signed,
    ) -> Result<Certificate, Fault> {
        let certificate: Certificate = signed.open(&self.me.hub_key)?;
        self.keep_opened(writing, signed, &certificate)?;
        Ok(certificate)
    }

    /// Lets in the changes of one document that are whole, signed by a device of the organisation, and fit
    /// behind what is known; the others are quarantined one by one and never hold up the rest.
    pub(super) fn receive(
        &self,
        writing: &Writing<'_>,
        changes: &DocChanges,
        parting: &mut Parting,
        now: Moment,
    ) -> Result<Received, Fault> {
        let doc = changes.doc;
        let known = writing.reading().document(doc.id)?;
        if known.is_some_and(|known| known != doc) {
            return quarantine_all(writing, changes, Refusal::NotAllowed.code(), now);
        }
        writing.savepoint()?;
        let before = parting.clone();
        let received = self.receive_each(writing, changes, false, parting, now)?;
        if self.still_loads(writing, doc)? {
            writing.release()?;
            return Ok(received);
        }
        // Nothing that Automerge cannot load again may ever count: one by one, to set aside no other.
        writing.rollback()?;
        *parting = before;
        self.receive_each(writing, changes, true, parting, now)
    }

    fn receive_each(
        &self,
        writing: &Writing<'_>,
        changes: &DocChanges,
        load_each: bool,
        parting: &mut Parting,
        now: Moment,
    ) -> Result<Received, Fault> {
        let doc = changes.doc;
        let genesis = genesis(doc);
        let aside = Aside::new(changes, now)?;
        let mut received = Received::default();
        let mut batch: Vec<Change> = Vec::new();
        for bytes in &changes.changes {
            match parse(&genesis, bytes) {
                Ok(change) => batch.push(change),
                Err(refusal) => {
                    aside.put(writing, bytes, refusal.code())?;
                    received.quarantined += 1;
                }
            }
        }
        let trusted = self.trusted(writing, doc, &changes.signatures)?;
        let signed: Vec<([u8; 32], ChangeHash)> = trusted.iter().map(|by| (by.key.0, by.change)).collect();
        let authors = known_authors(writing, doc, &batch)?;
        let covered = covered(batch.iter(), &signed, |actor| authors.get(actor).copied());
        let sure: Vec<&Change> = batch
            .iter()
            .filter(|change| covered.contains(&change.hash))
            .collect();
        self.part_from_received(writing, doc, &sure, parting, now)?;
        for change in &batch {
            if let Some(known) = writing.reading().change(doc, &change.hash)? {
                // Carried here before: what the hub passes on has reached it, and counts.
                writing.settle_held(&change.hash, None)?;
                if known.state < ChangeState::Accepted {
                    writing.set_state(&change.hash, ChangeState::Accepted, None)?;
                }
                continue;
            }
            let placed = if !covered.contains(&change.hash) {
                Err(Refusal::Unsigned.code())
            } else if load_each {
                self.place_if_it_loads(writing, &genesis, doc, change, now)?
            } else {
                place(writing, &genesis, doc, change, ChangeState::Accepted, now)?
                    .map_err(|refusal| refusal.code())
            };
            match placed {
                Ok(()) => received.stored += 1,
                Err(reason) => {
                    aside.put(writing, &change.bytes, reason)?;
                    received.quarantined += 1;
                }
            }
        }
        for by in trusted {
            if writing.reading().change(doc, &by.change)?.is_some() {
                writing.set_signature(doc, &(by.key.0, by.change.0, by.signature.0))?;
            }
        }
        Ok(received)
    }

    fn place_if_it_loads(
        &self,
        writing: &Writing<'_>,
        genesis: &Genesis,
        doc: DocRef,
        change: &Change,
        now: Moment,
    ) -> Result<Result<(), &'static str>, Fault> {
        writing.savepoint()?;
        if let Err(refusal) = place(writing, genesis, doc, change, ChangeState::Accepted, now)? {
            writing.release()?;
            return Ok(Err(refusal.code()));
        }
        // A bare fact was proven harmless by itself.
        let bare = matches!(change.writes.as_slice(), [Write::Fact { .. }]);
        if bare || self.still_loads(writing, doc)? {
            writing.release()?;
            return Ok(Ok(()));
        }
        writing.rollback()?;
        Ok(Err("unloadable"))
    }

    /// The signatures that fit and whose device the hub has certified for the organisation.
    pub(super) fn trusted(
        &self,
        writing: &Writing<'_>,
        doc: DocRef,
        signatures: &[ChangeSignature],
    ) -> Result<Vec<ChangeSignature>, Fault> {
        let mut trusted = Vec::new();
        for signed in signatures {
            if verify_change(doc.id, signed).is_ok() && self.may_write(writing, signed, doc)? {
                trusted.push(signed.clone());
            }
        }
        Ok(trusted)
    }

    fn may_write(&self, writing: &Writing<'_>, signed: &ChangeSignature, doc: DocRef) -> Result<bool, Fault> {
        if signed.key == self.me.hub_key {
            // The hub writes registers. A fact under its key would be nobody's word.
            return Ok(doc.kind == DocKind::Register);
        }
        // The certificate may be one of this very page, so it is read inside the transaction.
        let Some(bytes) = writing.reading().certificate(&signed.key.0)? else {
            return Ok(false);
        };
        let certificate: Certificate = Signed::from_bytes(&bytes)?.open(&self.me.hub_key)?;
        Ok(certificate.writes_for(doc.org))
    }

    /// Documents with correctable values are loaded once more: their changes name what they replace, which
    /// no check of a single change can prove harmless. Bare facts were proven harmless one by one.
    pub(super) fn still_loads(&self, writing: &Writing<'_>, doc: DocRef) -> Result<bool, Fault> {
        let Some(parts) = writing.reading().parts(doc.id)? else {
            return Ok(true);
        };
        let genesis = genesis(doc);
        let only_facts = parts.changes.iter().all(|bytes| {
            let writes = parse(&genesis, bytes)
                .map(|change| change.writes)
                .unwrap_or_default();
            matches!(writes.as_slice(), [Write::Fact { .. }])
        });
        let heads = Some(parts.heads.as_slice());
        let author = self.me.author.now();
        let load = || Document::load(doc, author, parts.snapshot.as_deref(), &parts.changes, heads);
        Ok(only_facts || load().is_ok())
    }
}

fn keep_verdict(writing: &Writing<'_>, signed: &Signed, verdict: &ClaimVerdict) -> Result<(), Fault> {
    let state = ClaimState::ALL
        .iter()
        .position(|(state, _)| *state == verdict.state)
        .unwrap_or_default();
    let state = i64::try_from(state).unwrap_or_default();
    Ok(writing.set_verdict(verdict.claim, verdict.number, state, &signed.to_bytes())?)
}

/// What became of changes that waited at the hub for a person or a renewed certificate.
fn settle(writing: &Writing<'_>, page: &OrgPage) -> Result<(), Fault> {
    for hash in &page.released {
        writing.settle_held(hash, None)?;
    }
    for hash in &page.refused {
        writing.settle_held(hash, Some(REFUSED_BY_STAFF))?;
    }
    Ok(())
}

/// Documents whose changes set aside may pass now: something came for them, or certificates came.
fn waited_for(writing: &Writing<'_>, page: &OrgPage) -> Result<Vec<DocId>, Fault> {
    let mut aside = writing.reading().quarantined_documents(Some(page.org))?;
    if page.certificates.is_empty() {
        aside.retain(|id| page.docs.iter().any(|changes| changes.doc.id == *id));
    }
    Ok(aside)
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

fn quarantine_all(
    writing: &Writing<'_>,
    changes: &DocChanges,
    reason: &str,
    now: Moment,
) -> Result<Received, Fault> {
    let aside = Aside::new(changes, now)?;
    for bytes in &changes.changes {
        aside.put(writing, bytes, reason)?;
    }
    Ok(Received {
        stored: 0,
        quarantined: changes.changes.len() as u64,
    })
}

/// Stores a change that was found whole and signed behind what is known.
pub(super) fn place(
    writing: &Writing<'_>,
    genesis: &Genesis,
    doc: DocRef,
    change: &Change,
    state: ChangeState,
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
    writing.add_change(&new_change(doc, change, author, state)?, now.utc_ms)?;
    Ok(Ok(()))
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

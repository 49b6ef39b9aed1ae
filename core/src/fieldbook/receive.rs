use super::book::Book;
use super::epoch::notice_epoch;
use super::error::Fault;
use super::incoming::{Incoming, quarantine_all};
use super::slices::{Slice, Slices};
use crate::identity::{ClaimVerdict, LeaseRevocation, ListLease, Signed};
use crate::journal::Refusal;
use crate::model::{ClaimState, DocId, Moment, StampLease};
use crate::store::{FollowRow, ProofOf, Reading, Writing};
use crate::sync::{DocChanges, OrgPage};

/// The reason of a change that staff have refused after it was held.
pub(super) const REFUSED_BY_STAFF: &str = "refused_by_staff";

/// What came of received changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Received {
    pub(super) stored: u64,
    pub(super) quarantined: u64,
    /// Own changes written again, because a copy of this book took their places.
    pub(super) rewritten: u64,
    /// The page may be without changes of this device that are not here: it is to come again with all of them.
    pub(super) lacks_own: bool,
    pub(super) slices: Slices,
}

impl Received {
    pub(super) fn add(&mut self, other: Self) {
        self.stored += other.stored;
        self.quarantined += other.quarantined;
        self.rewritten += other.rewritten;
        self.lacks_own |= other.lacks_own;
        self.slices.add(other.slices);
    }
}

impl Book {
    /// Applies one organisation's page: statements first, because the changes are checked against the
    /// certificates among them, then the changes in slices, and the cursor last. Cut off in between, the
    /// page comes again, and what is here already is passed over. `asked_all`: all own changes were asked for.
    pub(super) fn apply_page(
        &self,
        page: &OrgPage,
        epoch: &[u8; 16],
        asked_all: bool,
        now: Moment,
    ) -> Result<Received, Fault> {
        let (own, foreign): (Vec<&DocChanges>, Vec<&DocChanges>) =
            page.docs.iter().partition(|changes| changes.doc.org == page.org);
        let (restored, quarantined) = self.store.write(|writing| {
            let restored = notice_epoch(writing, page, epoch)?;
            self.keep_statements(writing, page)?;
            let quarantined = quarantine_all(writing, &foreign, Refusal::NotAllowed.code(), now)?;
            Ok::<_, Fault>((restored, quarantined))
        })?;
        if restored {
            self.reload_people()?;
        }
        self.offer_again(page, epoch)?;
        let receipt = self.page_receipt(page);
        let mut received = self.let_in(&own, receipt.is_some(), now)?;
        received.quarantined += quarantined;
        let waiting = self.store.read(|reading| waited_for(reading, page))?;
        let again = self.try_again(&waiting, now)?;
        received.stored += again.stored;
        received.rewritten += again.rewritten;
        received.lacks_own = self.store.write(|writing| {
            // How many of its own changes this book knew of says nothing in another epoch.
            if restored && !asked_all || lacks_own(&writing.reading(), page)? {
                return Ok(true);
            }
            settle(writing, page)?;
            if let Some((signed, receipt, changes)) = &receipt {
                let at_ms = receipt.at.utc_ms;
                writing.add_receipt(at_ms, &signed.to_bytes(), changes, ProofOf::Unproven)?;
            }
            move_on(writing, page, epoch)?;
            Ok::<_, Fault>(false)
        })?;
        Ok(received)
    }

    /// Keeps what the hub signed. A page with a statement of another key is nobody's word: none of it counts.
    fn keep_statements(&self, writing: &Writing<'_>, page: &OrgPage) -> Result<(), Fault> {
        let hub = &self.me.hub_key;
        for signed in &page.certificates {
            self.keep_certificate(writing, signed)?;
        }
        for signed in &page.leases {
            let lease: StampLease = signed.open(hub)?;
            writing.set_lease(&lease, None, &signed.to_bytes())?;
        }
        for signed in &page.lists {
            let list: ListLease = signed.open(hub)?;
            writing.set_lease(&list.lease, Some(list.filter), &signed.to_bytes())?;
        }
        for signed in &page.revocations {
            let LeaseRevocation { lease, at } = signed.open(hub)?;
            writing.set_lease_revoked(lease, at.utc_ms, &signed.to_bytes())?;
        }
        for signed in &page.verdicts {
            keep_verdict(writing, signed, &signed.open(hub)?)?;
        }
        Ok(())
    }

    /// Lets in the changes of documents, in slices. With the hub's receipt for them, those that are here and
    /// waited for one have arrived.
    pub(super) fn let_in(
        &self,
        docs: &[&DocChanges],
        receipted: bool,
        now: Moment,
    ) -> Result<Received, Fault> {
        let mut received = Received::default();
        if docs.is_empty() {
            return Ok(received);
        }
        let incoming = docs.iter().map(|changes| self.incoming(changes, receipted, now));
        let incoming = incoming.collect::<Result<Vec<Incoming>, Fault>>()?;
        let mut waiting = incoming.into_iter().peekable();
        received.slices = self.in_slices(|writing, open, slice| {
            while let Some(group) = waiting.peek_mut() {
                // A loaded document would miss what arrives; it loads again when someone writes.
                open.forget(group.doc());
                if !self.receive(writing, group, slice, &mut received)? {
                    return Ok(true);
                }
                waiting.next();
            }
            Ok(false)
        })?;
        Ok(received)
    }

    /// Lets in what the slice has room for of one document's changes: those that are whole, signed by a
    /// device of the organisation, and fit behind what is known; the others are quarantined one by one and
    /// never hold up the rest. Gives whether all of them were dealt with.
    fn receive(
        &self,
        writing: &Writing<'_>,
        incoming: &mut Incoming,
        slice: &mut Slice,
        received: &mut Received,
    ) -> Result<bool, Fault> {
        if !incoming.begin(self, writing, slice.parting(), received)? {
            return Ok(true);
        }
        writing.savepoint()?;
        let from = incoming.done();
        let came = incoming.let_in(writing, || slice.take())?;
        if self.load_with(writing, incoming.doc(), incoming.part(from))? {
            writing.release()?;
            received.add(came);
        } else {
            // Nothing that Automerge cannot load again may ever count: one by one, to set aside no other.
            writing.rollback()?;
            received.add(incoming.let_in_one_by_one(self, writing, from)?);
        }
        let whole = incoming.is_done();
        if whole {
            incoming.keep_signatures(writing)?;
        }
        Ok(whole)
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

/// Of a change that was held, the hub tells its own device the hash alone. A book put back from a copy may not have the
/// change: while it was held, no page gave it.
fn lacks_own(reading: &Reading<'_>, page: &OrgPage) -> Result<bool, Fault> {
    for hash in &page.released {
        if reading.document_of(hash)?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
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

/// Moves the cursor, or the mark of a start in documents, which ends with the cursor.
fn move_on(writing: &Writing<'_>, page: &OrgPage, epoch: &[u8; 16]) -> Result<(), Fault> {
    let known = writing.reading().follow(page.org)?.unwrap_or_default();
    if let Some(begun) = &page.begin {
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

/// Documents whose changes set aside may pass now: something came for them, or certificates came.
fn waited_for(reading: &Reading<'_>, page: &OrgPage) -> Result<Vec<DocId>, Fault> {
    let mut aside = reading.quarantined_documents(Some(page.org))?;
    if page.certificates.is_empty() {
        aside.retain(|id| page.docs.iter().any(|changes| changes.doc.id == *id));
    }
    Ok(aside)
}

use std::collections::BTreeSet;

use super::book::Book;
use super::error::Fault;
use super::lists::{List, is_held, key_of};
use super::stamps::Stamps;
use super::{ClaimView, FieldbookError};
use crate::model::{
    ClaimState, DocId, FactId, LeaseId, Stamp, StampClass, StampFamily, StampLease, StampSpan,
};
use crate::stamp;

/// What this book knows of one stamp: whose it is, and to which lot it is bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampStanding {
    /// What its text means.
    pub stamp: Stamp,
    /// What to call it: its serial, else its code, else the text as read.
    pub label: String,
    /// Whether it is a stamp at all, one's own or another's, and no payment code, contact or other text.
    pub is_stamp: bool,
    /// Another issuer's; see [`Stamps::is_foreign`].
    pub foreign: bool,
    /// The lease that holds it.
    pub lease: Option<LeaseId>,
    /// The name of the product it is printed for, where it names one that is registered.
    pub product: Option<String>,
    /// The activations it is in, the newest first: of two that want it both. Those that were voided or refused no longer
    /// have it.
    pub claims: Vec<StampClaim>,
}

/// An activation that a stamp is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampClaim {
    /// The activation.
    pub claim: FactId,
    /// How it stands.
    pub state: ClaimState,
    /// The lot.
    pub lot: DocId,
    /// What the lot is called.
    pub lot_name: String,
}

impl Stamps {
    /// What this book knows of the stamp that a text was read from, or typed off: quick enough for each new text of a
    /// camera.
    pub fn look_up(&self, text: &str) -> Result<StampStanding, FieldbookError> {
        Ok(self.book.stamp_standing(text)?)
    }

    /// One activation of stamps. Errors: `NotFound` for what is no activation of this book.
    pub fn claim(&self, claim: FactId) -> Result<ClaimView, FieldbookError> {
        Ok(self.book.claim_by_id(claim)?)
    }
}

impl Book {
    fn claim_by_id(&self, claim: FactId) -> Result<ClaimView, Fault> {
        let known = self.store.read(|reading| reading.claim(claim))?;
        known.ok_or_else(|| Fault::NotFound(claim.to_string()))?;
        self.claim_with_findings(&self.fact(claim)?)
    }

    fn stamp_standing(&self, text: &str) -> Result<StampStanding, Fault> {
        let stamp = stamp::read(text);
        let lists = self.lists(self.org())?;
        let foreign = self.is_foreign(&stamp, &lists)?;
        let span = self.span_of(&stamp, &lists)?;
        let lease = span.as_ref().and_then(|span| span.lease);
        let claims = span.map(|span| self.claims_with(&span, &stamp)).transpose()?;
        let claims = claims.unwrap_or_default();
        let label = [&stamp.serial, &stamp.code].into_iter().flatten().next();
        let products = self.register()?.products.into_iter();
        let mut printed_for = products.filter(|product| product.gtin.is_some() && product.gtin == stamp.gtin);
        Ok(StampStanding {
            label: label.unwrap_or(&stamp.raw).clone(),
            is_stamp: stamp.class == StampClass::Item || lease.is_some() || !claims.is_empty(),
            foreign,
            lease,
            product: printed_for.next().map(|product| product.name),
            claims,
            stamp,
        })
    }

    /// The stamp as the leases here know it; `None` for what cannot be told apart from other stamps.
    fn span_of(&self, stamp: &Stamp, lists: &[List]) -> Result<Option<StampSpan>, Fault> {
        if !matches!(stamp.class, StampClass::Item | StampClass::Unknown) {
            return Ok(None);
        }
        let key = key_of(lists, &stamp.raw).ok().filter(|key| is_held(lists, key));
        if let Some(key) = key {
            return Ok(self.spans_of_keys(lists, std::iter::once(&key))?.pop());
        }
        let printed = stamp
            .serial
            .as_ref()
            .or(stamp.code.as_ref())
            .unwrap_or(&stamp.raw);
        let (ranges, _) = stamp::ranges_of(std::slice::from_ref(printed));
        let mut leases = self.leases_over(self.org(), ranges.iter())?;
        leases.retain(|lease| may_hold(stamp, lease));
        Ok(self.cut_along(&ranges, leases)?.pop())
    }

    /// Activations that stand and have a stamp, the newest first.
    fn claims_with(&self, own: &StampSpan, stamp: &Stamp) -> Result<Vec<StampClaim>, Fault> {
        let touching = self
            .store
            .read(|reading| reading.spans_touching(&own.range, None))?;
        let mut claims = BTreeSet::new();
        for row in touching {
            if self.is_same(own, &row.span, stamp)? {
                claims.insert(row.fact);
            }
        }
        // Who activated a whole roll of codes named none of them.
        if let Some(lease) = own.lease.filter(|_| own.code.is_some()) {
            claims.extend(self.claims_of_whole(lease, None)?);
        }
        let mut found = Vec::new();
        for claim in claims.into_iter().rev() {
            let view = self.fact(claim)?;
            let claim = self.claim_of(&view)?;
            let asked = match claim.state {
                // A disputed one holds nothing so far, and still asks for all of it.
                ClaimState::Confirmed => &claim.spans,
                _ => &view.fact.stamps,
            };
            if !asked.iter().any(|span| has(span, own)) {
                continue;
            }
            let lot = self.document_view(claim.lot)?;
            found.push(StampClaim {
                claim: claim.fact,
                state: claim.state,
                lot: claim.lot,
                lot_name: lot.text("name").unwrap_or_else(|| claim.lot.to_string()),
            });
        }
        Ok(found)
    }

    /// Whether a span that shares the stamp's number means the stamp: serials repeat from roll to roll, and from product
    /// to product.
    fn is_same(&self, own: &StampSpan, span: &StampSpan, stamp: &Stamp) -> Result<bool, Fault> {
        let rolls = own.roll.is_none() || span.roll.is_none() || own.roll == span.roll;
        let lease = span.lease.map(|lease| self.lease(lease)).transpose()?.flatten();
        let printed = lease.is_none_or(|lease| lease.range.is_places() || may_hold(stamp, &lease));
        Ok(own.code == span.code && rolls && printed)
    }
}

/// Whether a lease may hold a stamp by what is printed on it.
fn may_hold(stamp: &Stamp, lease: &StampLease) -> bool {
    let family: Option<StampFamily> = stamp.item().map(|(family, _)| family);
    family.is_none_or(|family| family.may_be_leased_by(lease))
}

/// Whether a span has a stamp in it.
fn has(span: &StampSpan, own: &StampSpan) -> bool {
    match (&span.code, &own.code) {
        (None, Some(_)) => span.range.is_places() && span.lease == own.lease,
        (code, wanted) => code == wanted && span.range.overlap(&own.range).is_some(),
    }
}

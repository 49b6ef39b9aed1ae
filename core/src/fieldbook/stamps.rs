use std::sync::Arc;

use super::FieldbookError;
use super::book::Book;
use super::claims::ClaimView;
use super::error::Fault;
use super::leases::LeaseView;
use super::lists::{List, is_held};
use super::lot_product::LotProduct;
use super::record::{Checked, NewFact};
use super::rights::Paper;
use super::views::FactView;
use crate::model::{
    Capture, ChangeHash, DocId, DocKind, Invalid, LeaseId, SerialRange, Stamp, StampFamily, StampLease,
    StampSpan,
};
use crate::stamp;

/// Reading, leases, activation and claims of stamps.
#[derive(Clone)]
pub struct Stamps {
    pub(super) book: Arc<Book>,
}

impl Stamps {
    /// What a scanned text means. Never fails; what is not known is `Unknown` with its raw text.
    pub fn read(&self, text: &str) -> Stamp {
        stamp::read(text)
    }

    /// The range from one printed serial to another; both may be whole stamp texts. A stamp of another issuer is
    /// refused as `foreign_stamp`: it is recorded with the step `observe_stamp`.
    pub fn range(&self, from: &str, to: &str) -> Result<SerialRange, FieldbookError> {
        let range = SerialRange::parse(from, to).map_err(Fault::from)?;
        for (field, text) in [("from", from), ("to", to)] {
            if self.is_foreign(text)? {
                return Err(Fault::from(Invalid::new(field, "foreign_stamp").with("value", text)).into());
            }
        }
        Ok(range)
    }

    /// Whether a text is a whole stamp of another issuer: with a GTIN that no product and no lease of the
    /// organisation has, or in an issuer's form with a serial that no lease holds. Such a stamp may be recorded as
    /// seen on a lot's goods, and is never activated. A bare serial tells no issuer.
    pub fn is_foreign(&self, text: &str) -> Result<bool, FieldbookError> {
        let lists = self.book.lists(self.book.org()).map_err(FieldbookError::from)?;
        Ok(self.book.is_foreign(&stamp::read(text), &lists)?)
    }

    /// Ranges proposed from the texts of read stamps, and the texts that no range can hold, with those of other
    /// issuers and of lists ([`Stamps::listed`]).
    pub fn propose(&self, texts: &[String]) -> (Vec<SerialRange>, Vec<String>) {
        let lists = self.book.lists(self.book.org()).unwrap_or_default();
        let of_list = |read: &Stamp| is_held(&lists, &read.key);
        let (mut serials, mut strangers) = (Vec::new(), Vec::new());
        for text in texts {
            let read = stamp::read(text);
            if of_list(&read) || self.book.is_foreign(&read, &lists).unwrap_or_default() {
                strangers.push(text.clone());
                continue;
            }
            match read.serial.or(read.code) {
                Some(serial) => serials.push(serial),
                None => strangers.push(text.clone()),
            }
        }
        let (ranges, uncountable) = stamp::ranges_of(&serials);
        strangers.extend(uncountable);
        (ranges, strangers)
    }

    /// The leases of stamps the hub has signed for this organisation, ended and revoked ones too.
    pub fn leases(&self) -> Result<Vec<LeaseView>, FieldbookError> {
        Ok(self.book.leases()?)
    }

    /// Binds ranges of stamps to a lot. Offline it is a claim: pending until the hub confirms it. What the
    /// rules find is told at once and never keeps the entry from being saved.
    ///
    /// Errors: `NotFound` for an unknown lot, `InvalidInput` without ranges, `NotAllowed` for who is no
    /// manager, and where this device's certificate or the stamps' lease has ended, or the lease was revoked.
    pub fn activate(
        &self,
        lot: DocId,
        ranges: &[SerialRange],
        capture: Capture,
    ) -> Result<ClaimView, FieldbookError> {
        Ok(self.book.activate(lot, ranges, capture)?)
    }

    /// Judges an activation before it is made, and writes nothing: what [`Stamps::activate`] would find of these stamps,
    /// by what this phone knows now. [`Stamps::spans`] and [`Stamps::code_spans`] make spans of what was read or typed.
    ///
    /// Errors: those that activating them would give.
    pub fn check(&self, lot: DocId, stamps: Vec<StampSpan>) -> Result<Checked, FieldbookError> {
        Ok(self.book.check_activation(lot, stamps)?)
    }

    /// Binds stamps of lists, whose codes count nothing, to a lot: the texts as read, or the codes as printed. At most
    /// 1,000 at once; a stamp named twice counts once.
    ///
    /// Errors: those of [`Stamps::activate`]; `InvalidInput` for `stamps`: `too_many`; for `code`: `stamp_code` for a text
    /// that can be no stamp's code.
    pub fn activate_codes(
        &self,
        lot: DocId,
        texts: &[String],
        capture: Capture,
    ) -> Result<ClaimView, FieldbookError> {
        Ok(self.book.bind(lot, self.book.code_spans(texts)?, capture)?)
    }

    /// Binds all stamps of a lease to a lot: a whole roll, or a part of it, as it was leased.
    ///
    /// Errors: those of [`Stamps::activate`], and `NotFound` for an unknown lease.
    pub fn activate_lease(
        &self,
        lot: DocId,
        lease: LeaseId,
        capture: Capture,
    ) -> Result<ClaimView, FieldbookError> {
        Ok(self
            .book
            .bind(lot, vec![self.book.whole_lease(lease)?], capture)?)
    }

    /// Of texts read from stamps, those that are of a leased list of codes, in their order. One in 256 strangers is
    /// taken for one; the hub knows exactly.
    pub fn listed(&self, texts: &[String]) -> Result<Vec<String>, FieldbookError> {
        Ok(self.book.listed(texts)?)
    }

    /// Spans for stamps of lists that are to be voided or otherwise spoken of, tied to the leases that hold them.
    ///
    /// Errors: `InvalidInput` for `code`, as in [`Stamps::activate_codes`].
    pub fn code_spans(&self, texts: &[String]) -> Result<Vec<StampSpan>, FieldbookError> {
        Ok(self.book.code_spans(texts)?)
    }

    /// Claims of a lot, or all, newest first.
    pub fn claims(&self, lot: Option<DocId>) -> Result<Vec<ClaimView>, FieldbookError> {
        Ok(self.book.claims(lot)?)
    }

    /// Spans for serials that are to be voided or otherwise spoken of, tied to the leases that hold them.
    pub fn spans(&self, ranges: &[SerialRange]) -> Result<Vec<StampSpan>, FieldbookError> {
        Ok(self.book.spans(ranges)?)
    }
}

impl Book {
    /// A serial may stand on stamps of two products: those of the lot's are meant.
    fn activate(&self, lot: DocId, ranges: &[SerialRange], capture: Capture) -> Result<ClaimView, Fault> {
        let (doc, _) = self.doc_and_group(lot)?;
        must_count(ranges)?;
        let product = self.product_of(lot)?;
        let mut leases = self.leases_over(doc.org, ranges.iter())?;
        leases.retain(|lease| lease.gtin.as_ref().is_none_or(|gtin| product.takes(gtin)));
        self.bind(lot, self.cut_along(ranges, leases)?, capture)
    }

    /// Binds stamps, cut along their leases, to a lot.
    pub(super) fn bind(
        &self,
        lot: DocId,
        stamps: Vec<StampSpan>,
        capture: Capture,
    ) -> Result<ClaimView, Fault> {
        let recorded = self.record(self.activation(lot, stamps, capture)?)?;
        self.claim_with_findings(&recorded.view)
    }

    /// The entry that binds stamps to a lot, if they may be bound.
    fn activation(&self, lot: DocId, stamps: Vec<StampSpan>, capture: Capture) -> Result<NewFact, Fault> {
        let (doc, _) = self.doc_and_group(lot)?;
        if doc.kind != DocKind::Lot {
            return Err(Fault::NotFound(lot.to_string()));
        }
        if stamps.is_empty() {
            return Err(Invalid::new("stamps", "required").into());
        }
        let leases = self.leases_of(doc.org, &stamps)?;
        self.must_hold(&stamps, leases.clone())?;
        must_be_of_product(&self.product_of(lot)?, &stamps, &leases)?;
        Ok(NewFact {
            stamps,
            capture,
            ..NewFact::of(lot, "activate")
        })
    }

    fn check_activation(&self, lot: DocId, stamps: Vec<StampSpan>) -> Result<Checked, Fault> {
        let new = self.activation(lot, stamps, Capture::Manual)?;
        let (doc, group) = self.doc_and_group(lot)?;
        let fact = self.admitted(doc, group, new)?;
        let advice = self.catalog().advise(&fact);
        // It is in no change yet, and so it has no hash.
        let draft = FactView::just_recorded(fact, doc, ChangeHash([0; 32]), self.me.author.key);
        let mut findings = self.claim_with_findings(&draft)?.findings;
        for finding in &mut findings {
            finding.fact = None;
        }
        Ok(Checked { findings, advice })
    }

    pub(super) fn is_foreign(&self, read: &Stamp, lists: &[List]) -> Result<bool, Fault> {
        let Some((family, serial)) = read.item() else {
            return Ok(false);
        };
        if self.may_be_own(&family)? {
            return Ok(false);
        }
        if is_held(lists, &read.key) {
            return Ok(false);
        }
        let (ranges, _) = stamp::ranges_of(std::slice::from_ref(&serial));
        let leases = self.leases_over(self.org(), ranges.iter())?;
        Ok(!leases.iter().any(|lease| family.may_be_leased_by(lease)))
    }

    /// Whether stamps of a family are no other issuer's, leased or not: those of the organisation's products, and
    /// those that name nobody.
    pub(super) fn may_be_own(&self, family: &StampFamily) -> Result<bool, Fault> {
        Ok(match family {
            StampFamily::Gtin(gtin) => {
                let products = self.register()?.products;
                products.iter().any(|product| product.gtin.as_ref() == Some(gtin))
            }
            StampFamily::Address(_) => false,
            StampFamily::Bare(_) => true,
        })
    }

    /// Stamps bind goods to a name in public, so what has ended binds nothing. Stamps of no lease known here
    /// are claimed all the same: the hub may have leased them since the last sync, and it judges.
    pub(super) fn must_hold(&self, stamps: &[StampSpan], mut leases: Vec<StampLease>) -> Result<(), Fault> {
        if self.paper()? == Paper::Ended {
            return Err(Fault::NotAllowed("certificate_ended"));
        }
        let now = self.hub_now();
        let revoked = self.take_revoked(&mut leases)?;
        let of = |span: &StampSpan, lease: &StampLease| Some(lease.id) == span.lease;
        for span in stamps {
            if revoked.iter().any(|lease| of(span, lease)) {
                return Err(Fault::NotAllowed("lease_revoked"));
            }
            let lease = leases.iter().find(|lease| of(span, lease));
            if lease.is_some_and(|lease| lease.not_after.utc_ms < now.utc_ms) {
                return Err(Fault::NotAllowed("lease_ended"));
            }
        }
        Ok(())
    }

    /// Cuts ranges along the leases that hold them, so that each span rests on one lease; stamps without a
    /// lease are kept as spans without one, and the rules say so.
    pub(super) fn spans(&self, ranges: &[SerialRange]) -> Result<Vec<StampSpan>, Fault> {
        must_count(ranges)?;
        self.cut_along(ranges, self.leases_over(self.org(), ranges.iter())?)
    }

    /// Cuts ranges along these leases, those that were revoked last.
    pub(super) fn cut_along(
        &self,
        ranges: &[SerialRange],
        mut leases: Vec<StampLease>,
    ) -> Result<Vec<StampSpan>, Fault> {
        let revoked = self.take_revoked(&mut leases)?;
        Ok(self.cut(ranges, leases.iter(), revoked.iter()))
    }

    /// Cuts ranges along leases that stand and leases that were revoked, both in the order of their ids.
    pub(super) fn cut<'a>(
        &self,
        ranges: &[SerialRange],
        standing: impl DoubleEndedIterator<Item = &'a StampLease>,
        revoked: impl DoubleEndedIterator<Item = &'a StampLease>,
    ) -> Vec<StampSpan> {
        let now = self.hub_now();
        // The newest first: stamps that were handed back and leased anew lie in two.
        let (live, ended): (Vec<_>, Vec<_>) = standing
            .rev()
            .partition(|lease| lease.not_after.utc_ms >= now.utc_ms);
        let revoked: Vec<_> = revoked.rev().collect();
        let mut spans = Vec::new();
        for range in ranges {
            let mut rest = vec![range.clone()];
            for lease in live.iter().chain(&ended).chain(&revoked) {
                let mut left = Vec::new();
                for part in rest {
                    match part.overlap(&lease.range) {
                        Some(held) => {
                            left.extend(part.subtract(&held));
                            let (roll, lease) = (Some(lease.roll), Some(lease.id));
                            spans.push(StampSpan {
                                roll,
                                lease,
                                range: held,
                                code: None,
                            });
                        }
                        None => left.push(part),
                    }
                }
                rest = left;
            }
            spans.extend(rest.into_iter().map(|range| StampSpan {
                roll: None,
                lease: None,
                range,
                code: None,
            }));
        }
        spans.sort_by(|a, b| a.range.cmp(&b.range));
        spans
    }
}

/// Which codes stand at places on a list, only the hub knows.
fn must_count(ranges: &[SerialRange]) -> Result<(), Invalid> {
    match ranges.iter().find(|range| range.is_places()) {
        Some(places) => Err(Invalid::new("stamps", "list_by_code").with("range", places)),
        None => Ok(()),
    }
}

/// A lease for a product's stamps binds none of them to another product.
fn must_be_of_product(
    product: &LotProduct,
    stamps: &[StampSpan],
    leases: &[StampLease],
) -> Result<(), Invalid> {
    for span in stamps {
        let lease = leases.iter().find(|lease| Some(lease.id) == span.lease);
        let gtin = lease.and_then(|lease| lease.gtin.as_deref());
        if let Some(gtin) = gtin.filter(|gtin| !product.takes(gtin)) {
            return Err(Invalid::new("stamps", "sweep_other_product")
                .with("range", &span.named(&span.range))
                .with("printed", &gtin)
                .with("gtin", &product.printed()));
        }
    }
    Ok(())
}

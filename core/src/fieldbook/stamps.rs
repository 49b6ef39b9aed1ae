use std::sync::Arc;

use super::FieldbookError;
use super::book::Book;
use super::claims::ClaimView;
use super::error::Fault;
use super::record::NewFact;
use super::rights::Paper;
use crate::model::{
    Capture, DocId, DocKind, Invalid, Product, SerialRange, Stamp, StampClass, StampLease, StampSpan,
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
        Ok(self.book.is_foreign(&stamp::read(text))?)
    }

    /// Ranges proposed from the texts of read stamps, and the texts that no range can hold, with those of other
    /// issuers.
    pub fn propose(&self, texts: &[String]) -> (Vec<SerialRange>, Vec<String>) {
        let (mut serials, mut strangers) = (Vec::new(), Vec::new());
        for text in texts {
            let read = stamp::read(text);
            if self.book.is_foreign(&read).unwrap_or_default() {
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

    /// The leases of stamps the hub has signed for this organisation, expired ones too.
    pub fn leases(&self) -> Result<Vec<StampLease>, FieldbookError> {
        Ok(self.book.leases()?)
    }

    /// Binds ranges of stamps to a lot. Offline it is a claim: pending until the hub confirms it. What the
    /// rules find is told at once and never keeps the entry from being saved.
    ///
    /// Errors: `NotFound` for an unknown lot, `InvalidInput` without ranges, `NotAllowed` for who is no
    /// manager, and where this device's certificate or the stamps' lease has ended: a sync renews them.
    pub fn activate(
        &self,
        lot: DocId,
        ranges: &[SerialRange],
        capture: Capture,
    ) -> Result<ClaimView, FieldbookError> {
        Ok(self.book.activate(lot, ranges, capture)?)
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
    fn activate(&self, lot: DocId, ranges: &[SerialRange], capture: Capture) -> Result<ClaimView, Fault> {
        let (doc, _) = self.doc_and_group(lot)?;
        if doc.kind != DocKind::Lot {
            return Err(Fault::NotFound(lot.to_string()));
        }
        if ranges.is_empty() {
            return Err(Invalid::new("stamps", "required").into());
        }
        let stamps = self.spans(ranges)?;
        self.must_hold(&stamps)?;
        let new = NewFact {
            stamps,
            capture,
            ..NewFact::of(lot, "activate")
        };
        let recorded = self.record(new)?;
        self.claim_with_findings(&recorded.view)
    }

    fn is_foreign(&self, read: &Stamp) -> Result<bool, Fault> {
        let serial = read.serial.as_ref().or(read.code.as_ref());
        // An issuer's form without an address (`HX00000029`) is how many a roll counts.
        let printed = read.code.as_deref() == Some(read.raw.trim());
        let bare = read.gtin.is_none() && (read.issuer.is_none() || printed);
        let Some(serial) = serial.filter(|_| read.class == StampClass::Item && !bare) else {
            return Ok(false);
        };
        let ours = |product: &Product| product.gtin.is_some() && product.gtin == read.gtin;
        if self.register()?.products.iter().any(ours) {
            return Ok(false);
        }
        let (ranges, _) = stamp::ranges_of(std::slice::from_ref(serial));
        let leases = self.leases_over(ranges.iter())?;
        Ok(!leases.iter().any(|lease| lease.gtin == read.gtin))
    }

    /// Stamps bind goods to a name in public, so what has ended binds nothing. Stamps of no lease known here
    /// are claimed all the same: the hub may have leased them since the last sync, and it judges.
    fn must_hold(&self, stamps: &[StampSpan]) -> Result<(), Fault> {
        if self.paper()? == Paper::Ended {
            return Err(Fault::NotAllowed("certificate_ended"));
        }
        let now = self.hub_now();
        let leases = self.leases_over(stamps.iter().map(|span| &span.range))?;
        let ended = |span: &StampSpan| {
            let lease = leases.iter().find(|lease| Some(lease.id) == span.lease);
            lease.is_some_and(|lease| lease.not_after.utc_ms < now.utc_ms)
        };
        if stamps.iter().any(ended) {
            return Err(Fault::NotAllowed("lease_ended"));
        }
        Ok(())
    }

    /// Cuts ranges along the leases that hold them, so that each span rests on one lease; stamps without a
    /// lease are kept as spans without one, and the rules say so.
    fn spans(&self, ranges: &[SerialRange]) -> Result<Vec<StampSpan>, Fault> {
        let mut leases = self.leases_over(ranges.iter())?;
        // The newest first: stamps that were handed back and leased anew lie in two.
        leases.reverse();
        let now = self.hub_now();
        let (live, ended): (Vec<_>, Vec<_>) = leases
            .into_iter()
            .partition(|lease| lease.not_after.utc_ms >= now.utc_ms);
        let mut spans = Vec::new();
        for range in ranges {
            let mut rest = vec![range.clone()];
            for lease in live.iter().chain(&ended) {
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
            }));
        }
        spans.sort_by(|a, b| a.range.cmp(&b.range));
        Ok(spans)
    }
}

use std::collections::{BTreeMap, BTreeSet};

use super::FieldbookError;
use super::book::Book;
use super::error::Fault;
use super::record::{NewFact, Recorded};
use super::stamps::Stamps;
use super::views::FactView;
use crate::catalog::ProductGroup;
use crate::model::{
    BlobHash, Capture, DocId, DocRef, Fact, FactId, FactKind, FieldValue, Finding, Invalid, Place, Rescan,
    SerialRange, StampSpan,
};
use crate::rules::check_rescanned;
use crate::store::FactQuery;

/// The most re-scans of one lot that are looked at.
const RESCANS_MAX: u32 = 1_000;

/// A second look at the stamps in hand, as evidence in a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRescan {
    /// The activation in dispute.
    pub claim: FactId,
    /// Stamps the camera read now, of the activation's product: serials alone do not tell two products apart.
    pub read: Vec<SerialRange>,
    /// Stamps a person typed, because no camera can read them.
    pub typed: Vec<SerialRange>,
    /// Stamps of lists that the camera read now, by their texts ([`Stamps::listed`]).
    pub codes: Vec<String>,
    /// Those a person typed, as printed.
    pub typed_codes: Vec<String>,
    /// Photos of the stamps on the goods, kept before with [`super::Blobs::keep_photo`].
    pub photos: Vec<BlobHash>,
    /// Where.
    pub place: Option<Place>,
    /// Free text.
    pub note: Option<String>,
}

impl NewRescan {
    /// Of a claim, with nothing seen yet.
    pub fn of(claim: FactId) -> Self {
        Self {
            claim,
            read: Vec::new(),
            typed: Vec::new(),
            codes: Vec::new(),
            typed_codes: Vec::new(),
            photos: Vec::new(),
            place: None,
            note: None,
        }
    }
}

impl Stamps {
    /// Writes down which stamps of a disputed activation are in hand (quét lại tem): an entry of the activation's lot,
    /// which goes to the staff who settle the dispute. It never activates or moves a stamp. Without a photo, with
    /// stamps the activation does not name, or where nobody disputes it, it is saved all the same and a finding says so.
    ///
    /// Errors: `NotFound` for an unknown activation, `InvalidInput` without stamps, `NotAllowed` for who may not
    /// inspect.
    pub fn rescan(&self, new: NewRescan) -> Result<Recorded, FieldbookError> {
        Ok(self.book.rescan(new)?)
    }
}

impl Book {
    fn rescan(&self, new: NewRescan) -> Result<Recorded, Fault> {
        let claim = self.fact(new.claim)?;
        if claim.fact.kind != FactKind::Activate {
            return Err(Fault::NotFound(new.claim.to_string()));
        }
        let typed = SerialRange::merge(new.typed);
        let read = SerialRange::merge(new.read);
        // What is typed and read as well was read.
        let typed: Vec<SerialRange> = typed.iter().flat_map(|range| range.gaps(&read)).collect();
        let mut read = self.cut_for(&claim, &read)?;
        read.extend(self.code_spans(&new.codes)?);
        let mut typed = self.cut_for(&claim, &typed)?;
        let typed_codes = self.code_spans(&new.typed_codes)?.into_iter();
        typed.extend(typed_codes.filter(|span| !read.iter().any(|read| read.code == span.code)));
        if read.is_empty() && typed.is_empty() {
            return Err(Invalid::new("stamps", "stamps_missing").into());
        }
        let mut fields = BTreeMap::new();
        fields.insert(Rescan::CLAIM.to_owned(), FieldValue::text(&new.claim.to_string()));
        if !typed.is_empty() {
            let listed = StampSpan::listed(&typed);
            fields.insert(Rescan::TYPED.to_owned(), FieldValue::text(&listed));
        }
        let capture = if read.is_empty() {
            Capture::Manual
        } else {
            Capture::Scan
        };
        let stamps = read.into_iter().chain(typed).collect();
        let fact = NewFact {
            place: new.place,
            photos: new.photos,
            fields,
            stamps,
            note: new.note,
            capture,
            ..NewFact::of(claim.doc.id, Rescan::STEP)
        };
        let (doc, group) = self.doc_and_group(claim.doc.id)?;
        self.record_by(doc, self.group_that_rescans(group), fact)
    }

    /// Ranges along the leases of the claim's own rolls: another roll may count alike.
    fn cut_for(&self, claim: &FactView, ranges: &[SerialRange]) -> Result<Vec<StampSpan>, Fault> {
        let rolls: BTreeSet<_> = claim.fact.stamps.iter().filter_map(|span| span.roll).collect();
        let mut leases = self.leases_over(claim.doc.org, ranges.iter())?;
        leases.retain(|lease| rolls.is_empty() || rolls.contains(&lease.roll));
        self.cut_along(ranges, leases)
    }

    /// A lot keeps the version of its group that it was opened with, and stamps were not re-scanned in the first; a
    /// group added at the hub may know no such step at all. Then another version says it, or another group.
    fn group_that_rescans(&self, of_lot: String) -> String {
        let catalog = self.catalog();
        if catalog.step(&of_lot, Rescan::STEP).is_some() {
            return of_lot;
        }
        let code = of_lot.split('@').next().unwrap_or_default();
        let knowing = catalog
            .groups()
            .filter(|group| group.step(Rescan::STEP).is_some());
        let best = knowing.max_by_key(|group| (group.code == code, group.version));
        best.map(ProductGroup::id).unwrap_or(of_lot)
    }

    /// Whether the claim that a re-scan speaks of is in dispute, said when the re-scan is written down.
    pub(super) fn rescan_finding(&self, fact: &Fact, doc: DocRef) -> Result<Option<Finding>, Fault> {
        let Some(rescan) = Rescan::of(fact) else {
            return Ok(None);
        };
        let row = self.store.read(|reading| reading.claim(rescan.claim))?;
        let here = row.filter(|row| row.lot == doc.id);
        let claim = here.map(|_| {
            let claim = self.claim_of(&self.fact(rescan.claim)?)?;
            Ok::<_, Fault>((claim.state, !self.challenges(claim.fact)?.is_empty()))
        });
        Ok(check_rescanned(fact, claim.transpose()?))
    }

    /// Re-scans of a lot's stamps that stand, the newest first.
    pub(super) fn rescans(&self, lot: DocId) -> Result<Vec<(FactView, Rescan)>, Fault> {
        let query = FactQuery {
            doc: Some(lot),
            steps: vec![Rescan::STEP.to_owned()],
            limit: RESCANS_MAX,
            ..FactQuery::default()
        };
        let facts = self
            .facts(&query)?
            .into_iter()
            .filter(|view| view.voided.is_none());
        Ok(facts
            .filter_map(|view| Some((Rescan::of(&view.fact)?, view)))
            .map(|(rescan, view)| (view, rescan))
            .collect())
    }
}

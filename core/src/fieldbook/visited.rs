use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::book::Book;
use super::error::Fault;
use super::views::{DocumentView, FactView};
use super::{Documents, FieldbookError};
use crate::model::{DocId, DocKind, FactId, FactKind, FieldValue, Inspection, Recheck, day};
use crate::store::FactQuery;

/// More inspections than one phone has to do with.
const INSPECTIONS_MAX: u32 = 10_000;

/// Everything that visits found at one place, over the years.
#[derive(Debug, Clone, PartialEq)]
pub struct Visited {
    /// The season or lot; a visit to neither stands for itself.
    pub subject: DocId,
    /// The visits to it, the newest first.
    pub visits: Vec<DocId>,
    /// Its inspections, the newest first.
    pub inspections: Vec<FactView>,
    /// What was found wrong, the newest first; what is mended too.
    pub nonconformities: Vec<Nonconformity>,
    /// The first day on which somebody is to look again: of what is not mended, and of the last inspection.
    pub due: Option<NaiveDate>,
}

/// Something found wrong (điểm không phù hợp), and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Nonconformity {
    /// The entry.
    pub entry: FactView,
    /// What was found.
    pub found: String,
    /// What is to be done (hành động khắc phục).
    pub action: Option<String>,
    /// The last look says that it is mended.
    pub mended: bool,
    /// The day agreed on last; none once it is mended.
    pub due: Option<NaiveDate>,
    /// Later looks at it, the newest first.
    pub rechecks: Vec<FactView>,
}

impl Documents {
    /// What was found where a visit goes, by this visit and others and in the season's or lot's own book; the same for
    /// a season or a lot. Voided entries do not count.
    ///
    /// Errors: `NotFound` when the book does not have the document.
    pub fn visited(&self, doc: DocId) -> Result<Visited, FieldbookError> {
        Ok(self.book.visited(doc)?)
    }

    /// Every place that was visited or inspected: by the newest inspection, then those that were not inspected so far.
    pub fn all_visited(&self) -> Result<Vec<Visited>, FieldbookError> {
        Ok(self.book.all_visited()?)
    }
}

/// What a document is about: of a visit what it is to.
fn subject(view: &DocumentView) -> DocId {
    let named = view.text("subject").and_then(|subject| subject.parse().ok());
    named.unwrap_or(view.doc.id)
}

impl Book {
    fn visited(&self, doc: DocId) -> Result<Visited, Fault> {
        let place = subject(&self.document_view(doc)?);
        let visits = self.list_documents(DocKind::Visit)?.into_iter();
        let there = visits
            .filter(|view| subject(view) == place)
            .map(|view| view.doc.id);
        let visits: Vec<DocId> = there.collect();
        let mut found = Vec::new();
        let own = std::iter::once(&place).filter(|place| !visits.contains(place));
        for doc in own.chain(&visits) {
            found.extend(self.inspections(Some(*doc))?);
        }
        // Those of several visits were read one after the other.
        found.sort_by_key(|view| std::cmp::Reverse((view.fact.occurred.utc_ms, view.id())));
        Ok(Visited::of(place, visits, found))
    }

    pub(super) fn all_visited(&self) -> Result<Vec<Visited>, Fault> {
        let mut places: BTreeMap<DocId, (Vec<DocId>, Vec<FactView>)> = BTreeMap::new();
        let mut goes_to = BTreeMap::new();
        let mut order = Vec::new();
        for view in self.list_documents(DocKind::Visit)? {
            let place = subject(&view);
            goes_to.insert(view.doc.id, place);
            order.push(place);
            places.entry(place).or_default().0.push(view.doc.id);
        }
        let mut inspected = Vec::new();
        for view in self.inspections(None)? {
            let place = goes_to.get(&view.doc.id).copied().unwrap_or(view.doc.id);
            inspected.push(place);
            places.entry(place).or_default().1.push(view);
        }
        let order = inspected.into_iter().chain(order);
        let of = |place| {
            let (visits, found) = places.remove(&place)?;
            Some(Visited::of(place, visits, found))
        };
        Ok(order.filter_map(of).collect())
    }

    /// What was inspected and stands, in one document or anywhere, the newest first.
    fn inspections(&self, doc: Option<DocId>) -> Result<Vec<FactView>, Fault> {
        let steps = [Inspection::STEP, Inspection::NONCONFORMITY, Recheck::STEP];
        self.facts(&FactQuery {
            doc,
            kind: Some(FactKind::Inspect),
            steps: steps.map(str::to_owned).to_vec(),
            standing: true,
            limit: INSPECTIONS_MAX,
            ..FactQuery::default()
        })
    }
}

impl Visited {
    /// Of what was inspected there, the newest first.
    fn of(subject: DocId, visits: Vec<DocId>, found: Vec<FactView>) -> Self {
        let mut inspections = Vec::new();
        let mut points = Vec::new();
        let mut looks: BTreeMap<FactId, Vec<(Recheck, FactView)>> = BTreeMap::new();
        for view in found {
            match (view.fact.step.as_str(), Recheck::of(&view.fact)) {
                (_, Some(recheck)) => looks.entry(recheck.of).or_default().push((recheck, view)),
                (Inspection::STEP, _) => inspections.push(view),
                (Inspection::NONCONFORMITY, _) => points.push(view),
                _ => {}
            }
        }
        let mut of = |view: FactView| {
            let looks = looks.remove(&view.id()).unwrap_or_default();
            Nonconformity::of(view, looks)
        };
        let nonconformities: Vec<Nonconformity> = points.into_iter().map(&mut of).collect();
        let look_again = inspections
            .first()
            .and_then(|last| day(&last.fact, Inspection::LOOK_AGAIN));
        let due = nonconformities.iter().filter_map(|point| point.due);
        Self {
            subject,
            visits,
            due: due.chain(look_again).min(),
            inspections,
            nonconformities,
        }
    }
}

impl Nonconformity {
    fn of(entry: FactView, looks: Vec<(Recheck, FactView)>) -> Self {
        let text = |field| entry.fact.fields.get(field).and_then(FieldValue::as_text);
        let last = looks.first().map(|(recheck, _)| *recheck);
        let mended = last.is_some_and(|last| last.mended);
        let agreed = day(&entry.fact, Inspection::DUE);
        // A look that names no new day leaves the old one, also when it is past.
        let due = last.and_then(|last| last.due).or(agreed);
        Self {
            found: text(Inspection::FOUND).unwrap_or_default().to_owned(),
            action: text(Inspection::ACTION).map(str::to_owned),
            mended,
            due: due.filter(|_| !mended),
            rechecks: looks.into_iter().map(|(_, view)| view).collect(),
            entry,
        }
    }
}

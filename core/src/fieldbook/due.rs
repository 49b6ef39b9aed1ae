use chrono::NaiveDate;

use super::book::Book;
use super::error::Fault;
use super::views::DocumentView;
use super::visited::Visited;
use super::{FieldbookError, Tasks};
use crate::catalog::{Lang, say};
use crate::model::{
    ClockTrust, DocId, DocKind, FactId, FactKind, Inspection, LeaseId, Moment, SerialRange, day,
};
use crate::rules::{Deed, may};

/// Something that is due on a day, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What is due.
    pub what: DueWhat,
    /// The day: by which something is to be done, from which it may be, or after which it is too late. Of a visit that
    /// is not finished, the day on which it was planned.
    pub on: NaiveDate,
    /// The season, lot or visit to go to; none for a lease.
    pub doc: Option<DocId>,
    /// What that is called.
    pub name: String,
}

/// What is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueWhat {
    /// A nonconformity is to be mended (khắc phục).
    Mend {
        /// The entry of it.
        fact: FactId,
        /// What was found.
        found: String,
    },
    /// Somebody is to look again, by the word of the last inspection.
    LookAgain {
        /// That inspection.
        fact: FactId,
    },
    /// A pre-harvest interval ends: from this day on the season may be harvested.
    Harvest {
        /// The use of the input that it waits for.
        fact: FactId,
        /// The input.
        material: String,
    },
    /// A visit was planned and is not finished.
    Visit,
    /// A lease of stamps ends: after this day none of them can be activated.
    Lease {
        /// The lease.
        lease: LeaseId,
        /// Its serials, or places on a list.
        range: SerialRange,
    },
}

impl Due {
    /// What is due and when, as a sentence.
    pub fn say(&self, lang: Lang) -> String {
        let mut args = vec![("date", self.on.to_string()), ("name", self.name.clone())];
        let key = match &self.what {
            DueWhat::Mend { found, .. } => {
                args.push(("value", found.clone()));
                "due.mend"
            }
            DueWhat::LookAgain { .. } => "due.look_again",
            DueWhat::Harvest { material, .. } => {
                args.push(("value", material.clone()));
                "due.harvest"
            }
            DueWhat::Visit => "due.visit",
            DueWhat::Lease { range, .. } => {
                args.push(("value", range.to_string()));
                "due.lease"
            }
        };
        say(lang, key, &args)
    }
}

impl Tasks {
    /// What is due in this organisation up to a day, the earliest first, with what is overdue: nonconformities that are
    /// not mended, places to be looked at again, seasons whose pre-harvest interval ends, visits that were planned and
    /// not finished, and leases of stamps that end. Visits are told to who may inspect, whoever opened them; harvests and
    /// leases to who may harvest and activate; nonconformities to everybody, for they are theirs to mend.
    ///
    /// It reads every season that may be harvested later: a few milliseconds each. Watch [`crate::watch::Topic::Facts`]
    /// and [`crate::watch::Topic::Documents`].
    pub fn due(&self, until: NaiveDate) -> Result<Vec<Due>, FieldbookError> {
        Ok(self.book.due(until)?)
    }
}

impl Book {
    fn due(&self, until: NaiveDate) -> Result<Vec<Due>, Fault> {
        let roles = self.roles_in(self.org());
        let records = |kind| Deed::Record {
            kind,
            on_behalf: true,
        };
        let does = |kind| may(&roles, records(kind)).is_ok();
        let inspects = does(FactKind::Inspect);
        let visited = self.all_visited()?;
        let mut due = self.to_mend(&visited, inspects)?;
        if inspects {
            due.extend(self.to_visit(&visited)?);
        }
        if does(FactKind::Harvest) {
            due.extend(self.to_harvest()?);
        }
        if does(FactKind::Activate) {
            due.extend(self.leases_to_end()?);
        }
        due.retain(|due| due.on <= until);
        due.sort_by(|one, other| (one.on, &one.name).cmp(&(other.on, &other.name)));
        Ok(due)
    }

    /// The document, where the organisation worked for has it.
    fn own_document(&self, doc: DocId) -> Result<Option<DocumentView>, Fault> {
        let known = self.store.read(|reading| reading.document(doc))?;
        let own = known.filter(|doc| doc.org == self.org());
        own.map(|doc| self.document_view(doc.id)).transpose()
    }

    fn to_mend(&self, visited: &[Visited], inspects: bool) -> Result<Vec<Due>, Fault> {
        let mut due = Vec::new();
        for place in visited {
            let Some(view) = self.own_document(place.subject)? else {
                continue;
            };
            let of = |what, on| Due {
                what,
                on,
                doc: Some(place.subject),
                name: called(&view),
            };
            for point in &place.nonconformities {
                let what = DueWhat::Mend {
                    fact: point.entry.id(),
                    found: point.found.clone(),
                };
                due.extend(point.due.map(|on| of(what, on)));
            }
            let last = place.inspections.first().filter(|_| inspects);
            let again = last.and_then(|last| Some((last, day(&last.fact, Inspection::LOOK_AGAIN)?)));
            due.extend(again.map(|(last, on)| of(DueWhat::LookAgain { fact: last.id() }, on)));
        }
        Ok(due)
    }

    /// Visits that were opened and in which nothing was inspected so far.
    fn to_visit(&self, visited: &[Visited]) -> Result<Vec<Due>, Fault> {
        let done = |visit: DocId| {
            let inspections = visited.iter().flat_map(|place| &place.inspections);
            inspections.into_iter().any(|view| view.doc.id == visit)
        };
        let visits = self.list_documents(DocKind::Visit)?.into_iter();
        let open = visits.filter(|view| view.doc.org == self.org() && !done(view.doc.id));
        let offset_min = self.now().offset_min;
        Ok(open
            .map(|view| Due {
                what: DueWhat::Visit,
                on: Moment {
                    utc_ms: view.opened_ms,
                    offset_min,
                    trust: ClockTrust::Device,
                }
                .local_date(),
                doc: Some(view.doc.id),
                name: called(&view),
            })
            .collect())
    }

    fn to_harvest(&self) -> Result<Vec<Due>, Fault> {
        let mut due = Vec::new();
        for season in self.list_documents(DocKind::Season)? {
            if season.doc.org != self.org() {
                continue;
            }
            let wait = self.wait_before_harvest(season.doc.id)?;
            due.extend(wait.map(|wait| Due {
                what: DueWhat::Harvest {
                    fact: wait.fact,
                    material: wait.material,
                },
                on: wait.until,
                doc: Some(season.doc.id),
                name: called(&season),
            }));
        }
        Ok(due)
    }

    /// Leases that can still be used by this person.
    fn leases_to_end(&self) -> Result<Vec<Due>, Fault> {
        let (now, me) = (self.hub_now(), self.person());
        let leases = self.leases()?.into_iter().filter(|view| {
            let own = view.lease.person.is_none_or(|person| person == me);
            own && view.revoked_ms.is_none() && view.lease.not_after.utc_ms >= now.utc_ms
        });
        Ok(leases
            .map(|view| Due {
                on: view.lease.not_after.local_date(),
                doc: None,
                name: view.lease.range.to_string(),
                what: DueWhat::Lease {
                    lease: view.lease.id,
                    range: view.lease.range,
                },
            })
            .collect())
    }
}

fn called(view: &DocumentView) -> String {
    view.text("name").unwrap_or_else(|| view.doc.id.to_string())
}

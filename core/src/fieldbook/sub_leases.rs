use super::FieldbookError;
use super::amend::check_texts;
use super::book::Book;
use super::error::Fault;
use super::rights::Paper;
use super::stamps::Stamps;
use crate::model::{
    DocRef, FactId, FieldValue, Invalid, LeaseId, OrgId, PersonId, RegisterKey, SerialRange, StampLease,
    SubLease, SubLeaseTerms,
};
use crate::rules::Deed;

/// A part of a lease that was given to one person, as this book knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubLeaseView {
    /// What was given to whom.
    pub sub_lease: SubLease,
    /// A manager took it back: the stamps are everybody's of the organisation again.
    pub taken_back: bool,
}

impl Stamps {
    /// Gives stamps of the organisation's lease to one person of it: only they activate them from then on, until it is
    /// taken back. Works without signal; the hub holds others to it from when it learns of it, and what it had before
    /// stands. Ranges over several leases become a part of each; name the `lease` where two rolls have the same serials.
    ///
    /// Errors: `NotAllowed` for who is no manager, where this device's certificate or the lease has ended, where the
    /// lease was revoked, or where it is one person's own (`lease_personal`). `InvalidInput` without ranges, for a person
    /// nobody knows, and with the stamps for those in no lease (`outside_lease`) or in leases of two rolls
    /// (`lease_which`), given to somebody already (`sub_leased`), or activated (`stamps_activated`). Nothing is written
    /// down then.
    pub fn split_lease(
        &self,
        lease: Option<LeaseId>,
        ranges: &[SerialRange],
        person: PersonId,
    ) -> Result<Vec<SubLeaseView>, FieldbookError> {
        Ok(self.book.split_lease(lease, ranges, person)?)
    }

    /// Takes such a part back, with a reason, for good; it can be given anew. What the hub had of it by then stands.
    ///
    /// Errors: `NotFound`; `NotAllowed` for who is no manager.
    pub fn take_back(&self, sub_lease: LeaseId, reason: &str) -> Result<SubLeaseView, FieldbookError> {
        Ok(self.book.take_back(sub_lease, reason)?)
    }

    /// The parts of leases that were given to single persons, in the order they were given; those taken back too.
    pub fn sub_leases(&self) -> Result<Vec<SubLeaseView>, FieldbookError> {
        Ok(self.book.sub_leases(self.book.org())?)
    }
}

impl Book {
    /// Entries that name no lease known here, or more than it holds, are none.
    pub(super) fn sub_leases(&self, org: OrgId) -> Result<Vec<SubLeaseView>, Fault> {
        let entries = self.register_entries(org)?;
        let mut found = Vec::new();
        for (key, value) in &entries {
            let key = RegisterKey {
                map: crate::model::RegisterMap::Entries,
                key: key.clone(),
            };
            let Some((id, SubLeaseTerms::FIELD)) = SubLeaseTerms::key(&key) else {
                continue;
            };
            let terms = SubLeaseTerms::read(value);
            let lease = terms.map(|terms| self.lease(terms.lease)).transpose()?.flatten();
            let lease = lease.filter(|lease| lease.org == org);
            let Some(sub_lease) = terms
                .zip(lease)
                .and_then(|(terms, lease)| terms.within(id, &lease))
            else {
                continue;
            };
            let taken_back = RegisterKey::entry(id, SubLeaseTerms::TAKEN_BACK).key;
            found.push(SubLeaseView {
                sub_lease,
                taken_back: entries.get(&taken_back) == Some(&FieldValue::Bool(true)),
            });
        }
        found.sort_by_key(|view| view.sub_lease.id);
        Ok(found)
    }

    /// Those that stand, and were given before an activation as well as two clocks can tell.
    pub(super) fn sub_leases_before(&self, org: OrgId, fact: FactId) -> Result<Vec<SubLease>, Fault> {
        let all = self.sub_leases(org)?.into_iter();
        let standing = all.filter(|view| !view.taken_back).map(|view| view.sub_lease);
        Ok(standing.filter(|sub| sub.id.0 < fact.0).collect())
    }

    fn split_lease(
        &self,
        lease: Option<LeaseId>,
        ranges: &[SerialRange],
        person: PersonId,
    ) -> Result<Vec<SubLeaseView>, Fault> {
        let doc = DocRef::register_of(self.org());
        self.must(doc.org, Deed::Document(doc.kind))?;
        if ranges.is_empty() {
            return Err(Invalid::new("stamps", "required").into());
        }
        if self.paper()? == Paper::Ended {
            return Err(Fault::NotAllowed("certificate_ended"));
        }
        if self.register()?.person_name(person).is_none() {
            return Err(Invalid::new("person", "unknown_person")
                .with("value", &person)
                .into());
        }
        let parts = self.parts_of_leases(lease, ranges, person)?;
        self.must_be_free(&parts)?;
        let entries: Vec<_> = parts
            .iter()
            .map(|sub| {
                let key = RegisterKey::entry(sub.id, SubLeaseTerms::FIELD);
                (key, self.amendment(FieldValue::text(&sub.text()), None))
            })
            .collect();
        self.write(doc, |document, time_s| document.put_fields(&entries, time_s))?;
        let view = |sub_lease| SubLeaseView {
            sub_lease,
            taken_back: false,
        };
        Ok(parts.into_iter().map(view).collect())
    }

    fn parts_of_leases(
        &self,
        wanted: Option<LeaseId>,
        ranges: &[SerialRange],
        person: PersonId,
    ) -> Result<Vec<SubLease>, Fault> {
        let ranges = SerialRange::merge(ranges.to_vec());
        let mut leases = self.leases_over(self.org(), ranges.iter())?;
        leases.retain(|lease| wanted.is_none_or(|wanted| lease.id == wanted));
        let revoked = self.take_revoked(&mut leases)?;
        let spans = self.cut(&ranges, leases.iter(), revoked.iter());
        self.must_hold(&spans, leases.iter().chain(&revoked).cloned().collect())?;
        let now_ms = self.hub_now().utc_ms;
        let live = leases.iter().filter(|lease| lease.not_after.utc_ms >= now_ms);
        let live: Vec<&StampLease> = live.collect();
        let mut parts = Vec::new();
        for span in spans {
            let refuse = |reason| Invalid::new("stamps", reason).with("range", &span.range);
            let lease = leases.iter().find(|lease| Some(lease.id) == span.lease);
            let lease = lease.ok_or_else(|| refuse("outside_lease"))?;
            let is_other =
                |other: &&&StampLease| other.roll != lease.roll && other.range.overlap(&span.range).is_some();
            if let Some(other) = live.iter().find(is_other) {
                let both = format!("{}, {}", lease.id, other.id);
                return Err(refuse("lease_which").with("leases", &both).into());
            }
            if lease.person.is_some() {
                return Err(Fault::NotAllowed("lease_personal"));
            }
            parts.push(SubLease {
                id: LeaseId::fresh(),
                lease: lease.id,
                person,
                range: span.range,
            });
        }
        Ok(parts)
    }

    fn must_be_free(&self, parts: &[SubLease]) -> Result<(), Fault> {
        let given = self.sub_leases(self.org())?;
        for part in parts {
            let same = |view: &&SubLeaseView| view.sub_lease.lease == part.lease && !view.taken_back;
            let mut shared = given.iter().filter(same);
            if let Some(shared) = shared.find_map(|view| part.range.overlap(&view.sub_lease.range)) {
                return Err(Invalid::new("stamps", "sub_leased").with("range", &shared).into());
            }
            let roll = self.lease(part.lease)?.map(|lease| lease.roll);
            let touching = self
                .store
                .read(|reading| reading.spans_touching(&part.range, None))?;
            let mut same_roll = touching
                .iter()
                .filter(|row| row.span.roll.is_none() || row.span.roll == roll);
            if let Some(used) = same_roll.find_map(|row| part.range.overlap(&row.span.range)) {
                return Err(Invalid::new("stamps", "stamps_activated")
                    .with("range", &used)
                    .into());
            }
        }
        Ok(())
    }

    fn take_back(&self, id: LeaseId, reason: &str) -> Result<SubLeaseView, Fault> {
        let doc = DocRef::register_of(self.org());
        self.must(doc.org, Deed::Document(doc.kind))?;
        let all = self.sub_leases(doc.org)?.into_iter();
        let view = all.into_iter().find(|view| view.sub_lease.id == id);
        let view = view.ok_or_else(|| Fault::NotFound(id.to_string()))?;
        if !view.taken_back {
            let value = FieldValue::Bool(true);
            check_texts(SubLeaseTerms::TAKEN_BACK, &value, Some(reason))?;
            let key = RegisterKey::entry(id, SubLeaseTerms::TAKEN_BACK);
            let entry = (key, self.amendment(value, Some(reason)));
            self.write(doc, |document, time_s| document.put_fields(&[entry], time_s))?;
        }
        Ok(SubLeaseView {
            taken_back: true,
            ..view
        })
    }
}

//! The leases that a sweep is held against.

use std::collections::BTreeMap;

use super::super::book::Book;
use super::super::error::Fault;
use super::super::leases::LeaseView;
use crate::model::{LeaseId, PersonId, SerialRange, StampFamily, StampLease, StampSpan, SubLease};

/// Every lease of the organisation, and its parts that were given to single persons.
pub(super) struct Leases {
    /// In the order they were given.
    all: Vec<LeaseView>,
    parts: BTreeMap<LeaseId, Vec<SubLease>>,
    now_ms: i64,
    person: PersonId,
}

impl Book {
    pub(super) fn sweep_leases(&self) -> Result<Leases, Fault> {
        let mut parts: BTreeMap<LeaseId, Vec<SubLease>> = BTreeMap::new();
        for view in self.sub_leases(self.org())? {
            if !view.taken_back {
                parts
                    .entry(view.sub_lease.lease)
                    .or_default()
                    .push(view.sub_lease);
            }
        }
        Ok(Leases {
            all: self.leases()?,
            parts,
            now_ms: self.hub_now().utc_ms,
            person: self.person(),
        })
    }

    /// Cuts stamps of a family along its leases: a serial may stand on stamps of two products, and a lease names
    /// one of them.
    pub(super) fn cut_family(
        &self,
        family: &StampFamily,
        ranges: &[SerialRange],
        leases: &Leases,
    ) -> Vec<StampSpan> {
        let of = |revoked: bool| {
            let views = leases
                .all
                .iter()
                .filter(move |view| view.revoked_ms.is_some() == revoked);
            views
                .map(|view| &view.lease)
                .filter(|lease| family.may_be_leased_by(lease))
        };
        self.cut(ranges, of(false), of(true))
    }
}

impl Leases {
    pub(super) fn of(&self, id: Option<LeaseId>) -> Option<&StampLease> {
        self.view(id).map(|view| &view.lease)
    }

    fn view(&self, id: Option<LeaseId>) -> Option<&LeaseView> {
        self.all.iter().find(|view| Some(view.lease.id) == id)
    }

    /// Those that hold some stamps of a range.
    pub(super) fn over<'a>(
        &'a self,
        family: &'a StampFamily,
        range: &'a SerialRange,
    ) -> impl Iterator<Item = &'a StampLease> {
        let all = self.all.iter().map(|view| &view.lease);
        all.filter(|lease| family.may_be_leased_by(lease) && lease.range.overlap(range).is_some())
    }

    /// What of a span this person may activate, and what not.
    pub(super) fn told_apart(&self, span: &StampSpan) -> (Vec<SerialRange>, Vec<SerialRange>) {
        let whole = || vec![span.range.clone()];
        let Some(view) = self.view(span.lease) else {
            return (Vec::new(), whole());
        };
        let mine = view.lease.person.is_none_or(|owner| owner == self.person);
        if view.revoked_ms.is_some() || view.lease.not_after.utc_ms < self.now_ms || !mine {
            return (Vec::new(), whole());
        }
        let parts = self
            .parts
            .get(&view.lease.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let theirs = SubLease::for_others(parts, Some(self.person));
        let theirs: Vec<SerialRange> = theirs
            .iter()
            .filter_map(|part| span.range.overlap(part))
            .collect();
        (span.range.gaps(&theirs), theirs)
    }
}

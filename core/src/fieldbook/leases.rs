use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::error::Fault;
use super::lists::List;
use crate::identity::{Signed, read_lease};
use crate::model::{LeaseId, OrgId, SerialRange, StampLease, StampSpan};

/// A lease of stamps as this book knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseView {
    /// What the hub signed.
    pub lease: StampLease,
    /// When the hub revoked it, milliseconds since 1970 by the hub's clock. What reached the hub before stands; nothing
    /// can be activated under it any more.
    pub revoked_ms: Option<i64>,
    /// For a lease by a list of codes, whose range are places on that list: whether the list is here, so that its stamps
    /// are told offline. Without it they can be activated as a whole, and one by one as claims that the hub judges.
    /// Nothing for a lease of serials.
    pub codes_here: Option<bool>,
}

impl Book {
    /// Every lease the hub has signed for the organisation that is worked for now.
    pub(super) fn leases(&self) -> Result<Vec<LeaseView>, Fault> {
        let mut leases = read_leases(&self.store.read(|reading| reading.leases())?)?;
        leases.retain(|lease| lease.org == self.org());
        let lists = self.lists(self.org())?;
        let view = |lease: StampLease| {
            let list = lists.iter().find(|list| list.lease.id == lease.id);
            Ok(LeaseView {
                revoked_ms: self.revoked_ms(lease.id)?,
                codes_here: list.map(List::is_here),
                lease,
            })
        };
        leases.into_iter().map(view).collect()
    }

    /// An organisation's leases of stamps that count, in the order they were given.
    pub(super) fn serial_leases(&self, org: OrgId) -> Result<Vec<StampLease>, Fault> {
        let mut leases = read_leases(&self.store.read(|reading| reading.leases())?)?;
        leases.retain(|lease| lease.org == org && !lease.range.is_places());
        Ok(leases)
    }

    /// A lease, whichever organisation's.
    pub(super) fn lease(&self, id: LeaseId) -> Result<Option<StampLease>, Fault> {
        let signed = self.store.read(|reading| reading.lease(id))?;
        Ok(read_leases(signed.as_slice())?.pop())
    }

    /// When the hub revoked a lease, as far as this book knows.
    pub(super) fn revoked_ms(&self, lease: LeaseId) -> Result<Option<i64>, Fault> {
        Ok(self.store.read(|reading| reading.lease_revoked_ms(lease))?)
    }

    /// Takes the revoked ones out of these leases.
    pub(super) fn take_revoked(&self, leases: &mut Vec<StampLease>) -> Result<Vec<StampLease>, Fault> {
        let mut known = BTreeMap::new();
        let mut revoked = Vec::new();
        let mut standing = Vec::new();
        // Of a list the same lease stands here once for each code.
        for lease in std::mem::take(leases) {
            let is_revoked = match known.entry(lease.id) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => *new.insert(self.revoked_ms(lease.id)?.is_some()),
            };
            let list = if is_revoked { &mut revoked } else { &mut standing };
            list.push(lease);
        }
        *leases = standing;
        Ok(revoked)
    }

    /// The leases of an organisation that hold some of the stamps, each once, in the order they were given. A book may
    /// follow two that number their rolls alike.
    pub(super) fn leases_over<'a>(
        &self,
        org: OrgId,
        ranges: impl Iterator<Item = &'a SerialRange>,
    ) -> Result<Vec<StampLease>, Fault> {
        let mut leases = BTreeMap::new();
        for range in ranges {
            let touching = self.store.read(|reading| reading.leases_touching(range))?;
            let own = read_leases(&touching)?
                .into_iter()
                .filter(|lease| lease.org == org);
            leases.extend(own.map(|lease| (lease.id, lease)));
        }
        Ok(leases.into_values().collect())
    }

    /// The leases that hold some of the stamps: for a code that a list holds, as the list's lease bears on that code.
    pub(super) fn leases_of(&self, org: OrgId, spans: &[StampSpan]) -> Result<Vec<StampLease>, Fault> {
        let serials = spans.iter().filter(|span| span.code.is_none());
        let (places, serials): (Vec<_>, Vec<_>) = serials.partition(|span| span.range.is_places());
        let mut leases = self.leases_over(org, serials.iter().map(|span| &span.range))?;
        let named: BTreeSet<LeaseId> = places.iter().filter_map(|span| span.lease).collect();
        for lease in named {
            leases.extend(self.lease(lease)?.filter(|lease| lease.org == org));
        }
        let codes: Vec<&StampSpan> = spans.iter().filter(|span| span.code.is_some()).collect();
        if !codes.is_empty() {
            for list in self.lists(org)? {
                let held = codes
                    .iter()
                    .filter(|span| span.code.as_ref().is_some_and(|key| list.holds(key)));
                leases.extend(held.map(|span| list.over(span)));
            }
        }
        Ok(leases)
    }

    /// A book of 0.2 kept leases as they were signed; they are read once, so that their stamps lead to them.
    pub(super) fn read_old_leases(&self) -> Result<(), Fault> {
        let unread = self.store.glance(|reading| reading.leases_unread())?;
        if unread.is_empty() {
            return Ok(());
        }
        self.store.write(|writing| {
            for bytes in &unread {
                // One that cannot be verified leads nowhere and does not keep the book shut; `check` tells it.
                let lease = Signed::from_bytes(bytes).and_then(|signed| signed.open(&self.me.hub_key));
                if let Ok(lease) = lease {
                    writing.set_lease(&lease, None, bytes)?;
                }
            }
            Ok(())
        })
    }
}

/// Their signatures were verified when they came; `check` does it again.
fn read_leases(signed: &[Vec<u8>]) -> Result<Vec<StampLease>, Fault> {
    signed
        .iter()
        .map(|bytes| Ok(read_lease(&Signed::from_bytes(bytes)?)?))
        .collect()
}

use super::{FieldValue, LeaseId, PersonId, RegisterKey, RegisterMap, SerialRange, StampLease};

/// A part of an organisation's lease that a manager gave to one person of it (giao lại dải tem): only they activate
/// these stamps until it is taken back. Written down as an entry of the register, so who wrote it, when, and that they
/// might is proven as for any entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubLease {
    /// Its id, and the entry's.
    pub id: LeaseId,
    /// The lease it is a part of.
    pub lease: LeaseId,
    /// Who may activate these stamps.
    pub person: PersonId,
    /// The serials.
    pub range: SerialRange,
}

/// What an entry of the register says of a sub-lease. Serials are counters in the lease's own pattern, so that no two
/// readers split them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubLeaseTerms {
    /// The lease it is a part of.
    pub lease: LeaseId,
    /// Who may activate these stamps.
    pub person: PersonId,
    /// The first counter.
    pub first: u128,
    /// The last counter, included.
    pub last: u128,
}

impl SubLeaseTerms {
    /// The entry's field, a text: lease, person, first and last counter.
    pub const FIELD: &'static str = "sub_lease";
    /// The entry's field that takes it back, for good.
    pub const TAKEN_BACK: &'static str = "taken_back";

    /// The id and field of a register entry's key, if it can be about a sub-lease.
    pub fn key(key: &RegisterKey) -> Option<(LeaseId, &str)> {
        let (id, field) = key.key.split_once('/')?;
        let known = [Self::FIELD, Self::TAKEN_BACK].contains(&field);
        let id = id
            .parse()
            .ok()
            .filter(|_| known && key.map == RegisterMap::Entries)?;
        Some((id, field))
    }

    /// From the entry's text.
    pub fn read(value: &FieldValue) -> Option<Self> {
        let FieldValue::Text(text) = value else {
            return None;
        };
        let mut parts = text.split(' ');
        let terms = Self {
            lease: parts.next()?.parse().ok()?,
            person: parts.next()?.parse().ok()?,
            first: parts.next()?.parse().ok()?,
            last: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(terms)
    }

    /// The sub-lease, if it lies in this lease, and the lease is one that can be split: the whole organisation's.
    pub fn within(&self, id: LeaseId, lease: &StampLease) -> Option<SubLease> {
        let whole = lease.id == self.lease && lease.person.is_none();
        let inside = lease.range.first() <= self.first && self.last <= lease.range.last();
        let range = lease.range.pattern().range(self.first, self.last)?;
        (whole && inside).then_some(SubLease {
            id,
            lease: lease.id,
            person: self.person,
            range,
        })
    }
}

impl SubLease {
    /// The text of its entry.
    pub fn text(&self) -> String {
        let (first, last) = (self.range.first(), self.range.last());
        format!("{} {} {first} {last}", self.lease, self.person)
    }

    /// Stamps that are for somebody else than this person. Where two of one lease overlap, as two managers may give them
    /// offline, the stamps are for whom the earlier id names: everybody who knows both says the same.
    pub fn for_others(all: &[Self], person: Option<PersonId>) -> Vec<SerialRange> {
        let mut in_order: Vec<&Self> = all.iter().collect();
        in_order.sort_by_key(|sub| sub.id);
        let mut given: Vec<SerialRange> = Vec::new();
        let mut others = Vec::new();
        for sub in in_order {
            if Some(sub.person) != person {
                others.extend(sub.range.gaps(&given));
            }
            given.push(sub.range.clone());
        }
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ClockTrust, Moment, OrgId, RollId};

    fn range(first: u128, last: u128) -> SerialRange {
        SerialRange::new("T", 4, "", first, last).unwrap()
    }

    fn id(n: u128) -> LeaseId {
        LeaseId(uuid::Uuid::from_u128(n))
    }

    fn person(n: u128) -> PersonId {
        PersonId(uuid::Uuid::from_u128(n))
    }

    fn lease() -> StampLease {
        StampLease {
            id: id(1),
            roll: RollId(uuid::Uuid::from_u128(2)),
            gtin: None,
            range: range(10, 500),
            org: OrgId(uuid::Uuid::from_u128(3)),
            person: None,
            not_after: Moment {
                utc_ms: 0,
                offset_min: 0,
                trust: ClockTrust::Device,
            },
        }
    }

    #[test]
    fn what_is_written_is_read_and_nothing_beyond_the_lease() {
        let sub = SubLease {
            id: id(7),
            lease: id(1),
            person: person(9),
            range: range(10, 20),
        };
        let read = |text: &str| SubLeaseTerms::read(&FieldValue::text(text));
        let terms = read(&sub.text()).unwrap();
        assert_eq!(terms.within(id(7), &lease()), Some(sub.clone()));
        let own = StampLease {
            person: Some(person(9)),
            ..lease()
        };
        assert_eq!(terms.within(id(7), &own), None, "one person's lease is theirs");
        let (of, to) = (id(1), person(9));
        for text in [
            format!("{of} {to} 9 20"),
            format!("{of} {to} 20 501"),
            format!("{of} {to} 20 19"),
            format!("{} {to} 10 20", id(2)),
        ] {
            assert_eq!(read(&text).unwrap().within(id(7), &lease()), None, "{text}");
        }
        for text in [
            "",
            "a b 1 2",
            &format!("{of} {to} 1"),
            &format!("{of} {to} 1 2 3"),
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let key = |field: &str| SubLeaseTerms::key(&RegisterKey::entry(id(7), field)).map(|(id, _)| id);
        assert_eq!(key(SubLeaseTerms::FIELD), Some(id(7)));
        assert_eq!(key("name"), None);
    }

    #[test]
    fn of_two_that_overlap_the_earlier_holds() {
        let sub = |n, to, first, last| SubLease {
            id: id(n),
            lease: id(1),
            person: person(to),
            range: range(first, last),
        };
        let all = [sub(5, 2, 15, 30), sub(4, 1, 10, 20)];
        assert_eq!(SubLease::for_others(&all, Some(person(1))), [range(21, 30)]);
        assert_eq!(SubLease::for_others(&all, Some(person(2))), [range(10, 20)]);
        assert_eq!(SubLease::for_others(&all, None), [range(10, 20), range(21, 30)]);
    }
}

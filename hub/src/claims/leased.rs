use fieldbook_core::model::{OrgId, PersonId, SerialRange, StampLease, StampSpan, SubLease};

use crate::error::Result;
use crate::lists::{Asked, in_places};
use crate::store::{LeaseRow, Serials, SubLeaseRow, Tables};

/// Spans of stamps laid over the leases of who names them.
#[derive(Default)]
pub(super) struct Leased {
    /// The parts that lie in a lease.
    pub(super) parts: Vec<Part>,
    /// What lies in no lease.
    pub(super) outside: Vec<StampSpan>,
    /// Some of the spans were said in codes.
    pub(super) by_code: bool,
    /// The leases near the spans, those not used too.
    pub(super) leases: Vec<StampLease>,
    /// Some of what lies in no lease lay in one that was revoked before the hub had their word.
    pub(super) revoked: bool,
    /// Some of it was given to somebody else of the organisation.
    pub(super) given_away: bool,
}

/// A part of a span in one lease.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// With its roll and lease; codes of lists as places.
    pub(super) span: StampSpan,
    /// It was said in codes.
    pub(super) by_code: bool,
    /// The same stamps in the space of their roll.
    pub(super) serials: Serials,
    /// When the lease was given and until when it stands, milliseconds since 1970 by the hub's clock.
    pub(super) given_ms: i64,
    pub(super) not_after_ms: i64,
}

impl Part {
    /// This part, narrowed to a range of it.
    pub(super) fn narrowed(&self, range: &SerialRange) -> Self {
        Self {
            span: StampSpan {
                range: range.clone(),
                ..self.span.clone()
            },
            serials: Serials {
                range: range.clone(),
                ..self.serials.clone()
            },
            ..*self
        }
    }

    /// What is left of it without some ranges.
    pub(super) fn without(&self, gone: &[SerialRange]) -> Vec<Self> {
        let left = self.serials.range.gaps(gone);
        left.iter().map(|range| self.narrowed(range)).collect()
    }

    /// What of it nobody has voided: void beats active. What was handed back and leased anew stands for claims the
    /// hub had since.
    pub(super) fn standing(&self, tables: &Tables, received_ms: i64) -> Result<Vec<Self>> {
        let voided = tables.voided_over(&self.serials)?;
        let anew = self.given_ms <= received_ms;
        let barred = voided
            .into_iter()
            .filter(|voided| !anew || voided.bars(self.given_ms));
        let gone: Vec<SerialRange> = barred.map(|voided| voided.serials.range).collect();
        Ok(self.without(&gone))
    }
}

/// Who names stamps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holder {
    pub(super) org: OrgId,
    /// The person, where the device is proven to be theirs.
    pub(super) person: Option<PersonId>,
    /// When the hub had their word, milliseconds since 1970.
    pub(super) received_ms: i64,
    /// They speak for the organisation: what was given to one person of it is not kept from them.
    pub(super) for_all: bool,
}

/// A lease, and what it still reaches of a range.
struct Reach {
    lease: StampLease,
    given_ms: i64,
    parts: Vec<SerialRange>,
    /// What of the range is for somebody else of the organisation.
    for_others: Vec<SerialRange>,
}

/// What the leases this holder may use reach of a range, the newest first: stamps that were returned and leased anew
/// to the same people lie in both.
fn reaches(tables: &Tables, holder: Holder, span: &StampSpan) -> Result<Vec<Reach>> {
    let range = &span.range;
    let mut rows = near(tables, holder.org, span)?;
    rows.retain(|row| row.lease.person.is_none() || row.lease.person == holder.person);
    rows.retain(|row| !row.revoked_before(holder.received_ms));
    rows.sort_by_key(|row| std::cmp::Reverse((row.given_ms, row.lease.id)));
    rows.into_iter()
        .map(|row| {
            let near = tables.leases_of_roll_over(row.lease.roll, range)?;
            let since = near
                .iter()
                .filter(|other| took_over(row.given_ms, &row.lease, other, holder));
            let mut gone: Vec<SerialRange> = since.map(|other| other.lease.range.clone()).collect();
            let for_others = for_others(tables, &row.lease, holder, range)?;
            gone.extend(for_others.iter().cloned());
            Ok(Reach {
                for_others,
                parts: row.lease.range.gaps(&gone),
                given_ms: row.given_ms,
                lease: row.lease,
            })
        })
        .collect()
}

/// An organisation's leases near a span. Every list counts its places alike, so of a list those of its roll.
fn near(tables: &Tables, org: OrgId, span: &StampSpan) -> Result<Vec<LeaseRow>> {
    match span.roll.filter(|_| span.range.is_places()) {
        Some(roll) => {
            let mut rows = tables.leases_of_roll_over(roll, &span.range)?;
            rows.retain(|row| row.lease.org == org);
            Ok(rows)
        }
        None => tables.leases_of_org_over(org, &span.range),
    }
}

/// What of a lease was given to others of the organisation by the time the hub had the holder's word.
fn for_others(
    tables: &Tables,
    lease: &StampLease,
    holder: Holder,
    range: &SerialRange,
) -> Result<Vec<SerialRange>> {
    if holder.for_all {
        return Ok(Vec::new());
    }
    let given = tables.sub_leases_over(lease.id, range)?.into_iter();
    let standing = given.filter(|row| row.stands_for(holder.received_ms));
    let standing: Vec<SubLease> = standing.map(|row: SubLeaseRow| row.sub_lease).collect();
    Ok(SubLease::for_others(&standing, holder.person))
}

/// Stamps are leased anew only when their lease has ended. From then on the old one does not reach them, whatever
/// moment a clock that was set back tells; what the hub had before is not touched.
fn took_over(given_ms: i64, lease: &StampLease, other: &LeaseRow, holder: Holder) -> bool {
    let somebody_else = (other.lease.org, other.lease.person) != (lease.org, lease.person);
    let later = (other.given_ms, other.lease.id) > (given_ms, lease.id);
    somebody_else && later && other.given_ms <= holder.received_ms
}

/// Whether a span can mean a lease's roll. A phone may not know the roll, or take the newest of two with the same
/// serials: the lot's GTIN says which is meant.
fn means(span: &StampSpan, lease: &StampLease, gtin: Option<&str>) -> bool {
    let named = match (span.lease, span.roll) {
        (Some(id), roll) => lease.id == id || roll == Some(lease.roll),
        (None, Some(roll)) => lease.roll == roll,
        (None, None) => true,
    };
    named && (gtin.is_none() || lease.gtin.is_none() || lease.gtin.as_deref() == gtin)
}

/// Lays spans over leases. What was said in codes is laid in places.
pub(super) fn lay(
    tables: &Tables,
    spans: &[StampSpan],
    holder: Holder,
    gtin: Option<&str>,
) -> Result<Leased> {
    let mut laid = Leased::default();
    for Asked { span, by_code } in &in_places(tables, spans)? {
        laid.by_code |= by_code;
        let reaches = reaches(tables, holder, span)?;
        let meant = |reach: &&Reach| means(span, &reach.lease, gtin);
        let mut left = vec![span.range.clone()];
        // What a newer lease keeps for a colleague is not open under an older one that it renewed.
        let mut kept = Vec::new();
        for reach in reaches.iter().filter(meant) {
            let Some(roll) = tables.roll(reach.lease.roll)? else {
                continue;
            };
            // The overlap in the lease's pattern, which is its roll's: in one space all rows then compare.
            let shared_with = |part| {
                reach
                    .parts
                    .iter()
                    .filter_map(move |reached| reached.overlap(part))
            };
            for range in left.iter().flat_map(shared_with) {
                laid.parts.push(Part {
                    span: StampSpan {
                        roll: Some(reach.lease.roll),
                        lease: Some(reach.lease.id),
                        range: range.clone(),
                        code: None,
                    },
                    by_code: *by_code,
                    serials: Serials {
                        space: roll.space.clone(),
                        range,
                    },
                    given_ms: reach.given_ms,
                    not_after_ms: reach.lease.not_after.utc_ms,
                });
            }
            let unreached = left.iter().flat_map(|part| part.gaps(&reach.parts));
            let unreached: Vec<SerialRange> = unreached.collect();
            let others = &reach.for_others;
            let given = unreached
                .iter()
                .flat_map(|part| others.iter().filter_map(|other| part.overlap(other)));
            kept.extend(given);
            left = unreached.iter().flat_map(|part| part.gaps(others)).collect();
        }
        laid.given_away |= !kept.is_empty();
        left.extend(kept);
        for range in &left {
            let part = StampSpan {
                range: range.clone(),
                ..span.clone()
            };
            let near = near(tables, holder.org, &part)?;
            laid.revoked |= near
                .iter()
                .any(|row| row.revoked_before(holder.received_ms) && means(span, &row.lease, gtin));
        }
        laid.outside.extend(left.into_iter().map(|range| StampSpan {
            range,
            ..span.clone()
        }));
        laid.leases.extend(reaches.into_iter().map(|reach| reach.lease));
    }
    Ok(laid)
}

/// What of some spans is confirmed for this organisation, whatever became of its leases since.
pub(super) fn confirmed_for(
    tables: &Tables,
    spans: &[StampSpan],
    org: OrgId,
    gtin: Option<&str>,
) -> Result<Vec<Serials>> {
    let mut held = Vec::new();
    for span in spans {
        for LeaseRow { lease, .. } in near(tables, org, span)? {
            let roll = tables.roll(lease.roll)?.filter(|_| means(span, &lease, gtin));
            let Some((roll, range)) = roll.zip(lease.range.overlap(&span.range)) else {
                continue;
            };
            let space = roll.space;
            let asked = Serials { space, range };
            for (claim, confirmed) in tables.confirmed_over(&asked)? {
                let ours = tables.claim_at(claim)?.is_some_and(|claim| claim.org == org);
                let range = confirmed.overlap(&asked.range).filter(|_| ours);
                held.extend(range.map(|range| Serials {
                    range,
                    ..asked.clone()
                }));
            }
        }
    }
    Ok(held)
}

use fieldbook_core::model::{OrgId, PersonId, SerialRange, StampLease, StampSpan};

use crate::error::Result;
use crate::store::{LeaseRow, Serials, Tables};

/// Spans of stamps laid over the leases of who names them.
#[derive(Default)]
pub(super) struct Leased {
    /// The parts that lie in a lease, each with its roll and lease.
    pub(super) spans: Vec<StampSpan>,
    /// The same parts in the spaces of their rolls.
    pub(super) serials: Vec<Serials>,
    /// What lies in no lease.
    pub(super) outside: Vec<StampSpan>,
    /// The leases near the spans, those not used too.
    pub(super) leases: Vec<StampLease>,
}

/// Who names stamps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holder {
    pub(super) org: OrgId,
    /// The person, where the device is proven to be theirs.
    pub(super) person: Option<PersonId>,
    /// When the hub had their word, milliseconds since 1970.
    pub(super) received_ms: i64,
}

/// A lease, and what it still reaches of a range.
struct Reach {
    lease: StampLease,
    parts: Vec<SerialRange>,
}

/// What the leases this holder may use reach of a range, the one that runs longest first.
fn reaches(tables: &Tables, holder: Holder, range: &SerialRange) -> Result<Vec<Reach>> {
    let mut rows = tables.leases_of_org_over(holder.org, range)?;
    rows.retain(|row| row.lease.person.is_none() || row.lease.person == holder.person);
    rows.sort_by_key(|row| std::cmp::Reverse(row.lease.not_after.utc_ms));
    rows.into_iter()
        .map(|row| {
            let near = tables.leases_of_roll_over(row.lease.roll, range)?;
            let since = near
                .iter()
                .filter(|other| took_over(row.given_ms, &row.lease, other, holder));
            let gone: Vec<SerialRange> = since.map(|other| other.lease.range.clone()).collect();
            Ok(Reach {
                parts: row.lease.range.gaps(&gone),
                lease: row.lease,
            })
        })
        .collect()
}

/// Stamps are leased anew only when their lease has ended. From then on the old one does not reach them, whatever
/// moment a clock that was set back tells; what the hub had before is not touched.
fn took_over(given_ms: i64, lease: &StampLease, other: &LeaseRow, holder: Holder) -> bool {
    let somebody_else = (other.lease.org, other.lease.person) != (lease.org, lease.person);
    let later = (other.given_ms, other.lease.id) > (given_ms, lease.id);
    somebody_else && later && other.given_ms <= holder.received_ms
}

/// Lays spans over leases. A phone may not know the roll: then the lot's GTIN says which of two rolls with
/// the same serials is meant.
pub(super) fn lay(
    tables: &Tables,
    spans: &[StampSpan],
    holder: Holder,
    gtin: Option<&str>,
) -> Result<Leased> {
    let mut laid = Leased::default();
    for span in spans {
        let meant = |lease: &&StampLease| match (span.lease, span.roll) {
            (Some(id), _) => lease.id == id,
            (None, Some(roll)) => lease.roll == roll,
            (None, None) => gtin.is_none() || lease.gtin.is_none() || lease.gtin.as_deref() == gtin,
        };
        let reaches = reaches(tables, holder, &span.range)?;
        let mut left = vec![span.range.clone()];
        for Reach { lease, parts } in reaches.iter().filter(|reach| meant(&&reach.lease)) {
            let Some(roll) = tables.roll(lease.roll)? else {
                continue;
            };
            // The overlap in the lease's pattern, which is its roll's: in one space all rows then compare.
            let pairs = left
                .iter()
                .flat_map(|part| parts.iter().map(move |reached| (reached, part)));
            for range in pairs.filter_map(|(reached, part)| reached.overlap(part)) {
                laid.spans.push(StampSpan {
                    roll: Some(lease.roll),
                    lease: Some(lease.id),
                    range: range.clone(),
                });
                laid.serials.push(Serials {
                    space: roll.space.clone(),
                    range,
                });
            }
            left = left.iter().flat_map(|part| part.gaps(parts)).collect();
        }
        laid.outside.extend(left.into_iter().map(|range| StampSpan {
            range,
            ..span.clone()
        }));
        laid.leases.extend(reaches.into_iter().map(|reach| reach.lease));
    }
    Ok(laid)
}

/// The serials without those that were voided: void beats active.
pub(super) fn without_voided(tables: &Tables, serials: &Serials) -> Result<Vec<SerialRange>> {
    Ok(serials.range.gaps(&tables.voided_over(serials)?))
}

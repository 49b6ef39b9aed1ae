use fieldbook_core::model::{OrgId, PersonId, SerialRange, StampLease, StampSpan};

use crate::error::Result;
use crate::store::{Serials, Tables};

/// Spans of stamps laid over the leases of who names them.
pub(super) struct Leased {
    /// The parts that lie in a lease, each with its roll and lease.
    pub(super) spans: Vec<StampSpan>,
    /// The same parts in the spaces of their rolls.
    pub(super) serials: Vec<Serials>,
    /// What lies in no lease.
    pub(super) outside: Vec<StampSpan>,
}

/// The leases of an organisation that a person of it may use, the one that runs longest first.
pub(super) fn leases_for(tables: &Tables, org: OrgId, person: Option<PersonId>) -> Result<Vec<StampLease>> {
    let mut leases = Vec::new();
    for signed in tables.leases_of_org(org)? {
        let lease: StampLease = signed.read()?;
        if lease.person.is_none() || lease.person == person {
            leases.push(lease);
        }
    }
    leases.sort_by_key(|lease| std::cmp::Reverse(lease.not_after.utc_ms));
    Ok(leases)
}

/// Lays spans over leases. A phone may not know the roll: then the lot's GTIN says which of two rolls with
/// the same serials is meant.
pub(super) fn lay(
    tables: &Tables,
    spans: &[StampSpan],
    leases: &[StampLease],
    gtin: Option<&str>,
) -> Result<Leased> {
    let mut laid = Leased {
        spans: Vec::new(),
        serials: Vec::new(),
        outside: Vec::new(),
    };
    for span in spans {
        let meant = |lease: &&StampLease| match (span.lease, span.roll) {
            (Some(id), _) => lease.id == id,
            (None, Some(roll)) => lease.roll == roll,
            (None, None) => gtin.is_none() || lease.gtin.is_none() || lease.gtin.as_deref() == gtin,
        };
        let mut left = vec![span.range.clone()];
        for lease in leases.iter().filter(meant) {
            let Some(roll) = tables.roll(lease.roll)? else {
                continue;
            };
            // The overlap in the lease's pattern, which is its roll's: in one space all rows then compare.
            for range in left.iter().filter_map(|part| lease.range.overlap(part)) {
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
            left = left.iter().flat_map(|part| part.subtract(&lease.range)).collect();
        }
        laid.outside.extend(left.into_iter().map(|range| StampSpan {
            range,
            ..span.clone()
        }));
    }
    Ok(laid)
}

/// The serials without those that were voided: void beats active.
pub(super) fn without_voided(tables: &Tables, serials: &Serials) -> Result<Vec<SerialRange>> {
    Ok(serials.range.gaps(&tables.voided_over(serials)?))
}

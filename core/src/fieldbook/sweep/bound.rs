//! Which swept stamps are bound to a lot already, as far as this book knows.

use std::collections::BTreeSet;

use super::super::book::Book;
use super::super::error::Fault;
use super::cluster::Cluster;
use super::leases::Leases;
use super::report::{StrangerReason, SweptRange};
use crate::model::{ClaimState, SerialRange, StampSpan};

/// Stamps bound already.
pub(super) struct Bound {
    pub(super) range: SerialRange,
    /// By what.
    pub(super) by: StrangerReason,
}

impl Book {
    /// The stamps of a cluster that are bound, in its own pattern. Of two claims on one stamp both are here.
    pub(super) fn bound(&self, cluster: &Cluster, leases: &Leases) -> Result<Vec<Bound>, Fault> {
        let Some(span) = cluster.span() else {
            return Ok(Vec::new());
        };
        let may_be_same = |other: &StampSpan| {
            let rolls = [cluster.roll, other.roll];
            let lease = leases.of(other.lease);
            (rolls.contains(&None) || cluster.roll == other.roll)
                && lease.is_none_or(|lease| cluster.family.may_be_leased_by(lease))
        };
        let touching = self.store.read(|reading| reading.spans_touching(&span, None))?;
        let touching = touching.iter().filter(|row| may_be_same(&row.span));
        let claims: BTreeSet<_> = touching.map(|row| row.fact).collect();
        let mut bound = Vec::new();
        for fact in claims {
            let view = self.fact(fact)?;
            let claim = self.claim_of(&view)?;
            if matches!(claim.state, ClaimState::Refused | ClaimState::Withdrawn) {
                continue;
            }
            let by = StrangerReason::Claimed {
                claim: fact,
                lot: claim.lot,
                state: claim.state,
            };
            // A disputed claim holds nothing so far and still asks for all of it.
            let asked = match claim.state {
                ClaimState::Confirmed => &claim.spans,
                _ => &view.fact.stamps,
            };
            let spans = asked.iter().filter(|span| may_be_same(span));
            let shared = spans.flat_map(|span| cluster.shared(&span.range));
            bound.extend(shared.map(|range| Bound { range, by }));
        }
        Ok(bound)
    }

    /// The lot a serial of a swept roll is bound to already.
    pub(super) fn lot_of(&self, range: &SweptRange, serial: &str) -> Result<Option<String>, Fault> {
        let one = range
            .span
            .counter_of(serial)
            .and_then(|counter| range.span.pattern().range(counter, counter));
        let cluster = Cluster {
            family: range.family.clone(),
            roll: range.roll,
            leased: range.leased,
            foreign: false,
            runs: one.into_iter().collect(),
        };
        let bound = self.bound(&cluster, &self.sweep_leases()?)?.pop();
        let Some(StrangerReason::Claimed { lot, .. }) = bound.map(|bound| bound.by) else {
            return Ok(None);
        };
        let view = self.document_view(lot)?;
        let name = view.text("code").or(view.text("name"));
        Ok(Some(name.unwrap_or_else(|| lot.to_string())))
    }
}

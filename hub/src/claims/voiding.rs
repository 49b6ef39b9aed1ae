use fieldbook_core::journal::fold_facts;
use fieldbook_core::model::{Fact, FactId, OrgId, SerialRange, StampSpan, VoidKind};

use super::evaluate::{made_ms, recorder};
use super::leased::{Holder, confirmed_for, lay};
use crate::error::Result;
use crate::store::{Serials, Tables, Voided, list_space};

/// Writes down what a voiding takes away; gives everything it took before or takes now.
pub(super) fn apply_voiding(tables: &Tables, fact: FactId) -> Result<Vec<Voided>> {
    let mut affected = tables.voided_by(fact)?;
    let Some((n, _)) = tables.fact(fact)? else {
        return Ok(affected);
    };
    let states = fold_facts(&tables.facts_of(n)?, &tables.writes_of(n)?)?;
    let standing = states.into_iter().find(|state| state.fact.id == fact);
    let at_ms = tables.fact_received_ms(fact)?.unwrap_or_default();
    let mut now = Vec::new();
    if let Some(state) = standing.filter(|state| state.voided.is_none()) {
        let kind = VoidKind::of(&state.fact);
        for serials in reached(tables, n, &state.fact, &affected)? {
            let closed = closed(tables, &serials, at_ms)?;
            now.extend(kept(&serials, &closed, kind, &affected));
            for range in serials.range.gaps(&closed) {
                let open = Serials {
                    range,
                    ..serials.clone()
                };
                now.extend(sorted(tables, &open, kind, at_ms, &affected)?);
            }
        }
    }
    tables.set_voided(fact, at_ms, &now)?;
    affected.extend(now);
    Ok(affected)
}

/// A voiding is held to leases as an activation is: it reaches what was leased to its organisation when it was
/// written down. A stamp on a pack tears long after its lease has ended, so it also reaches what is confirmed for
/// the organisation, and what it took before.
fn reached(tables: &Tables, doc: i64, fact: &Fact, before: &[Voided]) -> Result<Vec<Serials>> {
    let org: OrgId = tables.doc_at(doc)?.org;
    let holder = Holder {
        org,
        person: recorder(tables, fact)?,
        received_ms: tables.fact_received_ms(fact.id)?.unwrap_or(i64::MAX),
        for_all: true,
    };
    let gtin = crate::trace::lot_gtin(tables, doc)?;
    let laid = lay(tables, &fact.stamps, holder, gtin.as_deref())?;
    let made_ms = made_ms(tables, fact)?;
    let (standing, ended): (Vec<_>, Vec<_>) = laid
        .parts
        .into_iter()
        .partition(|part| made_ms <= part.not_after_ms);
    let mut reached: Vec<Serials> = standing.into_iter().map(|part| part.serials).collect();
    let rest: Vec<StampSpan> = ended
        .into_iter()
        .map(|part| part.span)
        .chain(laid.outside)
        .collect();
    reached.extend(confirmed_for(tables, &rest, org, gtin.as_deref())?);
    for span in &rest {
        // Every list counts its places alike.
        let on_it = |voided: &&Voided| {
            let list = span.roll.filter(|_| span.range.is_places()).map(list_space);
            list.is_none_or(|space| space == voided.serials.space)
        };
        reached.extend(before.iter().filter(on_it).filter_map(|voided| {
            Some(Serials {
                range: voided.serials.range.overlap(&span.range)?,
                ..voided.serials.clone()
            })
        }));
    }
    Ok(reached)
}

/// What was leased after the hub was told of a voiding, and so is no longer its to take: a correction counts from when
/// the voiding came. What was on a pack by then stays within its reach.
fn closed(tables: &Tables, serials: &Serials, at_ms: i64) -> Result<Vec<SerialRange>> {
    let mut since = Vec::new();
    for roll in tables.rolls_over(serials)? {
        let leases = tables.leases_of_roll_over(roll.id, &serials.range)?;
        let later = leases.into_iter().filter(|row| row.given_ms > at_ms);
        since.extend(later.filter_map(|row| serials.range.overlap(&row.lease.range)));
    }
    if since.is_empty() {
        return Ok(since);
    }
    let mut on_packs = Vec::new();
    for (claim, range) in tables.confirmed_over(serials)? {
        let claim = tables.claim_at(claim)?;
        let received_ms = claim
            .map(|claim| tables.fact_received_ms(claim.fact))
            .transpose()?;
        if received_ms
            .flatten()
            .is_some_and(|received_ms| received_ms <= at_ms)
        {
            on_packs.push(range);
        }
    }
    let closed = SerialRange::merge(since).into_iter();
    Ok(closed.flat_map(|range| range.gaps(&on_packs)).collect())
}

/// What a voiding took before of stamps that it no longer reaches. What was handed back stays handed back, whatever is
/// said of it now: it was leased anew. What was void for good stays so.
fn kept(serials: &Serials, closed: &[SerialRange], kind: VoidKind, before: &[Voided]) -> Vec<Voided> {
    let same_space = before
        .iter()
        .filter(|voided| voided.serials.space == serials.space);
    let kept = same_space.flat_map(|voided| {
        let shared = closed
            .iter()
            .filter_map(|closed| closed.overlap(&voided.serials.range));
        shared.map(|range| Voided {
            serials: Serials {
                range,
                ..serials.clone()
            },
            kind: match (voided.kind, kind) {
                (VoidKind::Returned, _) => VoidKind::Returned,
                (_, VoidKind::Returned) => VoidKind::Void,
                (_, kind) => kind,
            },
            ..*voided
        })
    });
    kept.collect()
}

/// Handed back are unused stamps only: what was confirmed for a lot is on a pack, and void for good.
fn sorted(
    tables: &Tables,
    serials: &Serials,
    kind: VoidKind,
    at_ms: i64,
    before: &[Voided],
) -> Result<Vec<Voided>> {
    let mut used = Vec::new();
    if kind == VoidKind::Returned {
        used.extend(
            tables
                .confirmed_over(serials)?
                .into_iter()
                .map(|(_, range)| range),
        );
        let for_good = before.iter().filter(|voided| voided.kind != VoidKind::Returned);
        let same_space = for_good.filter(|voided| voided.serials.space == serials.space);
        used.extend(same_space.map(|voided| voided.serials.range.clone()));
    }
    let unused = serials.range.gaps(&used);
    let used = serials.range.gaps(&unused);
    let of = |kind| {
        let space = serials.space.clone();
        move |range| Voided {
            serials: Serials {
                space: space.clone(),
                range,
            },
            kind,
            at_ms,
        }
    };
    let voided = unused.into_iter().map(of(kind));
    Ok(voided.chain(used.into_iter().map(of(VoidKind::Void))).collect())
}

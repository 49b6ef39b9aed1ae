use fieldbook_core::journal::fold_facts;
use fieldbook_core::model::{
    BlobHash, ClaimState, DocId, Fact, FactId, Moment, Person, PersonId, Rescan, StampSpan,
};

use super::view::{ClaimView, over_the_same, view};
use crate::Hub;
use crate::error::Result;
use crate::store::{ClaimRow, Tables};

/// A re-scan of a claim's stamps that counts and stands.
pub(super) struct RescanRow {
    pub(super) fact: Fact,
    pub(super) rescan: Rescan,
    /// When the hub had it, milliseconds since 1970.
    pub(super) received_ms: i64,
}

/// A re-scan of stamps, as evidence in a dispute.
#[derive(Debug, Clone)]
pub struct RescanView {
    /// The entry.
    pub fact: FactId,
    /// The activation it speaks of.
    pub claim: FactId,
    /// Its lot.
    pub lot: DocId,
    /// Who scanned.
    pub by: Person,
    /// When, by their device.
    pub recorded: Moment,
    /// When the hub had it, milliseconds since 1970.
    pub received_ms: i64,
    /// The stamps in hand.
    pub stamps: Vec<StampSpan>,
    /// Of those, the ones a person typed.
    pub typed: Vec<StampSpan>,
    /// Of those, the ones that others claim too.
    pub shared: Vec<StampSpan>,
    /// The photos, and whether the hub has each.
    pub photos: Vec<(BlobHash, bool)>,
    /// It came after staff last settled the claim.
    pub late: bool,
}

/// The re-scans of a claim on its own lot, in the order they came.
pub(super) fn rescans_of(tables: &Tables, claim: &ClaimRow) -> Result<Vec<RescanRow>> {
    let states = fold_facts(&tables.facts_of(claim.doc)?, &tables.writes_of(claim.doc)?)?;
    let mut rows = Vec::new();
    for state in states.into_iter().filter(|state| state.voided.is_none()) {
        let rescan = Rescan::of(&state.fact).filter(|rescan| rescan.claim == claim.fact);
        if let Some(rescan) = rescan {
            rows.push(RescanRow {
                received_ms: tables.fact_received_ms(state.fact.id)?.unwrap_or_default(),
                fact: state.fact,
                rescan,
            });
        }
    }
    rows.sort_by_key(|row| (row.received_ms, row.fact.id));
    Ok(rows)
}

/// Whether staff have not seen a re-scan when they settled its claim.
pub(super) fn is_late(claim: &ClaimRow, row: &RescanRow) -> bool {
    let ruled = claim.settled.as_ref().map(|settled| settled.at.utc_ms);
    ruled.is_some_and(|ruled| row.received_ms >= ruled) && !named(claim, row.fact.id)
}

fn named(claim: &ClaimRow, fact: FactId) -> bool {
    let settled = claim.settled.as_ref();
    settled.is_some_and(|settled| settled.evidence.contains(&fact))
}

pub(super) fn name_of(tables: &Tables, id: PersonId) -> Result<Person> {
    let unknown = || Person {
        id,
        name: id.to_string(),
    };
    Ok(tables.person(id)?.unwrap_or_else(unknown))
}

impl Hub {
    /// Claims with re-scans that staff have not settled on: of disputed claims all, of settled ones those that came
    /// since; and those settled on a re-scan that was voided since. In the order the claims came.
    pub fn claims_waiting(&self) -> Result<Vec<ClaimView>> {
        self.store().read(|tables| {
            let mut waiting = Vec::new();
            for claim in tables.inspected_claims()? {
                let rescans = rescans_of(tables, &claim)?;
                // Who was refused by the rules alone may show that they have the stamps all the same.
                let unheard = claim.state == ClaimState::Refused && claim.settled.is_none();
                let contested =
                    unheard || claim.state == ClaimState::Disputed || is_challenged(tables, &claim)?;
                let open = claim.state != ClaimState::Withdrawn;
                let unseen =
                    |row: &RescanRow| is_late(&claim, row) || (contested && !named(&claim, row.fact.id));
                if open && (rescans.iter().any(unseen) || has_lost_its_ground(tables, &claim)?) {
                    waiting.push(view(tables, &claim)?);
                }
            }
            Ok(waiting)
        })
    }

    /// Whether the hub holds the photos of a re-scan: as they were taken, or they count as not here.
    pub(super) fn with_photos(&self, mut rescan: RescanView) -> RescanView {
        for (photo, here) in &mut rescan.photos {
            *here = matches!(self.open_blob(*photo), Ok(Some(_)));
        }
        rescan
    }
}

/// The re-scans of a claim and of those over the same stamps: what a ruling may rest on.
pub(super) fn evidence_around(tables: &Tables, claim: &ClaimRow) -> Result<Vec<RescanRow>> {
    let mut known = rescans_of(tables, claim)?;
    for other in over_the_same(tables, claim)? {
        known.extend(rescans_of(tables, &other)?);
    }
    Ok(known)
}

/// Whether a re-scan that a ruling names was voided since.
fn has_lost_its_ground(tables: &Tables, claim: &ClaimRow) -> Result<bool> {
    let named = claim
        .settled
        .as_ref()
        .map_or(&[][..], |settled| &settled.evidence);
    if named.is_empty() {
        return Ok(false);
    }
    let known = evidence_around(tables, claim)?;
    let stands = |fact: &FactId| known.iter().any(|row| row.fact.id == *fact);
    Ok(!named.iter().all(stands))
}

/// Whether a disputed claim wants stamps that this one holds.
fn is_challenged(tables: &Tables, claim: &ClaimRow) -> Result<bool> {
    let others = over_the_same(tables, claim)?;
    Ok(
        claim.state == ClaimState::Confirmed
            && others.iter().any(|other| other.state == ClaimState::Disputed),
    )
}

use std::collections::{BTreeMap, BTreeSet};

use fieldbook_core::identity::{ClaimVerdict, Signed};
use fieldbook_core::journal::fold_facts;
use fieldbook_core::model::{ClaimState, DocRef, Fact, FactId, Moment, OrgId, Person, StampSpan};

use super::evidence::{RescanView, is_late, name_of, rescans_of};
use crate::Hub;
use crate::error::{HubError, Result};
use crate::store::{ClaimRow, Tables};

/// A claim and the hub's word on it.
#[derive(Debug, Clone)]
pub struct ClaimView {
    /// The activation.
    pub fact: FactId,
    /// The lot.
    pub doc: DocRef,
    /// Its state.
    pub state: ClaimState,
    /// The verdict in force.
    pub verdict: Option<ClaimVerdict>,
}

/// All there is to say of one side of a dispute.
#[derive(Debug, Clone)]
pub struct ClaimSide {
    /// The claim.
    pub claim: ClaimView,
    /// Who activated.
    pub by: Person,
    /// When, by their device.
    pub recorded: Moment,
    /// The stamps it asks for.
    pub asks: Vec<StampSpan>,
    /// Of those, the ones that another side asks for too.
    pub shared: Vec<StampSpan>,
    /// Every verdict on it, the oldest first.
    pub history: Vec<ClaimVerdict>,
    /// Its re-scans, in the order they came.
    pub evidence: Vec<RescanView>,
}

/// A claim and all others over the same stamps.
#[derive(Debug, Clone)]
pub struct ClaimFile {
    /// The claim asked about first, the others in the order they came.
    pub sides: Vec<ClaimSide>,
}

pub(super) fn view(tables: &Tables, claim: &ClaimRow) -> Result<ClaimView> {
    let verdict = claim.verdict.as_ref().map(Signed::read);
    Ok(ClaimView {
        fact: claim.fact,
        doc: tables.doc_at(claim.doc)?,
        state: claim.state,
        verdict: verdict.transpose()?,
    })
}

/// The claims that ask for some of the same stamps and were not voided, in the order they came.
pub(super) fn over_the_same(tables: &Tables, claim: &ClaimRow) -> Result<Vec<ClaimRow>> {
    let mut near = BTreeSet::new();
    for serials in tables.claimed_by(claim.n)? {
        near.extend(tables.claiming(&serials)?);
    }
    near.remove(&claim.n);
    let mut others = Vec::new();
    for n in near {
        others.extend(tables.claim_at(n)?);
    }
    others.retain(|other| other.state != ClaimState::Withdrawn);
    Ok(others)
}

impl Hub {
    /// Claims in the order they came; of one organisation, in one state, or all.
    pub fn claims(&self, org: Option<OrgId>, state: Option<ClaimState>) -> Result<Vec<ClaimView>> {
        self.store().read(|tables| {
            let wanted = |claim: &&ClaimRow| {
                org.is_none_or(|org| claim.org == org) && state.is_none_or(|state| claim.state == state)
            };
            let claims = tables.claims()?;
            claims
                .iter()
                .filter(wanted)
                .map(|claim| view(tables, claim))
                .collect()
        })
    }

    /// One claim; nothing when the hub has not seen the activation.
    pub fn claim(&self, fact: FactId) -> Result<Option<ClaimView>> {
        self.store().read(|tables| {
            let claim = tables.claim(fact)?;
            claim.map(|claim| view(tables, &claim)).transpose()
        })
    }

    /// All there is to say of a claim and of those over the same stamps, for whoever settles it.
    pub fn claim_file(&self, fact: FactId) -> Result<ClaimFile> {
        let file = self.store().read(|tables| {
            let missing = || HubError::not_found("claim", &fact);
            let claim = tables.claim(fact)?.ok_or_else(missing)?;
            let mut rows = vec![claim.clone()];
            rows.extend(over_the_same(tables, &claim)?);
            let sides: Vec<ClaimSide> = histories(tables, &rows)?
                .into_iter()
                .zip(&rows)
                .map(|(history, row)| side(tables, row, &rows, history))
                .collect::<Result<_>>()?;
            Ok(ClaimFile { sides })
        })?;
        let sides = file.sides.into_iter().map(|side| ClaimSide {
            evidence: side.evidence.into_iter().map(|it| self.with_photos(it)).collect(),
            ..side
        });
        Ok(ClaimFile {
            sides: sides.collect(),
        })
    }
}

/// Every verdict on each of the claims, the oldest first.
fn histories(tables: &Tables, claims: &[ClaimRow]) -> Result<Vec<Vec<ClaimVerdict>>> {
    let mut given: BTreeMap<FactId, Vec<ClaimVerdict>> =
        claims.iter().map(|claim| (claim.fact, Vec::new())).collect();
    let orgs: BTreeSet<OrgId> = claims.iter().map(|claim| claim.org).collect();
    for org in orgs {
        for signed in tables.verdicts_given(org)? {
            let verdict: ClaimVerdict = signed.read()?;
            if let Some(history) = given.get_mut(&verdict.claim) {
                history.push(verdict);
            }
        }
    }
    let histories = claims
        .iter()
        .map(|claim| given.remove(&claim.fact).unwrap_or_default());
    Ok(histories.collect())
}

fn side(
    tables: &Tables,
    claim: &ClaimRow,
    all: &[ClaimRow],
    history: Vec<ClaimVerdict>,
) -> Result<ClaimSide> {
    let fact = fact_of(tables, claim)?;
    let shared = shared_with(tables, claim, &fact.stamps, all)?;
    let doc = tables.doc_at(claim.doc)?;
    let mut evidence = Vec::new();
    for row in rescans_of(tables, claim)? {
        evidence.push(RescanView {
            late: is_late(claim, &row),
            fact: row.fact.id,
            claim: claim.fact,
            lot: doc.id,
            by: name_of(tables, row.fact.recorder)?,
            recorded: row.fact.recorded,
            received_ms: row.received_ms,
            shared: seen_of(&row.rescan.stamps, &shared),
            stamps: row.rescan.stamps,
            typed: row.rescan.typed,
            photos: row.fact.photos.iter().map(|photo| (*photo, false)).collect(),
        });
    }
    Ok(ClaimSide {
        claim: view(tables, claim)?,
        by: name_of(tables, fact.recorder)?,
        recorded: fact.recorded,
        asks: fact.stamps,
        shared,
        history,
        evidence,
    })
}

fn fact_of(tables: &Tables, claim: &ClaimRow) -> Result<Fact> {
    let states = fold_facts(&tables.facts_of(claim.doc)?, &tables.writes_of(claim.doc)?)?;
    let state = states.into_iter().find(|state| state.fact.id == claim.fact);
    let missing = || HubError::not_found("claim", &claim.fact);
    Ok(state.ok_or_else(missing)?.fact)
}

/// What of a claim's stamps the others ask for too: serials as the hub counts them, codes as they were said.
fn shared_with(
    tables: &Tables,
    claim: &ClaimRow,
    stamps: &[StampSpan],
    all: &[ClaimRow],
) -> Result<Vec<StampSpan>> {
    let mut shared = Vec::new();
    for other in all.iter().filter(|other| other.n != claim.n) {
        let theirs = tables.claimed_by(other.n)?;
        let their_stamps = fact_of(tables, other)?.stamps;
        for asked in tables.claimed_by(claim.n)? {
            let same_space = theirs.iter().filter(|theirs| theirs.space == asked.space);
            let ranges = same_space.filter_map(|theirs| asked.range.overlap(&theirs.range));
            let serials = ranges.filter(|range| !range.is_places());
            shared.extend(serials.map(StampSpan::bare));
        }
        let listed = |span: &&StampSpan| span.code.is_some() || span.range.is_places();
        for own in stamps.iter().filter(listed) {
            let met = their_stamps.iter().filter(|theirs| own.shares_with(theirs));
            shared.extend(
                met.map(|theirs| if own.code.is_some() { own } else { theirs })
                    .cloned(),
            );
        }
    }
    Ok(StampSpan::merged(shared))
}

/// What of the stamps in dispute was seen.
fn seen_of(seen: &[StampSpan], shared: &[StampSpan]) -> Vec<StampSpan> {
    let mut found = Vec::new();
    for span in seen {
        let met = shared.iter().filter(|shared| span.shares_with(shared));
        found.extend(met.map(|shared| match span.range.overlap(&shared.range) {
            Some(range) if span.code.is_none() => StampSpan::bare(range),
            _ => span.clone(),
        }));
    }
    StampSpan::merged(found)
}

use fieldbook_core::identity::{ClaimVerdict, Ruling, Signed};
use fieldbook_core::model::{ClaimState, FactId, FindingCode, Invalid, SerialRange, StampSpan, nfc};

use super::evaluate::{Contested, weigh};
use super::evidence::evidence_around;
use super::judge::judge_claims;
use super::view::{ClaimView, over_the_same, view};
use crate::Hub;
use crate::error::{HubError, Result};
use crate::store::{ClaimRow, Tables};

/// The longest note of staff, in characters: it goes to every phone of the organisation.
const NOTE_MAX: usize = 500;

/// How a person settles a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It stands; confirmed claims in its way are refused, and those that dispute it where it is confirmed.
    Keep,
    /// It does not.
    Refuse,
}

/// How a person settles a claim, on which evidence, and what they say to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRuling {
    /// Whether it stands.
    pub settlement: Settlement,
    /// Of the stamps in dispute, those that are this claim's: the rest stays with the others, and neither is refused as
    /// a whole. All when empty.
    pub ranges: Vec<SerialRange>,
    /// The re-scans it rests on, of this claim or of those over the same stamps.
    pub evidence: Vec<FactId>,
    /// For the people of the organisation, up to 500 characters.
    pub note: Option<String>,
}

impl From<Settlement> for NewRuling {
    fn from(settlement: Settlement) -> Self {
        Self {
            settlement,
            ranges: Vec::new(),
            evidence: Vec::new(),
            note: None,
        }
    }
}

impl Hub {
    /// Settles a claim; what was settled before is replaced, and stays in the history. Refusals: `withdrawn` (its fact
    /// was voided); for keeping, `outside_lease` (what is not leased is leased first) `range_not_disputed`, `range_of_list` and `range_of_confirmed` (settle who disputes it), `sub_leased`, `lease_revoked`;
    /// `range_with_refuse`; `not_evidence` for what is no re-scan of these claims.
    pub fn settle(&self, fact: FactId, ruling: impl Into<NewRuling>) -> Result<ClaimView> {
        let new: NewRuling = ruling.into();
        let note = clean(new.note.as_deref())?;
        if new.settlement == Settlement::Refuse && !new.ranges.is_empty() {
            return Err(HubError::refused("range_with_refuse", "ranges are for keeping"));
        }
        self.store().write(|tables| {
            let missing = || HubError::not_found("claim", &fact);
            let claim = tables.claim(fact)?.ok_or_else(missing)?;
            // What an earlier ruling took from it is in dispute again.
            let anew = ClaimRow {
                settled: None,
                ..claim.clone()
            };
            let opinion = weigh(self, tables, &anew)?.ok_or_else(missing)?;
            if opinion.state == ClaimState::Withdrawn {
                return Err(HubError::refused("withdrawn", "the activation was voided"));
            }
            must_be_evidence(tables, &claim, &new.evidence)?;
            let said = Ruling {
                keeps: new.settlement == Settlement::Keep,
                at: self.now(),
                in_favour_of: None,
                evidence: new.evidence.clone(),
                note: note.clone(),
                lost: Vec::new(),
            };
            let mut order = Vec::new();
            if said.keeps {
                let hindering = [
                    FindingCode::SubLeased,
                    FindingCode::LeaseRevoked,
                    FindingCode::OutsideLease,
                ];
                let found = |code: &FindingCode| opinion.findings.iter().any(|name| name == code.name());
                if let Some(code) = hindering.into_iter().find(found) {
                    return Err(HubError::refused(code.name(), claim.fact.to_string()));
                }
                if !new.ranges.is_empty() && claim.state == ClaimState::Confirmed {
                    return Err(HubError::refused("range_of_confirmed", claim.fact.to_string()));
                }
                let rivals = &opinion.contested;
                order = if new.ranges.is_empty() {
                    refuse_rivals(tables, &claim, rivals, &said)?
                } else {
                    share(tables, &claim, rivals, &new.ranges, &said)?
                };
            }
            if new.ranges.is_empty() {
                tables.set_ruling(claim.n, &said)?;
            }
            // Those in the way first, then this one, before anybody else over the same stamps.
            order.push(claim.n);
            if said.keeps && new.ranges.is_empty() {
                order.extend(refuse_challengers(tables, &claim, &said)?);
            }
            judge_claims(self, tables, order)?;
            view(tables, &tables.claim(fact)?.ok_or_else(missing)?)
        })
    }
}

fn clean(note: Option<&str>) -> Result<Option<String>> {
    let Some(note) = note.map(|note| nfc(note.trim())).filter(|note| !note.is_empty()) else {
        return Ok(None);
    };
    if note.chars().count() > NOTE_MAX {
        return Err(Invalid::new("note", "text_too_long")
            .with("max", &NOTE_MAX)
            .into());
    }
    if note.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Invalid::new("note", "control_character").into());
    }
    Ok(Some(note))
}

fn must_be_evidence(tables: &Tables, claim: &ClaimRow, evidence: &[FactId]) -> Result<()> {
    if evidence.is_empty() {
        return Ok(());
    }
    let known = evidence_around(tables, claim)?;
    let strange = |fact: &&FactId| !known.iter().any(|rescan| rescan.fact.id == **fact);
    match evidence.iter().find(strange) {
        Some(strange) => Err(HubError::refused("not_evidence", strange.to_string())),
        None => Ok(()),
    }
}

/// Refuses what stands in the way of a claim, and says for whom.
fn refuse_rivals(
    tables: &Tables,
    claim: &ClaimRow,
    contested: &[Contested],
    said: &Ruling,
) -> Result<Vec<i64>> {
    let mut refused = Vec::new();
    for rival in contested.iter().map(|contested| contested.claim) {
        if !refused.contains(&rival) {
            tables.set_ruling(rival, &against(claim, said))?;
            refused.push(rival);
        }
    }
    Ok(refused)
}

/// Refuses who disputes a claim that is confirmed and kept.
fn refuse_challengers(tables: &Tables, claim: &ClaimRow, said: &Ruling) -> Result<Vec<i64>> {
    let mut refused = Vec::new();
    for other in over_the_same(tables, claim)? {
        let verdict = other
            .verdict
            .as_ref()
            .map(Signed::read::<ClaimVerdict>)
            .transpose()?;
        let rivals = verdict.map(|verdict| verdict.rivals).unwrap_or_default();
        let disputes = other.state == ClaimState::Disputed && claim.state == ClaimState::Confirmed;
        if disputes && rivals.iter().any(|rival| rival.claim == claim.fact) {
            tables.set_ruling(other.n, &against(claim, said))?;
            refused.push(other.n);
        }
    }
    Ok(refused)
}

fn against(claim: &ClaimRow, said: &Ruling) -> Ruling {
    Ruling {
        keeps: false,
        in_favour_of: Some(claim.fact),
        ..said.clone()
    }
}

/// Shares the stamps in dispute out: those in the ranges are the claim's, the rest stays with the others. Neither is
/// refused as a whole.
fn share(
    tables: &Tables,
    claim: &ClaimRow,
    contested: &[Contested],
    ranges: &[SerialRange],
    said: &Ruling,
) -> Result<Vec<i64>> {
    // Places on a list mean nothing to a phone, which knows its codes.
    if contested.iter().any(|it| it.span.range.is_places()) {
        return Err(HubError::refused("range_of_list", claim.fact.to_string()));
    }
    let disputed: Vec<SerialRange> = contested.iter().map(|it| it.span.range.clone()).collect();
    let strange = ranges.iter().flat_map(|range| range.gaps(&disputed)).next();
    if let Some(strange) = strange {
        return Err(HubError::refused("range_not_disputed", strange.to_string()));
    }
    let narrowed = |span: &StampSpan| {
        let span = span.clone();
        move |range| StampSpan {
            range,
            lease: None,
            ..span.clone()
        }
    };
    let mut lost_here = Vec::new();
    let mut losers = Vec::new();
    for Contested {
        claim: rival, span, ..
    } in contested
    {
        let won = ranges.iter().filter_map(|range| span.range.overlap(range));
        let won: Vec<StampSpan> = won.map(narrowed(span)).collect();
        lost_here.extend(span.range.gaps(ranges).into_iter().map(narrowed(span)));
        let row = tables.claim_at(*rival)?.filter(|_| !won.is_empty());
        if let Some(row) = row {
            let before = row.settled.map(|settled| settled.lost).unwrap_or_default();
            let lost: Vec<StampSpan> = before.into_iter().chain(won).collect();
            let gone: Vec<SerialRange> = lost.iter().map(|span| span.range.clone()).collect();
            let held = tables.claimed_by(*rival)?;
            let against = Ruling {
                // Who loses everything was not kept.
                keeps: held.iter().any(|held| !held.range.gaps(&gone).is_empty()),
                in_favour_of: Some(claim.fact),
                lost,
                ..said.clone()
            };
            tables.set_ruling(*rival, &against)?;
            losers.push(*rival);
        }
    }
    let own = Ruling {
        lost: lost_here,
        ..said.clone()
    };
    tables.set_ruling(claim.n, &own)?;
    losers.dedup();
    Ok(losers)
}

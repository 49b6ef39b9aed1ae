use fieldbook_core::identity::ClaimVerdict;
use fieldbook_core::model::{ClaimState, DocRef, FactId, FindingCode, OrgId};

use super::evaluate::weigh;
use super::judge::judge_claims;
use crate::Hub;
use crate::error::{HubError, Result};
use crate::store::{ClaimRow, Tables};

/// How a person settles a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It stands; confirmed claims in its way are refused.
    Keep,
    /// It does not.
    Refuse,
}

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

fn view(tables: &Tables, claim: &ClaimRow) -> Result<ClaimView> {
    let verdict = claim.verdict.as_ref().map(fieldbook_core::identity::Signed::read);
    Ok(ClaimView {
        fact: claim.fact,
        doc: tables.doc_at(claim.doc)?,
        state: claim.state,
        verdict: verdict.transpose()?,
    })
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

    /// Settles a claim. Refusals: `withdrawn` (its fact was voided) and, for keeping, `outside_lease`:
    /// what is not leased is leased first.
    pub fn settle(&self, fact: FactId, settlement: Settlement) -> Result<ClaimView> {
        self.store().write(|tables| {
            let missing = || HubError::not_found("claim", &fact);
            let claim = tables.claim(fact)?.ok_or_else(missing)?;
            let opinion = weigh(self, tables, &claim)?.ok_or_else(missing)?;
            if opinion.state == ClaimState::Withdrawn {
                return Err(HubError::refused("withdrawn", "the activation was voided"));
            }
            let mut order = Vec::new();
            if settlement == Settlement::Refuse {
                tables.set_ruling(claim.n, "refuse")?;
            } else {
                let outside = FindingCode::OutsideLease.name();
                if opinion.findings.iter().any(|finding| finding == outside) {
                    return Err(HubError::refused(
                        outside,
                        "some of the stamps are not leased to this organisation",
                    ));
                }
                for rival in &opinion.rivals {
                    let rival = tables.claim(rival.claim)?.ok_or_else(missing)?;
                    tables.set_ruling(rival.n, "refuse")?;
                    order.push(rival.n);
                }
                tables.set_ruling(claim.n, "keep")?;
            }
            // Those in the way first, then this one, before anybody else over the same stamps.
            order.push(claim.n);
            judge_claims(self, tables, order)?;
            view(tables, &tables.claim(fact)?.ok_or_else(missing)?)
        })
    }
}

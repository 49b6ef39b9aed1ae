use std::collections::{BTreeSet, VecDeque};

use fieldbook_core::identity::{ClaimVerdict, Rival, Signed};
use fieldbook_core::model::{ClaimState, CodeGroup};

use super::evaluate::{Opinion, RIVALS_MAX, weigh};
use super::touched::{Step, Touched};
use super::voiding::apply_voiding;
use crate::Hub;
use crate::error::Result;
use crate::store::{ClaimRow, Serials, Tables};

/// Judges every claim that what came in could change, in the order the claims came, in the running
/// transaction. Each new state is a signed verdict in the organisation's log.
pub(crate) fn judge(hub: &Hub, tables: &Tables, touched: Touched) -> Result<()> {
    let docs = touched.steps.iter().map(|(doc, _)| *doc).collect();
    let mut claims = BTreeSet::new();
    // Stamps are used when they were activated before they were handed back, in whatever pieces both came. So what
    // stands before a voiding is judged before it.
    let mut before = BTreeSet::new();
    let mut written = BTreeSet::new();
    for (doc, step) in touched.steps {
        match step {
            Step::Claim(fact) => before.extend(tables.claim(fact)?.map(|claim| claim.n)),
            Step::Other => written.extend([doc]),
            Step::Voiding(fact) | Step::CorrectedVoiding(fact) => {
                for doc in with_drawing_on(tables, std::mem::take(&mut written))? {
                    before.extend(open_claims_of(tables, doc)?);
                }
                judge_claims(hub, tables, std::mem::take(&mut before))?;
                for voided in apply_voiding(tables, fact)? {
                    let over = tables.claiming(&voided.serials)?;
                    // Only what is given back is asked for by the next voiding.
                    if matches!(step, Step::CorrectedVoiding(_)) {
                        before.extend(&over);
                    }
                    claims.extend(over);
                }
            }
        }
    }
    for doc in with_drawing_on(tables, docs)? {
        claims.extend(tables.claims_of(doc)?.into_iter().map(|claim| claim.n));
    }
    judge_claims(hub, tables, claims)
}

/// Claims of a document that were judged and do not stand.
fn open_claims_of(tables: &Tables, doc: i64) -> Result<Vec<i64>> {
    let judged = tables.claims_of(doc)?.into_iter();
    let open = judged.filter(|claim| matches!(claim.state, ClaimState::Disputed | ClaimState::Refused));
    Ok(open.map(|claim| claim.n).collect())
}

/// The documents, and all that draw on them through however many lots: a spray that comes late can put
/// a lot on hold that was milled, mixed and packed since.
fn with_drawing_on(tables: &Tables, docs: BTreeSet<i64>) -> Result<BTreeSet<i64>> {
    let mut all = docs.clone();
    let mut queue: VecDeque<i64> = docs.into_iter().collect();
    while let Some(n) = queue.pop_front() {
        let parent = tables.doc_at(n)?.id;
        let drawing = tables.drawing_on(parent)?.into_iter();
        queue.extend(drawing.filter(|child| all.insert(*child)));
    }
    Ok(all)
}

/// Judges claims in the given order, then whatever their change frees or blocks.
pub(crate) fn judge_claims(hub: &Hub, tables: &Tables, claims: impl IntoIterator<Item = i64>) -> Result<()> {
    let mut queue: VecDeque<i64> = claims.into_iter().collect();
    while let Some(n) = queue.pop_front() {
        let Some(claim) = tables.claim_at(n)? else {
            continue;
        };
        let Some(opinion) = weigh(hub, tables, &claim)? else {
            continue;
        };
        let held = held_by(tables, &claim)?;
        let moved = pronounce(hub, tables, &claim, &opinion)?;
        if moved {
            // Void and withdrawn claims free stamps; confirmed ones take them: the others over the same
            // stamps are next, in the order they came.
            let mut next = BTreeSet::new();
            for serials in held.iter().chain(&opinion.holds) {
                next.extend(tables.claiming(serials)?);
            }
            next.remove(&n);
            queue.extend(
                next.into_iter()
                    .filter(|next| !queue.contains(next))
                    .collect::<Vec<_>>(),
            );
        }
    }
    Ok(())
}

/// What a claim held under its last verdict.
fn held_by(tables: &Tables, claim: &ClaimRow) -> Result<Vec<Serials>> {
    if claim.state == ClaimState::Confirmed {
        tables.claimed_by(claim.n)
    } else {
        Ok(Vec::new())
    }
}

/// Writes down what a claim asks for and holds, and gives a new verdict when it differs from the last.
/// Tells whether its state or its stamps moved.
fn pronounce(hub: &Hub, tables: &Tables, claim: &ClaimRow, opinion: &Opinion) -> Result<bool> {
    tables.set_claimed(claim.n, &opinion.claimed)?;
    tables.set_confirmed(claim.n, &opinion.holds)?;
    let rivals: Vec<Rival> = opinion.rivals.iter().take(RIVALS_MAX).cloned().collect();
    let last = match &claim.verdict {
        Some(signed) => Some(signed.read::<ClaimVerdict>()?),
        None => None,
    };
    let (codes, spans): (Vec<_>, Vec<_>) = opinion
        .spans
        .iter()
        .cloned()
        .partition(|span| span.code.is_some());
    let codes = CodeGroup::gather(&codes);
    let strange = CodeGroup::gather(&opinion.strange);
    let same = last.as_ref().is_some_and(|last| {
        last.state == opinion.state
            && last.spans == spans
            && last.codes == codes
            && last.strange == strange
            && last.findings == opinion.findings
            && last.rivals == rivals
            && last.ruling == claim.settled
    });
    if same {
        return Ok(false);
    }
    let verdict = ClaimVerdict {
        claim: claim.fact,
        state: opinion.state,
        spans,
        codes,
        strange,
        findings: opinion.findings.clone(),
        rivals,
        at: hub.now(),
        number: claim.number.saturating_add(1),
        ruling: claim.settled.clone(),
    };
    let signed = Signed::new(&verdict, hub.key())?;
    tables.set_verdict(claim.n, opinion.state, verdict.number, &signed)?;
    tables.log_verdict(claim.org, &signed)?;
    let spans_moved = last.is_some_and(|last| (last.spans, last.codes) != (verdict.spans, verdict.codes));
    Ok(claim.state != opinion.state || spans_moved)
}

use super::book::Book;
use super::error::Fault;
use super::views::FactView;
use crate::identity::{ClaimVerdict, Rival, Signed};
use crate::model::{ClaimState, DocId, FactId, Finding, Moment, StampLease, StampSpan};
use crate::rules::{ClaimContext, LotStanding, check_claim};

/// A claim on stamps: an activation, and what the hub says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimView {
    /// The activation.
    pub fact: FactId,
    /// The lot.
    pub lot: DocId,
    /// Pending until the hub has spoken.
    pub state: ClaimState,
    /// The stamps that stand by it: all it names until the hub says otherwise.
    pub spans: Vec<StampSpan>,
    /// What this phone's rules find, with what it knows now.
    pub findings: Vec<Finding>,
    /// Names of the findings the hub gave.
    pub hub_findings: Vec<String>,
    /// Claims in its way, by the hub's word.
    pub rivals: Vec<Rival>,
    /// When the hub spoke.
    pub settled_at: Option<Moment>,
}

impl Book {
    /// Every lease the hub has signed for this organisation.
    pub(super) fn leases(&self) -> Result<Vec<StampLease>, Fault> {
        let signed = self.store.read(|reading| reading.leases())?;
        signed
            .iter()
            .map(|bytes| Ok(Signed::from_bytes(bytes)?.open(&self.me.hub_key)?))
            .collect()
    }

    /// Claims of a lot, or all, newest first.
    pub(super) fn claims(&self, lot: Option<DocId>) -> Result<Vec<ClaimView>, Fault> {
        let rows = self.store.read(|reading| reading.claims(lot))?;
        rows.into_iter()
            .map(|row| self.claim_with_findings(&self.fact(row.fact)?))
            .collect()
    }

    pub(super) fn claim_with_findings(&self, view: &FactView) -> Result<ClaimView, Fault> {
        let mut claim = self.claim_of(view)?;
        if matches!(claim.state, ClaimState::Pending | ClaimState::Disputed) {
            claim.findings = self.claim_findings(view)?;
        }
        Ok(claim)
    }

    /// A claim's state, from its fact and the hub's verdict.
    pub(super) fn claim_of(&self, view: &FactView) -> Result<ClaimView, Fault> {
        let rows = self.store.read(|reading| reading.claims(Some(view.doc.id)))?;
        let signed = rows
            .into_iter()
            .find(|row| row.fact == view.id())
            .and_then(|row| row.verdict);
        let verdict: Option<ClaimVerdict> = signed
            .map(|bytes| Signed::from_bytes(&bytes)?.open(&self.me.hub_key))
            .transpose()?;
        let state = match (&view.voided, &verdict) {
            (Some(_), _) => ClaimState::Withdrawn,
            (None, Some(verdict)) => verdict.state,
            (None, None) => ClaimState::Pending,
        };
        let settled_at = verdict.as_ref().map(|verdict| verdict.at);
        let (spans, hub_findings, rivals) = match verdict {
            Some(verdict) => (verdict.spans, verdict.findings, verdict.rivals),
            None => (view.fact.stamps.clone(), Vec::new(), Vec::new()),
        };
        Ok(ClaimView {
            fact: view.id(),
            lot: view.doc.id,
            state,
            spans,
            findings: Vec::new(),
            hub_findings,
            rivals,
            settled_at,
        })
    }

    fn claim_findings(&self, view: &FactView) -> Result<Vec<Finding>, Fault> {
        let now = self.hub_now();
        let leases = self.leases()?;
        let trace = self.trace(view.doc.id)?;
        let lot = LotStanding::of(&trace, &self.catalog(), Some(view.id()), now);
        let mut rivals = Vec::new();
        for span in &view.fact.stamps {
            let touching = self
                .store
                .read(|reading| reading.spans_touching(&span.range, Some(view.id())))?;
            let same_roll = touching.into_iter().filter(|row| row.span.roll == span.roll);
            rivals.extend(same_roll.map(|row| (row.fact, row.span.range)));
        }
        Ok(check_claim(&ClaimContext {
            fact: &view.fact,
            now,
            made_ms: view.fact.recorded_at_hub().utc_ms,
            org: view.doc.org,
            person: view.fact.recorder,
            leases: &leases,
            rival_spans: &rivals,
            lot: &lot,
        }))
    }
}

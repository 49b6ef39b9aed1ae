use super::book::Book;
use super::error::Fault;
use super::views::FactView;
use crate::identity::{ClaimVerdict, Rival, Ruling, Signed};
use crate::model::{
    ClaimState, DocId, Fact, FactId, Finding, FindingCode, Moment, OrgId, SerialRange, Severity, StampSpan,
    SubLease, VoidKind,
};
use crate::rules::{ClaimContext, LotStanding, check_claim, check_voiding};

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
    /// Why it does not stand, unless it does: what this phone's rules find with what it knows now, and what the hub
    /// found besides.
    pub findings: Vec<Finding>,
    /// Names of the findings the hub gave.
    pub hub_findings: Vec<String>,
    /// Claims in its way, by the hub's word.
    pub rivals: Vec<Rival>,
    /// When the hub spoke.
    pub settled_at: Option<Moment>,
    /// How staff settled it, if they did.
    pub ruling: Option<Ruling>,
}

impl Book {
    /// Claims of a lot, or all, newest first.
    pub(super) fn claims(&self, lot: Option<DocId>) -> Result<Vec<ClaimView>, Fault> {
        let rows = self.store.read(|reading| reading.claims(lot))?;
        rows.into_iter()
            .map(|row| self.claim_with_findings(&self.fact(row.fact)?))
            .collect()
    }

    pub(super) fn claim_with_findings(&self, view: &FactView) -> Result<ClaimView, Fault> {
        let mut claim = self.claim_of(view)?;
        if !matches!(claim.state, ClaimState::Confirmed | ClaimState::Withdrawn) {
            claim.findings = self.claim_findings(view)?;
            claim.findings.extend(self.told_by_hub(&claim, view)?);
        }
        Ok(claim)
    }

    /// A claim's state, from its fact and the hub's verdict.
    pub(super) fn claim_of(&self, view: &FactView) -> Result<ClaimView, Fault> {
        let row = self.store.read(|reading| reading.claim(view.id()))?;
        let signed = row.and_then(|row| row.verdict);
        let verdict: Option<ClaimVerdict> = signed
            .map(|bytes| Signed::from_bytes(&bytes)?.open(&self.me.hub_key))
            .transpose()?;
        let state = match (&view.voided, &verdict) {
            (Some(_), _) => ClaimState::Withdrawn,
            (None, Some(verdict)) => verdict.state,
            (None, None) => ClaimState::Pending,
        };
        let settled_at = verdict.as_ref().map(|verdict| verdict.at);
        let (spans, hub_findings, rivals, ruling) = match verdict {
            Some(verdict) => (verdict.spans, verdict.findings, verdict.rivals, verdict.ruling),
            None => (view.fact.stamps.clone(), Vec::new(), Vec::new(), None),
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
            ruling,
        })
    }

    fn claim_findings(&self, view: &FactView) -> Result<Vec<Finding>, Fault> {
        let now = self.hub_now();
        let mut leases = self.leases_over(view.doc.org, view.fact.stamps.iter().map(|span| &span.range))?;
        // Once the hub has spoken, its word says what came before the activation.
        let pending = self.store.read(|reading| reading.claim(view.id()))?;
        let pending = pending.is_none_or(|row| row.verdict.is_none());
        let (revoked, sub_leases) = if pending {
            let sub_leases = self.sub_leases_before(view.doc.org, view.id())?;
            (self.take_revoked(&mut leases)?, sub_leases)
        } else {
            (Vec::new(), Vec::new())
        };
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
        let mut voided = Vec::new();
        for span in &view.fact.stamps {
            voided.extend(self.voided_in(span)?);
        }
        Ok(check_claim(&ClaimContext {
            fact: &view.fact,
            now,
            made_ms: view.fact.recorded_at_hub().utc_ms,
            org: view.doc.org,
            person: view.fact.recorder,
            leases: &leases,
            rival_spans: &rivals,
            voided: &voided,
            revoked: &revoked,
            sub_leases: &sub_leases,
            lot: &lot,
        }))
    }

    /// Stamps of a span that were reported torn, lost or void, as far as this book knows. What was handed back unused
    /// and leased anew since is none of them: ids tell which came later, as well as two clocks allow, and the hub
    /// has the last word.
    fn voided_in(&self, span: &StampSpan) -> Result<Vec<SerialRange>, Fault> {
        let mut voided = Vec::new();
        for id in self.store.read(|reading| reading.voidings())? {
            let fact = self.fact(id)?.fact;
            let leased_since = span.lease.is_some_and(|lease| lease.0 > id.0);
            if VoidKind::of(&fact) == VoidKind::Returned && leased_since {
                continue;
            }
            let same_roll =
                |gone: &&StampSpan| gone.roll.is_none() || span.roll.is_none() || gone.roll == span.roll;
            let gone = fact.stamps.iter().filter(same_roll);
            voided.extend(gone.filter_map(|gone| gone.range.overlap(&span.range)));
        }
        Ok(voided)
    }

    /// What of a voiding of stamps reaches nothing, as far as this book knows.
    pub(super) fn voiding_findings(&self, fact: &Fact, org: OrgId) -> Result<Vec<Finding>, Fault> {
        let mut leases = self.leases_over(org, fact.stamps.iter().map(|span| &span.range))?;
        self.take_revoked(&mut leases)?;
        let mut activated = Vec::new();
        for span in &fact.stamps {
            let standing = self
                .store
                .read(|reading| reading.spans_touching(&span.range, None))?;
            activated.extend(standing.into_iter().map(|row| row.span.range));
        }
        let made_ms = fact.recorded_at_hub().utc_ms;
        Ok(check_voiding(
            fact,
            made_ms,
            (org, fact.recorder),
            &leases,
            &activated,
        ))
    }

    /// What the hub found and this phone cannot see: claims of others, what staff decided.
    fn told_by_hub(&self, claim: &ClaimView, view: &FactView) -> Result<Vec<Finding>, Fault> {
        let blocking = |code| Finding::new(code, Severity::Blocking, view.id());
        let here = |code| claim.findings.iter().any(|finding| finding.code == code);
        let codes = claim
            .hub_findings
            .iter()
            .filter_map(|name| FindingCode::from_name(name));
        let mut told = Vec::new();
        for code in codes.filter(|code| !here(*code)) {
            if code == FindingCode::RangeOverlap {
                let rivals = claim.rivals.iter();
                told.extend(rivals.map(|rival| {
                    let finding = blocking(code).with("range", &rival.range);
                    finding.with("rival", &rival.claim)
                }));
            } else {
                told.push(blocking(code).with("range", &self.meant_by(code, view)?));
            }
        }
        Ok(told)
    }

    /// The stamps of a claim that the hub's word is about, as far as this book can tell; all of them otherwise.
    fn meant_by(&self, code: FindingCode, view: &FactView) -> Result<String, Fault> {
        let mut near = self.leases_over(view.doc.org, view.fact.stamps.iter().map(|span| &span.range))?;
        let revoked = self.take_revoked(&mut near)?;
        let concerned: Vec<SerialRange> = match code {
            FindingCode::LeaseRevoked => revoked.into_iter().map(|lease| lease.range).collect(),
            FindingCode::SubLeased => {
                let parts = self
                    .sub_leases(view.doc.org)?
                    .into_iter()
                    .map(|view| view.sub_lease);
                SubLease::for_others(&parts.collect::<Vec<_>>(), Some(view.fact.recorder))
            }
            _ => Vec::new(),
        };
        let spans = view.fact.stamps.iter().map(|span| &span.range);
        let shared = spans
            .clone()
            .flat_map(|range| concerned.iter().filter_map(|part| range.overlap(part)));
        let mut ranges = SerialRange::merge(shared.collect());
        if ranges.is_empty() {
            ranges = spans.cloned().collect();
        }
        let ranges: Vec<String> = ranges.iter().map(ToString::to_string).collect();
        Ok(ranges.join(", "))
    }
}

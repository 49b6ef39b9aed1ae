use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::error::Fault;
use super::views::FactView;
use crate::identity::{ClaimVerdict, Rival, Ruling, Signed};
use crate::model::{
    ClaimState, CodeGroup, DocId, Fact, FactId, Finding, FindingCode, LeaseId, Moment, OrgId, SerialRange,
    Severity, StampLease, StampSpan, SubLease, VoidKind,
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
    /// Codes it names that are in no lease of the organisation, by the hub's word: the phone's filter let them pass.
    pub strange: Vec<String>,
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
        let strange = verdict.as_ref().map(|verdict| CodeGroup::spans(&verdict.strange));
        let strange = strange.transpose()?.unwrap_or_default();
        let (spans, hub_findings, rivals, ruling) = match verdict {
            Some(verdict) => (
                verdict.stands()?,
                verdict.findings,
                verdict.rivals,
                verdict.ruling,
            ),
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
            strange: strange.into_iter().filter_map(|span| span.code).collect(),
        })
    }

    fn claim_findings(&self, view: &FactView) -> Result<Vec<Finding>, Fault> {
        let now = self.hub_now();
        let mut leases = self.leases_of(view.doc.org, &view.fact.stamps)?;
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
        let rivals = self.rivals(view)?;
        let voidings = self.voidings()?;
        let voided: Vec<SerialRange> = view
            .fact
            .stamps
            .iter()
            .flat_map(|span| voided_in(&voidings, span))
            .collect();
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

    /// Stamps of an activation that others claim, as far as this book knows: by serials, by codes, and where one names
    /// single codes of a lease and the other all of it.
    fn rivals(&self, view: &FactView) -> Result<Vec<(FactId, SerialRange)>, Fault> {
        let listed = self.claims_beside(&view.fact.stamps, view.id())?;
        let mut rivals = Vec::new();
        for span in &view.fact.stamps {
            let touching = self
                .store
                .read(|reading| reading.spans_touching(&span.range, Some(view.id())))?;
            let same = touching.into_iter().filter(|row| may_be_same(span, &row.span));
            rivals.extend(same.map(|row| (row.fact, row.span.range)));
            let beside = listed_by(span).and_then(|key| listed.get(&key));
            let beside = beside.into_iter().flatten();
            rivals.extend(beside.map(|claim| (*claim, span.range.clone())));
        }
        Ok(rivals)
    }

    /// Activations that may mean the same stamps of a list in other words: by lease, those of all its places beside single
    /// codes, and those of its codes beside places.
    pub(super) fn claims_beside(
        &self,
        stamps: &[StampSpan],
        except: FactId,
    ) -> Result<BTreeMap<(LeaseId, bool), BTreeSet<FactId>>, Fault> {
        let keys: BTreeSet<(LeaseId, bool)> = stamps.iter().filter_map(listed_by).collect();
        let mut claims = BTreeMap::new();
        for (lease, by_places) in keys {
            let beside = if by_places {
                let codes = self
                    .store
                    .read(|reading| reading.claims_of_codes(lease, Some(except)))?;
                codes.into_iter().collect()
            } else {
                self.claims_of_whole(lease, Some(except))?
            };
            claims.insert((lease, by_places), beside);
        }
        Ok(claims)
    }

    /// Activations that stand and name places on a lease's list.
    pub(super) fn claims_of_whole(
        &self,
        lease: LeaseId,
        except: Option<FactId>,
    ) -> Result<BTreeSet<FactId>, Fault> {
        let Some(StampLease { range, .. }) = self.lease(lease)? else {
            return Ok(BTreeSet::new());
        };
        let touching = self
            .store
            .read(|reading| reading.spans_touching(&range, except))?;
        let of_lease = touching.into_iter().filter(|row| row.span.lease == Some(lease));
        Ok(of_lease.map(|row| row.fact).collect())
    }

    /// What was reported torn, lost or void and stands, as far as this book knows.
    fn voidings(&self) -> Result<Vec<Fact>, Fault> {
        let voidings = self.store.read(|reading| reading.voidings())?;
        voidings.into_iter().map(|id| Ok(self.fact(id)?.fact)).collect()
    }

    /// What of a voiding of stamps reaches nothing, as far as this book knows.
    pub(super) fn voiding_findings(&self, fact: &Fact, org: OrgId) -> Result<Vec<Finding>, Fault> {
        let mut leases = self.leases_of(org, &fact.stamps)?;
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
                    let named = StampSpan::meant(&rival.range, &view.fact.stamps);
                    let finding = blocking(code).with("range", &named.named(&rival.range));
                    finding.with("rival", &rival.claim)
                }));
            } else {
                told.push(blocking(code).with("range", &self.meant_by(code, claim, view)?));
            }
        }
        Ok(told)
    }

    /// The stamps of a claim that the hub's word is about, as far as this book can tell; all of them otherwise.
    fn meant_by(&self, code: FindingCode, claim: &ClaimView, view: &FactView) -> Result<String, Fault> {
        let stamps = &view.fact.stamps;
        let concerned: Vec<SerialRange> = match code {
            FindingCode::LeaseRevoked => {
                let mut near = self.leases_of(view.doc.org, stamps)?;
                let revoked = self.take_revoked(&mut near)?.into_iter();
                revoked.map(|lease| lease.range).collect()
            }
            FindingCode::SubLeased => {
                let parts = self
                    .sub_leases(view.doc.org)?
                    .into_iter()
                    .map(|view| view.sub_lease);
                SubLease::for_others(&parts.collect::<Vec<_>>(), Some(view.fact.recorder))
            }
            _ => Vec::new(),
        };
        let mut named = Vec::new();
        for span in stamps {
            let shared = concerned.iter().filter_map(|part| span.range.overlap(part));
            let shared = SerialRange::merge(shared.collect());
            named.extend(shared.iter().map(|range| span.named(range)));
        }
        if code == FindingCode::OutsideLease {
            named.extend(claim.strange.iter().cloned());
        }
        if named.is_empty() {
            named = stamps.iter().map(|span| span.named(&span.range)).collect();
        }
        let more = named.len() > NAMED_MAX;
        named.truncate(NAMED_MAX);
        named.extend(more.then(|| "…".to_owned()));
        Ok(named.join(", "))
    }
}

/// Stamps a finding names one by one.
const NAMED_MAX: usize = 5;

/// The lease of a list that a span is of, and whether it names places there or a code.
fn listed_by(span: &StampSpan) -> Option<(LeaseId, bool)> {
    let by_places = span.range.is_places();
    let lease = span.lease.filter(|_| by_places || span.code.is_some());
    lease.map(|lease| (lease, by_places))
}

/// Whether two spans that share a serial can mean the same stamps: serials repeat from roll to roll, codes do not.
fn may_be_same(span: &StampSpan, other: &StampSpan) -> bool {
    match (&span.code, &other.code) {
        (None, None) => span.roll == other.roll,
        (code, known) => code == known,
    }
}

/// Stamps of a span that were reported torn, lost or void. What was handed back unused and leased anew since is none of
/// them: ids tell which came later, as well as two clocks allow, and the hub has the last word.
fn voided_in<'v>(voidings: &'v [Fact], span: &'v StampSpan) -> impl Iterator<Item = SerialRange> + 'v {
    let barring = voidings.iter().filter(|fact| {
        let leased_since = span.lease.is_some_and(|lease| lease.0 > fact.id.0);
        VoidKind::of(fact) != VoidKind::Returned || !leased_since
    });
    barring.flat_map(|fact| &fact.stamps).filter_map(|gone| {
        if span.code.is_some() && gone.range.is_places() {
            return (gone.lease.is_some() && gone.lease == span.lease).then(|| span.range.clone());
        }
        let same_roll = gone.roll.is_none() || span.roll.is_none() || gone.roll == span.roll;
        gone.range.overlap(&span.range).filter(|_| same_roll)
    })
}

use crate::model::{
    Fact, FactId, Finding, FindingCode, Moment, OrgId, PersonId, SerialRange, Severity, StampLease,
    StampSpan, SubLease,
};

use super::lot::{LotStanding, activation};
use super::moment::future;
use super::stamps::{count, overlap, overlaps_inside};

/// An activation and what is known where it is checked: on the phone its own leases and the claims it has
/// seen, on the hub all of them.
#[derive(Debug, Clone, Copy)]
pub struct ClaimContext<'a> {
    /// The activation.
    pub fact: &'a Fact,
    /// Now, by the clock of the checker.
    pub now: Moment,
    /// When the activation was written down, by the hub's clock as far as it is known, milliseconds since
    /// 1970.
    pub made_ms: i64,
    /// The organisation that activates.
    pub org: OrgId,
    /// The person who activates.
    pub person: PersonId,
    /// The leases known.
    pub leases: &'a [StampLease],
    /// Stamps of the same rolls that other activations have claimed before. Each is compared with each
    /// span of the claim, so an index should hand over only those near it.
    pub rival_spans: &'a [(FactId, SerialRange)],
    /// Stamps reported torn, lost or void, as far as they are known; the hub takes them out of a claim beforehand.
    pub voided: &'a [SerialRange],
    /// Leases that were revoked before the hub had the activation, as far as they are known; not among the leases.
    pub revoked: &'a [StampLease],
    /// Parts of the leases that were given to single persons and not taken back, as far as they are known; the hub takes
    /// them out of the leases beforehand.
    pub sub_leases: &'a [SubLease],
    /// The state of the lot without this activation.
    pub lot: &'a LotStanding,
}

/// What is wrong with an activation of stamps. A blocking finding keeps the hub from confirming it.
pub fn check_claim(claim: &ClaimContext) -> Vec<Finding> {
    let spans = &claim.fact.stamps;
    let mut findings = rivals(claim);
    findings.extend(overlaps_inside(claim.fact));
    findings.extend(spans.iter().flat_map(|span| outside_leases(claim, span)));
    findings.extend(spans.iter().flat_map(|span| for_others(claim, span)));
    findings.extend(spans.iter().flat_map(|span| voided(claim, span)));
    findings.extend(activation(claim.fact, count(spans.iter()), claim.lot));
    findings.extend(future(claim.fact, claim.now));
    findings
}

fn rivals(claim: &ClaimContext) -> Vec<Finding> {
    let mut findings = Vec::new();
    for span in &claim.fact.stamps {
        for (rival, taken) in claim.rival_spans {
            // The same fact twice is a retry, not a rival.
            let shared = span.range.overlap(taken).filter(|_| *rival != claim.fact.id);
            findings.extend(shared.map(|range| overlap(claim.fact.id, &span.named(&range), *rival)));
        }
    }
    findings
}

fn outside_leases(claim: &ClaimContext, span: &StampSpan) -> Vec<Finding> {
    let usable = claim.leases.iter().filter(|lease| may_use(claim, lease, span));
    let leased: Vec<SerialRange> = usable
        .filter_map(|lease| span.range.overlap(&lease.range))
        .collect();
    let blocking = |code, range: &SerialRange| {
        Finding::new(code, Severity::Blocking, claim.fact.id).with("range", &span.named(range))
    };
    let revoked = claim.revoked.iter().filter(|lease| may_use(claim, lease, span));
    let revoked: Vec<SerialRange> = revoked.map(|lease| lease.range.clone()).collect();
    let mut findings = Vec::new();
    for left in span.range.gaps(&leased) {
        let taken_back = SerialRange::merge(revoked.iter().filter_map(|range| left.overlap(range)).collect());
        let unknown = left.gaps(&revoked);
        findings.extend(
            taken_back
                .iter()
                .map(|range| blocking(FindingCode::LeaseRevoked, range)),
        );
        findings.extend(
            unknown
                .iter()
                .map(|range| blocking(FindingCode::OutsideLease, range)),
        );
    }
    findings
}

fn for_others(claim: &ClaimContext, span: &StampSpan) -> Vec<Finding> {
    let usable = claim.leases.iter().filter(|lease| may_use(claim, lease, span));
    let of_lease = |lease: &StampLease| -> Vec<SubLease> {
        let parts = claim.sub_leases.iter().filter(|sub| sub.lease == lease.id);
        parts.cloned().collect()
    };
    let others = usable.flat_map(|lease| SubLease::for_others(&of_lease(lease), Some(claim.person)));
    let named = others.filter_map(|range| span.range.overlap(&range));
    SerialRange::merge(named.collect())
        .iter()
        .map(|range| {
            Finding::new(FindingCode::SubLeased, Severity::Blocking, claim.fact.id)
                .with("range", &span.named(range))
        })
        .collect()
}

fn voided(claim: &ClaimContext, span: &StampSpan) -> Vec<Finding> {
    let gone = claim
        .voided
        .iter()
        .filter_map(|voided| span.range.overlap(voided));
    SerialRange::merge(gone.collect())
        .iter()
        .map(|range| {
            Finding::new(FindingCode::StampsVoided, Severity::Blocking, claim.fact.id)
                .with("range", &span.named(range))
        })
        .collect()
}

/// What of a voiding reaches nothing: stamps neither in a lease of the organisation that stood when it was written
/// down, nor activated by it. The hub leaves those as they are; the serials may be mistyped.
pub fn check_voiding(
    fact: &Fact,
    made_ms: i64,
    (org, person): (OrgId, PersonId),
    leases: &[StampLease],
    activated: &[SerialRange],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for span in &fact.stamps {
        let usable = leases.iter().filter(|lease| {
            lease.org == org
                && lease.person.is_none_or(|only| only == person)
                && span.roll.is_none_or(|roll| roll == lease.roll)
                && made_ms <= lease.not_after.utc_ms
        });
        let held = usable.map(|lease| &lease.range);
        let reached: Vec<SerialRange> = held.chain(activated).cloned().collect();
        findings.extend(span.range.gaps(&reached).iter().map(|range| {
            Finding::new(FindingCode::OutsideLease, Severity::Warning, fact.id)
                .with("range", &span.named(range))
        }));
    }
    findings
}

/// A lease counts if it was alive when the activation was written down, by the hub's clock: a phone may
/// come back online long after, `occurred` can be typed, and a clock set back must not revive a lease.
fn may_use(claim: &ClaimContext, lease: &StampLease, span: &StampSpan) -> bool {
    lease.org == claim.org
        && lease.person.is_none_or(|person| person == claim.person)
        && span.roll.is_none_or(|roll| roll == lease.roll)
        && claim.made_ms <= lease.not_after.utc_ms
}

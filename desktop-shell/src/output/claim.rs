use fieldbook_core::catalog::Lang;
use fieldbook_core::{ClaimEvent, ClaimView, LeaseView, SubLeaseView};
use serde::Serialize;

use super::claim_history::{ClaimEventOut, RulingOut};
use super::value::number_json;
use super::{FindingOut, Names, SpanOut, Table, Words, short, show_local};
use crate::session::Session;

/// A claim on stamps.
#[derive(Debug, Serialize)]
pub struct ClaimOut {
    id: String,
    lot: String,
    state: &'static str,
    spans: Vec<SpanOut>,
    findings: Vec<FindingOut>,
    hub_findings: Vec<String>,
    rivals: Vec<RivalOut>,
    settled_at: Option<String>,
    ruling: Option<RulingOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<Vec<ClaimEventOut>>,
}

#[derive(Debug, Serialize)]
struct RivalOut {
    fact: String,
    from: String,
    to: String,
}

impl ClaimOut {
    /// In the person's language.
    pub fn new(claim: &ClaimView, lang: Lang) -> Self {
        let rivals = claim.rivals.iter().map(|rival| {
            let code = claim.spans.iter().find(|span| span.range == rival.range);
            let code = code.and_then(|span| span.code.clone());
            let end = |counter| code.clone().unwrap_or_else(|| rival.range.serial(counter));
            RivalOut {
                fact: rival.claim.to_string(),
                from: end(rival.range.first()),
                to: end(rival.range.last()),
            }
        });
        Self {
            id: claim.fact.to_string(),
            lot: claim.lot.to_string(),
            state: claim.state.name(),
            spans: claim.spans.iter().map(SpanOut::from).collect(),
            findings: claim
                .findings
                .iter()
                .map(|finding| FindingOut::new(finding, lang))
                .collect(),
            hub_findings: claim.hub_findings.clone(),
            rivals: rivals.collect(),
            settled_at: claim.settled_at.map(|at| at.to_rfc3339()),
            ruling: claim.ruling.as_ref().map(RulingOut::from),
            history: None,
        }
    }

    /// With its life so far.
    pub fn with_history(mut self, events: &[ClaimEvent]) -> Self {
        self.history = Some(events.iter().map(ClaimEventOut::from).collect());
        self
    }
}

/// Claims below each other.
pub fn claims_table(claims: &[ClaimView], names: &Names<'_>, words: &Words, session: &Session) -> String {
    let titles = [
        "column.id",
        "column.lot",
        "column.stamps",
        "column.state",
        "column.settled",
    ];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for claim in claims {
        let stamps: Vec<String> = claim.spans.iter().map(|span| span.named(&span.range)).collect();
        table.row([
            short(&claim.fact),
            names.document(claim.lot),
            stamps.join(", "),
            words.claim_state(claim.state),
            claim
                .settled_at
                .map(|at| show_local(at.utc_ms))
                .unwrap_or_default(),
        ]);
    }
    table.text()
}

/// A lease of stamps.
#[derive(Debug, Serialize)]
pub struct LeaseOut {
    id: String,
    roll: String,
    gtin: Option<String>,
    from: String,
    to: String,
    count: serde_json::Value,
    org: String,
    person: Option<String>,
    not_after: String,
    expired: bool,
    revoked_ms: Option<i64>,
    codes_here: Option<bool>,
    sub_leases: Vec<SubLeaseOut>,
}

impl LeaseOut {
    /// As it stands at a moment, milliseconds since 1970.
    pub fn at(view: &LeaseView, given: &[SubLeaseView], now_ms: i64) -> Self {
        let LeaseView {
            lease,
            revoked_ms,
            codes_here,
        } = view;
        let parts = given.iter().filter(|view| view.sub_lease.lease == lease.id);
        Self {
            sub_leases: parts.map(SubLeaseOut::from).collect(),
            id: lease.id.to_string(),
            roll: lease.roll.to_string(),
            gtin: lease.gtin.clone(),
            from: lease.range.serial(lease.range.first()),
            to: lease.range.serial(lease.range.last()),
            count: number_json(&lease.range.count().to_string()),
            org: lease.org.to_string(),
            person: lease.person.map(|person| person.to_string()),
            not_after: lease.not_after.to_rfc3339(),
            expired: lease.not_after.utc_ms < now_ms,
            revoked_ms: *revoked_ms,
            codes_here: *codes_here,
        }
    }
}

/// A part of a lease given to one person.
#[derive(Debug, Serialize)]
pub struct SubLeaseOut {
    id: String,
    lease: String,
    person: String,
    from: String,
    to: String,
    count: serde_json::Value,
    taken_back: bool,
}

impl From<&SubLeaseView> for SubLeaseOut {
    fn from(
        SubLeaseView {
            sub_lease,
            taken_back,
        }: &SubLeaseView,
    ) -> Self {
        let range = &sub_lease.range;
        Self {
            id: sub_lease.id.to_string(),
            lease: sub_lease.lease.to_string(),
            person: sub_lease.person.to_string(),
            from: range.serial(range.first()),
            to: range.serial(range.last()),
            count: number_json(&range.count().to_string()),
            taken_back: *taken_back,
        }
    }
}

use fieldbook_core::catalog::Lang;
use fieldbook_core::identity::{ClaimVerdict, Ruling};
use fieldbook_core::model::{ClaimState, Finding, FindingCode, Severity, StampSpan};
use fieldbook_core::{ClaimDeed, ClaimEvent};
use serde::Serialize;

use super::span::SpanOut;
use super::{Table, Words, short, show_moment};
use crate::session::Session;

/// How staff settled a claim.
#[derive(Debug, Serialize)]
pub struct RulingOut {
    keeps: bool,
    at: String,
    in_favour_of: Option<String>,
    evidence: Vec<String>,
    note: Option<String>,
    lost: Vec<SpanOut>,
}

impl From<&Ruling> for RulingOut {
    fn from(ruling: &Ruling) -> Self {
        Self {
            keeps: ruling.keeps,
            at: ruling.at.to_rfc3339(),
            in_favour_of: ruling.in_favour_of.map(|claim| claim.to_string()),
            evidence: ruling.evidence.iter().map(ToString::to_string).collect(),
            note: ruling.note.clone(),
            lost: ruling.lost.iter().map(SpanOut::from).collect(),
        }
    }
}

/// One thing that happened to a claim.
#[derive(Debug, Serialize)]
pub struct ClaimEventOut {
    at: String,
    what: &'static str,
    state: Option<&'static str>,
    by: Option<String>,
    by_name: Option<String>,
    reason: Option<String>,
    fact: Option<String>,
    stamps: Vec<String>,
    typed: Vec<String>,
    photos: Vec<String>,
    findings: Vec<String>,
    ruling: Option<RulingOut>,
}

impl From<&ClaimEvent> for ClaimEventOut {
    fn from(event: &ClaimEvent) -> Self {
        let mut out = Self {
            at: event.at.to_rfc3339(),
            what: "made",
            state: event.what.state().map(|state| state.name()),
            by: None,
            by_name: None,
            reason: None,
            fact: None,
            stamps: Vec::new(),
            typed: Vec::new(),
            photos: Vec::new(),
            findings: Vec::new(),
            ruling: None,
        };
        let listed = |spans: &[StampSpan]| spans.iter().map(|span| span.named(&span.range)).collect();
        match &event.what {
            ClaimDeed::Made { by, by_name } => {
                out.by = Some(by.to_string());
                out.by_name.clone_from(by_name);
            }
            ClaimDeed::Rescanned {
                fact,
                by,
                by_name,
                stamps,
                typed,
                photos,
            } => {
                out.what = "rescanned";
                out.fact = Some(fact.to_string());
                out.by = Some(by.to_string());
                out.by_name.clone_from(by_name);
                out.stamps = listed(stamps);
                out.typed = listed(typed);
                out.photos = photos.iter().map(ToString::to_string).collect();
            }
            ClaimDeed::Judged(verdict) => {
                out.what = "judged";
                out.stamps = listed(&verdict.stands().unwrap_or_default());
                out.findings.clone_from(&verdict.findings);
                out.ruling = verdict.ruling.as_ref().map(RulingOut::from);
            }
            ClaimDeed::Withdrawn { by, by_name, reason } => {
                out.what = "withdrawn";
                out.by = Some(by.to_string());
                out.by_name.clone_from(by_name);
                out.reason.clone_from(reason);
            }
        }
        out
    }
}

/// The life of a claim on some stamps, one event a line.
pub fn claim_history_table(
    events: &[ClaimEvent],
    claimed: &[StampSpan],
    words: &Words,
    session: &Session,
) -> String {
    let titles = ["column.at", "column.by", "column.state", "column.what"];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for event in events {
        let out = ClaimEventOut::from(event);
        let state = event.what.state().map(|state| words.claim_state(state));
        table.row([
            show_moment(&event.at),
            out.by_name
                .or(out.by)
                .unwrap_or_else(|| session.word("claim.hub")),
            state.unwrap_or_default(),
            said(&event.what, claimed, session),
        ]);
    }
    table.text()
}

fn said(what: &ClaimDeed, claimed: &[StampSpan], session: &Session) -> String {
    match what {
        ClaimDeed::Made { .. } => session.word("claim.made"),
        ClaimDeed::Rescanned {
            fact,
            stamps,
            typed,
            photos,
            ..
        } => {
            let typed: u128 = typed.iter().map(|span| span.range.count()).sum();
            let args = [
                ("stamps", StampSpan::listed(stamps)),
                ("typed", typed.to_string()),
                ("photos", photos.len().to_string()),
                ("id", short(fact)),
            ];
            session.say("claim.rescanned", &args)
        }
        ClaimDeed::Judged(verdict) => judged(verdict, claimed, session),
        ClaimDeed::Withdrawn { reason, .. } => reason.clone().unwrap_or_default(),
    }
}

fn judged(verdict: &ClaimVerdict, stamps: &[StampSpan], session: &Session) -> String {
    let mut parts = Vec::new();
    let spans = verdict.stands().unwrap_or_default();
    if !spans.is_empty() {
        parts.push(session.say("claim.stands", &[("stamps", StampSpan::listed(&spans))]));
    }
    let rivals = verdict.rivals.iter();
    let rivals: Vec<StampSpan> = rivals
        .map(|rival| StampSpan::meant(&rival.range, stamps))
        .collect();
    let args = [
        ("stamps", StampSpan::listed(&rivals)),
        (
            "rivals",
            listed(verdict.rivals.iter().map(|rival| short(&rival.claim))),
        ),
    ];
    if !rivals.is_empty() {
        parts.push(session.say("claim.rivals", &args));
    }
    // Of a claim that keeps a part the ruling says what it lost.
    let partly = verdict.state == ClaimState::Confirmed;
    let other = |name: &&String| {
        **name != FindingCode::RangeOverlap.name()
            && !(partly && **name == FindingCode::SettledAgainst.name())
    };
    let findings = verdict.findings.iter().filter(other);
    parts.extend(findings.map(|name| found(name, verdict, session.lang)));
    parts.extend(verdict.ruling.as_ref().map(|ruling| ruled(ruling, session)));
    parts.join(" ")
}

/// A finding of the hub in words; one that this version does not know by its name.
fn found(name: &str, verdict: &ClaimVerdict, lang: Lang) -> String {
    FindingCode::from_name(name).map_or_else(
        || name.to_owned(),
        |code| {
            let finding = Finding::new(code, Severity::Blocking, verdict.claim);
            fieldbook_core::catalog::say_finding(lang, &finding).0
        },
    )
}

fn listed(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// Who was right, on which evidence, and what staff say to it.
pub fn ruled(ruling: &Ruling, session: &Session) -> String {
    let key = if ruling.keeps {
        "claim.kept"
    } else {
        "claim.refused"
    };
    let mut parts = vec![session.word(key)];
    if let Some(claim) = &ruling.in_favour_of {
        parts.push(session.say("claim.in_favour_of", &[("id", short(claim))]));
    }
    if !ruling.lost.is_empty() {
        parts.push(session.say("claim.lost", &[("stamps", StampSpan::listed(&ruling.lost))]));
    }
    if !ruling.evidence.is_empty() {
        let evidence = listed(ruling.evidence.iter().map(short));
        parts.push(session.say("claim.evidence", &[("evidence", evidence)]));
    }
    if let Some(note) = &ruling.note {
        parts.push(format!("“{note}”"));
    }
    parts.join(" ")
}

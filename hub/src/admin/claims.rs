use fieldbook_core::catalog::{Lang, say};
use fieldbook_core::identity::{ClaimVerdict, Ruling};
use fieldbook_core::model::{ClaimState, FactId, SerialRange, StampSpan};
use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Claim, SettlementName, StateName};
use super::perform::{known, list, one};
use super::views::{View, day_and_time};
use crate::error::Result;
use crate::{ClaimSide, Hub, NewRuling, RescanView, Settlement};

fn state_of(name: StateName) -> ClaimState {
    match name {
        StateName::Pending => ClaimState::Pending,
        StateName::Confirmed => ClaimState::Confirmed,
        StateName::Disputed => ClaimState::Disputed,
        StateName::Refused => ClaimState::Refused,
        StateName::Withdrawn => ClaimState::Withdrawn,
    }
}

pub(super) fn claim(hub: &Hub, command: &Claim, lang: Lang) -> Result<Answer> {
    match command {
        Claim::List { org, state, waiting } => {
            let org = org.map(|org| known(hub, org)).transpose()?;
            if *waiting {
                let mut claims = hub.claims_waiting()?;
                claims.retain(|claim| org.is_none_or(|org| claim.doc.org == org));
                return Ok(list(&claims));
            }
            Ok(list(&hub.claims(org, state.map(state_of))?))
        }
        Claim::Show { claim } => show(hub, *claim, lang),
        Claim::Settle {
            claim,
            settlement,
            ranges,
            evidence,
            note,
        } => {
            let ranges = ranges.iter().map(|text| {
                // As it is typed, and as `claim show` prints it.
                let ends = text.split_once("..").or_else(|| text.split_once('…'));
                let (from, to) = ends.unwrap_or((text, text));
                Ok(SerialRange::parse(from, to)?)
            });
            let ruling = NewRuling {
                settlement: match settlement {
                    SettlementName::Keep => Settlement::Keep,
                    SettlementName::Refuse => Settlement::Refuse,
                },
                ranges: ranges.collect::<Result<_>>()?,
                evidence: evidence.clone(),
                note: note.clone(),
            };
            Ok(one(&hub.settle(*claim, ruling)?))
        }
    }
}

fn show(hub: &Hub, claim: FactId, lang: Lang) -> Result<Answer> {
    let file = hub.claim_file(claim)?;
    let json = Value::Array(file.sides.iter().map(side_json).collect());
    let lines: Vec<String> = file
        .sides
        .iter()
        .flat_map(|side| side_lines(side, lang))
        .collect();
    Ok(Answer::said(json, "claim_shown", Vec::new()).with_lines(lines))
}

fn count(spans: &[StampSpan]) -> String {
    let count: u128 = spans.iter().map(|span| span.range.count()).sum();
    count.to_string()
}

fn spans_json(spans: &[StampSpan]) -> Value {
    let ends = spans.iter().map(|span| match &span.code {
        Some(code) => json!({"code": code}),
        None => {
            json!({"from": span.range.serial(span.range.first()), "to": span.range.serial(span.range.last())})
        }
    });
    Value::Array(ends.collect())
}

pub(super) fn ruling_json(ruling: &Ruling) -> Value {
    json!({
        "keeps": ruling.keeps, "at": ruling.at.to_rfc3339(), "in_favour_of": ruling.in_favour_of,
        "evidence": ruling.evidence, "note": ruling.note, "lost": spans_json(&ruling.lost),
    })
}

fn side_json(side: &ClaimSide) -> Value {
    let history = side.history.iter().map(|verdict| {
        json!({
            "number": verdict.number, "state": verdict.state.name(), "at": verdict.at.to_rfc3339(),
            "findings": verdict.findings, "ruling": verdict.ruling.as_ref().map(ruling_json),
        })
    });
    let evidence = side.evidence.iter().map(|rescan| {
        let photos = rescan.photos.iter();
        json!({
            "fact": rescan.fact, "by": rescan.by.id, "by_name": rescan.by.name,
            "recorded": rescan.recorded.to_rfc3339(), "received_ms": rescan.received_ms,
            "stamps": spans_json(&rescan.stamps), "typed": spans_json(&rescan.typed),
            "shared": spans_json(&rescan.shared), "late": rescan.late,
            "photos": photos
                .map(|(photo, here)| json!({"hash": photo.to_string(), "received": here}))
                .collect::<Vec<_>>(),
        })
    });
    let mut json = side.claim.json();
    if let Some(object) = json.as_object_mut() {
        object.insert("by".into(), json!(side.by.id));
        object.insert("by_name".into(), json!(side.by.name));
        object.insert("recorded".into(), json!(side.recorded.to_rfc3339()));
        object.insert("asks".into(), spans_json(&side.asks));
        object.insert("shared".into(), spans_json(&side.shared));
        object.insert("history".into(), history.collect());
        object.insert("evidence".into(), evidence.collect());
    }
    json
}

fn side_lines(side: &ClaimSide, lang: Lang) -> Vec<String> {
    let state = |state: ClaimState| say(lang, &format!("claim_state.{}", state.name()), &[]);
    let asks = [
        ("claim", side.claim.fact.to_string()),
        ("state", state(side.claim.state)),
        ("by", side.by.name.clone()),
        ("serials", StampSpan::listed(&side.asks)),
    ];
    let mut lines = vec![say(lang, "hub.claim.asks", &asks)];
    if !side.shared.is_empty() {
        let shared = [("serials", StampSpan::listed(&side.shared))];
        lines.push(say(lang, "hub.claim.shared", &shared));
    }
    let verdicts = side
        .history
        .iter()
        .map(|verdict| (verdict.at.utc_ms, verdict_lines(verdict, lang)));
    let rescans = side
        .evidence
        .iter()
        .map(|rescan| (rescan.received_ms, rescan_lines(rescan, lang)));
    let mut events: Vec<(i64, Vec<String>)> = verdicts.chain(rescans).collect();
    events.sort_by_key(|(at_ms, _)| *at_ms);
    lines.extend(events.into_iter().flat_map(|(_, lines)| lines));
    lines
}

fn verdict_lines(verdict: &ClaimVerdict, lang: Lang) -> Vec<String> {
    let args = [
        ("at", day_and_time(verdict.at.utc_ms)),
        (
            "state",
            say(lang, &format!("claim_state.{}", verdict.state.name()), &[]),
        ),
        ("findings", verdict.findings.join(", ")),
    ];
    let mut lines = vec![say(lang, "hub.claim.verdict", &args).trim_end().to_owned()];
    if let Some(ruling) = &verdict.ruling {
        let evidence: Vec<String> = ruling.evidence.iter().map(ToString::to_string).collect();
        let dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
        let key = if ruling.keeps {
            "hub.claim.kept"
        } else {
            "hub.claim.refused"
        };
        let args = [
            ("at", day_and_time(ruling.at.utc_ms)),
            ("evidence", dash(evidence.join(", "))),
            ("note", dash(ruling.note.clone().unwrap_or_default())),
        ];
        lines.push(say(lang, key, &args));
        let told = (!ruling.lost.is_empty()).then(|| [("serials", StampSpan::listed(&ruling.lost))]);
        lines.extend(told.map(|args| say(lang, "hub.claim.lost", &args)));
    }
    lines
}

fn rescan_lines(rescan: &RescanView, lang: Lang) -> Vec<String> {
    let number = |spans: &[StampSpan]| spans.iter().map(|span| span.range.count()).sum::<u128>();
    let camera = number(&rescan.stamps).saturating_sub(number(&rescan.typed));
    let args = [
        ("at", day_and_time(rescan.received_ms)),
        ("by", rescan.by.name.clone()),
        ("read", count(&rescan.stamps)),
        ("camera", camera.to_string()),
        ("typed", count(&rescan.typed)),
        ("shared", count(&rescan.shared)),
        ("fact", rescan.fact.to_string()),
    ];
    let mut lines = vec![say(lang, "hub.claim.rescan", &args)];
    let stamps = [("serials", StampSpan::listed(&rescan.stamps))];
    lines.push(say(lang, "hub.claim.rescanned", &stamps));
    for (photo, here) in &rescan.photos {
        let key = if *here {
            "hub.claim.photo_here"
        } else {
            "hub.claim.photo_missing"
        };
        lines.push(say(lang, key, &[("value", photo.to_string())]));
    }
    if rescan.late {
        lines.push(say(lang, "hub.claim.late", &[]));
    }
    lines
}

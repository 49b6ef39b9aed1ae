//! A sweep for machines and for people.

use fieldbook_core::model::SerialRange;
use fieldbook_core::scan::Place;
use fieldbook_core::{
    MissingStamp, SpotMark, StrangerReason, SweepGap, SweepReport, SweptCodes, SweptRange, SweptStranger,
};
use serde::Serialize;

use super::value::number_json;
use super::{ClaimOut, Names, Table, blocks, heading};
use crate::session::Session;

/// What a sweep proposes.
#[derive(Debug, Serialize)]
pub struct SweepOut {
    sweep: String,
    open: bool,
    count: serde_json::Value,
    ranges: Vec<SweptRangeOut>,
    codes: Vec<SweptCodesOut>,
    duplicates: Vec<DuplicateOut>,
    strangers: Vec<StrangerOut>,
    unread: Vec<UnreadOut>,
    unsure: Vec<UnsureOut>,
    full: bool,
    map: Option<String>,
    claims: Vec<ClaimOut>,
}

/// Stamps of a list, which count nothing.
#[derive(Debug, Serialize)]
struct SweptCodesOut {
    lease: String,
    stamps: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SweptRangeOut {
    family: String,
    roll: Option<String>,
    leased: bool,
    from: String,
    to: String,
    count: serde_json::Value,
    stamps: Vec<EndsOut>,
    typed: Vec<String>,
    left_out: Vec<EndsOut>,
    gaps: Vec<SweepGapOut>,
}

/// A run of serials.
#[derive(Debug, Serialize)]
struct EndsOut {
    from: String,
    to: String,
}

#[derive(Debug, Serialize)]
struct SweepGapOut {
    from: String,
    to: String,
    after: Option<String>,
    before: Option<String>,
    missing: Vec<MissingOut>,
}

#[derive(Debug, Serialize)]
struct MissingOut {
    serial: String,
    place: Option<PlaceOut>,
    there: &'static str,
}

#[derive(Debug, Serialize)]
struct DuplicateOut {
    serial: String,
    text: String,
    places: Vec<PlaceOut>,
}

#[derive(Debug, Serialize)]
struct StrangerOut {
    text: String,
    serial: Option<String>,
    reason: &'static str,
    claim: Option<String>,
    lot: Option<String>,
    place: Option<PlaceOut>,
}

#[derive(Debug, Serialize)]
struct UnreadOut {
    place: PlaceOut,
    likely: Option<String>,
}

#[derive(Debug, Serialize)]
struct UnsureOut {
    place: PlaceOut,
    texts: Vec<String>,
}

/// A place on the sheet, in sides of a code.
#[derive(Debug, Serialize)]
struct PlaceOut {
    patch: u32,
    x: f64,
    y: f64,
}

impl From<&Place> for PlaceOut {
    fn from(place: &Place) -> Self {
        // A hundredth of a code is less than what a hand's shake moves it.
        let [x, y] = place.middle.map(|v| (v * 100.0).round() / 100.0);
        Self {
            patch: place.patch,
            x,
            y,
        }
    }
}

fn ends(ranges: &[SerialRange]) -> Vec<EndsOut> {
    let ends = |range: &SerialRange| EndsOut {
        from: range.serial(range.first()),
        to: range.serial(range.last()),
    };
    ranges.iter().map(ends).collect()
}

impl SweepOut {
    /// A sweep's report, whether the sweep goes on, and what became of it.
    pub fn new(
        id: String,
        report: &SweepReport,
        open: bool,
        map: Option<String>,
        claims: Vec<ClaimOut>,
    ) -> Self {
        let strangers = report.strangers.iter().map(StrangerOut::from);
        Self {
            sweep: id,
            open,
            count: number_json(&report.count().to_string()),
            ranges: report
                .ranges
                .iter()
                .map(|range| range_out(range, report))
                .collect(),
            codes: report.codes.iter().map(codes_out).collect(),
            duplicates: report
                .duplicates
                .iter()
                .map(|duplicate| DuplicateOut {
                    serial: duplicate.serial.clone(),
                    text: duplicate.text.clone(),
                    places: duplicate.places.iter().map(|(_, place)| place.into()).collect(),
                })
                .collect(),
            strangers: strangers.collect(),
            unread: report
                .unread
                .iter()
                .map(|unread| UnreadOut {
                    place: (&unread.place).into(),
                    likely: unread.likely.clone(),
                })
                .collect(),
            unsure: report
                .unsure
                .iter()
                .map(|unsure| UnsureOut {
                    place: (&unsure.place).into(),
                    texts: unsure.texts.clone(),
                })
                .collect(),
            full: report.full,
            map,
            claims,
        }
    }
}

fn codes_out(codes: &SweptCodes) -> SweptCodesOut {
    SweptCodesOut {
        lease: codes.lease.to_string(),
        stamps: codes.stamps.clone(),
    }
}

fn range_out(range: &SweptRange, report: &SweepReport) -> SweptRangeOut {
    let missing = |missing: &MissingStamp| MissingOut {
        serial: missing.serial.clone(),
        place: missing.place.as_ref().map(PlaceOut::from),
        there: there(missing, report).0,
    };
    let gap = |gap: &SweepGap| SweepGapOut {
        from: gap.range.serial(gap.range.first()),
        to: gap.range.serial(gap.range.last()),
        after: gap.after.clone(),
        before: gap.before.clone(),
        missing: gap.missing.iter().map(missing).collect(),
    };
    SweptRangeOut {
        family: range.family.name().to_owned(),
        roll: range.roll.map(|roll| roll.to_string()),
        leased: range.leased,
        from: range.span.serial(range.span.first()),
        to: range.span.serial(range.span.last()),
        count: number_json(&range.count.to_string()),
        stamps: ends(&range.stamps),
        typed: range.typed.clone(),
        left_out: ends(&range.left_out),
        gaps: range.gaps.iter().map(gap).collect(),
    }
}

/// What was seen where a missing stamp should be: its name, and the key of its words.
fn there(missing: &MissingStamp, report: &SweepReport) -> (&'static str, &'static str) {
    let spot = missing
        .there
        .and_then(|id| report.spots.iter().find(|spot| spot.spot == id));
    match (spot.map(|spot| spot.mark), &missing.place) {
        (Some(SpotMark::Unread | SpotMark::Unsure), _) => ("unreadable", "sweep.there.unreadable"),
        (Some(_), _) => ("another_code", "sweep.there.another_code"),
        (None, Some(_)) => ("nothing", "sweep.there.nothing"),
        (None, None) => ("unknown", "sweep.there.unknown"),
    }
}

impl From<&SweptStranger> for StrangerOut {
    fn from(stranger: &SweptStranger) -> Self {
        let (claim, lot) = match stranger.reason {
            StrangerReason::Claimed { claim, lot, .. } => (Some(claim), Some(lot)),
            _ => (None, None),
        };
        Self {
            text: stranger.text.clone(),
            serial: stranger.serial.clone(),
            reason: stranger.reason.name(),
            claim: claim.map(|claim| claim.to_string()),
            lot: lot.map(|lot| lot.to_string()),
            place: stranger.place.as_ref().map(|(_, place)| place.into()),
        }
    }
}

/// The same for a person.
pub fn sweep_text(report: &SweepReport, names: &Names<'_>, session: &Session) -> String {
    let ranges = report
        .ranges
        .iter()
        .map(|range| range_text(range, report, session));
    let full = report.full.then(|| session.word("sweep.full"));
    blocks(
        ranges
            .chain([
                codes_text(report, session),
                duplicates_text(report, session),
                strangers_text(report, names, session),
                unread_text(report, session),
                unsure_text(report, session),
            ])
            .chain(full),
    )
}

fn listed(ranges: &[SerialRange]) -> String {
    let shown: Vec<String> = ranges.iter().map(ToString::to_string).collect();
    shown.join(", ")
}

fn range_text(range: &SweptRange, report: &SweepReport, session: &Session) -> String {
    let title = session.say(
        "sweep.range",
        &[
            ("span", range.span.to_string()),
            ("family", range.family.name().to_owned()),
            ("count", range.count.to_string()),
            ("of", range.span.count().to_string()),
        ],
    );
    let mut lines = vec![heading(&title)];
    if !range.leased {
        lines.push(session.word("sweep.not_leased"));
    }
    lines.push(session.say("sweep.stamps", &[("stamps", listed(&range.stamps))]));
    if !range.typed.is_empty() {
        lines.push(session.say("sweep.typed", &[("stamps", range.typed.join(", "))]));
    }
    if !range.left_out.is_empty() {
        lines.push(session.say("sweep.left_out", &[("stamps", listed(&range.left_out))]));
    }
    let mut table =
        Table::new(["column.missing", "column.between", "column.there"].map(|key| session.word(key)));
    for gap in &range.gaps {
        let between = [&gap.after, &gap.before].map(|end| end.clone().unwrap_or_default());
        if gap.missing.is_empty() {
            table.row([gap.range.to_string(), between.join(" – "), String::new()]);
        }
        for missing in &gap.missing {
            let (_, key) = there(missing, report);
            let there = session.word(key);
            table.row([missing.serial.clone(), between.join(" – "), there]);
        }
    }
    blocks([lines.join("\n"), table.text()])
}

fn codes_text(report: &SweepReport, session: &Session) -> String {
    let text = |codes: &SweptCodes| {
        let count = [("count", codes.stamps.len().to_string())];
        let title = heading(&session.say("sweep.codes", &count));
        format!("{title}\n{}", codes.stamps.join("\n"))
    };
    blocks(report.codes.iter().map(text))
}

fn duplicates_text(report: &SweepReport, session: &Session) -> String {
    let line = |serial: &str, places: usize| {
        let args = [("serial", serial.to_owned()), ("places", places.to_string())];
        session.say("sweep.duplicate", &args)
    };
    let lines: Vec<String> = report
        .duplicates
        .iter()
        .map(|duplicate| line(&duplicate.serial, duplicate.places.len()))
        .collect();
    lines.join("\n")
}

fn strangers_text(report: &SweepReport, names: &Names<'_>, session: &Session) -> String {
    let mut table =
        Table::new(["column.stranger", "column.reason", "column.lot"].map(|key| session.word(key)));
    for stranger in &report.strangers {
        let lot = match stranger.reason {
            StrangerReason::Claimed { lot, .. } => names.document(lot),
            _ => String::new(),
        };
        let shown = stranger.serial.clone().unwrap_or_else(|| stranger.text.clone());
        table.row([shown, stranger.say(session.lang), lot]);
    }
    table.text()
}

fn unread_text(report: &SweepReport, session: &Session) -> String {
    if report.unread.is_empty() {
        return String::new();
    }
    let likely: Vec<String> = report
        .unread
        .iter()
        .filter_map(|unread| unread.likely.clone())
        .collect();
    let count = [("count", report.unread.len().to_string())];
    let mut lines = vec![session.say("sweep.unread", &count)];
    if !likely.is_empty() {
        lines.push(session.say("sweep.likely", &[("serials", likely.join(", "))]));
    }
    lines.join("\n")
}

fn unsure_text(report: &SweepReport, session: &Session) -> String {
    let line = |texts: &[String]| match texts {
        [text] => session.say("sweep.once", &[("text", text.clone())]),
        texts => session.say("sweep.doubted", &[("texts", texts.join(" | "))]),
    };
    let lines: Vec<String> = report.unsure.iter().map(|unsure| line(&unsure.texts)).collect();
    lines.join("\n")
}

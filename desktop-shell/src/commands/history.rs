use clap::Args;
use fieldbook_core::model::{Fact, FactKind, FindingCode};
use fieldbook_core::{Fieldbook, HistoryEntry};
use serde::Serialize;
use serde_json::Value;

use super::words;
use crate::failure::Failure;
use crate::find;
use crate::output::{
    Answer, ClaimEventOut, Names, Table, Words, blocks, claim_history_table, heading, short, show_moment,
    show_offset, value_json,
};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct History {
    /// The entry: id or some digits of it
    #[arg(value_name = "ID")]
    id: String,
}

#[derive(Debug, Serialize)]
struct EntryOut {
    field: Option<String>,
    old: Vec<Value>,
    new: Option<Value>,
    reason: Option<String>,
    by: String,
    by_name: Option<String>,
    on_behalf_of: Option<String>,
    on_behalf_of_name: Option<String>,
    device: Option<String>,
    device_name: Option<String>,
    at: String,
    at_trust: &'static str,
    hub_offset_s: Option<i64>,
    state: &'static str,
    replaced: bool,
    finding: Option<&'static str>,
    change: String,
}

/// What happened to the entry and, for an activation, behind it what happened to its claim on stamps (`what`).
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum HistoryOut {
    Entry(Box<EntryOut>),
    Claim(Box<ClaimEventOut>),
}

impl From<&HistoryEntry> for EntryOut {
    fn from(entry: &HistoryEntry) -> Self {
        Self {
            field: entry.field.clone(),
            old: entry.old.iter().map(value_json).collect(),
            new: entry.new.as_ref().map(value_json),
            reason: entry.reason.clone(),
            by: entry.by.to_string(),
            by_name: entry.by_name.clone(),
            on_behalf_of: entry.on_behalf_of.map(|person| person.to_string()),
            on_behalf_of_name: entry.on_behalf_of_name.clone(),
            device: entry.device.map(|device| device.to_string()),
            device_name: entry.device_name.clone(),
            at: entry.at.to_rfc3339(),
            at_trust: entry.at.trust.name(),
            hub_offset_s: entry.hub_offset_s,
            state: entry.state.name(),
            replaced: entry.replaced,
            finding: entry.finding.map(FindingCode::name),
            change: entry.change.to_string(),
        }
    }
}

pub fn run(args: &History, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let view = find::fact(&book, &args.id)?;
    let entries = book.journal().history(view.id())?;
    let out: Vec<HistoryOut> = entries
        .iter()
        .map(|it| HistoryOut::Entry(Box::new(it.into())))
        .collect();
    let text = shown(&view.fact, &entries, &book, session)?;
    if view.fact.kind != FactKind::Activate {
        return Answer::of(&out, text);
    }
    let events = book.stamps().claim_history(view.id())?;
    let claim = events
        .iter()
        .map(|event| HistoryOut::Claim(Box::new(event.into())));
    let out: Vec<HistoryOut> = out.into_iter().chain(claim).collect();
    let life = claim_history_table(&events, &view.fact.stamps, &words(&book, session), session);
    Answer::of(
        &out,
        blocks([text, heading(&session.word("history.claim")), life]),
    )
}

fn shown(
    fact: &Fact,
    entries: &[HistoryEntry],
    book: &Fieldbook,
    session: &Session,
) -> Result<String, Failure> {
    let (names, words) = (Names::of(book)?, &words(book, session));
    let titles = [
        "column.at",
        "column.by",
        "column.device",
        "column.change",
        "column.reason",
        "column.state",
    ];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for entry in entries {
        let device = entry.device.map(|device| short(&device));
        table.row([
            when(entry, session),
            who(entry, &names, session),
            entry.device_name.clone().or(device).unwrap_or_default(),
            change(fact, entry, words, session),
            entry.reason.clone().unwrap_or_default(),
            words.state(entry.state),
        ]);
    }
    let title = format!("{} · {}", words.step(fact), show_moment(&fact.occurred));
    Ok(blocks([heading(&title), table.text()]))
}

/// When, by which clock, and how far it was off.
fn when(entry: &HistoryEntry, session: &Session) -> String {
    let trust = session.word(&format!("clock_trust.{}", entry.at.trust.name()));
    let off = entry
        .hub_offset_s
        .and_then(|seconds| show_offset(seconds, session));
    let known = [Some(trust), off].into_iter().flatten();
    format!(
        "{} ({})",
        show_moment(&entry.at),
        known.collect::<Vec<_>>().join(", ")
    )
}

fn who(entry: &HistoryEntry, names: &Names<'_>, session: &Session) -> String {
    let mut by = entry.by_name.clone().unwrap_or_else(|| names.person(entry.by));
    // The device that signed is not theirs.
    if entry.finding.is_some() {
        by = format!("{by} ({})", session.word("history.foreign"));
    }
    let other = entry.on_behalf_of.map(|id| {
        let name = entry
            .on_behalf_of_name
            .clone()
            .unwrap_or_else(|| names.person(id));
        session.say("fact.on_behalf", &[("name", name)])
    });
    other.map_or_else(|| by.clone(), |other| format!("{by} ({other})"))
}

/// What an entry did: `Độ ẩm: 14 % → 13,5 %`.
fn change(fact: &Fact, entry: &HistoryEntry, words: &Words, session: &Session) -> String {
    let (Some(field), Some(new)) = (&entry.field, &entry.new) else {
        return session.word("history.recorded");
    };
    if field == "void" {
        return session.word("fact.voided");
    }
    let value = |value| moment_or_value(fact, field, value, words);
    let old: Vec<String> = entry.old.iter().map(value).collect();
    let since = entry
        .replaced
        .then(|| format!("({})", session.word("history.replaced")));
    format!(
        "{}: {} → {} {}",
        words.field(fact, field),
        old.join(" / "),
        value(new),
        since.unwrap_or_default()
    )
}

/// A value; `occurred` is a moment in RFC 3339.
pub(super) fn moment_or_value(
    fact: &Fact,
    field: &str,
    value: &fieldbook_core::model::FieldValue,
    words: &Words,
) -> String {
    let moment = (field == "occurred")
        .then(|| fieldbook_core::model::Moment::parse(field, value.as_text()?).ok())
        .flatten();
    moment.map_or_else(|| words.value(fact, field, value), |at| show_moment(&at))
}

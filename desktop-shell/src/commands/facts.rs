use chrono::Local;
use clap::Args;
use fieldbook_core::model::{DocKind, FactKind};
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::{FactView, Fieldbook};
use serde::Serialize;

use super::words;
use crate::failure::Failure;
use crate::find;
use crate::output::{Answer, FactOut, Names, Table, blocks, facts_table, short, show_moment, show_offset};
use crate::session::Session;
use crate::when;

#[derive(Debug, Args)]
pub struct List {
    /// Only what happened today
    #[arg(long, conflicts_with = "since")]
    today: bool,
    /// Only what happened since: 2026-10-02, 02/10/2026 or RFC 3339
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only entries that have come this far
    #[arg(long, value_parser = state_names())]
    state: Option<String>,
    /// Only entries of this kind
    #[arg(long, value_parser = kind_names())]
    kind: Option<String>,
    /// Only entries of this season, lot or visit
    #[arg(long, value_name = "ID")]
    doc: Option<String>,
    /// In the order that is proven, whatever the clocks said; with --doc alone
    #[arg(long, requires = "doc", conflicts_with_all = ["today", "since", "state", "kind", "limit"])]
    order: bool,
    /// At most so many
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    limit: u32,
}

#[derive(Debug, Args)]
pub struct Search {
    /// The words; with exactly these letters come first
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// At most so many
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    limit: u32,
}

fn state_names() -> clap::builder::PossibleValuesParser {
    ChangeState::ALL.map(|(_, name)| name).into()
}

fn kind_names() -> clap::builder::PossibleValuesParser {
    FactKind::ALL.map(|(_, name)| name).into()
}

pub fn list(args: &List, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    if args.order {
        return in_order(args.doc.as_deref().unwrap_or_default(), &book, session);
    }
    let mut query = FactQuery {
        limit: args.limit,
        state: args.state.as_deref().and_then(ChangeState::from_name),
        kind: args.kind.as_deref().and_then(FactKind::from_name),
        ..FactQuery::default()
    };
    if args.today {
        query.since_ms = Some(when::today(Local::now())?);
    }
    if let Some(since) = &args.since {
        query.since_ms = Some(when::begins(since)?);
    }
    if let Some(doc) = &args.doc {
        query.doc = Some(find::document(&book, doc, &KINDS)?.doc.id);
    }
    told(&book.journal().query(&query)?, &book, session)
}

pub fn search(args: &Search, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let text = args.text.join(" ");
    let found = book.journal().search(&text, args.limit)?;
    let nothing = found
        .is_empty()
        .then(|| Failure::nothing("search.nothing").with("value", text));
    if nothing.is_some() {
        return Ok(Answer::of(&found.iter().map(|_| ()).collect::<Vec<_>>(), "")?.but(nothing));
    }
    told(&found, &book, session)
}

/// What can be listed.
const KINDS: [DocKind; 3] = [DocKind::Season, DocKind::Lot, DocKind::Visit];

#[derive(Debug, Serialize)]
struct OrderedOut {
    depth: u32,
    contradicts: Option<String>,
    #[serde(flatten)]
    fact: FactOut,
}

fn in_order(doc: &str, book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let doc = find::document(book, doc, &KINDS)?.doc.id;
    let order = book.journal().order(doc)?;
    let (names, words) = (Names::of(book)?, &words(book, session));
    let titles = [
        "column.place",
        "column.recorded",
        "column.clock",
        "column.id",
        "column.what",
        "column.by",
        "column.in_doubt",
    ];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for entry in &order {
        let fact = &entry.view.fact;
        let trust = session.word(&format!("clock_trust.{}", fact.recorded.trust.name()));
        let off = fact
            .hub_offset_s
            .and_then(|seconds| show_offset(seconds, session));
        let clock: Vec<String> = [Some(trust), off].into_iter().flatten().collect();
        let doubt = entry
            .contradicts
            .map(|other| session.say("order.contradicts", &[("id", short(&other))]));
        table.row([
            entry.depth.to_string(),
            show_moment(&fact.recorded),
            clock.join(", "),
            short(&fact.id),
            words.step(fact),
            names.person(fact.recorder),
            doubt.unwrap_or_default(),
        ]);
    }
    let out = order.iter().map(|entry| OrderedOut {
        depth: entry.depth,
        contradicts: entry.contradicts.map(|other| other.to_string()),
        fact: FactOut::new(&entry.view, &names),
    });
    let out: Vec<OrderedOut> = out.collect();
    Answer::of(&out, blocks([table.text(), session.word("order.legend")]))
}

fn told(views: &[FactView], book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let names = Names::of(book)?;
    let out: Vec<FactOut> = views.iter().map(|view| FactOut::new(view, &names)).collect();
    let text = if views.is_empty() {
        session.word("list.none")
    } else {
        facts_table(views, &names, &words(book, session), session)
    };
    Answer::of(&out, text)
}

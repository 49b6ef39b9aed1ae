use chrono::Local;
use clap::Args;
use fieldbook_core::model::{DocKind, FactKind};
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::{FactView, Fieldbook};

use super::words;
use crate::failure::Failure;
use crate::find;
use crate::output::{Answer, FactOut, Names, facts_table};
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
        let kinds = [DocKind::Season, DocKind::Lot, DocKind::Visit];
        query.doc = Some(find::document(&book, doc, &kinds)?.doc.id);
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

fn told(views: &[FactView], book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let names = Names::of(book)?;
    let out: Vec<FactOut> = views.iter().map(|view| FactOut::new(view, &names)).collect();
    let text = if views.is_empty() {
        session.word("list.none")
    } else {
        facts_table(views, &names, words(book, session), session)
    };
    Answer::of(&out, text)
}

use clap::{Args, Subcommand};
use fieldbook_core::NewSeason;
use fieldbook_core::model::DocKind;

use crate::failure::Failure;
use crate::output::{Answer, DocumentOut, Names, documents_table};
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub enum Season {
    /// Open a season
    New(New),
    /// Every season, the newest first
    List,
}

#[derive(Debug, Args)]
pub struct New {
    /// What people call it, such as "Vụ mùa 2026"
    #[arg(long)]
    name: String,
    /// The product's name, GTIN or id [default: the organisation's only one]
    #[arg(long)]
    product: Option<String>,
    /// The plot's name or id
    #[arg(long)]
    plot: Option<String>,
}

pub fn run(args: &Season, session: &Session) -> Result<Answer, Failure> {
    match args {
        Season::New(new) => open(new, session),
        Season::List => list(DocKind::Season, session),
    }
}

fn open(new: &New, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let view = book.documents().open_season(&NewSeason {
        name: new.name.clone(),
        product: new.product.clone(),
        plot: new.plot.clone(),
    })?;
    opened(&view, "season.opened", &book, session)
}

/// Documents of a kind, the newest first.
pub(super) fn list(kind: DocKind, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let names = Names::of(&book)?;
    let views = book.documents().list(kind)?;
    let out: Vec<DocumentOut> = views.iter().map(|view| DocumentOut::new(view, &names)).collect();
    let text = if views.is_empty() {
        session.word("list.none")
    } else {
        documents_table(&views, &names, session)
    };
    Answer::of(&out, text)
}

/// What to say of a document just made.
pub(super) fn opened(
    view: &fieldbook_core::DocumentView,
    key: &str,
    book: &fieldbook_core::Fieldbook,
    session: &Session,
) -> Result<Answer, Failure> {
    let names = Names::of(book)?;
    let args = [
        ("name", view.text("name").unwrap_or_default()),
        ("code", view.text("code").unwrap_or_default()),
        ("id", view.doc.id.to_string()),
    ];
    Answer::of(&DocumentOut::new(view, &names), session.say(key, &args))
}

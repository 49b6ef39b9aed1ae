use clap::{Args, Subcommand};
use fieldbook_core::NewVisit;
use fieldbook_core::model::DocKind;

use super::season::{list, opened};
use crate::failure::Failure;
use crate::find;
use crate::output::Answer;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub enum Visit {
    /// Open a visit
    New(New),
    /// Every visit, the newest first
    List,
}

#[derive(Debug, Args)]
pub struct New {
    /// What it is for, such as "Kiểm tra đồng ruộng"
    #[arg(long)]
    name: String,
    /// The season or lot visited
    #[arg(long, value_name = "ID")]
    subject: Option<String>,
    /// The product's name, GTIN or id, when no subject is given [default: the organisation's only one]
    #[arg(long, conflicts_with = "subject")]
    product: Option<String>,
}

pub fn run(args: &Visit, session: &Session) -> Result<Answer, Failure> {
    match args {
        Visit::New(new) => open(new, session),
        Visit::List => list(DocKind::Visit, session),
    }
}

fn open(new: &New, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let subject = new.subject.as_deref().map(|text| find::origin(&book, text));
    let view = book.documents().open_visit(&NewVisit {
        name: new.name.clone(),
        subject: subject.transpose()?,
        product: new.product.clone(),
    })?;
    opened(&view, "visit.opened", &book, session)
}

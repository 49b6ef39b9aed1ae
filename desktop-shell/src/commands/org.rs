use clap::{Args, Subcommand};
use fieldbook_core::model::OrgId;
use fieldbook_core::store::fold_text;
use fieldbook_core::{Fieldbook, FollowedOrg};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Answer, Table, short};
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub enum Org {
    /// Every organisation this device is certified for
    List,
    /// Fetch an organisation's news again, from the next sync on
    Follow(Named),
    /// Fetch no more of it; what is here goes once the hub has receipts for all of it
    Unfollow(Named),
}

#[derive(Debug, Args)]
pub struct Named {
    /// The organisation's name or id
    #[arg(value_name = "ORG")]
    org: String,
}

#[derive(Debug, Serialize)]
struct OrgOut {
    id: String,
    name: String,
    followed: bool,
    beginning: bool,
    documents: u64,
    only_here: u64,
}

pub fn run(args: &Org, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    match args {
        Org::List => {}
        Org::Follow(named) => book.sync().follow(find(&book, &named.org)?)?,
        Org::Unfollow(named) => book.sync().unfollow(find(&book, &named.org)?)?,
    }
    shown(&book.sync().followed()?, session)
}

fn find(book: &Fieldbook, text: &str) -> Result<OrgId, Failure> {
    let orgs = book.sync().followed()?;
    let wanted = fold_text(text.trim());
    let found = orgs
        .iter()
        .find(|org| org.org.to_string() == text || fold_text(&org.name) == wanted);
    let missing = || fieldbook_core::FieldbookError::NotFound {
        what: text.to_owned(),
    };
    Ok(found.map(|org| org.org).ok_or_else(missing)?)
}

fn shown(orgs: &[FollowedOrg], session: &Session) -> Result<Answer, Failure> {
    let titles = [
        "column.id",
        "column.name",
        "column.followed",
        "column.documents",
        "column.only_here",
    ];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for org in orgs {
        let followed = match (org.followed, org.beginning) {
            (false, _) => "org.dropped",
            (true, true) => "org.beginning",
            (true, false) => "org.followed",
        };
        table.row([
            short(&org.org),
            org.name.clone(),
            session.word(followed),
            org.documents.to_string(),
            org.only_here.to_string(),
        ]);
    }
    let out = orgs.iter().map(|org| OrgOut {
        id: org.org.to_string(),
        name: org.name.clone(),
        followed: org.followed,
        beginning: org.beginning,
        documents: org.documents,
        only_here: org.only_here,
    });
    Answer::of(&out.collect::<Vec<_>>(), table.text())
}

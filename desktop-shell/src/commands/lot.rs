use clap::{Args, Subcommand};
use fieldbook_core::NewLot;
use fieldbook_core::model::DocKind;
use fieldbook_core::store::FactQuery;
use serde::Serialize;

use super::season::{list, opened};
use super::words;
use crate::failure::Failure;
use crate::find;
use crate::output::{
    Answer, ClaimOut, Details, DocumentOut, FactOut, FindingOut, Names, blocks, claims_table, facts_table,
    finding_lines, heading,
};
use crate::session::Session;

/// More entries than a lot has.
pub(super) const FACTS_MAX: u32 = 10_000;

#[derive(Debug, Subcommand)]
pub enum Lot {
    /// Open a lot
    New(New),
    /// Every lot, the newest first
    List,
    /// One lot with its entries, claims and findings
    Show(Show),
}

#[derive(Debug, Args)]
pub struct New {
    /// What people call it [default: its code]
    #[arg(long)]
    name: Option<String>,
    /// The product's name, GTIN or id [default: the organisation's only one]
    #[arg(long)]
    product: Option<String>,
    /// The code printed on packs, at most 20 characters [default: a fresh one]
    #[arg(long)]
    code: Option<String>,
}

#[derive(Debug, Args)]
pub struct Show {
    /// The lot: id, some digits of it, code or name
    #[arg(value_name = "LOT")]
    lot: String,
}

#[derive(Debug, Serialize)]
struct LotOut {
    #[serde(flatten)]
    document: DocumentOut,
    facts: Vec<FactOut>,
    claims: Vec<ClaimOut>,
    findings: Vec<FindingOut>,
}

pub fn run(args: &Lot, session: &Session) -> Result<Answer, Failure> {
    match args {
        Lot::New(new) => open(new, session),
        Lot::List => list(DocKind::Lot, session),
        Lot::Show(args) => show(args, session),
    }
}

fn open(new: &New, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let view = book.documents().open_lot(&NewLot {
        name: new.name.clone(),
        product: new.product.clone(),
        code: new.code.clone(),
    })?;
    opened(&view, "lot.opened", &book, session)
}

fn show(args: &Show, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let view = find::lot(&book, &args.lot)?;
    let id = view.doc.id;
    let query = FactQuery {
        doc: Some(id),
        limit: FACTS_MAX,
        ..FactQuery::default()
    };
    let facts = book.journal().query(&query)?;
    let claims = book.stamps().claims(Some(id))?;
    let findings = book.documents().findings(id)?;
    let (names, words) = (Names::of(&book)?, &words(&book, session));
    let out = LotOut {
        document: DocumentOut::new(&view, &names),
        facts: facts.iter().map(|fact| FactOut::new(fact, &names)).collect(),
        claims: claims
            .iter()
            .map(|claim| ClaimOut::new(claim, session.lang))
            .collect(),
        findings: findings
            .iter()
            .map(|finding| FindingOut::new(finding, session.lang))
            .collect(),
    };
    let product = view.text("product").unwrap_or_default();
    let text = blocks([
        heading(&view.text("name").unwrap_or_default()),
        Details::new()
            .line(&session.word("column.id"), id.to_string())
            .line(
                &session.word("column.code"),
                view.text("code").unwrap_or_default(),
            )
            .line(
                &session.word("column.product"),
                names.product(&product).unwrap_or(product),
            )
            .text(),
        facts_table(&facts, &names, words, session),
        claims_table(&claims, &names, words, session),
        finding_lines(&findings, session.lang),
    ]);
    Answer::of(&out, text)
}

use clap::Args;
use fieldbook_core::model::Finding;

use super::words;
use crate::failure::Failure;
use crate::find;
use crate::output::{Answer, ClaimOut, Names, blocks, claims_table, finding_lines};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Claims {
    /// Only of this lot
    #[arg(long, value_name = "ID")]
    lot: Option<String>,
}

pub fn run(args: &Claims, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let lot = args.lot.as_deref().map(|lot| find::lot(&book, lot)).transpose()?;
    let claims = book.stamps().claims(lot.map(|lot| lot.doc.id))?;
    let out: Vec<ClaimOut> = claims
        .iter()
        .map(|claim| ClaimOut::new(claim, session.lang))
        .collect();
    if claims.is_empty() {
        return Answer::of(&out, session.word("list.none"));
    }
    let findings: Vec<Finding> = claims.iter().flat_map(|claim| claim.findings.clone()).collect();
    let text = blocks([
        claims_table(&claims, &Names::of(&book)?, &words(&book, session), session),
        finding_lines(&findings, session.lang),
    ]);
    Answer::of(&out, text)
}

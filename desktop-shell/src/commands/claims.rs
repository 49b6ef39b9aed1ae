use clap::Args;
use fieldbook_core::model::Finding;

use super::words;
use crate::failure::Failure;
use crate::find;
use crate::output::{
    Answer, ClaimOut, Names, blocks, claim_history_table, claims_table, finding_lines, heading, short,
};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Claims {
    /// Only of this lot
    #[arg(long, value_name = "ID")]
    lot: Option<String>,
    /// With everything that happened to each: every word of the hub, re-scans, settlements
    #[arg(long)]
    history: bool,
}

pub fn run(args: &Claims, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let lot = args.lot.as_deref().map(|lot| find::lot(&book, lot)).transpose()?;
    let claims = book.stamps().claims(lot.map(|lot| lot.doc.id))?;
    let mut out: Vec<ClaimOut> = claims
        .iter()
        .map(|claim| ClaimOut::new(claim, session.lang))
        .collect();
    if claims.is_empty() {
        return Answer::of(&out, session.word("list.none"));
    }
    let findings: Vec<Finding> = claims.iter().flat_map(|claim| claim.findings.clone()).collect();
    let (names, words) = (Names::of(&book)?, words(&book, session));
    let mut parts = vec![
        claims_table(&claims, &names, &words, session),
        finding_lines(&findings, session.lang),
    ];
    if args.history {
        let mut told = Vec::new();
        for (claim, out) in claims.iter().zip(out) {
            let events = book.stamps().claim_history(claim.fact)?;
            let title = format!("{} · {}", names.document(claim.lot), short(&claim.fact));
            parts.push(heading(&title));
            let claimed = book.journal().get(claim.fact)?.fact.stamps;
            parts.push(claim_history_table(&events, &claimed, &words, session));
            told.push(out.with_history(&events));
        }
        out = told;
    }
    let text = blocks(parts);
    Answer::of(&out, text)
}

use chrono::Local;
use clap::Args;
use fieldbook_core::model::Finding;

use super::words;
use crate::failure::Failure;
use crate::find;
use crate::output::{
    Answer, ClaimOut, LeaseOut, Names, Table, blocks, claims_table, finding_lines, show_local,
};
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

pub fn leases(session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let leases = book.stamps().leases()?;
    let now_ms = Local::now().timestamp_millis();
    let out: Vec<LeaseOut> = leases.iter().map(|lease| LeaseOut::at(lease, now_ms)).collect();
    if leases.is_empty() {
        return Answer::of(&out, session.word("leases.none"));
    }
    let titles = ["column.stamps", "column.count", "column.until"].map(|key| session.word(key));
    let mut table = Table::new(["GTIN".to_owned()].into_iter().chain(titles));
    for lease in &leases {
        let mut until = show_local(lease.not_after.utc_ms);
        if lease.not_after.utc_ms < now_ms {
            until = format!("{until} ({})", session.word("leases.expired"));
        }
        table.row([
            lease.gtin.clone().unwrap_or_default(),
            lease.range.to_string(),
            lease.range.count().to_string(),
            until,
        ]);
    }
    Answer::of(&out, table.text())
}

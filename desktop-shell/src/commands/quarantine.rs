use std::path::PathBuf;

use clap::{Args, Subcommand};
use fieldbook_core::Quarantined;
use serde::Serialize;

use super::{bundle, words};
use crate::failure::Failure;
use crate::output::{Answer, Table, short, show_local};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Quarantine {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write it all to a file, for whoever looks into it
    Export {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Serialize)]
struct QuarantinedOut {
    document: String,
    reason: String,
    text: String,
    at_ms: i64,
    bytes: u64,
    writer: Option<String>,
}

pub fn run(args: &Quarantine, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    if let Some(What::Export { file }) = &args.what {
        return bundle::write(file, &book.journal().export_quarantine()?, session);
    }
    let words = &words(&book, session);
    let all = book.journal().quarantine()?;
    let out: Vec<QuarantinedOut> = all
        .iter()
        .map(|one: &Quarantined| QuarantinedOut {
            document: one.doc.to_string(),
            text: words.refusal(&one.reason),
            reason: one.reason.clone(),
            at_ms: one.at_ms,
            bytes: one.bytes,
            writer: one.writer.clone(),
        })
        .collect();
    if all.is_empty() {
        return Answer::of(&out, session.word("quarantine.none"));
    }
    let titles = [
        "quarantine.document",
        "quarantine.at",
        "quarantine.bytes",
        "quarantine.writer",
        "quarantine.why",
    ];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for one in &out {
        table.row([
            short(&one.document),
            show_local(one.at_ms),
            one.bytes.to_string(),
            one.writer.clone().unwrap_or_default(),
            one.text.clone(),
        ]);
    }
    Answer::of(&out, table.text())
}

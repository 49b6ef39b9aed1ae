use std::fs;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::failure::Failure;
use crate::find;
use crate::output::Answer;
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub enum Export {
    /// GS1 EPCIS 2.0 JSON-LD
    Epcis(Epcis),
    /// A spreadsheet, one row per entry
    Csv(Csv),
}

#[derive(Debug, Args)]
pub struct Epcis {
    #[command(flatten)]
    what: What,
    /// The address Digital Links begin with [default: the hub's]
    #[arg(long, value_name = "URL")]
    resolver: Option<String>,
}

#[derive(Debug, Args)]
pub struct Csv {
    #[command(flatten)]
    what: What,
}

#[derive(Debug, Args)]
struct What {
    /// The lot: id, some digits of it, code or name
    #[arg(long, value_name = "ID")]
    lot: String,
    /// Write to this file instead of stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct WrittenOut {
    file: String,
    bytes: usize,
}

pub fn run(args: &Export, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let what = match args {
        Export::Epcis(args) => &args.what,
        Export::Csv(args) => &args.what,
    };
    let lot = find::lot(&book, &what.lot)?.doc.id;
    let content = match args {
        Export::Epcis(args) => book.exports().epcis(lot, args.resolver.as_deref())?,
        Export::Csv(_) => book.exports().csv(lot, session.lang)?,
    };
    let Some(file) = &what.out else {
        return Ok(Answer::raw(content));
    };
    fs::write(file, &content).map_err(|error| Failure::unwritten(file, &error))?;
    let out = WrittenOut {
        file: file.display().to_string(),
        bytes: content.len(),
    };
    let told = [("file", out.file.clone()), ("bytes", out.bytes.to_string())];
    Answer::of(&out, session.say("export.written", &told))
}

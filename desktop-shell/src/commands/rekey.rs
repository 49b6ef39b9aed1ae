use std::path::PathBuf;

use clap::Args;
use fieldbook_core::Fieldbook;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Answer;
use crate::session::{OpenBook, Session, read_key};

#[derive(Debug, Args)]
pub struct Rekey {
    /// The file with the new key: 64 hexadecimal digits, such as `openssl rand -hex 32` prints
    #[arg(value_name = "FILE")]
    new_key: PathBuf,
}

#[derive(Debug, Serialize)]
struct RekeyOut {
    book: String,
}

pub fn run(args: &Rekey, session: &Session) -> Result<Answer, Failure> {
    let dir = session.dir()?;
    let config = session.config(dir)?;
    drop(OpenBook(Fieldbook::rekey(config, read_key(&args.new_key)?)?));
    let told = session.say("rekey.done", &[("file", args.new_key.display().to_string())]);
    let book = dir.display().to_string();
    Answer::of(&RekeyOut { book }, told)
}

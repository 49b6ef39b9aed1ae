use std::path::PathBuf;

use clap::Args;
use fieldbook_core::Fieldbook;
use serde::Serialize;

use super::init::{computer_name, invitation_text};
use crate::failure::Failure;
use crate::output::Answer;
use crate::session::{OpenBook, Session};

#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it must not exist yet
    file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// The file that `fieldbook backup` wrote
    file: PathBuf,
    /// A new invitation, or @FILE that holds it; needed on another device than the copy's
    #[arg(long, value_name = "TEXT")]
    invite: Option<String>,
    /// What others see this device called [default: this computer's name]
    #[arg(long, value_name = "DEVICE")]
    name: Option<String>,
}

#[derive(Debug, Serialize)]
struct BackupOut {
    file: String,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct RestoreOut {
    book: String,
    facts: u64,
    to_send: u64,
}

pub fn backup(args: &Backup, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    book.backup_to(&args.file)?;
    let about = std::fs::metadata(&args.file).map_err(|error| Failure::file(&args.file, &error))?;
    let file = args.file.display().to_string();
    let told = session.say("backup.done", &[("file", file.clone())]);
    let bytes = about.len();
    Answer::of(&BackupOut { file, bytes }, told)
}

pub fn restore(args: &Restore, session: &Session) -> Result<Answer, Failure> {
    let dir = session.dir()?;
    let invitation = args.invite.as_deref().map(invitation_text).transpose()?;
    let name = args.name.clone().unwrap_or_else(computer_name);
    let config = session.config(dir)?;
    let book = OpenBook(Fieldbook::restore(
        config,
        &args.file,
        invitation.as_deref(),
        &name,
    )?);
    let facts = book.check()?.facts;
    let to_send = book.sync().status()?.outbox;
    let args = [
        ("facts", facts.to_string()),
        ("to_send", to_send.to_string()),
        ("dir", dir.display().to_string()),
    ];
    let told = session.say("restore.done", &args);
    let out = RestoreOut {
        book: dir.display().to_string(),
        facts,
        to_send,
    };
    Answer::of(&out, told)
}

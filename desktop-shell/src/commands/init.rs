use std::fs;
use std::path::Path;

use clap::Args;
use fieldbook_core::Fieldbook;
use fieldbook_core::model::Invalid;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Answer;
use crate::session::{OpenBook, Session};

/// An invitation is a few hundred bytes; a larger file is something else.
const INVITATION_MAX: u64 = 64 * 1024;

#[derive(Debug, Args)]
pub struct Init {
    /// The invitation's text, or @FILE that holds it
    #[arg(long, value_name = "TEXT")]
    invite: String,
    /// What others see this device called [default: this computer's name]
    #[arg(long, value_name = "DEVICE")]
    name: Option<String>,
}

#[derive(Debug, Serialize)]
struct InitOut {
    book: String,
    device: String,
    device_name: String,
    person: String,
    name: String,
    org: String,
    org_name: String,
    roles: Vec<&'static str>,
    hub: String,
}

pub fn run(args: &Init, session: &Session) -> Result<Answer, Failure> {
    let dir = session.dir()?;
    let invitation = invitation_text(&args.invite)?;
    let device_name = args.name.clone().unwrap_or_else(computer_name);
    let book = OpenBook(Fieldbook::create(
        session.config(dir)?,
        &invitation,
        &device_name,
    )?);
    let me = book.people().me()?;
    let told = session.say(
        "init.done",
        &[
            ("dir", dir.display().to_string()),
            ("name", me.name.clone()),
            ("org", me.org_name.clone()),
        ],
    );
    let out = InitOut {
        book: dir.display().to_string(),
        device: me.device.to_string(),
        device_name,
        person: me.person.to_string(),
        name: me.name,
        org: me.org.to_string(),
        org_name: me.org_name,
        roles: me.roles.iter().map(|role| role.name()).collect(),
        hub: me.hub_url,
    };
    Answer::of(&out, told)
}

/// An invitation as given: its text, or @FILE that holds it.
pub(super) fn invitation_text(given: &str) -> Result<String, Failure> {
    match given.strip_prefix('@') {
        Some(file) => read(Path::new(file)),
        None => Ok(given.to_owned()),
    }
}

fn read(file: &Path) -> Result<String, Failure> {
    let failed = |error| Failure::file(file, &error);
    let not_one = || Invalid::new("invite", "not_an_invitation");
    if fs::metadata(file).map_err(failed)?.len() > INVITATION_MAX {
        return Err(not_one().into());
    }
    Ok(String::from_utf8(fs::read(file).map_err(failed)?).map_err(|_| not_one())?)
}

pub(super) fn computer_name() -> String {
    ["HOSTNAME", "COMPUTERNAME"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.is_empty())
        .or_else(|| fs::read_to_string("/etc/hostname").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "laptop".to_owned())
}

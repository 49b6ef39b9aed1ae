use std::io::{self, IsTerminal};

use clap::{Args, Subcommand};
use console::Term;
use fieldbook_core::catalog::say;
use fieldbook_core::export::show_kind;
use fieldbook_core::model::{FactKind, PersonId};
use fieldbook_core::{Fieldbook, Paper, Profile, ProfileOrg};
use serde::Serialize;
use zeroize::Zeroizing;

use super::init::invitation_text;
use crate::failure::Failure;
use crate::find;
use crate::output::{Answer, Details, Table, short, show_local};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct People {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Take another invitation: a further person on this device, or a further organisation of one who is here
    /// (thêm người); works without signal
    Add {
        /// The invitation's text, or @FILE that holds it
        #[arg(long, value_name = "TEXT")]
        invite: String,
    },
    /// Let somebody else of this device record (chuyển người); asks for their PIN when they have one
    Switch {
        /// The person: name, id or some digits of it
        #[arg(value_name = "PERSON")]
        person: String,
    },
    /// Set or change the PIN of who records now (mã PIN); asks for the old and the new one
    Pin {
        /// Take the PIN away
        #[arg(long)]
        remove: bool,
    },
    /// Open new seasons, lots and visits for another organisation of who records now (chọn cơ sở)
    WorkFor {
        /// The organisation: name, id or some digits of it
        #[arg(value_name = "ORGANISATION")]
        org: String,
    },
}

#[derive(Debug, Serialize)]
struct PersonOut {
    id: String,
    name: String,
    profile: Option<ProfileOut>,
}

#[derive(Debug, Serialize)]
struct ProfileOut {
    orgs: Vec<OrgOut>,
    has_pin: bool,
    current: bool,
    pending: bool,
    refused: Option<String>,
}

#[derive(Debug, Serialize)]
struct OrgOut {
    id: String,
    name: String,
    roles: Vec<&'static str>,
    current: bool,
    pending: bool,
}

impl From<&Profile> for PersonOut {
    fn from(profile: &Profile) -> Self {
        Self {
            id: profile.person.to_string(),
            name: profile.name.clone(),
            profile: Some(ProfileOut {
                orgs: profile.orgs.iter().map(OrgOut::from).collect(),
                has_pin: profile.has_pin,
                current: profile.current,
                pending: profile.pending,
                refused: profile.refused.clone(),
            }),
        }
    }
}

impl From<&ProfileOrg> for OrgOut {
    fn from(org: &ProfileOrg) -> Self {
        Self {
            id: org.org.to_string(),
            name: org.name.clone(),
            roles: org.roles.iter().map(|role| role.name()).collect(),
            current: org.current,
            pending: org.pending,
        }
    }
}

pub fn people(args: &People, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    match &args.action {
        None => list(&book, session),
        Some(Action::Add { invite }) => {
            let profile = book.people().add(&invitation_text(invite)?)?;
            done(&profile, "people.added", session)
        }
        Some(Action::Switch { person }) => switch(person, &book, session),
        Some(Action::Pin { remove }) => pin(*remove, &book, session),
        Some(Action::WorkFor { org }) => {
            let orgs = current(&book)?.orgs;
            let wanted = find::org(&orgs, org)?;
            done(&book.people().work_for(wanted)?, "people.works_for", session)
        }
    }
}

fn list(book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let profiles = book.people().profiles()?;
    let mut out: Vec<PersonOut> = profiles.iter().map(PersonOut::from).collect();
    for person in book.people().register()?.people {
        if !profiles.iter().any(|profile| profile.person == person.id) {
            out.push(PersonOut {
                id: person.id.to_string(),
                name: person.name,
                profile: None,
            });
        }
    }
    let titles = ["column.id", "column.name", "column.on_this_device"];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for person in &out {
        let here = person.profile.as_ref().map(|profile| here(profile, session));
        let id: PersonId = person.id.parse()?;
        table.row([short(&id), person.name.clone(), here.unwrap_or_default()]);
    }
    Answer::of(&out, table.text())
}

/// How a person stands on this device.
fn here(profile: &ProfileOut, session: &Session) -> String {
    let mut said: Vec<String> = profile.orgs.iter().map(|org| org.name.clone()).collect();
    let marks = [
        (profile.current, "people.current"),
        (profile.has_pin, "people.has_pin"),
        (profile.pending, "people.pending"),
    ];
    said.extend(
        marks
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, key)| session.word(key)),
    );
    let refused = profile.refused.as_ref();
    said.extend(refused.map(|code| session.word(&format!("refusal.{code}"))));
    said.join(", ")
}

fn done(profile: &Profile, key: &str, session: &Session) -> Result<Answer, Failure> {
    let org = profile.orgs.iter().find(|org| org.current);
    let org = org.or(profile.orgs.last()).map(|org| org.name.clone());
    let said = session.say(
        key,
        &[("name", profile.name.clone()), ("org", org.unwrap_or_default())],
    );
    Answer::of(&PersonOut::from(profile), said)
}

fn current(book: &Fieldbook) -> Result<Profile, Failure> {
    let mut profiles = book.people().profiles()?.into_iter();
    let current = profiles.find(|profile| profile.current);
    current.ok_or_else(|| Failure::nothing("find.missing").with("value", ""))
}

fn switch(wanted: &str, book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let profiles = book.people().profiles()?;
    let person = find::profile(&profiles, wanted)?;
    let has_pin = profiles
        .iter()
        .any(|profile| profile.person == person && profile.has_pin);
    let pin = if has_pin {
        ask("people.ask_pin", session)?
    } else {
        None
    };
    let profile = book
        .people()
        .switch_to(person, pin.as_ref().map(|pin| pin.as_str()))?;
    done(&profile, "people.switched", session)
}

fn pin(remove: bool, book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let profile = current(book)?;
    let old = if profile.has_pin {
        ask("people.ask_old_pin", session)?
    } else {
        None
    };
    // Pressing Enter alone must not take a PIN away: an empty one is refused as no PIN.
    let new = if remove {
        None
    } else {
        Some(ask("people.ask_new_pin", session)?.unwrap_or_default())
    };
    book.people().set_pin(
        old.as_ref().map(|pin| pin.as_str()),
        new.as_ref().map(|pin| pin.as_str()),
    )?;
    let key = if remove {
        "people.pin_removed"
    } else {
        "people.pin_set"
    };
    done(&current(book)?, key, session)
}

/// A PIN from the terminal without showing it, or a line of what is piped in; never an argument, which
/// every other program of the computer can read. Nothing when nothing was typed.
fn ask(key: &str, session: &Session) -> Result<Option<Zeroizing<String>>, Failure> {
    let failed =
        |error: io::Error| Failure::refused("unexpected", "file.failed").with("why", error.to_string());
    let line = if io::stdin().is_terminal() {
        let term = Term::stderr();
        term.write_str(&format!("{} ", session.word(key)))
            .map_err(failed)?;
        Zeroizing::new(term.read_secure_line().map_err(failed)?)
    } else {
        let mut line = Zeroizing::new(String::new());
        io::stdin().read_line(&mut line).map_err(failed)?;
        line
    };
    let typed = Zeroizing::new(line.trim().to_owned());
    Ok((!typed.is_empty()).then_some(typed))
}

#[derive(Debug, Serialize)]
struct ProductOut {
    id: String,
    name: String,
    group: String,
    gtin: Option<String>,
}

#[derive(Debug, Serialize)]
struct MeOut {
    person: String,
    name: String,
    org: String,
    org_name: String,
    roles: Vec<&'static str>,
    device: String,
    hub: String,
    hub_key: String,
    certified_until: Option<String>,
    paper: &'static str,
    may_open: Vec<&'static str>,
    may_record: Vec<&'static str>,
    may_record_on_behalf: Vec<&'static str>,
}

pub fn products(session: &Session) -> Result<Answer, Failure> {
    let products = session.open()?.people().register()?.products;
    let titles = ["column.id", "column.name", "column.group"].map(|key| session.word(key));
    let mut table = Table::new(titles.into_iter().chain(["GTIN".to_owned()]));
    for product in &products {
        let gtin = product.gtin.clone().unwrap_or_default();
        table.row([
            short(&product.id),
            product.name.clone(),
            product.group.clone(),
            gtin,
        ]);
    }
    let out = products.into_iter().map(|product| ProductOut {
        id: product.id.to_string(),
        name: product.name,
        group: product.group,
        gtin: product.gtin,
    });
    Answer::of(&out.collect::<Vec<_>>(), table.text())
}

pub fn whoami(session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let me = book.people().me()?;
    let rights = book.people().rights()?;
    let hub_key = book.sync().hub_key().to_string();
    let roles = me
        .roles
        .iter()
        .map(|role| session.word(&format!("role.{}", role.name())));
    let until = match &rights.until {
        Some(until) if rights.paper == Paper::Ended => {
            format!("{} – {}", show_local(until.utc_ms), session.word("whoami.ended"))
        }
        Some(until) => show_local(until.utc_ms),
        None => session.word("whoami.not_certified"),
    };
    let documents = rights
        .documents
        .iter()
        .map(|kind| say(session.lang, &format!("doc_kind.{}", kind.name()), &[]));
    let kinds = |kinds: &[FactKind]| {
        let said = kinds.iter().map(|kind| show_kind(*kind, session.lang));
        said.collect::<Vec<_>>().join(", ")
    };
    let (helped, own): (Vec<FactKind>, Vec<FactKind>) = rights
        .facts
        .iter()
        .partition(|kind| rights.on_behalf_only.contains(kind));
    let text = Details::new()
        .line(&session.word("column.name"), me.name.clone())
        .line(&session.word("whoami.org"), me.org_name.clone())
        .line(
            &session.word("whoami.roles"),
            roles.collect::<Vec<_>>().join(", "),
        )
        .line(&session.word("whoami.device"), me.device.to_string())
        .line(&session.word("whoami.hub"), me.hub_url.clone())
        .line(&session.word("whoami.hub_key"), hub_key.clone())
        .line(&session.word("whoami.certified_until"), until)
        .line(
            &session.word("whoami.may_open"),
            documents.collect::<Vec<_>>().join(", "),
        )
        .line(&session.word("whoami.may_record"), kinds(&own))
        .line(&session.word("whoami.may_record_on_behalf"), kinds(&helped))
        .text();
    let out = MeOut {
        person: me.person.to_string(),
        name: me.name,
        org: me.org.to_string(),
        org_name: me.org_name,
        roles: me.roles.iter().map(|role| role.name()).collect(),
        device: me.device.to_string(),
        hub: me.hub_url,
        hub_key,
        certified_until: me.certified_until.map(|until| until.to_rfc3339()),
        paper: paper_name(rights.paper),
        may_open: rights.documents.iter().map(|kind| kind.name()).collect(),
        may_record: own.iter().map(|kind| kind.name()).collect(),
        may_record_on_behalf: helped.iter().map(|kind| kind.name()).collect(),
    };
    Answer::of(&out, text)
}

fn paper_name(paper: Paper) -> &'static str {
    match paper {
        Paper::Invitation => "invitation",
        Paper::Certificate => "certificate",
        Paper::Ended => "ended",
    }
}

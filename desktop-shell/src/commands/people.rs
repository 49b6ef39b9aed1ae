use fieldbook_core::Paper;
use fieldbook_core::catalog::say;
use fieldbook_core::export::show_kind;
use fieldbook_core::model::FactKind;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Answer, Details, Table, short, show_local};
use crate::session::Session;

#[derive(Debug, Serialize)]
struct PersonOut {
    id: String,
    name: String,
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
    certified_until: Option<String>,
    paper: &'static str,
    may_open: Vec<&'static str>,
    may_record: Vec<&'static str>,
    may_record_on_behalf: Vec<&'static str>,
}

pub fn people(session: &Session) -> Result<Answer, Failure> {
    let people = session.open()?.people().register()?.people;
    let mut table = Table::new(["column.id", "column.name"].map(|key| session.word(key)));
    for person in &people {
        table.row([short(&person.id), person.name.clone()]);
    }
    let out = people.into_iter().map(|person| PersonOut {
        id: person.id.to_string(),
        name: person.name,
    });
    Answer::of(&out.collect::<Vec<_>>(), table.text())
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

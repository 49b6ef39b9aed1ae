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
    hub_key: String,
    certified_until: Option<String>,
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
    let hub_key = book.sync().hub_key().to_string();
    let roles = me
        .roles
        .iter()
        .map(|role| session.word(&format!("role.{}", role.name())));
    let until = match &me.certified_until {
        Some(until) => show_local(until.utc_ms),
        None => session.word("whoami.not_certified"),
    };
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
    };
    Answer::of(&out, text)
}

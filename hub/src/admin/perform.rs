use fieldbook_core::catalog::{Lang, say_finding};
use fieldbook_core::model::{DocId, OrgId, Role, SerialRange};
use serde_json::{Value, json};

use super::answer::Answer;
use super::args::{Command, Device, Held, Lease, Org, Person, Plot, Product, RoleName, Roll};
use super::invite::invite;
use super::views::View;
use super::{claims, files};
use crate::error::{HubError, Result};
use crate::{Hub, Issue, NewLease, NewList, NewOrg, NewProduct, NewRoll, Settled};

pub(super) fn list<V: View>(all: &[V]) -> Answer {
    let json = Value::Array(all.iter().map(View::json).collect());
    Answer::table(json, V::TITLES, all.iter().map(View::cells).collect())
}

pub(super) fn one<V: View>(made: &V) -> Answer {
    Answer::table(made.json(), V::TITLES, vec![made.cells()])
}

/// An organisation that is asked about must be there: an empty list would hide a mistyped id.
pub(super) fn known(hub: &Hub, org: OrgId) -> Result<OrgId> {
    let found = hub.orgs()?.iter().any(|known| known.id == org);
    found
        .then_some(org)
        .ok_or_else(|| HubError::not_found("org", &org))
}

/// Does what a command asks for; serving is done elsewhere.
pub(super) fn perform(hub: &Hub, command: &Command, lang: Lang) -> Result<Answer> {
    match command {
        Command::Serve { .. } => Err(HubError::refused("usage", "serve")),
        Command::Org(command) => org(hub, command),
        Command::Person(command) => person(hub, command),
        Command::Product(command) => product(hub, command),
        Command::Plot(command) => plot(hub, command),
        Command::Invite(args) => invite(hub, args),
        Command::Roll(command) => roll(hub, command),
        Command::Lease(command) => lease(hub, command),
        Command::Claim(command) => claims::claim(hub, command, lang),
        Command::Device(command) => device(hub, command),
        Command::Held(command) => held(hub, command),
        Command::Findings { document } => findings(hub, *document, lang),
        Command::Bundle(command) => files::bundle(hub, command),
        Command::Pack(command) => files::pack(hub, command),
        Command::Quarantine(command) => files::quarantine(hub, command),
        Command::Check => {
            let problems = hub.check()?;
            let args = vec![("count", problems.len().to_string())];
            let answer = Answer::said(json!({"problems": problems}), "checked", args);
            Ok(answer.with_lines(problems))
        }
        Command::Restored => {
            hub.start_new_epoch()?;
            Ok(Answer::said(json!({"epoch": "new"}), "restored", Vec::new()))
        }
    }
}

fn org(hub: &Hub, command: &Org) -> Result<Answer> {
    match command {
        Org::New { name, address, gln } => Ok(one(&hub.new_org(&NewOrg {
            name: name.clone(),
            address: address.clone(),
            gln: gln.clone(),
        })?)),
        Org::List => Ok(list(&hub.orgs()?)),
    }
}

fn role_of(name: RoleName) -> Role {
    match name {
        RoleName::Farmer => Role::Farmer,
        RoleName::Officer => Role::Officer,
        RoleName::Manager => Role::Manager,
        RoleName::Inspector => Role::Inspector,
    }
}

fn person(hub: &Hub, command: &Person) -> Result<Answer> {
    match command {
        Person::New { org, name, role } => {
            let roles: Vec<Role> = role.iter().copied().map(role_of).collect();
            Ok(one(&hub.new_person(*org, name, &roles)?))
        }
        Person::Roles { org, person, role } => {
            let roles: Vec<Role> = role.iter().copied().map(role_of).collect();
            let member = hub.set_roles(*org, *person, &roles)?;
            Ok(Answer::said(member.json(), "roles", Vec::new()))
        }
        Person::Withdraw { org, person } => {
            let member = hub.withdraw(*org, *person)?;
            Ok(Answer::said(member.json(), "withdrawn", Vec::new()))
        }
        Person::Join { org, person, role } => {
            let roles: Vec<Role> = role.iter().copied().map(role_of).collect();
            Ok(one(&hub.add_member(*org, *person, &roles)?))
        }
        Person::List { org } => Ok(list(&hub.persons(known(hub, *org)?)?)),
    }
}

fn product(hub: &Hub, command: &Product) -> Result<Answer> {
    match command {
        Product::New {
            org,
            name,
            group,
            gtin,
        } => {
            let new = NewProduct {
                name: name.clone(),
                group: group.clone(),
                gtin: gtin.clone(),
            };
            Ok(one(&hub.new_product(*org, &new)?))
        }
        Product::List { org } => Ok(list(&hub.products(known(hub, *org)?)?)),
    }
}

fn plot(hub: &Hub, command: &Plot) -> Result<Answer> {
    match command {
        Plot::New { org, name, code } => Ok(one(&hub.new_plot(*org, name, code.as_deref())?)),
        Plot::List { org } => Ok(list(&hub.plots(known(hub, *org)?)?)),
    }
}

fn roll(hub: &Hub, command: &Roll) -> Result<Answer> {
    match command {
        Roll::New {
            gtin,
            host,
            product,
            from,
            to,
        } => {
            let issue = match (gtin, host) {
                (Some(gtin), _) => Issue::Gtin(gtin.clone()),
                (None, host) => Issue::Host(host.clone().unwrap_or_default()),
            };
            let new = NewRoll {
                issue,
                product: *product,
                range: SerialRange::parse(from, to)?,
            };
            Ok(one(&hub.new_roll(&new)?))
        }
        Roll::Import {
            file,
            host,
            gtin,
            column,
            product,
        } => {
            let issue = match (gtin, host) {
                (Some(gtin), _) => Some(Issue::Gtin(gtin.clone())),
                (None, host) => host.clone().map(Issue::Host),
            };
            let new = NewList {
                issue,
                product: *product,
                column: column.clone(),
            };
            Ok(one(&hub.import_list(file, &new)?))
        }
        Roll::List => Ok(list(&hub.rolls()?)),
    }
}

fn lease(hub: &Hub, command: &Lease) -> Result<Answer> {
    match command {
        Lease::New {
            roll,
            org,
            person,
            from,
            to,
            days,
        } => {
            let range = match (from, to) {
                (Some(from), Some(to)) if hub.is_list(*roll)? => Some(hub.places(*roll, from, to)?),
                (Some(from), Some(to)) => Some(SerialRange::parse(from, to)?),
                _ => None,
            };
            let new = NewLease {
                roll: *roll,
                range,
                org: *org,
                person: *person,
                days: *days,
            };
            Ok(one(&hub.new_lease(&new)?))
        }
        Lease::Revoke { lease } => {
            let revoked = hub.revoke_lease(*lease)?;
            let args = vec![("value", revoked.lease.range.to_string())];
            Ok(Answer::said(revoked.json(), "lease_revoked", args))
        }
        Lease::List { org, id } => {
            let mut leases = hub.leases(known(hub, *org)?)?;
            leases.retain(|row| id.is_none_or(|id| row.lease.id == id));
            match id {
                Some(id) if leases.is_empty() => Err(HubError::not_found("lease", id)),
                _ => Ok(list(&leases)),
            }
        }
    }
}

fn device(hub: &Hub, command: &Device) -> Result<Answer> {
    match command {
        Device::List => Ok(list(&hub.devices()?)),
        Device::Revoke { device } => {
            hub.revoke_device(*device)?;
            let args = vec![("value", device.to_string())];
            Ok(Answer::said(json!({"revoked": device}), "revoked", args))
        }
    }
}

fn held(hub: &Hub, command: &Held) -> Result<Answer> {
    match command {
        Held::List => Ok(list(&hub.held()?)),
        Held::Accept {
            document,
            device,
            seen,
        } => {
            let settled = hub.accept_seen(*document, *device, seen)?;
            Ok(settled_as("accepted", &settled))
        }
        Held::Refuse {
            document,
            device,
            seen,
        } => {
            let settled = hub.refuse_seen(*document, *device, seen)?;
            Ok(settled_as("refused", &settled))
        }
    }
}

/// How many changes, and which there were: who named none may have settled more than they had looked at.
fn settled_as(word: &'static str, settled: &Settled) -> Answer {
    let held: Vec<Value> = settled.held.iter().map(View::json).collect();
    let args = vec![("count", settled.count.to_string())];
    let lines = settled
        .held
        .iter()
        .map(|held| format!("{}  {}  {}", held.seen, held.count, held.device_name));
    Answer::said(json!({word: settled.count, "held": held}), word, args).with_lines(lines)
}

fn findings(hub: &Hub, document: DocId, lang: Lang) -> Result<Answer> {
    let found = hub.findings(document)?;
    let said = found.iter().map(|finding| (finding, say_finding(lang, finding)));
    let json = said.clone().map(|(finding, (text, remedy))| {
        json!({
            "code": finding.code.name(), "severity": finding.severity.name(), "fact": finding.fact,
            "text": text, "remedy": remedy,
        })
    });
    let json = Value::Array(json.collect());
    let cells = said.map(|(finding, (text, remedy))| {
        let fact = finding
            .fact
            .map_or_else(|| "–".to_owned(), |fact| fact.to_string());
        vec![fact, text, remedy]
    });
    Ok(Answer::table(json, &["id", "finding", "remedy"], cells.collect()))
}

use std::fs;
use std::path::PathBuf;

use clap::Args;
use fieldbook_core::identity::{Invitation, PublicKey};
use fieldbook_core::model::Invalid;
use fieldbook_core::{Evidence as Proven, EvidenceDevice, verify_evidence};
use serde::Serialize;

use crate::failure::Failure;
use crate::find;
use crate::output::{Answer, Details, FindingOut, blocks, finding_lines, short, show_moment};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Evidence {
    /// The lot: id, some digits of it, code or name
    #[arg(value_name = "LOT")]
    lot: String,
    /// Write to this file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Put the register in: people's and plots' names, of the whole organisation
    #[arg(long)]
    names: bool,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// An evidence file or a bundle
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The hub's public key, 64 hexadecimal digits [default: of the book's hub]
    #[arg(long, value_name = "KEY", conflicts_with = "invite")]
    hub_key: Option<String>,
    /// An invitation of the hub, which names its key
    #[arg(long, value_name = "TEXT")]
    invite: Option<String>,
}

#[derive(Debug, Serialize)]
struct WrittenOut {
    file: String,
    bytes: usize,
}

#[derive(Debug, Serialize)]
struct ProvenOut {
    documents: Vec<String>,
    facts: u64,
    voided: u64,
    corrections: u64,
    changes: u64,
    people: Vec<PersonOut>,
    devices: Vec<DeviceOut>,
    exporter: DeviceOut,
    made: String,
    receipts: u64,
    first_receipt: Option<String>,
    last_receipt: Option<String>,
    without_receipt: Vec<String>,
    held: Vec<String>,
    missing_origins: Vec<String>,
    set_aside: usize,
    rules_run: bool,
    findings: Vec<FindingOut>,
}

#[derive(Debug, Serialize)]
struct PersonOut {
    person: String,
    name: Option<String>,
    facts: u64,
}

#[derive(Debug, Serialize)]
struct DeviceOut {
    device: Option<String>,
    name: Option<String>,
    key: String,
    changes: u64,
}

impl From<&EvidenceDevice> for DeviceOut {
    fn from(device: &EvidenceDevice) -> Self {
        Self {
            device: device.device.map(|device| device.to_string()),
            name: device.name.clone(),
            key: device.key.to_string(),
            changes: device.changes,
        }
    }
}

pub fn run(args: &Evidence, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let lot = find::lot(&book, &args.lot)?.doc.id;
    let bytes = book.exports().evidence(lot, args.names)?;
    fs::write(&args.out, &bytes).map_err(|error| Failure::unwritten(&args.out, &error))?;
    let out = WrittenOut {
        file: args.out.display().to_string(),
        bytes: bytes.len(),
    };
    let told = [("file", out.file.clone()), ("bytes", out.bytes.to_string())];
    Answer::of(&out, session.say("export.written", &told))
}

/// Needs no book when the hub's key is given.
pub fn verify(args: &Verify, session: &Session) -> Result<Answer, Failure> {
    let bytes = fs::read(&args.file).map_err(|error| Failure::file(&args.file, &error))?;
    let proven = verify_evidence(&bytes, &hub_key(args, session)?)?;
    Answer::of(&out(&proven, session), shown(&proven, session))
}

fn hub_key(args: &Verify, session: &Session) -> Result<PublicKey, Failure> {
    let unreadable = |reason| Failure::from(Invalid::new("hub_key", reason));
    match (&args.hub_key, &args.invite) {
        (Some(key), _) => key.trim().parse().map_err(|_| unreadable("not_a_key")),
        (None, Some(text)) => match Invitation::from_text(text) {
            Ok(invitation) => Ok(invitation.hub_key),
            Err(_) => Err(unreadable("not_an_invitation")),
        },
        (None, None) => Ok(session.open()?.sync().hub_key()),
    }
}

fn out(proven: &Proven, session: &Session) -> ProvenOut {
    ProvenOut {
        documents: proven.documents.iter().map(|doc| doc.id.to_string()).collect(),
        facts: proven.facts,
        voided: proven.voided,
        corrections: proven.corrections,
        changes: proven.changes,
        people: proven
            .people
            .iter()
            .map(|person| PersonOut {
                person: person.person.to_string(),
                name: person.name.clone(),
                facts: person.facts,
            })
            .collect(),
        devices: proven.devices.iter().map(DeviceOut::from).collect(),
        exporter: DeviceOut::from(&proven.exporter),
        made: proven.made.to_rfc3339(),
        receipts: proven.receipts,
        first_receipt: proven.first_receipt.map(|at| at.to_rfc3339()),
        last_receipt: proven.last_receipt.map(|at| at.to_rfc3339()),
        without_receipt: proven
            .unreceipted
            .iter()
            .map(|one| one.change.to_string())
            .collect(),
        held: proven.held.iter().map(ToString::to_string).collect(),
        missing_origins: proven.missing_origins.iter().map(ToString::to_string).collect(),
        set_aside: proven.aside.len(),
        rules_run: proven.judged,
        findings: proven
            .findings
            .iter()
            .map(|finding| FindingOut::new(finding, session.lang))
            .collect(),
    }
}

fn device_name(device: &EvidenceDevice, session: &Session) -> String {
    device
        .name
        .clone()
        .unwrap_or_else(|| session.word("evidence.the_hub"))
}

fn shown(proven: &Proven, session: &Session) -> String {
    let people: Vec<String> = proven
        .people
        .iter()
        .map(|person| {
            let name = person.name.clone().unwrap_or_else(|| short(&person.person));
            format!("{name} ({})", person.facts)
        })
        .collect();
    let devices: Vec<String> = proven
        .devices
        .iter()
        .map(|device| format!("{} ({})", device_name(device, session), device.changes))
        .collect();
    let span = match (proven.first_receipt, proven.last_receipt) {
        (Some(first), Some(last)) => format!(
            "{} · {} – {}",
            proven.receipts,
            show_moment(&first),
            show_moment(&last)
        ),
        _ => "0".to_owned(),
    };
    let some = |count: usize| {
        if count == 0 {
            String::new()
        } else {
            count.to_string()
        }
    };
    let details = Details::new()
        .line(
            &session.word("evidence.documents"),
            proven.documents.len().to_string(),
        )
        .line(&session.word("evidence.facts"), proven.facts.to_string())
        .line(
            &session.word("evidence.voided"),
            some(usize::try_from(proven.voided).unwrap_or_default()),
        )
        .line(&session.word("evidence.changes"), proven.changes.to_string())
        .line(&session.word("evidence.people"), people.join(", "))
        .line(&session.word("evidence.devices"), devices.join(", "))
        .line(
            &session.word("evidence.exporter"),
            format!(
                "{} · {}",
                device_name(&proven.exporter, session),
                show_moment(&proven.made)
            ),
        )
        .line(&session.word("evidence.receipts"), span)
        .line(
            &session.word("evidence.without_receipt"),
            proven.unreceipted.len().to_string(),
        )
        .line(&session.word("evidence.held"), some(proven.held.len()))
        .line(
            &session.word("evidence.missing_origins"),
            some(proven.missing_origins.len()),
        )
        .line(&session.word("evidence.set_aside"), some(proven.aside.len()))
        .text();
    let found = if proven.judged {
        finding_lines(&proven.findings, session.lang)
    } else {
        session.word("evidence.not_judged")
    };
    let headline = if proven.unreceipted.is_empty() {
        "evidence.sound"
    } else {
        "evidence.sound_in_part"
    };
    blocks([session.word(headline), details, found])
}

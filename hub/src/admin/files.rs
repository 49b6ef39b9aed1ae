use std::fs;
use std::path::Path;

use serde_json::json;

use super::answer::Answer;
use super::args::{Bundle, Pack, Quarantine};
use super::perform::list;
use super::views::View;
use crate::Hub;
use crate::error::{HubError, Result};

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).map_err(|error| HubError::folder(file, error))
}

pub(super) fn bundle(hub: &Hub, command: &Bundle) -> Result<Answer> {
    let Bundle::Take { file, receipts } = command;
    let bytes = fs::read(file).map_err(|error| HubError::folder(file, error))?;
    let taken = hub.take_bundle(&bytes)?;
    if let (Some(out), Some(bytes)) = (receipts, &taken.receipts) {
        write(out, bytes)?;
    }
    let refused: u64 = taken.refused.values().sum();
    let json = json!({
        "accepted": taken.accepted,
        "duplicate": taken.duplicate,
        "held": taken.held,
        "refused": taken.refused,
        "flaw": taken.flaw.as_ref().map(|flaw| flaw.kind.name()),
        "receipts": taken.receipts.is_some() && receipts.is_some(),
    });
    let args = vec![
        ("accepted", taken.accepted.to_string()),
        ("duplicate", taken.duplicate.to_string()),
        ("held", taken.held.to_string()),
        ("refused", refused.to_string()),
    ];
    let key = match taken.flaw {
        None => "bundle_taken",
        Some(_) => "bundle_taken_with_flaw",
    };
    Ok(Answer::said(json, key, args))
}

pub(super) fn pack(hub: &Hub, command: &Pack) -> Result<Answer> {
    match command {
        Pack::Add { file } => {
            let bytes = fs::read(file).map_err(|error| HubError::folder(file, error))?;
            let pack = hub.add_pack(&bytes)?;
            let name = pack.group.clone().unwrap_or_default();
            Ok(Answer::said(pack.json(), "pack_added", vec![("value", name)]))
        }
        Pack::List => Ok(list(&hub.packs()?)),
    }
}

pub(super) fn quarantine(hub: &Hub, command: &Quarantine) -> Result<Answer> {
    match command {
        Quarantine::List => Ok(list(&hub.quarantined()?)),
        Quarantine::Export { file } => {
            let count = hub.quarantined()?.len();
            write(file, &hub.export_quarantine()?)?;
            let args = vec![
                ("count", count.to_string()),
                ("value", file.display().to_string()),
            ];
            Ok(Answer::said(
                json!({"exported": count}),
                "quarantine_exported",
                args,
            ))
        }
    }
}

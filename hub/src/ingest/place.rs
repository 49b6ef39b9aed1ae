use std::collections::HashMap;

use fieldbook_core::identity::PublicKey;
use fieldbook_core::journal::hash_of;
use fieldbook_core::model::{ChangeHash, DeviceId, DocKind, lot_code};
use fieldbook_core::sync::Outcome;

use super::checked::{Candidate, Checked};
use super::fates::Fate;
use super::hold::Hold;
use super::intake::Intake;
use super::project::{count, project};
use super::standing::Standings;
use super::stretch::Uncovered;
use crate::Hub;
use crate::claims::Touched;
use crate::error::Result;
use crate::store::{NewChange, QuarantineRow, Tables};

/// What became of a pushed change, with the code of a refusal.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) outcome: Outcome,
    pub(crate) code: Option<&'static str>,
    /// The change's hash, unless it was refused.
    pub(crate) hash: Option<ChangeHash>,
}

/// Takes in what a device pushed, in the running transaction, in push order: one bad change never blocks
/// the rest. `device` is who carried it; nobody for the hub's own.
pub(crate) fn ingest(
    hub: &Hub,
    tables: &Tables,
    device: Option<DeviceId>,
    pushed: &[Checked],
    touched: &mut Touched,
) -> Result<Vec<Placed>> {
    let mut placed = Vec::new();
    let mut standings = Standings::default();
    let mut stored = HashMap::new();
    for group in pushed {
        let mut intake = Intake::new(hub, tables, group, device, &mut standings);
        let fates = intake.fates()?;
        store(&intake, &fates, touched)?;
        count_by_author(&intake, &fates, &mut stored);
        if let Some(device) = device {
            put_aside(&intake, &fates, device)?;
        }
        placed.extend(group.candidates.iter().zip(&fates).map(report));
    }
    for (key, more) in stored {
        tables.count_changes(&key, more)?;
    }
    if let Some(device) = device {
        tables.trim_quarantine(device)?;
    }
    Ok(placed)
}

fn count_by_author(intake: &Intake, fates: &[Fate], stored: &mut HashMap<PublicKey, u64>) {
    for (candidate, _) in intake
        .group
        .candidates
        .iter()
        .zip(fates)
        .filter(|(_, fate)| fate.stays())
    {
        let author = candidate
            .read
            .as_ref()
            .ok()
            .and_then(|change| intake.author(change));
        if let Some(author) = author {
            *stored.entry(author).or_default() += 1;
        }
    }
}

fn report((candidate, fate): (&Candidate, &Fate)) -> Placed {
    let (outcome, code) = match fate {
        Fate::Accepted => (Outcome::Accepted, None),
        Fate::Duplicate(None) => (Outcome::Duplicate, None),
        Fate::Duplicate(Some(hold @ Hold::Refused)) => (Outcome::Refused, Some(hold.name())),
        Fate::Duplicate(Some(hold)) | Fate::Held(hold) => (Outcome::Held, Some(hold.name())),
        Fate::Refused(refusal) => (Outcome::Refused, Some(refusal.code())),
    };
    let hash = candidate.read.as_ref().ok().map(|change| change.hash);
    Placed {
        outcome,
        code,
        hash: hash.filter(|_| outcome != Outcome::Refused),
    }
}

/// Stores what stays, projects it, and appends what counts to the organisation's log.
fn store(intake: &Intake, fates: &[Fate], touched: &mut Touched) -> Result<()> {
    if !fates.iter().any(Fate::stays) {
        return Ok(());
    }
    let (tables, doc) = (intake.tables, intake.group.doc);
    let n = doc_row(intake)?;
    let quarantined = tables.has_quarantine()?;
    let mut uncovered = Uncovered::default();
    for (candidate, fate) in intake.group.candidates.iter().zip(fates) {
        let author = candidate.read.as_ref().ok().map(|change| intake.author(change));
        let (Ok(change), Some(Some(author)), true) = (&candidate.read, author, fate.stays()) else {
            continue;
        };
        let hold = match fate {
            Fate::Held(hold) => Some(*hold),
            _ => None,
        };
        let signature = intake.signature_on(candidate, change);
        let row = tables.insert_change(&NewChange {
            doc: n,
            hash: change.hash,
            known: change.into(),
            author,
            bytes: &change.bytes,
            signature,
            hold: hold.map(Hold::name),
            received_ms: intake.received_ms,
        })?;
        project(tables, n, row, change)?;
        if hold.is_none() {
            count(tables, (doc, n), change, intake.received_ms, touched)?;
            let ends = uncovered.ends_with(change.actor, signature.is_some());
            tables.log_change(doc.org, row, ends)?;
        }
        if quarantined {
            tables.leave_quarantine(&change.hash.0)?;
        }
    }
    Ok(())
}

/// The document's row; a new lot is found by the code its id gives from the start.
fn doc_row(intake: &Intake) -> Result<i64> {
    let doc = intake.group.doc;
    if let Some((n, _)) = intake.tables.doc(doc.id)? {
        return Ok(n);
    }
    let n = intake.tables.insert_doc(doc)?;
    if doc.kind == DocKind::Lot {
        intake.tables.insert_lot_code(&lot_code(doc.id), n)?;
    }
    Ok(n)
}

/// Keeps refused bytes with their reason.
fn put_aside(intake: &Intake, fates: &[Fate], device: DeviceId) -> Result<()> {
    for (candidate, fate) in intake.group.candidates.iter().zip(fates) {
        if let Fate::Refused(refusal) = fate {
            intake.tables.quarantine(&QuarantineRow {
                hash: hash_of(&candidate.bytes).0,
                doc: intake.group.doc,
                device,
                reason: refusal.code(),
                bytes: &candidate.bytes,
                at_ms: intake.hub.now().utc_ms,
            })?;
        }
    }
    Ok(())
}

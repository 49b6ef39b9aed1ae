use std::collections::HashMap;

use fieldbook_core::journal::{Change, genesis, parse};
use fieldbook_core::model::{ChangeHash, DeviceId, DocId, DocRef};

use super::fates::{Fate, Fitting, settle};
use super::hold::Hold;
use super::project::count;
use super::standing::Standing;
use super::stretch::Uncovered;
use crate::Hub;
use crate::claims::{Touched, judge};
use crate::error::{HubError, Result};
use crate::store::{DeviceRow, HeldRow, Tables};

/// Changes of one device in one document that wait for one reason.
#[derive(Debug, Clone)]
pub struct HeldChanges {
    /// The document.
    pub doc: DocRef,
    /// The device that wrote them.
    pub device: Option<DeviceId>,
    /// Its name.
    pub device_name: String,
    /// Why: `revoked`, `withdrawn`, `role`, `certificate_ended`, `depends_on_held` or `held_before`; the text
    /// is `refusal.<reason>`.
    pub reason: &'static str,
    /// How many.
    pub count: u64,
    /// When the first came, milliseconds since 1970.
    pub since_ms: i64,
}

impl Hub {
    /// What is held, the oldest first.
    pub fn held(&self) -> Result<Vec<HeldChanges>> {
        self.store().read(|tables| {
            let mut held = Vec::new();
            for group in tables.held_groups()? {
                let device = tables.device_of_key(&group.author)?;
                let reason = Hold::of_row(1, group.reason.as_deref()).unwrap_or(Hold::Before);
                held.push(HeldChanges {
                    doc: tables.doc_at(group.doc)?,
                    device: device.as_ref().map(|device| device.id),
                    device_name: device.map(|device| device.name).unwrap_or_default(),
                    reason: reason.name(),
                    count: group.count,
                    since_ms: group.since_ms,
                });
            }
            Ok(held)
        })
    }

    /// Accepts what is held in a document, of one device or of all: it counts from now on, goes out to the
    /// others, and its device is told. What builds on a change that stays held stays with it. Gives how
    /// many changes; [`HubError::NotFound`] when nothing is held there.
    pub fn accept_held(&self, id: DocId, device: Option<DeviceId>) -> Result<u64> {
        self.store().write(|tables| {
            let held = waiting(tables, id, device)?;
            let mut touched = Touched::default();
            let lifted = |row: &HeldRow| Ok(held.mine(row).then_some(Lift::Counts));
            let count = release(tables, &held, lifted, &mut touched)?;
            judge(self, tables, touched)?;
            Ok(count)
        })
    }

    /// Refuses what is held in a document, of one device or of all, for good: it is kept and never shown,
    /// and its device is told. Gives how many changes; [`HubError::NotFound`] when nothing is held there.
    pub fn refuse_held(&self, id: DocId, device: Option<DeviceId>) -> Result<u64> {
        self.store().write(|tables| {
            let held = waiting(tables, id, device)?;
            let mut count = 0;
            for row in held.rows.iter().filter(|row| held.mine(row)) {
                tables.refuse_change(row.n)?;
                tables.log_refusal(held.doc.org, row.n)?;
                count += 1;
            }
            Ok(count)
        })
    }
}

/// The held changes of a document, and whose of them are meant.
struct Waiting {
    n: i64,
    doc: DocRef,
    rows: Vec<HeldRow>,
    author: Option<[u8; 32]>,
}

impl Waiting {
    /// A change that still waits and is meant.
    fn mine(&self, row: &HeldRow) -> bool {
        row.held == 1 && self.author.is_none_or(|author| author == row.author.0)
    }
}

fn waiting(tables: &Tables, id: DocId, device: Option<DeviceId>) -> Result<Waiting> {
    let missing = || HubError::not_found("held document", &id);
    let (n, doc) = tables.doc(id)?.ok_or_else(missing)?;
    let author = match device {
        Some(device) => {
            let row = tables.device(device)?;
            let row = row.ok_or_else(|| HubError::not_found("device", &device))?;
            Some(row.key.0)
        }
        None => None,
    };
    let held = Waiting {
        n,
        doc,
        rows: tables.held_changes(n)?,
        author,
    };
    if held.rows.iter().any(|row| held.mine(row)) {
        Ok(held)
    } else {
        Err(missing())
    }
}

/// What is to become of one held change.
enum Lift {
    /// Its own reason is gone.
    Counts,
    /// Another reason takes its place.
    HeldFor(Hold),
}

/// A device has synced itself and got a new certificate: what others carried for it while the old one had
/// ended counts from now on, unless a person must see it for another reason.
pub(crate) fn release_renewed(
    hub: &Hub,
    tables: &Tables,
    device: &DeviceRow,
    touched: &mut Touched,
) -> Result<()> {
    for n in tables.docs_holding(&device.key, Hold::CertificateEnded.name())? {
        let held = Waiting {
            n,
            doc: tables.doc_at(n)?,
            rows: tables.held_changes(n)?,
            author: Some(device.key.0),
        };
        let standing = Standing::of(hub, tables, &device.key, held.doc.org)?;
        let genesis = genesis(held.doc);
        let lifted = |row: &HeldRow| {
            if !held.mine(row) || hold_of(row) != Some(Hold::CertificateEnded) {
                return Ok(None);
            }
            let Standing::Device(signatory) = &standing else {
                return Ok(None);
            };
            let change = parse(&genesis, &row.bytes).map_err(|refusal| damaged(row, &refusal))?;
            let kind_of = |fact| tables.kind_of_fact(fact);
            let objection = signatory.objection(Some(device.id), held.doc.kind, &change, kind_of)?;
            Ok(Some(objection.map_or(Lift::Counts, Lift::HeldFor)))
        };
        release(tables, &held, lifted, touched)?;
    }
    Ok(())
}

fn hold_of(row: &HeldRow) -> Option<Hold> {
    Hold::of_row(row.held, row.reason.as_deref())
}

fn damaged(row: &HeldRow, why: &impl std::fmt::Display) -> HubError {
    HubError::Damaged(format!("held change {}: {why}", row.n))
}

/// Lets held changes of a document count whose own reason is lifted, as far as everything they build on
/// counts too and a signature that counts stands over them.
fn release(
    tables: &Tables,
    held: &Waiting,
    lifted: impl Fn(&HeldRow) -> Result<Option<Lift>>,
    touched: &mut Touched,
) -> Result<u64> {
    let genesis = genesis(held.doc);
    let mut changes: Vec<Change> = Vec::new();
    let mut fitting: Vec<Fitting> = Vec::new();
    let mut seen: HashMap<ChangeHash, usize> = HashMap::new();
    for (place, row) in held.rows.iter().enumerate() {
        let change = parse(&genesis, &row.bytes).map_err(|refusal| damaged(row, &refusal))?;
        fitting.push(Fitting {
            place,
            hash: change.hash,
            actor: change.actor,
            signed: row.signed,
            bytes: row.bytes.len(),
            deps: change
                .deps
                .iter()
                .filter_map(|dep| seen.get(dep).copied())
                .collect(),
            fate: next_fate(tables, row, lifted(row)?)?,
        });
        seen.insert(change.hash, place);
        changes.push(change);
    }
    settle(&mut fitting);
    let free: Vec<(&HeldRow, &Change)> = held
        .rows
        .iter()
        .zip(&changes)
        .zip(&fitting)
        .filter(|(_, fitting)| fitting.fate == Fate::Accepted)
        .map(|(both, _)| both)
        .collect();
    let mut uncovered = Uncovered::default();
    for (row, change) in &free {
        tables.release_change(row.n)?;
        let ends = uncovered.ends_with(change.actor, row.signed);
        tables.log_change(held.doc.org, row.n, ends)?;
        count(tables, held.doc, held.n, change, touched)?;
    }
    Ok(free.len() as u64)
}

/// What only waits for another change is free unless that one stays.
fn next_fate(tables: &Tables, row: &HeldRow, lift: Option<Lift>) -> Result<Fate> {
    Ok(match (lift, hold_of(row)) {
        (Some(Lift::Counts), _) | (None, Some(Hold::DependsOnHeld) | None) => Fate::Accepted,
        (Some(Lift::HeldFor(hold)), _) => {
            tables.hold_change_for(row.n, hold.name())?;
            Fate::Held(hold)
        }
        (None, Some(hold)) => Fate::Held(hold),
    })
}

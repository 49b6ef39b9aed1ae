use std::collections::{BTreeSet, HashMap};

use fieldbook_core::identity::Receipt;
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
use crate::store::{DeviceRow, HeldGroup, HeldRow, Tables};

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
    /// Exactly which: 16 letters over their hashes. Who settles them names it, so that nothing is accepted that
    /// came after somebody looked.
    pub seen: String,
}

/// What was settled.
#[derive(Debug, Clone)]
pub struct Settled {
    /// How many changes.
    pub count: u64,
    /// What was held there.
    pub held: Vec<HeldChanges>,
}

impl Hub {
    /// What is held, the oldest first.
    pub fn held(&self) -> Result<Vec<HeldChanges>> {
        self.store().read(|tables| {
            let groups = tables.held_groups(None)?;
            groups.iter().map(|group| shown(tables, group)).collect()
        })
    }

    /// Accepts what is held in a document, of one device or of all, as it is at this moment. Gives how many
    /// changes; the rest as [`Hub::accept_seen`].
    pub fn accept_held(&self, id: DocId, device: Option<DeviceId>) -> Result<u64> {
        Ok(self.accept_seen(id, device, &[])?.count)
    }

    /// Accepts what is held in a document, of one device or of all: it counts from now on, goes out to the
    /// others, and its device is told. What builds on a change that stays held stays with it. Where `seen`
    /// names what somebody looked at ([`HeldChanges::seen`]), nothing else is accepted. Refused:
    /// `held_changed`; [`HubError::NotFound`] when nothing is held there.
    pub fn accept_seen(&self, id: DocId, device: Option<DeviceId>, seen: &[String]) -> Result<Settled> {
        self.store().write(|tables| {
            let held = waiting(tables, id, device)?;
            let were = as_seen(tables, &held, seen)?;
            let mut touched = Touched::default();
            let lifted = |row: &HeldRow| Ok(held.mine(row).then_some(Lift::Counts));
            let count = release(tables, &held, lifted, self.now().utc_ms, &mut touched)?;
            judge(self, tables, touched)?;
            Ok(Settled { count, held: were })
        })
    }

    /// Refuses what is held in a document, of one device or of all, as it is at this moment. Gives how many
    /// changes; the rest as [`Hub::refuse_seen`].
    pub fn refuse_held(&self, id: DocId, device: Option<DeviceId>) -> Result<u64> {
        Ok(self.refuse_seen(id, device, &[])?.count)
    }

    /// Refuses what is held in a document, of one device or of all, for good: it is kept and never shown,
    /// and its device is told. Where `seen` names what somebody looked at, nothing else is refused. Refused:
    /// `held_changed`; [`HubError::NotFound`] when nothing is held there.
    pub fn refuse_seen(&self, id: DocId, device: Option<DeviceId>, seen: &[String]) -> Result<Settled> {
        self.store().write(|tables| {
            let held = waiting(tables, id, device)?;
            let were = as_seen(tables, &held, seen)?;
            let mut count = 0;
            for row in held.rows.iter().filter(|row| held.mine(row)) {
                tables.refuse_change(row.n)?;
                tables.log_refusal(held.doc.org, row.n)?;
                count += 1;
            }
            Ok(Settled { count, held: were })
        })
    }
}

fn shown(tables: &Tables, group: &HeldGroup) -> Result<HeldChanges> {
    let device = tables.device_of_key(&group.author)?;
    let digest = ChangeHash(Receipt::digest_of(&group.hashes));
    Ok(HeldChanges {
        doc: tables.doc_at(group.doc)?,
        device: device.as_ref().map(|device| device.id),
        device_name: device.map(|device| device.name).unwrap_or_default(),
        reason: Hold::of_row(1, group.reason.as_deref())
            .unwrap_or(Hold::Before)
            .name(),
        count: group.hashes.len() as u64,
        since_ms: group.since_ms,
        seen: digest.to_string().chars().take(16).collect(),
    })
}

/// What is meant, when it still is what was looked at.
fn as_seen(tables: &Tables, held: &Waiting, seen: &[String]) -> Result<Vec<HeldChanges>> {
    let mut groups = tables.held_groups(Some(held.n))?;
    groups.retain(|group| held.author.is_none_or(|author| author == group.author.0));
    let now: Vec<HeldChanges> = groups
        .iter()
        .map(|group| shown(tables, group))
        .collect::<Result<_>>()?;
    let here: BTreeSet<&str> = now.iter().map(|held| held.seen.as_str()).collect();
    let asked: BTreeSet<&str> = seen.iter().map(String::as_str).collect();
    if asked.is_empty() || asked == here {
        return Ok(now);
    }
    let here: Vec<&str> = here.into_iter().collect();
    Err(HubError::refused("held_changed", here.join(", ")))
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
        release(tables, &held, lifted, hub.now().utc_ms, touched)?;
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
    now_ms: i64,
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
        count(tables, (held.doc, held.n), change, now_ms, touched)?;
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

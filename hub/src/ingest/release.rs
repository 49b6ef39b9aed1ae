use fieldbook_core::journal::{genesis, parse};
use fieldbook_core::model::{DeviceId, DocId, DocRef};

use super::project::count;
use crate::Hub;
use crate::claims::{Touched, judge};
use crate::error::{HubError, Result};

/// Changes of one device in one document that wait for a person.
#[derive(Debug, Clone)]
pub struct HeldChanges {
    /// The document.
    pub doc: DocRef,
    /// The device that wrote them.
    pub device: Option<DeviceId>,
    /// Its name.
    pub device_name: String,
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
            for (doc, key, count, since_ms) in tables.held_docs()? {
                let device = tables.device_of_key(&key)?;
                held.push(HeldChanges {
                    doc: tables.doc_at(doc)?,
                    device: device.as_ref().map(|device| device.id),
                    device_name: device.map(|device| device.name).unwrap_or_default(),
                    count,
                    since_ms,
                });
            }
            Ok(held)
        })
    }

    /// Accepts everything held in a document: it counts from now on and goes out to the others. Gives how
    /// many changes; [`HubError::NotFound`] when nothing is held there.
    pub fn accept_held(&self, id: DocId) -> Result<u64> {
        self.store().write(|tables| {
            let missing = || HubError::not_found("held document", &id);
            let (n, doc) = tables.doc(id)?.ok_or_else(missing)?;
            let mut changes = tables.changes_of(n)?;
            changes.retain(|change| change.held);
            let last = changes.last().map(|change| change.n).ok_or_else(missing)?;
            let genesis = genesis(doc);
            let mut touched = Touched::default();
            for row in &changes {
                let change = parse(&genesis, &row.bytes)
                    .map_err(|refusal| HubError::Damaged(format!("{}: {refusal}", row.hash)))?;
                tables.release_change(row.n)?;
                tables.log_change(doc.org, row.n, row.n == last)?;
                count(tables, doc, n, &change, &mut touched)?;
            }
            judge(self, tables, touched)?;
            Ok(changes.len() as u64)
        })
    }
}

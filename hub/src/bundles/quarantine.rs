use fieldbook_core::bundle::{Content, Purpose, SetAside};
use fieldbook_core::model::{DeviceId, DocId};

use crate::Hub;
use crate::error::Result;

/// A change that was refused, and is kept.
#[derive(Debug, Clone)]
pub struct QuarantinedView {
    /// The document it was meant for.
    pub doc: DocId,
    /// Why: a code whose text is `refusal.<code>`.
    pub reason: String,
    /// When it came, milliseconds since 1970.
    pub at_ms: i64,
    /// Its length in bytes.
    pub length: u64,
    /// The device that brought it; it may not have written it.
    pub device: DeviceId,
    /// That device's name, where it is known.
    pub device_name: Option<String>,
}

impl Hub {
    /// What was refused, the newest first.
    pub fn quarantined(&self) -> Result<Vec<QuarantinedView>> {
        self.store().read(|tables| {
            let rows = tables.quarantined()?.into_iter();
            rows.map(|row| {
                Ok(QuarantinedView {
                    device_name: tables.device(row.device)?.map(|device| device.name),
                    doc: row.doc,
                    reason: row.reason,
                    at_ms: row.at_ms,
                    length: row.length,
                    device: row.device,
                })
            })
            .collect()
        })
    }

    /// The quarantine as a file for whoever looks into it.
    pub fn export_quarantine(&self) -> Result<Vec<u8>> {
        let rows = self.store().read(|tables| tables.quarantined())?;
        let mut content = Content::new(Purpose::Quarantine);
        content.aside = rows
            .into_iter()
            .map(|row| SetAside {
                doc: row.doc,
                reason: row.reason,
                at_ms: row.at_ms,
                bytes: row.bytes.unwrap_or_default(),
            })
            .collect();
        self.seal(&content)
    }
}

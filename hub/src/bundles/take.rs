use std::collections::BTreeMap;

use fieldbook_core::bundle::{Content, Exporter, Flaw, ListedReceipt, Purpose, Writers, open, seal};
use fieldbook_core::identity::Signed;
use fieldbook_core::model::DeviceId;
use fieldbook_core::sync::Outcome;

use crate::Hub;
use crate::claims::{Touched, judge};
use crate::error::{HubError, Result};
use crate::hub::epoch;
use crate::ingest::{Checked, Placed, ingest};
use crate::pull::kept_of;

/// What came of a bundle.
#[derive(Debug, Clone)]
pub struct TakenBundle {
    /// Changes stored and counted.
    pub accepted: u64,
    /// Changes that were here already.
    pub duplicate: u64,
    /// Changes stored that wait for a person.
    pub held: u64,
    /// Changes not stored, by reason.
    pub refused: BTreeMap<&'static str, u64>,
    /// What is wrong with the exporter's own list, if anything: changes may have been taken out on the way.
    pub flaw: Option<Flaw>,
    /// The receipts as a file to bring back; `None` when nothing was kept.
    pub receipts: Option<Vec<u8>>,
}

impl Hub {
    /// Takes in a bundle as if its changes had been pushed. Who brought it does not matter: every change
    /// proves itself. A file that is none, damaged or too large is [`HubError::Invalid`], and nothing is
    /// taken in.
    pub fn take_bundle(&self, file: &[u8]) -> Result<TakenBundle> {
        let opened = open(file)?;
        let writers = self.writers_of(&opened.content.certificates);
        let manifest = opened.check_manifest(&writers);
        // Nobody: a file without a sound list may come from anywhere.
        let device = manifest
            .as_ref()
            .map_or(DeviceId(uuid::Uuid::nil()), |manifest| manifest.device);
        let docs = opened.content.docs;
        let checked: Vec<Checked> = docs.into_iter().map(Checked::read).collect();
        let (placed, epoch) = self.store().write(|tables| {
            let mut touched = Touched::default();
            let placed = ingest(self, tables, Some(device), &checked, &mut touched)?;
            judge(self, tables, touched)?;
            Ok((placed, epoch(tables)?))
        })?;
        let receipt = self.receipt_for_push(device, &placed, epoch)?;
        let receipts = receipt
            .map(|receipt| self.receipts_file(receipt, &placed))
            .transpose()?;
        Ok(taken(&placed, manifest.err(), receipts))
    }

    /// Whoever this hub has certified; a certificate of another hub says nothing here.
    fn writers_of(&self, certificates: &[Signed]) -> Writers {
        let mut writers = Writers::new(self.public_key());
        let genuine = certificates
            .iter()
            .filter_map(|signed| signed.open(&self.public_key()).ok());
        genuine.for_each(|certificate| writers.add(certificate));
        writers
    }

    fn receipts_file(&self, receipt: Signed, placed: &[Placed]) -> Result<Vec<u8>> {
        let mut content = Content::new(Purpose::Receipts);
        content
            .receipts
            .push(ListedReceipt::new(receipt, &kept_of(placed)));
        self.seal(&content)
    }

    /// Seals a file in the hub's name.
    pub(super) fn seal(&self, content: &Content) -> Result<Vec<u8>> {
        let exporter = Exporter {
            device: DeviceId(uuid::Uuid::nil()),
            key: self.key(),
            at: self.now(),
        };
        Ok(seal(content, &exporter)?)
    }
}

impl From<Flaw> for HubError {
    fn from(flaw: Flaw) -> Self {
        Self::Invalid(flaw.invalid())
    }
}

fn taken(placed: &[Placed], flaw: Option<Flaw>, receipts: Option<Vec<u8>>) -> TakenBundle {
    let count = |outcome| placed.iter().filter(|placed| placed.outcome == outcome).count() as u64;
    let mut refused = BTreeMap::new();
    for one in placed.iter().filter(|placed| placed.outcome == Outcome::Refused) {
        *refused.entry(one.code.unwrap_or_default()).or_default() += 1;
    }
    TakenBundle {
        accepted: count(Outcome::Accepted),
        duplicate: count(Outcome::Duplicate),
        held: count(Outcome::Held),
        refused,
        flaw,
        receipts,
    }
}

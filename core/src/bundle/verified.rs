use std::collections::BTreeSet;

use super::content::{Content, Manifest, Purpose, SetAside};
use super::document::CheckedDocument;
use super::file::{Opened, sum_of};
use super::flaw::{Flaw, FlawKind};
use super::writers::{Writer, Writers};
use crate::identity::{ClaimVerdict, PublicKey, Receipt, Signed, Statement};
use crate::model::{ChangeHash, StampLease};

/// A receipt the hub signed, and the list it signed it for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// The receipt.
    pub receipt: Receipt,
    /// The changes, in its order.
    pub changes: Vec<ChangeHash>,
}

/// A file in which everything was checked against the hub's public key alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What it is for.
    pub purpose: Purpose,
    /// Who made it.
    pub exporter: Writer,
    /// What they signed.
    pub manifest: Manifest,
    /// The documents; in evidence the lot first.
    pub docs: Vec<CheckedDocument>,
    /// Everybody with a certificate in the file.
    pub writers: Writers,
    /// The receipts.
    pub receipts: Vec<VerifiedReceipt>,
    /// Leases of stamps.
    pub leases: Vec<StampLease>,
    /// Verdicts on claims.
    pub verdicts: Vec<ClaimVerdict>,
    /// Changes that were not let in somewhere: not evidence, only shown.
    pub aside: Vec<SetAside>,
}

impl Opened {
    /// Checks everything in the file against the hub's public key and gives the first thing wrong.
    pub fn verify(&self, hub: PublicKey) -> Result<Verified, Flaw> {
        let content = &self.content;
        let writers = Writers::read(hub, &content.certificates)?;
        let whole = content.purpose == Purpose::Evidence;
        let mut seen = BTreeSet::new();
        let mut docs = Vec::new();
        for group in &content.docs {
            if !seen.insert(group.doc.id) {
                return Err(Flaw::in_doc(FlawKind::ForeignDocument, group.doc.id).details("twice"));
            }
            docs.push(CheckedDocument::read(group, &writers, whole)?);
        }
        let receipts = receipts(content, &hub)?;
        let leases = statements::<StampLease>(&content.leases, &hub)?;
        let verdicts = statements::<ClaimVerdict>(&content.verdicts, &hub)?;
        let manifest = self.check_manifest(&writers)?;
        let exporter = writers
            .of(&manifest.key)
            .ok_or_else(|| Flaw::new(FlawKind::BadManifest))?;
        Ok(Verified {
            purpose: content.purpose,
            exporter,
            manifest,
            docs,
            writers,
            receipts,
            leases,
            verdicts,
            aside: content.aside.clone(),
        })
    }

    /// Checks that the file is what its exporter signed, and that the hub vouches for the exporter.
    pub fn check_manifest(&self, writers: &Writers) -> Result<Manifest, Flaw> {
        let bad = || Flaw::new(FlawKind::BadManifest);
        let claimed: Manifest = self.manifest.read().map_err(|error| bad().details(&error))?;
        let whose = writers.name(&claimed.key);
        let manifest: Manifest = self
            .manifest
            .open(&claimed.key)
            .map_err(|error| bad().whose(whose.clone()).details(&error))?;
        let owner = writers
            .of(&manifest.key)
            .ok_or_else(|| bad().whose(whose.clone()).details("no certificate"))?;
        let device = owner.certificate.map(|certificate| certificate.device);
        if device.is_some_and(|device| device != manifest.device) {
            return Err(bad().whose(whose).details("another device's id"));
        }
        self.check_sums(&manifest)
            .map_err(|flaw| flaw.whose(whose.clone()))?;
        if manifest.content != self.digest {
            return Err(Flaw::new(FlawKind::WrongContent).whose(whose));
        }
        Ok(manifest)
    }

    fn check_sums(&self, manifest: &Manifest) -> Result<(), Flaw> {
        let listed = manifest.docs.iter().zip(&self.content.docs);
        for (sum, group) in listed {
            let here = sum_of(group);
            if here.doc != sum.doc {
                return Err(Flaw::in_doc(FlawKind::WrongOrder, sum.doc));
            }
            if here.count != sum.count {
                return Err(Flaw::in_doc(FlawKind::WrongCount, sum.doc)
                    .number(usize::try_from(here.count.min(sum.count)).unwrap_or(usize::MAX - 1)));
            }
            if here.digest != sum.digest {
                return Err(Flaw::in_doc(FlawKind::WrongOrder, sum.doc));
            }
        }
        let absent = manifest.docs.get(self.content.docs.len()).map(|sum| sum.doc);
        let added = self
            .content
            .docs
            .get(manifest.docs.len())
            .map(|group| group.doc.id);
        match absent.or(added) {
            Some(doc) => Err(Flaw::in_doc(FlawKind::WrongCount, doc).number(0)),
            None => Ok(()),
        }
    }
}

fn receipts(content: &Content, hub: &PublicKey) -> Result<Vec<VerifiedReceipt>, Flaw> {
    let numbered = content.receipts.iter().enumerate();
    let opened = numbered.map(|(place, listed)| {
        let (receipt, changes) = listed
            .open(hub)
            .ok_or_else(|| Flaw::new(FlawKind::BadReceipt).number(place))?;
        Ok(VerifiedReceipt { receipt, changes })
    });
    opened.collect()
}

fn statements<S: Statement>(signed: &[Signed], hub: &PublicKey) -> Result<Vec<S>, Flaw> {
    let numbered = signed.iter().enumerate();
    let opened = numbered.map(|(place, one)| {
        one.open(hub)
            .map_err(|error| Flaw::new(FlawKind::BadStatement).number(place).details(&error))
    });
    opened.collect()
}

use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::error::Fault;
use super::facts::register_write;
use crate::identity::{LeaseRevocation, Receipt, Signed, open_lease};
use crate::journal::{Document, RegisterWrite, decode_fact, standing};
use crate::model::{ChangeHash, DocRef, FactId, FactKind, StampSpan};
use crate::store::FactQuery;

/// What a check of the whole book found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// Documents loaded.
    pub documents: u64,
    /// Facts compared.
    pub facts: u64,
    /// Changes read.
    pub changes: u64,
    /// Receipts whose signature and list fit.
    pub receipts: u64,
    /// What is wrong, each in a line for engineers; empty when all is well.
    pub problems: Vec<String>,
}

impl Book {
    /// Compares every document with its rows. Facts that are in Automerge but not in the rows, or the
    /// reverse, values that differ, signatures and receipts that do not fit: each is a line.
    pub(super) fn check(&self) -> Result<CheckReport, Fault> {
        let _still = self.documents.lock();
        self.store.check_pages()?;
        let mut report = CheckReport::default();
        for row in self.store.read(|reading| reading.documents(None))? {
            report.documents += 1;
            match self.load(row.doc) {
                Ok(document) => self.check_document(row.doc, &document, &mut report)?,
                Err(fault) => report.problems.push(format!("{}: {fault}", row.doc.id)),
            }
        }
        self.check_leases(&mut report)?;
        Ok(report)
    }

    /// Leases are verified when they come and then believed.
    fn check_leases(&self, report: &mut CheckReport) -> Result<(), Fault> {
        for bytes in self.store.read(|reading| reading.leases())? {
            let opened = Signed::from_bytes(&bytes).and_then(|signed| open_lease(&signed, &self.me.hub_key));
            if opened.is_err() {
                report
                    .problems
                    .push("a lease of stamps is not as the hub signed it".into());
            }
        }
        report.problems.extend(self.check_lists()?);
        for bytes in self.store.read(|reading| reading.lease_revocations())? {
            let opened: Result<LeaseRevocation, _> =
                Signed::from_bytes(&bytes).and_then(|signed| signed.open(&self.me.hub_key));
            if opened.is_err() {
                report
                    .problems
                    .push("the revocation of a lease is not as the hub signed it".into());
            }
        }
        Ok(())
    }

    fn check_document(
        &self,
        doc: DocRef,
        document: &Document,
        report: &mut CheckReport,
    ) -> Result<(), Fault> {
        self.check_facts(doc, document, report)?;
        self.check_registers(doc, document, report)?;
        self.check_signatures(doc, report)?;
        self.check_changes(doc, document, report)
    }

    fn check_facts(&self, doc: DocRef, document: &Document, report: &mut CheckReport) -> Result<(), Fault> {
        let query = FactQuery {
            doc: Some(doc.id),
            limit: u32::MAX,
            ..FactQuery::default()
        };
        let rows = self.store.read(|reading| reading.facts(&query))?;
        let rows: BTreeMap<FactId, Vec<u8>> = rows.into_iter().map(|row| (row.id, row.body)).collect();
        report.facts += rows.len() as u64;
        if rows != document.facts()? {
            report
                .problems
                .push(format!("{}: the rows of facts differ from the journal", doc.id));
        }
        for bytes in document.facts()?.values() {
            let fact = decode_fact(bytes)?;
            let is_claim = fact.kind == FactKind::Activate;
            let spans = self.store.read(|reading| reading.spans_of(fact.id))?;
            let expected: Vec<Option<StampSpan>> =
                fact.stamps.into_iter().filter(|_| is_claim).map(Some).collect();
            if spans != expected {
                report.problems.push(format!(
                    "{}: the stamps of {} differ from the journal",
                    doc.id, fact.id
                ));
            }
        }
        Ok(())
    }

    /// The rows work out what stands from the operations alone; Automerge works it out its own way.
    fn check_registers(
        &self,
        doc: DocRef,
        document: &Document,
        report: &mut CheckReport,
    ) -> Result<(), Fault> {
        let rows = self
            .store
            .read(|reading| reading.writes_of_document(doc.id, None))?;
        let rows: Vec<RegisterWrite> = rows.into_iter().map(register_write).collect();
        for (key, values) in document.registers()? {
            let of_key: Vec<&RegisterWrite> = rows.iter().filter(|row| row.key == key).collect();
            let current: BTreeSet<&Vec<u8>> = of_key
                .iter()
                .filter(|row| !row.replaced)
                .map(|row| &row.bytes)
                .collect();
            let shown = standing(&of_key)?.into_iter().next();
            let winner = values
                .last()
                .map(|bytes| crate::journal::decode_amendment(bytes))
                .transpose()?;
            if current != values.iter().collect() || shown.map(|one| one.value) != winner.map(|one| one.value)
            {
                report
                    .problems
                    .push(format!("{}: {}/{} differs", doc.id, key.map.name(), key.key));
            }
        }
        Ok(())
    }

    fn check_signatures(&self, doc: DocRef, report: &mut CheckReport) -> Result<(), Fault> {
        for (key, change, signature) in self.store.read(|reading| reading.signatures(doc.id))? {
            let signed = crate::identity::ChangeSignature {
                key: crate::identity::PublicKey(key),
                change: ChangeHash(change),
                signature: crate::identity::Signature(signature),
            };
            if crate::identity::verify_change(doc.id, &signed).is_err() {
                report.problems.push(format!(
                    "{}: the signature of {} does not fit",
                    doc.id, signed.key
                ));
            }
        }
        Ok(())
    }

    /// Every change of the document is in the rows, and every receipt covers exactly its list.
    fn check_changes(&self, doc: DocRef, document: &Document, report: &mut CheckReport) -> Result<(), Fault> {
        let mut receipts = BTreeSet::new();
        for hash in document.change_hashes() {
            report.changes += 1;
            if self.store.read(|reading| reading.change(doc, &hash))?.is_none() {
                report
                    .problems
                    .push(format!("{}: change {hash} is not in the rows", doc.id));
            }
            if let Some(row) = self.store.read(|reading| reading.receipt_of(&hash))?
                && receipts.insert(row.signed.clone())
            {
                let receipt: Result<Receipt, _> =
                    Signed::from_bytes(&row.signed).and_then(|signed| signed.open(&self.me.hub_key));
                if receipt.is_ok_and(|receipt| receipt.covers(&row.changes)) {
                    report.receipts += 1;
                } else {
                    report
                        .problems
                        .push(format!("{}: the receipt of {hash} does not fit", doc.id));
                }
            }
        }
        Ok(())
    }
}

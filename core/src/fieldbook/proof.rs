use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::error::Fault;
use crate::bundle::{Content, Exporter, ListedReceipt, seal};
use crate::identity::{ChangeSignature, PublicKey, Signature, Signed, sign_change};
use crate::journal::{ActorId, Change, genesis, parse};
use crate::model::{ChangeHash, DocRef};
use crate::store::ReceiptRow;
use crate::sync::DocChanges;

impl Book {
    /// Seals a file with this device's signed list of what is in it. Without a certificate nobody could check
    /// who made it.
    pub(super) fn seal(&self, content: &Content) -> Result<Vec<u8>, Fault> {
        if self.certificate()?.is_none() {
            return Err(Fault::NotAllowed("not_enrolled"));
        }
        let exporter = Exporter {
            device: self.me.device,
            key: &self.me.key,
            at: self.now(),
        };
        Ok(seal(content, &exporter)?)
    }

    /// A whole document with everything that proves it: added to a file.
    pub(super) fn add_document(&self, content: &mut Content, doc: DocRef) -> Result<(), Fault> {
        let changes = self.load(doc)?.changes();
        let genesis = genesis(doc);
        let parsed = changes
            .iter()
            .map(|bytes| parse(&genesis, bytes))
            .collect::<Result<Vec<_>, _>>()?;
        let hashes: Vec<ChangeHash> = parsed.iter().map(|change| change.hash).collect();
        self.add_receipts(content, &hashes)?;
        content.docs.push(DocChanges {
            doc,
            signatures: self.all_signatures(doc, &parsed)?,
            changes: changes.into_iter().map(Into::into).collect(),
        });
        Ok(())
    }

    /// The authors' signatures over a document. Of one's own every actor is signed anew: a restored book goes
    /// on under another.
    fn all_signatures(&self, doc: DocRef, changes: &[Change]) -> Result<Vec<ChangeSignature>, Fault> {
        let own_key = self.me.author.key;
        let own: BTreeSet<ActorId> = changes
            .iter()
            .filter(|change| change.author == Some(own_key))
            .map(|change| change.actor)
            .collect();
        let mut newest: BTreeMap<ActorId, (u64, ChangeHash)> = BTreeMap::new();
        for change in changes.iter().filter(|change| own.contains(&change.actor)) {
            let known = newest.entry(change.actor).or_insert((change.seq, change.hash));
            *known = (*known).max((change.seq, change.hash));
        }
        let stored = self.store.read(|reading| reading.signatures(doc.id))?;
        let others =
            stored
                .into_iter()
                .filter(|(key, _, _)| *key != own_key)
                .map(|(key, change, signature)| ChangeSignature {
                    key: PublicKey(key),
                    change: ChangeHash(change),
                    signature: Signature(signature),
                });
        let own = newest
            .into_values()
            .map(|(_, hash)| sign_change(&self.me.key, doc.id, hash));
        Ok(own.chain(others).collect())
    }

    fn add_receipts(&self, content: &mut Content, changes: &[ChangeHash]) -> Result<(), Fault> {
        let rows: Vec<ReceiptRow> = self.store.read(|reading| {
            let found = changes.iter().map(|change| reading.receipt_of(change));
            let found = found.collect::<Result<Vec<_>, _>>()?;
            Ok::<_, Fault>(found.into_iter().flatten().collect())
        })?;
        for row in rows {
            add_receipt(content, &row)?;
        }
        Ok(())
    }

    /// Adds the certificates of everybody who signed something in the file, and of this device.
    pub(super) fn add_certificates(&self, content: &mut Content) -> Result<(), Fault> {
        let signers = content.docs.iter().flat_map(|doc| &doc.signatures);
        let keys: BTreeSet<[u8; 32]> = signers.map(|by| by.key.0).chain([self.me.author.key]).collect();
        for key in keys {
            if let Some(bytes) = self.store.read(|reading| reading.certificate(&key))? {
                content.certificates.push(Signed::from_bytes(&bytes)?);
            }
        }
        Ok(())
    }
}

/// Adds a receipt with its list once.
pub(super) fn add_receipt(content: &mut Content, row: &ReceiptRow) -> Result<(), Fault> {
    let listed = ListedReceipt::new(Signed::from_bytes(&row.signed)?, &row.changes);
    if !content.receipts.contains(&listed) {
        content.receipts.push(listed);
    }
    Ok(())
}

use super::book::Book;
use super::error::Fault;
use super::signing::{Push, signature_of};
use crate::store::FreightRow;
use crate::sync::DocChanges;

impl Book {
    /// Adds freight to a push as far as there is room: behind the outbox, because freight may build on it and
    /// nothing in the outbox builds on freight.
    pub(super) fn with_freight(&self, mut push: Push, room: usize) -> Result<Push, Fault> {
        let used = push.bytes();
        let only = push.docs.is_empty();
        let freight = self
            .store
            .read(|reading| reading.freight(room.saturating_sub(used), only))?;
        for row in freight {
            push.hashes.extend(row.changes.iter().map(|(hash, _)| *hash));
            push.docs.push(group(row));
        }
        Ok(push)
    }
}

/// Freight as it came.
pub(super) fn group(row: FreightRow) -> DocChanges {
    DocChanges {
        doc: row.doc,
        changes: row.changes.into_iter().map(|(_, bytes)| bytes.into()).collect(),
        signatures: row.signatures.iter().map(signature_of).collect(),
    }
}

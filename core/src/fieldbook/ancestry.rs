use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::journal::{Change, KnownChange, OpId, Past, changes_of_snapshot, deps_of, genesis, hash_of};
use crate::model::{ChangeHash, DocRef};
use crate::store::{Reading, StoreError};

/// What the changes of one document knew of, read from its rows when a correction first asks: most never do.
#[derive(Default)]
pub(super) struct Ancestry(RefCell<Option<Past>>);

impl Ancestry {
    /// Whether one of these changes wrote an operation or builds on the change that did.
    pub(super) fn knows(
        &self,
        reading: &Reading<'_>,
        doc: DocRef,
        changes: &[ChangeHash],
        op: &OpId,
    ) -> Result<bool, StoreError> {
        let mut past = self.0.borrow_mut();
        if let Some(knows) = past.as_ref().and_then(|past| past.knows(changes, op)) {
            return Ok(knows);
        }
        // Also when somebody has recorded since it was read.
        let past = past.insert(past_of(reading, doc)?);
        Ok(past.knows(changes, op).unwrap_or_default())
    }

    /// Notes a change that was let in.
    pub(super) fn add(&self, change: &Change) {
        if let Some(past) = self.0.borrow_mut().as_mut() {
            past.add(change.hash, change.into(), &change.deps);
        }
    }
}

fn past_of(reading: &Reading<'_>, doc: DocRef) -> Result<Past, StoreError> {
    let folded = folded(reading, doc)?;
    let mut past = Past::of(&genesis(doc));
    reading.walk_changes(doc.id, |hash, meta, bytes| {
        let deps = bytes.and_then(deps_of).or_else(|| folded.get(&hash).cloned());
        let known = KnownChange {
            actor: meta.0,
            seq: meta.1,
            max_op: meta.2,
        };
        past.add(hash, known, &deps.unwrap_or_default());
    })?;
    Ok(past)
}

/// What the changes build on whose bytes are only in the document's snapshot.
fn folded(reading: &Reading<'_>, doc: DocRef) -> Result<BTreeMap<ChangeHash, Vec<ChangeHash>>, StoreError> {
    if !reading.has_dropped_bytes(doc.id)? {
        return Ok(BTreeMap::new());
    }
    let snapshot = reading.parts(doc.id)?.and_then(|parts| parts.snapshot);
    let (_, changes) = snapshot
        .and_then(|bytes| changes_of_snapshot(&bytes))
        .unwrap_or_else(|| (doc, Vec::new()));
    let deps = changes
        .iter()
        .filter_map(|bytes| Some((hash_of(bytes), deps_of(bytes)?)));
    Ok(deps.collect())
}

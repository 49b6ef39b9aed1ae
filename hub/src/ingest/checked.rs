use std::collections::HashMap;

use fieldbook_core::identity::{PublicKey, Signature, verify_change};
use fieldbook_core::journal::{Change, Genesis, Refusal, genesis, parse};
use fieldbook_core::model::{DocId, DocKind, DocRef};
use fieldbook_core::sync::DocChanges;

/// A pushed change, read on its own.
pub(super) struct Candidate {
    pub(super) bytes: Vec<u8>,
    pub(super) read: Result<Change, Refusal>,
    /// Valid signatures on this very change, by whatever key.
    pub(super) signatures: Vec<(PublicKey, Signature)>,
}

/// The changes of one document in a push: everything that can be checked without the database, so that it
/// is done before the writer is taken.
pub(crate) struct Checked {
    pub(super) doc: DocRef,
    pub(super) genesis: Genesis,
    pub(super) candidates: Vec<Candidate>,
}

impl Checked {
    /// Reads the changes and verifies the signatures.
    pub(crate) fn read(pushed: DocChanges) -> Self {
        let doc = pushed.doc;
        let genesis = genesis(doc);
        let mut candidates: Vec<Candidate> = pushed
            .changes
            .into_iter()
            .map(|bytes| Candidate {
                read: if is_register_elsewhere(doc) {
                    Err(Refusal::NotAllowed)
                } else {
                    parse(&genesis, &bytes)
                },
                bytes: bytes.to_vec(),
                signatures: Vec::new(),
            })
            .collect();
        let mut places = HashMap::new();
        for (place, candidate) in candidates.iter().enumerate() {
            if let Ok(change) = &candidate.read {
                // Of two copies of a change the first is the one that counts.
                places.entry(change.hash).or_insert(place);
            }
        }
        // One signature per author and document is honest; verifying is the dearest step, so a flood of
        // them is cut off at one per change and a few over.
        let affordable = candidates.len() + 16;
        for signed in pushed.signatures.iter().take(affordable) {
            let candidate = places
                .get(&signed.change)
                .and_then(|place| candidates.get_mut(*place));
            if let Some(candidate) = candidate
                && verify_change(doc.id, signed).is_ok()
            {
                candidate.signatures.push((signed.key, signed.signature));
            }
        }
        Self {
            doc,
            genesis,
            candidates,
        }
    }
}

/// The register of an organisation has one id; any other document of that kind is somebody's invention.
fn is_register_elsewhere(doc: DocRef) -> bool {
    (doc.kind == DocKind::Register) != (doc.id == DocId::register_of(doc.org))
}

use fieldbook_core::identity::sign_change;
use fieldbook_core::journal::Document;
use fieldbook_core::model::{Amendment, DocRef, FieldValue, OrgId, PersonId, RegisterKey};
use fieldbook_core::sync::{DocChanges, Outcome};
use uuid::Uuid;

use crate::Hub;
use crate::claims::Touched;
use crate::error::{HubError, Result};
use crate::ingest::{Checked, ingest};
use crate::store::Tables;

/// The fields of one entry of a register: its id, and field by field what it is.
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) fields: Vec<(&'static str, String)>,
}

/// Writes an entry into the organisation's register document, as a device would: signed by the hub's key,
/// in through the same checks as anybody's change.
pub(super) fn announce(hub: &Hub, tables: &Tables, org: OrgId, entry: &Entry) -> Result<()> {
    let doc = DocRef::register_of(org);
    // A held change is nobody's yet, so nothing may build on it.
    let changes = match tables.doc(doc.id)? {
        Some((n, _)) => tables.changes_of(n)?,
        None => Vec::new(),
    };
    let mut document = Document::load(doc, hub.author(tables)?, None, &changes, None)?;
    let now = hub.now();
    let fields: Vec<(RegisterKey, Amendment)> = entry
        .fields
        .iter()
        .map(|(field, value)| {
            let amendment = Amendment {
                value: FieldValue::text(value),
                reason: Some("hub".to_owned()),
                by: PersonId(Uuid::nil()),
                at: now,
            };
            (RegisterKey::entry(entry.id, field), amendment)
        })
        .collect();
    let change = document.put_fields(&fields, now.utc_ms.max(0) / 1000)?;
    let signature = sign_change(hub.key(), doc.id, change.hash);
    let checked = Checked::read(DocChanges {
        doc,
        changes: vec![change.bytes.into()],
        signatures: vec![signature],
    });
    let placed = ingest(hub, tables, None, &[checked], &mut Touched::default())?;
    match placed.first() {
        Some(placed) if placed.outcome == Outcome::Accepted => Ok(()),
        other => Err(HubError::Damaged(format!("own register change: {other:?}"))),
    }
}

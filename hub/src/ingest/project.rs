use fieldbook_core::journal::{Change, Write, decode_amendment, decode_fact};
use fieldbook_core::model::{DocKind, DocRef, RegisterKey, RegisterMap};

use crate::claims::{Touched, note_sub_lease};
use crate::error::Result;
use crate::store::Tables;

/// Writes a change's facts and values into rows, also of a held change: later changes may build on them.
pub(super) fn project(tables: &Tables, doc: i64, row: i64, change: &Change) -> Result<()> {
    for write in &change.writes {
        match write {
            Write::Fact { id, bytes } => {
                let fact = decode_fact(bytes)?;
                tables.insert_fact(*id, fact.kind, doc, row, bytes)?;
                for origin in &fact.origins {
                    tables.insert_origin(origin.doc, doc)?;
                }
                for photo in &fact.photos {
                    tables.insert_photo(*photo, doc)?;
                }
            }
            Write::Register { key, bytes, op, .. } => tables.insert_write(doc, row, key, op, bytes)?,
        }
    }
    Ok(())
}

/// Lets a change count: its values replace others, its lot is found by its code, and the claims it
/// touches will be judged again. `at_ms` is when it begins to count, milliseconds since 1970.
pub(super) fn count(
    tables: &Tables,
    (doc, n): (DocRef, i64),
    change: &Change,
    at_ms: i64,
    touched: &mut Touched,
) -> Result<()> {
    for write in &change.writes {
        if let Write::Register {
            key, bytes, replaces, ..
        } = write
        {
            for op in replaces {
                tables.mark_replaced(n, op)?;
            }
            if doc.kind == DocKind::Lot && is_code(key) {
                tables.insert_lot_code(&decode_amendment(bytes)?.value.to_string(), n)?;
            }
        }
        if let Write::Register { key, bytes, .. } = write
            && doc.kind == DocKind::Register
        {
            note_sub_lease(tables, doc.org, at_ms, key, bytes)?;
        }
        touched.note(tables, doc, n, write)?;
    }
    Ok(())
}

fn is_code(key: &RegisterKey) -> bool {
    key.map == RegisterMap::Head && key.key == "code"
}

use fieldbook_core::model::{DocId, DocKind, Finding};
use fieldbook_core::rules::{check_document, check_season, check_trace};

use super::assemble::{document, of_lot};
use crate::Hub;
use crate::error::{HubError, Result};

impl Hub {
    /// What the rules say of a season, lot or visit now, with everything that has come in: the same code as
    /// on the phones.
    pub fn findings(&self, id: DocId) -> Result<Vec<Finding>> {
        let now = self.now();
        self.store().read(|tables| {
            let catalog = self.catalog_in(tables)?;
            let found = tables.doc(id)?;
            let (n, doc) = found.ok_or_else(|| HubError::not_found("document", &id))?;
            Ok(match doc.kind {
                DocKind::Lot => check_trace(&of_lot(tables, n)?, &catalog, now),
                DocKind::Season => check_season(&document(tables, n)?, &catalog, now),
                DocKind::Visit | DocKind::Register => check_document(&document(tables, n)?, now),
            })
        })
    }
}

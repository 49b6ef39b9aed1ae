use std::collections::BTreeSet;

use fieldbook_core::journal::{Write, decode_fact};
use fieldbook_core::model::{DocRef, FactId, FactKind};

use crate::error::Result;
use crate::store::Tables;

/// What a push brought that claims depend on. They are judged once, when all of it is in the rows.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Documents, by row number, whose claims are to be judged again.
    pub(super) docs: BTreeSet<i64>,
    /// Voidings of stamps that came or changed.
    pub(super) voidings: BTreeSet<FactId>,
}

impl Touched {
    /// Notes one written value that counts. A new activation becomes a claim, behind all before it.
    pub(crate) fn note(&mut self, tables: &Tables, doc: DocRef, n: i64, write: &Write) -> Result<()> {
        match write {
            Write::Fact { id, bytes } => match decode_fact(bytes)?.kind {
                FactKind::Activate => {
                    tables.insert_claim(*id, n, doc.org)?;
                    self.docs.insert(n);
                }
                FactKind::VoidStamps => {
                    self.voidings.insert(*id);
                    self.docs.insert(n);
                }
                _ => {
                    self.docs.insert(n);
                }
            },
            Write::Register { key, .. } => {
                if let Some((fact, _)) = key.fact_field()
                    && let Some((_, FactKind::VoidStamps)) = tables.fact(fact)?
                {
                    self.voidings.insert(fact);
                }
                self.docs.insert(n);
            }
        }
        Ok(())
    }
}

use fieldbook_core::journal::{Write, decode_fact};
use fieldbook_core::model::{DocRef, FactId, FactKind};

use crate::error::Result;
use crate::store::Tables;

/// Something that claims depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// An activation came, or was corrected.
    Claim(FactId),
    /// Stamps were taken out of use.
    Voiding(FactId),
    /// A voiding of stamps was corrected or taken back.
    CorrectedVoiding(FactId),
    /// Something else was written.
    Other,
}

/// What a push brought that claims depend on, in its order. They are judged when all of it is in the rows.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Each with its document, by row number, whose claims are to be judged again.
    pub(super) steps: Vec<(i64, Step)>,
}

impl Touched {
    /// Notes one written value that counts. A new activation becomes a claim, behind all before it.
    pub(crate) fn note(&mut self, tables: &Tables, doc: DocRef, n: i64, write: &Write) -> Result<()> {
        let step = match write {
            Write::Fact { id, bytes } => match decode_fact(bytes)?.kind {
                FactKind::Activate => {
                    tables.insert_claim(*id, n, doc.org)?;
                    Step::Claim(*id)
                }
                FactKind::VoidStamps => Step::Voiding(*id),
                _ => Step::Other,
            },
            Write::Register { key, .. } => match key.fact_field() {
                Some((fact, _)) => match tables.fact(fact)? {
                    Some((_, FactKind::Activate)) => Step::Claim(fact),
                    Some((_, FactKind::VoidStamps)) => Step::CorrectedVoiding(fact),
                    _ => Step::Other,
                },
                None => Step::Other,
            },
        };
        if step != Step::Other || self.steps.last() != Some(&(n, step)) {
            self.steps.push((n, step));
        }
        Ok(())
    }
}

use std::collections::{BTreeMap, BTreeSet};

use super::error::Fault;
use crate::bundle::{CheckedDocument, Writers};
use crate::identity::{ClaimVerdict, PublicKey};
use crate::journal::{
    FactState, RegisterWrite, Write, decode_amendment, fold_facts, fold_head, followed, proven_order,
};
use crate::model::{ClaimState, Correction, DocRef, FactId, RegisterMap, TraceConflict, TraceDoc, TraceFact};
use crate::rules;

/// One document of a file, folded.
pub(super) struct Story {
    pub(super) doc: DocRef,
    pub(super) facts: Vec<FactState>,
    authors: BTreeMap<FactId, PublicKey>,
    pub(super) writes: Vec<RegisterWrite>,
    /// The latest time before each fact, as the graph of changes proves it.
    after: BTreeMap<FactId, (FactId, i64)>,
}

impl Story {
    pub(super) fn of(checked: &CheckedDocument) -> Result<Self, Fault> {
        let (mut facts, mut authors) = (Vec::new(), BTreeMap::new());
        let mut writes: Vec<RegisterWrite> = Vec::new();
        let mut replaced = BTreeSet::new();
        for verified in &checked.changes {
            for write in &verified.change.writes {
                match write {
                    Write::Fact { id, bytes } => {
                        facts.push(bytes.clone());
                        authors.insert(*id, verified.author);
                    }
                    Write::Register {
                        key,
                        bytes,
                        op,
                        replaces,
                    } => {
                        replaced.extend(replaces.iter().copied());
                        writes.push(RegisterWrite {
                            key: key.clone(),
                            op: *op,
                            replaced: false,
                            bytes: bytes.clone(),
                            change: verified.change.hash,
                            author: verified.author.0,
                        });
                    }
                }
            }
        }
        for write in &mut writes {
            write.replaced = replaced.contains(&write.op);
        }
        let order = proven_order(checked.changes.iter().map(|verified| &verified.change))?;
        Ok(Self {
            doc: checked.doc,
            facts: fold_facts(&facts, &writes)?,
            authors,
            writes,
            after: followed(order),
        })
    }

    /// Who wrote the standing values of a fact, or with `None` those of the head.
    fn corrections(&self, writers: &Writers, fact: Option<FactId>) -> Result<Vec<Correction>, Fault> {
        let standing = self.writes.iter().filter(|write| !write.replaced);
        let of = standing.filter(|write| write.key.fact_field().map(|(fact, _)| fact) == fact);
        of.map(|write| {
            let field = write.key.fact_field().map(|(_, field)| field);
            Ok(Correction {
                field: field.unwrap_or(&write.key.key).to_owned(),
                by: decode_amendment(&write.bytes)?.by,
                signer: writers.certified(&PublicKey(write.author), self.doc.org),
            })
        })
        .collect()
    }

    pub(super) fn trace(
        &self,
        verdicts: &BTreeMap<FactId, &ClaimVerdict>,
        writers: &Writers,
    ) -> Result<TraceDoc, Fault> {
        let signer = |fact: &FactId| writers.certified(self.authors.get(fact)?, self.doc.org);
        let told = |state: &FactState| -> Result<TraceFact, Fault> {
            Ok(TraceFact {
                doc: self.doc.id,
                voided: state.voided.is_some(),
                amended: state.amended.clone(),
                conflicts: state.conflicts.iter().map(conflict).collect(),
                claim: claim(state, verdicts),
                contradicts: rules::contradicts(&state.fact, self.after.get(&state.fact.id).copied()),
                signer: signer(&state.fact.id),
                corrections: self.corrections(writers, Some(state.fact.id))?,
                fact: state.fact.clone(),
            })
        };
        let mut facts: Vec<TraceFact> = self.facts.iter().map(told).collect::<Result<_, _>>()?;
        facts.sort_by_key(|fact| (fact.fact.occurred, fact.fact.id));
        Ok(TraceDoc {
            doc: self.doc,
            head: fold_head(RegisterMap::Head, &self.writes)?.values,
            facts,
            corrections: self.corrections(writers, None)?,
        })
    }
}

fn conflict((field, values): (&String, &Vec<crate::model::Amendment>)) -> TraceConflict {
    TraceConflict {
        field: field.clone(),
        values: values.iter().map(|amendment| amendment.value.clone()).collect(),
    }
}

fn claim(
    state: &FactState,
    verdicts: &BTreeMap<FactId, &ClaimVerdict>,
) -> Option<(ClaimState, Vec<crate::model::StampSpan>)> {
    if state.fact.kind != crate::model::FactKind::Activate {
        return None;
    }
    Some(match (&state.voided, verdicts.get(&state.fact.id)) {
        (Some(_), _) => (ClaimState::Withdrawn, state.fact.stamps.clone()),
        (None, Some(verdict)) => (verdict.state, verdict.stands().unwrap_or_default()),
        (None, None) => (ClaimState::Pending, state.fact.stamps.clone()),
    })
}

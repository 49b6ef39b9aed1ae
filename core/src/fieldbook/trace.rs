use std::collections::{BTreeMap, VecDeque};

use super::book::Book;
use super::error::Fault;
use super::facts::register_write;
use super::views::FactView;
use crate::journal::{RegisterWrite, fold_head};
use crate::model::{
    DocId, DocKind, DocRef, FactId, FactKind, RegisterMap, Trace, TraceConflict, TraceDoc, TraceFact,
};
use crate::store::FactQuery;

/// More facts than any lot or season has; a list without end must not fill a phone's memory.
const FACTS_MAX: u32 = 10_000;
/// More origins than a mill mixes in a year.
const ORIGINS_MAX: usize = 500;

impl Book {
    /// A lot's whole story: its own facts, and those of every season and lot its goods came from.
    pub(super) fn trace(&self, lot: DocId) -> Result<Trace, Fault> {
        self.trace_with(lot, None)
    }

    /// The same, as if an entry that is not written yet stood in it.
    pub(super) fn trace_with(&self, lot: DocId, draft: Option<&TraceFact>) -> Result<Trace, Fault> {
        let doc = self.doc(lot)?;
        if doc.kind != DocKind::Lot {
            return Err(Fault::NotFound(lot.to_string()));
        }
        let lot = self.trace_doc_with(doc, draft)?;
        let mut origins: Vec<TraceDoc> = Vec::new();
        let mut waiting: VecDeque<DocId> = origins_of(&lot).collect();
        while let Some(next) = waiting.pop_front() {
            let seen = next == doc.id || origins.iter().any(|origin| origin.doc.id == next);
            if seen || origins.len() >= ORIGINS_MAX {
                continue;
            }
            // An origin that has not arrived yet is simply not told.
            if let Some(found) = self.store.read(|reading| reading.document(next))? {
                let origin = self.trace_doc(found)?;
                waiting.extend(origins_of(&origin));
                origins.push(origin);
            }
        }
        let register = self.register_of(doc.org)?;
        let product = lot
            .head_text("product")
            .and_then(|product| register.product(&product).cloned());
        Ok(Trace {
            lot,
            origins,
            product,
            org: register.org,
            people: register.people,
        })
    }

    /// One document with its facts, oldest first.
    pub(super) fn trace_doc(&self, doc: DocRef) -> Result<TraceDoc, Fault> {
        self.trace_doc_with(doc, None)
    }

    /// The same, as if an entry that is not written yet stood in it.
    pub(super) fn trace_doc_with(&self, doc: DocRef, draft: Option<&TraceFact>) -> Result<TraceDoc, Fault> {
        let query = FactQuery {
            doc: Some(doc.id),
            limit: FACTS_MAX,
            ..FactQuery::default()
        };
        let writes = self.store.read(|reading| {
            let rows = reading.writes_of_document(doc.id, None)?;
            Ok::<_, Fault>(rows.into_iter().map(register_write).collect::<Vec<_>>())
        })?;
        let mut of_facts: BTreeMap<FactId, Vec<RegisterWrite>> = BTreeMap::new();
        let mut of_head = Vec::new();
        for write in writes {
            match write.key.fact_field() {
                Some((fact, _)) => of_facts.entry(fact).or_default().push(write),
                None => of_head.push(write),
            }
        }
        let mut facts = self
            .facts(&query)?
            .into_iter()
            .map(|view| {
                let corrections = of_facts.remove(&view.id()).unwrap_or_default();
                self.trace_fact(view, &corrections)
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        facts.reverse();
        if let Some(draft) = draft {
            let key = |fact: &TraceFact| (fact.fact.occurred.utc_ms, fact.fact.id);
            let place = facts.partition_point(|fact| key(fact) < key(draft));
            facts.insert(place, draft.clone());
        }
        Ok(TraceDoc {
            doc,
            head: fold_head(RegisterMap::Head, &of_head)?.values,
            facts,
            corrections: self.corrections(doc, &of_head)?,
        })
    }

    pub(super) fn trace_fact(
        &self,
        view: FactView,
        corrections: &[RegisterWrite],
    ) -> Result<TraceFact, Fault> {
        let claim = match view.fact.kind {
            FactKind::Activate => {
                let claim = self.claim_of(&view)?;
                Some((claim.state, claim.spans))
            }
            _ => None,
        };
        let conflict = |(field, values): (&String, &Vec<crate::model::Amendment>)| TraceConflict {
            field: field.clone(),
            values: values.iter().map(|amendment| amendment.value.clone()).collect(),
        };
        Ok(TraceFact {
            conflicts: view.conflicts.iter().map(conflict).collect(),
            contradicts: None,
            doc: view.doc.id,
            voided: view.voided.is_some(),
            amended: view.amended,
            claim,
            signer: self.certified(&view.author, view.doc)?,
            corrections: self.corrections(view.doc, corrections)?,
            fact: view.fact,
        })
    }
}

fn origins_of(doc: &TraceDoc) -> impl Iterator<Item = DocId> {
    let standing = doc.facts.iter().filter(|fact| !fact.voided);
    standing.flat_map(|fact| fact.fact.origins.iter().map(|origin| origin.doc))
}

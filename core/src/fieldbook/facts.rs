use super::book::Book;
use super::error::Fault;
use super::views::FactView;
use crate::catalog::{Lang, Step};
use crate::journal::{RegisterWrite, fold_facts};
use crate::model::{Fact, FactId, FieldValue, nfc};
use crate::store::{FactQuery, FactRow, Reading, WriteRow, fold_text};

/// Facts of a list that is read at once; whoever wants more reads beside the writer.
const SCREENFUL: u32 = 100;

impl Book {
    pub(super) fn fact(&self, id: FactId) -> Result<FactView, Fault> {
        let query = FactQuery {
            id: Some(id),
            limit: 1,
            ..FactQuery::default()
        };
        self.facts(&query)?
            .pop()
            .ok_or_else(|| Fault::NotFound(id.to_string()))
    }

    pub(super) fn facts(&self, query: &FactQuery) -> Result<Vec<FactView>, Fault> {
        if query.text.is_some() {
            // When the disk is full, what is indexed is still found; a closed book says so below.
            let _ = self.index_facts();
        }
        let list = |reading: &Reading<'_>| {
            let rows = reading.facts(query)?;
            rows.into_iter().map(|row| view_of(reading, row)).collect()
        };
        if query.limit <= SCREENFUL && query.text.is_none() {
            self.store.glance(list)
        } else {
            self.store.read(list)
        }
    }

    pub(super) fn search(&self, text: &str, limit: u32) -> Result<Vec<FactView>, Fault> {
        let limit = if limit == 0 { 50 } else { limit };
        let wanted = nfc(text.trim()).to_lowercase();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        // Folding makes ấm, ẩm and âm one word: exact hits are picked out of a few times more rows.
        let wide = FactQuery {
            text: Some(wanted.clone()),
            limit: limit.saturating_mul(4),
            ..FactQuery::default()
        };
        let mut hits = self.facts(&wide)?;
        hits.sort_by_key(|hit| !mentions(&hit.fact, &wanted));
        hits.extend(self.facts_of_steps_called(&wanted, limit, &hits)?);
        hits.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(hits)
    }

    /// Facts whose step is called so in either language: people search for "thu hoạch" or "harvest". Names
    /// are in the catalogue and not in the index, because a newer catalogue may change them.
    fn facts_of_steps_called(
        &self,
        wanted: &str,
        limit: u32,
        known: &[FactView],
    ) -> Result<Vec<FactView>, Fault> {
        let folded = fold_text(wanted);
        let called = |step: &&Step| {
            Lang::ALL
                .iter()
                .any(|lang| fold_text(step.name.get(*lang)).contains(&folded))
        };
        let catalog = self.catalog();
        let steps = catalog.groups().flat_map(|group| &group.steps).filter(called);
        let steps: Vec<String> = steps.map(|step| step.code.clone()).collect();
        if steps.is_empty() {
            return Ok(Vec::new());
        }
        let query = FactQuery {
            steps,
            limit,
            ..FactQuery::default()
        };
        let mut found = self.facts(&query)?;
        found.retain(|fact| !known.iter().any(|hit| hit.id() == fact.id()));
        Ok(found)
    }
}

fn mentions(fact: &Fact, wanted: &str) -> bool {
    let texts = fact.fields.values().filter_map(FieldValue::as_text);
    let inputs = fact.inputs.iter().map(|input| input.material.as_str());
    fact.note
        .as_deref()
        .into_iter()
        .chain(texts)
        .chain(inputs)
        .any(|text| text.to_lowercase().contains(wanted))
}

/// A stored row with its amendments folded in.
pub(super) fn view_of(reading: &Reading<'_>, row: FactRow) -> Result<FactView, Fault> {
    let writes = if row.amended {
        reading.writes_of_fact(row.id)?
    } else {
        Vec::new()
    };
    folded(row, writes)
}

/// A stored row with these amendments folded in.
pub(super) fn folded(row: FactRow, writes: Vec<WriteRow>) -> Result<FactView, Fault> {
    let writes: Vec<RegisterWrite> = writes.into_iter().map(register_write).collect();
    let state = fold_facts(std::slice::from_ref(&row.body), &writes)?.pop();
    let state = state.ok_or_else(|| Fault::Unexpected("a fact folded to nothing".into()))?;
    Ok(FactView::new(row, state))
}

pub(super) fn register_write(row: WriteRow) -> RegisterWrite {
    RegisterWrite {
        key: row.key,
        op: crate::journal::OpId {
            counter: row.op.0,
            actor: row.op.1,
        },
        replaced: row.replaced,
        bytes: row.bytes,
        change: row.change,
        author: row.author,
    }
}

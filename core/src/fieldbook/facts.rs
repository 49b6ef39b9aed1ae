use std::collections::BTreeMap;
use std::sync::Arc;

use super::FieldbookError;
use super::book::Book;
use super::error::Fault;
use super::views::{Conflict, ConflictValue, FactView, HistoryEntry};
use crate::catalog::Catalog;
use crate::journal::{RegisterWrite, decode_amendment, fold_facts, standing};
use crate::model::{
    Amendment, BlobHash, Capture, DocId, DocRef, Fact, FactId, FieldValue, Finding, Input, Invalid, Origin,
    PersonId, Place, RegisterKey, RoledQuantity, StampSpan,
};
use crate::model::{Moment, nfc};
use crate::rules;
use crate::store::{FactQuery, FactRow, Reading, WriteRow};

/// Facts: record, amend, void, find.
#[derive(Clone)]
pub struct Journal {
    pub(super) book: Arc<Book>,
}

/// What a person enters. Kind, group, recorder, device and the moment of recording are filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFact {
    /// The season, lot or visit.
    pub doc: DocId,
    /// The step's code in the document's product group.
    pub step: String,
    /// When it happened; `None` means now.
    pub occurred: Option<Moment>,
    /// Where.
    pub place: Option<Place>,
    /// Amounts.
    pub quantities: Vec<RoledQuantity>,
    /// Farm inputs used.
    pub inputs: Vec<Input>,
    /// Photos, kept before with [`super::Blobs`].
    pub photos: Vec<BlobHash>,
    /// The step's fields.
    pub fields: BTreeMap<String, FieldValue>,
    /// Where the goods came from.
    pub origins: Vec<Origin>,
    /// The stamps it speaks of.
    pub stamps: Vec<StampSpan>,
    /// Free text.
    pub note: Option<String>,
    /// How it was captured.
    pub capture: Capture,
    /// The person it is written down for.
    pub on_behalf_of: Option<PersonId>,
}

impl NewFact {
    /// A bare entry of a step.
    pub fn of(doc: DocId, step: &str) -> Self {
        Self {
            doc,
            step: step.to_owned(),
            occurred: None,
            place: None,
            quantities: Vec::new(),
            inputs: Vec::new(),
            photos: Vec::new(),
            fields: BTreeMap::new(),
            origins: Vec::new(),
            stamps: Vec::new(),
            note: None,
            capture: Capture::Manual,
            on_behalf_of: None,
        }
    }
}

/// A fact that is durable, and what the rules and the catalogue have to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The fact.
    pub view: FactView,
    /// What the rules found; never a reason to lose it.
    pub findings: Vec<Finding>,
    /// Values that are unusual, though they may be right.
    pub advice: Vec<Invalid>,
}

impl Journal {
    /// Writes a fact down. When this returns it is durable.
    ///
    /// Errors: `NotFound` for an unknown document, `InvalidInput` with every field that is wrong,
    /// `StorageFull` when nothing was saved.
    pub fn record(&self, new: NewFact) -> Result<Recorded, FieldbookError> {
        Ok(self.book.record(new)?)
    }

    /// Corrects one field of a fact: a step's field, `note`, `occurred` (RFC 3339), or `qty.in`, `qty.out`,
    /// `qty.area` (a number in the unit as entered). The fact itself never changes.
    pub fn amend(
        &self,
        fact: FactId,
        field: &str,
        value: FieldValue,
        reason: Option<&str>,
    ) -> Result<FactView, FieldbookError> {
        Ok(self.book.amend(fact, field, value, reason)?)
    }

    /// Voids a mistaken fact; it stays in the history. The reason is required.
    pub fn void(&self, fact: FactId, reason: &str) -> Result<FactView, FieldbookError> {
        if reason.trim().is_empty() {
            return Err(FieldbookError::invalid(Invalid::new("reason", "required")));
        }
        Ok(self
            .book
            .amend(fact, RegisterKey::VOID, FieldValue::Bool(true), Some(reason))?)
    }

    /// One fact.
    pub fn get(&self, fact: FactId) -> Result<FactView, FieldbookError> {
        Ok(self.book.fact(fact)?)
    }

    /// Facts, the newest first.
    pub fn query(&self, query: &FactQuery) -> Result<Vec<FactView>, FieldbookError> {
        Ok(self.book.facts(query)?)
    }

    /// Facts with these words, typed with or without Vietnamese marks; hits with exactly these letters
    /// come first.
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<FactView>, FieldbookError> {
        Ok(self.book.search(text, limit)?)
    }

    /// Everything that happened to a fact, oldest first.
    pub fn history(&self, fact: FactId) -> Result<Vec<HistoryEntry>, FieldbookError> {
        Ok(self.book.history(fact)?)
    }

    /// Fields on which people disagree. Amending the field settles it.
    pub fn conflicts(&self) -> Result<Vec<Conflict>, FieldbookError> {
        Ok(self.book.conflicts()?)
    }

    /// What a person typed for a field of a step, as a value; errors name the field and the remedy.
    pub fn parse_field(
        &self,
        doc: DocId,
        step: &str,
        field: &str,
        text: &str,
    ) -> Result<FieldValue, FieldbookError> {
        let (_, group) = self.book.doc_and_group(doc)?;
        Ok(self
            .book
            .catalog()
            .parse_field(&group, step, field, text)
            .map_err(Fault::from)?)
    }
}

impl Book {
    pub(super) fn record(&self, new: NewFact) -> Result<Recorded, Fault> {
        let (doc, group) = self.doc_and_group(new.doc)?;
        let fact = self.build(doc, group, new)?;
        fact.check()?;
        self.catalog()
            .validate(&fact, doc.kind)
            .map_err(Fault::AllInvalid)?;
        self.write(doc, |document, time_s| document.put_fact(&fact, time_s))?;
        let view = self.fact(fact.id)?;
        let findings = self.findings_about(doc, fact.id)?;
        Ok(Recorded {
            view,
            findings,
            advice: self.catalog().advise(&fact),
        })
    }

    fn build(&self, doc: DocRef, group: String, new: NewFact) -> Result<Fact, Fault> {
        let catalog: &Catalog = self.catalog();
        let step = catalog.step(&group, &new.step);
        let unknown = || {
            Invalid::new("step", "unknown_step")
                .with("value", &new.step)
                .with("group", &group)
        };
        let kind = step.ok_or_else(unknown)?.kind;
        for origin in &new.origins {
            if origin.doc == doc.id || self.store.read(|reading| reading.document(origin.doc))?.is_none() {
                return Err(Fault::NotFound(origin.doc.to_string()));
            }
        }
        let now = self.now();
        Ok(Fact {
            id: FactId::fresh(),
            kind,
            step: new.step,
            group,
            occurred: new.occurred.unwrap_or(now),
            recorded: now,
            recorder: self.me.person,
            device: self.me.device,
            on_behalf_of: new.on_behalf_of,
            place: new.place,
            quantities: new.quantities,
            inputs: new.inputs.into_iter().map(nfc_input).collect(),
            photos: new.photos,
            fields: new
                .fields
                .into_iter()
                .map(|(name, value)| (name, nfc_value(value)))
                .collect(),
            origins: new.origins,
            stamps: new.stamps,
            note: new
                .note
                .map(|note| nfc(note.trim()))
                .filter(|note| !note.is_empty()),
            capture: new.capture,
            unknown: BTreeMap::new(),
        })
    }

    /// What the rules say about one fact, seen in its lot or season.
    fn findings_about(&self, doc: DocRef, fact: FactId) -> Result<Vec<Finding>, Fault> {
        let findings = self.findings(doc)?;
        Ok(findings
            .into_iter()
            .filter(|finding| finding.fact == Some(fact))
            .collect())
    }

    /// What the rules say about a document and, for a lot, everything its goods came from.
    pub(super) fn findings(&self, doc: DocRef) -> Result<Vec<Finding>, Fault> {
        let (now, catalog) = (self.now(), self.catalog());
        match doc.kind {
            crate::model::DocKind::Lot => Ok(rules::check_trace(&self.trace(doc.id)?, catalog, now)),
            crate::model::DocKind::Season => Ok(rules::check_season(&self.trace_doc(doc)?, catalog, now)),
            _ => Ok(Vec::new()),
        }
    }

    pub(super) fn amend(
        &self,
        fact: FactId,
        field: &str,
        value: FieldValue,
        reason: Option<&str>,
    ) -> Result<FactView, Fault> {
        let view = self.fact(fact)?;
        let value = nfc_value(value);
        self.check_amendment(&view, field, &value)?;
        let amendment = self.amendment(value, reason);
        let key = RegisterKey::amend(fact, field);
        self.write(view.doc, |document, time_s| {
            document.put_fields(&[(key, amendment)], time_s)
        })?;
        self.fact(fact)
    }

    /// The new value must fit the field as a fresh entry would.
    fn check_amendment(&self, view: &FactView, field: &str, value: &FieldValue) -> Result<(), Fault> {
        let wrong = |reason| Err(Fault::from(Invalid::new(field, reason).with("value", value)));
        match (field, value) {
            (RegisterKey::VOID, FieldValue::Bool(_)) | ("note", FieldValue::Text(_)) => Ok(()),
            ("occurred", FieldValue::Text(text)) => Ok(Moment::parse("occurred", text).map(|_| ())?),
            ("qty.in" | "qty.out" | "qty.area", FieldValue::Number(number)) => {
                let role = field.trim_start_matches("qty.");
                let named = |roled: &&RoledQuantity| {
                    crate::model::QuantityRole::ALL
                        .iter()
                        .any(|(known, name)| *known == roled.role && *name == role)
                };
                match view.fact.quantities.iter().find(named) {
                    Some(roled) => {
                        crate::model::Quantity::new(*number, roled.quantity.entered_unit)?;
                        Ok(())
                    }
                    None => wrong("unknown_field"),
                }
            }
            (RegisterKey::VOID | "note" | "occurred" | "qty.in" | "qty.out" | "qty.area", _) => {
                wrong("wrong_type")
            }
            _ => {
                let text = value.to_string();
                let fact = &view.fact;
                let read = self
                    .catalog()
                    .parse_field(&fact.group, &fact.step, field, &text)?;
                if read == *value {
                    Ok(())
                } else {
                    wrong("wrong_type")
                }
            }
        }
    }

    pub(super) fn amendment(&self, value: FieldValue, reason: Option<&str>) -> Amendment {
        let reason = reason
            .map(|reason| nfc(reason.trim()))
            .filter(|reason| !reason.is_empty());
        Amendment {
            value,
            reason,
            by: self.me.person,
            at: self.now(),
        }
    }

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
        self.store.read(|reading| {
            let rows = reading.facts(query)?;
            rows.into_iter().map(|row| view_of(reading, row)).collect()
        })
    }

    fn search(&self, text: &str, limit: u32) -> Result<Vec<FactView>, Fault> {
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
        hits.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(hits)
    }

    fn history(&self, id: FactId) -> Result<Vec<HistoryEntry>, Fault> {
        let view = self.fact(id)?;
        let register = self.register()?;
        let writes = self
            .store
            .read(|reading| Ok::<_, Fault>(reading.writes_of_fact(id)?))?;
        let mut entries = vec![HistoryEntry {
            field: None,
            old: Vec::new(),
            new: None,
            reason: None,
            by: view.fact.recorder,
            by_name: register.person_name(view.fact.recorder),
            device: Some(view.fact.device),
            device_name: self.device_name(&view.author)?,
            at: view.fact.recorded,
            state: view.state,
            replaced: false,
            change: view.change,
        }];
        let mut earlier: BTreeMap<String, Vec<FieldValue>> = BTreeMap::new();
        for write in writes {
            let Some((_, field)) = write.key.fact_field() else {
                continue;
            };
            let amendment = decode_amendment(&write.bytes)?;
            let old = earlier
                .insert(field.to_owned(), vec![amendment.value.clone()])
                .unwrap_or_default();
            entries.push(HistoryEntry {
                field: Some(field.to_owned()),
                old: if old.is_empty() {
                    self.recorded_value(&view, field)?
                } else {
                    old
                },
                new: Some(amendment.value),
                reason: amendment.reason,
                by: amendment.by,
                by_name: register.person_name(amendment.by),
                device: self.device_of(&write.author)?,
                device_name: self.device_name(&write.author)?,
                at: amendment.at,
                state: write.state,
                replaced: write.replaced,
                change: write.change,
            });
        }
        Ok(entries)
    }

    /// What the fact itself says, before any amendment.
    fn recorded_value(&self, view: &FactView, field: &str) -> Result<Vec<FieldValue>, Fault> {
        let query = FactQuery {
            id: Some(view.id()),
            limit: 1,
            ..FactQuery::default()
        };
        let rows = self
            .store
            .read(|reading| Ok::<_, Fault>(reading.facts(&query)?))?;
        let Some(row) = rows.first() else {
            return Ok(Vec::new());
        };
        let fact = crate::journal::decode_fact(&row.body)?;
        let quantity = |role| {
            fact.amount(role)
                .map(|quantity| FieldValue::Number(quantity.entered))
        };
        let value = match field {
            "note" => fact.note.clone().map(FieldValue::Text),
            "occurred" => Some(FieldValue::Text(fact.occurred.to_rfc3339())),
            "qty.in" => quantity(crate::model::QuantityRole::In),
            "qty.out" => quantity(crate::model::QuantityRole::Out),
            "qty.area" => quantity(crate::model::QuantityRole::Area),
            RegisterKey::VOID => Some(FieldValue::Bool(false)),
            _ => fact.fields.get(field).cloned(),
        };
        Ok(value.into_iter().collect())
    }

    fn conflicts(&self) -> Result<Vec<Conflict>, Fault> {
        let register = self.register()?;
        let rows = self.store.read(|reading| {
            let rows = reading.conflicts()?;
            rows.into_iter()
                .map(|row| {
                    let writes = reading.writes_of_document(row.doc.id, Some(row.key.map))?;
                    Ok((
                        row.clone(),
                        writes
                            .into_iter()
                            .filter(|write| write.key == row.key)
                            .collect::<Vec<_>>(),
                    ))
                })
                .collect::<Result<Vec<_>, Fault>>()
        })?;
        rows.into_iter()
            .map(|(row, writes)| {
                let writes: Vec<RegisterWrite> = writes.into_iter().map(register_write).collect();
                let values = standing(&writes.iter().collect::<Vec<_>>())?;
                let (fact, field) = match row.key.fact_field() {
                    Some((fact, field)) => (Some(fact), field.to_owned()),
                    None => (None, row.key.key.clone()),
                };
                let values = values.into_iter().map(|value| ConflictValue {
                    by_name: register.person_name(value.by),
                    value: value.value,
                    reason: value.reason,
                    by: value.by,
                    at: value.at,
                });
                Ok(Conflict {
                    doc: row.doc,
                    key: row.key,
                    fact,
                    field,
                    values: values.collect(),
                })
            })
            .collect()
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

fn nfc_value(value: FieldValue) -> FieldValue {
    match value {
        FieldValue::Text(text) => FieldValue::text(&text),
        other => other,
    }
}

fn nfc_input(input: Input) -> Input {
    let clean = |text: Option<String>| text.map(|text| nfc(text.trim())).filter(|text| !text.is_empty());
    Input {
        material: nfc(input.material.trim()),
        active_ingredient: clean(input.active_ingredient),
        maker_lot: clean(input.maker_lot),
        dose: clean(input.dose),
        ..input
    }
}

/// A stored row with its amendments folded in.
pub(super) fn view_of(reading: &Reading<'_>, row: FactRow) -> Result<FactView, Fault> {
    let writes = if row.amended {
        reading.writes_of_fact(row.id)?
    } else {
        Vec::new()
    };
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

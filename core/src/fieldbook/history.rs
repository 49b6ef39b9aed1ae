use std::collections::BTreeMap;

use super::book::Book;
use super::error::Fault;
use super::views::{FactView, HistoryEntry};
use crate::journal::{decode_amendment, decode_fact, entered_unit};
use crate::model::{EnteredUnit, Fact, FactId, FieldValue, FindingCode, PersonId, QuantityRole, RegisterKey};
use crate::rules::attribution;
use crate::store::{FactQuery, Operation};

impl Book {
    pub(super) fn history(&self, id: FactId) -> Result<Vec<HistoryEntry>, Fault> {
        let view = self.fact(id)?;
        let recorded = self.recorded_fact(id)?;
        let register = self.register_of(view.doc.org)?;
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
            on_behalf_of: view.fact.on_behalf_of,
            on_behalf_of_name: view.fact.on_behalf_of.and_then(|id| register.person_name(id)),
            device: self.device_of(&view.author)?.or(Some(view.fact.device)),
            finding: self.foreign_recording(&view)?,
            device_name: self.device_name(&view.author)?,
            at: view.fact.recorded,
            hub_offset_s: view.fact.hub_offset_s,
            state: view.state,
            replaced: false,
            change: view.change,
        }];
        let mut values: BTreeMap<Operation, FieldValue> = BTreeMap::new();
        for write in writes {
            let Some((_, field)) = write.key.fact_field() else {
                continue;
            };
            let amendment = decode_amendment(&write.bytes)?;
            // What its writer saw, not what has arrived here before it.
            let seen: Vec<FieldValue> = write
                .replaces
                .iter()
                .filter_map(|op| values.get(op).cloned())
                .collect();
            let unit = recorded.as_ref().and_then(|fact| entered_unit(fact, field));
            let new = amendment.value.in_unit(unit);
            values.insert(write.op, new.clone());
            entries.push(HistoryEntry {
                field: Some(field.to_owned()),
                old: if seen.is_empty() {
                    recorded.iter().filter_map(|fact| value_of(fact, field)).collect()
                } else {
                    seen
                },
                new: Some(new),
                reason: amendment.reason,
                by: amendment.by,
                by_name: register.person_name(amendment.by),
                on_behalf_of: None,
                on_behalf_of_name: None,
                device: self.device_of(&write.author)?,
                finding: self.foreign_correction(&view, &write.author, amendment.by)?,
                device_name: self.device_name(&write.author)?,
                at: amendment.at,
                hub_offset_s: None,
                state: write.state,
                replaced: write.replaced,
                change: write.change,
            });
        }
        Ok(entries)
    }

    fn foreign_recording(&self, view: &FactView) -> Result<Option<FindingCode>, Fault> {
        let signer = self.certified(&view.author, view.doc)?;
        let found = signer.and_then(|signer| attribution(&view.fact, &signer).into_iter().next());
        Ok(found.map(|finding| finding.code))
    }

    fn foreign_correction(
        &self,
        view: &FactView,
        key: &[u8; 32],
        by: PersonId,
    ) -> Result<Option<FindingCode>, Fault> {
        let signer = self.certified(key, view.doc)?;
        let foreign = signer.is_some_and(|signer| !signer.people.contains(&by));
        Ok(foreign.then_some(FindingCode::ForeignCorrector))
    }

    /// The fact itself, before any amendment; `None` while an amendment is here alone.
    fn recorded_fact(&self, id: FactId) -> Result<Option<Fact>, Fault> {
        let query = FactQuery {
            id: Some(id),
            limit: 1,
            ..FactQuery::default()
        };
        let rows = self
            .store
            .read(|reading| Ok::<_, Fault>(reading.facts(&query)?))?;
        Ok(rows.first().map(|row| decode_fact(&row.body)).transpose()?)
    }

    /// The unit in which the fact itself says the amount that a field corrects; `None` for what is no amount.
    pub(super) fn recorded_unit(&self, id: FactId, field: &str) -> Result<Option<EnteredUnit>, Fault> {
        if QuantityRole::of_field(field).is_none() {
            return Ok(None);
        }
        let recorded = self.recorded_fact(id)?;
        Ok(recorded.and_then(|fact| entered_unit(&fact, field)))
    }
}

fn value_of(fact: &Fact, field: &str) -> Option<FieldValue> {
    match (field, QuantityRole::of_field(field)) {
        ("note", _) => fact.note.clone().map(FieldValue::Text),
        ("occurred", _) => Some(FieldValue::Text(fact.occurred.to_rfc3339())),
        (RegisterKey::VOID, _) => Some(FieldValue::Bool(false)),
        (_, Some(role)) => fact.amount(role).map(FieldValue::Amount),
        (_, None) => fact.fields.get(field).cloned(),
    }
}

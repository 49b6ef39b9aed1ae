use super::book::Book;
use super::error::Fault;
use super::facts::register_write;
use super::views::{Conflict, ConflictValue};
use crate::journal::{RegisterWrite, standing};

impl Book {
    pub(super) fn conflicts(&self) -> Result<Vec<Conflict>, Fault> {
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
                let unit = match fact {
                    Some(fact) => self.recorded_unit(fact, &field)?,
                    None => None,
                };
                let values = values.into_iter().map(|value| ConflictValue {
                    by_name: register.person_name(value.by),
                    value: value.value.in_unit(unit),
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

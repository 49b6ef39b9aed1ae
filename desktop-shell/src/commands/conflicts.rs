use fieldbook_core::model::Fact;
use fieldbook_core::{Conflict, ConflictValue, Fieldbook};
use serde::Serialize;
use serde_json::Value;

use super::history::moment_or_value;
use super::words;
use crate::failure::Failure;
use crate::output::{Answer, Names, Table, short, show_moment, value_json};
use crate::session::Session;

#[derive(Debug, Serialize)]
struct ConflictOut {
    document: String,
    document_kind: &'static str,
    fact: Option<String>,
    field: String,
    values: Vec<ValueOut>,
}

#[derive(Debug, Serialize)]
struct ValueOut {
    value: Value,
    reason: Option<String>,
    by: String,
    by_name: Option<String>,
    at: String,
}

impl From<&Conflict> for ConflictOut {
    fn from(conflict: &Conflict) -> Self {
        let value = |value: &ConflictValue| ValueOut {
            value: value_json(&value.value),
            reason: value.reason.clone(),
            by: value.by.to_string(),
            by_name: value.by_name.clone(),
            at: value.at.to_rfc3339(),
        };
        Self {
            document: conflict.doc.id.to_string(),
            document_kind: conflict.doc.kind.name(),
            fact: conflict.fact.map(|fact| fact.to_string()),
            field: conflict.field.clone(),
            values: conflict.values.iter().map(value).collect(),
        }
    }
}

pub fn run(session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let conflicts = book.journal().conflicts()?;
    let out: Vec<ConflictOut> = conflicts.iter().map(ConflictOut::from).collect();
    Answer::of(&out, shown(&conflicts, &book, session)?)
}

fn shown(conflicts: &[Conflict], book: &Fieldbook, session: &Session) -> Result<String, Failure> {
    if conflicts.is_empty() {
        return Ok(session.word("conflicts.none"));
    }
    let (names, words) = (Names::of(book)?, &words(book, session));
    let titles = [
        "column.id",
        "column.document",
        "column.field",
        "column.value",
        "column.by",
        "column.at",
    ];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for conflict in conflicts {
        let fact = conflict.fact.map(|fact| book.journal().get(fact)).transpose()?;
        let fact: Option<&Fact> = fact.as_ref().map(|view| &view.fact);
        let id = conflict
            .fact
            .map_or_else(|| short(&conflict.doc.id), |fact| short(&fact));
        let field = fact.map_or_else(
            || conflict.field.clone(),
            |fact| words.field(fact, &conflict.field),
        );
        for value in &conflict.values {
            let said = match fact {
                Some(fact) => moment_or_value(fact, &conflict.field, &value.value, words),
                None => value.value.to_string(),
            };
            table.row([
                id.clone(),
                names.document(conflict.doc.id),
                field.clone(),
                said,
                value.by_name.clone().unwrap_or_else(|| names.person(value.by)),
                show_moment(&value.at),
            ]);
        }
    }
    Ok(format!(
        "{}\n\n{}",
        table.text(),
        session.word("conflicts.settle")
    ))
}

use clap::Args;
use fieldbook_core::model::{EnteredUnit, FieldValue, Invalid, Quantity, QuantityRole};
use fieldbook_core::{DocumentView, FactView, Fieldbook};

use super::record::pair;
use super::words;
use crate::failure::{Failure, StepOf};
use crate::find::{self, Found};
use crate::output::{Answer, DocumentOut, FactOut, Names};
use crate::session::Session;
use crate::when;

#[derive(Debug, Args)]
pub struct Amend {
    /// The entry, season, lot or visit: id or some digits of it
    #[arg(value_name = "ID")]
    id: String,
    /// The field and its right value: a field of the step, note, occurred, qty.in, qty.out or qty.area; of a
    /// season, lot or visit: name, plot or code
    #[arg(long, value_name = "K=V", allow_hyphen_values = true)]
    field: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug, Args)]
pub struct Void {
    /// The entry: id or some digits of it
    #[arg(value_name = "ID")]
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub fn run(args: &Amend, session: &Session) -> Result<Answer, Failure> {
    let (field, value) = pair(&args.field)?;
    let book = session.open()?;
    let reason = args.reason.as_deref();
    match find::fact_or_document(&book, &args.id)? {
        Found::Fact(view) => {
            let step = step_of(&view, &book);
            let value = typed(&view, field, value, &book).map_err(|failure| step.explain(failure))?;
            let amended = book.journal().amend(view.id(), field, value, reason);
            let view = amended.map_err(|error| step.explain(error.into()))?;
            fact_told(&view, "amend.done", field, &book, session)
        }
        Found::Document(view) => {
            let view = book
                .documents()
                .amend(view.doc.id, field, FieldValue::text(value), reason)?;
            document_told(&view, field, &book, session)
        }
    }
}

pub fn void(args: &Void, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let view = find::fact(&book, &args.id)?;
    let view = book.journal().void(view.id(), &args.reason)?;
    fact_told(&view, "void.done", "void", &book, session)
}

fn step_of(view: &FactView, book: &Fieldbook) -> StepOf {
    let fact = &view.fact;
    StepOf {
        group: fact.group.clone(),
        code: fact.step.clone(),
        step: book.catalog().step(&fact.group, &fact.step).cloned(),
    }
}

/// The value as the field takes it.
fn typed(view: &FactView, field: &str, text: &str, book: &Fieldbook) -> Result<FieldValue, Failure> {
    if let Some(role) = QuantityRole::of_field(field) {
        let unknown = || Invalid::new(field, "unknown_field");
        let unit = view.fact.amount(role).ok_or_else(unknown)?.entered_unit;
        return Ok(FieldValue::Amount(amount_in(unit, field, text)?));
    }
    match field {
        "note" => Ok(FieldValue::text(text)),
        "occurred" => {
            let now = chrono::Local::now();
            let at = when::happened(text, now)?;
            let at = at.map_or_else(|| now.to_rfc3339(), |at| at.to_rfc3339());
            Ok(FieldValue::Text(at))
        }
        "void" => Err(Failure::usage("usage.void")),
        _ => Ok(book
            .journal()
            .parse_field(view.doc.id, &view.fact.step, field, text)?),
    }
}

/// A number with a unit, or a number in the unit that stands.
fn amount_in(unit: EnteredUnit, field: &str, text: &str) -> Result<Quantity, Invalid> {
    text.parse()
        .or_else(|_| format!("{} {}", text.trim(), unit.name()).parse())
        .map_err(|_| Invalid::new(field, "not_a_number").with("value", text))
}

fn fact_told(
    view: &FactView,
    key: &str,
    field: &str,
    book: &Fieldbook,
    session: &Session,
) -> Result<Answer, Failure> {
    let (names, words) = (Names::of(book)?, &words(book, session));
    let args = [
        ("step", words.step(&view.fact)),
        ("field", words.field(&view.fact, field)),
        ("id", view.id().to_string()),
    ];
    let mut text = session.say(key, &args);
    if view.conflicts.contains_key(field) {
        text.push('\n');
        text.push_str(&session.word("amend.in_conflict"));
    }
    Answer::of(&FactOut::new(view, &names), text)
}

fn document_told(
    view: &DocumentView,
    field: &str,
    book: &Fieldbook,
    session: &Session,
) -> Result<Answer, Failure> {
    let args = [
        ("step", view.text("name").unwrap_or_default()),
        ("field", session.word(&format!("field.{field}"))),
        ("id", view.doc.id.to_string()),
    ];
    let names = Names::of(book)?;
    Answer::of(&DocumentOut::new(view, &names), session.say("amend.done", &args))
}

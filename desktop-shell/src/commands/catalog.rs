use std::sync::Arc;

use clap::Args;
use fieldbook_core::catalog::{self, Field, FieldType, Lang, NumberRule, ProductGroup, Step};
use fieldbook_core::model::{EnteredUnit, Unit};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Answer, Table, blocks, heading};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Catalog {
    /// A product group, such as sticky-rice: lists its steps
    #[arg(value_name = "GROUP")]
    group: Option<String>,
    /// A step of it, such as harvest: lists what it asks
    #[arg(value_name = "STEP")]
    step: Option<String>,
}

#[derive(Debug, Serialize)]
struct GroupOut {
    id: String,
    code: String,
    version: u32,
    name: String,
    guide: String,
    steps: Vec<StepOut>,
}

#[derive(Debug, Serialize)]
struct StepOut {
    code: String,
    kind: &'static str,
    name: String,
    guide: String,
    on: Vec<&'static str>,
    quantities: Vec<QuantityOut>,
    inputs: Option<InputsOut>,
    asks_origin: bool,
    note_required: bool,
    fields: Vec<FieldOut>,
}

#[derive(Debug, Serialize)]
struct InputsOut {
    required: bool,
    interval_required: bool,
}

#[derive(Debug, Serialize)]
struct QuantityOut {
    role: &'static str,
    units: Vec<&'static str>,
    required: bool,
    label: String,
}

#[derive(Debug, Serialize)]
struct FieldOut {
    code: String,
    #[serde(rename = "type")]
    takes: &'static str,
    required: bool,
    label: String,
    hint: String,
    unit: Option<String>,
    choices: Vec<ChoiceOut>,
}

#[derive(Debug, Serialize)]
struct ChoiceOut {
    code: String,
    name: String,
}

pub fn run(args: &Catalog, session: &Session) -> Result<Answer, Failure> {
    let known = &known(session)?;
    let Some(name) = &args.group else {
        return groups(known, session);
    };
    let missing = |value: &str| Failure::nothing("catalog.missing").with("value", value);
    let group = known.group(name).ok_or_else(|| missing(name))?;
    match &args.step {
        None => Answer::of(&group_out(group, session.lang), steps(group, session)),
        Some(code) => {
            let step = group.step(code).ok_or_else(|| missing(code))?;
            Answer::of(&step_out(step, session.lang), asked(step, session))
        }
    }
}

/// With a book also what its hub has added; the command answers without one too.
fn known(session: &Session) -> Result<Arc<catalog::Catalog>, Failure> {
    if session.has_book() {
        Ok(session.open()?.catalog())
    } else {
        Ok(Arc::new(catalog::Catalog::builtin().clone()))
    }
}

fn groups(known: &catalog::Catalog, session: &Session) -> Result<Answer, Failure> {
    // Earlier versions are kept for the facts that name them; nobody chooses one.
    let newest = || {
        known
            .groups()
            .filter(|group| known.group(&group.code) == Some(*group))
    };
    let titles = ["column.group", "column.name", "column.guide"].map(|key| session.word(key));
    let mut table = Table::new(titles);
    for group in newest() {
        table.row([
            group.id(),
            group.name.get(session.lang).to_owned(),
            group.guide.get(session.lang).to_owned(),
        ]);
    }
    let out: Vec<GroupOut> = newest().map(|group| group_out(group, session.lang)).collect();
    let text = blocks([table.text(), session.word("catalog.next_group")]);
    Answer::of(&out, text)
}

fn steps(group: &ProductGroup, session: &Session) -> String {
    let titles = ["column.step_code", "column.name", "column.on", "column.guide"];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for step in &group.steps {
        let on = step
            .on
            .iter()
            .map(|kind| session.word(&format!("doc_kind.{}", kind.name())));
        table.row([
            step.code.clone(),
            step.name.get(session.lang).to_owned(),
            on.collect::<Vec<_>>().join(", "),
            step.guide.get(session.lang).to_owned(),
        ]);
    }
    let next = session.say("catalog.next_step", &[("group", group.code.clone())]);
    blocks([heading(group.name.get(session.lang)), table.text(), next])
}

/// What a step asks, with the option that answers it.
fn asked(step: &Step, session: &Session) -> String {
    let lang = session.lang;
    let titles = ["column.option", "column.required", "column.about", "column.guide"];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    let required = |yes: bool| {
        if yes {
            session.word("catalog.required")
        } else {
            String::new()
        }
    };
    for rule in &step.quantities {
        table.row([
            format!("--qty {}=", rule.role.name()),
            required(rule.required),
            rule.label.get(lang).to_owned(),
            typed_units(&rule.units),
        ]);
    }
    if let Some(rule) = &step.inputs {
        let guide = if rule.pre_harvest_interval {
            "material=…,interval=…"
        } else {
            ""
        };
        table.row([
            "--input".to_owned(),
            required(rule.required),
            session.word("field.inputs"),
            guide.to_owned(),
        ]);
    }
    if step.asks_origin {
        table.row([
            "--origin".to_owned(),
            String::new(),
            session.word("field.origins"),
            String::new(),
        ]);
    }
    for field in &step.fields {
        table.row([
            format!("--field {}=", field.code),
            required(field.required),
            field.label.get(lang).to_owned(),
            taken(field, lang),
        ]);
    }
    let title = format!("{} ({})", step.name.get(lang), step.code);
    blocks([heading(&title), step.guide.get(lang).to_owned(), table.text()])
}

/// The units a person may type.
fn typed_units(normal: &[Unit]) -> String {
    let fitting = EnteredUnit::ALL
        .into_iter()
        .filter(|unit| normal.contains(&unit.normal()));
    fitting.map(EnteredUnit::name).collect::<Vec<_>>().join(", ")
}

/// How a field is answered: its choices, or its hint.
fn taken(field: &Field, lang: Lang) -> String {
    match &field.takes {
        FieldType::Choice { choices } => {
            let named = choices
                .iter()
                .map(|choice| format!("{} ({})", choice.code, choice.name.get(lang)));
            named.collect::<Vec<_>>().join(", ")
        }
        _ => field.hint.get(lang).to_owned(),
    }
}

fn group_out(group: &ProductGroup, lang: Lang) -> GroupOut {
    GroupOut {
        id: group.id(),
        code: group.code.clone(),
        version: group.version,
        name: group.name.get(lang).to_owned(),
        guide: group.guide.get(lang).to_owned(),
        steps: group.steps.iter().map(|step| step_out(step, lang)).collect(),
    }
}

fn step_out(step: &Step, lang: Lang) -> StepOut {
    StepOut {
        code: step.code.clone(),
        kind: step.kind.name(),
        name: step.name.get(lang).to_owned(),
        guide: step.guide.get(lang).to_owned(),
        on: step.on.iter().map(|kind| kind.name()).collect(),
        quantities: step
            .quantities
            .iter()
            .map(|rule| QuantityOut {
                role: rule.role.name(),
                units: rule.units.iter().map(|unit| unit.code()).collect(),
                required: rule.required,
                label: rule.label.get(lang).to_owned(),
            })
            .collect(),
        inputs: step.inputs.map(|rule| InputsOut {
            required: rule.required,
            interval_required: rule.pre_harvest_interval,
        }),
        asks_origin: step.asks_origin,
        note_required: step.note_required,
        fields: step.fields.iter().map(|field| field_out(field, lang)).collect(),
    }
}

fn field_out(field: &Field, lang: Lang) -> FieldOut {
    let unit = |rule: &NumberRule| rule.unit.as_ref().map(|unit| unit.name.get(lang).to_owned());
    let (takes, unit, choices) = match &field.takes {
        FieldType::Text(_) => ("text", None, Vec::new()),
        FieldType::Number(rule) => ("number", unit(rule), Vec::new()),
        FieldType::Bool => ("bool", None, Vec::new()),
        FieldType::Date => ("date", None, Vec::new()),
        FieldType::Choice { choices } => {
            let named = choices.iter().map(|choice| ChoiceOut {
                code: choice.code.clone(),
                name: choice.name.get(lang).to_owned(),
            });
            ("choice", None, named.collect())
        }
    };
    FieldOut {
        code: field.code.clone(),
        takes,
        required: field.required,
        label: field.label.get(lang).to_owned(),
        hint: field.hint.get(lang).to_owned(),
        unit,
        choices,
    }
}

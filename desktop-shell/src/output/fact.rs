use std::collections::BTreeMap;

use fieldbook_core::FactView;
use fieldbook_core::model::{Amendment, Capture, Fact, Input, Origin, Place, RoledQuantity};
use serde::Serialize;
use serde_json::Value;

use super::value::number_json;
use super::{Names, SpanOut, Table, Words, short, show_moment, value_json};
use crate::session::Session;

/// A fact as it stands.
#[derive(Debug, Serialize)]
pub struct FactOut {
    id: String,
    kind: &'static str,
    step: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    occurred: String,
    recorded: String,
    /// How far the clock behind `recorded` is trusted.
    recorded_trust: &'static str,
    /// Hub time minus that clock, seconds, where it was known.
    hub_offset_s: Option<i64>,
    document: String,
    document_kind: &'static str,
    group: String,
    recorder: String,
    recorder_name: String,
    device: String,
    on_behalf_of: Option<String>,
    on_behalf_of_name: Option<String>,
    place: Option<PlaceOut>,
    quantities: Vec<QuantityOut>,
    inputs: Vec<InputOut>,
    photos: Vec<String>,
    voice: Vec<String>,
    fields: BTreeMap<String, Value>,
    origins: Vec<OriginOut>,
    stamps: Vec<SpanOut>,
    note: Option<String>,
    capture: &'static str,
    voided: Option<AmendmentOut>,
    amended: Vec<String>,
    conflicts: BTreeMap<String, Vec<AmendmentOut>>,
    change: String,
}

#[derive(Debug, Serialize)]
struct PlaceOut {
    lat: f64,
    lon: f64,
    accuracy_m: u32,
}

#[derive(Debug, Serialize)]
struct QuantityOut {
    role: &'static str,
    entered: Value,
    entered_unit: &'static str,
    amount: Value,
    unit: &'static str,
}

#[derive(Debug, Serialize)]
struct InputOut {
    material: String,
    active_ingredient: Option<String>,
    maker_lot: Option<String>,
    dose: Option<String>,
    quantity: Option<String>,
    pre_harvest_interval: Option<u16>,
}

#[derive(Debug, Serialize)]
struct OriginOut {
    document: String,
    name: String,
    quantity: Option<String>,
}

#[derive(Debug, Serialize)]
struct AmendmentOut {
    value: Value,
    reason: Option<String>,
    by: String,
    by_name: String,
    at: String,
}

impl FactOut {
    /// With the names of people and documents.
    pub fn new(view: &FactView, names: &Names<'_>) -> Self {
        let fact = &view.fact;
        Self {
            id: fact.id.to_string(),
            kind: fact.kind.name(),
            step: fact.step.clone(),
            state: view.state.name(),
            reason: view.reason.clone(),
            occurred: fact.occurred.to_rfc3339(),
            recorded: fact.recorded.to_rfc3339(),
            recorded_trust: fact.recorded.trust.name(),
            hub_offset_s: fact.hub_offset_s,
            document: view.doc.id.to_string(),
            document_kind: view.doc.kind.name(),
            group: fact.group.clone(),
            recorder: fact.recorder.to_string(),
            recorder_name: names.person(fact.recorder),
            device: fact.device.to_string(),
            on_behalf_of: fact.on_behalf_of.map(|person| person.to_string()),
            on_behalf_of_name: fact.on_behalf_of.map(|person| names.person(person)),
            place: fact.place.as_ref().map(place),
            quantities: fact.quantities.iter().map(quantity).collect(),
            inputs: fact.inputs.iter().map(input).collect(),
            photos: fact.photos.iter().map(ToString::to_string).collect(),
            voice: fact.voice.iter().map(ToString::to_string).collect(),
            fields: fact
                .fields
                .iter()
                .map(|(field, value)| (field.clone(), value_json(value)))
                .collect(),
            origins: fact.origins.iter().map(|from| origin(from, names)).collect(),
            stamps: fact.stamps.iter().map(SpanOut::from).collect(),
            note: fact.note.clone(),
            capture: capture_name(fact.capture),
            voided: view.voided.as_ref().map(|voided| amendment(voided, names)),
            amended: view.amended.clone(),
            conflicts: view
                .conflicts
                .iter()
                .map(|(field, values)| {
                    let values = values.iter().map(|value| amendment(value, names));
                    (field.clone(), values.collect())
                })
                .collect(),
            change: view.change.to_string(),
        }
    }
}

fn place(place: &Place) -> PlaceOut {
    PlaceOut {
        lat: place.lat(),
        lon: place.lon(),
        accuracy_m: place.accuracy_m,
    }
}

fn quantity(roled: &RoledQuantity) -> QuantityOut {
    let quantity = &roled.quantity;
    QuantityOut {
        role: roled.role.name(),
        entered: number_json(&quantity.entered.normalize().to_string()),
        entered_unit: quantity.entered_unit.name(),
        amount: number_json(&quantity.amount().to_string()),
        unit: quantity.unit().code(),
    }
}

fn input(input: &Input) -> InputOut {
    InputOut {
        material: input.material.clone(),
        active_ingredient: input.active_ingredient.clone(),
        maker_lot: input.maker_lot.clone(),
        dose: input.dose.clone(),
        quantity: input.quantity.map(|quantity| quantity.to_string()),
        pre_harvest_interval: input.pre_harvest_interval,
    }
}

fn origin(origin: &Origin, names: &Names<'_>) -> OriginOut {
    OriginOut {
        document: origin.doc.to_string(),
        name: names.document(origin.doc),
        quantity: origin.quantity.map(|quantity| quantity.to_string()),
    }
}

fn amendment(amendment: &Amendment, names: &Names<'_>) -> AmendmentOut {
    AmendmentOut {
        value: value_json(&amendment.value),
        reason: amendment.reason.clone(),
        by: amendment.by.to_string(),
        by_name: names.person(amendment.by),
        at: amendment.at.to_rfc3339(),
    }
}

fn capture_name(capture: Capture) -> &'static str {
    let row = Capture::ALL.iter().find(|(known, _)| *known == capture);
    row.map_or("", |(_, name)| name)
}

/// What a fact says, in a line.
pub fn summary(fact: &Fact, names: &Names<'_>, words: &Words) -> String {
    let step = words.catalog.step(&fact.group, &fact.step);
    let amounts = fact.quantities.iter().map(|roled| {
        let amount = words.quantity(&roled.quantity);
        format!("{}: {amount}", words.role(step, roled.role))
    });
    let inputs = fact.inputs.iter().map(|input| input_line(input, words));
    let origins = fact.origins.iter().map(|origin| {
        let amount = origin.quantity.map(|quantity| words.quantity(&quantity));
        format!("← {} {}", names.document(origin.doc), amount.unwrap_or_default())
            .trim_end()
            .to_owned()
    });
    let stamps = fact.stamps.iter().map(|span| span.named(&span.range));
    let fields = fact
        .fields
        .iter()
        .map(|(code, value)| format!("{}: {}", words.field(fact, code), words.value(fact, code, value)));
    let parts: Vec<String> = amounts
        .chain(inputs)
        .chain(origins)
        .chain(stamps)
        .chain(fields)
        .chain(fact.note.clone())
        .collect();
    parts.join("; ")
}

fn input_line(input: &Input, words: &Words) -> String {
    let amount = input.quantity.map(|quantity| words.quantity(&quantity));
    let days = input
        .pre_harvest_interval
        .map(|days| crate::texts::say(words.lang, "fact.interval", &[("days", days.to_string())]));
    let more: Vec<String> = [input.dose.clone(), amount, days].into_iter().flatten().collect();
    if more.is_empty() {
        input.material.clone()
    } else {
        format!("{} ({})", input.material, more.join(", "))
    }
}

/// Facts below each other.
pub fn facts_table(views: &[FactView], names: &Names<'_>, words: &Words, session: &Session) -> String {
    let titles = [
        "column.id",
        "column.occurred",
        "column.step",
        "column.document",
        "column.what",
        "column.by",
        "column.state",
    ];
    let mut table = Table::new(titles.map(|key| session.word(key)));
    for view in views {
        table.row([
            short(&view.id()),
            show_moment(&view.fact.occurred),
            words.step(&view.fact),
            names.document(view.doc.id),
            summary(&view.fact, names, words),
            recorder(&view.fact, names, session),
            state(view, words, session),
        ]);
    }
    table.text()
}

/// Who wrote it down, and for whom.
fn recorder(fact: &Fact, names: &Names<'_>, session: &Session) -> String {
    let recorder = names.person(fact.recorder);
    match fact.on_behalf_of {
        Some(other) => {
            let said = session.say("fact.on_behalf", &[("name", names.person(other))]);
            format!("{recorder} ({said})")
        }
        None => recorder,
    }
}

/// How far it has come, and what has happened to it since.
fn state(view: &FactView, words: &Words, session: &Session) -> String {
    let mut said = vec![words.state(view.state)];
    said.extend(view.voided.is_some().then(|| session.word("fact.voided")));
    said.extend((!view.amended.is_empty()).then(|| session.word("fact.amended")));
    said.extend((!view.conflicts.is_empty()).then(|| session.word("fact.in_conflict")));
    said.join(", ")
}

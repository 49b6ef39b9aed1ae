use super::shown::pick;
use super::{ExportError, show_kind, show_quantity, show_value};
use crate::catalog::{Catalog, Lang};
use crate::model::{Capture, Input, Moment, PersonId, QuantityRole, Trace, TraceDoc, TraceFact};

/// How a spreadsheet is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CsvOptions {
    /// The language of the headings and values.
    pub lang: Lang,
    /// Begin with a UTF-8 byte order mark, without which Excel garbles Vietnamese.
    pub bom: bool,
}

/// The columns: Vietnamese and English.
const COLUMNS: [(&str, &str); 17] = [
    ("Ngày giờ", "Occurred"),
    ("Ghi lúc", "Recorded"),
    ("Vụ / lô", "Season / lot"),
    ("Công việc", "Step"),
    ("Loại", "Kind"),
    ("Lượng vào", "Amount in"),
    ("Lượng ra", "Amount out"),
    ("Diện tích", "Area"),
    ("Vật tư", "Farm inputs"),
    ("Chi tiết", "Details"),
    ("Tem", "Stamps"),
    ("Ghi chú", "Note"),
    ("Người ghi", "Recorded by"),
    ("Ghi hộ cho", "On behalf of"),
    ("Cách ghi", "Captured"),
    ("Tình trạng", "State"),
    ("Mã bản ghi", "Record id"),
];

/// A trace as a spreadsheet: RFC 4180 with one row per fact, voided ones too (their state says so), oldest
/// first. It holds notes and names: it is the organisation's own book, not a public file. Cells that a
/// spreadsheet would run as a formula begin with an apostrophe.
///
/// # Errors
/// [`ExportError::Csv`], which writing to memory does not meet.
pub fn csv(trace: &Trace, catalog: &Catalog, options: CsvOptions) -> Result<String, ExportError> {
    let sheet = Sheet {
        trace,
        catalog,
        lang: options.lang,
    };
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(COLUMNS.map(|(vi, en)| pick(options.lang, vi, en)))?;
    for (doc, fact) in sheet.facts() {
        writer.write_record(sheet.row(doc, fact).map(|cell| harmless(&cell)))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| ::csv::Error::from(error.into_error()))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(if options.bom {
        format!("\u{feff}{text}")
    } else {
        text.into_owned()
    })
}

/// Excel, LibreOffice and Google Sheets run a cell that begins with one of these, also after blanks and in
/// its full-width form.
fn harmless(cell: &str) -> String {
    let first = cell.trim_start().chars().next();
    let runs = first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if runs || cell.starts_with(['\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

struct Sheet<'a> {
    trace: &'a Trace,
    catalog: &'a Catalog,
    lang: Lang,
}

impl<'a> Sheet<'a> {
    fn facts(&self) -> Vec<(&'a TraceDoc, &'a TraceFact)> {
        let docs = std::iter::once(&self.trace.lot).chain(&self.trace.origins);
        let mut facts: Vec<_> = docs
            .flat_map(|doc| doc.facts.iter().map(move |fact| (doc, fact)))
            .collect();
        facts.sort_by_key(|(_, fact)| (fact.fact.occurred, fact.fact.id));
        facts
    }

    fn row(&self, doc: &TraceDoc, fact: &TraceFact) -> [String; COLUMNS.len()] {
        let recorded = &fact.fact;
        let amount = |role| {
            let quantity = recorded.amount(role);
            quantity.map_or_else(String::new, |quantity| show_quantity(&quantity, self.lang))
        };
        let spans: Vec<String> = recorded
            .stamps
            .iter()
            .map(|span| span.named(&span.range))
            .collect();
        let inputs: Vec<String> = recorded.inputs.iter().map(|input| self.input(input)).collect();
        [
            when(recorded.occurred),
            when(recorded.recorded),
            super::names::title_of(doc),
            self.step_name(fact),
            show_kind(recorded.kind, self.lang),
            amount(QuantityRole::In),
            amount(QuantityRole::Out),
            amount(QuantityRole::Area),
            inputs.join("; "),
            self.details(fact),
            spans.join("; "),
            recorded.note.clone().unwrap_or_default(),
            self.person(recorded.recorder),
            recorded
                .on_behalf_of
                .map_or_else(String::new, |person| self.person(person)),
            self.capture(recorded.capture).to_owned(),
            self.state(fact),
            recorded.id.to_string(),
        ]
    }

    fn step_name(&self, fact: &TraceFact) -> String {
        let step = self.catalog.step(&fact.fact.group, &fact.fact.step);
        step.map_or_else(
            || fact.fact.step.clone(),
            |step| step.name.get(self.lang).to_owned(),
        )
    }

    fn details(&self, fact: &TraceFact) -> String {
        let step = self.catalog.step(&fact.fact.group, &fact.fact.step);
        let said = fact.fact.fields.iter().map(|(code, value)| {
            let field = step.and_then(|step| step.field(code));
            let label = field.map_or(code.as_str(), |field| field.label.get(self.lang));
            format!("{label}: {}", show_value(value, field, self.lang))
        });
        said.collect::<Vec<_>>().join("; ")
    }

    fn input(&self, input: &Input) -> String {
        let interval = input.pre_harvest_interval.map(|days| {
            let name = pick(self.lang, "cách ly", "pre-harvest interval");
            format!("{name} {days} {}", pick(self.lang, "ngày", "days"))
        });
        let parts = [
            Some(input.material.clone()),
            input.active_ingredient.clone(),
            input.maker_lot.clone(),
            input.dose.clone(),
            input.quantity.map(|quantity| show_quantity(&quantity, self.lang)),
            interval,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn person(&self, id: PersonId) -> String {
        let person = self.trace.people.iter().find(|person| person.id == id);
        person.map_or_else(|| id.to_string(), |person| person.name.clone())
    }

    fn state(&self, fact: &TraceFact) -> String {
        let mut said: Vec<String> = Vec::new();
        if fact.voided {
            said.push(pick(self.lang, "đã huỷ", "voided").to_owned());
        }
        if !fact.amended.is_empty() {
            let name = pick(self.lang, "đã đính chính", "corrected");
            said.push(format!("{name}: {}", fact.amended.join(", ")));
        }
        for conflict in &fact.conflicts {
            let name = pick(self.lang, "ghi khác nhau", "records differ");
            let values: Vec<String> = conflict
                .values
                .iter()
                .map(|value| show_value(value, None, self.lang))
                .collect();
            said.push(format!("{name}: {} = {}", conflict.field, values.join(" | ")));
        }
        said.join("; ")
    }

    fn capture(&self, capture: Capture) -> &'static str {
        match capture {
            Capture::Manual => pick(self.lang, "nhập tay", "typed"),
            Capture::Scan => pick(self.lang, "quét mã", "scanned"),
            Capture::Voice => pick(self.lang, "giọng nói", "spoken"),
        }
    }
}

/// Local time, in the form every spreadsheet reads as a date.
fn when(moment: Moment) -> String {
    moment.local().format("%Y-%m-%d %H:%M").to_string()
}

use std::fs;
use std::path::{Path, PathBuf};

use chrono::Local;
use clap::Args;
use fieldbook_core::catalog::Step;
use fieldbook_core::model::{BlobHash, Capture, DocKind, FieldValue, Invalid, SerialRange, StampSpan};
use fieldbook_core::{DocumentView, Fieldbook, FieldbookError, NewFact, Recorded};
use serde::Serialize;

use super::inputs::{input, origin};
use super::quantities::{amount, place};
use super::words;
use crate::failure::{Failure, StepOf};
use crate::find;
use crate::output::{
    AdviceOut, Answer, Details, FactOut, FindingOut, Names, advice_lines, blocks, finding_lines, show_moment,
    summary,
};
use crate::session::Session;
use crate::when;

/// The largest photo that is read into memory, bytes; the core's own limit.
const PHOTO_MAX: u64 = 16 * 1024 * 1024;

#[derive(Debug, Args)]
pub struct Record {
    #[command(flatten)]
    on: On,
    /// The step's code; `fieldbook catalog` lists them
    #[arg(long, value_name = "CODE")]
    step: String,
    /// When it happened: RFC 3339, 2026-10-02, 02/10/2026 or with a time "02/10/2026 06:30" [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// A field of the step, such as moisture=13,5
    #[arg(long = "field", value_name = "K=V", allow_hyphen_values = true)]
    fields: Vec<String>,
    /// An amount with its unit, such as "250 kg", "in=2,5 tạ", "out=160 kg", "area=3 sào Bắc Bộ"
    #[arg(long = "qty", value_name = "AMOUNT", allow_hyphen_values = true)]
    quantities: Vec<String>,
    /// A farm input: its trade name, or
    /// "material=…,dose=…,qty=2 kg,interval=14,maker-lot=…,ingredient=…"
    #[arg(long = "input", value_name = "INPUT")]
    inputs: Vec<String>,
    /// Where the goods came from: a season or lot, with the amount: "LOT=240 kg"
    #[arg(long = "origin", value_name = "ID[=AMOUNT]")]
    origins: Vec<String>,
    /// A photo or other file to keep with the entry
    #[arg(long = "photo", value_name = "FILE")]
    photos: Vec<PathBuf>,
    /// Stamps the entry speaks of, for torn or lost ones: "FROM..TO" or one serial
    #[arg(long, value_name = "FROM..TO")]
    stamps: Vec<String>,
    /// A note in your own words
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Where it happened, in decimal degrees: LAT,LON or LAT,LON,METRES
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    place: Option<String>,
    /// The person it is written down for (ghi hộ): name or id
    #[arg(long = "for", value_name = "PERSON")]
    on_behalf_of: Option<String>,
}

/// What the entry belongs to.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct On {
    /// The season: id, some digits of it, or its name
    #[arg(long, value_name = "ID")]
    season: Option<String>,
    /// The lot: id, some digits of it, its code or its name
    #[arg(long, value_name = "ID")]
    lot: Option<String>,
    /// The visit: id, some digits of it, or its name
    #[arg(long, value_name = "ID")]
    visit: Option<String>,
}

impl On {
    fn find(&self, book: &Fieldbook) -> Result<DocumentView, Failure> {
        let given = [
            (&self.season, DocKind::Season),
            (&self.lot, DocKind::Lot),
            (&self.visit, DocKind::Visit),
        ];
        let given = given
            .into_iter()
            .find_map(|(text, kind)| Some((text.as_deref()?, kind)));
        let (text, kind) = given.ok_or_else(|| Failure::usage("usage.other"))?;
        find::document(book, text, &[kind])
    }
}

#[derive(Debug, Serialize)]
struct RecordedOut {
    #[serde(flatten)]
    fact: FactOut,
    findings: Vec<FindingOut>,
    advice: Vec<AdviceOut>,
}

pub fn run(args: Record, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let document = args.on.find(&book)?;
    let group = document.text("group").unwrap_or_default();
    let step = StepOf {
        step: book.catalog().step(&group, &args.step).cloned(),
        code: args.step.clone(),
        group,
    };
    let new = entry(args, &document, step.step.as_ref(), &book, session).map_err(|f| step.explain(f))?;
    let recorded = book
        .journal()
        .record(new)
        .map_err(|error| step.explain(error.into()))?;
    told(&recorded, &step, &book, session)
}

/// Photos come last: they are kept before the entry that names them, and nothing else may fail after.
fn entry(
    args: Record,
    document: &DocumentView,
    step: Option<&Step>,
    book: &Fieldbook,
    session: &Session,
) -> Result<NewFact, Failure> {
    let doc = document.doc.id;
    let mut new = NewFact::of(doc, &args.step);
    new.capture = Capture::Manual;
    if let Some(at) = &args.at {
        new.occurred = when::happened(at, Local::now())?;
    }
    new.place = args.place.as_deref().map(place).transpose()?;
    for text in &args.quantities {
        new.quantities.push(amount(text, step, session.lang)?);
    }
    for text in &args.inputs {
        new.inputs.push(input(text)?);
    }
    for text in &args.origins {
        new.origins.push(origin(book, text)?);
    }
    if let Some(person) = &args.on_behalf_of {
        new.on_behalf_of = Some(find::person(book, person)?);
    }
    for (code, value) in typed_fields(&args, doc, book)? {
        new.fields.insert(code, value);
    }
    new.stamps = spans(&args.stamps, book)?;
    new.note = args.note;
    for file in &args.photos {
        new.photos.push(photo(file, book)?);
    }
    Ok(new)
}

/// Every field that does not read is told, not only the first.
fn typed_fields(
    args: &Record,
    doc: fieldbook_core::model::DocId,
    book: &Fieldbook,
) -> Result<Vec<(String, FieldValue)>, Failure> {
    let (mut fields, mut wrong) = (Vec::new(), Vec::new());
    for text in &args.fields {
        let (code, value) = pair(text)?;
        if fields.iter().any(|(known, _)| known == code) {
            return Err(Failure::usage("usage.field_twice").with("value", code));
        }
        match book.journal().parse_field(doc, &args.step, code, value) {
            Ok(value) => fields.push((code.to_owned(), value)),
            Err(FieldbookError::InvalidInput { reasons }) => wrong.extend(reasons),
            Err(error) => return Err(error.into()),
        }
    }
    // The same step is unknown to each of its fields.
    wrong.dedup();
    if wrong.is_empty() {
        Ok(fields)
    } else {
        Err(FieldbookError::InvalidInput { reasons: wrong }.into())
    }
}

/// `k=v`.
pub(super) fn pair(text: &str) -> Result<(&str, &str), Failure> {
    let pair = text.split_once('=').filter(|(key, _)| !key.trim().is_empty());
    let (key, value) = pair.ok_or_else(|| Failure::usage("usage.pair").with("value", text))?;
    Ok((key.trim(), value))
}

fn spans(texts: &[String], book: &Fieldbook) -> Result<Vec<StampSpan>, Failure> {
    let codes = book.stamps().listed(texts)?;
    let texts = texts.iter().filter(|text| !codes.contains(text));
    let mut spans = book.stamps().code_spans(&codes)?;
    let ranges = texts.map(|text| {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        Ok(book.stamps().range(from, to)?)
    });
    let ranges: Vec<SerialRange> = ranges.collect::<Result<_, Failure>>()?;
    spans.extend(book.stamps().spans(&ranges)?);
    Ok(spans)
}

pub(super) fn photo(file: &Path, book: &Fieldbook) -> Result<BlobHash, Failure> {
    let failed = |error| Failure::file(file, &error);
    if fs::metadata(file).map_err(failed)?.len() > PHOTO_MAX {
        return Err(Invalid::new("photo", "file_size")
            .with("max", &(PHOTO_MAX / 1024 / 1024))
            .into());
    }
    Ok(book.blobs().keep_photo(&fs::read(file).map_err(failed)?)?)
}

fn told(recorded: &Recorded, step: &StepOf, book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let (names, words) = (Names::of(book)?, &words(book, session));
    let view = &recorded.view;
    let advice: Vec<AdviceOut> = recorded
        .advice
        .iter()
        .map(|advice| AdviceOut::new(advice, step, session.lang))
        .collect();
    let text = blocks([
        session.say("record.done", &[("step", words.step(&view.fact))]),
        Details::new()
            .line(&session.word("column.id"), view.id().to_string())
            .line(&session.word("column.document"), names.document(view.doc.id))
            .line(&session.word("column.occurred"), show_moment(&view.fact.occurred))
            .line(&session.word("column.what"), summary(&view.fact, &names, words))
            .line(&session.word("column.state"), words.state(view.state))
            .text(),
        finding_lines(&recorded.findings, session.lang),
        advice_lines(&advice, session.lang),
    ]);
    let out = RecordedOut {
        fact: FactOut::new(view, &names),
        findings: recorded
            .findings
            .iter()
            .map(|finding| FindingOut::new(finding, session.lang))
            .collect(),
        advice,
    };
    Answer::of(&out, text)
}

use std::path::PathBuf;

use clap::Args;
use fieldbook_core::model::SerialRange;
use fieldbook_core::{Fieldbook, NewRescan, Recorded};
use serde::Serialize;

use super::activate::{belongs, gtin_of};
use super::quantities::place;
use super::read::{complaint, pictures};
use super::record::photo;
use crate::failure::Failure;
use crate::find;
use crate::output::{Answer, FactOut, FindingOut, Names, blocks, finding_lines};
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Rescan {
    /// The activation in dispute: id or some digits of it; `fieldbook tasks` names it
    #[arg(value_name = "CLAIM")]
    claim: String,
    /// Pictures of the stamps on the goods; they are read, and kept as the photos of the entry
    #[arg(value_name = "IMAGE", required_unless_present = "typed")]
    images: Vec<PathBuf>,
    /// A stamp that cannot be read, or a run of them: its serial, or "FROM..TO"
    #[arg(long = "type", value_name = "SERIAL")]
    typed: Vec<String>,
    /// A note in your own words
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Where, in decimal degrees: LAT,LON or LAT,LON,METRES
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    place: Option<String>,
}

#[derive(Debug, Serialize)]
struct RescannedOut {
    #[serde(flatten)]
    fact: FactOut,
    claim: String,
    strangers: Vec<String>,
    findings: Vec<FindingOut>,
}

pub fn run(args: &Rescan, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let claim = find::fact(&book, &args.claim)?;
    let lot = book.documents().get(claim.doc.id)?;
    let claim = claim.id();
    let gtin = gtin_of(&lot, &book)?;
    let (seen, failed) = pictures(&args.images, session);
    let texts: Vec<String> = seen
        .into_iter()
        .filter(|seen| seen.code.part.is_none())
        .map(|seen| seen.code.text)
        .collect();
    let stamps = book.stamps();
    let codes = stamps.listed(&texts)?;
    // Serials of another product's stamps would look like those in dispute.
    let others = texts.into_iter().filter(|text| !codes.contains(text));
    let (own, mut strangers): (Vec<String>, Vec<String>) =
        others.partition(|text| belongs(text, gtin.as_deref()));
    let (read, uncountable) = stamps.propose(&own);
    strangers.extend(uncountable);
    let typed_codes = stamps.listed(&args.typed)?;
    let (_, counted): (Vec<String>, Vec<String>) = args
        .typed
        .iter()
        .cloned()
        .partition(|text| typed_codes.contains(text));
    let mut new = NewRescan {
        read,
        typed: typed(&counted, &book)?,
        codes,
        typed_codes,
        place: args.place.as_deref().map(place).transpose()?,
        note: args.note.clone(),
        ..NewRescan::of(claim)
    };
    let seen_codes = new.codes.len() + new.typed_codes.len();
    if new.read.is_empty() && new.typed.is_empty() && seen_codes == 0 {
        let none = || Failure::nothing("activate.no_stamps").with("strangers", strangers.len().to_string());
        return Err(complaint(failed).unwrap_or_else(none));
    }
    // Photos come last: they are kept before the entry that names them. One in which no code is read still shows the
    // goods.
    for file in &args.images {
        new.photos.push(photo(file, &book)?);
    }
    let recorded = stamps.rescan(new)?;
    let count: u128 = recorded
        .view
        .fact
        .stamps
        .iter()
        .map(|span| span.range.count())
        .sum();
    told(&recorded, claim.to_string(), count, strangers, &book, session)
        .map(|answer| answer.but(complaint(failed)))
}

fn typed(texts: &[String], book: &Fieldbook) -> Result<Vec<SerialRange>, Failure> {
    let ranges = texts.iter().map(|text| {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        Ok(book.stamps().range(from, to)?)
    });
    ranges.collect()
}

fn told(
    recorded: &Recorded,
    claim: String,
    count: u128,
    strangers: Vec<String>,
    book: &Fieldbook,
    session: &Session,
) -> Result<Answer, Failure> {
    let view = &recorded.view;
    let names = Names::of(book)?;
    let done = [
        ("count", count.to_string()),
        ("photos", view.fact.photos.len().to_string()),
        ("lot", names.document(view.doc.id)),
        ("id", view.id().to_string()),
    ];
    let others = (!strangers.is_empty())
        .then(|| session.say("activate.strangers", &[("strangers", strangers.join(", "))]));
    let text = blocks([
        session.say("rescan.done", &done),
        finding_lines(&recorded.findings, session.lang),
        others.unwrap_or_default(),
    ]);
    let out = RescannedOut {
        fact: FactOut::new(view, &names),
        claim,
        strangers,
        findings: recorded
            .findings
            .iter()
            .map(|finding| FindingOut::new(finding, session.lang))
            .collect(),
    };
    Answer::of(&out, text)
}

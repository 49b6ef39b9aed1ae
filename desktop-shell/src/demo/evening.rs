use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use fieldbook::link::Weather;
use fieldbook_core::catalog::{Lang, say, say_finding};
use fieldbook_core::model::{
    Capture, ClaimState, FactId, FieldValue, Finding, FindingCode, SerialRange, Severity,
};

use super::cast::{Actor, Cast, GTIN};
use super::day::Day;
use super::failure::DemoError;
use super::story::Story;

/// The stamp whose page is shown.
const STAMP: &str = "MV000007";

/// What the evening leaves for the summary.
pub struct Evening {
    /// The EPCIS file.
    pub epcis: PathBuf,
    /// The address of one stamp's page.
    pub page: String,
    /// Conflicts seen and settled.
    pub conflicts: usize,
    /// Disputes seen and settled.
    pub disputes: usize,
    /// Connections the link broke.
    pub broken: u64,
}

/// Signal returns, badly: everything syncs, the conflict and the dispute are shown and settled, and the lot's
/// story leaves the house.
pub fn play(cast: &mut Cast, day: &Day, story: &mut Story) -> Result<Evening, DemoError> {
    story.chapter("sync.chapter");
    cast.link.set_weather(Weather::STORM);
    cast.sync_all()?;
    let broken = cast.link.broken();
    let failures: u64 = cast.everybody().iter().map(|actor| actor.traffic.failures).sum();
    story.say(
        "sync.storm",
        &[("broken", broken.to_string()), ("failures", failures.to_string())],
    );
    cast.link.set_weather(Weather::CLEAR);
    show_receipt(&cast.farmer, day.harvest, story)?;
    let conflicts = settle_conflict(cast, day, story)?;
    let disputes = settle_dispute(cast, day, story)?;
    story.chapter("trace.chapter");
    let epcis = write_epcis(cast, day, story)?;
    let page = show_trace(cast, story)?;
    Ok(Evening {
        epcis,
        page,
        conflicts,
        disputes,
        broken,
    })
}

fn show_receipt(farmer: &Actor, harvest: FactId, story: &mut Story) -> Result<(), DemoError> {
    let view = farmer.book.journal().get(harvest)?;
    let state = say(story.lang(), &format!("fact_state.{}", view.state.name()), &[]);
    let receipts = farmer.book.sync().status()?.receipts;
    let args = [
        ("name", farmer.name.clone()),
        ("receipts", receipts.to_string()),
        ("state", state),
    ];
    story.say("sync.receipt", &args);
    Ok(())
}

fn settle_conflict(cast: &mut Cast, day: &Day, story: &mut Story) -> Result<usize, DemoError> {
    story.chapter("conflict.chapter");
    let conflicts = cast.farmer.book.journal().conflicts()?;
    for conflict in &conflicts {
        let rows = conflict
            .values
            .iter()
            .map(|value| {
                Ok(vec![
                    field_name(cast, day.harvest, &conflict.field, story)?,
                    value.value.to_string(),
                    value.by_name.clone().unwrap_or_default(),
                    value.at.local().format("%d/%m/%Y %H:%M").to_string(),
                    value.reason.clone().unwrap_or_default(),
                ])
            })
            .collect::<Result<_, DemoError>>()?;
        story.table(
            &["head.field", "head.value", "head.who", "head.when", "head.why"],
            rows,
        );
    }
    let journal = cast.farmer.book.journal();
    journal.amend(
        day.harvest,
        "moisture",
        FieldValue::Number(22.into()),
        Some("Theo máy đo của trạm"),
    )?;
    cast.sync_all()?;
    let left = cast.officer.book.journal().conflicts()?.len();
    if conflicts.len() != 1 || left != 0 {
        return Err(DemoError::Wrong(format!(
            "{} conflicts, {left} left",
            conflicts.len()
        )));
    }
    story.say("conflict.settled", &[("name", cast.farmer.name.clone())]);
    let history = cast.officer.book.journal().history(day.harvest)?;
    let rows = history
        .into_iter()
        .map(|entry| {
            let old: Vec<String> = entry.old.iter().map(ToString::to_string).collect();
            let field = match &entry.field {
                Some(field) => field_name(cast, day.harvest, field, story)?,
                None => story.text("history.recorded", &[]),
            };
            Ok(vec![
                entry.at.local().format("%d/%m/%Y %H:%M").to_string(),
                entry.by_name.unwrap_or_default(),
                entry.device_name.unwrap_or_default(),
                field,
                old.join(" / "),
                entry.new.map(|value| value.to_string()).unwrap_or_default(),
            ])
        })
        .collect::<Result<_, DemoError>>()?;
    story.table(
        &[
            "head.when",
            "head.who",
            "head.device",
            "head.field",
            "head.old",
            "head.new",
        ],
        rows,
    );
    Ok(conflicts.len())
}

/// A field as its step's form names it.
fn field_name(cast: &Cast, fact: FactId, field: &str, story: &Story) -> Result<String, DemoError> {
    let fact = cast.farmer.book.journal().get(fact)?.fact;
    let catalog = cast.farmer.book.catalog();
    let step = catalog.step(&fact.group, &fact.step);
    let name = step
        .and_then(|step| step.field(field))
        .map(|field| field.label.get(story.lang()).to_owned());
    Ok(name.unwrap_or_else(|| field.to_owned()))
}

fn state_of(actor: &Actor, claim: FactId) -> Result<ClaimState, DemoError> {
    let claims = actor.book.stamps().claims(None)?;
    let known = claims.into_iter().find(|known| known.fact == claim);
    known
        .map(|claim| claim.state)
        .ok_or_else(|| DemoError::Wrong("a claim is gone".into()))
}

fn settle_dispute(cast: &mut Cast, day: &Day, story: &mut Story) -> Result<usize, DemoError> {
    story.chapter("dispute.chapter");
    let (first, second) = (day.claim.fact, day.deputy_claim.fact);
    show_claims(cast, story)?;
    let disputed = state_of(&cast.deputy, second)? == ClaimState::Disputed;
    if !disputed || state_of(&cast.manager, first)? != ClaimState::Confirmed {
        return Err(DemoError::Wrong(
            "the first claim must stand and the second be disputed".into(),
        ));
    }
    let overlap = Finding::new(FindingCode::RangeOverlap, Severity::Blocking, second)
        .with("range", "MV000015…MV000024")
        .with("rival", &cast.manager.name)
        .with("count", "10");
    let (_, remedy) = say_finding(story.lang(), &overlap);
    story.line(&format!("   → {remedy}"));
    let deputy = &cast.deputy.book;
    deputy
        .journal()
        .void(second, "Gõ nhầm số đầu, tem này thuộc lô của anh Phin")?;
    let range = SerialRange::parse("MV000101", "MV000120")?;
    let again = deputy
        .stamps()
        .activate(day.deputy_lot, std::slice::from_ref(&range), Capture::Manual)?;
    cast.sync_all()?;
    let states = (
        state_of(&cast.manager, second)?,
        state_of(&cast.manager, again.fact)?,
    );
    if states != (ClaimState::Withdrawn, ClaimState::Confirmed) {
        return Err(DemoError::Wrong(format!("after settling: {states:?}")));
    }
    story.say(
        "dispute.settled",
        &[("name", cast.deputy.name.clone()), ("range", range.to_string())],
    );
    show_claims(cast, story)?;
    Ok(1)
}

fn show_claims(cast: &Cast, story: &mut Story) -> Result<(), DemoError> {
    let mut rows = Vec::new();
    for claim in cast.manager.book.stamps().claims(None)? {
        let view = cast.manager.book.journal().get(claim.fact)?;
        let ranges: Vec<String> = view
            .fact
            .stamps
            .iter()
            .map(|span| span.range.to_string())
            .collect();
        let who = cast
            .manager
            .book
            .people()
            .register()?
            .person_name(view.fact.recorder);
        let state = say(story.lang(), &format!("claim_state.{}", claim.state.name()), &[]);
        rows.push(vec![ranges.join(", "), who.unwrap_or_default(), state]);
    }
    story.table(&["head.stamps", "head.who", "head.state"], rows);
    Ok(())
}

fn write_epcis(cast: &Cast, day: &Day, story: &mut Story) -> Result<PathBuf, DemoError> {
    let exports = cast.manager.book.exports();
    let base = format!("http://{}", cast.running.addr);
    let epcis = cast.dir.join("lot.epcis.jsonld");
    std::fs::write(&epcis, exports.epcis(day.lot, Some(&base))?).map_err(DemoError::file(&epcis))?;
    let csv = cast.dir.join("lot.csv");
    std::fs::write(&csv, exports.csv(day.lot, Lang::Vi)?).map_err(DemoError::file(&csv))?;
    let args = [
        ("epcis", epcis.display().to_string()),
        ("csv", csv.display().to_string()),
    ];
    story.say("trace.files", &args);
    Ok(epcis)
}

fn show_trace(cast: &Cast, story: &mut Story) -> Result<String, DemoError> {
    let stamp = cast.hub.trace_of_stamp(GTIN, STAMP)?;
    let trace = stamp
        .trace
        .ok_or_else(|| DemoError::Wrong(format!("the stamp {STAMP} leads nowhere")))?;
    story.say("trace.stamp", &[("stamp", STAMP.into())]);
    let catalog = cast.manager.book.catalog();
    for fact in trace.standing_facts() {
        let step = catalog.step(&fact.fact.group, &fact.fact.step);
        let step = step
            .map(|step| step.name.get(story.lang()).to_owned())
            .unwrap_or_default();
        let day = fact.fact.occurred.local().format("%d/%m/%Y").to_string();
        let amounts: Vec<String> = fact
            .fact
            .quantities
            .iter()
            .map(|roled| roled.quantity.to_string())
            .collect();
        story.say(
            "trace.step",
            &[("day", day), ("step", step), ("detail", amounts.join(" → "))],
        );
    }
    let path = format!("/01/{GTIN}/21/{STAMP}");
    let html = fetch(&cast.running.addr.to_string(), &path)?;
    let file = cast.dir.join("trace-page.html");
    std::fs::write(&file, html).map_err(DemoError::file(&file))?;
    let page = format!("http://{}{path}", cast.running.addr);
    story.say(
        "trace.page",
        &[("page", page.clone()), ("file", file.display().to_string())],
    );
    Ok(page)
}

/// Opens the page as a browser would: one GET over the socket; anything but 200 is a failure of the demo.
fn fetch(host: &str, path: &str) -> Result<String, DemoError> {
    let failed = |error| DemoError::file(Path::new(path))(error);
    let mut stream = TcpStream::connect(host).map_err(failed)?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(failed)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(failed)?;
    let answer = String::from_utf8_lossy(&answer);
    match answer.split_once("\r\n\r\n") {
        Some((head, body)) if head.starts_with("HTTP/1.1 200") => Ok(body.to_owned()),
        _ => Err(DemoError::Wrong(format!("{path} did not open"))),
    }
}

use std::time::Duration;

use fieldbook_core::model::DocKind;
use fieldbook_core::store::FactQuery;
use serde::Serialize;

use super::cast::{Actor, Cast};
use super::evening::Evening;
use super::failure::DemoError;
use super::story::Story;

/// One book in the summary.
#[derive(Debug, Serialize)]
pub struct BookSummary {
    /// Whose.
    pub name: String,
    /// Facts in it.
    pub facts: usize,
    /// Seasons, lots and visits in it.
    pub documents: usize,
    /// Receipts in it.
    pub receipts: u64,
    /// Requests.
    pub round_trips: u64,
    /// Syncs that had to be tried again.
    pub failures: u64,
    /// Bytes of request bodies.
    pub bytes_up: u64,
    /// Bytes of answers.
    pub bytes_down: u64,
    /// What `check` found; empty when all is well.
    pub problems: Vec<String>,
}

/// The day in figures.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// Facts in the fullest book.
    pub facts: usize,
    /// Seasons, lots and visits in the fullest book.
    pub documents: usize,
    /// Receipts in all books.
    pub receipts: u64,
    /// Requests of all devices.
    pub round_trips: u64,
    /// Bytes of their bodies.
    pub bytes_up: u64,
    /// Bytes of the answers.
    pub bytes_down: u64,
    /// Connections the link broke.
    pub broken_connections: u64,
    /// Conflicts settled.
    pub conflicts_settled: usize,
    /// Disputes settled.
    pub disputes_settled: usize,
    /// Everything, milliseconds.
    pub wall_ms: u128,
    /// Every book.
    pub books: Vec<BookSummary>,
    /// The trace page of one stamp.
    pub page: String,
    /// The EPCIS file.
    pub epcis: String,
    /// The folder of it all.
    pub dir: String,
}

impl Summary {
    /// One line for machines.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Counts and checks every book. A book that is not sound fails the demo.
pub fn gather(cast: &Cast, evening: &Evening, wall: Duration) -> Result<Summary, DemoError> {
    let books = cast
        .everybody()
        .into_iter()
        .map(book)
        .collect::<Result<Vec<_>, DemoError>>()?;
    if let Some(bad) = books.iter().find(|book| !book.problems.is_empty()) {
        return Err(DemoError::Wrong(format!("{}: {:?}", bad.name, bad.problems)));
    }
    let most = |count: fn(&BookSummary) -> usize| books.iter().map(count).max().unwrap_or_default();
    let sum = |count: fn(&BookSummary) -> u64| books.iter().map(count).sum();
    Ok(Summary {
        facts: most(|book| book.facts),
        documents: most(|book| book.documents),
        receipts: sum(|book| book.receipts),
        round_trips: sum(|book| book.round_trips),
        bytes_up: sum(|book| book.bytes_up),
        bytes_down: sum(|book| book.bytes_down),
        broken_connections: evening.broken,
        conflicts_settled: evening.conflicts,
        disputes_settled: evening.disputes,
        wall_ms: wall.as_millis(),
        books,
        page: evening.page.clone(),
        epcis: evening.epcis.display().to_string(),
        dir: cast.dir.display().to_string(),
    })
}

fn book(actor: &Actor) -> Result<BookSummary, DemoError> {
    let documents = actor.book.documents();
    let kinds = [DocKind::Season, DocKind::Lot, DocKind::Visit];
    let listed = kinds.map(|kind| documents.list(kind).map(|list| list.len()));
    let everything = FactQuery {
        limit: u32::MAX,
        ..FactQuery::default()
    };
    Ok(BookSummary {
        name: actor.name.clone(),
        facts: actor.book.journal().query(&everything)?.len(),
        documents: listed
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .sum(),
        receipts: actor.book.sync().status()?.receipts,
        round_trips: actor.traffic.round_trips,
        failures: actor.traffic.failures,
        bytes_up: actor.traffic.bytes_up,
        bytes_down: actor.traffic.bytes_down,
        problems: actor.book.check()?.problems,
    })
}

/// Shows the summary as a table.
pub fn show(summary: &Summary, story: &mut Story) {
    story.chapter("summary.chapter");
    let sound = story.text("summary.sound", &[]);
    let rows = summary
        .books
        .iter()
        .map(|book| {
            vec![
                book.name.clone(),
                book.facts.to_string(),
                book.documents.to_string(),
                book.receipts.to_string(),
                book.round_trips.to_string(),
                book.failures.to_string(),
                book.bytes_up.to_string(),
                book.bytes_down.to_string(),
                sound.clone(),
            ]
        })
        .collect();
    let headings = [
        "head.book",
        "head.facts",
        "head.documents",
        "head.receipts",
        "head.round_trips",
        "head.failures",
        "head.bytes_up",
        "head.bytes_down",
        "head.check",
    ];
    story.table(&headings, rows);
    let args = [
        ("broken", summary.broken_connections.to_string()),
        (
            "seconds",
            format!(
                "{:.1}",
                f64::from(u32::try_from(summary.wall_ms).unwrap_or(u32::MAX)) / 1000.0
            ),
        ),
        ("dir", summary.dir.clone()),
    ];
    story.say("summary.closing", &args);
}

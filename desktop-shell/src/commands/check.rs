use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Answer, Details, blocks};
use crate::session::Session;

#[derive(Debug, Serialize)]
struct CheckOut {
    ok: bool,
    documents: u64,
    facts: u64,
    changes: u64,
    receipts: u64,
    problems: Vec<String>,
}

#[derive(Debug, Serialize)]
struct RebuildOut {
    facts: u64,
}

pub fn run(session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let bar = session.progress("check.running");
    let checked = book.check();
    bar.finish_and_clear();
    let report = checked?;
    let figures = Details::new()
        .line(&session.word("check.documents"), report.documents.to_string())
        .line(&session.word("check.facts"), report.facts.to_string())
        .line(&session.word("check.changes"), report.changes.to_string())
        .line(&session.word("sync.receipts"), report.receipts.to_string())
        .text();
    let ok = report.problems.is_empty();
    let failed = (!ok).then(|| {
        Failure::refused("problems", "check.problems").with("count", report.problems.len().to_string())
    });
    let end = ok.then(|| session.word("check.ok"));
    let text = blocks([figures, report.problems.join("\n"), end.unwrap_or_default()]);
    let out = CheckOut {
        ok,
        documents: report.documents,
        facts: report.facts,
        changes: report.changes,
        receipts: report.receipts,
        problems: report.problems,
    };
    Ok(Answer::of(&out, text)?.but(failed))
}

pub fn rebuild(session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let bar = session.progress("rebuild.running");
    let rebuilt = book.rebuild();
    bar.finish_and_clear();
    let facts = rebuilt?;
    let told = session.say("rebuild.done", &[("facts", facts.to_string())]);
    Answer::of(&RebuildOut { facts }, told)
}

use fieldbook_core::Task;
use serde::Serialize;

use super::words;
use crate::failure::Failure;
use crate::output::{Answer, FindingOut, Names, blocks, finding_lines, heading, short, show_moment};
use crate::session::Session;

#[derive(Debug, Serialize)]
struct TaskOut {
    kind: &'static str,
    claim: String,
    lot: String,
    state: &'static str,
    stamps: Vec<String>,
    since: Option<String>,
    text: String,
    remedy: String,
    findings: Vec<FindingOut>,
    evidence: Vec<String>,
    /// Why this person may not do it, as a code and in words; null when they may.
    hindrance: Option<&'static str>,
    hindrance_text: Option<String>,
}

pub fn run(session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    let tasks = book.tasks().list()?;
    let out: Vec<TaskOut> = tasks.iter().map(|task| out(task, session)).collect();
    if tasks.is_empty() {
        return Answer::of(&out, session.word("tasks.none"));
    }
    let (names, words) = (Names::of(&book)?, words(&book, session));
    let shown = tasks.iter().zip(&out).map(|(task, out)| {
        let title = [
            names.document(task.lot),
            short(&task.claim),
            words.claim_state(task.state),
            task.since.map(|since| show_moment(&since)).unwrap_or_default(),
        ];
        let mut lines = vec![out.text.clone(), out.remedy.clone()];
        lines.extend(out.hindrance_text.clone());
        // Why a dispute that is over was lost is its own task's text.
        let mend = task.kind == fieldbook_core::TaskKind::Mend;
        let why = mend.then(|| finding_lines(&task.findings, session.lang));
        blocks([
            heading(&title.join(" · ")),
            lines.join("\n") + "\n",
            why.unwrap_or_default(),
        ])
    });
    let text: Vec<String> = shown.collect();
    Answer::of(&out, blocks(text))
}

fn out(task: &Task, session: &Session) -> TaskOut {
    let (text, remedy) = task.say(session.lang);
    let say = |reason: &str| session.word(&format!("not_allowed.{reason}"));
    TaskOut {
        kind: task.kind.name(),
        claim: task.claim.to_string(),
        lot: task.lot.to_string(),
        state: task.state.name(),
        stamps: task.stamps.iter().map(|span| span.named(&span.range)).collect(),
        since: task.since.map(|since| since.to_rfc3339()),
        text,
        remedy,
        findings: task
            .findings
            .iter()
            .map(|finding| FindingOut::new(finding, session.lang))
            .collect(),
        evidence: task.evidence.iter().map(ToString::to_string).collect(),
        hindrance: task.hindrance,
        hindrance_text: task.hindrance.map(say),
    }
}

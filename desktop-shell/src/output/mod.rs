//! What is printed: JSON for machines, tables and sentences for people.

mod claim;
mod claim_history;
mod document;
mod fact;
mod finding;
mod span;
mod stamp;
mod sweep;
mod table;
mod value;
mod words;

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

use console::{Style, style};
use fieldbook_core::catalog::Lang;
use fieldbook_core::scan::WORKER_THREAD;
use serde::Serialize;

pub use claim::{ClaimOut, LeaseOut, SubLeaseOut, claims_table};
pub use claim_history::{ClaimEventOut, claim_history_table};
pub use document::{DocumentOut, Names, documents_table};
pub use fact::{FactOut, facts_table, summary};
pub use finding::{AdviceOut, FindingOut, advice_lines, finding_lines};
pub use span::SpanOut;
pub use stamp::{StampOut, stamp_details};
pub use sweep::{SweepOut, sweep_text};
pub use table::{Details, Table};
pub use value::value_json;
pub use words::{Words, show_local, show_moment, show_offset};

use crate::failure::Failure;
use crate::texts::say;

/// What a command has to say.
#[derive(Debug)]
pub struct Answer {
    json: String,
    text: String,
    complaint: Option<Failure>,
}

impl Answer {
    /// An answer for machines and for people.
    pub fn of(json: &impl Serialize, text: impl Into<String>) -> Result<Self, Failure> {
        let json = serde_json::to_string(json)
            .map_err(|error| Failure::refused("unexpected", "file.failed").with("why", error.to_string()))?;
        Ok(Self {
            json,
            text: text.into(),
            complaint: None,
        })
    }

    /// A file's content, the same for both.
    pub fn raw(content: String) -> Self {
        Self {
            json: content.clone(),
            text: content,
            complaint: None,
        }
    }

    /// The answer stands, and something failed nevertheless.
    #[must_use]
    pub fn but(mut self, complaint: Option<Failure>) -> Self {
        self.complaint = complaint;
        self
    }

    /// Prints it; gives what failed.
    pub fn print(self, json: bool) -> Option<Failure> {
        let text = if json { &self.json } else { &self.text };
        let text = text.trim_end_matches('\n');
        if !text.is_empty() {
            // A reader that has seen enough, such as `head`, closes the pipe: nothing to complain about.
            let _ = writeln!(io::stdout(), "{text}");
        }
        self.complaint
    }
}

/// Says on stderr what went wrong.
pub fn complain(failure: &Failure, lang: Lang, json: bool) {
    if json {
        let report = serde_json::to_string(&failure.report(lang));
        to_stderr(&report.unwrap_or_default());
        return;
    }
    let label = style(say(lang, "label.error", &[])).for_stderr().red().bold();
    to_stderr(&format!("{label} {}", failure.say(lang)));
}

/// A line on stderr; nobody may be listening.
pub fn to_stderr(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Enough of an id to name it again: its last digits, which are random.
pub fn short(id: &impl Display) -> String {
    let id = id.to_string();
    id.chars()
        .rev()
        .take(8)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect()
}

/// A heading, bold on a terminal.
pub fn heading(text: &str) -> String {
    Style::new().bold().apply_to(text).to_string()
}

/// Blocks of text with an empty line between them.
pub fn blocks(parts: impl IntoIterator<Item = String>) -> String {
    let mut text = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", part.trim_end_matches('\n'));
    }
    text
}

/// The scanner catches its decoder's panics; their message would only frighten.
pub fn silence_scan_worker() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(WORKER_THREAD) {
            usual(panic);
        }
    }));
}

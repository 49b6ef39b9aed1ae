use console::style;
use fieldbook_core::catalog::{Lang, say_finding};
use fieldbook_core::model::{Finding, Invalid, Severity};
use serde::Serialize;

use crate::failure::StepOf;
use crate::texts::say;

/// What a rule found.
#[derive(Debug, Serialize)]
pub struct FindingOut {
    code: &'static str,
    severity: &'static str,
    text: String,
    remedy: String,
    fact: Option<String>,
}

impl FindingOut {
    /// In the person's language.
    pub fn new(finding: &Finding, lang: Lang) -> Self {
        let (text, remedy) = say_finding(lang, finding);
        Self {
            code: finding.code.name(),
            severity: finding.severity.name(),
            text,
            remedy,
            fact: finding.fact.map(|fact| fact.to_string()),
        }
    }
}

/// A value that is unusual and may be right.
#[derive(Debug, Serialize)]
pub struct AdviceOut {
    field: String,
    reason: &'static str,
    text: String,
}

impl AdviceOut {
    /// In the person's language.
    pub fn new(advice: &Invalid, step: &StepOf, lang: Lang) -> Self {
        Self {
            field: advice.field.clone(),
            reason: advice.reason,
            text: step.say(lang, advice),
        }
    }
}

/// Each finding with what to do about it.
pub fn finding_lines(findings: &[Finding], lang: Lang) -> String {
    let lines = findings.iter().map(|finding| {
        let (text, remedy) = say_finding(lang, finding);
        let label = say(lang, &format!("severity.{}", finding.severity.name()), &[]);
        let label = style(format!("{label}:")).bold();
        let label = match finding.severity {
            Severity::Blocking => label.red(),
            Severity::Warning => label.yellow(),
            Severity::Info => label.cyan(),
        };
        format!("{label} {text}\n  → {remedy}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Each unusual value in a line.
pub fn advice_lines(advice: &[AdviceOut], lang: Lang) -> String {
    let label = style(say(lang, "label.advice", &[])).yellow();
    let lines = advice.iter().map(|advice| format!("{label} {}", advice.text));
    lines.collect::<Vec<_>>().join("\n")
}

use fieldbook_core::model::StampSpan;
use serde::Serialize;

use super::value::number_json;

/// A run of stamps.
#[derive(Debug, Serialize)]
pub struct SpanOut {
    from: String,
    to: String,
    count: serde_json::Value,
    roll: Option<String>,
    lease: Option<String>,
    /// Of a list: this one stamp.
    code: Option<String>,
}

impl From<&StampSpan> for SpanOut {
    fn from(span: &StampSpan) -> Self {
        let end = |counter| span.code.clone().unwrap_or_else(|| span.range.serial(counter));
        Self {
            code: span.code.clone(),
            from: end(span.range.first()),
            to: end(span.range.last()),
            // Up to 10²⁰, more than some JSON readers keep.
            count: number_json(&span.range.count().to_string()),
            roll: span.roll.map(|roll| roll.to_string()),
            lease: span.lease.map(|lease| lease.to_string()),
        }
    }
}

use serde_json::{Map, Value, json};

use super::event::quantity_list;
use super::goods::Goods;
use super::names::Names;
use crate::model::{ClaimState, Quantity, SerialRange, StampSpan, TraceDoc, TraceFact};

/// The stamps of an activation that stand, and whether the hub has confirmed them.
pub(super) fn claimed(fact: &TraceFact) -> Option<(ClaimState, &[StampSpan])> {
    let (state, spans) = match &fact.claim {
        Some((state, spans)) => (*state, spans.as_slice()),
        None => (ClaimState::Pending, fact.fact.stamps.as_slice()),
    };
    let stands = !matches!(state, ClaimState::Refused | ClaimState::Withdrawn);
    (stands && !spans.is_empty()).then_some((state, spans))
}

/// What an event about stamps says of them: every EPC up to the limit, or above it their class and count;
/// and always the ranges, because EPCIS has no type for a range and a roll may hold millions.
pub(super) fn epcs(
    spans: &[StampSpan],
    doc: &TraceDoc,
    names: &Names,
    limit: u64,
) -> Vec<(&'static str, Value)> {
    let ranges: Vec<Value> = spans.iter().map(range).collect();
    let total = spans
        .iter()
        .fold(0u128, |sum, span| sum.saturating_add(count(&span.range)));
    // Which codes stand at places of a list, only the hub knows.
    let each = !spans.iter().any(|span| span.range.is_places());
    let listed = if each && total <= u128::from(limit) {
        ("epcList", list(spans, doc, names))
    } else {
        let count = i64::try_from(total).ok().map(Into::into);
        let pieces = count.and_then(|n| Quantity::new(n, crate::model::EnteredUnit::Piece).ok());
        let class = Goods::new(names.class_of(doc), pieces);
        ("quantityList", quantity_list(&[class]))
    };
    vec![listed, ("fb:serialRanges", Value::Array(ranges))]
}

fn list(spans: &[StampSpan], doc: &TraceDoc, names: &Names) -> Value {
    let mut epcs: Vec<String> = Vec::new();
    for span in spans {
        if let Some(key) = &span.code {
            epcs.push(names.code(key));
            continue;
        }
        let serials = (span.range.first()..=span.range.last()).map(|counter| span.range.serial(counter));
        epcs.extend(serials.map(|serial| names.stamp(doc, span, &serial)));
    }
    // EPCIS asks for a set; two spans of one fact may overlap.
    epcs.sort();
    epcs.dedup();
    epcs.into()
}

fn range(span: &StampSpan) -> Value {
    let mut said = Map::new();
    let range = &span.range;
    if let Some(key) = &span.code {
        said.insert("fb:code".to_owned(), key.as_str().into());
    } else if range.is_places() {
        said.insert("fb:firstPlace".to_owned(), range.first().to_string().into());
        said.insert("fb:lastPlace".to_owned(), range.last().to_string().into());
    } else {
        said.insert("fb:first".to_owned(), range.serial(range.first()).into());
        said.insert("fb:last".to_owned(), range.serial(range.last()).into());
    }
    // As text: a counter of 20 digits does not fit a JSON reader's number.
    said.insert("fb:count".to_owned(), json!(count(range).to_string()));
    if let Some(roll) = span.roll {
        said.insert("fb:roll".to_owned(), roll.to_string().into());
    }
    Value::Object(said)
}

fn count(range: &SerialRange) -> u128 {
    (range.last() - range.first()).saturating_add(1)
}

use std::collections::BTreeMap;

use fieldbook_core::model::{RollId, SerialRange, StampSpan};

use crate::error::Result;
use crate::store::Tables;

/// A span as the hub counts it, and whether its phone said it in codes and is told in codes.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) span: StampSpan,
    pub(crate) by_code: bool,
}

/// Spans with the codes of lists as places on them, neighbours together. The phone's word for their roll and lease does
/// not count: its filter may have taken a stranger for one of them. A code of no list stays what it is, in nobody's lease.
pub(crate) fn in_places(tables: &Tables, spans: &[StampSpan]) -> Result<Vec<Asked>> {
    let mut asked = Vec::new();
    let mut places: BTreeMap<RollId, Vec<SerialRange>> = BTreeMap::new();
    for span in spans {
        let listed = span
            .code
            .as_ref()
            .map(|key| tables.listed(key))
            .transpose()?
            .flatten();
        let place = listed.and_then(|at| Some((at.roll, SerialRange::places(at.place, at.place)?)));
        match place {
            Some((roll, place)) => places.entry(roll).or_default().push(place),
            None => asked.push(Asked {
                span: span.clone(),
                by_code: span.code.is_some(),
            }),
        }
    }
    for (roll, places) in places {
        asked.extend(SerialRange::merge(places).into_iter().map(|range| Asked {
            span: StampSpan {
                roll: Some(roll),
                lease: None,
                range,
                code: None,
            },
            by_code: true,
        }));
    }
    Ok(asked)
}

/// A span as its phone said it: places that were said in codes as codes, at most so many.
pub(crate) fn told(tables: &Tables, span: &StampSpan, by_code: bool, most: usize) -> Result<Vec<StampSpan>> {
    let Some(roll) = span.roll.filter(|_| by_code && span.range.is_places()) else {
        return Ok(vec![span.clone()]);
    };
    let keys = tables.keys_at(roll, &span.range, most)?;
    let code = |key: &String| Ok(StampSpan::of_code(span.roll, span.lease, key)?);
    keys.iter().map(code).collect()
}

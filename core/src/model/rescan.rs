use super::{Fact, FactId, FactKind, FieldValue, StampSpan};

/// The most typed runs that are looked at: who writes more means no good.
const TYPED_MAX: usize = 200;

/// A second look at the stamps in hand (quét lại tem), as evidence in a dispute: a fact of the step `rescan_stamps`
/// on the claim's lot. It shows who has which stamps, and never binds or moves one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescan {
    /// The activation it speaks of.
    pub claim: FactId,
    /// The stamps in hand.
    pub stamps: Vec<StampSpan>,
    /// Of those, the ones a person typed because no camera could read them.
    pub typed: Vec<StampSpan>,
}

impl Rescan {
    /// The step's code in the product groups.
    pub const STEP: &'static str = "rescan_stamps";
    /// The field that names the activation.
    pub const CLAIM: &'static str = "claim";
    /// The field that lists what was typed, as [`StampSpan::listed`] does.
    pub const TYPED: &'static str = "typed_stamps";

    /// Whether a fact is such a look. Rights go by its kind, so a note that calls itself one is none.
    pub fn is(fact: &Fact) -> bool {
        fact.kind == FactKind::Inspect && fact.step == Self::STEP
    }

    /// What a fact says, when it is such a look and names a claim.
    pub fn of(fact: &Fact) -> Option<Self> {
        let text = |name: &str| fact.fields.get(name).and_then(FieldValue::as_text);
        if !Self::is(fact) {
            return None;
        }
        let stamps = fact.stamps.clone();
        let listed = text(Self::TYPED).unwrap_or_default().split(", ").take(TYPED_MAX);
        let ends = listed.map(|part| part.split_once('…').unwrap_or((part, part)));
        let within = |(from, to)| stamps.iter().filter_map(move |span| part_of(span, from, to));
        let typed = ends.flat_map(within).collect();
        Some(Self {
            claim: text(Self::CLAIM)?.parse().ok()?,
            typed,
            stamps,
        })
    }
}

/// The part of a span between two serials of its pattern, or its code.
fn part_of(span: &StampSpan, from: &str, to: &str) -> Option<StampSpan> {
    if let Some(code) = &span.code {
        return (code == from && code == to).then(|| span.clone());
    }
    let range = &span.range;
    let named = range
        .pattern()
        .range(range.counter_of(from)?, range.counter_of(to)?)?;
    Some(StampSpan {
        range: range.overlap(&named)?,
        ..span.clone()
    })
}

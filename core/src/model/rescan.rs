use super::{Fact, FactId, FieldValue, SerialRange};

/// The most typed runs that are looked at: who writes more means no good.
const TYPED_MAX: usize = 200;

/// A second look at the stamps in hand (quét lại tem), as evidence in a dispute: a fact of the step `rescan_stamps`
/// on the claim's lot. It shows who has which stamps, and never binds or moves one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescan {
    /// The activation it speaks of.
    pub claim: FactId,
    /// The stamps in hand.
    pub stamps: Vec<SerialRange>,
    /// Of those, the ones a person typed because no camera could read them.
    pub typed: Vec<SerialRange>,
}

impl Rescan {
    /// The step's code in the product groups.
    pub const STEP: &'static str = "rescan_stamps";
    /// The field that names the activation.
    pub const CLAIM: &'static str = "claim";
    /// The field that lists what was typed.
    pub const TYPED: &'static str = "typed_stamps";

    /// What a fact says, when it is such a look and names a claim.
    pub fn of(fact: &Fact) -> Option<Self> {
        let text = |name: &str| fact.fields.get(name).and_then(FieldValue::as_text);
        if fact.step != Self::STEP {
            return None;
        }
        let stamps: Vec<SerialRange> = fact.stamps.iter().map(|span| span.range.clone()).collect();
        let listed = text(Self::TYPED).unwrap_or_default().split(", ").take(TYPED_MAX);
        let ends = listed.map(|part| part.split_once('…').unwrap_or((part, part)));
        let within = |(from, to)| stamps.iter().filter_map(move |range| part_of(range, from, to));
        let typed = ends.flat_map(within).collect();
        Some(Self {
            claim: text(Self::CLAIM)?.parse().ok()?,
            typed,
            stamps,
        })
    }

    /// How ranges are listed in the field [`Self::TYPED`], for people and for [`Self::of`].
    pub fn listed(ranges: &[SerialRange]) -> String {
        let shown: Vec<String> = ranges.iter().map(ToString::to_string).collect();
        shown.join(", ")
    }
}

/// The part of a range between two serials of its pattern.
fn part_of(range: &SerialRange, from: &str, to: &str) -> Option<SerialRange> {
    let named = range
        .pattern()
        .range(range.counter_of(from)?, range.counter_of(to)?)?;
    range.overlap(&named)
}

//! What is the same in every language that `Words` is written in: which sentence is chosen, and what is filled in.

use heck::ToLowerCamelCase;

use crate::words::{Entry, Gap, Sentence};

/// How a language spells it.
pub trait Grammar {
    /// Whether the person reads Vietnamese.
    const VIETNAMESE: &'static str;
    /// The count in a sentence, grouped.
    const COUNT: &'static str;

    fn either(condition: &str, yes: &str, no: &str) -> String;

    /// A name filled into a sentence.
    fn filled(name: &str) -> String;

    fn escaped(text: &str) -> String;

    fn property(name: &str, body: &str) -> String;

    fn function(name: &str, parameters: &str, body: &str) -> String;
}

/// A sentence as a property, or as a function where something is filled in.
pub fn member<G: Grammar>(entry: &Entry) -> String {
    let name = entry.key.to_lower_camel_case();
    let body = G::either(G::VIETNAMESE, &quoted::<G>(&entry.vi), &english::<G>(entry));
    let gaps = entry.gaps();
    if gaps.is_empty() {
        return G::property(&name, &body);
    }
    let parameters: Vec<String> = gaps.into_iter().map(parameter).collect();
    G::function(&name, &parameters.join(", "), &body)
}

fn parameter(gap: &Gap) -> String {
    let kind = if gap.is_count() { "Int" } else { "String" };
    format!("{}: {kind}", gap.0.to_lower_camel_case())
}

fn english<G: Grammar>(entry: &Entry) -> String {
    match &entry.en_one {
        Some(one) => G::either("count == 1", &quoted::<G>(one), &quoted::<G>(&entry.en)),
        None => quoted::<G>(&entry.en),
    }
}

fn quoted<G: Grammar>(sentence: &Sentence) -> String {
    let filled = |gap: &Gap| {
        if gap.is_count() {
            G::COUNT.to_owned()
        } else {
            G::filled(&gap.0.to_lower_camel_case())
        }
    };
    format!("\"{}\"", sentence.written(G::escaped, filled))
}

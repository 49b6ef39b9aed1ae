//! GS1 element strings: bracketed as printed for people, or raw as a decoder gives them.

use super::ai;
use super::gs1_key::{Element, Gs1Key};

/// The separator a decoder gives for FNC1.
const GROUP_SEPARATOR: char = '\u{1d}';

/// What an element string says: the elements in their order, and the key they name if they name one.
pub(super) struct ElementString {
    pub elements: Vec<Element>,
    pub key: Option<Gs1Key>,
}

impl ElementString {
    /// The elements as printed for people: `(01)…(10)…`.
    pub fn bracketed(&self) -> String {
        let one = |element: &Element| format!("({}){}", element.ai.code, element.value);
        self.elements.iter().map(one).collect()
    }

    /// The value of an application identifier.
    pub fn value(&self, code: &str) -> Option<String> {
        let element = self.elements.iter().find(|element| element.ai.code == code)?;
        Some(element.value.clone())
    }

    /// Whether it names a place by GLN (410–417) and nothing finer.
    pub fn is_place(&self) -> bool {
        self.elements
            .iter()
            .all(|element| element.ai.code.starts_with("41"))
    }

    fn new(elements: Vec<Element>) -> Option<Self> {
        let elements = without_repeats(elements)?;
        if elements.is_empty() {
            return None;
        }
        let key = key(&elements);
        Some(Self { elements, key })
    }
}

/// An element string; `announced` when a symbology identifier said so. Without brackets, separator or
/// announcement only a leading SSCC or GTIN (00, 01, 02) is believed: any other digits may be anything.
///
/// Where a lot is followed by a serial and the separator is lost, the standard makes it one long lot; it is
/// read so and not guessed at.
pub(super) fn read(text: &str, announced: bool) -> Option<ElementString> {
    if text.starts_with('(') {
        return ElementString::new(bracketed(text)?);
    }
    let text = plain_separators(text);
    let marked = announced || text.contains(GROUP_SEPARATOR);
    let text = text.trim_start_matches(GROUP_SEPARATOR);
    let believed = ["00", "01", "02"].iter().any(|code| text.starts_with(code));
    if !marked && !believed {
        return None;
    }
    ElementString::new(raw(text)?)
}

/// FNC1 as some decoders and tools write it out. `^` stands for it only where it also leads the text.
fn plain_separators(text: &str) -> String {
    let text = ["{GS}", "<GS>", "{FNC1}", "<FNC1>"]
        .iter()
        .fold(text.to_owned(), |text, word| text.replace(word, "\u{1d}"));
    if text.starts_with('^') {
        return text.replace('^', "\u{1d}");
    }
    text
}

fn raw(mut text: &str) -> Option<Vec<Element>> {
    let mut elements = Vec::new();
    while !text.is_empty() {
        let (ai, rest) = ai::leading(text)?;
        let end = match ai.exact_length() {
            Some(length) => length,
            None => rest.find(GROUP_SEPARATOR).unwrap_or(rest.len()),
        };
        let (value, rest) = rest.split_at_checked(end)?;
        elements.push(checked(ai, value)?);
        text = rest.trim_start_matches(GROUP_SEPARATOR);
    }
    Some(elements)
}

/// Splits at every `(AI)`; brackets that hold no known identifier belong to the value.
fn bracketed(text: &str) -> Option<Vec<Element>> {
    let mut starts: Vec<(usize, usize, &'static ai::Ai)> = text
        .match_indices('(')
        .filter_map(|(open, _)| {
            let inside = text.get(open + 1..)?;
            // An identifier has at most four digits; looking further would cost a hostile text its square.
            let close = inside.bytes().take(5).position(|byte| byte == b')')?;
            let ai = ai::by_code(inside.get(..close)?)?;
            Some((open, open + 1 + close + 1, ai))
        })
        .collect();
    if starts.first().is_none_or(|(open, ..)| *open != 0) {
        return None;
    }
    let ends = starts.iter().skip(1).map(|(open, ..)| *open).chain([text.len()]);
    let ends: Vec<usize> = ends.collect();
    starts
        .drain(..)
        .zip(ends)
        .map(|((_, start, ai), end)| checked(ai, text.get(start..end)?.trim_matches([' ', GROUP_SEPARATOR])))
        .collect()
}

fn checked(ai: &'static ai::Ai, value: &str) -> Option<Element> {
    let element = || Element {
        ai,
        value: value.to_owned(),
    };
    ai.accepts(value).then(element)
}

/// An identifier may be repeated with the same value; with another value the text contradicts itself.
fn without_repeats(elements: Vec<Element>) -> Option<Vec<Element>> {
    let mut kept: Vec<Element> = Vec::with_capacity(elements.len());
    for element in elements {
        match kept.iter().find(|known| known.ai == element.ai) {
            Some(known) if known.value == element.value => {}
            Some(_) => return None,
            None => kept.push(element),
        }
    }
    Some(kept)
}

/// The trade item if there is one, else the first primary key, with the alternative of qualifiers that says
/// most.
fn key(elements: &[Element]) -> Option<Gs1Key> {
    let of_code = |code: &str| elements.iter().find(|element| element.ai.code == code);
    let primary = of_code("01")
        .or_else(|| of_code("8006"))
        .or_else(|| elements.iter().find(|element| element.ai.is_path_key()))?;
    let present = |alternative: &Vec<String>| alternative.iter().filter_map(|code| of_code(code)).collect();
    let qualifiers: Vec<&Element> = primary
        .ai
        .qualifiers()
        .iter()
        .map(present)
        .rev()
        .max_by_key(Vec::len)
        .unwrap_or_default();
    Some(Gs1Key::of(primary, &qualifiers, elements))
}

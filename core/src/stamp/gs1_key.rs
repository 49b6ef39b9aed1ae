use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::ai::Ai;
use crate::model::StampClass;

/// Where GS1's canonical Digital Links live.
const CANONICAL: &str = "https://id.gs1.org";

/// Everything but the unreserved characters of RFC 3986 is escaped in a path.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One application identifier with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub ai: &'static Ai,
    pub value: String,
}

/// What a GS1 Digital Link or element string identifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gs1Key {
    /// How much it identifies.
    pub class: StampClass,
    /// GTIN-14 (AI 01, or the first part of AI 8006).
    pub gtin: Option<String>,
    /// Batch or lot (AI 10).
    pub lot: Option<String>,
    /// Serial (AI 21).
    pub serial: Option<String>,
    /// What makes it unique, as a canonical Digital Link that holds the primary key and its finest
    /// qualifier only. GS1 makes a serial unique under its GTIN alone, so two stamps with the same GTIN and
    /// serial have one key, whatever their lot (10) or variant (22).
    pub key: String,
    /// The canonical Digital Link (URI syntax 1.4) with every qualifier, without the query.
    pub digital_link: String,
}

impl Gs1Key {
    /// From a primary key, its qualifiers in path order, and every element there is.
    pub(super) fn of(primary: &Element, qualifiers: &[&Element], all: &[Element]) -> Self {
        let trade_item = is_trade_item(primary.ai);
        let value_of = |code: &str| {
            let element = all.iter().find(|element| element.ai.code == code);
            element
                .filter(|_| trade_item)
                .map(|element| element.value.clone())
        };
        let finest: Vec<&Element> = finest(primary, qualifiers).collect();
        Self {
            class: class(primary, &finest),
            gtin: primary.value.get(..14).filter(|_| trade_item).map(str::to_owned),
            lot: value_of("10"),
            serial: value_of("21"),
            key: link(CANONICAL, primary, &finest),
            digital_link: link(CANONICAL, primary, qualifiers),
        }
    }
}

fn is_trade_item(ai: &Ai) -> bool {
    matches!(ai.code.as_str(), "01" | "8006")
}

/// The qualifiers that make a key unique: of a trade item the serial, else the lot, else none; of the rest all.
fn finest<'a>(primary: &Element, qualifiers: &[&'a Element]) -> impl Iterator<Item = &'a Element> {
    let trade_item = is_trade_item(primary.ai);
    let finest = ["21", "235", "10"]
        .into_iter()
        .find(|code| qualifiers.iter().any(|element| element.ai.code == *code));
    qualifiers
        .iter()
        .copied()
        .filter(move |element| !trade_item || Some(element.ai.code.as_str()) == finest)
        .collect::<Vec<_>>()
        .into_iter()
}

/// A logistic unit (00), an asset (8004, 8003 with serial) or a part with serial is one thing, as an item is;
/// a place, a person, a document or a shipment is not a stamp.
fn class(primary: &Element, finest: &[&Element]) -> StampClass {
    let qualifier = finest.first().map(|element| element.ai.code.as_str());
    match (primary.ai.code.as_str(), qualifier) {
        ("01" | "8006", Some("10")) => StampClass::Lot,
        ("00" | "8004", _) | ("01" | "8006" | "8010", Some(_)) => StampClass::Item,
        ("8003", _) if primary.value.len() > 14 => StampClass::Item,
        ("01" | "8003" | "8006" | "8010" | "8013", _) => StampClass::Product,
        _ => StampClass::NotAStamp,
    }
}

/// The Digital Link of a primary key and its qualifiers under a resolver's address.
pub(super) fn link(resolver: &str, primary: &Element, qualifiers: &[&Element]) -> String {
    std::iter::once(&primary).chain(qualifiers).fold(
        resolver.trim_end_matches('/').to_owned(),
        |link, element| {
            let value = utf8_percent_encode(&element.value, ESCAPED);
            format!("{link}/{}/{value}", element.ai.code)
        },
    )
}

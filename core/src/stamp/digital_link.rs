//! GS1 Digital Link: URI syntax 1.4, and the words and short GTINs of 1.0 to 1.2 when reading.

use percent_encoding::percent_decode_str;

use super::ai::{self, Ai};
use super::check_digit::gtin14;
use super::gs1_key::{Element, Gs1Key, link};
use super::locator::Locator;
use crate::model::Invalid;

/// GS1's canonical Digital Link of a product, a lot of it, or an item: `https://id.gs1.org/01/…/10/…/21/…`.
///
/// Errors: `gtin_length`, `gtin_check_digit` (field `gtin`; a GTIN of 8, 12 or 13 digits is padded), and
/// `gs1_characters` (fields `lot`, `serial`): 1–20 characters of GS1's set, no spaces or diacritics.
pub fn digital_link(gtin: &str, lot: Option<&str>, serial: Option<&str>) -> Result<String, Invalid> {
    digital_link_on("https://id.gs1.org", gtin, lot, serial)
}

/// The same under any resolver's address, such as `https://truyxuat.example.vn/t` or `http://127.0.0.1:8080`.
///
/// Errors: those of [`digital_link`], and `resolver_url` (field `resolver`) unless the address is http or
/// https without query and fragment.
pub fn digital_link_on(
    resolver: &str,
    gtin: &str,
    lot: Option<&str>,
    serial: Option<&str>,
) -> Result<String, Invalid> {
    let usable = Locator::split(resolver)
        .is_some_and(|at| at.query.is_none() && at.fragment.is_none() && has_strict_authority(&at));
    if !usable || !resolver.bytes().all(is_uri_character) {
        return Err(Invalid::new("resolver", "resolver_url").with("value", resolver));
    }
    let primary = element("gtin", "01", &gtin14(gtin)?)?;
    let lot = lot.map(|lot| element("lot", "10", lot)).transpose()?;
    let serial = serial.map(|serial| element("serial", "21", serial)).transpose()?;
    let qualifiers: Vec<&Element> = lot.iter().chain(&serial).collect();
    Ok(link(resolver, &primary, &qualifiers))
}

fn element(field: &str, code: &str, value: &str) -> Result<Element, Invalid> {
    ai::by_code(code)
        .filter(|ai| ai.accepts(value))
        .map(|ai| Element {
            ai,
            value: value.to_owned(),
        })
        .ok_or_else(|| {
            Invalid::new(field, "gs1_characters")
                .with("value", value)
                .with("max", &20)
        })
}

/// What a web server's own path names, such as `/01/08939999000017/10/L1/21/HX0001?17=270101`; give it as the
/// request has it, still percent-encoded. Nothing if it is not a Digital Link.
pub fn parse_digital_link_path(path: &str) -> Option<Gs1Key> {
    let path = path.split('#').next()?;
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (path, None),
    };
    keys(path, query)
}

/// What a scanned Digital Link identifies, or nothing if GS1's syntax engine would refuse it.
pub(super) fn read(text: &str) -> Option<Gs1Key> {
    if !text.bytes().all(is_uri_character) {
        return None;
    }
    let at = Locator::split(text)?;
    // The engine knows the scheme in lower or upper case only: QR's alphanumeric mode has no lower case.
    if !matches!(at.scheme, "https" | "HTTPS" | "http" | "HTTP") || !has_strict_authority(&at) {
        return None;
    }
    keys(at.path, at.query)
}

fn has_strict_authority(at: &Locator) -> bool {
    !at.authority.is_empty()
        && !at
            .authority
            .bytes()
            .any(|byte| b"_~@!$&'()*+,;=%".contains(&byte))
}

fn is_uri_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

fn keys(path: &str, query: Option<&str>) -> Option<Gs1Key> {
    let path = path_elements(path)?;
    let (primary, qualifiers) = path.split_first()?;
    let sequence: Vec<&str> = qualifiers
        .iter()
        .map(|element| element.ai.code.as_str())
        .collect();
    if !allowed_sequence(primary.ai, &sequence) {
        return None;
    }
    let mut all = path.clone();
    for element in query_elements(query.unwrap_or_default())? {
        let duplicate = all.iter().any(|known| known.ai == element.ai);
        if duplicate || !element.ai.attribute || belongs_in_path(primary.ai, &sequence, element.ai) {
            return None;
        }
        all.push(element);
    }
    Some(Gs1Key::of(primary, &qualifiers.iter().collect::<Vec<_>>(), &all))
}

/// The pairs from the rightmost primary key to the end of the path. What stands before it is the resolver's.
fn path_elements(path: &str) -> Option<Vec<Element>> {
    let mut segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let mut elements = Vec::new();
    loop {
        let (value, name) = (segments.pop()?, segments.pop()?);
        let ai = ai::by_code_or_word(name)?;
        elements.push(read_element(ai, value, false)?);
        if ai.is_path_key() {
            break;
        }
    }
    elements.reverse();
    Some(elements)
}

/// The attributes of a query. Parameters that are not numbers are someone else's and ignored.
fn query_elements(query: &str) -> Option<Vec<Element>> {
    query
        .split(['&', ';'])
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()))
        .map(|(name, value)| read_element(ai::by_code(name)?, value, true))
        .collect()
}

fn read_element(ai: &'static Ai, value: &str, in_query: bool) -> Option<Element> {
    // In a query + is a space, which no value may hold; in a path it is itself.
    if in_query && value.contains('+') {
        return None;
    }
    let value = percent_decode_str(value).decode_utf8().ok()?;
    let value = match value.len() {
        8 | 12 | 13 if ai.code == "01" => format!("{value:0>14}"),
        _ => value.into_owned(),
    };
    ai.accepts(&value).then_some(Element { ai, value })
}

/// Whether the qualifiers are some of one alternative's, in its order, none twice.
fn allowed_sequence(primary: &Ai, sequence: &[&str]) -> bool {
    sequence.is_empty()
        || primary.qualifiers().iter().any(|alternative| {
            let mut order = alternative.iter();
            sequence.iter().all(|code| order.any(|known| known == code))
        })
}

/// Whether an attribute could have stood among the path's qualifiers: then it must stand there.
fn belongs_in_path(primary: &Ai, sequence: &[&str], attribute: &Ai) -> bool {
    let in_alternative =
        |alternative: &Vec<String>, code: &str| alternative.iter().any(|known| known == code);
    primary.qualifiers().iter().any(|alternative| {
        in_alternative(alternative, &attribute.code)
            && sequence.iter().all(|code| in_alternative(alternative, code))
    })
}

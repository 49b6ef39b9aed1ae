//! What a scanned text means. Everything is classified and nothing rejected; the text is kept as it was read.
//!
//! Tried in this order: known non-stamps, GS1 Digital Link, GS1 element string, plain GTIN, the issuers' rules,
//! any other address, any other text. [`read`] uses the built-in rules, [`IssuerTable::read`] newer ones.

mod ai;
mod check_digit;
mod digital_link;
mod element_string;
mod filter;
mod gs1_key;
mod issuer;
mod locator;
mod mask;
mod not_a_stamp;
mod range;
mod template;
#[cfg(test)]
mod tests;

pub use check_digit::{check_digit_holds, gtin14};
pub use digital_link::{digital_link, digital_link_on, parse_digital_link_path};
pub use filter::CodeFilter;
pub use gs1_key::Gs1Key;
pub use issuer::{Issuer, IssuerTable};
pub use range::ranges_of;

use crate::model::{Stamp, StampClass, nfc};
use element_string::ElementString;
use issuer::Found;
use locator::Locator;

/// What a scanned text means, by the built-in issuers' rules.
pub fn read(text: &str) -> Stamp {
    IssuerTable::built_in().read(text)
}

impl IssuerTable {
    /// What a scanned text means, by these rules.
    ///
    /// `key` is what makes the stamp unique: for GS1 the canonical Digital Link of its finest key (see
    /// [`Gs1Key::key`]); for an issuer's form its host, or its id where the form has no host of its own, and the
    /// code as printed; else the address without scheme, `www.` and tracking, or the trimmed text.
    pub fn read(&self, raw: &str) -> Stamp {
        let text = nfc(trimmed(raw));
        let (announced, text) = without_symbology(&text);
        let element_string = announced.then(|| read_element_string(text, true)).flatten();
        let mut stamp = element_string
            .or_else(|| read_not_a_stamp(text))
            .or_else(|| digital_link::read(text).map(|key| gs1_stamp("gs1_digital_link", key)))
            .or_else(|| read_element_string(text, false))
            .or_else(|| read_gtin(text))
            .or_else(|| self.read_issuer(text))
            .unwrap_or_else(|| read_unknown(text));
        raw.clone_into(&mut stamp.raw);
        stamp
    }

    fn read_issuer(&self, text: &str) -> Option<Stamp> {
        let address = Locator::split(text).or_else(|| Locator::split_bare(text));
        let found = match &address {
            Some(at) => self.find_address(at),
            None => self.find_bare(text),
        };
        found.map(|found| issuer_stamp(found, address.map_or_else(|| text.to_owned(), |at| at.normal())))
    }
}

/// Without the spaces and byte-order marks that scanners and clipboards add. GS (0x1D) is not a space: it stays.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0')
}

/// Takes off a symbology identifier (ISO/IEC 15424), and says whether it announces a GS1 element string.
fn without_symbology(text: &str) -> (bool, &str) {
    let mut letters = text.chars();
    let head = (letters.next(), letters.next(), letters.next());
    match head {
        (Some(']'), Some(family), Some(modifier)) if family.is_ascii_alphabetic() => {
            let gs1 = matches!(
                (family, modifier),
                ('C' | 'J', '1') | ('d', '2') | ('Q', '3') | ('e', '0'..='2')
            );
            (gs1, letters.as_str())
        }
        _ => (false, text),
    }
}

fn blank(scheme: &str, class: StampClass, key: String) -> Stamp {
    Stamp {
        raw: String::new(),
        scheme: scheme.to_owned(),
        issuer: None,
        class,
        gtin: None,
        lot: None,
        serial: None,
        code: None,
        key,
        digital_link: None,
    }
}

fn gs1_stamp(scheme: &str, key: Gs1Key) -> Stamp {
    Stamp {
        gtin: key.gtin,
        lot: key.lot,
        serial: key.serial,
        digital_link: Some(key.digital_link),
        ..blank(scheme, key.class, key.key)
    }
}

fn read_not_a_stamp(text: &str) -> Option<Stamp> {
    let scheme = not_a_stamp::scheme(text)?;
    Some(blank(scheme, StampClass::NotAStamp, text.to_owned()))
}

fn read_element_string(text: &str, announced: bool) -> Option<Stamp> {
    let read = element_string::read(text, announced)?;
    Some(match read.key.clone() {
        Some(key) => gs1_stamp("gs1_element_string", key),
        None => keyless_stamp(&read),
    })
}

/// Elements without a key of their own, such as a lot without its GTIN: they name nothing unique.
fn keyless_stamp(read: &ElementString) -> Stamp {
    let class = if read.is_place() {
        StampClass::NotAStamp
    } else {
        StampClass::Unknown
    };
    Stamp {
        lot: read.value("10"),
        serial: read.value("21"),
        ..blank("gs1_element_string", class, read.bracketed())
    }
}

/// A bar code of a product. Only zeros have a right check digit and name nothing.
fn read_gtin(text: &str) -> Option<Stamp> {
    let gtin = gtin14(text).ok()?;
    if gtin.bytes().all(|digit| digit == b'0') {
        return None;
    }
    let key = parse_digital_link_path(&format!("/01/{gtin}"))?;
    Some(gs1_stamp("gtin", key))
}

fn issuer_stamp(found: Found, address: String) -> Stamp {
    let key = match &found.taken.code {
        Some(code) => format!("{}/{code}", found.key_prefix),
        None => address,
    };
    Stamp {
        issuer: Some(found.issuer.to_owned()),
        gtin: found.taken.gtin,
        lot: found.taken.lot,
        serial: found.taken.serial,
        code: found.taken.code,
        ..blank(found.issuer, found.class, key)
    }
}

fn read_unknown(text: &str) -> Stamp {
    let web = Locator::split(text).or_else(|| Locator::split_bare(text).filter(|_| text.starts_with("www.")));
    match web {
        Some(at) => blank("url", StampClass::Unknown, at.normal()),
        None => blank("text", StampClass::Unknown, text.to_owned()),
    }
}

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::ExportError;
use crate::model::{DocId, DocKind, Org, PlotId, StampSpan, Trace, TraceDoc, check_lot_code, lot_code};

/// Our own vocabulary and ids. The catalogue's farm work steps live in it too.
pub(super) const OWN: &str = "urn:x-fieldbook:";

/// What GS1 Digital Link 1.4 leaves as it is in a path; the rest of the 82-character set is escaped.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The URIs of a trace: GS1 Digital Links where there are GS1 keys, our own where there are none.
pub(super) struct Names<'a> {
    resolver: &'a str,
    trace: &'a Trace,
    gtin: Option<String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(trace: &'a Trace, resolver: &'a str) -> Result<Self, ExportError> {
        let stem = resolver.trim_end_matches('/');
        let host = stem
            .strip_prefix("https://")
            .or_else(|| stem.strip_prefix("http://"));
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]%".contains(c);
        if !host.is_some_and(|host| !host.is_empty() && host.chars().all(plain)) {
            return Err(ExportError::Resolver(resolver.to_owned()));
        }
        let product = trace.product.as_ref();
        Ok(Self {
            resolver: stem,
            trace,
            gtin: product.and_then(|product| gtin14(product.gtin.as_deref()?)),
        })
    }

    /// The class of a document's goods: the LGTIN of a lot of the traced product, otherwise our own URI. A
    /// season's paddy is not yet the product its GTIN names.
    pub(super) fn class_of(&self, doc: &TraceDoc) -> String {
        match &self.gtin {
            Some(gtin) if self.is_product_lot(doc) => {
                format!("{}/01/{gtin}/10/{}", self.resolver, escape(&code_of(doc)))
            }
            _ => format!("{OWN}{}:{}", doc.doc.kind.name(), doc.doc.id),
        }
    }

    fn is_product_lot(&self, doc: &TraceDoc) -> bool {
        let product = self.trace.product.as_ref().map(|product| product.id.to_string());
        let same_lot = doc.doc.id == self.trace.lot.doc.id;
        doc.doc.kind == DocKind::Lot && (same_lot || doc.head_text("product") == product)
    }

    /// The class of the goods of a document named as an origin; the trace may not hold it.
    pub(super) fn class_of_origin(&self, origin: DocId) -> String {
        let known = self.trace.origins.iter().find(|doc| doc.doc.id == origin);
        known.map_or_else(|| format!("{OWN}origin:{origin}"), |doc| self.class_of(doc))
    }

    /// The EPC of one stamp. A stamp without a GTIN is unique within its roll, or else within its lot.
    pub(super) fn stamp(&self, doc: &TraceDoc, span: &StampSpan, serial: &str) -> String {
        match (&self.gtin, span.roll) {
            (Some(gtin), _) => format!("{}/01/{gtin}/21/{}", self.resolver, escape(serial)),
            (None, Some(roll)) => format!("{OWN}stamp:{roll}:{}", escape(serial)),
            (None, None) => format!("{OWN}stamp:{}:{}", doc.doc.id, escape(serial)),
        }
    }

    /// The EPC of a stamp whose code counts nothing, by its key: a Digital Link, or our own.
    pub(super) fn code(&self, key: &str) -> String {
        let serial = self
            .gtin
            .as_ref()
            .and_then(|gtin| key.split_once(&format!("/01/{gtin}/21/")));
        match (&self.gtin, serial) {
            (Some(gtin), Some((_, serial))) => format!("{}/01/{gtin}/21/{serial}", self.resolver),
            _ => format!("{OWN}stamp:{}", escape(key)),
        }
    }

    /// Where something happened, never nearer than the plot: a farmer's plot is often beside the home.
    pub(super) fn read_point(&self, doc: &TraceDoc) -> String {
        let plot = doc.head_text("plot").and_then(|plot| plot.parse::<PlotId>().ok());
        plot.map_or_else(|| self.location(), |plot| format!("{OWN}plot:{plot}"))
    }

    /// The organisation as a place (GLN, AI 414).
    pub(super) fn location(&self) -> String {
        self.org_key("414", &self.trace.org)
    }

    /// The organisation as a party (GLN, AI 417).
    pub(super) fn party(&self) -> String {
        self.org_key("417", &self.trace.org)
    }

    fn org_key(&self, ai: &str, org: &Org) -> String {
        match org.gln.as_deref().filter(|gln| is_digits(gln, &[13])) {
            Some(gln) => format!("{}/{ai}/{gln}", self.resolver),
            None => format!("{OWN}org:{}", org.id),
        }
    }
}

/// A lot's code (GS1 AI 10): the one in its head, or the one made from its id.
pub(super) fn code_of(doc: &TraceDoc) -> String {
    doc.head_text("code")
        .filter(|code| check_lot_code(code).is_ok())
        .unwrap_or_else(|| lot_code(doc.doc.id))
}

/// What people call a document: its code and name, or its id.
pub(super) fn title_of(doc: &TraceDoc) -> String {
    let code = (doc.doc.kind == DocKind::Lot).then(|| code_of(doc));
    let parts: Vec<String> = code.into_iter().chain(doc.head_text("name")).collect();
    if parts.is_empty() {
        return doc.doc.id.to_string();
    }
    parts.join(" ")
}

/// A URI of ours that ends in a word that may hold any letter.
pub(super) fn own(kind: &str, word: &str) -> String {
    format!("{OWN}{kind}:{}", escape(word))
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

fn gtin14(gtin: &str) -> Option<String> {
    is_digits(gtin, &[8, 12, 13, 14]).then(|| format!("{gtin:0>14}"))
}

fn is_digits(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

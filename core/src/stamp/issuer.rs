//! The rule table of issuers: whose stamp a text is and where its code sits. A new issuer is a new entry in
//! the data, never new Rust.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::check_digit::gtin14;
use super::locator::Locator;
use super::mask::Mask;
use super::template::{Segment, Taken, Template};
use crate::model::{Invalid, StampClass};

/// The version of the table's own format that this library reads.
const FORMAT: u32 = 1;

static BUILT_IN: LazyLock<IssuerTable> =
    LazyLock::new(|| IssuerTable::parse(include_str!("issuers.json")).unwrap_or_default());

/// Who issues stamps and how their codes are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IssuerTable {
    issuers: Vec<Issuer>,
}

/// One issuer of stamps, or one kind of link that is known not to be a stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Its id: the `scheme` and `issuer` of its stamps.
    pub id: String,
    /// Its name, as people know it.
    pub name: String,
    /// Where its forms are known from.
    pub note: String,
    forms: Vec<Form>,
}

/// One way of writing a code: a web address, or the bare code.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    class: StampClass,
    mask: Option<Mask>,
    shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Bare(Mask),
    Address {
        hosts: Vec<String>,
        path: Template,
        fragment: Option<Template>,
        query: Vec<(String, Segment)>,
    },
}

/// What a rule says of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found<'a> {
    pub issuer: &'a str,
    pub class: StampClass,
    pub taken: Taken,
    /// What stands before the code in the key: the host, or the issuer where the form has none of its own.
    pub key_prefix: String,
}

impl IssuerTable {
    /// The table this library was built with.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// A table from its JSON, for example one the hub has sent.
    ///
    /// Errors name the issuer: `issuer_table_malformed` (not JSON of this shape), `issuer_table_too_new`,
    /// `issuer_template` (a path, query or mask that cannot be understood, or a form that takes no code),
    /// `issuer_example` (a form does not read its own example: the table is not to be trusted).
    pub fn parse(json: &str) -> Result<Self, Invalid> {
        let malformed = |error: &dyn std::fmt::Display| {
            Invalid::new("issuers", "issuer_table_malformed").with("detail", &error.to_string())
        };
        let version: Version = serde_json::from_str(json).map_err(|error| malformed(&error))?;
        if version.version > FORMAT {
            return Err(Invalid::new("issuers", "issuer_table_too_new").with("version", &version.version));
        }
        let written: WrittenTable = serde_json::from_str(json).map_err(|error| malformed(&error))?;
        let issuers = written.issuers.into_iter().map(Issuer::from_written);
        Ok(Self {
            issuers: issuers.collect::<Result<_, _>>()?,
        })
    }

    /// Every issuer, in the order in which their rules are tried.
    pub fn issuers(&self) -> &[Issuer] {
        &self.issuers
    }

    /// The rule that fits a web address.
    pub(super) fn find_address(&self, at: &Locator) -> Option<Found<'_>> {
        self.find(|form| form.read_address(at))
    }

    /// The rule that fits a bare text.
    pub(super) fn find_bare(&self, text: &str) -> Option<Found<'_>> {
        self.find(|form| form.read_bare(text))
    }

    fn find(&self, read: impl Fn(&Form) -> Option<(Taken, Option<String>)>) -> Option<Found<'_>> {
        self.issuers.iter().find_map(|issuer| {
            let (class, taken, host) = issuer.forms.iter().find_map(|form| {
                let (taken, host) = read(form)?;
                Some((form.class, taken, host))
            })?;
            Some(Found {
                issuer: &issuer.id,
                class,
                taken,
                key_prefix: host.unwrap_or_else(|| issuer.id.clone()),
            })
        })
    }
}

impl Form {
    fn read_bare(&self, text: &str) -> Option<(Taken, Option<String>)> {
        let Shape::Bare(mask) = &self.shape else {
            return None;
        };
        let code = mask.fits(text).then(|| text.to_owned());
        code.map(|code| {
            let taken = Taken {
                code: Some(code),
                ..Taken::default()
            };
            (taken, None)
        })
    }

    fn read_address(&self, at: &Locator) -> Option<(Taken, Option<String>)> {
        let Shape::Address {
            hosts,
            path,
            fragment,
            query,
        } = &self.shape
        else {
            return None;
        };
        let host = at.host();
        if !hosts.is_empty() && !hosts.iter().any(|rule| host_fits(rule, &host)) {
            return None;
        }
        let mut taken = Taken::default();
        let fits = path.fits(&at.segments(), &mut taken)
            && fragment
                .as_ref()
                .is_none_or(|template| template.fits(&at.fragment_segments(), &mut taken))
            && query.iter().all(|(name, value)| {
                let found = at
                    .parameters()
                    .find(|(known, _)| known.eq_ignore_ascii_case(name));
                found.is_some_and(|(_, found)| value.fits(found, &mut taken))
            })
            && self.mask_fits(taken.code.as_deref());
        taken.gtin = taken.gtin.and_then(|gtin| gtin14(&gtin).ok());
        fits.then(|| (taken, (!hosts.is_empty()).then_some(host)))
    }

    fn mask_fits(&self, code: Option<&str>) -> bool {
        match (&self.mask, code) {
            (Some(mask), Some(code)) => mask.fits(code),
            _ => true,
        }
    }

    fn takes_code(&self) -> bool {
        match &self.shape {
            Shape::Bare(_) => true,
            Shape::Address {
                path,
                fragment,
                query,
                ..
            } => {
                let places = path
                    .segments()
                    .chain(fragment.iter().flat_map(Template::segments));
                places
                    .chain(query.iter().map(|(_, value)| value))
                    .any(Segment::takes_code)
            }
        }
    }
}

/// `*.example.vn` is every host under `example.vn`; else the host itself.
fn host_fits(rule: &str, host: &str) -> bool {
    match rule.strip_prefix('*') {
        Some(end) => host.len() > end.len() && host.ends_with(end),
        None => rule == host,
    }
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTable {
    #[serde(rename = "version")]
    _version: u32,
    issuers: Vec<WrittenIssuer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenIssuer {
    id: String,
    name: String,
    #[serde(default)]
    note: String,
    forms: Vec<WrittenForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenForm {
    class: WrittenClass,
    #[serde(default)]
    hosts: Vec<String>,
    path: Option<String>,
    fragment: Option<String>,
    #[serde(default)]
    query: BTreeMap<String, String>,
    bare: Option<String>,
    mask: Option<String>,
    example: WrittenExample,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenClass {
    Item,
    Lot,
    Product,
    NotAStamp,
    Unknown,
}

/// A text of this form and the code in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenExample {
    text: String,
    code: Option<String>,
}

impl Issuer {
    fn from_written(written: WrittenIssuer) -> Result<Self, Invalid> {
        let forms = written.forms.into_iter().map(|form| {
            let example = WrittenExample {
                text: form.example.text.clone(),
                code: form.example.code.clone(),
            };
            let form = Form::from_written(form).ok_or_else(|| {
                Invalid::new(written.id.as_str(), "issuer_template").with("text", &example.text)
            })?;
            form.check(&example).ok_or_else(|| {
                Invalid::new(written.id.as_str(), "issuer_example").with("text", &example.text)
            })?;
            Ok(form)
        });
        Ok(Self {
            forms: forms.collect::<Result<_, Invalid>>()?,
            name: crate::model::nfc(&written.name),
            note: crate::model::nfc(&written.note),
            id: written.id,
        })
    }
}

impl Form {
    fn from_written(written: WrittenForm) -> Option<Self> {
        let class = match written.class {
            WrittenClass::Item => StampClass::Item,
            WrittenClass::Lot => StampClass::Lot,
            WrittenClass::Product => StampClass::Product,
            WrittenClass::NotAStamp => StampClass::NotAStamp,
            WrittenClass::Unknown => StampClass::Unknown,
        };
        let mask = optional(written.mask.as_deref(), Mask::parse).ok()?;
        let shape = match written.bare {
            Some(bare) => Shape::Bare(Mask::parse(&bare)?),
            None => Shape::Address {
                hosts: written.hosts.iter().map(|host| host.to_lowercase()).collect(),
                path: Template::parse(written.path.as_deref().unwrap_or("/**"))?,
                fragment: optional(written.fragment.as_deref(), Template::parse).ok()?,
                query: written
                    .query
                    .into_iter()
                    .map(|(name, value)| Some((name, Segment::parse(&value)?)))
                    .collect::<Option<_>>()?,
            },
        };
        let form = Self { class, mask, shape };
        let needs_code = matches!(class, StampClass::Item | StampClass::Lot | StampClass::Product);
        (!needs_code || form.takes_code()).then_some(form)
    }

    /// Whether the form reads its own example.
    fn check(&self, example: &WrittenExample) -> Option<()> {
        let address = Locator::split(&example.text).or_else(|| Locator::split_bare(&example.text));
        let (taken, _) = self
            .read_bare(&example.text)
            .or_else(|| self.read_address(&address?))?;
        (taken.code == example.code).then_some(())
    }
}

/// What an optional text of the table says; an error when there is one and it cannot be understood.
fn optional<T>(text: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, NotUnderstood> {
    text.map(|text| parse(text).ok_or(NotUnderstood)).transpose()
}

#[derive(Debug)]
struct NotUnderstood;

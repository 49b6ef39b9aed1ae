//! Finding what a person means by what they typed: a whole id, some of its digits, a code or a name.

use fieldbook_core::model::{DocId, DocKind, FactId, OrgId, PersonId, nfc};
use fieldbook_core::store::{FactQuery, fold_text};
use fieldbook_core::{DocumentView, FactView, Fieldbook, Profile, ProfileOrg};
use uuid::Uuid;

use crate::failure::Failure;
use crate::output::short;

/// Fewer digits of an id are too easily another's.
const DIGITS_MIN: usize = 6;

/// A document of one of the kinds: by id or some of its digits, a lot by its code, any by its name.
pub fn document(book: &Fieldbook, text: &str, kinds: &[DocKind]) -> Result<DocumentView, Failure> {
    if let Ok(id) = text.parse::<DocId>() {
        let found = book.documents().get(id)?;
        return if kinds.contains(&found.doc.kind) {
            Ok(found)
        } else {
            Err(missing(text))
        };
    }
    let mut known = Vec::new();
    for kind in kinds {
        known.extend(book.documents().list(*kind)?);
    }
    let named = named(&known, text);
    if !named.is_empty() {
        return only(named, text, |view| short(&view.doc.id));
    }
    let Some(digits) = digits(text) else {
        return Err(missing(text));
    };
    let holding = |view: &DocumentView| view.doc.id.0.simple().to_string().contains(&digits);
    known.retain(holding);
    only(known, text, |view| short(&view.doc.id))
}

/// Those whose code or name this is, typed with or without Vietnamese marks; with exactly these letters if
/// any is.
fn named(known: &[DocumentView], text: &str) -> Vec<DocumentView> {
    let wanted = nfc(text.trim());
    let called = |view: &DocumentView, same: &dyn Fn(&str) -> bool| {
        ["code", "name"]
            .into_iter()
            .any(|field| view.text(field).is_some_and(|name| same(&name)))
    };
    let those = |same: &dyn Fn(&str) -> bool| -> Vec<DocumentView> {
        known.iter().filter(|view| called(view, same)).cloned().collect()
    };
    let exact = those(&|name| name == wanted);
    if exact.is_empty() {
        let folded = fold_text(&wanted);
        those(&|name| fold_text(name) == folded)
    } else {
        exact
    }
}

/// A season or a lot: what goods come from.
pub fn origin(book: &Fieldbook, text: &str) -> Result<DocId, Failure> {
    Ok(document(book, text, &[DocKind::Season, DocKind::Lot])?.doc.id)
}

/// A lot.
pub fn lot(book: &Fieldbook, text: &str) -> Result<DocumentView, Failure> {
    document(book, text, &[DocKind::Lot])
}

/// A fact: by id or some of its digits.
pub fn fact(book: &Fieldbook, text: &str) -> Result<FactView, Failure> {
    if let Ok(id) = text.parse::<FactId>() {
        return Ok(book.journal().get(id)?);
    }
    let query = FactQuery {
        id_part: Some(digits(text).ok_or_else(|| missing(text))?),
        limit: 5,
        ..FactQuery::default()
    };
    let found = book.journal().query(&query)?;
    only(found, text, |view| view.id().to_string())
}

/// A fact, or a document when no fact is meant.
pub fn fact_or_document(book: &Fieldbook, text: &str) -> Result<Found, Failure> {
    match fact(book, text) {
        Ok(view) => Ok(Found::Fact(Box::new(view))),
        Err(failure) if failure.is_not_found() => {
            let kinds = [DocKind::Season, DocKind::Lot, DocKind::Visit];
            Ok(Found::Document(document(book, text, &kinds)?))
        }
        Err(failure) => Err(failure),
    }
}

/// What an id names.
pub enum Found {
    /// A fact.
    Fact(Box<FactView>),
    /// A season, lot or visit.
    Document(DocumentView),
}

/// A person of the register: by name, or id or some of its digits.
pub fn person(book: &Fieldbook, text: &str) -> Result<PersonId, Failure> {
    let people = book.people().register()?.people;
    if let Some(person) = text
        .parse()
        .ok()
        .and_then(|id| people.iter().find(|person| person.id == id))
    {
        return Ok(person.id);
    }
    let found = people
        .into_iter()
        .filter(|person| means(text, &person.name, person.id.0));
    Ok(only(found.collect(), text, |person| short(&person.id))?.id)
}

/// Somebody who works on this device: by name, or id or some of its digits.
pub fn profile(profiles: &[Profile], text: &str) -> Result<PersonId, Failure> {
    let called = profiles
        .iter()
        .filter(|profile| means(text, &profile.name, profile.person.0));
    Ok(only(called.collect(), text, |profile| short(&profile.person))?.person)
}

/// One of a person's organisations: by name, or id or some of its digits.
pub fn org(orgs: &[ProfileOrg], text: &str) -> Result<OrgId, Failure> {
    let called = orgs.iter().filter(|org| means(text, &org.name, org.org.0));
    Ok(only(called.collect(), text, |org| short(&org.org))?.org)
}

/// Whether a text means what has this name and id.
fn means(text: &str, name: &str, id: Uuid) -> bool {
    let holds = |digits: String| id.simple().to_string().contains(&digits);
    fold_text(name) == fold_text(&nfc(text.trim())) || digits(text).is_some_and(holds)
}

/// The only one; none and several are refused.
fn only<T>(mut found: Vec<T>, text: &str, name: impl Fn(&T) -> String) -> Result<T, Failure> {
    if found.len() > 1 {
        let names: Vec<String> = found.iter().take(5).map(name).collect();
        return Err(Failure::refused("ambiguous", "find.ambiguous")
            .with("value", text)
            .with("choices", names.join(", ")));
    }
    found.pop().ok_or_else(|| missing(text))
}

fn missing(text: &str) -> Failure {
    Failure::nothing("find.missing").with("value", text)
}

fn digits(text: &str) -> Option<String> {
    let digits = text.trim().replace('-', "").to_lowercase();
    let plausible = digits.len() >= DIGITS_MIN && digits.chars().all(|c| c.is_ascii_hexdigit());
    plausible.then_some(digits)
}

//! The rooms of the core.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::source::Source;

/// Every room and the rooms it may use.
const ROOMS: [(&str, &[&str]); 15] = [
    ("model", &[]),
    ("disk", &[]),
    ("catalog", &["model"]),
    ("stamp", &["model"]),
    ("scan", &[]),
    ("journal", &["model"]),
    ("photo", &[]),
    ("store", &["model"]),
    ("identity", &["model"]),
    ("rules", &["model", "catalog", "stamp"]),
    ("sync", &["model", "identity"]),
    ("bundle", &["model", "identity", "journal", "sync"]),
    ("net", &["sync"]),
    ("export", &["model", "catalog"]),
    ("watch", &[]),
];

/// The hall: it may use every room, and no room may use it.
const HALL: &str = "fieldbook";

/// Each library and the one room that knows it.
const HOMES: [(&str, &str); 15] = [
    ("aes", "store"),
    ("argon2", "identity"),
    ("automerge", "journal"),
    ("cbc", "store"),
    ("chacha20poly1305", "identity"),
    ("hkdf", "identity"),
    ("pbkdf2", "store"),
    ("rusqlite", "store"),
    ("xorf", "stamp"),
    ("ed25519_dalek", "identity"),
    ("reqwest", "net"),
    ("rqrr", "scan"),
    ("rxing", "scan"),
    ("image", "photo"),
    ("exif", "photo"),
];

fn room_of(source: &Source) -> Option<&str> {
    source.module.first().map(String::as_str)
}

/// References from room to room that the table does not allow, and those into a room's inside.
pub fn arrows(src: &Path) -> Vec<String> {
    Source::all(src).iter().flat_map(arrows_of).collect()
}

fn arrows_of(source: &Source) -> Vec<String> {
    let Some(room) = room_of(source) else {
        return Vec::new();
    };
    let named = source.named();
    let foreign = named
        .iter()
        .filter(|named| named.path.first().is_some_and(|first| first != room));
    foreign
        .filter_map(|named| {
            let fault = arrow_fault(room, &named.path)?;
            Some(format!(
                "{}: `crate::{}`: {fault}",
                source.at(named.line),
                named.path.join("::")
            ))
        })
        .collect()
}

fn arrow_fault(room: &str, path: &[String]) -> Option<String> {
    let used = path.first()?.as_str();
    let allowed = ROOMS
        .iter()
        .find(|(known, _)| *known == room)
        .map(|(_, allowed)| *allowed);
    let is_room = ROOMS.iter().any(|(known, _)| *known == used);
    match allowed {
        Some(_) if !is_room => {
            return Some(format!(
                "`{room}` uses the hall; hand it what it needs as an argument, or move the type to `model`"
            ));
        }
        Some(allowed) if !allowed.contains(&used) => {
            let may = if allowed.is_empty() {
                "no other room".to_owned()
            } else {
                allowed.join(", ")
            };
            return Some(format!(
                "`{room}` may use {may}; move what both need into `model`, or let the hall join them"
            ));
        }
        _ => {}
    }
    let inner = path.get(1).filter(|_| is_room && path.len() > 2)?;
    let is_module = inner
        .chars()
        .all(|c| c.is_lowercase() || c == '_' || c.is_ascii_digit());
    is_module
        .then(|| format!("reaches into `{used}`; re-export it in `{used}/mod.rs` and use `crate::{used}::…`"))
}

/// Rooms without a row, and rows without a room.
pub fn table_is_complete(src: &Path) -> Vec<String> {
    let lib = fs::read_to_string(src.join("lib.rs")).expect("lib.rs");
    let declared: BTreeSet<String> = lib
        .lines()
        .filter_map(|line| {
            line.trim_start_matches("pub ")
                .strip_prefix("mod ")?
                .strip_suffix(';')
        })
        .map(str::to_owned)
        .collect();
    let table: BTreeSet<String> = ROOMS
        .iter()
        .map(|(room, _)| *room)
        .chain([HALL])
        .map(str::to_owned)
        .collect();
    let remedy = "give it a row in tests/tests/layout/rooms.rs and in ARCHITECTURE.md, or take it away";
    declared
        .symmetric_difference(&table)
        .map(|room| {
            format!("core/src/lib.rs: `{room}` is not in both lib.rs and the table of rooms; {remedy}")
        })
        .collect()
}

/// Libraries known outside their room.
pub fn single_homes(src: &Path) -> Vec<String> {
    Source::all(src).iter().flat_map(homes_of).collect()
}

fn homes_of(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    for (library, home) in HOMES {
        if room_of(source) == Some(home) {
            continue;
        }
        faults.extend(source.names_crate(library).iter().map(|line| {
            format!(
                "{}: only `{home}` knows `{library}`; ask that room for what is needed",
                source.at(*line)
            )
        }));
    }
    faults
}

/// SQL outside the store.
pub fn sql_outside(src: &Path, store: &str) -> Vec<String> {
    Source::all(src)
        .iter()
        .filter(|source| room_of(source) != Some(store))
        .flat_map(sql_of)
        .collect()
}

fn sql_of(source: &Source) -> Vec<String> {
    let strings = source.strings();
    strings
        .iter()
        .filter(|(text, _)| is_sql(text))
        .map(|(text, line)| {
            format!(
                "{}: SQL outside the store ({text}); write a method there",
                source.at(*line)
            )
        })
        .collect()
}

/// A statement: its verb first, and the word that must follow somewhere behind it.
fn is_sql(literal: &str) -> bool {
    let Some((_, text)) = literal.split_once('"') else {
        return false;
    };
    let text = text.to_uppercase();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let says = |word| words.contains(&word);
    match words.first().copied() {
        Some("SELECT") => says("FROM") || says("WHERE"),
        Some("INSERT" | "REPLACE") => says("INTO"),
        Some("UPDATE") => says("SET"),
        Some("DELETE") => says("FROM"),
        Some("CREATE" | "DROP" | "ALTER") => {
            says("TABLE") || says("INDEX") || says("TRIGGER") || says("VIEW")
        }
        Some("PRAGMA" | "SAVEPOINT") => words.len() <= 4,
        // A lone `vacuum` is how bags are packed.
        Some("VACUUM") => says("INTO"),
        _ => false,
    }
}

#[test]
fn a_wrong_arrow_is_found() {
    let fault = |file, text| arrows_of(&Source::planted(file, text)).join("\n");
    assert_eq!(fault("store/a.rs", "use crate::model::{Fact, FactId};"), "");
    assert_eq!(
        fault(
            "store/a.rs",
            "use super::Reading;\nuse crate::store::facts::FactRow;"
        ),
        ""
    );
    assert_eq!(
        fault("fieldbook/a.rs", "use crate::{net::Hub, store::Store};"),
        ""
    );
    let wrong = fault("store/a.rs", "\nuse crate::{model::Fact, journal::Document};");
    assert!(
        wrong.starts_with("store/a.rs:2: `crate::journal::Document`: `store` may use model;"),
        "{wrong}"
    );
    assert!(fault("scan/a.rs", "fn f(x: crate::model::Fact) {}").contains("no other room"));
    assert!(
        fault("sync/engine.rs", "use super::super::store::Store;").contains("`sync` may use model, identity")
    );
    assert!(fault("rules/a.rs", "use crate::Fieldbook;").contains("uses the hall"));
    assert!(fault("rules/a.rs", "use crate::fieldbook::book::Book;").contains("uses the hall"));
    assert!(fault("rules/a.rs", "use crate::model::cbor::Form;").contains("reaches into `model`"));
    assert!(
        fault("fieldbook.rs", "fn f() { crate::store::facts::count() }").contains("reaches into `store`")
    );
    assert_eq!(
        fault(
            "store/a.rs",
            "#[cfg(test)]\nmod tests { use crate::journal::Document; }"
        ),
        ""
    );
}

#[test]
fn a_library_or_sql_in_the_wrong_room_is_found() {
    let homes = |file, text| homes_of(&Source::planted(file, text)).join("\n");
    assert_eq!(homes("journal/a.rs", "use automerge::Automerge;"), "");
    let wrong = homes("fieldbook/a.rs", "fn f() {\n    rusqlite::version();\n}");
    assert_eq!(
        wrong,
        "fieldbook/a.rs:2: only `store` knows `rusqlite`; ask that room for what is needed"
    );
    let sql = |text: &str| sql_of(&Source::planted("rules/a.rs", text)).len();
    assert_eq!(
        sql("/// SELECT n FROM fact\nconst A: &str = \"Select a product from the list.\";"),
        1
    );
    assert_eq!(
        sql("const A: &str = \"update the app\"; const B: &str = \"insert a SIM\";"),
        0
    );
    assert_eq!(
        sql("fn f() { run(r#\"DELETE FROM fact\"#); run(\"PRAGMA user_version\"); g(b\"UPDATE a SET b\"); }"),
        3
    );
}

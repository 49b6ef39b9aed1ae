use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fieldbook_core::catalog::{Lang, has_text};
use fieldbook_core::model::nfc;

use super::TEXTS;

fn gaps(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .collect()
}

#[test]
fn both_languages_say_the_same_things() {
    let (vi, en) = (TEXTS.all(Lang::Vi), TEXTS.all(Lang::En));
    assert!(vi.len() > 80, "the texts did not parse");
    assert_eq!(vi.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, text) in vi {
        assert_eq!(gaps(text), gaps(&en[key]), "gaps of {key}");
        for text in [text, &en[key]] {
            assert!(!text.trim().is_empty() && nfc(text) == *text, "{key}");
        }
        assert!(!has_text(Lang::Vi, key), "{key} hides a text of the core");
    }
}

/// The code of the command; the demo has sentences of its own.
fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("demo") {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            found.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// A key is a literal of two or more words joined by points, such as `"record.done"`.
fn is_key(literal: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    literal.split('.').count() > 1
        && literal
            .split('.')
            .all(|word| !word.is_empty() && word.chars().all(plain))
}

#[test]
fn every_key_that_is_used_has_a_text_and_every_text_is_used() {
    let mut code = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
    let literals: BTreeSet<&str> = code.split('"').filter(|literal| is_key(literal)).collect();
    let families: BTreeSet<&str> = TEXTS
        .all(Lang::Vi)
        .keys()
        .filter_map(|key| key.split('.').next())
        .collect();
    for key in &literals {
        let family = key.split('.').next().unwrap_or_default();
        let known = TEXTS.all(Lang::Vi).contains_key(*key) || has_text(Lang::Vi, key);
        assert!(
            known || !families.contains(family),
            "add `{key}` to texts/vi.json and en.json"
        );
    }
    for key in TEXTS.all(Lang::Vi).keys() {
        assert!(literals.contains(key.as_str()), "nobody says `{key}`");
    }
}

//! Everything that is told has a text in both languages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::texts::{all, next_gap};
use super::*;
use crate::model::{ClaimState, ClockState, Finding, FindingCode, Invalid, Role, Severity, StampClass, nfc};

#[test]
fn languages_are_read_from_locales() {
    for (locale, lang) in [
        ("vi_VN.UTF-8", Some(Lang::Vi)),
        ("EN", Some(Lang::En)),
        ("en-GB", Some(Lang::En)),
        ("C.UTF-8", None),
        ("fr_FR", None),
        ("", None),
    ] {
        assert_eq!(Lang::parse(locale), lang, "{locale}");
    }
    assert_eq!(Lang::default(), Lang::Vi);
}

fn gaps(mut text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    while let Some((_, name, after)) = next_gap(text) {
        names.insert(name);
        text = after;
    }
    names
}

#[test]
fn both_languages_say_the_same_things() {
    let (vi, en) = (all(Lang::Vi), all(Lang::En));
    assert!(vi.len() > 100, "the texts did not parse");
    assert_eq!(vi.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    for (key, text) in vi {
        assert_eq!(gaps(text), gaps(&en[key]), "gaps of {key}");
        for text in [text, &en[key]] {
            assert!(!text.trim().is_empty() && nfc(text) == *text, "{key}");
            assert_eq!(text.matches('{').count(), gaps_count(text), "braces of {key}");
        }
    }
}

fn gaps_count(mut text: &str) -> usize {
    let mut count = 0;
    while let Some((_, _, after)) = next_gap(text) {
        count += 1;
        text = after;
    }
    count
}

#[test]
fn every_name_of_the_model_has_a_text() {
    let mut keys: Vec<String> = Vec::new();
    for (_, name) in FindingCode::ALL {
        keys.extend([format!("finding.{name}"), format!("finding.{name}.remedy")]);
    }
    keys.extend(FactKind::ALL.iter().map(|(_, name)| format!("kind.{name}")));
    keys.extend(Role::ALL.iter().map(|(_, name)| format!("role.{name}")));
    keys.extend(
        ClaimState::ALL
            .iter()
            .map(|(_, name)| format!("claim_state.{name}")),
    );
    keys.extend(
        QuantityRole::ALL
            .iter()
            .map(|(_, name)| format!("quantity_role.{name}")),
    );
    keys.extend(
        DocKind::ALL
            .iter()
            .map(|kind| format!("doc_kind.{}", kind.name())),
    );
    let clocks = [ClockState::Unchecked, ClockState::Checked, ClockState::Turned];
    keys.extend(clocks.iter().map(|state| format!("clock_state.{}", state.name())));
    let trusts = [ClockTrust::Device, ClockTrust::HubChecked, ClockTrust::Typed];
    keys.extend(trusts.iter().map(|trust| format!("clock_trust.{}", trust.name())));
    let severities = [Severity::Info, Severity::Warning, Severity::Blocking];
    keys.extend(
        severities
            .iter()
            .map(|level| format!("severity.{}", level.name())),
    );
    let classes = [
        StampClass::Item,
        StampClass::Lot,
        StampClass::Product,
        StampClass::NotAStamp,
        StampClass::Unknown,
    ];
    keys.extend(
        classes
            .iter()
            .map(|class| format!("stamp_class.{}", class.name())),
    );
    let flaws = crate::bundle::FlawKind::ALL;
    keys.extend(flaws.iter().map(|(_, name)| format!("invalid.{name}")));
    for state in [
        "on_phone",
        "handed_over",
        "received",
        "accepted",
        "held",
        "refused",
    ] {
        keys.push(format!("fact_state.{state}"));
    }
    for error in [
        "invalid_input",
        "not_found",
        "not_allowed",
        "storage_full",
        "storage_damaged",
        "too_new",
        "closed",
        "unexpected",
    ] {
        keys.push(format!("error.{error}"));
    }
    for key in keys {
        assert!(
            has_text(Lang::Vi, &key),
            "add `{key}` to texts/vi.json and en.json"
        );
    }
}

/// Source files outside tests, each cut at its inline test module.
fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("tests") {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            found.push((path, code.to_owned()));
        }
    }
}

/// The reasons of `Invalid::new(field, "reason")`, and those given to a closure
/// `let name = |reason| Invalid::new(field, reason)`. A reason this cannot follow is an error, as Rust code.
fn reasons(code: &str) -> Vec<Result<String, String>> {
    let mut found = Vec::new();
    let calls: Vec<&str> = code.split("Invalid::new(").collect();
    for pair in calls.windows(2) {
        match (closure_name(pair[0]), second_argument(pair[1])) {
            (Some(name), Some("reason")) => {
                let call = format!("{name}(\"");
                let uses = code.split(&call).skip(1);
                found.extend(uses.filter_map(|rest| rest.split('"').next().map(str::to_owned).map(Ok)));
            }
            (_, Some(argument)) => found.push(match argument.strip_prefix('"') {
                Some(literal) => Ok(literal.trim_end_matches('"').to_owned()),
                None => Err(argument.to_owned()),
            }),
            (_, None) => found.push(Err("Invalid::new".to_owned())),
        }
    }
    found
}

/// `name` when the code ends in `let name = |reason| `.
fn closure_name(before: &str) -> Option<&str> {
    let before = before.strip_suffix("|reason| ")?.strip_suffix(" = ")?;
    before.rsplit(' ').next()
}

/// What stands between the first comma outside brackets and quotes and the comma or bracket that ends it.
fn second_argument(arguments: &str) -> Option<&str> {
    let rest = arguments.get(argument_end(arguments)? + 1..)?;
    rest.get(..argument_end(rest)?).map(str::trim)
}

fn argument_end(code: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0, false);
    code.find(|c: char| {
        let closes = matches!(c, ')' | ']' | '}');
        let ends = !quoted && depth == 0 && (c == ',' || closes);
        match c {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            _ if closes && !quoted => depth -= 1,
            _ => {}
        }
        ends
    })
}

#[test]
fn every_reason_has_a_text() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let (mut found, mut missing) = (0, Vec::new());
    for (path, code) in &files {
        for reason in reasons(code) {
            found += 1;
            missing.extend(match reason {
                Ok(reason) if has_text(Lang::Vi, &format!("invalid.{reason}")) => None,
                Ok(reason) => Some(format!("  add \"invalid.{reason}\": \"…\" ({})", path.display())),
                Err(code) => Some(format!(
                    "  write the reason `{code}` as a literal ({})",
                    path.display()
                )),
            });
        }
    }
    assert!(found > 50, "the search finds too little: {found}");
    assert!(
        missing.is_empty(),
        "In core/src/catalog/texts/vi.json and en.json, say what is wrong and what to do:\n{}",
        missing.join("\n")
    );
}

/// The reasons of `NotAllowed("reason")` and `NotAllowed { reason: "reason" }`.
fn not_allowed_reasons(code: &str) -> Vec<String> {
    let uses = code.split("NotAllowed").skip(1);
    uses.filter_map(|after| {
        let after = after.trim_start_matches([' ', '(', '{', '\n']);
        let after = after.strip_prefix("reason:").unwrap_or(after).trim_start();
        let literal = after.strip_prefix('"')?;
        literal.split('"').next().map(str::to_owned)
    })
    .collect()
}

#[test]
fn everything_not_allowed_has_a_text() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let found: BTreeSet<String> = files
        .iter()
        .flat_map(|(_, code)| not_allowed_reasons(code))
        .collect();
    for known in ["book_exists", "book_in_use", "app_too_old"] {
        assert!(found.contains(known), "the search misses {known}");
    }
    for reason in found {
        let key = format!("not_allowed.{reason}");
        assert!(
            has_text(Lang::Vi, &key),
            "add `{key}` to texts/vi.json and en.json"
        );
    }
}

#[test]
fn every_end_of_a_sync_has_a_text() {
    use crate::journal::Refusal;
    let refusals = [
        Refusal::Malformed(""),
        Refusal::UnknownDependency(crate::model::ChangeHash([0; 32])),
        Refusal::Newer,
        Refusal::OutOfSequence,
        Refusal::Forked,
        Refusal::ActorTaken,
        Refusal::FactTaken,
        Refusal::TooManyActors,
        Refusal::Unsigned,
        Refusal::NotAllowed,
        Refusal::Oversize,
    ];
    let refusals = refusals
        .iter()
        .map(|refusal| format!("refusal.{}", refusal.code()));
    let endings = ["complete", "offline", "refused", "cancelled"].map(|name| format!("ending.{name}"));
    // What an item of the outbox may be told besides: the hub's reasons to hold, and those of files.
    let told = [
        "certificate_ended",
        "depends_on_held",
        "held_before",
        "refused_by_staff",
        "revoked",
        "role",
        "withdrawn",
        "blob_too_large",
        "file_changed",
        "file_missing",
        "hash_mismatch",
        "quota",
        "waits_for_wifi",
    ];
    let told = told.map(|code| format!("refusal.{code}"));
    let refusals: Vec<String> = refusals.chain(told).collect();
    let remedies: Vec<String> = refusals.iter().map(|key| format!("{key}.remedy")).collect();
    for key in refusals.into_iter().chain(remedies).chain(endings) {
        assert!(
            has_text(Lang::Vi, &key),
            "add `{key}` to texts/vi.json and en.json"
        );
    }
}

#[test]
fn the_search_for_reasons_reads_rust() {
    let code = r#"Invalid::new(format!("a,{b}"), "one") Invalid::new(
        "x",
        "two",
    ) let bad = |reason| Invalid::new(f(1, 2), reason).with("a", b); bad("three") Invalid::new(f, why)"#;
    let expected = [Ok("one"), Ok("two"), Ok("three"), Err("why")];
    let expected = expected.map(|reason| reason.map(str::to_owned).map_err(str::to_owned));
    assert_eq!(reasons(code), expected);
}

#[test]
fn sentences_are_filled_as_the_language_writes() {
    let moisture = Invalid::new("fields.moisture", "above_usual").with("max", "13.5");
    assert!(say_invalid(Lang::Vi, &moisture).contains("(13,5)"));
    assert!(say_invalid(Lang::En, &moisture).contains("(13.5)"));
    let typed = Invalid::new("quantity", "unit_missing").with("value", "2.5");
    assert!(say_invalid(Lang::Vi, &typed).contains("“2.5”"));
    let early = Finding::new(
        FindingCode::PreHarvestInterval,
        Severity::Warning,
        FactId::fresh(),
    )
    .with("harvest", "2026-10-02")
    .with("date", "2026-10-05")
    .with("days", "3");
    let (finding, remedy) = say_finding(Lang::Vi, &early);
    assert!(finding.contains("02/10/2026") && finding.contains("05/10/2026"));
    assert!(!remedy.contains('…'));
    assert_eq!(say(Lang::En, "no.such.key", &[]), "no.such.key");
    assert!(say(Lang::Vi, "finding.range_overlap", &[]).contains('…'));
}

mod icon;
mod letters;
mod planted;
mod written;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fieldbook_core::catalog::Catalog;
use fieldbook_core::model::{ClaimState, FactKind, Severity};
use fieldbook_core::store::ChangeState;

use crate::looks::{Looks, one_path};
use crate::sources::Compared;
use crate::words::Words;
use crate::{contrast, load, sources, text_of};

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The repository.
fn root() -> PathBuf {
    home().join("../..")
}

fn ours() -> (Words, Looks) {
    load(home()).unwrap_or_else(|faults| panic!("\n{}\n", faults.join("\n")))
}

#[track_caller]
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn words_are_whole_and_icons_are_drawn_and_shown() {
    let (words, looks) = ours();
    assert!(words.all().count() > 100 && looks.paths.len() > 50);
}

#[test]
fn no_word_is_missing_and_none_is_idle() {
    let (words, looks) = ours();
    let compared = sources::compared(&words, &looks, &root());
    assert_none(&compared.map_or_else(|unread| unread, Compared::faults));
}

#[test]
fn colours_are_told_apart_in_the_sun() {
    assert_none(&contrast::faults(&ours().1));
}

#[test]
fn every_step_of_every_group_has_a_picture() {
    let (_, looks) = ours();
    let steps = Catalog::builtin().groups().flat_map(|group| {
        let step = |step: &fieldbook_core::catalog::Step| (step.code.clone(), group.id());
        group.steps.iter().map(step).collect::<Vec<_>>()
    });
    let bare: Vec<String> = steps
        .filter(|(step, _)| !looks.steps.contains_key(step))
        .map(|(step, group)| format!("looks.toml: steps: `{step}` of {group} has no picture"))
        .collect();
    assert_none(&bare);
    let known: Vec<&str> = Catalog::builtin()
        .groups()
        .flat_map(|group| group.steps.iter().map(|step| step.code.as_str()))
        .collect();
    let left: Vec<&String> = looks
        .steps
        .keys()
        .filter(|step| !known.contains(&step.as_str()))
        .collect();
    assert!(left.is_empty(), "steps that no group has: {left:?}");
}

#[test]
fn everything_with_a_state_has_a_sign() {
    let (_, looks) = ours();
    assert_same(looks.kinds.keys(), &FactKind::ALL.map(|row| row.1));
    assert_same(looks.change_states.keys(), &ChangeState::ALL.map(|row| row.1));
    assert_same(looks.claim_states.keys(), &ClaimState::ALL.map(|row| row.1));
    // The core names no severities; a new one does not compile here until it has its sign.
    let name = |severity| match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Blocking => "blocking",
    };
    let severities = [Severity::Info, Severity::Warning, Severity::Blocking];
    assert_same(looks.severities.keys(), &severities.map(name));
}

#[track_caller]
fn assert_same<'a>(ours: impl Iterator<Item = &'a String>, core: &[&str]) {
    let ours: BTreeSet<&str> = ours.map(String::as_str).collect();
    assert_eq!(ours, core.iter().copied().collect());
}

#[test]
fn pictures_are_one_path_on_24_by_24() {
    let (_, looks) = ours();
    for picture in looks.paths.keys() {
        let svg = text_of(&home().join(format!("icons/{picture}.svg"))).expect("a file");
        assert!(
            svg.contains(&format!("id=\"mdi-{picture}\"")),
            "{picture} has another name inside"
        );
    }
    let drawn = "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"mdi-x\" viewBox=\"0 0 24 24\"><path d=\"M0,0H1\" /></svg>";
    assert_eq!(one_path(drawn).as_deref(), Some("M0,0H1"));
    assert_eq!(one_path(&drawn.replace("24 24", "32 32")), None);
    assert_eq!(
        one_path(&drawn.replace("<path", "<path d=\"M1,1\" /><path")),
        None
    );
    assert_eq!(one_path(&drawn.replace("<path", "<path fill=\"red\"")), None);
}

#[test]
fn licences_lie_beside_what_they_are_for() {
    let icons = text_of(&home().join("icons/LICENSE")).expect("the licence of the icons");
    assert!(icons.contains("Apache 2.0"));
    let fonts = text_of(&home().join("fonts/OFL.txt")).expect("the licence of the fonts");
    assert!(fonts.contains("SIL OPEN FONT LICENSE") && fonts.contains("Be Vietnam Pro"));
}

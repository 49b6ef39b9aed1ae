//! What is wrong is found: in words, in looks and in sources.

use std::fs;
use std::path::Path;

use super::ours;
use crate::words::Words;
use crate::{contrast, sources};

fn faults_of(text: &str) -> String {
    Words::read(text).err().unwrap_or_default().join("\n")
}

#[test]
fn faults_of_words_are_found() {
    for (text, said) in [
        ("[home]\ntitle = { vi = \"Nhà\" }", "missing field `en`"),
        (
            "[home]\ntitle = { vi = \"\", en = \"x\" }",
            "home.title: “” is empty",
        ),
        (
            "[home]\ntitle = { vi = \" x\", en = \"x\" }",
            "begins or ends with a space",
        ),
        ("[home]\ntitle = { vi = \"x  y\", en = \"x\" }", "two spaces"),
        (
            "[home]\ntitle = { vi = \"Nha\u{300}\", en = \"x\" }",
            "not in NFC",
        ),
        (
            "[home]\ntitle = { vi = \"{a}\", en = \"{b}\" }",
            "`en` has other gaps than `vi`",
        ),
        ("[home]\ntitle = { vi = \"{A}\", en = \"{A}\" }", "snake_case"),
        ("[home]\ntitle = { vi = \"{a\", en = \"x\" }", "does not close"),
        ("[home]\ntitle = { vi = \"a}\", en = \"x\" }", "did not open"),
        (
            "[home]\ntitle = { vi = \"{when}\", en = \"{when}\" }",
            "keep `when`",
        ),
        (
            "[home]\nTitle = { vi = \"x\", en = \"x\" }",
            "write `Title` in snake_case",
        ),
        ("[home]\nclass = { vi = \"x\", en = \"x\" }", "keep `class`"),
        (
            "[home]\ntitle = { vi = \"x\", en = { one = \"x\", other = \"y\" } }",
            "need a {count}",
        ),
        (
            "[home]\ntitle = { vi = \"{count}\", en = { one = \"x\", other = \"{count}\" } }",
            "`en.one` has other gaps",
        ),
        (
            "[home]\na = { vi = \"x\", en = \"x\" }\na = { vi = \"x\", en = \"x\" }",
            "duplicate key",
        ),
    ] {
        let found = faults_of(text);
        assert!(found.contains(said), "{text}\n{found}");
    }
    assert_eq!(faults_of("[home]\ntitle = { vi = \"Nhà\", en = \"Home\" }"), "");
}

#[test]
fn faint_colours_are_found() {
    let (_, mut looks) = ours();
    let white = looks.colours["surface"].light;
    looks.colours.get_mut("text_quiet").expect("a colour").light = white;
    let dark = looks.colours["good"].dark;
    looks.colours.get_mut("warn").expect("a colour").dark = dark;
    looks.colours.remove("outline");
    let found = contrast::faults(&looks).join("\n");
    assert!(
        found.contains("light: `text_quiet` on `surface` is 1.00:1, 7:1 at least"),
        "{found}"
    );
    assert!(found.contains("dark: `good` and `warn` are less than"), "{found}");
    assert!(found.contains("`outline` or `background` is missing"), "{found}");
}

#[test]
fn contrast_is_that_of_the_standard() {
    let rgb = |hex: &str| crate::looks::Rgb::try_from(hex.to_owned()).expect("a colour");
    assert!((contrast::ratio(rgb("#000000"), rgb("#FFFFFF")) - 21.0).abs() < 1e-9);
    // WebAIM's example of what just passes level AA.
    assert!((contrast::ratio(rgb("#767676"), rgb("#FFFFFF")) - 4.54).abs() < 0.005);
}

const PLANTED: &str = "[home]
title = { vi = \"Nhà\", en = \"Home\" }
due_today = { vi = \"Nay\", en = \"Today\" }
idle = { vi = \"Thừa\", en = \"Idle\" }
[on_behalf]
title = { vi = \"Ghi hộ\", en = \"For someone\" }
";

/// Sources of both shells, and what is said of them.
fn said_of(android: &[(&str, &str)], ios: &[(&str, &str)]) -> Vec<String> {
    let root = tempfile::tempdir().expect("a folder");
    for (shell, files) in [("android-shell", android), ("ios-shell", ios)] {
        fs::create_dir_all(root.path().join(shell)).expect("a folder");
        for (name, text) in files {
            let file = root.path().join(shell).join(name);
            fs::create_dir_all(file.parent().unwrap_or(Path::new(""))).expect("a folder");
            fs::write(file, text).expect("a file");
        }
    }
    let (_, mut looks) = ours();
    looks.info_plist.clear();
    let words = Words::read(PLANTED).unwrap_or_else(|faults| panic!("{faults:?}"));
    let compared = sources::compared(&words, &looks, root.path());
    compared.unwrap_or_else(|unread| panic!("{unread:?}")).faults()
}

#[test]
fn a_word_is_idle_when_no_shell_shows_it() {
    let home = (
        "ui/Home.kt",
        "Text(words.home.title)\nText(model.words.home.dueToday)",
    );
    // The other shell is to come, and may show the rest.
    assert!(said_of(&[], &[]).is_empty());
    assert!(said_of(&[home], &[]).is_empty());
    let both = said_of(&[home], &[("Home.swift", "Text(Words(.vi).home.dueToday)")]);
    assert_eq!(
        both,
        [
            "words.toml: home.idle: no screen shows it; delete it",
            "words.toml: on_behalf.title: no screen shows it; delete it",
        ]
    );
}

#[test]
fn words_are_found_in_every_way_of_asking_for_them() {
    let said = said_of(
        &[
            ("app/Note.kt", "getString(R.string.home_title)"),
            (
                "app/AndroidManifest.xml",
                "<activity android:label=\"@string/home_due_today\" />",
            ),
        ],
        &[(
            "App/View.swift",
            "Text(String(localized: \"home.idle\"))\nText(words.onBehalf.title)",
        )],
    );
    assert_none_of(&said);
}

#[test]
fn what_is_missing_is_found_and_what_is_no_word_is_left_alone() {
    let said = said_of(
        &[
            (
                "Home.kt",
                "words.home.tittle\nwords.hom.title\nwords.lang.name\n// words.gone.title\nR.string.home_gone",
            ),
            (
                "Other.kt",
                "passwords.home.other\nandroid.R.string.ok\nuser.home.path\nlistOf(\"home.html\")",
            ),
            ("x.xml", "<a b=\"@string/gone\" c=\"@android:string/ok\"/>"),
            ("ui/src/test/HomeTest.kt", "words.home.title"),
        ],
        &[],
    );
    let names: Vec<&str> = said.iter().filter_map(|fault| fault.split('`').nth(1)).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        ["gone", "hom.title", "home.tittle", "home_gone"],
        "{said:#?}"
    );
    assert!(said.iter().any(|fault| fault.contains("Home.kt:1: ")));
}

fn assert_none_of(said: &[String]) {
    assert!(said.is_empty(), "{said:#?}");
}

//! Which words the shells use. The screens are read as text: `words.home.title` and `"home.title"` in Kotlin and Swift,
//! `R.string.home_title` in Kotlin, `@string/home_title` in XML.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use heck::ToLowerCamelCase;

use crate::looks::Looks;
use crate::words::Words;
use crate::{Faults, text_of};

/// Where screens are.
const SHELLS: [&str; 2] = ["android-shell", "ios-shell"];
/// Folders whose files show nobody anything: tests, and what is built.
const APART: [&str; 8] = [
    "test",
    "tests",
    "Tests",
    "androidTest",
    "target",
    "build",
    ".build",
    ".gradle",
];
/// What Kotlin's and Swift's `Words` have besides rooms.
const NO_ROOM: &str = "lang";

/// What the sources of one shell ask for.
#[derive(Default)]
pub struct Uses {
    /// `home.title`, of those there are.
    pub keys: BTreeSet<String>,
    /// Words asked for that are not there.
    pub faults: Faults,
}

/// Every name of a word that a source may write, and the word.
pub struct Names {
    /// `home`, `onBehalf`.
    rooms: BTreeSet<String>,
    /// `home.dueToday` and `home_due_today`, to `home.due_today`.
    keys: BTreeMap<String, String>,
}

impl Names {
    pub fn of(words: &Words) -> Self {
        let rooms = words
            .rooms
            .iter()
            .map(|room| room.name.to_lower_camel_case())
            .collect();
        let names = |room: &str, key: &str| {
            let path = format!("{room}.{key}");
            [
                format!("{}.{}", room.to_lower_camel_case(), key.to_lower_camel_case()),
                format!("{room}_{key}"),
                path.clone(),
            ]
            .map(|name| (name, path.clone()))
        };
        let keys = words
            .all()
            .flat_map(|(room, entry)| names(&room.name, &entry.key))
            .collect();
        Self { rooms, keys }
    }
}

/// What the sources and the words say of each other.
pub struct Compared {
    /// Words asked for that are not there.
    pub missing: Faults,
    /// Words that no screen shows.
    pub idle: Vec<String>,
    /// Whether every shell asks for words. Until then one that is to come may show whatever is idle.
    pub complete: bool,
}

impl Compared {
    /// Missing words always; idle ones once no shell is to come.
    pub fn faults(mut self) -> Faults {
        if self.complete {
            let fault = |key: &String| format!("words.toml: {key}: no screen shows it; delete it");
            self.missing.extend(self.idle.iter().map(fault));
        }
        self.missing
    }
}

/// Reads the sources of all shells.
pub fn compared(words: &Words, looks: &Looks, root: &Path) -> Result<Compared, Faults> {
    let names = Names::of(words);
    let mut shown: BTreeSet<String> = looks.info_plist.values().cloned().collect();
    let (mut missing, mut complete) = (Faults::new(), true);
    for shell in SHELLS {
        let mut uses = Uses::default();
        walk(&root.join(shell), &names, &mut uses)?;
        complete &= !uses.keys.is_empty();
        shown.extend(uses.keys);
        missing.extend(uses.faults);
    }
    let keys = words
        .all()
        .map(|(room, entry)| format!("{}.{}", room.name, entry.key));
    let idle = keys.filter(|key| !shown.contains(key)).collect();
    Ok(Compared {
        missing,
        idle,
        complete,
    })
}

fn walk(folder: &Path, names: &Names, uses: &mut Uses) -> Result<(), Faults> {
    let listed = fs::read_dir(folder).map_err(|error| vec![format!("{}: {error}", folder.display())])?;
    for path in listed.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !APART.contains(&name.as_ref()) {
                walk(&path, names, uses)?;
            }
        } else if [".kt", ".swift", ".xml"].iter().any(|end| name.ends_with(end)) {
            uses.read(&path, &text_of(&path)?, names);
        }
    }
    Ok(())
}

impl Uses {
    /// Takes in what one file asks for. Lines that are comments ask for nothing.
    pub fn read(&mut self, path: &Path, text: &str, names: &Names) {
        for (at, line) in text.lines().enumerate() {
            if ["//", "/*", "* "]
                .iter()
                .any(|mark| line.trim_start().starts_with(mark))
            {
                continue;
            }
            let (found, missing) = asked(line, names);
            self.keys.extend(found);
            let fault = |name: String| format!("{}:{}: words.toml has no `{name}`", path.display(), at + 1);
            self.faults.extend(missing.into_iter().map(fault));
        }
    }
}

/// The words a line asks for: those there are, and the names of those there are not.
fn asked(line: &str, names: &Names) -> (Vec<String>, Vec<String>) {
    let mut found = Vec::new();
    let mut missing = Vec::new();
    let mut take = |name: String, sure: bool| match names.keys.get(&name) {
        Some(key) => found.push(key.clone()),
        None if sure => missing.push(name),
        None => {}
    };
    for mark in ["@string/", "@plurals/", "R.string.", "R.plurals."] {
        for (before, after) in split_at_each(line, mark) {
            if !before.ends_with(['.', ':']) {
                take(identifier(after).to_owned(), true);
            }
        }
    }
    for (_, after) in split_at_each(line, "\"") {
        if let Some((path, _)) = after.split_once('"') {
            take(path.to_owned(), false);
        }
    }
    for (before, after) in split_at_each(line, ".") {
        let room = identifier(after);
        let Some(rest) = after.strip_prefix(room).and_then(|rest| rest.strip_prefix('.')) else {
            continue;
        };
        let key = identifier(rest);
        let ours = before.ends_with("words") && !ends_a_longer_name(before);
        if key.is_empty() || room == NO_ROOM || !(ours || names.rooms.contains(room)) {
            continue;
        }
        take(format!("{room}.{key}"), ours);
    }
    (found, missing)
}

/// Whether `words` is only the end of another name, as in `passwords`.
fn ends_a_longer_name(before: &str) -> bool {
    let head = before.strip_suffix("words").unwrap_or(before);
    head.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// What stands before and after each place where a mark is.
fn split_at_each<'a>(line: &'a str, mark: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    line.match_indices(mark)
        .filter_map(move |(at, _)| Some((line.get(..at)?, line.get(at + mark.len()..)?)))
}

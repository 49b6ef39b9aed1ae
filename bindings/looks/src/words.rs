//! The sentences: rooms of keys, each in Vietnamese and English.

mod sentence;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::{Faults, text_of};

pub use sentence::{Gap, Sentence};

/// Words that Kotlin or Swift keep for themselves, of those one might want as a key or a gap.
const RESERVED: [&str; 39] = [
    "as",
    "break",
    "case",
    "catch",
    "class",
    "continue",
    "default",
    "defer",
    "do",
    "else",
    "enum",
    "extension",
    "false",
    "for",
    "fun",
    "func",
    "guard",
    "if",
    "import",
    "in",
    "init",
    "interface",
    "internal",
    "is",
    "lang",
    "let",
    "null",
    "object",
    "open",
    "package",
    "private",
    "repeat",
    "return",
    "self",
    "switch",
    "true",
    "val",
    "when",
    "where",
];

/// Everything people read in the apps.
pub struct Words {
    /// By name.
    pub rooms: Vec<Room>,
}

/// The words of one place in the apps.
pub struct Room {
    /// In snake_case.
    pub name: String,
    /// By key.
    pub entries: Vec<Entry>,
}

/// A sentence in both languages.
pub struct Entry {
    /// In snake_case.
    pub key: String,
    pub vi: Sentence,
    /// For a count of one, where English then says it in another way.
    pub en_one: Option<Sentence>,
    pub en: Sentence,
}

impl Entry {
    /// What is to be filled in, in the order of the Vietnamese sentence; the same in every form.
    pub fn gaps(&self) -> Vec<&Gap> {
        self.vi.gaps()
    }

    /// Every form with the name of its language.
    fn forms(&self) -> impl Iterator<Item = (&'static str, &Sentence)> {
        let one = self.en_one.iter().map(|one| ("en.one", one));
        [("vi", &self.vi), ("en", &self.en)].into_iter().chain(one)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    vi: String,
    en: English,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum English {
    Always(String),
    #[serde(rename_all = "snake_case")]
    Counted {
        one: String,
        other: String,
    },
}

impl Words {
    /// Reads `words.toml`.
    pub fn load(home: &Path) -> Result<Self, Faults> {
        Self::read(&text_of(&home.join("words.toml"))?)
    }

    /// Reads and checks; what is wrong is said all at once.
    pub fn read(text: &str) -> Result<Self, Faults> {
        let told: BTreeMap<String, BTreeMap<String, Told>> =
            toml::from_str(text).map_err(|error| vec![format!("words.toml: {error}")])?;
        let mut faults = Vec::new();
        let mut rooms = Vec::new();
        for (name, told) in told {
            faults.extend(name_fault(&name, &format!("words.toml: {name}")));
            let mut entries = Vec::new();
            for (key, told) in told {
                let place = format!("{name}.{key}");
                faults.extend(name_fault(&key, &format!("words.toml: {place}")));
                match entry(key, &told) {
                    Ok(entry) => {
                        faults.extend(differences(&entry, &place));
                        entries.push(entry);
                    }
                    Err(wrong) => {
                        faults.extend(wrong.iter().map(|wrong| format!("words.toml: {place}: {wrong}")));
                    }
                }
            }
            rooms.push(Room { name, entries });
        }
        if faults.is_empty() {
            Ok(Self { rooms })
        } else {
            Err(faults)
        }
    }

    /// The entry under `room.key`.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        let (room, key) = path.split_once('.')?;
        let room = self.rooms.iter().find(|known| known.name == room)?;
        room.entries.iter().find(|known| known.key == key)
    }

    /// Every entry with its room.
    pub fn all(&self) -> impl Iterator<Item = (&Room, &Entry)> {
        self.rooms
            .iter()
            .flat_map(|room| room.entries.iter().map(move |entry| (room, entry)))
    }
}

fn entry(key: String, told: &Told) -> Result<Entry, Faults> {
    let vi = Sentence::read(&told.vi);
    let (one, en) = match &told.en {
        English::Always(en) => (None, Sentence::read(en)),
        English::Counted { one, other } => (Some(Sentence::read(one)), Sentence::read(other)),
    };
    match (vi, one.transpose(), en) {
        (Ok(vi), Ok(en_one), Ok(en)) => Ok(Entry { key, vi, en_one, en }),
        (vi, one, en) => Err([vi.err(), one.err(), en.err()].into_iter().flatten().collect()),
    }
}

/// A name that one of the languages could not take.
pub fn name_fault(name: &str, place: &str) -> Option<String> {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !plain {
        return Some(format!("{place}: write `{name}` in snake_case"));
    }
    RESERVED
        .contains(&name)
        .then(|| format!("{place}: Kotlin or Swift keep `{name}` for themselves; take another name"))
}

/// Gaps that are in one form and not in the other, and plurals that count nothing.
fn differences(entry: &Entry, place: &str) -> Faults {
    let wanted = entry.vi.gap_names();
    let mut faults: Faults = entry
        .forms()
        .filter(|(_, form)| form.gap_names() != wanted)
        .map(|(form, _)| format!("words.toml: {place}: `{form}` has other gaps than `vi`"))
        .collect();
    let kept = wanted
        .iter()
        .filter_map(|gap| name_fault(gap, &format!("words.toml: {place}")));
    faults.extend(kept);
    if entry.en_one.is_some() && !entry.gaps().iter().any(|gap| gap.is_count()) {
        faults.push(format!("words.toml: {place}: `one` and `other` need a {{count}}"));
    }
    faults
}

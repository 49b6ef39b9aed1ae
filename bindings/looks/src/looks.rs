//! Icons, colours and sizes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::app_icon::AppIcon;
use crate::words::{Words, name_fault};
use crate::{Faults, text_of};

/// How the apps look. Pictures are named by their files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Looks {
    /// Parts an app names, and their pictures.
    pub icons: BTreeMap<String, String>,
    /// Codes of steps, and their pictures.
    pub steps: BTreeMap<String, String>,
    /// Kinds of facts, and the pictures of steps that have none of their own.
    pub kinds: BTreeMap<String, String>,
    pub change_states: BTreeMap<String, Sign>,
    pub claim_states: BTreeMap<String, Sign>,
    pub severities: BTreeMap<String, Sign>,
    pub colours: BTreeMap<String, Shades>,
    /// Density-independent pixels.
    pub sizes: BTreeMap<String, u16>,
    /// Scaled with the person's font size.
    pub text_sizes: BTreeMap<String, u16>,
    pub app_icon: AppIcon,
    pub android: Android,
    /// Names iOS knows, and the words under them.
    pub info_plist: BTreeMap<String, String>,
    /// The path data of each picture, on 24 × 24.
    #[serde(skip)]
    pub paths: BTreeMap<String, String>,
}

/// How a state is shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Its picture.
    pub icon: String,
    pub tone: Tone,
}

/// What a badge's colour says.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Good,
    Waiting,
    Warn,
    Bad,
}

impl Tone {
    /// From the best to the worst.
    pub const ALL: [Self; 4] = [Self::Good, Self::Waiting, Self::Warn, Self::Bad];

    /// The colour of its ground; what is written on it is `on_` this.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Waiting => "waiting",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// A colour by day and by night.
#[derive(Deserialize, Clone, Copy)]
#[serde(deny_unknown_fields)]
pub struct Shades {
    pub light: Rgb,
    pub dark: Rgb,
}

/// Red, green and blue of sRGB.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Rgb(pub [u8; 3]);

impl TryFrom<String> for Rgb {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let number = text
            .strip_prefix('#')
            .filter(|hex| hex.len() == 6)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .ok_or_else(|| format!("write the colour `{text}` as #RRGGBB"))?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl Rgb {
    /// `RRGGBB`.
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("{red:02X}{green:02X}{blue:02X}")
    }
}

/// What Android wants besides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Android {
    /// Icons needed as files: in notifications and in the shortcuts of the launcher.
    pub drawables: Vec<String>,
}

impl Looks {
    /// Reads `looks.toml` and the pictures, and checks that each is there and used.
    pub fn load(home: &Path) -> Result<Self, Faults> {
        let mut looks: Self = toml::from_str(&text_of(&home.join("looks.toml"))?)
            .map_err(|error| vec![format!("looks.toml: {error}")])?;
        looks.paths = paths(&home.join("icons"))?;
        match [
            looks.name_faults(),
            looks.picture_faults(),
            looks.app_icon.faults(),
        ]
        .concat()
        {
            faults if faults.is_empty() => Ok(looks),
            faults => Err(faults),
        }
    }

    /// Every picture that something is shown by.
    fn pictures(&self) -> BTreeSet<&str> {
        let plain = [&self.icons, &self.steps, &self.kinds]
            .into_iter()
            .flat_map(BTreeMap::values);
        let signs = self.signs().into_iter().flat_map(|(_, signs)| signs.values());
        plain
            .chain(signs.map(|sign| &sign.icon))
            .map(String::as_str)
            .collect()
    }

    /// The tables of states, with the core's type that each is for.
    pub fn signs(&self) -> [(&'static str, &BTreeMap<String, Sign>); 3] {
        [
            ("ChangeState", &self.change_states),
            ("ClaimState", &self.claim_states),
            ("Severity", &self.severities),
        ]
    }

    /// Names that one of the languages could not take.
    fn name_faults(&self) -> Faults {
        let named = [
            ("icons", self.icons.keys().collect::<Vec<_>>()),
            ("colours", self.colours.keys().collect()),
            ("sizes", self.sizes.keys().collect()),
            ("text_sizes", self.text_sizes.keys().collect()),
        ];
        let faults = |(table, names): (&str, Vec<&String>)| -> Faults {
            let place = |name: &String| name_fault(name, &format!("looks.toml: {table}.{name}"));
            names.into_iter().filter_map(place).collect()
        };
        named.into_iter().flat_map(faults).collect()
    }

    fn picture_faults(&self) -> Faults {
        let used = self.pictures();
        let missing = used
            .iter()
            .filter(|name| !self.paths.contains_key(**name))
            .map(|name| format!("looks.toml: icons/{name}.svg is not there"));
        let idle = self
            .paths
            .keys()
            .filter(|name| !used.contains(name.as_str()))
            .map(|name| format!("icons/{name}.svg: nothing is shown by it; delete it"));
        let unnamed = self
            .android
            .drawables
            .iter()
            .filter(|name| !self.icons.contains_key(*name))
            .map(|name| format!("looks.toml: android.drawables: no icon is called `{name}`"));
        let alike = self.signs().into_iter().filter_map(|(state, signs)| {
            let pictures: BTreeSet<&str> = signs.values().map(|sign| sign.icon.as_str()).collect();
            (pictures.len() < signs.len()).then(|| {
                format!("looks.toml: two of {state} have the same picture; colour must not be alone")
            })
        });
        missing.chain(idle).chain(unnamed).chain(alike).collect()
    }

    /// Words asked for here that are not in `words.toml`, or that have a gap nobody could fill.
    pub fn wrong_words(&self, words: &Words) -> Faults {
        self.info_plist
            .iter()
            .filter(|(_, path)| words.entry(path).is_none_or(|entry| !entry.gaps().is_empty()))
            .map(|(name, path)| format!("looks.toml: {name}: words.toml has no `{path}` without gaps"))
            .collect()
    }
}

/// The path data of each SVG in a folder, by its name.
fn paths(folder: &Path) -> Result<BTreeMap<String, String>, Faults> {
    let listed = fs::read_dir(folder).map_err(|error| vec![format!("{}: {error}", folder.display())])?;
    let mut paths = BTreeMap::new();
    for file in listed.flatten().map(|entry| entry.path()) {
        if file.extension().is_none_or(|extension| extension != "svg") {
            continue;
        }
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let path = one_path(&text_of(&file)?).ok_or_else(|| {
            vec![format!(
                "{}: want one <path> on 24 × 24, as Material Design Icons have it",
                file.display()
            )]
        })?;
        paths.insert(name, path);
    }
    Ok(paths)
}

/// The path data of a picture that is written as Material Design Icons are: one path, 24 × 24, nothing else. Any other
/// picture would lose something on its way to the phones, and is not taken.
pub fn one_path(svg: &str) -> Option<String> {
    let rest = svg
        .trim()
        .strip_prefix("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"mdi-")?;
    let (_, rest) = rest.split_once('"')?;
    let path = rest
        .strip_prefix(" viewBox=\"0 0 24 24\"><path d=\"")?
        .strip_suffix("\" /></svg>")?;
    let drawn = path.starts_with(['M', 'm'])
        && path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " ,.-".contains(c));
    drawn.then(|| path.to_owned())
}

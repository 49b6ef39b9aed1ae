use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use image::GrayImage;

use crate::frames::{self, Trouble};
use crate::picture::{Picture, Texts};

/// Pictures of one kind.
pub struct Set {
    pub name: String,
    /// Made from seeds, not taken by somebody's camera.
    pub seeded: bool,
    pub sources: Vec<Source>,
}

/// Where a picture comes from; a set in memory at once would be gigabytes.
pub enum Source {
    Frame {
        kind: Trouble,
        seed: u64,
    },
    File {
        path: PathBuf,
        texts: Vec<String>,
        quarters: u8,
    },
}

/// A camera frame as cheap phones hand it to an app.
const FRAME: (u32, u32) = (1280, 720);

/// The set whose pictures have several codes each; in the others several texts are several readings of one code.
const MANY: &str = "multi";

impl Source {
    pub fn take(&self) -> Picture {
        match self {
            Self::Frame { kind, seed } => {
                let shot = frames::shot(*kind, *seed, FRAME.0, FRAME.1);
                let luma = GrayImage::from_raw(shot.width, shot.height, shot.luma).expect("a whole frame");
                let texts = shot.stamps.into_iter().map(|stamp| stamp.text).collect();
                Picture {
                    luma,
                    texts: Texts::All(texts),
                }
            }
            Self::File {
                path,
                texts,
                quarters,
            } => {
                let luma = image::open(path)
                    .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
                    .to_luma8();
                let many = path.parent().is_some_and(|set| set.ends_with(MANY));
                let texts = if many {
                    Texts::All(texts.clone())
                } else {
                    Texts::Either(texts.clone())
                };
                Picture { luma, texts }.turned(*quarters)
            }
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame { seed, .. } => write!(f, "seed {seed}"),
            Self::File { path, quarters, .. } => {
                write!(f, "{} at {}°", path.display(), 90 * u16::from(*quarters))
            }
        }
    }
}

/// A set of frames for each kind of trouble.
pub fn frames(seeds: Range<u64>) -> Vec<Set> {
    let set = |kind: Trouble| Set {
        name: format!("frames: {kind:?}"),
        seeded: true,
        sources: seeds.clone().map(|seed| Source::Frame { kind, seed }).collect(),
    };
    Trouble::ALL.map(set).into()
}

/// The sets of a folder's index; none when there is no folder. ZXing asks for its pictures upright and in three turns.
pub fn pictures(folder: &Path) -> Vec<Set> {
    let mut sets: Vec<Set> = Vec::new();
    let Ok(mut index) = csv::Reader::from_path(folder.join("index.csv")) else {
        println!("No pictures in {}: frames from seeds only.\n", folder.display());
        return sets;
    };
    for row in index.records() {
        let row = row.expect("a row of the index");
        let (path, name) = (folder.join(&row[0]), &row[1]);
        let texts: Vec<String> = serde_json::from_str(&row[2]).expect("texts of a picture");
        let turns = if name.starts_with("zxing-") { 0..4 } else { 0..1 };
        let sources = turns.map(|quarters| Source::File {
            path: path.clone(),
            texts: texts.clone(),
            quarters,
        });
        match sets.iter_mut().find(|set| set.name == name) {
            Some(set) => set.sources.extend(sources),
            None => sets.push(Set {
                name: name.to_owned(),
                seeded: false,
                sources: sources.collect(),
            }),
        }
    }
    sets
}

use std::path::{Path, PathBuf};

use clap::Args;
use fieldbook_core::scan::{Code, Part, Scanner};
use fieldbook_core::stamp;
use indicatif::ProgressBar;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Answer, StampOut, Table};
use crate::picture;
use crate::session::Session;

#[derive(Debug, Args)]
pub struct Read {
    /// PNG or JPEG pictures
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<PathBuf>,
}

#[derive(Debug, Serialize)]
struct CodeOut {
    file: String,
    text: String,
    corners: [[f32; 2]; 4],
    /// What the text says; null for a part of a longer message.
    stamp: Option<StampOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<PartOut>,
}

#[derive(Debug, Serialize)]
struct PartOut {
    index: u8,
    of: u8,
    parity: u8,
}

/// What was read in a picture.
pub(super) struct Seen {
    pub(super) file: PathBuf,
    pub(super) code: Code,
}

pub fn run(args: &Read, session: &Session) -> Result<Answer, Failure> {
    let (seen, failed) = pictures(&args.images, session);
    let mut table = Table::new(
        [
            "column.file",
            "column.stamp_class",
            "column.serial",
            "column.text",
        ]
        .map(|key| session.word(key)),
    );
    let mut out = Vec::new();
    for Seen { file, code } in &seen {
        let stamp = stamp::read(&code.text);
        let (kind, serial) = match code.part {
            Some(part) => (part_words(part, session), None),
            None => (
                session.word(&format!("stamp_class.{}", stamp.class.name())),
                stamp.serial.clone().or(stamp.code.clone()),
            ),
        };
        table.row([
            file.display().to_string(),
            kind,
            serial.unwrap_or_default(),
            code.text.clone(),
        ]);
        out.push(CodeOut {
            file: file.display().to_string(),
            text: code.text.clone(),
            corners: code.corners,
            stamp: code.part.is_none().then(|| StampOut::from(&stamp)),
            part: code.part.map(PartOut::from),
        });
    }
    let answer = Answer::of(&out, table.text())?;
    Ok(answer.but(complaint(failed)))
}

fn part_words(part: Part, session: &Session) -> String {
    let args = [("number", part.index + 1), ("of", part.of)];
    session.say("read.part", &args.map(|(name, value)| (name, value.to_string())))
}

impl From<Part> for PartOut {
    fn from(part: Part) -> Self {
        Self {
            index: part.index,
            of: part.of,
            parity: part.parity,
        }
    }
}

/// Every code in every picture, and what was wrong with pictures; one bad picture does not hide the others.
pub(super) fn pictures(files: &[PathBuf], session: &Session) -> (Vec<Seen>, Vec<Failure>) {
    let scanner = Scanner::new();
    let progress = session.progress("read.reading");
    let (mut seen, mut failed) = (Vec::new(), Vec::new());
    for file in files {
        match picture(&scanner, file, &progress) {
            Ok(codes) if codes.is_empty() => {
                failed.push(Failure::nothing("read.nothing").with("file", file.display().to_string()));
            }
            Ok(codes) => seen.extend(codes.into_iter().map(|code| Seen {
                file: file.clone(),
                code,
            })),
            Err(failure) => failed.push(failure),
        }
    }
    progress.finish_and_clear();
    (seen, failed)
}

fn picture(scanner: &Scanner, file: &Path, progress: &ProgressBar) -> Result<Vec<Code>, Failure> {
    progress.tick();
    Ok(picture::read::codes(scanner, file)?)
}

/// One failure of several.
pub(super) fn complaint(mut failed: Vec<Failure>) -> Option<Failure> {
    match failed.len() {
        0 | 1 => failed.pop(),
        _ => Some(Failure::Many(failed)),
    }
}

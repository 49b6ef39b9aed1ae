use std::fs;
use std::path::{Path, PathBuf};

use chrono::Local;
use clap::Args;
use fieldbook_core::model::{DocId, SweepId};
use fieldbook_core::scan::{Budget, Scanner};
use fieldbook_core::{ClaimView, Fieldbook, Sweep, SweepNews, SweepReport};
use serde::Serialize;

use super::read::complaint;
use crate::failure::Failure;
use crate::find;
use crate::output::{
    Answer, ClaimOut, Names, SweepOut, Table, blocks, finding_lines, show_local, sweep_text,
};
use crate::picture::{draw, map, read};
use crate::session::Session;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct SweepArgs {
    /// PNG or JPEG pictures of one sheet, box or roll in the order they were taken; of a folder all, by name
    #[arg(value_name = "IMAGE|DIR", required_unless_present_any = ["resume", "list"])]
    frames: Vec<PathBuf>,
    /// Go on with a sweep
    #[arg(long, value_name = "ID")]
    resume: Option<SweepId>,
    /// Only list the sweeps under way
    #[arg(long, conflicts_with_all = ["frames", "resume"])]
    list: bool,
    /// Keep the sweep open to go on with it later
    #[arg(long)]
    keep: bool,
    /// End the sweep without activating anything
    #[arg(long, conflicts_with_all = ["keep", "activate"])]
    discard: bool,
    /// A stamp that cannot be read: its serial, or its whole text
    #[arg(long = "type", value_name = "SERIAL")]
    typed: Vec<String>,
    /// Leave stamps out: a serial, or two with … or .. between
    #[arg(long, value_name = "SERIALS")]
    leave_out: Vec<String>,
    /// Take stamps in that were left out or are printed twice
    #[arg(long, value_name = "SERIALS")]
    take_in: Vec<String>,
    /// The lot to activate the stamps for: id, some digits of it, code or name
    #[arg(long, value_name = "ID", requires = "activate")]
    lot: Option<String>,
    /// Bind the stamps proposed to the lot
    #[arg(long, requires = "lot", conflicts_with = "keep")]
    activate: bool,
    /// Write the frames with what was found in them, and a map of the sheet, into this folder
    #[arg(long, value_name = "DIR")]
    draw: Option<PathBuf>,
}

pub fn run(args: &SweepArgs, session: &Session) -> Result<Answer, Failure> {
    let book = session.open()?;
    if args.list {
        return list(&book, session);
    }
    let lot = args.lot.as_deref().map(|lot| find::lot(&book, lot)).transpose()?;
    let frames = frames(&args.frames)?;
    let sweep = match args.resume {
        Some(id) => book.stamps().sweep_again(id)?,
        None => book.stamps().sweep()?,
    };
    let lot = lot.map(|lot| lot.doc.id);
    let done = work(&sweep, args, &frames, lot, &book, session);
    let open = !args.discard && (args.keep || args.resume.is_some());
    // What went wrong is told, and a sweep that nobody can name is not left behind.
    let activated = matches!(&done, Ok(done) if !done.claims.is_empty());
    if !open && !activated {
        sweep.discard()?;
    }
    let open = open && !activated;
    let Done {
        failed,
        report,
        map,
        claims,
    } = done?;
    let names = Names::of(&book)?;
    let id = sweep.id().to_string();
    let mut parts = vec![sweep_text(&report, &names, session)];
    if report.spots.is_empty() {
        parts.push(session.word("sweep.none"));
    }
    parts.extend(
        map.as_ref()
            .map(|map| session.say("sweep.map", &[("file", map.clone())])),
    );
    if let Some(claim) = claims.first() {
        let count = report.count().to_string();
        let args = [("count", count), ("lot", names.document(claim.lot))];
        parts.push(session.say("activate.done", &args));
    }
    parts.extend(
        claims
            .iter()
            .map(|claim| finding_lines(&claim.findings, session.lang)),
    );
    if open {
        parts.push(session.say("sweep.open", &[("id", id.clone())]));
    }
    let claims = claims.iter().map(|claim| ClaimOut::new(claim, session.lang));
    let out = SweepOut::new(id, &report, open, map, claims.collect());
    Ok(Answer::of(&out, blocks(parts))?.but(complaint(failed)))
}

/// What a sweep came to.
struct Done {
    failed: Vec<Failure>,
    report: SweepReport,
    map: Option<String>,
    claims: Vec<ClaimView>,
}

fn work(
    sweep: &Sweep,
    args: &SweepArgs,
    frames: &[PathBuf],
    lot: Option<DocId>,
    book: &Fieldbook,
    session: &Session,
) -> Result<Done, Failure> {
    let failed = film(sweep, frames, args.draw.as_deref(), session)?;
    choose(sweep, args, book)?;
    let report = sweep.report()?;
    let map = args.draw.as_deref().map(|dir| draw_map(&report, dir));
    let map = map.transpose()?;
    let claims = match lot {
        Some(lot) => sweep.activate(lot, &report.stamps(), &report.listed())?,
        None => Vec::new(),
    };
    Ok(Done {
        failed,
        report,
        map,
        claims,
    })
}

/// The pictures, and those of folders, in the order of their names.
fn frames(given: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut frames = Vec::new();
    for path in given {
        if !path.is_dir() {
            frames.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).map_err(|error| Failure::file(path, &error))?;
        let mut inside = Vec::new();
        for entry in entries {
            let file = entry.map_err(|error| Failure::file(path, &error))?.path();
            let ending = file.extension().map(|ending| ending.to_ascii_lowercase());
            let picture =
                ending.is_some_and(|ending| ["png", "jpg", "jpeg"].iter().any(|known| ending == *known));
            if picture {
                inside.push(file);
            }
        }
        inside.sort();
        frames.extend(inside);
    }
    Ok(frames)
}

/// Feeds the frames, and tells on stderr what each brought. A bad picture does not end the sweep.
fn film(
    sweep: &Sweep,
    frames: &[PathBuf],
    drawn: Option<&Path>,
    session: &Session,
) -> Result<Vec<Failure>, Failure> {
    // Nobody waits for the next frame of a film: each gets what a still picture gets.
    let scanner = Scanner::new().with_budgets(Budget::STILL, Budget::STILL);
    let progress = session.progress("read.reading");
    let (mut failed, mut stamps) = (Vec::new(), 0);
    for file in frames {
        progress.tick();
        let (picture, sight) = match read::look(&scanner, file) {
            Ok(seen) => seen,
            Err(error) => {
                failed.push(error.into());
                continue;
            }
        };
        let news = sweep.see(&sight)?;
        stamps += news.read.len();
        if !session.json && !news.is_empty() {
            progress.suspend(|| crate::output::to_stderr(&told(file, &news, stamps, session)));
        }
        if let Some(dir) = drawn {
            draw::frame(&picture, &sight, dir, file)?;
        }
    }
    progress.finish_and_clear();
    Ok(failed)
}

fn told(file: &Path, news: &SweepNews, read: usize, session: &Session) -> String {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let mut parts = Vec::new();
    let mut part = |key: &str, count: usize| {
        if count > 0 {
            parts.push(session.say(key, &[("count", count.to_string())]));
        }
    };
    part("sweep.news.read", news.read.len());
    part("sweep.news.doubled", news.doubled.len());
    part("sweep.news.doubted", news.doubted.len());
    part("sweep.news.unread", news.unread.len());
    part("sweep.news.joined", usize::from(news.joined));
    let args = [
        ("file", name.into_owned()),
        ("news", parts.join(", ")),
        ("read", read.to_string()),
    ];
    session.say("sweep.frame", &args)
}

fn choose(sweep: &Sweep, args: &SweepArgs, book: &Fieldbook) -> Result<(), Failure> {
    for text in &args.typed {
        sweep.type_in(text)?;
    }
    let range = |text: &str| {
        let ends = text.split_once('…').or_else(|| text.split_once(".."));
        let (from, to) = ends.unwrap_or((text, text));
        book.stamps().range(from, to)
    };
    for text in &args.leave_out {
        sweep.leave_out(&range(text)?)?;
    }
    for text in &args.take_in {
        sweep.take_in(&range(text)?)?;
    }
    Ok(())
}

fn draw_map(report: &SweepReport, dir: &Path) -> Result<String, Failure> {
    let file = dir.join("map.png");
    draw::folder(dir)?;
    let picture = map::draw(report).ok_or_else(|| Failure::nothing("sweep.none"))?;
    draw::save(&picture, &file)?;
    Ok(file.display().to_string())
}

#[derive(Debug, Serialize)]
struct OpenOut {
    id: String,
    begun: String,
    person: String,
    read: u32,
}

fn list(book: &Fieldbook, session: &Session) -> Result<Answer, Failure> {
    let sweeps = book.stamps().sweeps()?;
    let names = Names::of(book)?;
    let mut table =
        Table::new(["column.id", "column.opened", "column.by", "column.stamps"].map(|key| session.word(key)));
    let mut out = Vec::new();
    for sweep in &sweeps {
        table.row([
            sweep.id.to_string(),
            show_local(sweep.begun_ms),
            names.person(sweep.person),
            sweep.read.to_string(),
        ]);
        out.push(OpenOut {
            id: sweep.id.to_string(),
            begun: chrono::DateTime::from_timestamp_millis(sweep.begun_ms)
                .map(|at| at.with_timezone(&Local).to_rfc3339())
                .unwrap_or_default(),
            person: sweep.person.to_string(),
            read: sweep.read,
        });
    }
    if sweeps.is_empty() {
        return Answer::of(&out, session.word("list.none"));
    }
    Answer::of(&out, table.text())
}

//! What both phone apps show, from one place: words in two languages, icons, colours and sizes. Checks them, and
//! writes them for Kotlin, for Android's resources and for Swift.

mod android;
mod app_icon;
mod contrast;
mod kotlin;
mod looks;
mod members;
mod sources;
mod swift;
mod words;

#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use looks::Looks;
use words::Words;

/// Checks and writes what the phone apps show.
#[derive(Parser)]
struct Arguments {
    /// The repository, whose `bindings/looks` is read and whose shells are looked through.
    #[arg(long, default_value = ".")]
    root: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Words in both languages, icons for all, contrast for the sun; no word unused and none missing.
    Check,
    /// Writes the Kotlin package `vn.fieldbook.looks` below a folder.
    Kotlin { out: PathBuf },
    /// Writes Android's `res` folder below a folder.
    Android { out: PathBuf },
    /// Writes Swift files, the string catalogues and the asset catalogue below a folder.
    Swift { out: PathBuf },
}

/// The weights of the app's typeface, Be Vietnam Pro, by the names of their files.
const FONTS: [&str; 3] = [
    "BeVietnamPro-Regular",
    "BeVietnamPro-SemiBold",
    "BeVietnamPro-Bold",
];

/// A file to write: its path below the folder that was asked for, and what is in it.
type File = (PathBuf, Vec<u8>);

/// What is wrong, each with its place and remedy.
type Faults = Vec<String>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(faults) => {
            eprintln!("{}", faults.join("\n"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<String, Faults> {
    let home = arguments.root.join("bindings/looks");
    let (words, looks) = load(&home)?;
    match &arguments.command {
        Command::Check => {
            let compared = sources::compared(&words, &looks, &arguments.root)?;
            let idle = compared.idle.clone();
            let faults = [contrast::faults(&looks), compared.faults()].concat();
            if faults.is_empty() {
                Ok(summed_up(&words, &looks, &idle))
            } else {
                Err(faults)
            }
        }
        Command::Kotlin { out } => write(out, kotlin::files(&words, &looks)),
        Command::Android { out } => write(out, android::files(&words, &looks, &home)?),
        Command::Swift { out } => write(out, swift::files(&words, &looks, &home)?),
    }
}

/// What there is, and what no screen shows yet.
fn summed_up(words: &Words, looks: &Looks, idle: &[String]) -> String {
    let whole = format!(
        "{} words in {} rooms, {} icons, {} colours: all well",
        words.all().count(),
        words.rooms.len(),
        looks.paths.len(),
        looks.colours.len()
    );
    if idle.is_empty() {
        return whole;
    }
    let (count, keys) = (idle.len(), idle.join(", "));
    format!("{whole}\n{count} words that no screen shows yet: {keys}")
}

/// Words and looks, with what is wrong in either said at once.
fn load(home: &Path) -> Result<(Words, Looks), Faults> {
    match (Words::load(home), Looks::load(home)) {
        (Ok(words), Ok(looks)) => match looks.wrong_words(&words) {
            faults if faults.is_empty() => Ok((words, looks)),
            faults => Err(faults),
        },
        (words, looks) => Err([words.err().unwrap_or_default(), looks.err().unwrap_or_default()].concat()),
    }
}

/// Reads a text file; a failure names it.
fn text_of(path: &Path) -> Result<String, Faults> {
    fs::read_to_string(path).map_err(|error| vec![format!("{}: {error}", path.display())])
}

/// Reads any file; a failure names it.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Faults> {
    fs::read(path).map_err(|error| vec![format!("{}: {error}", path.display())])
}

fn write(out: &Path, files: Vec<File>) -> Result<String, Faults> {
    let count = files.len();
    for (path, bytes) in files {
        let path = out.join(path);
        let written = path
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, bytes));
        written.map_err(|error| vec![format!("{}: {error}", path.display())])?;
    }
    Ok(format!("{count} files in {}", out.display()))
}

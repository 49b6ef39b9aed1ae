//! What a person may type.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};
use fieldbook_core::LinkKind;
use fieldbook_core::catalog::Lang;

use crate::commands::Command;

/// Record what happens on the farm, offline; activate stamps; sync with a hub (Sổ Đồng).
///
/// An id may be given whole or by six or more of its digits, as lists show them; a lot also by its code, a
/// season or a visit by its name.
///
/// Exit codes: 0 done, 1 refused or nothing found, 2 wrong usage.
#[derive(Debug, Parser)]
#[command(name = "fieldbook", version)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every subcommand takes.
#[derive(Debug, Args)]
pub struct Globals {
    /// The folder of the book [default: the environment variable `FIELDBOOK_BOOK`]
    #[arg(long, global = true, value_name = "DIR")]
    pub book: Option<PathBuf>,
    /// The file with the key of an encrypted book, 64 hexadecimal digits [default: the environment variable
    /// `FIELDBOOK_KEY_FILE`]
    #[arg(long, global = true, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Print JSON for machines; errors go to stderr as one JSON object
    #[arg(long, global = true)]
    pub json: bool,
    /// The language of what people read [default: from the locale, else vi]
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<LangArg>,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// Tiếng Việt
    Vi,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(arg: LangArg) -> Self {
        match arg {
            LangArg::Vi => Self::Vi,
            LangArg::En => Self::En,
        }
    }
}

/// What carries the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LinkArg {
    /// Wi-Fi or a cable
    Unmetered,
    /// Mobile data: large photos wait
    Metered,
    /// Mobile data abroad: all photos wait
    Roaming,
}

impl From<LinkArg> for LinkKind {
    fn from(arg: LinkArg) -> Self {
        match arg {
            LinkArg::Unmetered => Self::Unmetered,
            LinkArg::Metered => Self::Metered,
            LinkArg::Roaming => Self::Roaming,
        }
    }
}

/// Reads the command line.
pub fn parse(args: impl Iterator<Item = OsString>) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(args)
}

/// The language and form wished for, read loosely: a command line that cannot be read is complained about
/// in them.
pub fn wishes(args: impl Iterator<Item = OsString>) -> (Lang, bool) {
    let args: Vec<String> = args.filter_map(|arg| arg.into_string().ok()).collect();
    let after = args.iter().zip(args.iter().skip(1));
    let lang = after
        .filter(|(option, _)| *option == "--lang")
        .map(|(_, value)| value.as_str())
        .chain(args.iter().filter_map(|arg| arg.strip_prefix("--lang=")))
        .find_map(Lang::parse);
    (
        lang.unwrap_or_else(locale),
        args.iter().any(|arg| arg == "--json"),
    )
}

/// The language of the locale; Vietnamese when it names no language we have.
pub fn locale() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| Lang::parse(&value))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn wishes_are_read_from_a_broken_command_line() {
        let line = |text: &str| {
            let words: Vec<OsString> = text.split(' ').map(OsString::from).collect();
            wishes(words.into_iter())
        };
        assert_eq!(line("fieldbook recrod --lang en --json"), (Lang::En, true));
        assert_eq!(line("fieldbook --lang=vi --what").0, Lang::Vi);
    }
}

//! What a command runs with: the language, the form of its output, and the book.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use fieldbook_core::catalog::Lang;
use fieldbook_core::{Config, Fieldbook};
use indicatif::ProgressBar;

use crate::args::{Globals, locale};
use crate::failure::Failure;
use crate::output::to_stderr;
use crate::texts::say;

/// How a command was asked to run.
#[derive(Debug, Clone)]
pub struct Session {
    /// The language of sentences.
    pub lang: Lang,
    /// Machines read the output.
    pub json: bool,
    book: Option<PathBuf>,
}

impl Session {
    /// From the options every command takes, and the environment.
    pub fn new(globals: Globals) -> Self {
        let from_environment = || std::env::var_os("FIELDBOOK_BOOK").map(PathBuf::from);
        Self {
            lang: globals.lang.map_or_else(locale, Lang::from),
            json: globals.json,
            book: globals
                .book
                .or_else(from_environment)
                .filter(|dir| !dir.as_os_str().is_empty()),
        }
    }

    /// A sentence in the session's language.
    pub fn say(&self, key: &str, args: &[(&str, String)]) -> String {
        say(self.lang, key, args)
    }

    /// A word or sentence without gaps.
    pub fn word(&self, key: &str) -> String {
        say(self.lang, key, &[])
    }

    /// The folder of the book.
    pub fn dir(&self) -> Result<&Path, Failure> {
        self.book
            .as_deref()
            .ok_or_else(|| Failure::usage("usage.no_book"))
    }

    /// Whether a book was named and is there. One whose file is gone is made anew from what lies beside it.
    pub fn has_book(&self) -> bool {
        let files = ["book.sqlite", "book.card"];
        let dir = self.book.as_deref();
        dir.is_some_and(|dir| files.iter().any(|file| dir.join(file).exists()))
    }

    /// Opens the book.
    pub fn open(&self) -> Result<OpenBook, Failure> {
        let dir = self.dir()?;
        if !self.has_book() {
            return Err(Failure::nothing("init.first").with("dir", dir.display().to_string()));
        }
        let book = OpenBook(Fieldbook::open(Config::in_dir(dir))?);
        if let Some(rescue) = book.rescue()? {
            to_stderr(&rescue.say(self.lang));
            book.forget_rescue()?;
        }
        Ok(book)
    }

    /// Something moving on a terminal while long work goes on; nothing when piped or for machines.
    pub fn progress(&self, key: &str) -> ProgressBar {
        if self.json {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner().with_message(self.word(key));
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        bar
    }
}

/// A book that is closed in good order when the command ends.
pub struct OpenBook(pub Fieldbook);

impl Deref for OpenBook {
    type Target = Fieldbook;

    fn deref(&self) -> &Fieldbook {
        &self.0
    }
}

impl Drop for OpenBook {
    fn drop(&mut self) {
        // What the command did is durable already; a failing last fold of the log changes nothing.
        let _ = self.0.shutdown();
    }
}

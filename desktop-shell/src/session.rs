//! What a command runs with: the language, the form of its output, and the book.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use fieldbook_core::catalog::Lang;
use fieldbook_core::identity::BookKey;
use fieldbook_core::{Config, Fieldbook};
use indicatif::ProgressBar;
use zeroize::Zeroizing;

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
    key_file: Option<PathBuf>,
}

impl Session {
    /// From the options every command takes, and the environment.
    pub fn new(globals: Globals) -> Self {
        let from_environment = |name: &str| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .filter(|path| !path.as_os_str().is_empty())
        };
        Self {
            lang: globals.lang.map_or_else(locale, Lang::from),
            json: globals.json,
            book: globals
                .book
                .or_else(|| from_environment("FIELDBOOK_BOOK"))
                .filter(|dir| !dir.as_os_str().is_empty()),
            key_file: globals
                .key_file
                .or_else(|| from_environment("FIELDBOOK_KEY_FILE")),
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

    /// How a book in this folder is set up.
    pub fn config(&self, dir: &Path) -> Result<Config, Failure> {
        Ok(Config {
            book_key: self.key_file.as_deref().map(read_key).transpose()?,
            ..Config::in_dir(dir)
        })
    }

    /// Opens the book.
    pub fn open(&self) -> Result<OpenBook, Failure> {
        let dir = self.dir()?;
        if !self.has_book() {
            return Err(Failure::nothing("init.first").with("dir", dir.display().to_string()));
        }
        let book = OpenBook(Fieldbook::open(self.config(dir)?)?);
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

/// A key in a file: hexadecimal digits, with or without a line's end. What is wrong with it is told without it.
pub fn read_key(file: &Path) -> Result<BookKey, Failure> {
    let text = std::fs::read(file).map_err(|error| Failure::file(file, &error))?;
    let text = Zeroizing::new(text);
    let digits = text.trim_ascii();
    let mut bytes = Zeroizing::new([0; 32]);
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Ok(BookKey::from_slice(&[])?);
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = pair.iter().fold(0, |byte, digit| {
            let value = char::from(*digit).to_digit(16).unwrap_or_default();
            (byte << 4) | u8::try_from(value).unwrap_or_default()
        });
    }
    Ok(BookKey::from_slice(bytes.as_slice())?)
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

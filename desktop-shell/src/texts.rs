//! The command's own sentences, beside those of the core.

use std::sync::LazyLock;

use fieldbook_core::catalog::{Lang, Texts};

static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| Texts::read(include_str!("texts/vi.json"), include_str!("texts/en.json")));

/// The sentence under a key with its gaps filled; one of the core's when the command has none of its own.
pub fn say(lang: Lang, key: &str, args: &[(&str, String)]) -> String {
    if TEXTS.all(lang).contains_key(key) {
        TEXTS.say(lang, key, args)
    } else {
        fieldbook_core::catalog::say(lang, key, args)
    }
}

#[cfg(test)]
mod tests;

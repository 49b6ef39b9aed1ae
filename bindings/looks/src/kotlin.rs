//! Kotlin: the package `vn.fieldbook.looks`, for Compose on Android and on a laptop alike.

mod pictures;
mod shades;
mod spoken;

use crate::File;
use crate::looks::Looks;
use crate::words::Words;

/// The three files of the package.
pub fn files(words: &Words, looks: &Looks) -> Vec<File> {
    [
        ("Words.kt", "words.toml", spoken::file(words)),
        ("Icons.kt", "looks.toml and icons/", pictures::file(looks)),
        ("Looks.kt", "looks.toml", shades::file(looks)),
    ]
    .map(|(name, from, text)| {
        let head = format!("// Written by fieldbook-looks from {from}; changes here are lost.\n\npackage vn.fieldbook.looks\n\n");
        (["vn/fieldbook/looks/", name].concat().into(), [head, text].concat().into_bytes())
    })
    .to_vec()
}

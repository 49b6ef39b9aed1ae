//! Swift: words and looks as plain values, and the catalogues Xcode reads.

mod catalogues;
mod shades;
mod spoken;

use std::path::Path;

use crate::looks::Looks;
use crate::words::Words;
use crate::{FONTS, Faults, File, bytes_of};

/// Swift files for the package of models, catalogues and fonts for the app.
pub fn files(words: &Words, looks: &Looks, home: &Path) -> Result<Vec<File>, Faults> {
    let head = |from: &str| format!("// Written by fieldbook-looks from {from}; changes here are lost.\n\n");
    let mut files: Vec<File> = vec![
        (
            "Words.swift".into(),
            [head("words.toml"), spoken::file(words)].concat().into_bytes(),
        ),
        (
            "Looks.swift".into(),
            [head("looks.toml"), shades::file(looks)].concat().into_bytes(),
        ),
        ("Localizable.xcstrings".into(), catalogues::sentences(words)),
        ("InfoPlist.xcstrings".into(), catalogues::info_plist(words, looks)),
    ];
    files.extend(catalogues::assets(looks, home)?);
    for font in FONTS {
        let name = format!("{font}.ttf");
        files.push((
            Path::new("Fonts").join(&name),
            bytes_of(&home.join("fonts").join(&name))?,
        ));
    }
    Ok(files)
}

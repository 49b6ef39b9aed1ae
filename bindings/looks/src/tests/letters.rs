//! The fonts have every letter that the apps show.

use std::collections::BTreeSet;
use std::fs;

use ttf_parser::Face;

use super::{home, ours, root};
use crate::FONTS;

#[test]
fn the_fonts_have_every_letter_there_is_to_show() {
    let wanted = letters();
    assert!(wanted.contains(&'ặ') && wanted.contains(&'Đ') && wanted.len() > 100);
    for font in FONTS {
        let bytes = fs::read(home().join(format!("fonts/{font}.ttf"))).expect("a font");
        let face = Face::parse(&bytes, 0).expect("a font that can be read");
        let lacking: Vec<char> = wanted
            .iter()
            .copied()
            .filter(|letter| face.glyph_index(*letter).is_none())
            .collect();
        assert!(lacking.is_empty(), "{font} has no {lacking:?}");
    }
}

/// Of the words here, of the core's sentences, of the product groups, and all that Vietnamese is written with: names and
/// notes of people have those too.
fn letters() -> BTreeSet<char> {
    let (words, _) = ours();
    let mut letters: BTreeSet<char> = BTreeSet::new();
    for (_, entry) in words.all() {
        for form in [Some(&entry.vi), Some(&entry.en), entry.en_one.as_ref()]
            .into_iter()
            .flatten()
        {
            letters.extend(form.written(str::to_owned, |_| String::new()).chars());
        }
    }
    for folder in ["texts", "groups"] {
        let said = fs::read_dir(root().join("core/src/catalog").join(folder)).expect("a folder");
        for file in said.flatten() {
            letters.extend(fs::read_to_string(file.path()).expect("a text").chars());
        }
    }
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars() {
        for tone in ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'] {
            letters.extend(unicode_normalization::char::compose(base, tone));
        }
    }
    letters.extend(('!'..='~').chain("đĐ₫–…“”·×±°".chars()));
    letters.retain(|letter| !letter.is_control());
    letters
}

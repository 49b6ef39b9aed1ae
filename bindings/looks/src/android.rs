//! Android's `res` folder: what the system shows by itself (notifications, shortcuts, the name of the app) and what
//! layouts and themes need by name.

use std::fmt::Write;
use std::path::Path;

use heck::ToSnakeCase;

use crate::app_icon::SQUARE;
use crate::looks::{Looks, Rgb, Shades};
use crate::words::{Entry, Gap, Sentence, Words};
use crate::{FONTS, Faults, File, bytes_of};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Written by fieldbook-looks; changes here are lost. -->\n";

/// Vietnamese is the default, so that no phone shows keys or nothing.
pub fn files(words: &Words, looks: &Looks, home: &Path) -> Result<Vec<File>, Faults> {
    let mut files = vec![
        ("values/strings.xml".to_owned(), strings(words, vietnamese)),
        ("values-en/strings.xml".to_owned(), strings(words, english)),
        (
            "values/colors.xml".to_owned(),
            colours(looks, |shades| shades.light),
        ),
        (
            "values-night/colors.xml".to_owned(),
            colours(looks, |shades| shades.dark),
        ),
        ("values/dimens.xml".to_owned(), lengths(looks)),
    ];
    for part in &looks.android.drawables {
        if let Some(path) = looks.icons.get(part).and_then(|picture| looks.paths.get(picture)) {
            let white = std::iter::once((WHITE, path.as_str()));
            files.push((format!("drawable/ic_{part}.xml"), vector(24, white)));
        }
    }
    let shapes = looks
        .app_icon
        .shapes
        .iter()
        .map(|shape| (shape.fill, shape.path.as_str()));
    files.push((
        "drawable/ic_launcher_foreground.xml".to_owned(),
        vector(SQUARE, shapes),
    ));
    files.push(("values/launcher.xml".to_owned(), ground(looks.app_icon.ground)));
    let mut files: Vec<File> = files
        .into_iter()
        .map(|(name, text)| (Path::new("res").join(name), text.into_bytes()))
        .collect();
    for font in FONTS {
        let name = format!("res/font/{}.ttf", font.to_snake_case());
        files.push((name.into(), bytes_of(&home.join(format!("fonts/{font}.ttf")))?));
    }
    Ok(files)
}

/// How one entry is written in one language.
type Written = fn(&Entry) -> String;

fn strings(words: &Words, written: Written) -> String {
    let mut text = format!("{HEAD}<resources>\n");
    for (room, entry) in words.all() {
        let name = format!("{}_{}", room.name, entry.key);
        let written = written(entry);
        let _ = match entry.en_one {
            Some(_) => writeln!(text, "    <plurals name=\"{name}\">\n{written}    </plurals>"),
            None => writeln!(text, "    <string name=\"{name}\">{written}</string>"),
        };
    }
    text.push_str("</resources>\n");
    text
}

fn vietnamese(entry: &Entry) -> String {
    let said = filled(entry, &entry.vi);
    match entry.en_one {
        Some(_) => item("other", &said),
        None => said,
    }
}

fn english(entry: &Entry) -> String {
    let said = filled(entry, &entry.en);
    match &entry.en_one {
        Some(one) => [item("one", &filled(entry, one)), item("other", &said)].concat(),
        None => said,
    }
}

fn item(quantity: &str, said: &str) -> String {
    format!("        <item quantity=\"{quantity}\">{said}</item>\n")
}

/// Gaps have the number of their place in the Vietnamese sentence, so that both languages take the same arguments.
fn filled(entry: &Entry, sentence: &Sentence) -> String {
    let gaps = entry.gaps();
    let place = |gap: &Gap| gaps.iter().position(|known| *known == gap).map_or(0, |at| at + 1);
    let plain = gaps.is_empty();
    let said = sentence.written(
        |text| escaped(text, plain),
        |gap| format!("%{}${}", place(gap), if gap.is_count() { ",d" } else { "s" }),
    );
    match said.strip_prefix(['@', '?']) {
        Some(_) => format!("\\{said}"),
        None => said,
    }
}

/// For XML, for Android's own reader, and for its formatter, which reads only sentences with gaps.
fn escaped(text: &str, plain: bool) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('\'', "\\'")
        .replace('"', "\\\"")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    if plain { text } else { text.replace('%', "%%") }
}

fn colours(looks: &Looks, shade: fn(&Shades) -> Rgb) -> String {
    let mut text = format!("{HEAD}<resources>\n");
    for (part, shades) in &looks.colours {
        let _ = writeln!(
            text,
            "    <color name=\"{part}\">#{}</color>",
            shade(shades).hex()
        );
    }
    text.push_str("</resources>\n");
    text
}

fn lengths(looks: &Looks) -> String {
    let mut text = format!("{HEAD}<resources>\n");
    for (name, size) in &looks.sizes {
        let _ = writeln!(text, "    <dimen name=\"{name}\">{size}dp</dimen>");
    }
    for (name, size) in &looks.text_sizes {
        let _ = writeln!(text, "    <dimen name=\"text_{name}\">{size}sp</dimen>");
    }
    text.push_str("</resources>\n");
    text
}

/// What the app's own icon lies on.
fn ground(colour: Rgb) -> String {
    let hex = colour.hex();
    format!("{HEAD}<resources>\n    <color name=\"launcher_ground\">#{hex}</color>\n</resources>\n")
}

/// Notifications take the shape only, launchers and layouts tint it.
const WHITE: Rgb = Rgb([0xFF; 3]);

/// Filled outlines on a square of so many units.
fn vector<'a>(side: u16, shapes: impl Iterator<Item = (Rgb, &'a str)>) -> String {
    let mut text = format!(
        "{HEAD}<vector xmlns:android=\"http://schemas.android.com/apk/res/android\"
    android:width=\"{side}dp\"
    android:height=\"{side}dp\"
    android:viewportWidth=\"{side}\"
    android:viewportHeight=\"{side}\">
"
    );
    for (fill, path) in shapes {
        let _ = writeln!(
            text,
            "    <path
        android:fillColor=\"#FF{}\"
        android:pathData=\"{path}\" />",
            fill.hex()
        );
    }
    text.push_str("</vector>\n");
    text
}

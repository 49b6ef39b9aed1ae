//! What Xcode reads: string catalogues and an asset catalogue.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::looks::{Looks, Rgb};
use crate::words::{Entry, Gap, Sentence, Words};
use crate::{Faults, File, bytes_of};

const ASSETS: &str = "Looks.xcassets";

/// `Localizable.xcstrings`: every word under `room.key`.
pub fn sentences(words: &Words) -> Vec<u8> {
    let strings = words
        .all()
        .map(|(room, entry)| (format!("{}.{}", room.name, entry.key), entry));
    catalogue(strings)
}

/// `InfoPlist.xcstrings`: the app's name, and why it asks for the camera and the like.
pub fn info_plist(words: &Words, looks: &Looks) -> Vec<u8> {
    let strings = looks
        .info_plist
        .iter()
        .filter_map(|(name, path)| Some((name.clone(), words.entry(path)?)));
    catalogue(strings)
}

fn catalogue<'a>(strings: impl Iterator<Item = (String, &'a Entry)>) -> Vec<u8> {
    let strings: Map<String, Value> = strings
        .map(|(name, entry)| {
            let languages = json!({ "vi": vietnamese(entry), "en": english(entry) });
            (
                name,
                json!({ "extractionState": "manual", "localizations": languages }),
            )
        })
        .collect();
    pretty(&json!({ "sourceLanguage": "vi", "strings": strings, "version": "1.0" }))
}

fn vietnamese(entry: &Entry) -> Value {
    match entry.en_one {
        Some(_) => plural(&[("other", filled(entry, &entry.vi))]),
        None => unit(&filled(entry, &entry.vi)),
    }
}

fn english(entry: &Entry) -> Value {
    match &entry.en_one {
        Some(one) => plural(&[("one", filled(entry, one)), ("other", filled(entry, &entry.en))]),
        None => unit(&filled(entry, &entry.en)),
    }
}

fn plural(forms: &[(&str, String)]) -> Value {
    let forms: Map<String, Value> = forms
        .iter()
        .map(|(form, said)| ((*form).to_owned(), unit(said)))
        .collect();
    json!({ "variations": { "plural": forms } })
}

fn unit(said: &str) -> Value {
    json!({ "stringUnit": { "state": "translated", "value": said } })
}

/// Gaps have the number of their place in the Vietnamese sentence. A percent sign is doubled where there are gaps, for
/// only then does the system format.
fn filled(entry: &Entry, sentence: &Sentence) -> String {
    let gaps = entry.gaps();
    let place = |gap: &Gap| gaps.iter().position(|known| *known == gap).map_or(0, |at| at + 1);
    let said = |text: &str| {
        if gaps.is_empty() {
            text.to_owned()
        } else {
            text.replace('%', "%%")
        }
    };
    let gap = |gap: &Gap| format!("%{}${}", place(gap), if gap.is_count() { "lld" } else { "@" });
    sentence.written(said, gap)
}

/// Colours by day and by night, pictures that are tinted and stay sharp at every size, and the icon of the app.
pub fn assets(looks: &Looks, home: &Path) -> Result<Vec<File>, Faults> {
    let mut files = vec![(inside("Contents.json"), pretty(&json!({ "info": info() })))];
    for (part, shades) in &looks.colours {
        let day = json!({ "idiom": "universal", "color": colour(shades.light) });
        let night = json!({
            "idiom": "universal",
            "appearances": [{ "appearance": "luminosity", "value": "dark" }],
            "color": colour(shades.dark),
        });
        let set = json!({ "colors": [day, night], "info": info() });
        files.push((inside(&format!("{part}.colorset/Contents.json")), pretty(&set)));
    }
    for picture in looks.paths.keys() {
        let file = format!("{picture}.svg");
        let set = json!({
            "images": [{ "filename": file, "idiom": "universal" }],
            "info": info(),
            "properties": { "preserves-vector-representation": true, "template-rendering-intent": "template" },
        });
        files.push((inside(&format!("{picture}.imageset/Contents.json")), pretty(&set)));
        files.push((
            inside(&format!("{picture}.imageset/{file}")),
            bytes_of(&home.join("icons").join(&file))?,
        ));
    }
    files.extend(app_icon(looks)?);
    Ok(files)
}

/// The app's own icon, in the one size that Xcode makes all others of.
fn app_icon(looks: &Looks) -> Result<[File; 2], Faults> {
    let image =
        json!({ "filename": "AppIcon.png", "idiom": "universal", "platform": "ios", "size": "1024x1024" });
    let set = json!({ "images": [image], "info": info() });
    Ok([
        (inside("AppIcon.appiconset/Contents.json"), pretty(&set)),
        (inside("AppIcon.appiconset/AppIcon.png"), looks.app_icon.png()?),
    ])
}

fn inside(path: &str) -> PathBuf {
    Path::new(ASSETS).join(path)
}

fn info() -> Value {
    json!({ "author": "xcode", "version": 1 })
}

fn colour(rgb: Rgb) -> Value {
    let [red, green, blue] = rgb.0.map(|part| format!("0x{part:02X}"));
    json!({
        "color-space": "srgb",
        "components": { "red": red, "green": green, "blue": blue, "alpha": "1.000" },
    })
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

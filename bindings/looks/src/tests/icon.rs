//! The app's own icon, as each phone gets it.

use std::io::Cursor;
use std::path::Path;

use png::{ColorType, Decoder};

use super::{home, ours, root};
use crate::app_icon::{AppIcon, Shape};
use crate::looks::Rgb;
use crate::{File, android, swift, text_of};

const SET: &str = "Looks.xcassets/AppIcon.appiconset";

fn bytes(files: &[File], path: &str) -> Vec<u8> {
    let found = files.iter().find(|(known, _)| known == Path::new(path));
    found.unwrap_or_else(|| panic!("no {path}")).1.clone()
}

fn text(files: &[File], path: &str) -> String {
    String::from_utf8(bytes(files, path)).expect("text")
}

/// The colour that lies at a place of the drawing.
fn colour_at(pixels: &[u8], x: usize, y: usize) -> String {
    let pixel = |at: usize| (at - 18) * 1024 / 72;
    let start = (pixel(y) * 1024 + pixel(x)) * 3;
    let rgb = pixels[start..start + 3].try_into().expect("three bytes");
    Rgb(rgb).hex()
}

#[test]
fn android_s_icon_is_the_drawing() {
    let (words, looks) = ours();
    let files = android::files(&words, &looks, home()).expect("files");
    let vector = text(&files, "res/drawable/ic_launcher_foreground.xml");
    assert!(!looks.app_icon.shapes.is_empty() && vector.contains("viewportWidth=\"108\""));
    for Shape { fill, path } in &looks.app_icon.shapes {
        let drawn = format!(
            "android:fillColor=\"#FF{}\"\n        android:pathData=\"{path}\"",
            fill.hex()
        );
        assert!(vector.contains(&drawn), "no {drawn} in\n{vector}");
    }
    let ground = format!(
        "<color name=\"launcher_ground\">#{}</color>",
        looks.app_icon.ground.hex()
    );
    assert!(text(&files, "res/values/launcher.xml").contains(&ground));
}

#[test]
fn ios_has_a_picture_of_it_as_apple_asks_for_it() {
    let (words, looks) = ours();
    let files = swift::files(&words, &looks, home()).expect("files");
    assert!(text(&files, &format!("{SET}/Contents.json")).contains("\"filename\": \"AppIcon.png\""));
    let picture = bytes(&files, &format!("{SET}/AppIcon.png"));
    let mut reader = Decoder::new(Cursor::new(picture)).read_info().expect("a PNG");
    let info = reader.info();
    assert_eq!((info.width, info.height), (1024, 1024));
    assert_eq!(
        (info.color_type, info.trns.is_some()),
        (ColorType::Rgb, false),
        "Apple takes none with alpha"
    );
    let mut pixels = vec![0; 1024 * 1024 * 3];
    reader.next_frame(&mut pixels).expect("pixels");
    // The book lies from 30 to 78 and from 34 to 72, with its ear in the middle.
    for corner in [(18, 18), (89, 18), (18, 89), (89, 89)] {
        assert_eq!(
            colour_at(&pixels, corner.0, corner.1),
            looks.app_icon.ground.hex()
        );
    }
    assert_eq!(colour_at(&pixels, 28, 50), looks.app_icon.ground.hex());
    assert_eq!(colour_at(&pixels, 35, 65), "FFFFFF");
    assert_eq!(colour_at(&pixels, 73, 40), "FFFFFF");
    assert_eq!(colour_at(&pixels, 54, 62), "1B5E20");
}

#[test]
fn xcode_is_told_where_it_is() {
    let project = text_of(&root().join("ios-shell/project.yml")).expect("the project");
    assert!(project.contains("\n  ASSETCATALOG_COMPILER_APPICON_NAME: AppIcon\n"));
}

#[test]
fn a_path_that_ends_in_the_middle_is_not_taken() {
    let shape = |path: &str| Shape {
        fill: Rgb([0; 3]),
        path: path.to_owned(),
    };
    let icon = |path| AppIcon {
        ground: Rgb([0; 3]),
        shapes: vec![shape(path)],
    };
    assert!(icon("M1,1 h2 v2 z").faults().is_empty());
    assert_eq!(icon("M1,1 h2 v2 y").faults().len(), 1);
}

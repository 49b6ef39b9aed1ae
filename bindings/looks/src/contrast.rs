//! How far colours stand apart, after WCAG 2.2: what is written is read in the sun, and states are told apart by eyes that
//! see no red or green.

use crate::Faults;
use crate::looks::{Looks, Rgb, Shades, Tone};

/// Level AAA, for whatever is read.
const TEXT: f64 = 7.0;
/// Large letters and pictures.
const LARGE: f64 = 4.5;
/// Outlines of what is touched.
const OUTLINE: f64 = 3.0;
/// Steps of CIE lightness (0 to 100) between two tones, seen side by side
/// on a cheap screen.
const LIGHTNESS: f64 = 8.0;

/// Grounds that text of any kind lies on.
const GROUNDS: [&str; 3] = ["background", "surface", "surface_raised"];
/// What is drawn over a camera's picture.
const SCAN: [&str; 3] = ["scan_new", "scan_known", "scan_foreign"];

/// Colours too near each other, by day or by night, and roles that are missing.
pub fn faults(looks: &Looks) -> Faults {
    let mut faults = Faults::new();
    for (theme, shade) in THEMES {
        let colour = |role: &str| looks.colours.get(role).map(shade);
        for (front, back, least) in pairs(looks) {
            let apart = colour(&front)
                .zip(colour(&back))
                .map(|(front, back)| ratio(front, back));
            match apart {
                Some(apart) if apart >= least => {}
                Some(apart) => faults.push(format!(
                    "looks.toml: {theme}: `{front}` on `{back}` is {apart:.2}:1, {least}:1 at least"
                )),
                None => faults.push(format!("looks.toml: colours: `{front}` or `{back}` is missing")),
            }
        }
        for group in [Tone::ALL.map(Tone::name).as_slice(), SCAN.as_slice()] {
            let lights: Vec<(&str, f64)> = group
                .iter()
                .filter_map(|role| Some((*role, lightness(colour(role)?))))
                .collect();
            for (at, (one, light)) in lights.iter().enumerate() {
                let near = lights
                    .iter()
                    .skip(at + 1)
                    .filter(|(_, other)| (light - other).abs() < LIGHTNESS);
                faults.extend(near.map(|(other, _)| {
                    format!("looks.toml: {theme}: `{one}` and `{other}` are less than {LIGHTNESS} steps of lightness apart")
                }));
            }
        }
    }
    faults
}

type Shade = fn(&Shades) -> Rgb;

const THEMES: [(&str, Shade); 2] = [("light", |shades| shades.light), ("dark", |shades| shades.dark)];

/// What stands on what, and how far apart they must be.
fn pairs(looks: &Looks) -> Vec<(String, String, f64)> {
    let pair = |front: &str, back: &str, least| (front.to_owned(), back.to_owned(), least);
    let mut pairs = Vec::new();
    for ground in GROUNDS {
        pairs.push(pair("text", ground, TEXT));
        pairs.push(pair("text_quiet", ground, TEXT));
        pairs.push(pair("primary", ground, LARGE));
        pairs.push(pair("outline", ground, OUTLINE));
    }
    for role in SCAN {
        pairs.push(pair(role, "scan_edge", LARGE));
    }
    let written = looks
        .colours
        .keys()
        .filter_map(|role| Some((role, role.strip_prefix("on_")?)));
    pairs.extend(written.map(|(front, back)| pair(front, back, TEXT)));
    pairs.extend(Tone::ALL.map(|tone| pair(&format!("on_{}", tone.name()), tone.name(), TEXT)));
    pairs
}

/// From 1 (the same) to 21 (black on white).
pub fn ratio(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance as WCAG has it, 0 to 1.
fn luminance(colour: Rgb) -> f64 {
    let [red, green, blue] = colour.0.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// CIE L*, 0 to 100.
fn lightness(colour: Rgb) -> f64 {
    let light = luminance(colour);
    if light > 0.008_856 {
        116.0 * light.cbrt() - 16.0
    } else {
        903.3 * light
    }
}

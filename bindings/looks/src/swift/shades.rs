//! Colours as numbers, sizes as points and pictures as names of the asset catalogue: no UIKit, so that models use them
//! and tests on Linux too.

use std::collections::BTreeMap;
use std::fmt::Write;

use heck::ToLowerCamelCase;

use crate::looks::{Looks, Rgb, Shades, Sign, Tone};

const HEAD: &str = "import Fieldbook

/// A colour in sRGB; each part 0 to 1.
public struct Shade: Sendable, Hashable {
    public let red: Double
    public let green: Double
    public let blue: Double

    init(_ rgb: UInt32) {
        red = Double(rgb >> 16 & 0xFF) / 255
        green = Double(rgb >> 8 & 0xFF) / 255
        blue = Double(rgb & 0xFF) / 255
    }
}

/// What the colour of a badge says; never alone, always beside a picture and a word.
public enum Tone: Sendable, CaseIterable {
    case good
    case waiting
    case warn
    case bad
}

/// Colours by their part. `onX` is what is written on `x`.
public struct Colours: Sendable {
";

pub fn file(looks: &Looks) -> String {
    let mut text = HEAD.to_owned();
    for part in looks.colours.keys() {
        let _ = writeln!(text, "    public let {}: Shade", part.to_lower_camel_case());
    }
    text.push_str(&toned("ground", "The ground of a badge.", ""));
    text.push_str(&toned("on", "What is written on a badge.", "on_"));
    text.push_str(&theme(looks, "light", "By day.", |shades| shades.light));
    text.push_str(&theme(looks, "dark", "By night.", |shades| shades.dark));
    text.push_str("}\n\n/// Lengths that do not grow with the letters, in points.\npublic enum Sizes {\n");
    text.push_str(&numbers(&looks.sizes));
    text.push_str(
        "}\n\n/// Heights of letters in points; they grow as the person has set.\npublic enum TextSizes {\n",
    );
    text.push_str(&numbers(&looks.text_sizes));
    text.push_str("}\n");
    text.push_str(&icons(looks));
    for (state, signs) in looks.signs() {
        text.push_str(&sign(state, signs));
    }
    text
}

fn toned(function: &str, about: &str, prefix: &str) -> String {
    let mut text = format!(
        "\n    /// {about}\n    public func {function}(_ tone: Tone) -> Shade {{\n        switch tone {{\n"
    );
    for tone in Tone::ALL {
        let colour = [prefix, tone.name()].concat().to_lower_camel_case();
        let _ = writeln!(text, "        case .{}: {colour}", tone.name());
    }
    text.push_str("        }\n    }\n");
    text
}

fn theme(looks: &Looks, name: &str, about: &str, shade: fn(&Shades) -> Rgb) -> String {
    let parts = looks.colours.iter().map(|(part, shades)| {
        format!(
            "        {}: Shade(0x{})",
            part.to_lower_camel_case(),
            shade(shades).hex()
        )
    });
    let parts: Vec<String> = parts.collect();
    format!(
        "\n    /// {about}\n    public static let {name} = Colours(\n{}\n    )\n",
        parts.join(",\n")
    )
}

fn numbers(sizes: &BTreeMap<String, u16>) -> String {
    let line = |(name, size): (&String, &u16)| {
        format!(
            "    public static let {}: Double = {size}\n",
            name.to_lower_camel_case()
        )
    };
    sizes.iter().map(line).collect()
}

fn icons(looks: &Looks) -> String {
    let mut text = "\n/// Names of the pictures in `Looks.xcassets`, which are templates: tint them.\npublic enum Icons {\n".to_owned();
    for (part, picture) in &looks.icons {
        let _ = writeln!(
            text,
            "    public static let {} = \"{picture}\"",
            part.to_lower_camel_case()
        );
    }
    text.push_str(
        "\n    /// The picture of a step; of its kind, where a pack has brought a step that has none.\n",
    );
    text.push_str(
        "    public static func step(_ code: String, kind: FactKind) -> String {\n        switch code {\n",
    );
    for (code, picture) in &looks.steps {
        let _ = writeln!(text, "        case \"{code}\": \"{picture}\"");
    }
    text.push_str("        default: kind.icon\n        }\n    }\n}\n\nextension FactKind {\n");
    text.push_str("    /// Its picture.\n    public var icon: String {\n        switch self {\n");
    for (kind, picture) in &looks.kinds {
        let _ = writeln!(
            text,
            "        case .{}: \"{picture}\"",
            kind.to_lower_camel_case()
        );
    }
    text.push_str("        }\n    }\n}\n");
    text
}

fn sign(state: &str, signs: &BTreeMap<String, Sign>) -> String {
    let cases = |said: &dyn Fn(&Sign) -> String| -> String {
        let case = |(name, sign): (&String, &Sign)| {
            format!("        case .{}: {}\n", name.to_lower_camel_case(), said(sign))
        };
        signs.iter().map(case).collect()
    };
    let icons = cases(&|sign| format!("\"{}\"", sign.icon));
    let tones = cases(&|sign| format!(".{}", sign.tone.name()));
    format!(
        "\nextension {state} {{\n    /// Its picture.\n    public var icon: String {{\n        switch self {{\n{icons}        }}\n    }}\n
    /// What its colour says.\n    public var tone: Tone {{\n        switch self {{\n{tones}        }}\n    }}\n}}\n"
    )
}

//! `Words`: a value for each room, a property for each sentence, a function where something is filled in.

use std::fmt::Write;

use heck::{ToLowerCamelCase, ToUpperCamelCase};

use crate::words::{Entry, Gap, Room, Sentence, Words};

const HEAD: &str = "import Fieldbook
import Foundation

/// What people read, in one language. Costs nothing to make.
public struct Words: Sendable {
    public let lang: Lang

    public init(_ lang: Lang) {
        self.lang = lang
    }

";

const TAIL: &str = "
/// A whole number as the language groups it: 1.234 or 1,234.
private func grouped(_ lang: Lang, _ count: Int) -> String {
    count.formatted(.number.locale(Locale(identifier: lang == .vi ? \"vi_VN\" : \"en_GB\")))
}
";

pub fn file(words: &Words) -> String {
    let mut text = HEAD.to_owned();
    for room in &words.rooms {
        let (name, kind) = (room.name.to_lower_camel_case(), room.name.to_upper_camel_case());
        let _ = writeln!(text, "    public var {name}: {kind} {{ {kind}(lang: lang) }}");
    }
    for room in &words.rooms {
        text.push_str(&structure(room));
    }
    text.push_str("}\n");
    text.push_str(TAIL);
    text
}

fn structure(room: &Room) -> String {
    let kind = room.name.to_upper_camel_case();
    let mut text = format!("\n    public struct {kind}: Sendable {{\n        let lang: Lang\n");
    for entry in &room.entries {
        text.push_str(&member(entry));
    }
    text.push_str("    }\n");
    text
}

fn member(entry: &Entry) -> String {
    let name = entry.key.to_lower_camel_case();
    let body = format!("lang == .vi ? {} : {}", quoted(&entry.vi), english(entry));
    let gaps = entry.gaps();
    if gaps.is_empty() {
        return format!("        public var {name}: String {{ {body} }}\n");
    }
    let parameters: Vec<String> = gaps.into_iter().map(parameter).collect();
    let parameters = parameters.join(", ");
    format!("        public func {name}({parameters}) -> String {{\n            {body}\n        }}\n")
}

fn parameter(gap: &Gap) -> String {
    let kind = if gap.is_count() { "Int" } else { "String" };
    format!("{}: {kind}", gap.0.to_lower_camel_case())
}

fn english(entry: &Entry) -> String {
    match &entry.en_one {
        Some(one) => format!("count == 1 ? {} : {}", quoted(one), quoted(&entry.en)),
        None => quoted(&entry.en),
    }
}

fn quoted(sentence: &Sentence) -> String {
    let filled = |gap: &Gap| {
        if gap.is_count() {
            "\\(grouped(lang, count))".to_owned()
        } else {
            format!("\\({})", gap.0.to_lower_camel_case())
        }
    };
    format!("\"{}\"", sentence.written(escaped, filled))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

//! `Words`: a value for each room, a property for each sentence, a function where something is filled in.

use std::fmt::Write;

use heck::{ToLowerCamelCase, ToUpperCamelCase};

use crate::members::{Grammar, member};
use crate::words::{Room, Words};

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
        text.push_str(&member::<Swift>(entry));
    }
    text.push_str("    }\n");
    text
}

struct Swift;

impl Grammar for Swift {
    const VIETNAMESE: &'static str = "lang == .vi";
    const COUNT: &'static str = "\\(grouped(lang, count))";

    fn either(condition: &str, yes: &str, no: &str) -> String {
        format!("{condition} ? {yes} : {no}")
    }

    fn filled(name: &str) -> String {
        format!("\\({name})")
    }

    fn escaped(text: &str) -> String {
        text.replace('\\', "\\\\").replace('"', "\\\"")
    }

    fn property(name: &str, body: &str) -> String {
        format!("        public var {name}: String {{ {body} }}\n")
    }

    fn function(name: &str, parameters: &str, body: &str) -> String {
        format!("        public func {name}({parameters}) -> String {{\n            {body}\n        }}\n")
    }
}

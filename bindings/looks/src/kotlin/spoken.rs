//! `Words`: a class for each room, a property for each sentence, a function where something is filled in.

use std::fmt::Write;

use heck::{ToLowerCamelCase, ToUpperCamelCase};

use crate::words::{Entry, Gap, Room, Sentence, Words};

const HEAD: &str = "import java.util.Locale
import vn.fieldbook.Lang

";

const TAIL: &str = "
private val VIETNAM: Locale = Locale.forLanguageTag(\"vi-VN\")

/** A whole number as the language groups it: 1.234 or 1,234. */
private fun grouped(lang: Lang, count: Int): String =
    String.format(if (lang == Lang.VI) VIETNAM else Locale.UK, \"%,d\", count)
";

pub fn file(words: &Words) -> String {
    let mut text = HEAD.to_owned();
    text.push_str(
        "/** What people read, in one language. Made once for a screen and cheap to make again. */\n",
    );
    text.push_str("public class Words(public val lang: Lang) {\n");
    for room in &words.rooms {
        let (name, class) = (room.name.to_lower_camel_case(), room.name.to_upper_camel_case());
        let _ = writeln!(text, "    public val {name}: {class} = {class}(lang)");
    }
    for room in &words.rooms {
        text.push_str(&class(room));
    }
    text.push_str("}\n");
    text.push_str(TAIL);
    text
}

fn class(room: &Room) -> String {
    let class = room.name.to_upper_camel_case();
    let mut text = format!("\n    public class {class} internal constructor(private val lang: Lang) {{\n");
    for entry in &room.entries {
        text.push_str(&member(entry));
    }
    text.push_str("    }\n");
    text
}

fn member(entry: &Entry) -> String {
    let name = entry.key.to_lower_camel_case();
    let (vi, en) = (quoted(&entry.vi), english(entry));
    let chosen = format!("if (lang == Lang.VI) {vi} else {en}");
    let gaps = entry.gaps();
    if gaps.is_empty() {
        return format!("        public val {name}: String get() = {chosen}\n");
    }
    let parameters: Vec<String> = gaps.into_iter().map(parameter).collect();
    let parameters = parameters.join(", ");
    format!("        public fun {name}({parameters}): String =\n            {chosen}\n")
}

fn parameter(gap: &Gap) -> String {
    let kind = if gap.is_count() { "Int" } else { "String" };
    format!("{}: {kind}", gap.0.to_lower_camel_case())
}

fn english(entry: &Entry) -> String {
    match &entry.en_one {
        Some(one) => format!("if (count == 1) {} else {}", quoted(one), quoted(&entry.en)),
        None => quoted(&entry.en),
    }
}

fn quoted(sentence: &Sentence) -> String {
    let filled = |gap: &Gap| {
        if gap.is_count() {
            "${grouped(lang, count)}".to_owned()
        } else {
            format!("${{{}}}", gap.0.to_lower_camel_case())
        }
    };
    format!("\"{}\"", sentence.written(escaped, filled))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('$', "\\$")
}

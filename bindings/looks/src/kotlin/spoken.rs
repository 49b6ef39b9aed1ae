//! `Words`: a class for each room, a property for each sentence, a function where something is filled in.

use std::fmt::Write;

use heck::{ToLowerCamelCase, ToUpperCamelCase};

use crate::members::{Grammar, member};
use crate::words::{Room, Words};

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
        text.push_str(&member::<Kotlin>(entry));
    }
    text.push_str("    }\n");
    text
}

struct Kotlin;

impl Grammar for Kotlin {
    const VIETNAMESE: &'static str = "lang == Lang.VI";
    const COUNT: &'static str = "${grouped(lang, count)}";

    fn either(condition: &str, yes: &str, no: &str) -> String {
        format!("if ({condition}) {yes} else {no}")
    }

    fn filled(name: &str) -> String {
        format!("${{{name}}}")
    }

    fn escaped(text: &str) -> String {
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('$', "\\$")
    }

    fn property(name: &str, body: &str) -> String {
        format!("        public val {name}: String get() = {body}\n")
    }

    fn function(name: &str, parameters: &str, body: &str) -> String {
        format!("        public fun {name}({parameters}): String =\n            {body}\n")
    }
}

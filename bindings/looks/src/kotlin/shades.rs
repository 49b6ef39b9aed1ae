//! `Colours`, `Tone`, `Sizes` and `TextSizes`.

use std::fmt::Write;

use heck::{ToLowerCamelCase, ToShoutySnakeCase};

use crate::looks::{Looks, Rgb, Shades, Tone};

const HEAD: &str = "import androidx.compose.ui.graphics.Color
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.TextUnit
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import vn.fieldbook.ChangeState
import vn.fieldbook.ClaimState
import vn.fieldbook.Severity

/** What the colour of a badge says; never alone, always beside a picture and a word. */
public enum class Tone { GOOD, WAITING, WARN, BAD }

/** Colours by their part. `onX` is what is written on `x`. */
public class Colours(
";

pub fn file(looks: &Looks) -> String {
    let mut text = HEAD.to_owned();
    for part in looks.colours.keys() {
        let _ = writeln!(text, "    public val {}: Color,", part.to_lower_camel_case());
    }
    text.push_str(") {\n");
    text.push_str(&toned("ground", "The ground of a badge.", ""));
    text.push_str(&toned("on", "What is written on a badge.", "on_"));
    text.push_str("    public companion object {\n");
    text.push_str(&theme(looks, "LIGHT", "By day.", |shades| shades.light));
    text.push_str(&theme(looks, "DARK", "By night.", |shades| shades.dark));
    text.push_str("    }\n}\n");
    for (state, signs) in looks.signs() {
        let _ = write!(
            text,
            "\npublic val {state}.tone: Tone\n    get() = when (this) {{\n"
        );
        for (name, sign) in signs {
            let (name, tone) = (
                name.to_shouty_snake_case(),
                sign.tone.name().to_shouty_snake_case(),
            );
            let _ = writeln!(text, "        {state}.{name} -> Tone.{tone}");
        }
        text.push_str("    }\n");
    }
    text.push_str("\n/** Lengths that do not grow with the letters. */\npublic object Sizes {\n");
    for (name, size) in &looks.sizes {
        let _ = writeln!(
            text,
            "    public val {}: Dp = {size}.dp",
            name.to_lower_camel_case()
        );
    }
    text.push_str(
        "}\n\n/** Heights of letters; they grow as the person has set. */\npublic object TextSizes {\n",
    );
    for (name, size) in &looks.text_sizes {
        let _ = writeln!(
            text,
            "    public val {}: TextUnit = {size}.sp",
            name.to_lower_camel_case()
        );
    }
    text.push_str("}\n");
    text
}

fn toned(function: &str, about: &str, prefix: &str) -> String {
    let mut text =
        format!("    /** {about} */\n    public fun {function}(tone: Tone): Color = when (tone) {{\n");
    for tone in Tone::ALL {
        let colour = [prefix, tone.name()].concat().to_lower_camel_case();
        let _ = writeln!(
            text,
            "        Tone.{} -> {colour}",
            tone.name().to_shouty_snake_case()
        );
    }
    text.push_str("    }\n\n");
    text
}

fn theme(looks: &Looks, name: &str, about: &str, shade: impl Fn(&Shades) -> Rgb) -> String {
    let mut text = format!("        /** {about} */\n        public val {name}: Colours = Colours(\n");
    for (part, shades) in &looks.colours {
        let _ = writeln!(
            text,
            "            {} = Color(0xFF{}),",
            part.to_lower_camel_case(),
            shade(shades).hex()
        );
    }
    text.push_str("        )\n");
    text
}

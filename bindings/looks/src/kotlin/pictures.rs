//! `Icons`: vectors for Compose, made when they are first shown.

use std::collections::BTreeMap;
use std::fmt::Write;

use heck::{ToLowerCamelCase, ToShoutySnakeCase};

use crate::looks::{Looks, Sign};

const HEAD: &str = "import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.addPathNodes
import androidx.compose.ui.unit.dp
import vn.fieldbook.ChangeState
import vn.fieldbook.ClaimState
import vn.fieldbook.FactKind
import vn.fieldbook.Severity

/** Pictures of 24 × 24, black; tint them. Each is made when it is first shown. */
public object Icons {
";

const TAIL: &str = "
/** The pictures under their own names. */
private object Drawn {
";

const MADE: &str = "}

private fun drawn(name: String, path: String): ImageVector =
    ImageVector.Builder(name, 24.dp, 24.dp, 24f, 24f)
        .addPath(addPathNodes(path), fill = SolidColor(Color.Black))
        .build()
";

pub fn file(looks: &Looks) -> String {
    let mut text = HEAD.to_owned();
    for (part, picture) in &looks.icons {
        let _ = writeln!(
            text,
            "    public val {}: ImageVector get() = {}",
            part.to_lower_camel_case(),
            drawn(picture)
        );
    }
    text.push_str(&step(looks));
    for (state, signs) in looks.signs() {
        text.push_str(&sign(state, signs));
    }
    text.push_str(&all(looks));
    text.push_str("}\n");
    text.push_str(TAIL);
    for (picture, path) in &looks.paths {
        let name = picture.to_lower_camel_case();
        let _ = writeln!(
            text,
            "    val {name}: ImageVector by lazy {{ drawn(\"{picture}\", \"{path}\") }}"
        );
    }
    text.push_str(MADE);
    text
}

fn drawn(picture: &str) -> String {
    format!("Drawn.{}", picture.to_lower_camel_case())
}

fn step(looks: &Looks) -> String {
    let mut text = "
    /** The picture of a step; of its kind, where a pack has brought a step that has none. */
    public fun step(code: String, kind: FactKind): ImageVector = when (code) {
"
    .to_owned();
    for (code, picture) in &looks.steps {
        let _ = writeln!(text, "        \"{code}\" -> {}", drawn(picture));
    }
    text.push_str("        else -> kind(kind)\n    }\n\n    /** The picture of a kind of fact. */\n");
    text.push_str("    public fun kind(kind: FactKind): ImageVector = when (kind) {\n");
    for (kind, picture) in &looks.kinds {
        let _ = writeln!(
            text,
            "        FactKind.{} -> {}",
            kind.to_shouty_snake_case(),
            drawn(picture)
        );
    }
    text.push_str("    }\n");
    text
}

fn sign(state: &str, signs: &BTreeMap<String, Sign>) -> String {
    let mut text = format!("\n    public fun of(state: {state}): ImageVector = when (state) {{\n");
    for (name, sign) in signs {
        let _ = writeln!(
            text,
            "        {state}.{} -> {}",
            name.to_shouty_snake_case(),
            drawn(&sign.icon)
        );
    }
    text.push_str("    }\n");
    text
}

fn all(looks: &Looks) -> String {
    let mut text = "\n    /** Every picture, for a sheet that shows them. */\n    public val all: List<ImageVector>\n        get() = listOf(\n".to_owned();
    for picture in looks.paths.keys() {
        let _ = writeln!(text, "            {},", drawn(picture));
    }
    text.push_str("        )\n");
    text
}

//! Python's words for defaults, names and what the documentation says.

use heck::{ToShoutySnakeCase, ToSnakeCase};
use uniffi_bindgen::interface::{DefaultValue, Literal, Type};

use crate::prose::quoted;
use crate::surface::Surface;

pub const LIST: &str = "list";
pub const DICT: &str = "dict";

/// What stands for a default: a literal, or the type that makes a new one each time.
pub fn literal(value: &DefaultValue, kind: &Type) -> String {
    match (value, kind) {
        (DefaultValue::Default, Type::Map { .. }) => DICT.to_owned(),
        (DefaultValue::Default, Type::Sequence { .. }) => LIST.to_owned(),
        (DefaultValue::Default, Type::Optional { .. }) => "None".to_owned(),
        (DefaultValue::Default, _) => "...".to_owned(),
        (DefaultValue::Literal(literal), _) => spelled(literal),
    }
}

fn spelled(literal: &Literal) -> String {
    match literal {
        Literal::Boolean(true) => "True".to_owned(),
        Literal::Boolean(false) => "False".to_owned(),
        Literal::String(value) => format!("{value:?}"),
        Literal::UInt(value, ..) => value.to_string(),
        Literal::Int(value, ..) => value.to_string(),
        Literal::Float(value, _) => value.clone(),
        Literal::Enum(variant, Type::Enum { name, .. }) => {
            format!("{name}.{}", variant.to_shouty_snake_case())
        }
        Literal::Enum(variant, _) => variant.clone(),
        Literal::EmptySequence => LIST.to_owned(),
        Literal::EmptyMap => DICT.to_owned(),
        Literal::EmptySet => "set".to_owned(),
        Literal::None => "None".to_owned(),
        Literal::Some { inner } => match inner.as_ref() {
            DefaultValue::Default => "...".to_owned(),
            DefaultValue::Literal(inner) => spelled(inner),
        },
    }
}

/// The documentation speaks to three languages: here exceptions are raised, and names in backticks have Python's form.
pub fn in_python(surface: &Surface, text: &str) -> String {
    let mended = quoted(text, |piece| {
        let (before, name) = piece.rsplit_once('.').unwrap_or(("", piece));
        match (surface.members().contains(&name.to_snake_case()), before) {
            // Types keep their capital; `refusal.<code>` names no member.
            (false, _) => piece.to_owned(),
            (true, _) if !name.starts_with(char::is_lowercase) => piece.to_owned(),
            (true, "") => name.to_snake_case(),
            (true, before) => format!("{before}.{}", name.to_snake_case()),
        }
    });
    mended
        .replace("Throws `", "Raises `")
        .replace("throws `", "raises `")
}

/// UniFFI puts an underscore before a word that Python keeps for itself.
pub fn named(name: &str) -> String {
    const KEPT: [&str; 12] = [
        "and", "as", "class", "def", "del", "for", "from", "global", "import", "in", "is", "not",
    ];
    let name = name.to_snake_case();
    if KEPT.contains(&name.as_str()) {
        format!("_{name}")
    } else {
        name
    }
}

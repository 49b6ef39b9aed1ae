//! How names, types, defaults and documentation are written in Kotlin.

use heck::{ToLowerCamelCase, ToShoutySnakeCase};
use uniffi_bindgen::interface::{Argument, AsType, DefaultValue, Field, Literal, Type};

use crate::prose::quoted;
use crate::surface::Surface;

/// Kotlin's hard keywords: as names they stand in backticks.
const KEYWORDS: [&str; 28] = [
    "as",
    "break",
    "class",
    "continue",
    "do",
    "else",
    "false",
    "for",
    "fun",
    "if",
    "in",
    "interface",
    "is",
    "null",
    "object",
    "package",
    "return",
    "super",
    "this",
    "throw",
    "true",
    "try",
    "typealias",
    "typeof",
    "val",
    "var",
    "when",
    "while",
];

/// The name of a call, an argument or a field.
pub fn name(rust: &str) -> String {
    let name = rust.to_lower_camel_case();
    if KEYWORDS.contains(&name.as_str()) {
        format!("`{name}`")
    } else {
        name
    }
}

/// An error's class: UniFFI calls it an exception.
pub fn exception(error: &str) -> String {
    error
        .strip_suffix("Error")
        .map_or_else(|| error.to_owned(), |stem| format!("{stem}Exception"))
}

/// `name: Type = default`, as an argument list has it.
pub fn parameter(argument: &Argument) -> String {
    let kind = argument.as_type();
    let spelled = match kind {
        Type::Bytes if argument.is_borrowed_bytes() => "java.nio.ByteBuffer".to_owned(),
        ref kind => spelled(kind),
    };
    let default = defaulted(argument.default_value(), &kind);
    format!("{}: {spelled}{default}", name(argument.name()))
}

/// `name: Type = default` of a record's or a variant's field; one without a name is `v1`, `v2` by its place.
pub fn field(place: usize, field: &Field) -> String {
    let kind = field.as_type();
    let default = defaulted(field.default_value(), &kind);
    let called = match field.name() {
        "" => format!("v{}", place + 1),
        rust => name(rust),
    };
    format!("{called}: {}{default}", spelled(&kind))
}

fn defaulted(value: Option<&DefaultValue>, kind: &Type) -> String {
    value
        .map(|value| format!(" = {}", default(value, kind)))
        .unwrap_or_default()
}

fn default(value: &DefaultValue, kind: &Type) -> String {
    let literal = match value {
        DefaultValue::Default => return empty(kind),
        DefaultValue::Literal(literal) => literal,
    };
    match literal {
        Literal::Boolean(value) => value.to_string(),
        Literal::String(value) => format!("{value:?}"),
        Literal::UInt(value, ..) => format!("{value}u"),
        Literal::Int(value, ..) => value.to_string(),
        Literal::Float(value, _) => value.clone(),
        Literal::Enum(variant, kind) => format!("{}.{}", spelled(kind), variant.to_shouty_snake_case()),
        Literal::EmptySequence => "emptyList()".to_owned(),
        Literal::EmptyMap => "emptyMap()".to_owned(),
        Literal::EmptySet => "emptySet()".to_owned(),
        Literal::None => "null".to_owned(),
        Literal::Some { inner } => default(inner, kind),
    }
}

/// What a type's own default is, where no value was named.
fn empty(kind: &Type) -> String {
    match kind {
        Type::Optional { .. } => "null".to_owned(),
        Type::Sequence { .. } => "emptyList()".to_owned(),
        Type::Set { .. } => "emptySet()".to_owned(),
        Type::Map { .. } => "emptyMap()".to_owned(),
        Type::Boolean => "false".to_owned(),
        Type::String => "\"\"".to_owned(),
        Type::Float32 => "0f".to_owned(),
        Type::Float64 => "0.0".to_owned(),
        Type::UInt8 | Type::UInt16 | Type::UInt32 | Type::UInt64 => "0u".to_owned(),
        Type::Int8 | Type::Int16 | Type::Int32 | Type::Int64 => "0".to_owned(),
        kind => format!("{}()", spelled(kind)),
    }
}

/// A type.
pub fn spelled(kind: &Type) -> String {
    match kind {
        Type::UInt8 => "UByte".to_owned(),
        Type::Int8 => "Byte".to_owned(),
        Type::UInt16 => "UShort".to_owned(),
        Type::Int16 => "Short".to_owned(),
        Type::UInt32 => "UInt".to_owned(),
        Type::Int32 => "Int".to_owned(),
        Type::UInt64 => "ULong".to_owned(),
        Type::Int64 => "Long".to_owned(),
        Type::Float32 => "Float".to_owned(),
        Type::Float64 => "Double".to_owned(),
        Type::Boolean => "Boolean".to_owned(),
        Type::String => "String".to_owned(),
        Type::Bytes => "ByteArray".to_owned(),
        Type::Timestamp => "java.time.Instant".to_owned(),
        Type::Duration => "java.time.Duration".to_owned(),
        Type::Enum { name, .. } => exception(name),
        Type::Object { name, .. }
        | Type::Record { name, .. }
        | Type::CallbackInterface { name, .. }
        | Type::Custom { name, .. } => name.clone(),
        Type::Box { inner_type } => spelled(inner_type),
        Type::Optional { inner_type } => format!("{}?", spelled(inner_type)),
        Type::Sequence { inner_type } => format!("List<{}>", spelled(inner_type)),
        Type::Set { inner_type } => format!("Set<{}>", spelled(inner_type)),
        Type::Map { key_type, value_type } => format!("Map<{}, {}>", spelled(key_type), spelled(value_type)),
    }
}

/// A docstring with the calls and fields it names spelled as Kotlin does: `Stamps.sweep_again` becomes
/// `Stamps.sweepAgain`. Codes such as `book_exists` are texts and stay.
pub fn prose(surface: &Surface, text: &str) -> String {
    quoted(text, |piece| {
        let (on, name) = piece.rsplit_once('.').unwrap_or(("", piece));
        match (surface.members().contains(name), on) {
            (false, _) => piece.to_owned(),
            (true, "") => name.to_lower_camel_case(),
            (true, on) => format!("{on}.{}", name.to_lower_camel_case()),
        }
    })
}

/// A docstring as KDoc, with the names it mentions as Kotlin spells them.
pub fn doc(surface: &Surface, indent: &str, text: Option<&str>) -> String {
    let Some(text) = text else {
        return String::new();
    };
    let mut kdoc = format!("{indent}/**\n");
    for line in prose(surface, text).lines() {
        kdoc.push_str(format!("{indent} * {}", line.trim()).trim_end());
        kdoc.push('\n');
    }
    kdoc + indent + " */\n"
}

/// Lines, each a step further in.
pub fn indented<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for line in lines {
        if !line.is_empty() {
            text.push_str("    ");
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

//! Kotlin: `suspend` calls that leave the caller's thread, with the documentation of the calls they make.

use std::fmt::Write as _;

use heck::ToLowerCamelCase;
use uniffi_bindgen::interface::{Argument, AsType, DefaultValue, Literal, Method, Object, Type};

use crate::surface::Surface;

const HEAD: &str = "// Written by fieldbook-bindgen from the library itself; changes here are lost.

@file:Suppress(\"RedundantVisibilityModifier\")

package vn.fieldbook
";

pub fn files(surface: &Surface) -> Vec<(&'static str, String)> {
    let mut text = HEAD.to_owned();
    for room in surface.rooms() {
        text.push('\n');
        text.push_str(&class(surface, room));
    }
    vec![("vn/fieldbook/Rooms.kt", text)]
}

fn class(surface: &Surface, room: &Object) -> String {
    let name = room.name();
    let mut text = doc("", room.docstring());
    let closes = if surface.is_owned(room) {
        ""
    } else {
        " : AutoCloseable"
    };
    let _ = write!(
        text,
        "public class {name} internal constructor(
    /** The same calls on the caller's own thread, for code that is off the main thread already. */
    public val blocking: Blocking{name},
){closes} {{
"
    );
    let (doors, calls): (Vec<_>, Vec<_>) = surface.calls(room).partition(|method| surface.is_door(method));
    for door in &doors {
        text.push_str(&property(surface, door));
    }
    for call in calls {
        text.push_str(&doc("    ", call.docstring()));
        text.push_str(&function(
            surface,
            call.name(),
            &call.arguments(),
            call.return_type(),
            call.throws(),
            None,
        ));
    }
    if !surface.is_owned(room) {
        text.push_str(&close(&doors));
    }
    text.push_str(&companion(surface, room));
    text.push_str("}\n");
    text
}

fn property(surface: &Surface, door: &Method) -> String {
    let name = door.name().to_lower_camel_case();
    let kind = door.return_type().map(|kind| spelled(kind)).unwrap_or_default();
    let _ = surface;
    format!(
        "{}    public val {name}: {kind} = {kind}(blocking.{name}())\n\n",
        doc("    ", door.docstring())
    )
}

fn function(
    surface: &Surface,
    name: &str,
    arguments: &[&Argument],
    answer: Option<&Type>,
    throws: bool,
    made: Option<&str>,
) -> String {
    let name = name.to_lower_camel_case();
    let declared: Vec<String> = arguments.iter().map(|argument| parameter(argument)).collect();
    let passed: Vec<String> = arguments
        .iter()
        .map(|argument| handed(surface, argument))
        .collect();
    let answered = answer
        .map(|kind| format!(": {}", spelled(kind)))
        .unwrap_or_default();
    let on = made.map_or_else(|| "blocking".to_owned(), |room| format!("Blocking{room}"));
    let call = format!("{on}.{name}({})", passed.join(", "));
    let call = match answer.and_then(|kind| surface.room_in(kind)) {
        Some(room) => format!("{room}({call})"),
        None => call,
    };
    let throws = if throws {
        "    @Throws(FieldbookException::class, CancellationException::class)\n"
    } else {
        ""
    };
    format!(
        "{throws}    public suspend fun {name}({}){answered} = offMain {{ {call} }}\n\n",
        declared.join(", ")
    )
}

fn close(doors: &[&Method]) -> String {
    let rooms: String = doors
        .iter()
        .map(|door| format!("        {}.blocking.close()\n", door.name().to_lower_camel_case()))
        .collect();
    format!(
        "    /** Lets go of what the library holds for this. What was saved stays saved. Idempotent. */
    override fun close() {{
{rooms}        blocking.close()
    }}
"
    )
}

fn companion(surface: &Surface, room: &Object) -> String {
    let constructors = surface.constructors(room);
    if constructors.is_empty() {
        return String::new();
    }
    let made = Type::Object {
        module_path: String::new(),
        name: room.name().to_owned(),
        imp: *room.imp(),
    };
    let mut text = "\n    public companion object {\n".to_owned();
    for constructor in constructors {
        let function = function(
            surface,
            constructor.name(),
            &constructor.arguments(),
            Some(&made),
            constructor.throws(),
            Some(room.name()),
        );
        for line in (doc("    ", constructor.docstring()) + &function).lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    text.push_str("    }\n");
    text
}

fn parameter(argument: &Argument) -> String {
    let name = argument.name().to_lower_camel_case();
    let kind = match argument.as_type() {
        Type::Bytes if argument.is_borrowed_bytes() => "java.nio.ByteBuffer".to_owned(),
        kind => spelled(&kind),
    };
    let default = argument
        .default_value()
        .map(|value| format!(" = {}", default(value)))
        .unwrap_or_default();
    format!("`{name}`: {kind}{default}")
}

fn handed(surface: &Surface, argument: &Argument) -> String {
    let name = argument.name().to_lower_camel_case();
    match surface.room_in(&argument.as_type()) {
        Some(_) => format!("`{name}`.blocking"),
        None => format!("`{name}`"),
    }
}

fn default(value: &DefaultValue) -> String {
    match value {
        DefaultValue::Default => "null".to_owned(),
        DefaultValue::Literal(literal) => match literal {
            Literal::Boolean(value) => value.to_string(),
            Literal::String(value) => format!("{value:?}"),
            Literal::UInt(value, ..) => format!("{value}u"),
            Literal::Int(value, ..) => value.to_string(),
            Literal::Float(value, _) => value.clone(),
            Literal::Enum(variant, kind) => format!("{}.{variant}", spelled(kind)),
            Literal::EmptySequence => "emptyList()".to_owned(),
            Literal::EmptyMap => "emptyMap()".to_owned(),
            Literal::EmptySet => "emptySet()".to_owned(),
            Literal::None => "null".to_owned(),
            Literal::Some { inner } => default(inner),
        },
    }
}

fn spelled(kind: &Type) -> String {
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
        Type::Object { name, .. }
        | Type::Record { name, .. }
        | Type::Enum { name, .. }
        | Type::CallbackInterface { name, .. }
        | Type::Custom { name, .. } => name.clone(),
        Type::Box { inner_type } => spelled(inner_type),
        Type::Optional { inner_type } => format!("{}?", spelled(inner_type)),
        Type::Sequence { inner_type } => format!("List<{}>", spelled(inner_type)),
        Type::Set { inner_type } => format!("Set<{}>", spelled(inner_type)),
        Type::Map { key_type, value_type } => format!("Map<{}, {}>", spelled(key_type), spelled(value_type)),
    }
}

fn doc(indent: &str, text: Option<&str>) -> String {
    let Some(text) = text else {
        return String::new();
    };
    let lines: String = text
        .lines()
        .map(|line| format!("{}\n", format!("{indent} * {}", line.trim()).trim_end()))
        .collect();
    format!("{indent}/**\n{lines}{indent} */\n")
}

//! The whole public surface on one page, signatures only: committed, so that every change of it is seen in review.

use heck::ToShoutySnakeCase;
use uniffi_bindgen::interface::{Callable, Enum, Function, Method, Object, Record, Variant};

use super::spelling::{exception, field, indented, name, parameter, spelled};
use crate::surface::Surface;

const HEAD: &str = "// What an app sees of vn.fieldbook, without its documentation. Written by fieldbook-bindgen from the library;
// `.ci/kotlin-bindings --accept` takes in what changed. The types behind the ids are in `bindings/uniffi.toml`, the
// extensions in `src/main/kotlin`. Calls marked with `!` throw FieldbookException.
";

pub fn listing(surface: &Surface) -> String {
    let interface = surface.interface();
    let rooms = surface.rooms().map(|room| class(surface, room));
    let others = interface
        .object_definitions()
        .iter()
        .filter(|object| !surface.rooms().any(|room| room.name() == object.name()));
    let (listeners, objects): (Vec<_>, Vec<_>) = others.partition(|object| object.is_trait_interface());
    let (errors, enums): (Vec<_>, Vec<_>) = interface
        .enum_definitions()
        .iter()
        .partition(|one| interface.is_name_used_as_error(one.name()));
    let mut text = HEAD.to_owned();
    let mut section = |title: &str, parts: Vec<String>| {
        let mut parts = parts;
        parts.sort();
        text = format!("{text}\n// {title}\n\n{}", parts.join("\n"));
    };
    section("Rooms", rooms.collect());
    section(
        "The same calls on the caller's thread, and what only they have",
        surface.rooms().map(|room| blocking(surface, room)).collect(),
    );
    section(
        "Other objects",
        objects.iter().map(|object| object_class(object)).collect(),
    );
    section(
        "Listeners",
        listeners.iter().map(|object| listener(object)).collect(),
    );
    section(
        "Records",
        interface.record_definitions().iter().map(record).collect(),
    );
    section("Enums", enums.iter().map(|one| any_enum(one)).collect());
    section("Errors", errors.iter().map(|one| error(one)).collect());
    section(
        "Functions",
        interface.function_definitions().iter().map(top_level).collect(),
    );
    text
}

fn class(surface: &Surface, room: &Object) -> String {
    let (doors, calls): (Vec<_>, Vec<_>) = surface.calls(room).partition(|method| surface.is_door(method));
    let property = |door: &&Method| {
        let kind = door.return_type().map(spelled).unwrap_or_default();
        format!("val {}: {kind}", name(door.name()))
    };
    let mut members: Vec<String> = doors.iter().map(property).collect();
    members.push(format!("val blocking: Blocking{}", room.name()));
    let mut suspending: Vec<String> = calls.iter().map(|call| method("suspend fun", call)).collect();
    suspending.sort();
    members.extend(suspending);
    if !surface.is_owned(room) {
        members.push("fun close()".to_owned());
    }
    members.extend(made_by(room, "suspend fun"));
    let closes = if surface.is_owned(room) {
        ""
    } else {
        " : AutoCloseable"
    };
    block(&format!("class {}{closes}", room.name()), &members)
}

fn blocking(surface: &Surface, room: &Object) -> String {
    let mirrored: Vec<&str> = surface.calls(room).map(Method::name).collect();
    let methods = room.methods().into_iter();
    let own = methods
        .filter(|call| !mirrored.contains(&call.name()))
        .map(|call| method("fun", call));
    block(
        &format!("class Blocking{} : AutoCloseable", room.name()),
        &own.collect::<Vec<_>>(),
    )
}

fn object_class(object: &Object) -> String {
    let mut members: Vec<String> = object.methods().iter().map(|call| method("fun", call)).collect();
    members.extend(made_by(object, "fun"));
    block(&format!("class {} : AutoCloseable", object.name()), &members)
}

fn listener(object: &Object) -> String {
    let heard = |call: &&Method| signature("fun", call.name(), *call);
    let members: Vec<String> = object.methods().iter().map(heard).collect();
    block(&format!("interface {}", object.name()), &members)
}

fn record(record: &Record) -> String {
    let fields = record.fields().iter().enumerate();
    let fields: Vec<String> = fields
        .map(|(place, one)| format!("val {},", field(place, one)))
        .collect();
    let fields = indented(fields.iter().map(String::as_str));
    let methods: Vec<String> = record.methods().iter().map(|call| method("fun", call)).collect();
    let head = format!("data class {}(\n{fields})", record.name());
    if methods.is_empty() {
        format!("{head}\n")
    } else {
        block(&head, &methods)
    }
}

fn any_enum(one: &Enum) -> String {
    if !one.is_flat() {
        let variants = one.variants().iter().map(|variant| sealed(variant, one.name()));
        return block(
            &format!("sealed class {}", one.name()),
            &variants.collect::<Vec<_>>(),
        );
    }
    let variants = one.variants().iter();
    let mut members: Vec<String> = variants
        .map(|variant| format!("{},", variant.name().to_shouty_snake_case()))
        .collect();
    members.extend(one.methods().iter().map(|call| method("fun", call)));
    block(&format!("enum class {}", one.name()), &members)
}

fn error(one: &Enum) -> String {
    let class = exception(one.name());
    let variants = one.variants().iter().map(|variant| sealed(variant, &class));
    let mut members: Vec<String> = variants.collect();
    members.extend(one.methods().iter().map(|call| method("fun", call)));
    block(&format!("sealed class {class} : Exception"), &members)
}

fn sealed(variant: &Variant, of: &str) -> String {
    let fields: Vec<String> = variant
        .fields()
        .iter()
        .enumerate()
        .map(|(place, one)| format!("val {}", field(place, one)))
        .collect();
    if fields.is_empty() {
        format!("object {} : {of}", variant.name())
    } else {
        format!("class {}({}) : {of}", variant.name(), fields.join(", "))
    }
}

fn made_by(object: &Object, keyword: &str) -> Option<String> {
    let made = object.constructors();
    if made.is_empty() {
        return None;
    }
    let mut lines: Vec<String> = made
        .into_iter()
        .map(|one| marked(keyword, one.name(), one))
        .collect();
    lines.sort();
    let lines = indented(lines.iter().map(String::as_str));
    Some(format!("companion object {{\n{lines}}}"))
}

fn method(keyword: &str, call: &Method) -> String {
    marked(keyword, call.name(), call)
}

fn top_level(function: &Function) -> String {
    marked("fun", function.name(), function) + "\n"
}

fn marked(keyword: &str, called: &str, call: &dyn Callable) -> String {
    let mark = if call.throws_type().is_some() { " !" } else { "" };
    signature(keyword, called, call) + mark
}

fn signature(keyword: &str, called: &str, call: &dyn Callable) -> String {
    let arguments = call.arguments();
    let arguments: Vec<String> = arguments.iter().map(|argument| parameter(argument)).collect();
    let answer = call.return_type();
    let answer = answer
        .map(|kind| format!(": {}", spelled(kind)))
        .unwrap_or_default();
    format!("{keyword} {}({}){answer}", name(called), arguments.join(", "))
}

fn block(head: &str, members: &[String]) -> String {
    if members.is_empty() {
        return format!("{head}\n");
    }
    let lines = indented(members.iter().flat_map(|member| member.lines()));
    format!("{head} {{\n{lines}}}\n")
}

//! The whole generated surface as a reviewer reads it: every signature, no documentation, always in the same order.

use std::fmt::Write as _;

use uniffi_bindgen::interface::{AsType, Enum, Method, Object, Record, Variant};

use super::calls::{declared, labels};
use super::rooms::{effects, is_actor, is_optional, signature, times, waits};
use super::spelling::{Spelling, value_name};
use crate::surface::Surface;

const HEAD: &str =
    "// The public surface of Fieldbook for Swift, as generated from the library. What is written by hand
// stands in Sources/Fieldbook. Compared in CI; `.ci/swift-bindings --accept` rewrites it.
";

pub fn listing(surface: &Surface, spelling: &Spelling) -> String {
    let interface = surface.interface();
    let rooms: Vec<&Object> = surface.rooms().collect();
    let mut types: Vec<(String, String)> = Vec::new();
    for object in interface.object_definitions() {
        let name = object.name();
        let text = if rooms.iter().any(|room| room.name() == name) {
            room(surface, spelling, object)
        } else {
            plain_object(spelling, object)
        };
        types.push((spelling.named(name), text));
    }
    for one in interface.record_definitions() {
        types.push((spelling.named(one.name()), record(spelling, one)));
    }
    for one in interface.enum_definitions() {
        let error = interface.is_name_used_as_error(one.name());
        types.push((spelling.named(one.name()), enumeration(spelling, one, error)));
    }
    types.sort();
    let mut text = HEAD.to_owned();
    for (_, one) in types {
        text.push('\n');
        text.push_str(&one);
    }
    let mut functions: Vec<String> = interface
        .function_definitions()
        .iter()
        .map(|call| declared(spelling, call.name(), call) + "\n")
        .collect();
    functions.sort();
    text + "\n" + &functions.concat()
}

fn block(head: &str, mut lines: Vec<String>, sorted: bool) -> String {
    if sorted {
        lines.sort();
    }
    let mut text = format!("{head} {{\n");
    for line in lines {
        let _ = writeln!(text, "    {line}");
    }
    text + "}\n"
}

fn room(surface: &Surface, spelling: &Spelling, room: &Object) -> String {
    let name = room.name();
    let head = if is_actor(surface, room) {
        format!("actor {name}")
    } else {
        format!("final class {name}: Sendable")
    };
    let mut lines = vec![format!("let blocking: Blocking{name}")];
    for made in room.constructors() {
        let effects = effects(spelling, made.throws_type(), waits(made));
        lines.push(format!(
            "static {}",
            signature(spelling, made.name(), &made.arguments(), &effects, Some(name))
        ));
    }
    for call in surface.calls(room) {
        let answer = call.return_type().map(|kind| spelling.kind(kind));
        if surface.is_door(call) {
            lines.push(format!(
                "let {}: {}",
                value_name(call.name()),
                answer.unwrap_or_default()
            ));
        } else {
            let effects = effects(spelling, call.throws_type(), true);
            lines.push(signature(
                spelling,
                call.name(),
                &call.arguments(),
                &effects,
                answer.as_deref(),
            ));
        }
    }
    block(&head, lines, true)
}

/// An object without a layer: a listener that an app implements, or what does not work on the book's file.
fn plain_object(spelling: &Spelling, object: &Object) -> String {
    let name = spelling.named(object.name());
    let calls = object.methods().into_iter();
    if object.has_callback_interface() {
        let calls = calls.map(|call| required(spelling, call)).collect();
        return block(&format!("protocol {name}: AnyObject, Sendable"), calls, true);
    }
    let calls = calls.map(|call| declared(spelling, call.name(), call));
    let made = object.constructors().into_iter();
    let made = made.map(|made| format!("static {}", declared(spelling, made.name(), made)));
    let lines = made.chain(calls).collect();
    block(&format!("class {name}: @unchecked Sendable"), lines, true)
}

fn methods(spelling: &Spelling, methods: &[Method]) -> Vec<String> {
    let mut lines: Vec<String> = methods
        .iter()
        .map(|call| declared(spelling, call.name(), call))
        .collect();
    lines.sort();
    lines
}

fn record(spelling: &Spelling, record: &Record) -> String {
    let fields = record.fields().iter();
    let mut lines: Vec<String> = fields
        .map(|field| format!("let {}", spelling.field(field)))
        .collect();
    lines.extend(times(record).map(|(field, name, kind)| {
        let mark = if is_optional(field) { "?" } else { "" };
        format!("var {name}: {kind}{mark} {{ get }}")
    }));
    lines.extend(methods(spelling, record.methods()));
    let head = format!("struct {}: Sendable", spelling.named(record.name()));
    block(&head, lines, false)
}

fn enumeration(spelling: &Spelling, kind: &Enum, error: bool) -> String {
    let conforms = if error { "Error" } else { "Sendable" };
    let mut lines: Vec<String> = kind.variants().iter().map(|one| case(spelling, one)).collect();
    lines.extend(methods(spelling, kind.methods()));
    block(
        &format!("enum {}: {conforms}", spelling.named(kind.name())),
        lines,
        false,
    )
}

fn case(spelling: &Spelling, case: &Variant) -> String {
    let name = value_name(case.name());
    if case.fields().is_empty() {
        return format!("case {name}");
    }
    let nameless = case.has_nameless_fields();
    let fields: Vec<String> = case
        .fields()
        .iter()
        .map(|field| {
            if nameless {
                spelling.kind(&field.as_type())
            } else {
                spelling.field(field)
            }
        })
        .collect();
    format!("case {name}({})", fields.join(", "))
}

/// A call that an app implements, as UniFFI declares it: every argument with its label, errors without their type.
fn required(spelling: &Spelling, call: &Method) -> String {
    let throws = if call.throws() { " throws" } else { "" };
    let answer = call.return_type();
    let answer = answer.map(|kind| format!(" -> {}", spelling.kind(kind)));
    format!(
        "func {}({}){throws}{}",
        value_name(call.name()),
        labels(spelling, call),
        answer.unwrap_or_default()
    )
}

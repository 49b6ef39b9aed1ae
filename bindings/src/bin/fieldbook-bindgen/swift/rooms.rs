//! The layer itself: a class for each room with its calls, and the actor that hands them out.

use std::fmt::Write as _;

use heck::ToLowerCamelCase;
use uniffi_bindgen::interface::{Argument, AsType, Constructor, Field, Method, Object, Record, Type};

use super::spelling::{Spelling, value_name};
use crate::surface::Surface;

pub const HEAD: &str = "// Written by fieldbook-bindgen from the library itself; changes here are lost.

import Foundation
";

const BLOCKING: &str =
    "    /// The same calls on the caller's own thread, for code that is off Swift's threads already.\n";

/// The actor's calls run in its own queue, in the order in which they were made; `pause` and `resume` need that.
const QUEUE: &str = "    private let queue = BookQueue()

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        queue.asUnownedSerialExecutor()
    }

";

pub fn classes(surface: &Surface, spelling: &Spelling) -> String {
    let mut text = HEAD.to_owned();
    for room in surface.rooms() {
        text.push('\n');
        text.push_str(&class(surface, spelling, room));
    }
    text
}

/// Whoever hands out rooms is the actor: what it does itself concerns the whole book, one thing after another. The
/// rooms are not, so that reads run beside writes.
pub fn is_actor(surface: &Surface, room: &Object) -> bool {
    surface.calls(room).any(|method| surface.is_door(method))
}

fn class(surface: &Surface, spelling: &Spelling, room: &Object) -> String {
    let name = room.name();
    let (doors, calls): (Vec<_>, Vec<_>) = surface.calls(room).partition(|method| surface.is_door(method));
    let actor = is_actor(surface, room);
    let mut text = spelling.doc("", room.docstring());
    if actor {
        let _ = write!(
            text,
            "public actor {name} {{\n{BLOCKING}    public nonisolated let blocking: Blocking{name}\n{QUEUE}"
        );
    } else {
        let _ = write!(
            text,
            "public final class {name}: Sendable {{\n{BLOCKING}    public let blocking: Blocking{name}\n\n"
        );
    }
    for door in &doors {
        let _ = write!(
            text,
            "{}    public nonisolated let {}\n\n",
            spelling.doc("    ", door.docstring()),
            property(spelling, door)
        );
    }
    text.push_str(&init(spelling, name, &doors));
    for constructor in room.constructors() {
        text.push_str(&maker(surface, spelling, name, constructor));
    }
    for call in calls {
        text.push_str(&function(surface, spelling, call, actor));
    }
    text.push_str("}\n");
    text
}

fn property(spelling: &Spelling, door: &Method) -> String {
    let kind = door.return_type().map(|kind| spelling.kind(kind));
    format!("{}: {}", value_name(door.name()), kind.unwrap_or_default())
}

fn init(spelling: &Spelling, name: &str, doors: &[&Method]) -> String {
    let mut text = format!("    init(_ blocking: Blocking{name}) {{\n        self.blocking = blocking\n");
    for door in doors {
        let (door, room) = (value_name(door.name()), door.return_type());
        let room = room.map(|kind| spelling.kind(kind)).unwrap_or_default();
        let _ = writeln!(text, "        {door} = {room}(blocking.{door}())");
    }
    text + "    }\n"
}

/// `func name(_ first: Kind, second: Kind) effects -> Answer`: what the call is about has no label.
pub fn signature(
    spelling: &Spelling,
    name: &str,
    arguments: &[&Argument],
    effects: &str,
    answer: Option<&str>,
) -> String {
    let mut declared: Vec<String> = arguments
        .iter()
        .map(|argument| spelling.parameter(argument))
        .collect();
    if let Some(first) = declared.first_mut() {
        first.insert_str(0, "_ ");
    }
    let answer = answer.map(|kind| format!(" -> {kind}")).unwrap_or_default();
    format!(
        "func {}({}){effects}{answer}",
        value_name(name),
        declared.join(", ")
    )
}

pub fn effects(spelling: &Spelling, throws: Option<&Type>, waits: bool) -> String {
    let waits = if waits { " async" } else { "" };
    match throws {
        Some(kind) => format!("{waits} throws({})", spelling.kind(kind)),
        None => waits.to_owned(),
    }
}

/// `on.name(first: first, second: second)`, with rooms taken out of their layer.
fn made_call(surface: &Surface, on: &str, name: &str, arguments: &[&Argument]) -> String {
    let passed: Vec<String> = arguments
        .iter()
        .map(|argument| {
            let (label, value) = (argument.name().to_lower_camel_case(), value_name(argument.name()));
            match surface.room_in(&argument.as_type()) {
                Some(_) => format!("{label}: {value}.blocking"),
                None => format!("{label}: {value}"),
            }
        })
        .collect();
    format!("{on}.{}({})", value_name(name), passed.join(", "))
}

/// Whether a room is made on another thread: one that cannot fail to be made touches no file.
pub fn waits(made: &Constructor) -> bool {
    made.throws()
}

fn maker(surface: &Surface, spelling: &Spelling, room: &str, made: &Constructor) -> String {
    let (arguments, throws) = (made.arguments(), made.throws_type());
    let waits = waits(made);
    let call = made_call(surface, &format!("Blocking{room}"), made.name(), &arguments);
    let signature = signature(
        spelling,
        made.name(),
        &arguments,
        &effects(spelling, throws, waits),
        Some(room),
    );
    let attempt = if throws.is_some() { "try " } else { "" };
    let call = if waits {
        format!("{attempt}await outside {{ {attempt}{call} }}")
    } else {
        call
    };
    format!(
        "\n{}    public static {signature} {{\n        {room}({call})\n    }}\n",
        spelling.doc("    ", made.docstring())
    )
}

fn function(surface: &Surface, spelling: &Spelling, call: &Method, actor: bool) -> String {
    let (arguments, throws) = (call.arguments(), call.throws_type());
    let answer = call.return_type().map(|kind| spelling.kind(kind));
    let signature = signature(
        spelling,
        call.name(),
        &arguments,
        &effects(spelling, throws, !actor),
        answer.as_deref(),
    );
    let attempt = if throws.is_some() { "try " } else { "" };
    let made = attempt.to_owned() + &made_call(surface, "blocking", call.name(), &arguments);
    // The actor is on a queue of its own already.
    let made = match (actor, throws.is_some()) {
        (true, true) => format!("try told {{ () throws in {made} }}"),
        (true, false) => made,
        (false, true) if talks_to_the_hub(call) => {
            format!("try await apart {{ [blocking] in {made} }}.get()")
        }
        (false, _) => format!("{attempt}await outside {{ [blocking] in {made} }}"),
    };
    let made = match call.return_type().and_then(|kind| surface.room_in(kind)) {
        Some(room) => format!("{room}({made})"),
        None => made,
    };
    format!(
        "\n{}    public {signature} {{\n        {made}\n    }}\n",
        spelling.doc("    ", call.docstring())
    )
}

/// A call that ends as a sync does may last as long: it must not take a place from those that only read the disk.
fn talks_to_the_hub(call: &Method) -> bool {
    matches!(call.return_type(), Some(Type::Enum { name, .. }) if name == "Ending")
}

/// The fields of a record that hold milliseconds, and what they are in Foundation.
pub fn times(record: &Record) -> impl Iterator<Item = (&Field, String, &'static str)> {
    record.fields().iter().filter_map(|field| {
        let name = field.name().strip_suffix("_ms")?.to_lower_camel_case();
        let since = field.docstring().is_some_and(|doc| doc.contains("since 1970"));
        Some((field, name, if since { "Date" } else { "TimeInterval" }))
    })
}

pub fn is_optional(field: &Field) -> bool {
    matches!(field.as_type(), Type::Optional { .. })
}

/// Milliseconds as what Foundation counts with.
pub fn dates(surface: &Surface, spelling: &Spelling) -> String {
    let mut text = HEAD.to_owned();
    let records = surface.interface().record_definitions().iter();
    for record in records.filter(|record| times(record).next().is_some()) {
        let _ = writeln!(text, "\nextension {} {{", spelling.named(record.name()));
        for (at, (field, name, kind)) in times(record).enumerate() {
            let stored = value_name(field.name());
            let space = if at == 0 { "" } else { "\n" };
            let unit = if kind == "Date" { "a date" } else { "seconds" };
            let body = match (is_optional(field), kind) {
                (true, "Date") => format!("{stored}.map {{ Date(millisecondsSince1970: $0) }}"),
                (true, _) => format!("{stored}.map {{ TimeInterval($0) / 1000 }}"),
                (false, "Date") => format!("Date(millisecondsSince1970: {stored})"),
                (false, _) => format!("TimeInterval({stored}) / 1000"),
            };
            let mark = if is_optional(field) { "?" } else { "" };
            let _ = writeln!(
                text,
                "{space}    /// `{stored}` as {unit}.\n    public var {name}: {kind}{mark} {{ {body} }}"
            );
        }
        text.push_str("}\n");
    }
    text
}

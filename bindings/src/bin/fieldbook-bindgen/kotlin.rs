//! Kotlin: `suspend` calls that leave the caller's thread, with the documentation of the calls they make.

mod listing;
mod mend;
mod spelling;

use std::error::Error;
use std::path::Path;

use uniffi_bindgen::interface::{Argument, AsType, Callable, Method, Object};

use crate::surface::Surface;
use spelling::{doc, indented, name, parameter, spelled};

const HEAD: &str = "// Written by fieldbook-bindgen from the library itself; changes here are lost.

package vn.fieldbook

import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
";

const IN_ORDER: &str = "    private val order = Mutex()

    // The mutex is fair, and taken before the call leaves the caller's thread.
    private suspend fun <T> inOrder(call: () -> T): T = order.withLock { offMain(call) }
";

pub fn files(surface: &Surface) -> Vec<(&'static str, String)> {
    let mut text = HEAD.to_owned();
    for room in surface.rooms() {
        text.push('\n');
        text.push_str(&class(surface, room));
    }
    vec![
        ("vn/fieldbook/Rooms.kt", text),
        ("fieldbook.api", listing::listing(surface)),
    ]
}

/// Mends what UniFFI has written, where it does not compile or does not read like Kotlin.
pub fn mend(surface: &Surface, out_dir: &Path) -> Result<(), Box<dyn Error>> {
    mend::file(surface, &out_dir.join("vn/fieldbook/fieldbook.kt"))
}

fn class(surface: &Surface, room: &Object) -> String {
    let mut parts = Vec::new();
    let (doors, calls): (Vec<_>, Vec<_>) = surface.calls(room).partition(|method| surface.is_door(method));
    parts.extend(doors.iter().map(|door| property(surface, door)));
    let hop = if can_end(room) { "inOrder" } else { "offMain" };
    parts.extend(calls.iter().map(|call| {
        doc(surface, "    ", call.docstring()) + &function(surface, call.name(), *call, "blocking", hop)
    }));
    if can_end(room) {
        parts.push(IN_ORDER.to_owned());
    }
    if !surface.is_owned(room) {
        parts.push(close(room));
    }
    parts.extend(companion(surface, room));
    let name = room.name();
    let closes = if surface.is_owned(room) {
        ""
    } else {
        " : AutoCloseable"
    };
    format!(
        "{}public class {name} internal constructor(
    /** The same calls on the caller's own thread, for code that is off the main thread already. */
    public val blocking: Blocking{name},
){closes} {{
{}}}
",
        doc(surface, "", room.docstring()),
        parts.join("\n")
    )
}

fn property(surface: &Surface, door: &Method) -> String {
    let name = name(door.name());
    let kind = door.return_type().map(spelled).unwrap_or_default();
    format!(
        "{}    public val {name}: {kind} = {kind}(blocking.{name}())\n",
        doc(surface, "    ", door.docstring())
    )
}

/// A call made `on` an object or class, through what takes it off the caller's thread.
fn function(surface: &Surface, called: &str, call: &dyn Callable, on: &str, hop: &str) -> String {
    let called = name(called);
    let arguments = call.arguments();
    let declared: Vec<String> = arguments.iter().map(|argument| parameter(argument)).collect();
    let passed: Vec<String> = arguments
        .iter()
        .map(|argument| handed(surface, argument))
        .collect();
    let answer = call.return_type();
    let answered = answer.map_or_else(|| "Unit".to_owned(), spelled);
    let made = format!("{on}.{called}({})", passed.join(", "));
    let made = match answer.and_then(|kind| surface.room_in(kind)) {
        Some(room) => format!("{room}({made})"),
        None => made,
    };
    let throws = if call.throws_type().is_some() {
        "    @Throws(FieldbookException::class)\n"
    } else {
        ""
    };
    format!(
        "{throws}    public suspend fun {called}({}): {answered} =\n        {hop} {{ {made} }}\n",
        declared.join(", ")
    )
}

/// What is paused, resumed and shut down: two of these calls, made one behind the other, must not change places on
/// their way to another thread. A book closed by the wrong one of them stays closed under a person's hands.
fn can_end(room: &Object) -> bool {
    room.methods().iter().any(|method| method.name() == "shutdown")
}

/// How `use {}` ends. What can be shut down is shut down, and its rooms answer `Closed` from then on, as after
/// `shutdown`; the library lets go of it when nobody holds it any more.
fn close(room: &Object) -> String {
    let text = if can_end(room) {
        "    /**
     * `shutdown` on the caller's own thread, so that `use {}` leaves a closed file behind. Waits for work under way:
     * on a main thread call `shutdown` instead. Idempotent.
     */
    override fun close() {
        answered { blocking.shutdown() }
    }
"
    } else {
        "    /**
     * Lets go of what the library holds for this; what was saved stays saved. Calls after it throw
     * `IllegalStateException`. Idempotent.
     */
    override fun close() {
        blocking.close()
    }
"
    };
    text.to_owned()
}

fn companion(surface: &Surface, room: &Object) -> Option<String> {
    let on = format!("Blocking{}", room.name());
    let written: Vec<String> = room
        .constructors()
        .into_iter()
        .map(|made| {
            doc(surface, "    ", made.docstring()) + &function(surface, made.name(), made, &on, "offMain")
        })
        .collect();
    if written.is_empty() {
        return None;
    }
    let written = indented(written.join("\n").lines());
    Some(format!("    public companion object {{\n{written}    }}\n"))
}

fn handed(surface: &Surface, argument: &Argument) -> String {
    let name = name(argument.name());
    match surface.room_in(&argument.as_type()) {
        Some(_) => format!("{name}.blocking"),
        None => name,
    }
}

//! What UniFFI 0.32.2 writes for Kotlin and no configuration changes.

use std::error::Error;
use std::fs;
use std::path::Path;

use uniffi_bindgen::interface::Object;

use super::spelling::prose;
use crate::prose::comments;
use crate::surface::Surface;

pub fn file(surface: &Surface, file: &Path) -> Result<(), Box<dyn Error>> {
    let text = comments(&fs::read_to_string(file)?, |line| prose(surface, line));
    fs::write(file, messages(&faults(surface, &text)))?;
    Ok(())
}

/// An error's message is the English sentence, not the fields it is made of.
fn messages(text: &str) -> String {
    let lines = text.lines().map(|line| {
        if line.trim_start().starts_with("get() = \"") && line.contains("said=${ `said` }") {
            "            get() = `said`.en\n".to_owned()
        } else {
            line.to_owned() + "\n"
        }
    });
    lines.collect()
}

/// Three faults of UniFFI 0.32.2. It keeps only the address of a buffer, so that one that nobody else holds may be
/// collected while it is read: it now travels with the address. It takes the address of a buffer's beginning where it
/// should take that of its position: bytes behind one another in a larger buffer were read from the wrong place. And it
/// gives an object its new name everywhere but in what its constructors return.
fn faults(surface: &Surface, text: &str) -> String {
    let text = text
        .replace(
            "getDirectBufferPointer(value)",
            "getDirectBufferPointer(value.slice())",
        )
        .replace(
            "@JvmField var data: Pointer? = null\n\n    class ByValue : ForeignBytes()",
            "@JvmField var data: Pointer? = null\n    internal var held: java.nio.ByteBuffer? = null\n\n    class ByValue : ForeignBytes()",
        )
        .replace("fb.len = remaining\n", "fb.len = remaining\n        fb.held = value\n");
    let made = surface.rooms().filter(|room| !room.constructors().is_empty());
    made.map(Object::name).fold(text, |text, name| {
        text.replace(&format!("): {name} {{"), &format!("): Blocking{name} {{"))
            .replace(
                &format!("FfiConverterType{name}.lift("),
                &format!("FfiConverterTypeBlocking{name}.lift("),
            )
    })
}

//! What UniFFI 0.32.2 writes for Kotlin and no configuration changes.

use std::error::Error;
use std::fs;
use std::path::Path;

use uniffi_bindgen::interface::Object;

use crate::surface::Surface;

pub fn file(surface: &Surface, file: &Path) -> Result<(), Box<dyn Error>> {
    let text = comments(surface, &fs::read_to_string(file)?);
    fs::write(file, faults(surface, &text))?;
    Ok(())
}

/// The library's docstrings are in Rust's spelling.
fn comments(surface: &Surface, code: &str) -> String {
    let lines = code.lines().map(|line| {
        if line.trim_start().starts_with('*') {
            surface.mended(line) + "\n"
        } else {
            line.to_owned() + "\n"
        }
    });
    lines.collect()
}

/// Two faults of UniFFI 0.32.2. It gives an object its new name everywhere but in what its constructors return. And it
/// takes the address of a buffer's beginning where it should take that of its position: bytes behind one another in a
/// larger buffer were read from the wrong place.
fn faults(surface: &Surface, text: &str) -> String {
    let text = text.replace(
        "getDirectBufferPointer(value)",
        "getDirectBufferPointer(value.slice())",
    );
    let made = surface.rooms().filter(|room| !room.constructors().is_empty());
    made.map(Object::name).fold(text, |text, name| {
        text.replace(&format!("): {name} {{"), &format!("): Blocking{name} {{"))
            .replace(
                &format!("FfiConverterType{name}.lift("),
                &format!("FfiConverterTypeBlocking{name}.lift("),
            )
    })
}

//! What UniFFI 0.32.2 writes for Swift and no configuration changes.

use std::error::Error;
use std::fs;
use std::path::Path;

use heck::ToLowerCamelCase;
use uniffi_bindgen::interface::{Enum, Object};

use super::calls;
use super::spelling::Spelling;
use crate::prose::comments;
use crate::surface::Surface;

pub fn file(surface: &Surface, file: &Path) -> Result<(), Box<dyn Error>> {
    let written = fs::read_to_string(file)?;
    let text = constructors(surface, written);
    let text = error_cases(surface, text);
    let spelling = Spelling::new(surface);
    let text = calls::hide(surface, &spelling, text);
    fs::write(file, comments(&text, |line| spelling.prose(line)))?;
    Ok(())
}

/// A renamed object's constructors still give the type of the old name, which is our layer's.
fn constructors(surface: &Surface, text: String) -> String {
    let made = surface.rooms().filter(|room| !room.constructors().is_empty());
    made.map(Object::name).fold(text, |text, room| {
        text.replace(
            &format!("FfiConverterType{room}_lift("),
            &format!("FfiConverterTypeBlocking{room}_lift("),
        )
        .replace(
            &format!("throws  -> {room}  {{"),
            &format!("throws  -> Blocking{room}  {{"),
        )
        .replace(&format!(") -> {room}  {{"), &format!(") -> Blocking{room}  {{"))
    })
}

/// Cases of errors are written like classes, those of every other enum like Swift's own.
fn error_cases(surface: &Surface, text: String) -> String {
    let interface = surface.interface();
    let errors = interface.enum_definitions().iter();
    let errors = errors.filter(|kind| interface.is_name_used_as_error(kind.name()));
    errors.flat_map(Enum::variants).fold(text, |text, case| {
        let (old, new) = (case.name(), case.name().to_lower_camel_case());
        text.replace(&format!("case {old}("), &format!("case {new}("))
            .replace(&format!(".{old}("), &format!(".{new}("))
    })
}

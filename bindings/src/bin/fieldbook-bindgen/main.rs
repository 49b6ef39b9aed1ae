//! Writes the Kotlin, Swift or Python code that belongs to one built library: UniFFI's own, and the idiomatic
//! layer over it.
//!
//!     fieldbook-bindgen kotlin|swift|python LIBRARY OUT_DIR
//!
//! Both come from the metadata inside that library, so that code and library cannot be of two versions. Give it
//! a library that is not stripped.

mod kotlin;
mod python;
mod surface;
mod swift;

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};
use uniffi_bindgen::{BindgenLoader, BindgenPaths, GlobalConfig};

use crate::surface::Surface;

const USAGE: &str = "usage: fieldbook-bindgen kotlin|swift|python LIBRARY OUT_DIR";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [language, library, out_dir] = arguments.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    match write(language, library, out_dir) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(language: &str, library: &str, out_dir: &str) -> Result<(), Box<dyn Error>> {
    let (target, layer): (_, fn(&Surface) -> Vec<(&'static str, String)>) = match language {
        "kotlin" => (TargetLanguage::Kotlin, kotlin::files),
        "swift" => (TargetLanguage::Swift, swift::files),
        "python" => (TargetLanguage::Python, python::files),
        _ => return Err(USAGE.into()),
    };
    generate(GenerateOptions {
        languages: vec![target],
        source: library.into(),
        out_dir: out_dir.into(),
        metadata_no_deps: true,
        ..GenerateOptions::default()
    })?;
    let surface = surface_of(library)?;
    if language == "swift" {
        swift::mend(&surface, Path::new(out_dir))?;
    }
    for (name, text) in layer(&surface) {
        let file = Path::new(out_dir).join(name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, text)?;
    }
    Ok(())
}

fn surface_of(library: &str) -> Result<Surface, Box<dyn Error>> {
    let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
    let metadata = loader.load_metadata(library.into())?;
    let mut interfaces = loader.load_cis(metadata)?;
    match (interfaces.pop(), interfaces.is_empty()) {
        (Some(interface), true) => Ok(Surface::new(interface)),
        _ => Err("the library holds not exactly one UniFFI component".into()),
    }
}

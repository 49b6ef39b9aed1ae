//! Writes the Kotlin, Swift or Python code that belongs to one built library: UniFFI's own, and the idiomatic
//! layer over it.
//!
//!     fieldbook-bindgen kotlin|swift|python LIBRARY OUT_DIR
//!
//! Both come from the metadata inside that library, so that code and library cannot be of two versions. Give it
//! a library that is not stripped.

mod kotlin;
mod prose;
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

use crate::surface::{Names, Surface};

type Done = Result<(), Box<dyn Error>>;

const USAGE: &str = "usage: fieldbook-bindgen kotlin|swift|python LIBRARY OUT_DIR";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let written = match arguments.as_slice() {
        ["generate", options @ ..] => write_for_maturin(options),
        [language, library, out_dir] => write(language, library, out_dir),
        _ => Err(USAGE.into()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// maturin calls its generator as `uniffi-bindgen generate` with options that have one value each, `--no-format`
/// aside. The configuration it names is the one that is found anyway.
fn write_for_maturin(options: &[&str]) -> Done {
    let value = |name: &str| {
        let mut after = options.iter().skip_while(|option| **option != name);
        after.nth(1).copied().ok_or(USAGE)
    };
    write(value("--language")?, value("--library")?, value("--out-dir")?)
}

fn write(language: &str, library: &str, out_dir: &str) -> Done {
    let Language { target, mend, files } = language_of(language).ok_or(USAGE)?;
    generate(GenerateOptions {
        languages: vec![target],
        source: library.into(),
        out_dir: out_dir.into(),
        metadata_no_deps: true,
        ..GenerateOptions::default()
    })?;
    let surface = surface_of(library, language)?;
    let out_dir = Path::new(out_dir);
    mend(&surface, out_dir)?;
    for (name, text) in files(&surface) {
        let file = out_dir.join(name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, text)?;
    }
    Ok(())
}

/// What is done for a language.
struct Language {
    target: TargetLanguage,
    /// Puts right what UniFFI has written into a folder.
    mend: fn(&Surface, &Path) -> Done,
    /// What is written beside it: names in that folder, and texts.
    files: fn(&Surface) -> Vec<(&'static str, String)>,
}

fn language_of(name: &str) -> Option<Language> {
    match name {
        "kotlin" => Some(Language {
            target: TargetLanguage::Kotlin,
            mend: kotlin::mend,
            files: kotlin::files,
        }),
        "swift" => Some(Language {
            target: TargetLanguage::Swift,
            mend: swift::mend,
            files: swift::files,
        }),
        "python" => Some(Language {
            target: TargetLanguage::Python,
            mend: |_, _| Ok(()), // the package does it at import
            files: python::files,
        }),
        _ => None,
    }
}

fn surface_of(library: &str, language: &str) -> Result<Surface, Box<dyn Error>> {
    let mut paths = BindgenPaths::default();
    paths.add_cargo_metadata_layer(true)?;
    let loader = BindgenLoader::new(paths, GlobalConfig::default());
    let metadata = loader.load_metadata(library.into())?;
    let interfaces = loader.load_cis(metadata)?;
    let mut components = loader.load_components(interfaces, |_, config| {
        let bindings = config.get("bindings").and_then(|bindings| bindings.get(language));
        let table = |name| bindings.and_then(|bindings| bindings.get(name)?.as_table());
        let types = table("custom_types").into_iter().flatten();
        let renames = table("rename").into_iter().flatten();
        Ok(Names {
            custom_types: types
                .filter_map(|(name, settings)| {
                    Some((name.clone(), settings.get("type_name")?.as_str()?.into()))
                })
                .collect(),
            renamed: renames
                .filter_map(|(name, new)| Some((name.clone(), new.as_str()?.into())))
                .collect(),
        })
    })?;
    match (components.pop(), components.is_empty()) {
        (Some(component), true) => Ok(Surface::new(component.ci, component.config)),
        _ => Err("the library holds not exactly one UniFFI component".into()),
    }
}

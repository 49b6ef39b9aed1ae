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

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};
use uniffi_bindgen::{BindgenLoader, BindgenPaths, GlobalConfig};

use crate::surface::Surface;

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
fn write_for_maturin(options: &[&str]) -> Result<(), Box<dyn Error>> {
    let value = |name: &str| {
        let mut after = options.iter().skip_while(|option| **option != name);
        after.nth(1).copied().ok_or(USAGE)
    };
    write(value("--language")?, value("--library")?, value("--out-dir")?)
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
    let surface = surface_of(library, language)?;
    mend(Path::new(out_dir), &surface)?;
    for (name, text) in layer(&surface) {
        let file = Path::new(out_dir).join(name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, text)?;
    }
    Ok(())
}

/// UniFFI's own code repeats the library's docstrings, in Rust's spelling; and its Kotlin has faults.
fn mend(folder: &Path, surface: &Surface) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.extension().and_then(OsStr::to_str) {
            _ if path.is_dir() => mend(&path, surface)?,
            Some("kt") => {
                let text = mended_comments(surface, &fs::read_to_string(&path)?);
                fs::write(&path, kotlin::put_right(surface, &text))?;
            }
            Some("swift") => fs::write(&path, mended_comments(surface, &fs::read_to_string(&path)?))?,
            _ => {}
        }
    }
    Ok(())
}

fn mended_comments(surface: &Surface, code: &str) -> String {
    let mut mended = String::with_capacity(code.len());
    for line in code.lines() {
        if line.trim_start().starts_with('*') {
            mended.push_str(&surface.mended(line));
        } else {
            mended.push_str(line);
        }
        mended.push('\n');
    }
    mended
}

fn surface_of(library: &str, language: &str) -> Result<Surface, Box<dyn Error>> {
    let mut paths = BindgenPaths::default();
    paths.add_cargo_metadata_layer(true)?;
    let loader = BindgenLoader::new(paths, GlobalConfig::default());
    let metadata = loader.load_metadata(library.into())?;
    let interfaces = loader.load_cis(metadata)?;
    let mut components = loader.load_components(interfaces, |_, config| {
        let bindings = config.get("bindings").and_then(|bindings| bindings.get(language));
        let types = bindings.and_then(|bindings| bindings.get("custom_types")?.as_table());
        let named = types.into_iter().flatten().filter_map(|(name, settings)| {
            let spelled = settings.get("type_name")?.as_str()?;
            Some((name.clone(), spelled.to_owned()))
        });
        Ok(named.collect::<BTreeMap<_, _>>())
    })?;
    match (components.pop(), components.is_empty()) {
        (Some(component), true) => Ok(Surface::new(component.ci, component.config)),
        _ => Err("the library holds not exactly one UniFFI component".into()),
    }
}

//! Names and lengths of files, and what must not be in them.

use std::fs;
use std::path::{Path, PathBuf};

use super::source::Source;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 12] = [
    "util", "utils", "helper", "helpers", "common", "commons", "manager", "managers", "misc", "stuff",
    "shared", "base",
];
/// Lines of a file that are not tests.
const LINES_MAX: usize = 600;
/// Larger files are data.
const TEXT_MAX: u64 = 1024 * 1024;

/// Every file of the project, without what is built or installed.
pub fn all(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk(root, &mut files);
    files.sort();
    files
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if matches!(
            name.as_str(),
            ".git" | "target" | "node_modules" | "build" | ".gradle" | "demo-out" | "__pycache__"
        ) {
            continue;
        }
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// A file or folder named after nothing.
pub fn name_fault(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(super::root()).unwrap_or(file);
    let empty = inside.iter().find(|part| {
        let part = part.to_string_lossy();
        let words = part
            .split(['.', '_', '-'])
            .next()
            .unwrap_or_default()
            .to_lowercase();
        EMPTY_NAMES.contains(&words.as_str()) && !part.contains('_')
    })?;
    Some(format!(
        "{}:1: `{}` says nothing; name it after the noun inside",
        file.display(),
        empty.display()
    ))
}

/// A Rust file that has grown too long.
pub fn length_fault(file: &Path) -> Option<String> {
    let is_rust = file.extension().is_some_and(|extension| extension == "rs");
    let is_test = file.iter().any(|part| part == "tests.rs")
        || file
            .strip_prefix(super::root())
            .unwrap_or(file)
            .iter()
            .skip(1)
            .any(|part| part == "tests");
    if !is_rust || is_test {
        return None;
    }
    let text = fs::read_to_string(file).ok()?;
    length_of(&Source {
        path: file.to_owned(),
        module: Vec::new(),
        text,
    })
}

fn length_of(source: &Source) -> Option<String> {
    let lines = source.product_lines();
    (lines > LINES_MAX).then(|| {
        format!(
            "{}: {lines} lines that are not tests, {LINES_MAX} at most; split it by noun",
            source.at(LINES_MAX)
        )
    })
}

/// Lines that name a folder of the machine they were written on. The words are put together here, so that
/// this file does not find itself.
pub fn machine_paths(file: &Path) -> Vec<String> {
    let large = fs::metadata(file).is_ok_and(|metadata| metadata.len() > TEXT_MAX);
    match fs::read_to_string(file) {
        Ok(text) if !large => machine_paths_in(file, &text),
        _ => Vec::new(),
    }
}

fn machine_paths_in(file: &Path, text: &str) -> Vec<String> {
    let places = ["work", "tmp", "root", "home", "Users"].map(|place| format!("/{place}/"));
    text.lines()
        .enumerate()
        .filter_map(|(at, line)| {
            let place = places.iter().find(|place| starts_a_path(line, place))?;
            Some(format!(
                "{}:{}: a path under {place} exists on one machine only; take it from the caller",
                file.display(),
                at + 1
            ))
        })
        .collect()
}

/// Whether `place` begins a path in the line, and is not the middle of one or of an address.
fn starts_a_path(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | '/' | ')'))
    })
}

#[test]
fn empty_names_long_files_and_machine_paths_are_found() {
    assert!(name_fault(Path::new("core/src/utils/a.rs")).is_some());
    assert!(name_fault(Path::new("core/src/store/Helpers.kt")).is_some());
    assert!(name_fault(Path::new("core/src/model/common_rust.rs")).is_none());
    assert!(name_fault(Path::new("core/src/model/fact.rs")).is_none());
    let long = Source::planted("a.rs", &"fn a() {}\n".repeat(LINES_MAX + 1));
    assert!(length_of(&long).unwrap().starts_with("a.rs:600: 601 lines"));
    let tested = Source::planted(
        "a.rs",
        &format!(
            "fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{}}}\n",
            "fn a() {}\n".repeat(700)
        ),
    );
    assert_eq!(length_of(&tested), None);
    let planted = format!(
        "let a = 1;\nlet b = \"/{}/book\";\nlet c = \"https://x.vn/{}/\";\n",
        "tmp", "home"
    );
    assert_eq!(machine_paths_in(Path::new("a.rs"), &planted).len(), 1);
}

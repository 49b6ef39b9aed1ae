//! Whatever reads a stranger's bytes has a fuzz target.

use std::path::Path;

use super::source::Source;

/// The rooms that bytes of others come to; what a camera sees is theirs too.
const ROOMS: [&str; 7] = ["bundle", "identity", "journal", "photo", "scan", "stamp", "sync"];

/// Public functions of these rooms that read bytes and that no fuzz target calls.
pub fn unfuzzed(src: &Path, fuzz: &Path) -> Vec<String> {
    let sources = Source::all(src).into_iter();
    let open = sources.filter(|source| {
        source
            .module
            .first()
            .is_some_and(|room| ROOMS.contains(&room.as_str()))
    });
    let targets = called(fuzz);
    open.flat_map(|source| faults(&source, &targets)).collect()
}

/// Everything the targets say.
fn called(fuzz: &Path) -> String {
    let sources = ["src", "targets"].map(|folder| Source::all(&fuzz.join(folder)));
    sources.into_iter().flatten().map(|source| source.text).collect()
}

fn faults(source: &Source, targets: &str) -> Vec<String> {
    let fault = |name: &&str| {
        ["(", "::<"]
            .iter()
            .all(|after| !targets.contains(&format!("{name}{after}")))
    };
    let say = |name| {
        let path = source.path.display();
        format!("{path}:1: `{name}` reads a stranger's bytes and no target in tests/fuzz calls it")
    };
    readers(&source.text).into_iter().filter(fault).map(say).collect()
}

/// Public functions that are given bytes and make something of them; one that only signs or compares does not.
fn readers(text: &str) -> Vec<&str> {
    let signatures = text
        .split("pub fn ")
        .skip(1)
        // Not at every semicolon: an array's type has one.
        .filter_map(|rest| rest.split('{').next()?.split(";\n").next());
    let read = |signature: &&str| {
        let (given, made) = signature.split_once("->").unwrap_or((signature, ""));
        given.contains("&[u8]")
            && !["Signature", "Result<()", "bool"]
                .iter()
                .any(|no| made.trim().starts_with(no))
    };
    signatures.filter(read).filter_map(name_of).collect()
}

fn name_of(signature: &str) -> Option<&str> {
    signature.split(['(', '<']).next()
}

#[test]
fn a_decoder_without_a_target_is_found() {
    let room = "pub fn decode_pack(bytes: &[u8]) -> Pack {}\npub fn sign(&self, bytes: &[u8]) -> Signature {}\n\
                pub fn check<T>(\n  a: &[u8],\n) -> Result<(), E> {}\npub fn open<T>(file: &[u8]) -> T {}\n\
                pub fn compare(a: &[u8], b: &[u8; 32]) -> Result<(), E> {}";
    assert_eq!(readers(room), ["decode_pack", "open"]);
    let source = Source::planted("sync/pack.rs", room);
    let found = faults(&source, "let read = open::<Pack>(data);");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("sync/pack.rs:1: `decode_pack`"));
}

//! The arrows between crates, as Cargo reads them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate of the workspace, and the crates of the workspace it depends on in any way.
pub struct Member {
    pub name: String,
    pub manifest: PathBuf,
    pub uses: Vec<String>,
}

/// Every crate and the crates of the workspace it may depend on, for tests too.
const CRATES: [(&str, &[&str]); 6] = [
    ("fieldbook-core", &[]),
    ("fieldbook-ffi", &["fieldbook-core"]),
    ("fieldbook-looks", &["fieldbook-core"]),
    ("fieldbook-hub", &["fieldbook-core"]),
    ("fieldbook", &["fieldbook-core", "fieldbook-hub"]),
    (
        "fieldbook-tests",
        &["fieldbook-core", "fieldbook-hub", "fieldbook", "fieldbook-ffi"],
    ),
];

/// Asks Cargo for the workspace's crates; needs no network.
pub fn read(root: &Path) -> Vec<Member> {
    let asked = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&asked.stdout).expect("cargo answers in JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let names: Vec<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    let member = |package: &serde_json::Value| Member {
        name: package["name"].as_str().unwrap_or_default().to_owned(),
        manifest: package["manifest_path"].as_str().unwrap_or_default().into(),
        uses: package["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|dependency| dependency["name"].as_str())
            .filter(|name| names.contains(name))
            .map(str::to_owned)
            .collect(),
    };
    packages.iter().map(member).collect()
}

/// Dependencies that point the wrong way.
pub fn arrows(members: &[Member]) -> Vec<String> {
    members.iter().flat_map(arrows_of).collect()
}

fn arrows_of(member: &Member) -> Vec<String> {
    let manifest = member.manifest.display();
    let Some((name, allowed)) = CRATES.iter().find(|(name, _)| *name == member.name) else {
        return vec![format!(
            "{manifest}:1: `{}` has no row in tests/tests/layout/crates.rs; give it one",
            member.name
        )];
    };
    let text = std::fs::read_to_string(&member.manifest).unwrap_or_default();
    let wrong = member
        .uses
        .iter()
        .filter(|used| !allowed.contains(&used.as_str()));
    wrong
        .map(|used| {
            let line = text
                .lines()
                .position(|line| line.starts_with(used.as_str()))
                .map_or(1, |line| line + 1);
            let may = if allowed.is_empty() {
                "no other crate of ours".to_owned()
            } else {
                allowed.join(", ")
            };
            format!("{manifest}:{line}: `{name}` depends on `{used}`; it may use {may}")
        })
        .collect()
}

#[test]
fn a_wrong_dependency_is_found() {
    let member = |name: &str, uses: &[&str]| Member {
        name: name.into(),
        manifest: "x/Cargo.toml".into(),
        uses: uses.iter().map(|used| (*used).to_owned()).collect(),
    };
    assert!(arrows(&[member("fieldbook-hub", &["fieldbook-core"])]).is_empty());
    assert!(arrows(&[member("fieldbook-core", &["fieldbook-tests"])])[0].contains("no other crate of ours"));
    assert!(arrows(&[member("fieldbook-ffi", &["fieldbook-hub"])])[0].contains("it may use fieldbook-core"));
    assert!(arrows(&[member("fieldbook-utils", &[])])[0].contains("has no row"));
}

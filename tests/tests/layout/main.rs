//! The walls of the house: which room may use which, who alone knows what, what a file may be called and
//! how long it may be. Each failure names the place and the remedy.

mod crates;
mod files;
mod mirror;
mod rooms;
mod source;
mod strangers;

use std::path::{Path, PathBuf};

/// The workspace's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests lie in the workspace")
        .to_owned()
}

#[track_caller]
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn rooms_use_only_what_they_may() {
    assert_none(&rooms::arrows(&root().join("core/src")));
}

#[test]
fn every_room_is_in_the_table_and_the_other_way_round() {
    assert_none(&rooms::table_is_complete(&root().join("core/src")));
}

#[test]
fn i6_each_library_is_known_by_one_room() {
    assert_none(&rooms::single_homes(&root().join("core/src")));
}

#[test]
fn i6_sql_is_written_only_in_stores() {
    let root = root();
    for (place, store) in [
        ("core/src", "store"),
        ("hub/src", "store"),
        ("desktop-shell/src", ""),
        ("bindings/src", ""),
    ] {
        assert_none(&rooms::sql_outside(&root.join(place), store));
    }
}

#[test]
fn crates_depend_in_one_direction() {
    assert_none(&crates::arrows(&crates::read(&root())));
}

#[test]
fn whatever_reads_a_stranger_s_bytes_is_fuzzed() {
    let root = root();
    assert_none(&strangers::unfuzzed(
        &root.join("core/src"),
        &root.join("tests/fuzz"),
    ));
}

#[test]
fn everything_the_core_offers_an_app_is_mirrored() {
    let root = root();
    assert_none(&mirror::gaps(&root.join("core/src"), &root.join("bindings/src")));
}

#[test]
fn bindings_mirror_and_never_think() {
    assert_none(&mirror::thinking(&root().join("bindings/src")));
}

#[test]
fn files_are_short_and_named_after_what_they_hold() {
    let faults: Vec<String> = files::all(&root())
        .iter()
        .flat_map(|file| [files::name_fault(file), files::length_fault(file)])
        .flatten()
        .collect();
    assert_none(&faults);
}

#[test]
fn no_path_of_somebody_s_machine_is_in_the_tree() {
    let faults: Vec<String> = files::all(&root())
        .iter()
        .flat_map(|file| files::machine_paths(file))
        .collect();
    assert_none(&faults);
}

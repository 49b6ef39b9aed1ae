//! Real objects as first inputs. They are made when a target starts and not kept in the repository, so that they
//! are always of the form the code writes.

use std::fs;
use std::path::PathBuf;

/// Where the first inputs go; `.ci/fuzz` sets it.
const FOLDER: &str = "FIELDBOOK_CORPUS";

/// Writes first inputs before libFuzzer reads its folders.
///
/// # Panics
///
/// When the folder cannot be written: without seeds a run would prove little.
pub fn plant(seeds: impl IntoIterator<Item = Vec<u8>>) {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    fs::create_dir_all(&folder).expect("the folder of seeds");
    for (number, seed) in seeds.into_iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed).expect("a seed");
    }
}

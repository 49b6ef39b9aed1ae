//! Whether the books of the tests are encrypted.

use std::path::PathBuf;

use fieldbook_core::Config;
use fieldbook_core::identity::BookKey;

/// A book in a folder. `FIELDBOOK_KEYED=1`, in a build with the feature `sqlcipher`, puts it under a key.
pub fn in_dir(dir: impl Into<PathBuf>) -> Config {
    let keyed = std::env::var("FIELDBOOK_KEYED").is_ok_and(|wish| wish == "1");
    Config {
        book_key: keyed.then(|| BookKey::from_slice(&[9; 32]).unwrap()),
        ..Config::in_dir(dir)
    }
}

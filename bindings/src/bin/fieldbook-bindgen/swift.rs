//! Swift: calls that are `async` and leave Swift's own threads alone, with the documentation of the calls they make.

mod calls;
mod listing;
mod mend;
mod rooms;
mod spelling;

use std::error::Error;
use std::path::Path;

use crate::surface::Surface;
use spelling::Spelling;

pub fn files(surface: &Surface) -> Vec<(&'static str, String)> {
    let spelling = Spelling::new(surface);
    vec![
        ("Rooms.swift", rooms::classes(surface, &spelling)),
        ("Calls.swift", calls::calls(surface, &spelling)),
        ("Dates.swift", rooms::dates(surface, &spelling)),
        ("fieldbook.api", listing::listing(surface, &spelling)),
    ]
}

/// Mends what UniFFI has written, where it does not compile or does not read like Swift.
pub fn mend(surface: &Surface, out_dir: &Path) -> Result<(), Box<dyn Error>> {
    mend::file(surface, &out_dir.join("fieldbook.swift"))
}

//! Swift: `async` calls that leave the caller's executor.

use crate::surface::Surface;

pub fn files(_surface: &Surface) -> Vec<(&'static str, String)> {
    Vec::new()
}

//! Pictures made small before they are kept: the only room that knows `image` and `exif`.

mod draw;
mod moment;
mod rule;
#[cfg(test)]
mod tests;

pub use draw::{Drawn, shrink, thumbnail};
pub use rule::PhotoRule;

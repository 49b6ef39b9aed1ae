//! Reading one code whose three corner patterns are known, from grey values instead of black and white.
//!
//! A threshold decides about each pixel before anybody knows where the modules are. Here it is the other way round:
//! the grid is fitted to what every code must show (corner, alignment and timing patterns), and those patterns, whose
//! modules are known, then teach a filter how this camera, this focus and this hand turn modules into grey values. The
//! filter reads the unknown modules; what it is sure of teaches it again. Modems have learnt their line from a known
//! preamble in this way since Lucky (1965).

mod bits;
mod climb;
mod corners;
mod correlation;
mod equaliser;
mod finder;
mod fit;
mod layout;
mod least_squares;
mod pairs;
mod reading;
mod triples;
mod warp;

pub(super) use finder::{Finder, finders};
pub(super) use pairs::pairs;
pub(super) use reading::{Found, read};
pub(super) use triples::triples;

#[cfg(test)]
mod tests;

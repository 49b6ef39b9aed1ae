//! Pictures on a laptop: reading codes from image files, printing a sheet of stamps, and seeing that sheet
//! as a phone's camera would.

pub mod camera;
mod homography;
pub mod read;
pub mod sheet;

#[cfg(test)]
mod tests;

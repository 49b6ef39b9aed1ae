//! Pictures on a laptop: reading codes from image files, printing a sheet of stamps, and seeing that sheet
//! as a phone's camera would.

pub mod camera;
pub mod draw;
pub mod faulty;
mod homography;
pub mod map;
pub mod read;
pub mod sheet;

#[cfg(test)]
mod tests;

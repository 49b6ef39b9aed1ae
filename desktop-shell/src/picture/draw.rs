//! Pictures for a person to look at: frames with the corners of what was found in them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use fieldbook_core::scan::Sight;
use image::{DynamicImage, GrayImage, ImageError, Rgb, RgbImage};

/// What was read, and what was seen and not read.
const READ: Rgb<u8> = Rgb([0, 160, 60]);
const UNREAD: Rgb<u8> = Rgb([220, 30, 30]);

/// A picture that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{0}: cannot be written: {1}")]
pub struct DrawError(pub PathBuf, pub io::Error);

/// Makes the folder for the pictures.
pub fn folder(dir: &Path) -> Result<(), DrawError> {
    fs::create_dir_all(dir).map_err(|error| DrawError(dir.to_owned(), error))
}

/// Writes a picture as PNG.
pub fn save(picture: &RgbImage, file: &Path) -> Result<(), DrawError> {
    picture.save(file).map_err(|error| {
        let error = match error {
            ImageError::IoError(error) => error,
            other => io::Error::other(other),
        };
        DrawError(file.to_owned(), error)
    })
}

/// Writes a frame with its codes outlined, under the frame's own name.
pub fn frame(picture: &GrayImage, sight: &Sight, dir: &Path, file: &Path) -> Result<(), DrawError> {
    let mut colour = DynamicImage::ImageLuma8(picture.clone()).into_rgb8();
    for corners in &sight.unread {
        outline(&mut colour, corners, UNREAD);
    }
    for code in &sight.codes {
        outline(&mut colour, &code.corners, READ);
    }
    folder(dir)?;
    let name = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy();
    save(&colour, &dir.join(format!("{name}-found.png")))
}

/// Draws the sides of a quad, and a dot at its first corner, the code's own top left.
pub(super) fn outline(picture: &mut RgbImage, corners: &[[f32; 2]; 4], colour: Rgb<u8>) {
    let ends = corners.iter().skip(1).chain(corners.first());
    for (from, to) in corners.iter().zip(ends) {
        line(picture, *from, *to, colour);
    }
    if let Some([x, y]) = corners.first() {
        dot(picture, [*x, *y], 6, colour);
    }
}

fn line(picture: &mut RgbImage, [x0, y0]: [f32; 2], [x1, y1]: [f32; 2], colour: Rgb<u8>) {
    let steps = (x1 - x0).abs().max((y1 - y0).abs()).ceil().clamp(1.0, 10_000.0);
    let mut step = 0.0;
    while step <= steps {
        let part = step / steps;
        dot(picture, [x0 + (x1 - x0) * part, y0 + (y1 - y0) * part], 1, colour);
        step += 1.0;
    }
}

/// A filled square around a point; what lies outside the picture is left out.
fn dot(picture: &mut RgbImage, [x, y]: [f32; 2], reach: i64, colour: Rgb<u8>) {
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let at = (pixel(x).checked_add(dx), pixel(y).checked_add(dy));
            let (Some(x), Some(y)) = at else { continue };
            let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else {
                continue;
            };
            if let Some(pixel) = picture.get_pixel_mut_checked(x, y) {
                *pixel = colour;
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "float casts saturate")]
fn pixel(at: f32) -> i64 {
    at as i64
}

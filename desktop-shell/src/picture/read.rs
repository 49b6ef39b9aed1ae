//! Image files: from a path to luma, and to the codes in it.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use fieldbook_core::scan::{Code, MAX_PIXELS, ScanError, Scanner, Sight};
use image::{DynamicImage, GrayImage, ImageDecoder, ImageError, ImageReader, Limits};

/// The longest side a picture file may have. JPEG and PNG allow 65,535 and more; no camera makes them.
const MAX_FILE_SIDE: u32 = 32_768;

/// Memory for decoding one file: the largest picture that is scanned, at four bytes a pixel.
const MAX_DECODED_BYTES: u64 = MAX_PIXELS * 4;

/// Why no codes could be looked for in a file.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// There is no file at the path.
    #[error("{0}: no such file")]
    Missing(PathBuf),
    /// The file cannot be opened or read, for example without permission.
    #[error("{0}: cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
    /// The file is neither PNG nor JPEG, or is a folder.
    #[error("{0}: not a PNG or JPEG picture")]
    NotAPicture(PathBuf),
    /// The file begins as a picture and then ends early or makes no sense.
    #[error("{0}: the picture is damaged or cut off")]
    Damaged(PathBuf),
    /// More pixels than a scanner takes: no photograph, or a file made to fill the memory.
    #[error("{0}: the picture is larger than {max} megapixels", max = MAX_PIXELS / 1_000_000)]
    TooLarge(PathBuf),
    /// The scanner refuses the picture.
    #[error("{0}: {1}")]
    Scan(PathBuf, ScanError),
}

impl PictureError {
    /// The key of its text in the catalogue; the text's only argument is `file`.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Missing(_) => "picture.missing",
            Self::Unreadable(..) => "picture.unreadable",
            Self::NotAPicture(_) => "picture.not_a_picture",
            Self::Damaged(_) => "picture.damaged",
            Self::TooLarge(_) => "picture.too_large",
            Self::Scan(..) => "picture.refused",
        }
    }

    /// The file it is about.
    pub fn file(&self) -> &Path {
        match self {
            Self::Missing(file)
            | Self::Unreadable(file, _)
            | Self::NotAPicture(file)
            | Self::Damaged(file)
            | Self::TooLarge(file)
            | Self::Scan(file, _) => file,
        }
    }
}

/// Every code in an image file, with corners in the pixels of the file as stored (an orientation tag turns
/// the picture for people, not the corners). A picture without codes gives none.
pub fn codes(scanner: &Scanner, file: &Path) -> Result<Vec<Code>, PictureError> {
    let picture = luma(file)?;
    let (width, height) = picture.dimensions();
    scanner
        .read_still(picture.as_raw(), width, height, width)
        .map_err(|error| PictureError::Scan(file.to_owned(), error))
}

/// A frame of a film and what a camera's scanner sees in it.
pub fn look(scanner: &Scanner, file: &Path) -> Result<(GrayImage, Sight), PictureError> {
    let picture = luma(file)?;
    let (width, height) = picture.dimensions();
    let sight = scanner
        .look(picture.as_raw(), width, height, width)
        .map_err(|error| PictureError::Scan(file.to_owned(), error))?;
    Ok((picture, sight))
}

/// An image file as luma. What is transparent lies on white paper.
pub fn luma(file: &Path) -> Result<GrayImage, PictureError> {
    let picture = decode(file)?;
    if !picture.color().has_alpha() {
        return Ok(picture.into_luma8());
    }
    let layered = picture.into_luma_alpha8();
    let flat = layered.pixels().map(|pixel| on_white(pixel.0)).collect();
    let (width, height) = layered.dimensions();
    GrayImage::from_raw(width, height, flat).ok_or_else(|| PictureError::Damaged(file.to_owned()))
}

fn on_white([luma, alpha]: [u8; 2]) -> u8 {
    let (luma, alpha) = (u32::from(luma), u32::from(alpha));
    u8::try_from((luma * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}

/// Decodes the file; its size is checked before any memory is taken for its pixels.
fn decode(file: &Path) -> Result<DynamicImage, PictureError> {
    let refused = |error| refusal(file, error);
    let mut reader = ImageReader::new(BufReader::new(open(file)?))
        .with_guessed_format()
        .map_err(|error| PictureError::Unreadable(file.to_owned(), error))?;
    if reader.format().is_none() {
        return Err(PictureError::NotAPicture(file.to_owned()));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_FILE_SIDE);
    limits.max_image_height = Some(MAX_FILE_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge(file.to_owned()));
    }
    DynamicImage::from_decoder(decoder).map_err(refused)
}

fn open(file: &Path) -> Result<File, PictureError> {
    let opened = File::open(file).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => PictureError::Missing(file.to_owned()),
        _ => PictureError::Unreadable(file.to_owned(), error),
    })?;
    if opened.metadata().is_ok_and(|about| about.is_dir()) {
        return Err(PictureError::NotAPicture(file.to_owned()));
    }
    Ok(opened)
}

fn refusal(file: &Path, error: ImageError) -> PictureError {
    let file = file.to_owned();
    match error {
        ImageError::Limits(_) => PictureError::TooLarge(file),
        ImageError::Unsupported(_) => PictureError::NotAPicture(file),
        ImageError::IoError(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            PictureError::Unreadable(file, error)
        }
        _ => PictureError::Damaged(file),
    }
}

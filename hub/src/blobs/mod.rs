//! Photos and other files, under their SHA-256 in the hub's folder: taken in whole or in parts, handed out
//! from any byte on, and drawn small once for the public.

mod draft;
mod index;
mod kept;
mod public;
mod upload;

pub use kept::BLOB_BYTES_MAX;
pub use upload::{UPLOAD_DAYS, UPLOAD_PART_MAX};

pub(crate) use draft::Draft;
pub(crate) use index::index_photos;
pub(crate) use upload::Progress;

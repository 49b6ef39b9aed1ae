use std::collections::{BTreeSet, VecDeque};
use std::fs::{self, File};
use std::io::{Cursor, ErrorKind, Read, Write};
use std::path::Path;

use fieldbook_core::model::{BlobHash, DocKind};
use image::{ImageFormat, ImageReader, Limits};

use super::kept::{place_of, put_in_place};
use crate::Hub;
use crate::error::{HubError, Result};
use crate::store::Tables;
use crate::trace::of_lot;
use crate::trace_page::shows_photo;

/// The longest side of a public photo, pixels.
const SIDE: u32 = 1280;
/// Lots looked through for one that shows a photo. A season feeds a handful.
const LOTS_MAX: usize = 50;

impl Hub {
    /// A photo as the public may see it: small, drawn anew, without its position. Nothing when no lot's
    /// story shows it, or when it is no picture.
    pub fn public_photo(&self, hash: BlobHash) -> Result<Option<Vec<u8>>> {
        if !self.store().read(|tables| is_public(tables, hash))? {
            return Ok(None);
        }
        let path = place_of(self.folder(), "public", hash);
        let small = match fs::read(&path) {
            Ok(small) => small,
            Err(error) if error.kind() == ErrorKind::NotFound => match self.draw_public(hash, &path)? {
                Some(small) => small,
                None => return Ok(None),
            },
            Err(error) => return Err(HubError::folder(&path, error)),
        };
        // An empty file says that it cannot be drawn: strangers must not make the hub try again and again.
        Ok(Some(small).filter(|small| !small.is_empty()))
    }

    fn draw_public(&self, hash: BlobHash, path: &Path) -> Result<Option<Vec<u8>>> {
        let Some((mut file, _)) = self.open_blob(hash)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)
            .map_err(|error| HubError::folder(path, error))?;
        // A mistake of the decoder is the picture's fault, not the hub's.
        let drawn = std::panic::catch_unwind(|| drawn(&bytes)).unwrap_or_default();
        let small = drawn.unwrap_or_default();
        let draft = path.with_extension(uuid::Uuid::now_v7().to_string());
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            File::create_new(&draft)?.write_all(&small)?;
            put_in_place(&draft, path)
        };
        write().map_err(|error| HubError::folder(path, error))?;
        Ok(Some(small))
    }
}

fn drawn(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(16_000);
    limits.max_image_height = Some(16_000);
    reader.limits(limits);
    let small = reader.decode().ok()?.thumbnail(SIDE, SIDE).into_rgb8();
    let mut jpeg = Cursor::new(Vec::new());
    small.write_to(&mut jpeg, ImageFormat::Jpeg).ok()?;
    Some(jpeg.into_inner())
}

/// Whether a lot's story shows the photo: of the documents that name it and all that draw on them, the lots
/// are asked one by one, as they stand now. A voided entry's photo is shown no longer.
fn is_public(tables: &Tables, hash: BlobHash) -> Result<bool> {
    let mut queue = VecDeque::from(tables.docs_of_photo(hash)?);
    let mut seen = BTreeSet::new();
    let mut asked = 0;
    while let Some(n) = queue.pop_front() {
        if !seen.insert(n) || asked == LOTS_MAX {
            continue;
        }
        let doc = tables.doc_at(n)?;
        queue.extend(tables.drawing_on(doc.id)?);
        if doc.kind == DocKind::Lot {
            asked += 1;
            if shows_photo(&of_lot(tables, n)?, hash) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

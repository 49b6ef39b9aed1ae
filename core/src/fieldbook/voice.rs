use super::blobs::Blobs;
use super::book::Book;
use super::error::{Fault, FieldbookError};
use crate::model::{BlobHash, Invalid};

/// The largest recording taken, bytes: a minute of speech is 120 KB at 16 kbit/s, and 1 MiB holds what a phone
/// records that cannot go lower.
const LARGEST: usize = 1024 * 1024;

/// What an MP4 file with sound alone calls itself: iOS writes the first, Android the others.
const MP4_BRANDS: [&[u8]; 3] = [b"M4A ", b"mp42", b"isom"];
/// AMR, narrow and wide, as phones without an AAC encoder record.
const AMR: [&[u8]; 2] = [b"#!AMR\n", b"#!AMR-WB\n"];
/// Where the first packet of an Ogg file begins, behind a page header with one segment.
const OGG_PACKET: usize = 28;

impl Blobs {
    /// Keeps a recording of what was said, as it is: AAC in MP4, Opus in Ogg, or AMR, up to 1 MiB. A minute is enough;
    /// at 16 kbit/s, one channel, it is 120 KB. When this returns it is durable and waits to be sent as photos do.
    /// Give the hash to [`crate::NewFact::voice`].
    ///
    /// Errors: `InvalidInput` with `voice_format` for another kind of file and with `voice_size` for one that is empty
    /// or larger, `NotAllowed` with `no_room_for_photos` when the disk's rest is kept for entries.
    pub fn keep_voice(&self, bytes: &[u8]) -> Result<BlobHash, FieldbookError> {
        Ok(self.book.keep_voice(bytes)?)
    }
}

impl Book {
    fn keep_voice(&self, bytes: &[u8]) -> Result<BlobHash, Fault> {
        if bytes.is_empty() || bytes.len() > LARGEST {
            return Err(Invalid::new("voice", "voice_size")
                .with("max", &(LARGEST / 1024 / 1024))
                .into());
        }
        if !is_voice(bytes) {
            return Err(Invalid::new("voice", "voice_format").into());
        }
        self.keep_blob(bytes)
    }
}

/// By its leading bytes. What is behind them is the business of the phone that plays it.
fn is_voice(bytes: &[u8]) -> bool {
    let at = |place: usize, sign: &[u8]| bytes.get(place..).is_some_and(|rest| rest.starts_with(sign));
    let is_mp4 = at(4, b"ftyp") && MP4_BRANDS.iter().any(|brand| at(8, brand));
    let is_opus = at(0, b"OggS") && at(OGG_PACKET, b"OpusHead");
    is_mp4 || is_opus || AMR.iter().any(|sign| at(0, sign))
}

use std::path::PathBuf;
use std::sync::Arc;

use super::book::Book;
use super::error::Fault;
use super::sending::may_go;
use super::{FetchOptions, FieldbookError, LinkKind, Room};
use crate::model::{BlobHash, Invalid, Moment};
use crate::photo::{self, Drawn};
use crate::store::{BlobRow, BlobState};
use crate::sync::Ending;

/// Photos and other files, named by the SHA-256 of their bytes.
#[derive(Clone)]
pub struct Blobs {
    pub(super) book: Arc<Book>,
}

/// Where a file is on its way to the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobStanding {
    /// It goes with the next sync.
    Waiting,
    /// It waits for Wi-Fi, or for a person who says [`Blobs::send_now`].
    WaitingForWifi,
    /// The hub has a part of it.
    Sending {
        /// How much, 0 to 99.
        percent: u8,
    },
    /// The hub holds it whole.
    AtHub {
        /// When the hub signed for it; `None` for files sent by version 0.1, which asked for no receipt.
        receipt: Option<Moment>,
    },
    /// It no longer waits. [`Blobs::send_now`] tries again.
    SetAside {
        /// Why: the text is `refusal.<code>`.
        code: String,
    },
    /// Another's, fetched to be looked at.
    Fetched,
}

/// A file as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobView {
    /// Its SHA-256.
    pub hash: BlobHash,
    /// Its length, bytes.
    pub bytes: u64,
    /// When it was kept or fetched, milliseconds since 1970; 0 where version 0.1 kept it.
    pub kept_ms: i64,
    /// Where it is.
    pub standing: BlobStanding,
    /// The whole file is on this device, and not only its thumbnail.
    pub here: bool,
}

/// What was cleared away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cleared {
    /// Files of which the thumbnail remains.
    pub files: u64,
    /// Bytes that became free.
    pub bytes: u64,
}

impl Blobs {
    /// Keeps a photo, made small by [`crate::Config::photos`]: upright, JPEG, without its position. When this
    /// returns it is durable and waits to be sent.
    ///
    /// What is no JPEG (HEIC, WebP, PNG) is kept as it is up to the rule's limit. Give JPEG where the
    /// camera can: it shows on every phone and its position is taken out.
    ///
    /// Errors: `InvalidInput` for a file that is empty or too large to be kept as it is, `NotAllowed` with
    /// `no_room_for_photos` when the disk's rest is kept for entries. Slow: half a second for 12 megapixels
    /// on a laptop; keep it off the main thread.
    pub fn keep_photo(&self, bytes: &[u8]) -> Result<BlobHash, FieldbookError> {
        Ok(self.book.keep_photo(bytes)?)
    }

    /// Keeps a file of up to 16 MiB as it is; when this returns it is durable and waits to be sent. The same
    /// bytes twice are one file. Errors as [`Blobs::keep_photo`].
    pub fn keep(&self, bytes: &[u8]) -> Result<BlobHash, FieldbookError> {
        Ok(self.book.keep_blob(bytes)?)
    }

    /// A file's bytes. `NotFound` when they are not on this device: [`Blobs::fetch`] brings them.
    pub fn read(&self, hash: BlobHash) -> Result<Vec<u8>, FieldbookError> {
        Ok(self.book.read_blob(hash)?)
    }

    /// Where a file lies, for an image view.
    pub fn path(&self, hash: BlobHash) -> PathBuf {
        self.book.blob_path(hash)
    }

    /// A small JPEG of a photo, also of one whose original was cleared. `NotFound` when neither is on this
    /// device, or when it is no picture that can be drawn.
    pub fn thumbnail(&self, hash: BlobHash) -> Result<Vec<u8>, FieldbookError> {
        Ok(self.book.thumbnail(hash)?)
    }

    /// Every file, the newest first.
    pub fn list(&self) -> Result<Vec<BlobView>, FieldbookError> {
        Ok(self.book.blob_views()?)
    }

    /// Sends a file with the next sync on any link; one that was set aside gets another chance. `NotFound`
    /// for a file this book does not have.
    pub fn send_now(&self, hash: BlobHash) -> Result<(), FieldbookError> {
        Ok(self.book.send_now(hash)?)
    }

    /// Fetches a file others took from the hub. Cut off, it goes on where it stopped when asked again. Blocks.
    ///
    /// Being offline is [`Ending::Offline`], a hub that does not have it [`Ending::Refused`]. Errors:
    /// `NotAllowed` with `metered_link` over a SIM card's data unless `anyway` is set, and with
    /// `no_room_for_photos`.
    pub fn fetch(&self, hash: BlobHash, options: &FetchOptions) -> Result<Ending, FieldbookError> {
        Ok(self.book.fetch_blob(hash, options)?)
    }

    /// Space on the disk. Ask before the camera opens: a photo that cannot be kept must not be taken.
    pub fn room(&self) -> Room {
        self.book.room()
    }

    /// Whether a photo of so many bytes could be kept now, entries' reserve left alone.
    pub fn can_keep(&self, bytes: u64) -> bool {
        self.book.need_room(bytes).is_ok()
    }

    /// Clears photos older than the rule's days to their thumbnails, to make room: only those the hub has
    /// signed a receipt for, or that were fetched from it. [`Blobs::fetch`] brings them back. A voice has no
    /// thumbnail and is small: it stays.
    pub fn clear(&self) -> Result<Cleared, FieldbookError> {
        Ok(self.book.clear_blobs()?)
    }
}

impl Book {
    fn keep_photo(&self, bytes: &[u8]) -> Result<BlobHash, Fault> {
        let rule = &self.config.photos;
        match photo::shrink(bytes, rule) {
            Drawn::Anew(jpeg) => self.keep_blob(&jpeg),
            Drawn::Unreadable if bytes.len() as u64 <= rule.as_is_bytes => self.keep_blob(bytes),
            Drawn::Unreadable => Err(Invalid::new("photo", "photo_format")
                .with("max", &(rule.as_is_bytes / 1024 / 1024))
                .into()),
        }
    }

    fn blob_views(&self) -> Result<Vec<BlobView>, Fault> {
        let rows = self.store.read(|reading| reading.blobs())?;
        let link = self.last_link()?;
        rows.into_iter()
            .map(|row| {
                Ok(BlobView {
                    hash: row.hash,
                    bytes: row.bytes,
                    kept_ms: row.kept_ms,
                    standing: self.standing(&row, link)?,
                    here: row.here,
                })
            })
            .collect()
    }

    /// What carried the bytes of the last sync.
    pub(super) fn last_link(&self) -> Result<LinkKind, Fault> {
        let link = self.store.read(|reading| reading.meta("link"))?;
        let link = link.and_then(|byte| byte.first().copied());
        Ok(link.map_or(LinkKind::Unmetered, LinkKind::from_byte))
    }

    pub(super) fn standing(&self, row: &BlobRow, link: LinkKind) -> Result<BlobStanding, Fault> {
        let goes = || may_go(row, link, &self.config.photos, self.now().utc_ms);
        Ok(match row.state {
            BlobState::AtHub => BlobStanding::AtHub {
                receipt: match &row.receipt {
                    Some(receipt) => Some(self.read_file_receipt(receipt)?.at),
                    None => None,
                },
            },
            BlobState::Fetched => BlobStanding::Fetched,
            BlobState::SetAside => BlobStanding::SetAside {
                code: row.reason.clone().unwrap_or_else(|| "file_missing".into()),
            },
            BlobState::ToSend if !goes() => BlobStanding::WaitingForWifi,
            BlobState::ToSend if row.sent > 0 => BlobStanding::Sending {
                percent: percent(row.sent, row.bytes),
            },
            BlobState::ToSend => BlobStanding::Waiting,
        })
    }

    fn send_now(&self, hash: BlobHash) -> Result<(), Fault> {
        self.store.write(|writing| {
            writing
                .reading()
                .blob(hash)?
                .ok_or_else(|| Fault::NotFound(hash.to_string()))?;
            Ok::<_, Fault>(writing.blob_at_once(hash)?)
        })?;
        self.ring();
        Ok(())
    }
}

/// Never 100 before the hub has signed for it.
fn percent(sent: u64, bytes: u64) -> u8 {
    let share = sent.saturating_mul(100) / bytes.max(1);
    u8::try_from(share.min(99)).unwrap_or(99)
}

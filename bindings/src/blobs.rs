//! Photos and other files.

use fieldbook_core as core;
use fieldbook_core::model::{BlobHash, Moment};
use fieldbook_core::photo::PhotoRule;
use fieldbook_core::{BlobStanding, BlobView, Cleared, LinkKind, Room};

use crate::{Ending, FieldbookError};

/// Photos and other files, named by the SHA-256 of their bytes.
#[derive(uniffi::Object)]
pub struct Blobs {
    pub(crate) core: core::Blobs,
}

#[uniffi::export]
impl Blobs {
    /// Keeps a photo, made small by the rule: upright, JPEG, without its position. When this returns it is
    /// durable and waits to be sent. Slow: it draws the picture anew.
    ///
    /// What is no JPEG (HEIC, WebP, PNG) is kept as it is up to the rule's limit: let the camera write JPEG.
    /// Throws `InvalidInput` for a file that is empty or too large to be kept as it is, `NotAllowed` with
    /// `no_room_for_photos` when the disk's rest is kept for entries.
    pub fn keep_photo(&self, bytes: Vec<u8>) -> Result<BlobHash, FieldbookError> {
        Ok(self.core.keep_photo(&bytes)?)
    }

    /// Keeps a recording of what was said, as it is: AAC in MP4, Opus in Ogg, or AMR, up to 1 MiB. A minute is
    /// enough; at 16 kbit/s, one channel, it is 120 KB. When this returns it is durable and waits to be sent as
    /// photos do. Give the hash to `NewFact.voice`.
    ///
    /// Throws `InvalidInput` with `voice_format` for another kind of file and with `voice_size` for one that is
    /// empty or larger, `NotAllowed` with `no_room_for_photos` when the disk's rest is kept for entries.
    pub fn keep_voice(&self, bytes: Vec<u8>) -> Result<BlobHash, FieldbookError> {
        Ok(self.core.keep_voice(&bytes)?)
    }

    /// Keeps a file of at most 16 MiB as it is; when this returns it is durable and waits to be sent. The same
    /// bytes twice are one file.
    pub fn keep(&self, bytes: Vec<u8>) -> Result<BlobHash, FieldbookError> {
        Ok(self.core.keep(&bytes)?)
    }

    /// A file's bytes. Throws `NotFound` when they are not on this device: `fetch` brings them.
    pub fn read(&self, hash: BlobHash) -> Result<Vec<u8>, FieldbookError> {
        Ok(self.core.read(hash)?)
    }

    /// Where a file lies, for an image view, or would lie once it is fetched. Throws `InvalidInput` for a text that
    /// is no hash.
    pub fn path(&self, hash: BlobHash) -> Result<String, FieldbookError> {
        Ok(self.core.path(hash).display().to_string())
    }

    /// A small JPEG of a photo, also of one whose original was cleared. Throws `NotFound` when neither is on
    /// this device, or when it is no picture that can be drawn.
    pub fn thumbnail(&self, hash: BlobHash) -> Result<Vec<u8>, FieldbookError> {
        Ok(self.core.thumbnail(hash)?)
    }

    /// Every file, the newest first.
    pub fn list(&self) -> Result<Vec<BlobView>, FieldbookError> {
        Ok(self.core.list()?)
    }

    /// Sends a file with the next sync on any link; one that was set aside gets another chance. Throws
    /// `NotFound` for a file this book does not have.
    pub fn send_now(&self, hash: BlobHash) -> Result<(), FieldbookError> {
        Ok(self.core.send_now(hash)?)
    }

    /// Fetches a file others took from the hub. Cut off, it goes on where it stopped when asked again. Blocks.
    ///
    /// Being offline and a hub that does not have it are an `Ending`. Throws `NotAllowed` with `metered_link`
    /// over a SIM card's data unless `anyway` is set, and with `no_room_for_photos`.
    pub fn fetch(&self, hash: BlobHash, options: FetchOptions) -> Result<Ending, FieldbookError> {
        Ok(self.core.fetch(hash, &options.into())?.into())
    }

    /// Space on the disk. Ask before the camera opens: a photo that cannot be kept must not be taken.
    pub fn room(&self) -> Room {
        self.core.room()
    }

    /// Whether a photo of so many bytes could be kept now, entries' reserve left alone.
    pub fn can_keep(&self, bytes: u64) -> bool {
        self.core.can_keep(bytes)
    }

    /// Clears photos older than the rule's days to their thumbnails, to make room: only those the hub has
    /// signed a receipt for, or that were fetched from it. A voice has no thumbnail and is small: it stays.
    pub fn clear(&self) -> Result<Cleared, FieldbookError> {
        Ok(self.core.clear()?)
    }
}

/// How a file is fetched.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FetchOptions {
    /// What carries the bytes; without it, metered, as for a sync.
    #[uniffi(default = None)]
    pub link: Option<LinkKind>,
    /// Also over a SIM card's data: a person was asked and said yes.
    #[uniffi(default = false)]
    pub anyway: bool,
    /// Another address of the same hub; without it, the invitation's.
    #[uniffi(default = None)]
    pub hub_url: Option<String>,
}

impl From<FetchOptions> for core::FetchOptions {
    fn from(options: FetchOptions) -> Self {
        Self {
            hub_url: options.hub_url,
            link: options.link.unwrap_or(LinkKind::Metered),
            anyway: options.anyway,
        }
    }
}

/// Where a file is on its way to the hub.
#[uniffi::remote(Enum)]
pub enum BlobStanding {
    /// It goes with the next sync.
    Waiting,
    /// It waits for Wi-Fi, or for a person who says `send_now`.
    WaitingForWifi,
    /// The hub has a part of it.
    Sending {
        /// How much, 0 to 99.
        percent: u8,
    },
    /// The hub holds it whole.
    AtHub {
        /// When the hub signed for it; absent for files sent by version 0.1, which asked for no receipt.
        receipt: Option<Moment>,
    },
    /// It no longer waits. `send_now` tries again.
    SetAside {
        /// Why: the text is `refusal.<code>`.
        code: String,
    },
    /// Another's, fetched to be looked at.
    Fetched,
}

/// A file as a screen shows it.
#[uniffi::remote(Record)]
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

/// Space on the device's disk.
#[uniffi::remote(Record)]
pub struct Room {
    /// Bytes free; absent where the system does not say.
    pub free: Option<u64>,
    /// Bytes of them kept back for entries.
    pub reserve: u64,
    /// Bytes photos may still take.
    pub for_photos: u64,
}

/// What was cleared away.
#[uniffi::remote(Record)]
pub struct Cleared {
    /// Files of which the thumbnail remains.
    pub files: u64,
    /// Bytes that became free.
    pub bytes: u64,
}

/// How photos are kept, sent and cleared away.
#[uniffi::remote(Record)]
pub struct PhotoRule {
    /// The longest side of a kept photo, pixels. Usual: 1600.
    pub longest_side: u32,
    /// The size a kept photo should not exceed, bytes. Usual: 300 KiB.
    pub bytes: u64,
    /// The largest file kept as it is, because it is no JPEG, bytes. Usual: 2 MiB.
    pub as_is_bytes: u64,
    /// The longest side of a thumbnail, pixels. Usual: 320.
    pub thumbnail_side: u32,
    /// A photo up to this size does not wait for Wi-Fi, bytes. Usual: 64 KiB.
    pub metered_bytes: u64,
    /// A photo kept less than so many minutes ago does not wait for Wi-Fi. Usual: 0, all wait.
    pub metered_minutes: u32,
    /// Space left on the device's disk for entries, bytes. Usual: 64 MiB.
    pub reserve_bytes: u64,
    /// Days after which a photo that the hub holds may be cleared to its thumbnail. Usual: 90.
    pub keep_days: u16,
}

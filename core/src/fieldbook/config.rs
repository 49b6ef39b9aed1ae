use std::path::PathBuf;
use std::sync::Arc;

use super::{BackupRule, Clock, SystemClock, Tariff};
use crate::catalog::Catalog;
use crate::identity::BookKey;
use crate::photo::PhotoRule;

/// Where a book lies and what it leans on.
#[derive(Clone)]
pub struct Config {
    /// The folder of the book: the SQLite file, the device key and the photos. One process at a time.
    pub dir: PathBuf,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The product groups the app brings; packs of the hub come on top.
    pub catalog: Arc<Catalog>,
    /// The hub's own certificate authority in DER, when it has one.
    pub pinned_ca: Option<Vec<u8>>,
    /// How photos are kept, sent and cleared away.
    pub photos: PhotoRule,
    /// What mobile data costs here.
    pub tariff: Tariff,
    /// The automatic copies; `None` makes none.
    pub backup: Option<BackupRule>,
    /// What the book is encrypted under: one key for its file, the copies of it, the device's key and the card
    /// beside it. The shell makes it once ([`BookKey::generate`]) and keeps it in the Keystore or Keychain; a book
    /// made before it had a key is encrypted when it is first opened with one. `None` leaves it in clear, which
    /// keeps it readable for whoever gets at the folder. Photos are not encrypted. Needs the cargo feature
    /// `sqlcipher`.
    ///
    /// **Losing the key is losing the book on this device.** What had been synced comes back from the hub, on a
    /// device that enrols anew; nothing else does.
    pub book_key: Option<BookKey>,
}

impl Config {
    /// A book in a folder, with the system's clock and the built-in product groups.
    pub fn in_dir(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            clock: Arc::new(SystemClock),
            catalog: Arc::new(Catalog::builtin().clone()),
            pinned_ca: None,
            photos: PhotoRule::default(),
            tariff: Tariff::default(),
            backup: Some(BackupRule::default()),
            book_key: None,
        }
    }
}

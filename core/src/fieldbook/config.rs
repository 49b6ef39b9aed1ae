use std::path::PathBuf;
use std::sync::Arc;

use super::{BackupRule, Clock, SystemClock, Tariff};
use crate::catalog::Catalog;
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
        }
    }
}

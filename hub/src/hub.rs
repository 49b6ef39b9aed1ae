use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use fieldbook_core::identity::{PublicKey, SecretKey};
use fieldbook_core::journal::Author;
use fieldbook_core::model::{BlobHash, DeviceId, Moment};

use crate::blobs::index_photos;
use crate::clock::Clock;
use crate::enrol::Nonces;
use crate::error::{HubError, Result};
use crate::packs::Groups;
use crate::store::{Store, Tables};

/// A hub: its folder, its key, its clock. Cloning is cheap; all clones are the same hub.
#[derive(Clone)]
pub struct Hub {
    inner: Arc<Inner>,
    clock: Clock,
}

struct Inner {
    folder: PathBuf,
    store: Store,
    key: SecretKey,
    nonces: Nonces,
    groups: Groups,
    /// Uploads a request is writing to just now.
    uploads: Mutex<BTreeSet<(BlobHash, DeviceId)>>,
}

const EPOCH: &str = "epoch";
const ACTOR: &str = "actor";
const PUBLIC_KEY: &str = "public_key";

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| fieldbook_core::identity::IdentityError::NoRandomness)?;
    Ok(bytes)
}

impl Hub {
    /// Opens the hub in a folder, or makes a new one there. A file of a newer version is refused
    /// untouched ([`HubError::TooNew`]); a database without its key too ([`HubError::WrongKey`]), for a new
    /// key would be another hub to every phone.
    pub fn open(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|error| HubError::folder(folder, error))?;
        let database = folder.join("hub.db");
        let is_new = !database.exists();
        let key = key_file(&folder.join("hub.key"), is_new)?;
        let store = Store::open(&database)?;
        store.write(|tables| prepare(tables, &key.public()))?;
        Ok(Self {
            inner: Arc::new(Inner {
                folder: folder.to_owned(),
                store,
                key,
                nonces: Nonces::new(random()?),
                groups: Groups::default(),
                uploads: Mutex::default(),
            }),
            clock: Clock::system(),
        })
    }

    /// The same hub by another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Now, by the hub's clock.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The key every phone checks the hub's word against.
    pub fn public_key(&self) -> PublicKey {
        self.inner.key.public()
    }

    /// The hub's epoch: cursors of another epoch start over.
    pub fn epoch(&self) -> Result<[u8; 16]> {
        self.store().read(epoch)
    }

    /// Starts a new epoch, after the folder was restored from a backup: devices then offer everything
    /// again that the backup had not seen. The hub writes on under a new actor: the old one's next numbers
    /// may be out among the phones, and the documents could never merge again. The list of packs is signed anew,
    /// for phones may hold a later one that the backup has not seen.
    pub fn start_new_epoch(&self) -> Result<[u8; 16]> {
        let (epoch, actor) = (random()?, random::<16>()?);
        self.store().write(|tables| {
            tables.set_hub_value(EPOCH, &epoch)?;
            tables.set_hub_value(ACTOR, &actor)?;
            self.sign_packs(tables)
        })?;
        Ok(epoch)
    }

    /// Whether the database answers.
    pub fn check_health(&self) -> Result<()> {
        self.epoch().map(|_| ())
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn key(&self) -> &SecretKey {
        &self.inner.key
    }

    pub(crate) fn nonces(&self) -> &Nonces {
        &self.inner.nonces
    }

    pub(crate) fn groups(&self) -> &Groups {
        &self.inner.groups
    }

    pub(crate) fn uploads(&self) -> &Mutex<BTreeSet<(BlobHash, DeviceId)>> {
        &self.inner.uploads
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The hub as a writer of register documents.
    pub(crate) fn author(&self, tables: &Tables) -> Result<Author> {
        let actor = fixed(tables, ACTOR)?.ok_or_else(|| HubError::Damaged("no actor".into()))?;
        Ok(Author {
            key: self.public_key().0,
            actor,
        })
    }
}

/// The epoch inside a transaction.
pub(crate) fn epoch(tables: &Tables) -> Result<[u8; 16]> {
    fixed(tables, EPOCH)?.ok_or_else(|| HubError::Damaged("no epoch".into()))
}

fn fixed<const N: usize>(tables: &Tables, name: &str) -> Result<Option<[u8; N]>> {
    let value = tables.hub_value(name)?;
    let fixed = value.map(TryInto::try_into);
    fixed
        .transpose()
        .map_err(|_| HubError::Damaged(format!("hub value {name}")))
}

/// Reads what the hub is, and makes it on the first opening.
fn prepare(tables: &Tables, key: &PublicKey) -> Result<()> {
    match tables.hub_value(PUBLIC_KEY)? {
        Some(known) if known != key.0 => return Err(HubError::WrongKey("the database knows another key")),
        Some(_) => {}
        None => {
            tables.set_hub_value(PUBLIC_KEY, &key.0)?;
            tables.set_hub_value(EPOCH, &random::<16>()?)?;
            tables.set_hub_value(ACTOR, &random::<16>()?)?;
        }
    }
    index_photos(tables)
}

fn key_file(path: &Path, may_make: bool) -> Result<SecretKey> {
    if !path.exists() {
        if !may_make {
            return Err(HubError::WrongKey("there is a database but no key"));
        }
        make_key(path)?;
    }
    let bytes = fs::read(path).map_err(|error| HubError::folder(path, error))?;
    let seed = zeroize::Zeroizing::new(bytes);
    let seed: &[u8; 32] = seed
        .as_slice()
        .try_into()
        .map_err(|_| HubError::WrongKey("not 32 bytes"))?;
    Ok(SecretKey::from_seed(seed))
}

/// Writes the key beside its place and links it there: a crash leaves a whole key or none, and of two
/// commands that start a hub at once one wins.
fn make_key(path: &Path) -> Result<()> {
    let key = SecretKey::generate()?;
    let draft = path.with_extension(format!("key.{}", uuid::Uuid::now_v7()));
    let write = || -> std::io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft)?;
        std::io::Write::write_all(&mut file, key.seed().as_slice())?;
        file.sync_all()?;
        let linked = fs::hard_link(&draft, path);
        fs::remove_file(&draft)?;
        match linked {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    };
    write().map_err(|error| HubError::folder(path, error))
}

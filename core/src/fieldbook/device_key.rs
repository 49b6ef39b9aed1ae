use std::fs;
use std::path::Path;

use zeroize::Zeroizing;

use super::error::Fault;
use super::locks::{self, Locks};
use crate::disk;
use crate::identity::SecretKey;

/// The device's secret, beside the book: 32 bytes of key, 16 bytes naming this installation. Sealed under the
/// book's key where there is one.
pub(super) struct DeviceKey {
    pub(super) secret: SecretKey,
    pub(super) install: [u8; 16],
}

pub(super) const FILE: &str = "device.key";

impl DeviceKey {
    /// The key of the folder, or a new one.
    pub(super) fn open_or_create(dir: &Path, locks: Option<&Locks>) -> Result<Self, Fault> {
        if dir.join(FILE).exists() {
            Self::open(dir, locks)
        } else {
            Self::create(dir, locks)
        }
    }

    /// A new key, durable under its final name before anything is signed with it; a cut leaves a draft
    /// that the next try replaces.
    fn create(dir: &Path, locks: Option<&Locks>) -> Result<Self, Fault> {
        let secret = SecretKey::generate()?;
        let mut install = [0; 16];
        getrandom::fill(&mut install).map_err(|error| Fault::Unexpected(error.to_string()))?;
        let path = dir.join(FILE);
        let bytes = Zeroizing::new([secret.seed().as_slice(), &install].concat());
        disk::replace(&path, &locks::sealed(locks, FILE, &bytes)?).map_err(Fault::io(&path))?;
        Ok(Self { secret, install })
    }

    pub(super) fn open(dir: &Path, locks: Option<&Locks>) -> Result<Self, Fault> {
        let path = dir.join(FILE);
        let bytes = Zeroizing::new(fs::read(&path).map_err(Fault::io(&path))?);
        let bytes = locks::opened(locks, FILE, bytes)?;
        let damaged = || Fault::Unexpected(format!("{}: not a device key", path.display()));
        let (seed, install) = bytes.split_at_checked(32).ok_or_else(damaged)?;
        let seed = Zeroizing::new(<[u8; 32]>::try_from(seed).map_err(|_| damaged())?);
        let install = install.try_into().map_err(|_| damaged())?;
        Ok(Self {
            secret: SecretKey::from_seed(&seed),
            install,
        })
    }
}

use std::fs;
use std::io::Write;
use std::path::Path;

use super::error::Fault;
use crate::identity::SecretKey;

/// The device's secret, beside the book: 32 bytes of key, 16 bytes naming this installation. On a phone the
/// shell keeps the same bytes in the Keystore or Keychain.
pub(super) struct DeviceKey {
    pub(super) secret: SecretKey,
    pub(super) install: [u8; 16],
}

const FILE: &str = "device.key";

impl DeviceKey {
    /// A new key, written durably before anything is signed with it.
    pub(super) fn create(dir: &Path) -> Result<Self, Fault> {
        let secret = SecretKey::generate()?;
        let mut install = [0; 16];
        getrandom::fill(&mut install).map_err(|error| Fault::Unexpected(error.to_string()))?;
        let path = dir.join(FILE);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(Fault::io(&path))?;
        file.write_all(secret.seed().as_slice())
            .map_err(Fault::io(&path))?;
        file.write_all(&install).map_err(Fault::io(&path))?;
        file.sync_all().map_err(Fault::io(&path))?;
        Ok(Self { secret, install })
    }

    pub(super) fn open(dir: &Path) -> Result<Self, Fault> {
        let path = dir.join(FILE);
        let bytes = zeroize::Zeroizing::new(fs::read(&path).map_err(Fault::io(&path))?);
        let damaged = || Fault::Unexpected(format!("{}: not a device key", path.display()));
        let (seed, install) = bytes.split_at_checked(32).ok_or_else(damaged)?;
        let seed = zeroize::Zeroizing::new(<[u8; 32]>::try_from(seed).map_err(|_| damaged())?);
        let install = install.try_into().map_err(|_| damaged())?;
        Ok(Self {
            secret: SecretKey::from_seed(&seed),
            install,
        })
    }
}

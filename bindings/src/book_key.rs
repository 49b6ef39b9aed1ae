//! The key an encrypted book opens with.

use std::sync::Arc;

use fieldbook_core as core;
use zeroize::Zeroizing;

use crate::FieldbookError;

/// The key a book is encrypted under: 32 random bytes. Make it once with `generate` before the first book, keep
/// `bytes` where the phone keeps secrets, and hand it in with `Config` at every start.
///
/// - Android: wrap the bytes with an AES-GCM key of the `AndroidKeyStore` provider, which never leaves it, and keep the
///   wrapped bytes in the app's private files, out of Auto Backup (`android:dataExtractionRules`), for the wrapping key
///   is not restored on another phone.
/// - iOS: a `kSecClassGenericPassword` item with `kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly`, so that a sync in
///   the background finds it.
///
/// **Whoever loses it loses the book on this device**, and every copy made under it. What had been synced comes back
/// from the hub, with a new invitation and an empty folder.
#[derive(Debug, PartialEq, Eq, uniffi::Object)]
pub struct BookKey {
    pub(crate) core: core::identity::BookKey,
}

impl From<core::identity::BookKey> for BookKey {
    fn from(core: core::identity::BookKey) -> Self {
        Self { core }
    }
}

#[uniffi::export]
impl BookKey {
    /// The key that was kept. Overwrite your own copy of the bytes afterwards.
    ///
    /// Throws `InvalidInput` unless it is 32 bytes.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, FieldbookError> {
        let kept = core::identity::BookKey::from_slice(&Zeroizing::new(bytes));
        Ok(kept.map_err(core::FieldbookError::invalid)?.into())
    }

    /// A new key from the system's randomness.
    #[uniffi::constructor]
    pub fn generate() -> Result<Self, FieldbookError> {
        Ok(core::identity::BookKey::generate()
            .map_err(core::FieldbookError::from)?
            .into())
    }

    /// The 32 bytes, to keep. Overwrite them once they are kept.
    pub fn bytes(&self) -> Vec<u8> {
        self.core.bytes().to_vec()
    }
}

/// The key of a config, as the core takes it.
pub(crate) fn key_of(key: Option<&Arc<BookKey>>) -> Option<core::identity::BookKey> {
    key.map(|key| key.core.clone())
}

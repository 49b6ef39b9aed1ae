//! Pages of an encrypted book, opened one by one without SQLCipher, so that a damaged page hides no other. The form
//! is SQLCipher 4's (https://www.zetetic.net/sqlcipher/design/): AES-256-CBC, and at the end of each page 16 bytes
//! of initialisation vector and an HMAC-SHA512 over ciphertext, vector and page number.

use super::wal::Frame;
use crate::store::FileKey;

/// The front of every file that is not encrypted.
pub(super) const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// SQLCipher's page, whatever the header says: the header is encrypted.
pub(super) const PAGE: usize = 4096;
/// What SQLCipher keeps at the end of each page.
pub(super) const RESERVED: usize = 80;

/// The file's pages and the log's, in clear.
pub(super) type Opened = (Vec<u8>, Vec<Frame>);

#[cfg(feature = "sqlcipher")]
mod keyed {
    use aes::Aes256;
    use aes::cipher::block_padding::NoPadding;
    use aes::cipher::{BlockDecryptMut, KeyIvInit};
    use hmac::{Hmac, Mac};
    use sha2::Sha512;
    use zeroize::Zeroizing;

    use super::{FileKey, Frame, MAGIC, Opened, PAGE};

    const VECTOR: usize = 16;
    const MAC: usize = 64;
    const SALT: usize = 16;
    /// SQLCipher makes the key that authenticates pages from the other, with the salt altered by this.
    const MAC_SALT_MASK: u8 = 0x3a;
    const MAC_ROUNDS: u32 = 2;

    pub(in crate::store::raw) struct PageKeys<'k> {
        key: &'k FileKey,
        mac: Zeroizing<[u8; 32]>,
    }

    impl<'k> PageKeys<'k> {
        pub(in crate::store::raw) fn of(key: &'k FileKey) -> Self {
            let salt = key.salt.map(|byte| byte ^ MAC_SALT_MASK);
            let mut mac = Zeroizing::new([0; 32]);
            pbkdf2::pbkdf2_hmac::<Sha512>(key.key.as_slice(), &salt, MAC_ROUNDS, mac.as_mut());
            Self { key, mac }
        }

        /// A page in clear; `None` when it is not what was written under the key for this place.
        pub(in crate::store::raw) fn open(&self, number: u32, page: &[u8]) -> Option<Vec<u8>> {
            if page.len() != PAGE {
                return None;
            }
            let front = if number == 1 { SALT } else { 0 };
            let (content, mac) = page.get(front..)?.split_at_checked(PAGE - front - MAC)?;
            let mut sum = <Hmac<Sha512> as Mac>::new_from_slice(self.mac.as_slice()).ok()?;
            sum.update(content);
            sum.update(&number.to_le_bytes());
            sum.verify_slice(mac).ok()?;
            let (content, vector) = content.split_at_checked(content.len() - VECTOR)?;
            let mut clear = page.to_vec();
            let (key, vector): (&[u8; 32], &[u8; VECTOR]) = (&self.key.key, vector.try_into().ok()?);
            let place = clear.get_mut(front..front + content.len())?;
            cbc::Decryptor::<Aes256>::new(key.into(), vector.into())
                .decrypt_padded_mut::<NoPadding>(place)
                .ok()?;
            if number == 1 {
                clear.get_mut(..SALT)?.copy_from_slice(MAGIC);
            }
            Some(clear)
        }
    }

    /// What the key opens of a file and its log; `None` when that is nothing. What it does not open is left out: a
    /// page of the file becomes zeros.
    pub(in crate::store::raw) fn open_all(bytes: &[u8], frames: &[Frame], key: &FileKey) -> Option<Opened> {
        let keys = PageKeys::of(key);
        let mut any = false;
        let mut clear = Vec::with_capacity(bytes.len());
        for (number, page) in (1..).zip(bytes.chunks(PAGE)) {
            let opened = keys.open(number, page);
            any |= opened.is_some();
            clear.extend_from_slice(&opened.unwrap_or_else(|| vec![0; PAGE]));
        }
        let frames: Vec<Frame> = frames
            .iter()
            .filter_map(|(number, page)| Some((*number, keys.open(*number, page)?)))
            .collect();
        (any || !frames.is_empty()).then_some((clear, frames))
    }

    /// Whether a file, or the log beside it, was written under the key: the salt at its front says so, and where
    /// that is damaged any page.
    pub(in crate::store::raw) fn fits(bytes: &[u8], frames: &[Frame], key: &FileKey) -> bool {
        if bytes.starts_with(&key.salt) {
            return true;
        }
        let keys = PageKeys::of(key);
        let mut of_file = (1..).zip(bytes.chunks(PAGE));
        of_file.any(|(number, page)| keys.open(number, page).is_some())
            || frames
                .iter()
                .any(|(number, page)| keys.open(*number, page).is_some())
    }

    /// The first page in clear.
    pub(in crate::store::raw) fn open_first(page: &[u8], key: &FileKey) -> Option<Vec<u8>> {
        PageKeys::of(key).open(1, page)
    }
}

#[cfg(feature = "sqlcipher")]
pub(super) use keyed::{fits, open_all, open_first};

/// Never called: there is no key.
#[cfg(not(feature = "sqlcipher"))]
pub(super) fn open_all(_: &[u8], _: &[Frame], key: &FileKey) -> Option<Opened> {
    match *key {}
}

/// Never called: there is no key.
#[cfg(not(feature = "sqlcipher"))]
pub(super) fn fits(_: &[u8], _: &[Frame], key: &FileKey) -> bool {
    match *key {}
}

/// Never called: there is no key.
#[cfg(not(feature = "sqlcipher"))]
pub(super) fn open_first(_: &[u8], key: &FileKey) -> Option<Vec<u8>> {
    match *key {}
}

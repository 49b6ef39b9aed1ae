//! Small files sealed under the book's key: the device's secret and the card beside the book.

#[cfg(feature = "sqlcipher")]
use super::{BookKey, IdentityError};
use zeroize::Zeroizing;

/// The front of every sealed file. The byte at the end is the form's version.
const MAGIC: &[u8; 8] = b"FBSEAL\0\x01";

/// Whether a file is sealed.
pub fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Seals files with XChaCha20-Poly1305 under a key of its own. A sealed file is the magic, 24 random bytes, and the
/// ciphertext with its tag; the file's name is authenticated with it, so that none can stand in for another.
#[cfg(feature = "sqlcipher")]
#[derive(Clone)]
pub struct SealKey(Zeroizing<[u8; 32]>);

/// There is none in a build without encryption.
#[cfg(not(feature = "sqlcipher"))]
#[derive(Clone)]
pub enum SealKey {}

#[cfg(feature = "sqlcipher")]
mod sealing {
    use chacha20poly1305::aead::{Aead, Payload};
    use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

    use super::{BookKey, IdentityError, MAGIC, SealKey, Zeroizing};

    const NONCE: usize = 24;

    impl SealKey {
        /// The key for small files of a book.
        pub fn of(key: &BookKey) -> Result<Self, IdentityError> {
            Ok(Self(key.derive("seal key")?))
        }

        /// Seals the bytes of a file of this name.
        pub fn seal(&self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, IdentityError> {
            let mut nonce = [0; NONCE];
            getrandom::fill(&mut nonce).map_err(|_| IdentityError::NoRandomness)?;
            let payload = Payload {
                msg: bytes,
                aad: name.as_bytes(),
            };
            let sealed = self
                .cipher()
                .encrypt(XNonce::from_slice(&nonce), payload)
                .map_err(|error| IdentityError::Unreadable(error.to_string()))?;
            Ok([MAGIC.as_slice(), &nonce, &sealed].concat())
        }

        /// Opens a sealed file of this name; `None` under another key and for one that was altered.
        pub fn open(&self, name: &str, bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
            let (nonce, sealed) = bytes.strip_prefix(MAGIC)?.split_at_checked(NONCE)?;
            let payload = Payload {
                msg: sealed,
                aad: name.as_bytes(),
            };
            let opened = self.cipher().decrypt(XNonce::from_slice(nonce), payload);
            opened.ok().map(Zeroizing::new)
        }

        fn cipher(&self) -> XChaCha20Poly1305 {
            let key: &[u8; 32] = &self.0;
            XChaCha20Poly1305::new(key.into())
        }
    }
}

#[cfg(not(feature = "sqlcipher"))]
impl SealKey {
    /// Never called: there is no key.
    pub fn seal(&self, _: &str, _: &[u8]) -> Result<Vec<u8>, super::IdentityError> {
        match *self {}
    }

    /// Never called: there is no key.
    pub fn open(&self, _: &str, _: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match *self {}
    }
}

#[cfg(all(test, feature = "sqlcipher"))]
mod tests {
    use super::*;

    fn key(byte: u8) -> SealKey {
        SealKey::of(&BookKey::from_slice(&[byte; 32]).unwrap()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_whole_under_its_key_and_name_alone() {
        let sealed = key(1).seal("device.key", b"a secret").unwrap();
        assert!(is_sealed(&sealed) && !is_sealed(b"a secret"));
        assert_eq!(
            key(1).open("device.key", &sealed).unwrap().as_slice(),
            b"a secret"
        );
        assert!(key(2).open("device.key", &sealed).is_none());
        assert!(key(1).open("book.card", &sealed).is_none());
        for place in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(
                key(1).open("device.key", &altered).is_none(),
                "byte {place} counts"
            );
            assert!(key(1).open("device.key", &sealed[..place]).is_none());
        }
        assert_ne!(sealed, key(1).seal("device.key", b"a secret").unwrap());
    }
}

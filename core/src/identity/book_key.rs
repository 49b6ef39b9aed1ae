use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::IdentityError;
use crate::model::Invalid;

/// The key a book is encrypted under: 32 random bytes that the shell keeps in the Android Keystore or the iOS
/// Keychain. It leaves memory when dropped, never shows itself in logs and is compared in constant time.
///
/// **Whoever loses it loses the book on this device**, and every copy made under it: there is no second way in. What
/// had been synced comes back from the hub with a new invitation.
#[derive(Clone)]
pub struct BookKey(Zeroizing<[u8; 32]>);

impl BookKey {
    /// A new key from the operating system's randomness, for a shell to keep before the book is made.
    pub fn generate() -> Result<Self, IdentityError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut()).map_err(|_| IdentityError::NoRandomness)?;
        Ok(Self(bytes))
    }

    /// The key a keystore kept. It must be 32 bytes, all of them random: nothing stretches them. The error never
    /// repeats them.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Invalid> {
        let mut key = Self(Zeroizing::new([0; 32]));
        if bytes.len() != key.0.len() {
            return Err(Invalid::new("book_key", "book_key_length"));
        }
        key.0.copy_from_slice(bytes);
        Ok(key)
    }

    /// The 32 bytes for a keystore.
    pub fn bytes(&self) -> &Zeroizing<[u8; 32]> {
        &self.0
    }

    /// A key for one purpose (HKDF, RFC 5869, with SHA-256): what is made from it says nothing about the others.
    pub fn derive<const N: usize>(&self, purpose: &str) -> Result<Zeroizing<[u8; N]>, IdentityError> {
        let mut derived = Zeroizing::new([0; N]);
        hkdf::Hkdf::<sha2::Sha256>::new(Some(b"fieldbook book key 1"), self.0.as_slice())
            .expand(purpose.as_bytes(), derived.as_mut())
            .map_err(|error| IdentityError::Unreadable(error.to_string()))?;
        Ok(derived)
    }
}

impl PartialEq for BookKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(other.0.as_slice()).into()
    }
}

impl Eq for BookKey {}

impl fmt::Debug for BookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BookKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_32_bytes_and_shows_none_of_them() {
        for wrong in [0, 31, 33, 64] {
            let refused = BookKey::from_slice(&vec![7; wrong]).unwrap_err();
            assert_eq!(refused, Invalid::new("book_key", "book_key_length"));
        }
        let key = BookKey::from_slice(&[7; 32]).unwrap();
        assert_eq!(format!("{key:?}"), "BookKey");
        assert_eq!(key, key.clone());
        assert_ne!(key, BookKey::generate().unwrap());
    }

    /// Stored formats rest on it: computed with Python's `hmac` by RFC 5869.
    #[test]
    fn derived_keys_never_change() {
        let key = BookKey::from_slice(&[7; 32]).unwrap();
        let derived = key.derive::<32>("database key").unwrap();
        let expected = "5ccb92ea512b1a1361d6ebe7c465ca75050e83bac7eda44ab4d67806983d15fd";
        assert_eq!(crate::model::BlobHash(*derived).to_string(), expected);
    }
}

use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::Zeroizing;

use super::{BookKey, IdentityError};
use crate::model::{Invalid, nfc};

/// What a person chose to keep a backup by. It leaves memory when dropped and never shows itself in logs.
pub struct Passphrase(Zeroizing<Vec<u8>>);

/// How long a passphrase is stretched, as the file says that it was sealed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
}

impl Stretch {
    /// Argon2id (RFC 9106) with 32 MiB and four passes: 0.2 s on one core of an x86-64 server and a second or two on a
    /// cheap phone. A backup leaves the phone, so it is harder to guess at than a PIN; more memory would come out of the
    /// 60 MiB the whole app may use.
    pub(super) const NOW: Self = Self {
        memory_kib: 32 * 1024,
        passes: 4,
    };
    /// A file that asks for more was made to stop the phone, or by an app that knows better ones.
    const MOST: Self = Self {
        memory_kib: 64 * 1024,
        passes: 8,
    };

    pub(super) fn is_bearable(self) -> bool {
        (8..=Self::MOST.memory_kib).contains(&self.memory_kib)
            && (1..=Self::MOST.passes).contains(&self.passes)
    }
}

impl Passphrase {
    /// The fewest characters.
    pub const LENGTH_MIN: usize = 8;

    /// Reads a passphrase as typed: in NFC, for keyboards write Vietnamese marks in two ways, and without the spaces
    /// around it. The error never repeats it.
    ///
    /// Error: `InvalidInput` for `passphrase`: `passphrase_short`.
    pub fn new(typed: &str) -> Result<Self, Invalid> {
        let text = Zeroizing::new(nfc(typed.trim()));
        if text.chars().count() < Self::LENGTH_MIN {
            return Err(Invalid::new("passphrase", "passphrase_short").with("min", &Self::LENGTH_MIN));
        }
        Ok(Self(Zeroizing::new(text.as_bytes().to_vec())))
    }

    /// The key that comes of it under a salt. Slow on purpose.
    pub(super) fn stretch(&self, salt: &[u8; 16], how: Stretch) -> Result<BookKey, IdentityError> {
        let unfit = |error: argon2::Error| IdentityError::Unreadable(error.to_string());
        let params = Params::new(how.memory_kib, how.passes, 1, Some(32)).map_err(unfit)?;
        let mut memory = Zeroizing::new(Vec::new());
        // A phone that has not so much left says so, and does not end the app.
        let room = memory.try_reserve_exact(params.block_count());
        room.map_err(|error| IdentityError::Unreadable(error.to_string()))?;
        memory.resize(params.block_count(), Block::default());
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(&self.0, salt, key.as_mut(), memory.as_mut_slice())
            .map_err(unfit)?;
        BookKey::from_slice(key.as_slice()).map_err(|error| IdentityError::Unreadable(error.to_string()))
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

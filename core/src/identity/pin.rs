use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::IdentityError;
use crate::model::Invalid;

/// A person's PIN, four to eight digits. It leaves memory when dropped and never shows itself in logs.
pub struct Pin(Zeroizing<Vec<u8>>);

/// What is kept of a PIN.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedPin {
    /// Random, one per person and PIN.
    pub salt: [u8; 16],
    /// Argon2id over PIN and salt.
    pub hash: [u8; 32],
}

/// Argon2id (RFC 9106) with 19 MiB and two passes, the least OWASP asks for. Measured: 76 ms on one core of an
/// x86-64 server; a cheap phone's core is three to eight times slower, so a person waits a quarter to two
/// thirds of a second. More memory would come out of the 60 MiB the whole app may use.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

impl Pin {
    /// The fewest digits.
    pub const MIN: u8 = 4;
    /// The most digits.
    pub const MAX: u8 = 8;

    /// Reads a PIN as typed. The error never repeats it.
    pub fn new(typed: &str) -> Result<Self, Invalid> {
        let digits = Zeroizing::new(typed.as_bytes().to_vec());
        let fits = (usize::from(Self::MIN)..=usize::from(Self::MAX)).contains(&digits.len());
        if fits && digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(digits))
        } else {
            Err(Invalid::new("pin", "pin_digits"))
        }
    }

    /// Seals it under a fresh salt. Takes as long as [`Pin::opens`].
    pub fn seal(&self) -> Result<SealedPin, IdentityError> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| IdentityError::NoRandomness)?;
        let hash = *self.stretch(&salt)?;
        Ok(SealedPin { salt, hash })
    }

    /// Whether it is the sealed one, in the same time whatever the answer.
    pub fn opens(&self, sealed: &SealedPin) -> Result<bool, IdentityError> {
        let hash = self.stretch(&sealed.salt)?;
        Ok(hash.ct_eq(&sealed.hash).into())
    }

    fn stretch(&self, salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, IdentityError> {
        let unfit = |error: argon2::Error| IdentityError::Unreadable(error.to_string());
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).map_err(unfit)?;
        let mut memory = Zeroizing::new(vec![Block::default(); params.block_count()]);
        let mut hash = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(&self.0, salt, hash.as_mut(), memory.as_mut_slice())
            .map_err(unfit)?;
        Ok(hash)
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

impl fmt::Debug for SealedPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedPin")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_four_to_eight_digits() {
        for wrong in ["", "123", "123456789", "12a4", "１２３４", "12 34", "-1234"] {
            let refused = Pin::new(wrong).unwrap_err();
            assert_eq!(
                refused,
                Invalid::new("pin", "pin_digits"),
                "it does not repeat what was typed"
            );
        }
        for right in ["0000", "12345678"] {
            assert!(Pin::new(right).is_ok());
        }
    }

    #[test]
    fn only_the_same_pin_opens_and_no_two_seals_are_alike() {
        let pin = Pin::new("2580").unwrap();
        let (one, other) = (pin.seal().unwrap(), pin.seal().unwrap());
        assert!(pin.opens(&one).unwrap() && pin.opens(&other).unwrap());
        assert!(one != other, "each has its own salt");
        assert!(!Pin::new("2581").unwrap().opens(&one).unwrap());
        // The stored parameters never change by accident: this is Argon2id, v=19, m=19456, t=2, p=1.
        let fixed = Pin::new("123456").unwrap().stretch(&[7; 16]).unwrap();
        // The reference implementation (argon2-cffi 25) gives the same.
        let expected = "5b60c249dbf863167e1c4166abd50b98a0734841d07cf6f492c5e6f839fc6464";
        assert_eq!(crate::model::BlobHash(*fixed).to_string(), expected);
    }

    #[test]
    fn nothing_of_a_pin_is_in_its_debug_form() {
        let pin = Pin::new("2580").unwrap();
        let shown = format!("{pin:?} {:?}", pin.seal().unwrap());
        assert_eq!(shown, "Pin SealedPin");
    }
}

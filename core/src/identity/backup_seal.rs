//! A backup under a passphrase: a front that says how the passphrase is stretched, and the file behind it in pieces, each
//! with its own tag, so that it is written and read in a few kilobytes of memory and no piece can be altered, moved or left
//! out unnoticed. The pieces are the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015) over
//! XChaCha20-Poly1305.

use std::io::{self, Read, Write};

use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::aead::{KeyInit, Payload};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::passphrase::{Passphrase, Stretch};
use super::{BookKey, IdentityError};

/// The front of every such file. The byte at the end is the form's version.
const MAGIC: &[u8; 8] = b"FBBACK\0\x01";
/// The magic without its version.
const NAME: usize = 7;
/// A piece before it is sealed, and what its tag adds.
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;
/// Magic, kind, memory, passes, salt, nonce, check of the key, check of the front.
const FRONT: usize = 8 + 1 + 4 + 4 + 16 + 19 + 16 + 4;

/// Why a backup does not open.
#[derive(Debug, thiserror::Error)]
pub enum BackupFlaw {
    /// Some other file.
    #[error("no backup under a passphrase")]
    NotABackup,
    /// A newer app made it.
    #[error("made by a newer app")]
    TooNew,
    /// It was sealed under another passphrase.
    #[error("another passphrase")]
    WrongPassphrase,
    /// Cut short, or not as it was written.
    #[error("altered or incomplete")]
    Altered,
    /// The disk.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// No key could be made.
    #[error(transparent)]
    Key(#[from] IdentityError),
}

/// What seals a backup, or opens one.
pub struct BackupSeal {
    /// The key of the passphrase: what lies inside may be encrypted under it once more.
    pub(crate) key: BookKey,
    /// The book inside is encrypted under [`BackupSeal::key`]; else it is in clear there.
    pub(crate) locked: bool,
    front: [u8; FRONT],
    nonce: [u8; 19],
}

impl BackupSeal {
    /// A fresh one for a backup to be written.
    pub(crate) fn new(passphrase: &Passphrase, locked: bool) -> Result<Self, IdentityError> {
        let (mut salt, mut nonce) = ([0; 16], [0; 19]);
        getrandom::fill(&mut salt).map_err(|_| IdentityError::NoRandomness)?;
        getrandom::fill(&mut nonce).map_err(|_| IdentityError::NoRandomness)?;
        Self::with(passphrase, locked, salt, nonce)
    }

    fn with(
        passphrase: &Passphrase,
        locked: bool,
        salt: [u8; 16],
        nonce: [u8; 19],
    ) -> Result<Self, IdentityError> {
        let how = Stretch::NOW;
        let key = passphrase.stretch(&salt, how)?;
        let mut front = Vec::with_capacity(FRONT);
        front.extend(MAGIC);
        front.push(u8::from(locked));
        front.extend(how.memory_kib.to_be_bytes());
        front.extend(how.passes.to_be_bytes());
        front.extend(salt);
        front.extend(nonce);
        front.extend(check_of(&key)?.as_slice());
        front.extend(sum_of(&front));
        let unfit = |_| IdentityError::Unreadable("the front of a backup".into());
        Ok(Self {
            key,
            locked,
            front: front.try_into().map_err(unfit)?,
            nonce,
        })
    }

    /// Reads a backup's front and tries the passphrase, before anything is written. Slow on purpose.
    pub(crate) fn read(passphrase: &Passphrase, from: &mut impl Read) -> Result<Self, BackupFlaw> {
        let mut front = [0; FRONT];
        let read = fill(from, &mut front)?;
        let begun = front.get(..read).unwrap_or_default();
        if read < MAGIC.len() || begun.get(..NAME) != MAGIC.get(..NAME) {
            return Err(BackupFlaw::NotABackup);
        }
        if begun.get(NAME) != MAGIC.get(NAME) {
            return Err(BackupFlaw::TooNew);
        }
        let mut rest = Parts(begun.get(MAGIC.len()..).unwrap_or_default());
        let [kind] = rest.take()?;
        let (memory_kib, passes) = (u32::from_be_bytes(rest.take()?), u32::from_be_bytes(rest.take()?));
        let (salt, nonce, check): ([u8; 16], [u8; 19], [u8; 16]) = (rest.take()?, rest.take()?, rest.take()?);
        let sum: [u8; 4] = rest.take()?;
        // Before the passphrase is tried: a flipped bit must not look like a wrong one.
        if sum_of(begun.get(..FRONT - sum.len()).unwrap_or_default()) != sum {
            return Err(BackupFlaw::Altered);
        }
        let how = Stretch { memory_kib, passes };
        if kind > 1 || !how.is_bearable() {
            return Err(BackupFlaw::TooNew);
        }
        let key = passphrase.stretch(&salt, how)?;
        if !bool::from(check_of(&key)?.as_slice().ct_eq(&check)) {
            return Err(BackupFlaw::WrongPassphrase);
        }
        Ok(Self {
            key,
            locked: kind == 1,
            front,
            nonce,
        })
    }

    /// Writes front and pieces.
    pub(crate) fn seal(&self, from: &mut impl Read, to: &mut impl Write) -> Result<(), BackupFlaw> {
        to.write_all(&self.front)?;
        let mut sealing = EncryptorBE32::from_aead(self.cipher()?, (&self.nonce).into());
        let (mut piece, mut next) = (Zeroizing::new(vec![0; PIECE]), Zeroizing::new(vec![0; PIECE]));
        let mut length = fill(from, &mut piece)?;
        loop {
            let more = fill(from, &mut next)?;
            let payload = self.payload(piece.get(..length).unwrap_or_default());
            if more == 0 {
                let last = sealing.encrypt_last(payload).map_err(|_| BackupFlaw::Altered)?;
                return Ok(to.write_all(&last)?);
            }
            let sealed = sealing.encrypt_next(payload).map_err(|_| BackupFlaw::Altered)?;
            to.write_all(&sealed)?;
            std::mem::swap(&mut piece, &mut next);
            length = more;
        }
    }

    /// Reads the pieces behind the front that was read. What was written before a flaw was found is worth nothing.
    pub(crate) fn open(&self, from: &mut impl Read, to: &mut impl Write) -> Result<(), BackupFlaw> {
        let mut opening = DecryptorBE32::from_aead(self.cipher()?, (&self.nonce).into());
        let (mut piece, mut next) = (vec![0; PIECE + TAG], vec![0; PIECE + TAG]);
        let mut length = fill(from, &mut piece)?;
        loop {
            let more = fill(from, &mut next)?;
            let payload = self.payload(piece.get(..length).unwrap_or_default());
            if more == 0 {
                let last = opening.decrypt_last(payload).map_err(|_| BackupFlaw::Altered)?;
                return Ok(to.write_all(&Zeroizing::new(last))?);
            }
            let opened = opening.decrypt_next(payload).map_err(|_| BackupFlaw::Altered)?;
            to.write_all(&Zeroizing::new(opened))?;
            std::mem::swap(&mut piece, &mut next);
            length = more;
        }
    }

    fn cipher(&self) -> Result<XChaCha20Poly1305, IdentityError> {
        let key = self.key.derive::<32>("backup stream key")?;
        Ok(XChaCha20Poly1305::new((&*key).into()))
    }

    /// A piece, bound to its front.
    fn payload<'p>(&'p self, piece: &'p [u8]) -> Payload<'p, 'p> {
        Payload {
            msg: piece,
            aad: &self.front,
        }
    }
}

/// What tells a wrong passphrase from an altered file, and says nothing of the other keys.
fn check_of(key: &BookKey) -> Result<Zeroizing<[u8; 16]>, IdentityError> {
    key.derive("backup check")
}

fn sum_of(front: &[u8]) -> [u8; 4] {
    let digest: [u8; 32] = Sha256::digest(front).into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}

/// Reads until the space is full or nothing is left; gives how much it was.
fn fill(from: &mut impl Read, space: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = space.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// What is left of a front.
struct Parts<'p>(&'p [u8]);

impl Parts<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], BackupFlaw> {
        let (part, rest) = self.0.split_first_chunk::<N>().ok_or(BackupFlaw::Altered)?;
        self.0 = rest;
        Ok(*part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase() -> Passphrase {
        Passphrase::new("gạo nếp tan").unwrap()
    }

    fn sealed(content: &[u8]) -> Vec<u8> {
        let seal = BackupSeal::with(&passphrase(), false, [1; 16], [2; 19]).unwrap();
        let mut file = Vec::new();
        seal.seal(&mut &content[..], &mut file).unwrap();
        file
    }

    fn opened(file: &[u8], passphrase: &Passphrase) -> Result<Vec<u8>, BackupFlaw> {
        let mut rest = file;
        let seal = BackupSeal::read(passphrase, &mut rest)?;
        let mut content = Vec::new();
        seal.open(&mut rest, &mut content)?;
        Ok(content)
    }

    /// Whoever has such a file opens it with every later app. Computed a second time with argon2-cffi and libsodium.
    #[test]
    fn the_form_never_changes() {
        let hex = sealed("Sổ Đồng".as_bytes())
            .iter()
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        insta::assert_snapshot!(hex, @"46424241434b00010000008000000000040101010101010101010101010101010102020202020202020202020202020202020202212fbc3f2450498259d46b446430d94667d7ccd1a16acf22435dc57af6d3584041f10ddff3b615da1b608921f226c26f");
    }

    #[test]
    fn whole_pieces_and_parts_of_them_come_back_as_they_were() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let content: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let file = sealed(&content);
            let pieces = length.div_ceil(PIECE).max(1);
            assert_eq!(file.len(), FRONT + length + pieces * TAG);
            assert_eq!(opened(&file, &passphrase()).unwrap(), content);
        }
    }

    #[test]
    fn marks_typed_in_either_way_are_one_passphrase_and_another_is_told() {
        let file = sealed(b"x");
        let decomposed: String = unicode_normalization::UnicodeNormalization::nfd("  gạo nếp tan ").collect();
        assert!(opened(&file, &Passphrase::new(&decomposed).unwrap()).is_ok());
        let other = Passphrase::new("gạo nếp tán").unwrap();
        assert!(matches!(opened(&file, &other), Err(BackupFlaw::WrongPassphrase)));
        assert_eq!(
            Passphrase::new(" 1234567 ").unwrap_err().reason,
            "passphrase_short"
        );
        assert_eq!(format!("{other:?}"), "Passphrase");
    }

    /// Each bit of the front, and bits, cuts, swaps and additions behind it.
    #[test]
    fn what_is_altered_or_cut_does_not_open() {
        let content = vec![7; 2 * PIECE + 5];
        let file = sealed(&content);
        let altered = |file: &[u8]| opened(file, &passphrase()).unwrap_err();
        for at in (0..FRONT).chain([FRONT, FRONT + PIECE + TAG, file.len() - 1]) {
            let mut broken = file.clone();
            broken[at] ^= 1;
            let flaw = altered(&broken);
            match at {
                0..NAME => assert!(matches!(flaw, BackupFlaw::NotABackup), "{at}: {flaw}"),
                NAME => assert!(matches!(flaw, BackupFlaw::TooNew), "{at}: {flaw}"),
                _ => assert!(matches!(flaw, BackupFlaw::Altered), "{at}: {flaw}"),
            }
        }
        let at_pieces = [1, 2].map(|pieces| FRONT + pieces * (PIECE + TAG));
        for end in [
            MAGIC.len(),
            FRONT - 1,
            FRONT,
            FRONT + 1,
            at_pieces[0],
            at_pieces[1],
            file.len() - 1,
        ] {
            assert!(matches!(altered(&file[..end]), BackupFlaw::Altered), "{end}");
        }
        assert!(matches!(altered(&[]), BackupFlaw::NotABackup));
        assert!(matches!(
            altered(&[&file[..], &[0]].concat()),
            BackupFlaw::Altered
        ));
        let [one, two] = at_pieces;
        let swapped = [&file[..FRONT], &file[one..two], &file[FRONT..one], &file[two..]].concat();
        assert!(matches!(altered(&swapped), BackupFlaw::Altered));
    }

    /// A front that asks for a gigabyte, or for one more than a phone bears, with its sum put right.
    #[test]
    fn a_front_that_asks_for_too_much_is_not_obeyed() {
        for kib in [1024 * 1024, 64 * 1024 + 1] {
            let mut file = sealed(b"x");
            file[9..13].copy_from_slice(&u32::to_be_bytes(kib));
            let sum = sum_of(&file[..FRONT - 4]);
            file[FRONT - 4..FRONT].copy_from_slice(&sum);
            assert!(matches!(opened(&file, &passphrase()), Err(BackupFlaw::TooNew)));
        }
    }
}

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::{IdentityError, PublicKey, SecretKey, Signature};

/// Something a hub signs. The context keeps one kind of statement from passing for another.
pub trait Statement: Encode<()> + for<'b> Decode<'b, ()> {
    /// Unique per kind and version.
    const CONTEXT: &'static str;
}

/// A statement as the very bytes that were signed, and the signature. It is kept and passed on as it came,
/// so fields of a newer hub survive an older phone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Signed {
    /// The statement's CBOR.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub body: Vec<u8>,
    /// The hub's signature over it.
    #[n(1)]
    pub signature: Signature,
}

impl Signed {
    /// Signs a statement.
    pub fn new<S: Statement>(statement: &S, hub: &SecretKey) -> Result<Self, IdentityError> {
        let body =
            minicbor::to_vec(statement).map_err(|error| IdentityError::Unreadable(error.to_string()))?;
        let signature = hub.sign(S::CONTEXT, &body);
        Ok(Self { body, signature })
    }

    /// Checks the signature and reads the statement.
    pub fn open<S: Statement>(&self, hub: &PublicKey) -> Result<S, IdentityError> {
        hub.verify(S::CONTEXT, &self.body, &self.signature)?;
        self.read()
    }

    /// Reads the statement without checking who signed it.
    pub fn read<S: Statement>(&self) -> Result<S, IdentityError> {
        minicbor::decode(&self.body).map_err(|error| IdentityError::Unreadable(error.to_string()))
    }

    /// The bytes to store.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.signature.0.to_vec();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// The first 8 bytes of SHA-256 over [`Signed::to_bytes`]: enough to ask whether the other side holds the
    /// same statement.
    pub fn digest(&self) -> [u8; 8] {
        let mut digest = [0; 8];
        for (to, from) in digest.iter_mut().zip(Sha256::digest(self.to_bytes())) {
            *to = from;
        }
        digest
    }

    /// From stored bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, IdentityError> {
        let (signature, body) = bytes
            .split_at_checked(64)
            .ok_or_else(|| IdentityError::Unreadable("signed statement too short".into()))?;
        let signature = signature.try_into().map_err(|_| IdentityError::BadSignature)?;
        Ok(Self {
            body: body.to_vec(),
            signature: Signature(signature),
        })
    }
}

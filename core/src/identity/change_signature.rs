use minicbor::{Decode, Encode};

use super::{IdentityError, PublicKey, SecretKey, Signature};
use crate::model::{ChangeHash, DocId};

const CONTEXT: &str = "fieldbook change 1";

/// A device's signature over its newest change of a document. A change's hash covers its ancestors, and
/// every change names its device's last one, so this one signature covers them all.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encode, Decode)]
pub struct ChangeSignature {
    /// The device's key.
    #[n(0)]
    pub key: PublicKey,
    /// The change.
    #[n(1)]
    pub change: ChangeHash,
    /// The signature over document and change.
    #[n(2)]
    pub signature: Signature,
}

fn message(doc: DocId, change: ChangeHash) -> [u8; 48] {
    let mut message = [0; 48];
    let (front, back) = message.split_at_mut(16);
    front.copy_from_slice(doc.as_bytes());
    back.copy_from_slice(&change.0);
    message
}

/// Signs a device's newest change of a document.
pub fn sign_change(key: &SecretKey, doc: DocId, change: ChangeHash) -> ChangeSignature {
    ChangeSignature {
        key: key.public(),
        change,
        signature: key.sign(CONTEXT, &message(doc, change)),
    }
}

/// Checks such a signature.
pub fn verify_change(doc: DocId, signed: &ChangeSignature) -> Result<(), IdentityError> {
    signed
        .key
        .verify(CONTEXT, &message(doc, signed.change), &signed.signature)
}

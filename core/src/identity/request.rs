use sha2::{Digest, Sha256};

use super::{IdentityError, PublicKey, SecretKey, Signature};

const CONTEXT: &str = "fieldbook request 1";
const ANSWER: &str = "fieldbook answer 1";

fn message(nonce: &[u8], path: &str, body: &[u8; 32]) -> Vec<u8> {
    let mut message = Sha256::digest(nonce).to_vec();
    message.extend_from_slice(&Sha256::digest(path.as_bytes()));
    message.extend_from_slice(body);
    message
}

/// Signs a request to the hub over a nonce the hub gave: no clock is needed, so a phone whose clock is a
/// year off still syncs.
pub fn sign_request(key: &SecretKey, nonce: &[u8], path: &str, body: &[u8]) -> Signature {
    key.sign(CONTEXT, &message(nonce, path, &Sha256::digest(body).into()))
}

/// Checks such a signature.
pub fn verify_request(
    key: &PublicKey,
    nonce: &[u8],
    path: &str,
    body: &[u8],
    signature: &Signature,
) -> Result<(), IdentityError> {
    verify_upload(key, nonce, path, &Sha256::digest(body).into(), signature)
}

/// The same for a body of which only the SHA-256 is known yet, so that a file need not be in memory.
pub fn verify_upload(
    key: &PublicKey,
    nonce: &[u8],
    path: &str,
    body: &[u8; 32],
    signature: &Signature,
) -> Result<(), IdentityError> {
    key.verify(CONTEXT, &message(nonce, path, body), signature)
}

/// What an answer is signed over: the request it is for, and all of itself.
fn answer_message(nonce: &[u8], path: &str, request: &[u8; 32], answer: &[u8]) -> Vec<u8> {
    let mut whole = message(nonce, path, request);
    whole.extend_from_slice(&Sha256::digest(answer));
    whole
}

/// Signs the hub's whole answer to one request, named by its nonce (empty for an enrolment), its path and the
/// SHA-256 of its body. What stands between hub and phone can then neither alter an answer, nor leave something
/// out of it, nor give an earlier one.
pub fn sign_answer(
    hub: &SecretKey,
    nonce: &[u8],
    path: &str,
    request: &[u8; 32],
    answer: &[u8],
) -> Signature {
    hub.sign(ANSWER, &answer_message(nonce, path, request, answer))
}

/// Checks such a signature.
pub fn verify_answer(
    hub: &PublicKey,
    nonce: &[u8],
    path: &str,
    request: &[u8; 32],
    answer: &[u8],
    signature: &Signature,
) -> Result<(), IdentityError> {
    hub.verify(ANSWER, &answer_message(nonce, path, request, answer), signature)
}

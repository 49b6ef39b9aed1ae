use sha2::{Digest, Sha256};

/// Automerge's actor: 16 bytes per installed book. Never the device's key itself: a restored backup would repeat
/// actor and sequence, and the documents could never merge again. The first eight are bound to the key, see
/// [`is_bound`]; the others are random.
pub type ActorId = [u8; 16];

/// An actor of a key.
pub fn actor_of(key: &[u8; 32], random: [u8; 8]) -> ActorId {
    let mut actor = [0; 16];
    let (begins, ends) = actor.split_at_mut(8);
    begins.copy_from_slice(&binding(key));
    ends.copy_from_slice(&random);
    actor
}

/// Whether an actor was made for a key. Who reads a log learns its actors, and could write under one of them in a
/// document where its owner has not written yet: the owner's entries there would count as nobody's. An actor that
/// is bound to a key is nobody else's. Actors of 0.1 are bound to none.
pub fn is_bound(actor: &ActorId, key: &[u8; 32]) -> bool {
    actor.starts_with(&binding(key))
}

/// What the actors of a key begin with: the first eight bytes of SHA-256 over its name and the key.
pub fn binding(key: &[u8; 32]) -> [u8; 8] {
    let mut hash = Sha256::new();
    hash.update(b"fieldbook actor 1");
    hash.update(key);
    let hash: [u8; 32] = hash.finalize().into();
    hash.first_chunk().copied().unwrap_or_default()
}

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::content::{Content, DocumentSum, Manifest};
use super::flaw::{Flaw, FlawKind};
use crate::identity::{Receipt, SecretKey, Signed};
use crate::journal::hash_of;
use crate::model::{ChangeHash, DeviceId, Moment};
use crate::sync::{DocChanges, WireError, decode, pack, unpack};

/// What a file starts with; the byte after it is the version.
const MAGIC: &[u8; 8] = b"FBBUNDLE";
const VERSION: u8 = 1;
const HEAD: usize = MAGIC.len() + 1 + 32;
/// The largest file, packed and unpacked: 100,000 facts of 300 bytes. A few kilobytes of zeros must not fill
/// the memory of a phone.
pub const BUNDLE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Who makes a file, and when.
pub struct Exporter<'a> {
    /// The device.
    pub device: DeviceId,
    /// Its key.
    pub key: &'a SecretKey,
    /// Its clock.
    pub at: Moment,
}

/// The body of a file.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Body {
    #[cbor(n(1), with = "minicbor::bytes")]
    content: Vec<u8>,
    #[n(2)]
    manifest: Signed,
}

/// A file that has been read and not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What it holds.
    pub content: Content,
    /// The exporter's signed list.
    pub manifest: Signed,
    /// SHA-256 of the content's bytes.
    pub(super) digest: [u8; 32],
}

/// The hashes of a document's changes, read or not.
pub(super) fn hashes_of(changes: &DocChanges) -> Vec<ChangeHash> {
    changes.changes.iter().map(|bytes| hash_of(bytes)).collect()
}

pub(super) fn sum_of(changes: &DocChanges) -> DocumentSum {
    DocumentSum {
        doc: changes.doc.id,
        count: u32::try_from(changes.changes.len()).unwrap_or(u32::MAX),
        digest: Receipt::digest_of(&hashes_of(changes)),
    }
}

/// Writes a file: magic, version, SHA-256 of what follows, and the deflated content with the exporter's
/// signed list of it.
pub fn seal(content: &Content, exporter: &Exporter<'_>) -> Result<Vec<u8>, Flaw> {
    let unwritable = |error: &dyn ToString| Flaw::new(FlawKind::Unreadable).details(&error.to_string());
    let bytes = minicbor::to_vec(content).map_err(|error| unwritable(&error))?;
    let manifest = Manifest {
        device: exporter.device,
        key: exporter.key.public(),
        at: exporter.at,
        docs: content.docs.iter().map(sum_of).collect(),
        content: Sha256::digest(&bytes).into(),
    };
    let manifest = Signed::new(&manifest, exporter.key).map_err(|error| unwritable(&error))?;
    // What the reader would refuse is not written.
    if bytes.len() + manifest.body.len() > BUNDLE_BYTES_MAX - 1024 {
        return Err(Flaw::new(FlawKind::TooLarge));
    }
    let body = Body {
        content: bytes,
        manifest,
    };
    let packed = pack(&body).map_err(|error| unwritable(&error))?;
    let digest: [u8; 32] = Sha256::digest(&packed).into();
    Ok([MAGIC.as_slice(), &[VERSION], &digest, &packed].concat())
}

/// Reads a file. Nothing in it is proven yet but that it is whole.
pub fn open(file: &[u8]) -> Result<Opened, Flaw> {
    let rest = file
        .strip_prefix(MAGIC)
        .ok_or_else(|| Flaw::new(FlawKind::NotABundle))?;
    match rest.first() {
        Some(&VERSION) => {}
        Some(newer) if *newer > VERSION => return Err(Flaw::new(FlawKind::TooNew)),
        _ => return Err(Flaw::new(FlawKind::Damaged).details("version")),
    }
    if file.len() > BUNDLE_BYTES_MAX {
        return Err(Flaw::new(FlawKind::TooLarge));
    }
    let (head, packed) = file
        .split_at_checked(HEAD)
        .ok_or_else(|| Flaw::new(FlawKind::Damaged).details("cut short"))?;
    if !head.ends_with(&Sha256::digest(packed)) {
        return Err(Flaw::new(FlawKind::Damaged).details("checksum"));
    }
    let body: Body = unpack(packed, BUNDLE_BYTES_MAX).map_err(unread)?;
    let content: Content = decode(&body.content).map_err(unread)?;
    Ok(Opened {
        content,
        manifest: body.manifest,
        digest: Sha256::digest(&body.content).into(),
    })
}

fn unread(error: WireError) -> Flaw {
    match error {
        WireError::TooLarge(_) | WireError::TooMany(_) => Flaw::new(FlawKind::TooLarge),
        WireError::Unreadable(why) => Flaw::new(FlawKind::Unreadable).details(&why),
    }
}

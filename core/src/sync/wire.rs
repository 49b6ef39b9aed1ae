//! What phone and hub say to each other: CBOR maps with integer keys, deflated as a whole. An older side
//! skips the keys it does not know.

use std::fmt;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::decode;
use crate::identity::{ChangeSignature, PublicKey, Signature, Signed};
use crate::model::{ChangeHash, DeviceId, DocId, DocRef, Moment, OrgId};

/// The version of the wire this code speaks.
pub const PROTOCOL: u32 = 1;

/// The header with the hub's signature over its whole answer to an enrolment or a sync, base64url without padding:
/// [`sign_answer`](crate::identity::sign_answer). A hub of 0.1 sends none.
pub const SIGNATURE_HEADER: &str = "fieldbook-signature";
/// The most an answer unpacks to on a phone, bytes: a page of 256 KiB, or one that cannot be cut, and what goes
/// with it.
pub const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The most bytes of a document's changes between two places where each is covered by a signature: no page can
/// be cut there, and every phone gets it whole. The 10,000 entries that a push may hold are 3 MB under one
/// signature, as a neighbour carries them; an answer has room for twice as much.
pub const UNCUT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// `POST /v1/enrol`: a device presents its one-time token.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolRequest {
    /// [`PROTOCOL`].
    #[n(1)]
    pub protocol: u32,
    /// The invitation's token.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub token: [u8; 16],
    /// The device's id, made by itself.
    #[n(3)]
    pub device: DeviceId,
    /// Its public key.
    #[n(4)]
    pub key: PublicKey,
    /// The name it gave itself.
    #[n(5)]
    pub name: String,
    /// The key's signature over the token under path `/v1/enrol`: the device holds the key it presents.
    #[n(6)]
    pub proof: Signature,
    /// Random, so that no answer to an earlier request fits this one.
    #[n(7)]
    pub fresh: Option<u64>,
}

/// Without the token: whoever reads a log could enrol with it.
impl fmt::Debug for EnrolRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolRequest")
            .field("protocol", &self.protocol)
            .field("device", &self.device)
            .field("key", &self.key)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The hub's answer to an enrolment. The same request again gets the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolResponse {
    /// The device's certificate.
    #[n(1)]
    pub certificate: Signed,
    /// For the next request.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub nonce: Vec<u8>,
    /// The hub's clock.
    #[n(3)]
    pub hub_time: Moment,
}

/// Changes of one document, each after those it builds on, and one signature per author.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DocChanges {
    /// The document.
    #[n(0)]
    pub doc: DocRef,
    /// Raw changes.
    #[n(1)]
    pub changes: Vec<ByteVec>,
    /// One per author, over that author's newest change here.
    #[n(2)]
    pub signatures: Vec<ChangeSignature>,
}

/// An organisation whose documents a device follows, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Follow {
    /// The organisation.
    #[n(0)]
    pub org: OrgId,
    /// The hub's epoch when the cursor was given; another epoch starts over.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub epoch: [u8; 16],
    /// Sequence number of the last entry applied; 0 for none.
    #[n(2)]
    pub after: u64,
    /// How far a start in documents has come, should the hub not go on from the cursor. A device that leaves
    /// it out gets the log from its beginning.
    #[n(3)]
    pub begin: Option<Begin>,
}

/// Where a device stands that begins with an organisation: documents instead of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct Begin {
    /// The hub's mark of how far it came, given back as it was; empty to begin.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub mark: Vec<u8>,
    /// What the device holds, when the hub asked for it.
    #[n(1)]
    pub held: Option<Held>,
    /// The device holds nothing of its own here any more: its own changes too.
    #[n(2)]
    pub own: Option<bool>,
}

/// What a device holds of an organisation: documents in the order of their ids, behind the one asked for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Held {
    /// The documents.
    #[n(0)]
    pub docs: Vec<DocDigest>,
    /// There is none behind the last of these.
    #[n(1)]
    pub last: bool,
}

/// A document in few bytes: the same digest means the same changes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DocDigest {
    /// The document.
    #[n(0)]
    pub doc: DocId,
    /// [`DocDigest::of`] its changes.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub digest: [u8; 8],
}

impl DocDigest {
    /// The first 8 bytes of SHA-256 over the hashes of a document's changes, sorted. Two documents that
    /// differ look the same once in 2⁶⁴; a document that looks different is only sent once too often.
    pub fn of(doc: DocId, mut changes: Vec<ChangeHash>) -> Self {
        changes.sort_unstable();
        let mut hash = Sha256::new();
        for change in &changes {
            hash.update(change.0);
        }
        let mut digest = [0; 8];
        for (to, from) in digest.iter_mut().zip(hash.finalize()) {
            *to = from;
        }
        Self { doc, digest }
    }
}

/// How a start in documents goes on; while it does, the cursor does not move.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Began {
    /// To be given back with the next request.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub mark: Vec<u8>,
    /// The hub wants to know what the device holds behind this id.
    #[n(1)]
    pub tell_after: Option<DocId>,
    /// Of what the device told: documents of which the hub may lack something.
    #[n(2)]
    pub offer: Vec<DocId>,
}

/// `POST /v1/sync`: push and pull in one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SyncRequest {
    /// [`PROTOCOL`].
    #[n(1)]
    pub protocol: u32,
    /// What the device follows.
    #[n(2)]
    pub follow: Vec<Follow>,
    /// Every change the hub has not acknowledged, as far as the page allows.
    #[n(3)]
    pub push: Vec<DocChanges>,
    /// The largest page the device wants back, in bytes before deflating.
    #[n(4)]
    pub page_bytes: u32,
    /// [`Signed::digest`] of the list of packs it holds, empty without one: the hub sends another one. A device
    /// of 0.1 leaves it out and is sent none.
    #[n(5)]
    pub packs: Option<ByteVec>,
    /// When the certificate it holds was issued, milliseconds since 1970: the hub sends a newer one. Roles
    /// may have changed, and a device that may no longer follow an organisation is told nowhere else.
    #[n(10)]
    pub certificate: Option<i64>,
    /// How many of the device's own changes the hub has told it that it holds. When it holds more by now, the
    /// pages carry the device's own changes too: the book is an older copy, or an answer was lost.
    #[n(20)]
    pub own: Option<u64>,
    /// Random: the hub signs its answer over the whole request, and somebody in between who repeats an older nonce
    /// must not be able to repeat the answer to it.
    #[n(6)]
    pub fresh: Option<u64>,
}

/// What the hub says about the asking device's own changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct OwnChanges {
    /// How many it holds, this push included.
    #[n(0)]
    pub held: u64,
    /// The pages carry them, as far as they lie behind the cursor and were not in this push.
    #[n(1)]
    pub given: bool,
}

/// What became of a pushed change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Outcome {
    /// Stored and shown.
    #[n(0)]
    Accepted,
    /// The hub had it already.
    #[n(1)]
    Duplicate,
    /// Stored, but it does not count until a person accepts it.
    #[n(2)]
    Held,
    /// Not stored; the code says why.
    #[n(3)]
    Refused,
}

/// A pushed change that was not simply accepted. Those not listed were.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Exception {
    /// Its place in the push, counting through all documents from 0.
    #[n(0)]
    pub index: u32,
    /// What became of it.
    #[n(1)]
    pub outcome: Outcome,
    /// For held and refused: the refusal's code, such as `unsigned`.
    #[n(2)]
    pub code: Option<String>,
}

/// What is new in one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct OrgPage {
    /// The organisation.
    #[n(1)]
    pub org: OrgId,
    /// The cursor after this page.
    #[n(2)]
    pub next: u64,
    /// There is more behind it.
    #[n(3)]
    pub more: bool,
    /// Certificates of devices whose changes may follow.
    #[n(4)]
    pub certificates: Vec<Signed>,
    /// Leases of stamps.
    #[n(5)]
    pub leases: Vec<Signed>,
    /// Verdicts on claims.
    #[n(6)]
    pub verdicts: Vec<Signed>,
    /// Changes of others.
    #[n(7)]
    pub docs: Vec<DocChanges>,
    /// The start in documents is not over.
    #[n(8)]
    pub begin: Option<Began>,
    /// For the changes of this page, in its order: proof for those who did not hand them in. Not given with a
    /// page without changes, nor by a hub of 0.1.
    #[n(9)]
    pub receipt: Option<Signed>,
    /// Changes that were held and that a person, or a renewed certificate, has let count. A device learns
    /// here of its own; of others' it gets the changes themselves.
    #[cbor(n(10), skip_if = "Vec::is_empty")]
    pub released: Vec<ChangeHash>,
    /// Held changes that a person has refused for good.
    #[cbor(n(11), skip_if = "Vec::is_empty")]
    pub refused: Vec<ChangeHash>,
    /// Leases that were revoked. A device of 0.2 passes over them, and the hub refuses what it activates.
    #[cbor(n(12), skip_if = "Vec::is_empty")]
    pub revocations: Vec<Signed>,
    /// Leases of stamps that an issuer printed by a list of codes. A device of 0.2 passes over them.
    #[cbor(n(20), skip_if = "Vec::is_empty")]
    pub lists: Vec<Signed>,
}

/// The hub's answer to a sync.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SyncResponse {
    /// The hub's clock.
    #[n(1)]
    pub hub_time: Moment,
    /// The hub's epoch.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub epoch: [u8; 16],
    /// For the next request.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub nonce: Vec<u8>,
    /// The oldest [`PROTOCOL`] the hub still serves.
    #[n(4)]
    pub oldest_protocol: u32,
    /// Pushed changes that were not simply accepted.
    #[n(5)]
    pub exceptions: Vec<Exception>,
    /// For what the hub now holds of the push, refused ones left out.
    #[n(6)]
    pub receipt: Option<Signed>,
    /// What is new.
    #[n(7)]
    pub pages: Vec<OrgPage>,
    /// The device's certificate, when it was renewed.
    #[n(8)]
    pub certificate: Option<Signed>,
    /// The list of packs, when the device holds another one or none.
    #[n(9)]
    pub packs: Option<Signed>,
    /// About the device's own changes.
    #[n(20)]
    pub own: Option<OwnChanges>,
}

/// The body of an HTTP error: problem details (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// A name for programs: `urn:fieldbook:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For people.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// More, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// With `stale_nonce`: a fresh one, base64url without padding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

impl Problem {
    /// The code at the end of the type.
    pub fn code(&self) -> &str {
        self.kind.rsplit(':').next().unwrap_or_default()
    }
}

/// Why a body could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Not the message it should be.
    #[error("unreadable message: {0}")]
    Unreadable(String),
    /// It unpacks to more than any honest message holds.
    #[error("the message unpacks to more than {0} bytes")]
    TooLarge(usize),
    /// It holds more values than any honest message.
    #[error("the message holds more than {0} items")]
    TooMany(usize),
}

/// Encodes and deflates (zlib) a message.
pub fn pack<T: Encode<()>>(message: &T) -> Result<Vec<u8>, WireError> {
    let bytes = minicbor::to_vec(message).map_err(|error| WireError::Unreadable(error.to_string()))?;
    deflate(&bytes)
}

/// Deflates (zlib) a file.
pub fn deflate(bytes: &[u8]) -> Result<Vec<u8>, WireError> {
    let unreadable = |error: std::io::Error| WireError::Unreadable(error.to_string());
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).map_err(unreadable)?;
    encoder.finish().map_err(unreadable)
}

/// Inflates and decodes a message of at most `limit` unpacked bytes and [`super::ITEMS_MAX`] items: a few
/// kilobytes of zeros must not fill the memory of a phone.
pub fn unpack<T: for<'b> Decode<'b, ()>>(body: &[u8], limit: usize) -> Result<T, WireError> {
    decode(&inflate(body, limit)?)
}

/// Inflates (zlib) a file of at most `limit` bytes.
pub fn inflate(body: &[u8], limit: usize) -> Result<Vec<u8>, WireError> {
    let mut bytes = Vec::new();
    let read = ZlibDecoder::new(body)
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes);
    read.map_err(|error| WireError::Unreadable(error.to_string()))?;
    if bytes.len() > limit {
        return Err(WireError::TooLarge(limit));
    }
    Ok(bytes)
}

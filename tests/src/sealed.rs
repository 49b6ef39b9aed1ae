//! A bundle taken apart and put together again, as somebody without the exporter's key would.

use std::io::Read;

use fieldbook_core::bundle::{Content, open};
use fieldbook_core::identity::Signed;
use fieldbook_core::sync::pack;
use minicbor::{Decode, Encode};

/// The body of a file, as the format says.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Body {
    #[cbor(n(1), with = "minicbor::bytes")]
    content: Vec<u8>,
    #[n(2)]
    manifest: Signed,
}

/// Magic, version, SHA-256.
const HEAD: usize = 8 + 1 + 32;

/// What is in a file, to be changed.
#[derive(Clone)]
pub struct Unsealed {
    pub content: Content,
    pub manifest: Signed,
}

impl Unsealed {
    pub fn of(file: &[u8]) -> Self {
        let opened = open(file).unwrap();
        Self {
            content: opened.content,
            manifest: opened.manifest,
        }
    }

    /// A file that is whole again, under the exporter's old list.
    pub fn seal(&self) -> Vec<u8> {
        with_content(minicbor::to_vec(&self.content).unwrap(), self.manifest.clone())
    }
}

/// A whole file around any bytes of content.
pub fn with_content(content: Vec<u8>, manifest: Signed) -> Vec<u8> {
    let packed = pack(&Body { content, manifest }).unwrap();
    with_body(&packed)
}

/// A whole file around any packed bytes.
pub fn with_body(packed: &[u8]) -> Vec<u8> {
    use sha2::Digest;
    let digest: [u8; 32] = sha2::Sha256::digest(packed).into();
    [b"FBBUNDLE\x01".as_slice(), &digest, packed].concat()
}

/// The bytes of a file's content.
pub fn content_of(file: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    flate2::read::ZlibDecoder::new(&file[HEAD..])
        .read_to_end(&mut body)
        .unwrap();
    minicbor::decode::<Body>(&body).unwrap().content
}

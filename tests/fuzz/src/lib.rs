//! What the fuzz targets share: a cooperative with fixed keys, real objects of it to begin with, and the
//! checksums and signatures put right behind the fuzzer's back, so that it gets past them.

mod cooperative;
mod reader;
mod seeds;
mod watch;

pub use cooperative::{Cooperative, moment};
pub use reader::Reader;
pub use seeds::plant;
pub use watch::{ready, run};

use sha2::{Digest, Sha256};

/// A change's bytes with the right length and checksum, as an attacker or a faulty peer would write them: otherwise
/// every mutation but one that keeps the length would end at the door.
pub fn with_checksum(bytes: &[u8]) -> Vec<u8> {
    let Some((kind, rest)) = bytes.get(8..).and_then(<[u8]>::split_first) else {
        return bytes.to_vec();
    };
    let behind_length = rest
        .iter()
        .position(|byte| byte & 0x80 == 0)
        .map_or(rest.len(), |last| last + 1);
    let body = &rest[behind_length..];
    let chunk = [&[*kind], leb128(body.len()).as_slice(), body].concat();
    let sum = Sha256::digest(&chunk);
    [&[0x85, 0x6f, 0x4a, 0x83], &sum[..4], &chunk].concat()
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// Parts the first byte, which says what the rest is for.
pub fn kind_of(data: &[u8]) -> (u8, &[u8]) {
    data.split_first().map_or((0, data), |(kind, rest)| (*kind, rest))
}

/// An input of a kind.
pub fn input(kind: u8, rest: &[u8]) -> Vec<u8> {
    [&[kind], rest].concat()
}

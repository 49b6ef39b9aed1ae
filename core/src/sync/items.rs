use minicbor::Decode;

use super::WireError;

/// The most CBOR items (numbers, strings, lists…) a message holds. An empty string is one byte there and 24 in
/// memory: 8 MiB of them, 8 KB when deflated, took 200 MB. Honest messages stay under 400,000: an officer's
/// 100,000 documents told to a hub that was restored.
pub const ITEMS_MAX: usize = 500_000;

/// Decodes a message that does not grow beyond measure in memory.
pub fn decode<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T, WireError> {
    if has_few_items(bytes) {
        minicbor::decode(bytes).map_err(|error| WireError::Unreadable(error.to_string()))
    } else {
        Err(WireError::TooMany(ITEMS_MAX))
    }
}

/// Counts the heads of items (RFC 8949 §3), however deep they lie, without recursion.
fn has_few_items(mut rest: &[u8]) -> bool {
    for _ in 0..=ITEMS_MAX {
        // Where bytes are missing the decoder ends too, and says so.
        match behind_item(rest) {
            Some(behind) => rest = behind,
            None => return true,
        }
    }
    false
}

/// What follows the first item's head, and its bytes when it is a string.
fn behind_item(bytes: &[u8]) -> Option<&[u8]> {
    let (head, rest) = bytes.split_first()?;
    let (major, info) = (head >> 5, head & 0x1f);
    let width = match info {
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => 0,
    };
    let (argument, rest) = rest.split_at_checked(width)?;
    // A string of indefinite length (31) is followed by its parts, strings themselves.
    if !matches!(major, 2 | 3) || info == 31 {
        return Some(rest);
    }
    let stated = argument
        .iter()
        .fold(0, |length, byte| length << 8 | u64::from(*byte));
    let length = if width == 0 { u64::from(info) } else { stated };
    rest.get(usize::try_from(length).ok()?..)
}

#[cfg(test)]
mod tests {
    use minicbor::bytes::ByteVec;

    use super::*;

    fn list(count: usize) -> Vec<u8> {
        minicbor::to_vec(vec![ByteVec::from(Vec::new()); count]).unwrap()
    }

    #[test]
    fn items_are_counted_wherever_they_lie() {
        assert_eq!(
            decode::<Vec<ByteVec>>(&list(ITEMS_MAX - 1)).unwrap().len(),
            ITEMS_MAX - 1
        );
        let many = decode::<Vec<ByteVec>>(&list(ITEMS_MAX));
        assert_eq!(many, Err(WireError::TooMany(ITEMS_MAX)));
        // What is inside a string is no item, whatever its length is written like.
        let string = minicbor::to_vec(ByteVec::from(list(ITEMS_MAX))).unwrap();
        assert!(decode::<ByteVec>(&string).is_ok());
        for head in [0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0x5f, 0x7f] {
            let deep = vec![head; ITEMS_MAX + 1];
            assert_eq!(
                decode::<ByteVec>(&deep),
                Err(WireError::TooMany(ITEMS_MAX)),
                "{head:02x}"
            );
        }
    }

    #[test]
    fn lengths_that_lie_are_unreadable() {
        for lie in [
            &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1][..],
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x40],
            &[0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x9a, 0xff, 0xff],
            &[0x58],
            &[],
        ] {
            let read = decode::<Vec<ByteVec>>(lie);
            assert!(
                matches!(read, Err(WireError::Unreadable(_))),
                "{lie:02x?}: {read:?}"
            );
        }
    }
}

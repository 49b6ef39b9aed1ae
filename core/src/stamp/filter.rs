//! Which codes a lease holds, in nine and a half bits each: a binary fuse filter. It knows every code of its list, and takes a
//! stranger for one of them once in 256.

use minicbor::{Decode, Encode};
use xorf::{BinaryFuse8, BinaryFuse8Ref, Filter, FilterRef};

use crate::model::{Invalid, StampSpan};

/// The layout. The filter's arithmetic is part of it: a snapshot test holds the library to it.
const VERSION: u8 = 1;

/// The codes of a lease, to ask offline whether a stamp is one of them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CodeFilter {
    #[n(0)]
    version: u8,
    #[n(1)]
    seed: u64,
    /// Fingerprints of a segment: a power of two.
    #[n(2)]
    segment: u32,
    #[cbor(n(3), with = "minicbor::bytes")]
    fingerprints: Vec<u8>,
}

impl CodeFilter {
    /// The most codes of one lease: 236 KB. A larger list is leased in parts.
    pub const CODES_MAX: u32 = 200_000;
    /// The most bytes of a filter.
    pub const BYTES_MAX: u32 = 256 * 1024;

    /// The filter of codes, by their keys ([`crate::model::Stamp::key`]).
    ///
    /// Error: `InvalidInput` for `codes`: `required` without any, `too_many` over [`Self::CODES_MAX`].
    pub fn of<'k>(keys: impl IntoIterator<Item = &'k str>) -> Result<Self, Invalid> {
        let mut numbers: Vec<u64> = keys.into_iter().map(StampSpan::code_number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.is_empty() {
            return Err(Invalid::new("codes", "required"));
        }
        let most = Self::CODES_MAX as usize;
        if numbers.len() > most {
            return Err(Invalid::new("codes", "too_many").with("max", &most));
        }
        let built = BinaryFuse8::try_from(&numbers).map_err(|_| Invalid::new("codes", "list_filter"))?;
        Ok(Self {
            version: VERSION,
            seed: built.descriptor.seed,
            segment: built.descriptor.segment_length,
            fingerprints: built.fingerprints.into_vec(),
        })
    }

    /// Whether a code may be of the list, by its key: always for one that is, and once in 256 for one that is not.
    pub fn may_hold(&self, key: &str) -> bool {
        let descriptor = self.descriptor();
        BinaryFuse8Ref::from_dma(&descriptor, &self.fingerprints).contains(&StampSpan::code_number(key))
    }

    /// The file, as it is hashed, signed for and fetched.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Writing to memory cannot fail.
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// From a file.
    ///
    /// Error: `InvalidInput` for `filter`: `list_filter` for bytes that are none of this version; asking such a filter
    /// would reach beyond its end.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Invalid> {
        let unreadable = || Invalid::new("filter", "list_filter");
        let read: Self = minicbor::decode(bytes).map_err(|_| unreadable())?;
        let known = read.version == VERSION && read.fingerprints.len() <= Self::BYTES_MAX as usize;
        let whole = known && read.segment.is_power_of_two() && read.counted().is_some();
        whole.then_some(read).ok_or_else(unreadable)
    }

    /// The fingerprints where a code's first may lie: all but two segments. Nothing where those are not whole segments.
    fn counted(&self) -> Option<u32> {
        let length = u32::try_from(self.fingerprints.len()).ok()?;
        let counted = length.checked_sub(self.segment.checked_mul(2)?)?;
        (counted > 0 && counted % self.segment == 0).then_some(counted)
    }

    /// What the library wants to know of the fingerprints: seed, segment, its mask, and where the last may begin.
    fn descriptor(&self) -> Vec<u8> {
        let (segment, counted) = (self.segment, self.counted().unwrap_or_default());
        let mut descriptor = self.seed.to_le_bytes().to_vec();
        for number in [segment, segment.saturating_sub(1), counted] {
            descriptor.extend(number.to_le_bytes());
        }
        descriptor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(stem: &str, count: u32) -> Vec<String> {
        let code = |n: u32| format!("tem.example.vn/x/{stem}{:08X}", n.wrapping_mul(2_654_435_761));
        (0..count).map(code).collect()
    }

    fn filter(keys: &[String]) -> CodeFilter {
        CodeFilter::of(keys.iter().map(String::as_str)).unwrap()
    }

    #[test]
    fn every_code_of_a_list_is_known_and_few_strangers() {
        let listed = keys("a", 100_000);
        let bytes = filter(&listed).to_bytes();
        assert!(bytes.len() <= 120_000, "{} bytes for 100,000 codes", bytes.len());
        let read = CodeFilter::from_bytes(&bytes).unwrap();
        assert!(listed.iter().all(|key| read.may_hold(key)));
        let strangers = keys("b", 100_000);
        let taken = strangers.iter().filter(|key| read.may_hold(key)).count();
        assert!(
            (250..550).contains(&taken),
            "{taken} of 100,000 strangers, 391 expected"
        );
    }

    #[test]
    fn a_list_may_be_short_or_full_and_not_more() {
        for count in [1, 2, 3, 4, 5, 10, 100, 1_000] {
            let listed = keys("a", count);
            let read = CodeFilter::from_bytes(&filter(&listed).to_bytes()).unwrap();
            assert!(listed.iter().all(|key| read.may_hold(key)), "{count}");
        }
        let full = keys("a", CodeFilter::CODES_MAX);
        let bytes = filter(&full).to_bytes();
        assert!(bytes.len() <= CodeFilter::BYTES_MAX as usize);
        assert!(bytes.len() <= full.len() * 2);
        let read = CodeFilter::from_bytes(&bytes).unwrap();
        assert!(full.iter().all(|key| read.may_hold(key)));
        let many = keys("a", CodeFilter::CODES_MAX + 1);
        let refused = CodeFilter::of(many.iter().map(String::as_str)).unwrap_err();
        assert_eq!(refused.reason, "too_many");
        assert_eq!(CodeFilter::of([]).unwrap_err().reason, "required");
    }

    #[test]
    fn bytes_of_a_filter_never_change() {
        let bytes = filter(&keys("a", 12)).to_bytes();
        let hex = bytes
            .iter()
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        insta::assert_snapshot!(hex);
    }

    #[test]
    fn hostile_bytes_are_refused_and_never_reach_beyond_their_end() {
        let honest = filter(&keys("a", 200)).to_bytes();
        let asked = keys("b", 50);
        for at in 0..honest.len().min(400) {
            for flip in [1u8, 0x80, 0xff] {
                let mut bytes = honest.clone();
                bytes[at] ^= flip;
                if let Ok(read) = CodeFilter::from_bytes(&bytes) {
                    for key in &asked {
                        read.may_hold(key);
                    }
                }
            }
            assert!(CodeFilter::from_bytes(&honest[..at]).is_err(), "cut at {at}");
        }
        let written = |segment, length: usize| {
            let written = CodeFilter {
                version: VERSION,
                seed: 1,
                segment,
                fingerprints: vec![0; length],
            };
            CodeFilter::from_bytes(&written.to_bytes())
        };
        assert!(written(4, 12).is_ok());
        for (segment, length) in [
            (0, 12),
            (3, 12),
            (4, 8),
            (4, 13),
            (4, 0),
            (1 << 31, 12),
            (u32::MAX, 12),
        ] {
            assert!(written(segment, length).is_err(), "{segment} {length}");
        }
    }
}

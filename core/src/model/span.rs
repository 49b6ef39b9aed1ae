use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::{Invalid, LeaseId, RollId, SerialRange};

/// A span of stamps an activation or voiding speaks of: a run of serials, one stamp of a list of codes, or places on
/// such a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StampSpan {
    /// The roll, when the phone knows it.
    pub roll: Option<RollId>,
    /// The lease it rests on, when the phone knows it.
    pub lease: Option<LeaseId>,
    /// The serials. Of a list's roll its places ([`SerialRange::places`]); of a code the number it is found by
    /// ([`StampSpan::of_code`]), which is printed nowhere.
    pub range: SerialRange,
    /// For one stamp whose code counts nothing: its key ([`super::Stamp::key`]).
    pub code: Option<String>,
}

/// Before the number that a code is found by, and before a place on a list. GS1 allows neither in a serial.
const CODE: &str = "@";
const PLACE: &str = "#";
/// 63 bits in decimal digits.
const CODE_WIDTH: u8 = 19;

impl StampSpan {
    /// The longest key of a code, bytes.
    pub const CODE_MAX: usize = 200;
    /// The most codes of one activation.
    pub const CODES_MAX: usize = 1_000;
    /// The most bytes they may take: an entry has 32 KiB.
    const CODES_BYTES_MAX: usize = 26 * 1024;

    /// How many codes, from the first, fit one activation.
    pub fn codes_that_fit(codes: &[Self]) -> usize {
        let mut many = codes.len().min(Self::CODES_MAX);
        let bytes = |many| {
            let groups = CodeGroup::gather(codes.get(..many).unwrap_or_default());
            minicbor::to_vec(groups).map_or(usize::MAX, |bytes| bytes.len())
        };
        while many > 1 && bytes(many) > Self::CODES_BYTES_MAX {
            many = many * 7 / 8;
        }
        many
    }

    /// One stamp of a list, by its key. Its range is a number of 63 bits made from the key, so that codes are kept and
    /// found as serials are; two codes share one once in 10¹⁸.
    ///
    /// Error: `InvalidInput` for `code`: `stamp_code` for an empty key, one over [`Self::CODE_MAX`], or one with
    /// control characters.
    pub fn of_code(roll: Option<RollId>, lease: Option<LeaseId>, key: &str) -> Result<Self, Invalid> {
        let key = super::nfc(key);
        let invalid = || Invalid::new("code", "stamp_code").with("max", &Self::CODE_MAX);
        if key.is_empty() || key.len() > Self::CODE_MAX || key.chars().any(char::is_control) {
            return Err(invalid());
        }
        let number = u128::from(Self::code_number(&key) >> 1);
        let range = SerialRange::new(CODE, CODE_WIDTH, "", number, number).map_err(|_| invalid())?;
        Ok(Self {
            roll,
            lease,
            range,
            code: Some(key),
        })
    }

    /// The first 8 bytes of SHA-256 over a stamp's key: what lists are searched by. It never changes.
    pub fn code_number(key: &str) -> u64 {
        let digest = Sha256::digest(key.as_bytes());
        digest
            .iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// Serials of which neither roll nor lease is said.
    pub fn bare(range: SerialRange) -> Self {
        Self {
            roll: None,
            lease: None,
            range,
            code: None,
        }
    }

    /// The stamps a range means among spans that are known: of the number a code is found by, that code.
    pub fn meant(range: &SerialRange, among: &[Self]) -> Self {
        let code = among
            .iter()
            .find(|span| span.code.is_some() && span.range == *range);
        code.cloned().unwrap_or_else(|| Self::bare(range.clone()))
    }

    /// Whether two spans speak of some of the same stamps, as far as can be told without the list: a code may be any of
    /// its lease's or roll's places.
    pub fn shares_with(&self, other: &Self) -> bool {
        let same = |one: Option<uuid::Uuid>, other| one.is_some() && one == other;
        let listed_alike = same(self.lease.map(|id| id.0), other.lease.map(|id| id.0))
            || same(self.roll.map(|id| id.0), other.roll.map(|id| id.0));
        match (&self.code, &other.code) {
            (Some(code), Some(other)) => code == other,
            (Some(_), None) => other.range.is_places() && listed_alike,
            (None, Some(_)) => self.range.is_places() && listed_alike,
            (None, None) => self.range.overlap(&other.range).is_some(),
        }
    }

    /// Spans put together where they meet, without roll and lease but for codes.
    pub fn merged(spans: Vec<Self>) -> Vec<Self> {
        let (mut codes, serials): (Vec<_>, Vec<_>) = spans.into_iter().partition(|span| span.code.is_some());
        codes.sort_by(|one, other| one.code.cmp(&other.code));
        codes.dedup_by(|one, other| one.code == other.code);
        let serials = SerialRange::merge(serials.into_iter().map(|span| span.range).collect());
        serials.into_iter().map(Self::bare).chain(codes).collect()
    }

    /// Spans in one line, as a person is told them.
    pub fn listed(spans: &[Self]) -> String {
        let named: Vec<String> = spans.iter().map(|span| span.named(&span.range)).collect();
        named.join(", ")
    }

    /// A part of this span as a person is told it: a code by its key.
    pub fn named(&self, part: &SerialRange) -> String {
        self.code.clone().unwrap_or_else(|| part.to_string())
    }
}

/// Codes of one roll and lease as they are written down: what their keys begin with, said once.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CodeGroup {
    #[n(0)]
    roll: Option<RollId>,
    #[n(1)]
    lease: Option<LeaseId>,
    #[n(2)]
    stem: String,
    #[n(3)]
    rests: Vec<String>,
}

impl CodeGroup {
    /// The codes among spans, neighbours of one roll and lease together; serials and places are left out.
    pub fn gather(spans: &[StampSpan]) -> Vec<Self> {
        let codes: Vec<(&StampSpan, &str)> = spans
            .iter()
            .filter_map(|span| Some((span, span.code.as_deref()?)))
            .collect();
        let together = codes.chunk_by(|(one, _), (next, _)| (one.roll, one.lease) == (next.roll, next.lease));
        together.filter_map(Self::of).collect()
    }

    fn of(codes: &[(&StampSpan, &str)]) -> Option<Self> {
        let (first, key) = codes.first()?;
        let shared = |stem: &&str| codes.iter().all(|(_, key)| key.starts_with(stem));
        let mut stems = key.rmatch_indices('/').filter_map(|(at, _)| key.get(..=at));
        let stem = stems.find(shared).unwrap_or_default();
        let rest = |(_, key): &(&StampSpan, &str)| key.get(stem.len()..).map(str::to_owned);
        Some(Self {
            roll: first.roll,
            lease: first.lease,
            stem: stem.to_owned(),
            rests: codes.iter().filter_map(rest).collect(),
        })
    }

    /// The spans that were put together.
    ///
    /// Errors: those of [`StampSpan::of_code`], and `too_many` for more than [`StampSpan::CODES_MAX`] codes.
    pub fn spans(groups: &[Self]) -> Result<Vec<StampSpan>, Invalid> {
        let mut spans = Vec::new();
        for group in groups {
            if spans.len() + group.rests.len() > StampSpan::CODES_MAX {
                return Err(Invalid::new("stamps", "too_many").with("max", &StampSpan::CODES_MAX));
            }
            for rest in &group.rests {
                let key = format!("{}{rest}", group.stem);
                spans.push(StampSpan::of_code(group.roll, group.lease, &key)?);
            }
        }
        Ok(spans)
    }
}

impl SerialRange {
    /// Places on a list of codes, from 1: `#0000001…#0100000`. Nothing when they are reversed, 0 or over 9,999,999.
    pub fn places(first: u32, last: u32) -> Option<Self> {
        (first > 0).then(|| Self::new(PLACE, 7, "", first.into(), last.into()).ok())?
    }

    /// Whether these are places on a list.
    pub fn is_places(&self) -> bool {
        self.prefix() == PLACE && self.width() == 7 && self.suffix().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_by_a_number_that_never_changes() {
        let span = StampSpan::of_code(None, None, "tem.example.vn/x/aZ8kQx3P").unwrap();
        assert_eq!(span.range.to_string(), "@1444470874214736588");
        assert_eq!(span.named(&span.range), "tem.example.vn/x/aZ8kQx3P");
        let other_case = StampSpan::of_code(None, None, "tem.example.vn/x/az8kqx3p").unwrap();
        assert_eq!(span.range.overlap(&other_case.range), None, "case counts");
        let long = "x".repeat(StampSpan::CODE_MAX + 1);
        for key in ["", "a\nb", &long] {
            assert_eq!(
                StampSpan::of_code(None, None, key).unwrap_err().reason,
                "stamp_code"
            );
        }
    }

    #[test]
    fn codes_of_one_lease_say_their_beginning_once() {
        let lease = |n| Some(LeaseId(uuid::Uuid::from_u128(n)));
        let code = |of, key| StampSpan::of_code(None, lease(of), key).unwrap();
        let spans = [
            code(1, "tem.example.vn/x/aZ8k"),
            code(1, "tem.example.vn/x/bY/9"),
            code(2, "tem.example.vn/x/c"),
            code(2, "bare"),
        ];
        let groups = CodeGroup::gather(&spans);
        let stems: Vec<&str> = groups.iter().map(|group| group.stem.as_str()).collect();
        assert_eq!(stems, ["tem.example.vn/x/", ""]);
        assert_eq!(CodeGroup::spans(&groups).unwrap(), spans);
        let many = CodeGroup {
            rests: vec!["x".into(); StampSpan::CODES_MAX],
            ..groups[0].clone()
        };
        assert_eq!(
            CodeGroup::spans(std::slice::from_ref(&many)).unwrap().len(),
            1_000
        );
        assert_eq!(
            CodeGroup::spans(&[many, groups[1].clone()]).unwrap_err().reason,
            "too_many"
        );
    }

    #[test]
    fn places_are_told_apart_from_serials() {
        let places = SerialRange::places(1, 100_000).unwrap();
        assert_eq!(places.to_string(), "#0000001…#0100000");
        assert!(places.is_places());
        assert!(!SerialRange::new("T", 7, "", 1, 2).unwrap().is_places());
        assert_eq!(SerialRange::places(0, 4), None);
        assert_eq!(SerialRange::places(5, 4), None);
    }
}

use std::fmt;

use super::Invalid;

/// A run of serials: a prefix, a zero-padded decimal counter of fixed width, a suffix.
/// `HX00000001…HX00000500` is prefix `HX`, width 8, 1 to 500.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SerialRange {
    prefix: String,
    suffix: String,
    width: u8,
    first: u128,
    last: u128,
}

/// What makes two counters comparable: everything of a serial but the counter's digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SerialPattern {
    /// What stands before the counter; never ends with a digit.
    pub prefix: String,
    /// Digits of the counter.
    pub width: u8,
    /// What stands after the counter; never begins with a digit.
    pub suffix: String,
}

impl SerialPattern {
    /// The serials of this pattern from one counter to another; nothing when they are reversed or do not fit.
    pub fn range(&self, first: u128, last: u128) -> Option<SerialRange> {
        SerialRange::new(&self.prefix, self.width, &self.suffix, first, last).ok()
    }
}

impl SerialRange {
    /// GS1 AI 21 holds at most 20 characters.
    pub const MAX_LENGTH: usize = 20;

    /// A range; refuses reversed ends, counters that do not fit their width, and serials over 20
    /// characters.
    ///
    /// The counter is always a whole run of digits, so that a set of serials has one pattern and an overlap
    /// cannot hide behind two (`HX0` + 3 digits is `HX` + 4 digits): digits that end the prefix become part of
    /// the counter, and a suffix that begins with a digit is refused.
    pub fn new(prefix: &str, width: u8, suffix: &str, first: u128, last: u128) -> Result<Self, Invalid> {
        let (prefix, suffix) = (super::nfc(prefix), super::nfc(suffix));
        let length = prefix.chars().count() + usize::from(width) + suffix.chars().count();
        if width == 0 || length > Self::MAX_LENGTH {
            return Err(Invalid::new("serial", "serial_length").with("max", &Self::MAX_LENGTH));
        }
        if first > last {
            return Err(Invalid::new("serial", "range_reversed"));
        }
        let limit = 10u128.pow(u32::from(width));
        if last >= limit {
            return Err(Invalid::new("serial", "serial_width"));
        }
        if suffix.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(Invalid::new("serial", "range_suffix_digit"));
        }
        let letters = prefix.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = prefix.get(letters.len()..).unwrap_or_default();
        let offset = digits.parse::<u128>().unwrap_or_default() * limit;
        Ok(Self {
            suffix,
            width: width + u8::try_from(digits.len()).unwrap_or_default(),
            first: offset + first,
            last: offset + last,
            prefix: letters.to_owned(),
        })
    }

    /// What stands before the counter.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What stands after the counter.
    pub fn suffix(&self) -> &str {
        &self.suffix
    }

    /// Digits of the counter.
    pub fn width(&self) -> u8 {
        self.width
    }

    /// The first counter.
    pub fn first(&self) -> u128 {
        self.first
    }

    /// The last counter, included.
    pub fn last(&self) -> u128 {
        self.last
    }

    /// How many serials: 1 to 10²⁰.
    pub fn count(&self) -> u128 {
        self.last - self.first + 1
    }

    /// Its pattern.
    pub fn pattern(&self) -> SerialPattern {
        SerialPattern {
            prefix: self.prefix.clone(),
            width: self.width,
            suffix: self.suffix.clone(),
        }
    }

    /// The serial of a counter value.
    pub fn serial(&self, counter: u128) -> String {
        format!("{}{}{}", self.prefix, self.digits(counter), self.suffix)
    }

    /// A counter value as it is printed.
    pub(super) fn digits(&self, counter: u128) -> String {
        format!("{counter:0width$}", width = usize::from(self.width))
    }

    /// Whether both count the same serials: same prefix, width and suffix.
    pub fn same_pattern(&self, other: &Self) -> bool {
        self.prefix == other.prefix && self.suffix == other.suffix && self.width == other.width
    }

    /// The counter in a serial of this pattern, also when it lies outside the range; nothing for another pattern.
    pub fn counter_of(&self, serial: &str) -> Option<u128> {
        let serial = super::nfc(serial.trim());
        let counter = serial
            .strip_prefix(self.prefix.as_str())?
            .strip_suffix(self.suffix.as_str())?;
        let digits = counter.len() == usize::from(self.width) && counter.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| counter.parse().ok()).flatten()
    }

    /// Whether a serial is in the range.
    pub fn contains(&self, serial: &str) -> bool {
        self.counter_of(serial)
            .is_some_and(|counter| (self.first..=self.last).contains(&counter))
    }

    /// The serials in both, in this range's pattern.
    ///
    /// Ranges that count in different digits (`A001-12…A500-12` and `A001-00…A001-99`) can share one serial at most;
    /// it is found too.
    pub fn overlap(&self, other: &Self) -> Option<Self> {
        if self.same_pattern(other) {
            let (first, last) = (self.first.max(other.first), self.last.min(other.last));
            return (first <= last).then(|| self.part(first, last)).flatten();
        }
        let counter = self.counter_of(&self.crossing(other)?)?;
        let shared = self.part(counter, counter)?;
        let serial = shared.serial(counter);
        (self.contains(&serial) && other.contains(&serial)).then_some(shared)
    }

    /// This pattern from one counter to another; nothing when they are reversed.
    pub(crate) fn part(&self, first: u128, last: u128) -> Option<Self> {
        Self::new(&self.prefix, self.width, &self.suffix, first, last).ok()
    }

    /// The only serial two different patterns could share: each fixes the other's counter.
    fn crossing(&self, other: &Self) -> Option<String> {
        let (mine, theirs) = (self.serial(self.first), other.serial(other.first));
        if mine.chars().count() != theirs.chars().count() {
            return None;
        }
        let start = self.prefix.chars().count();
        let counter = start..start + usize::from(self.width);
        let pairs = mine.chars().zip(theirs.chars()).enumerate();
        Some(
            pairs
                .map(|(at, (mine, theirs))| if counter.contains(&at) { theirs } else { mine })
                .collect(),
        )
    }
}

impl fmt::Display for SerialRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            return f.write_str(&self.serial(self.first));
        }
        write!(f, "{}…{}", self.serial(self.first), self.serial(self.last))
    }
}

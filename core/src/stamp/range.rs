//! The algebra of serial ranges. A roll has 10⁵ stamps and a province 10⁸: everything here costs by the range,
//! not by the stamp.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::read;
use crate::model::{Invalid, SerialRange, StampClass, nfc};

impl SerialRange {
    /// The range between two printed serials, or between two whole stamps (Digital Links, issuers' addresses),
    /// of which the serials or codes are taken.
    ///
    /// The counter is the one run of digits in which the two differ, or the last run when they are equal. Both
    /// must be equally long: a counter that is not padded with zeros is not a range.
    ///
    /// Errors name `from`, `to` or `serial`: `not_a_stamp`; `stamp_without_serial` (a stamp of a product or lot, or
    /// of an unknown issuer); `range_products_differ` (two GTINs or two issuers); `serial_length` (empty or over
    /// 20 characters); `serial_no_counter` (no digits); `range_lengths_differ`; `range_patterns_differ` (they
    /// differ outside one run of digits); `range_reversed`.
    pub fn parse(from: &str, to: &str) -> Result<Self, Invalid> {
        let (from, to) = (Printed::read("from", from)?, Printed::read("to", to)?);
        // A person may scan one end and type the other.
        if !from.family.is_empty() && !to.family.is_empty() && from.family != to.family {
            return Err(Invalid::new("to", "range_products_differ")
                .with("from", &from.family)
                .with("to", &to.family));
        }
        between(&from.serial, &to.serial)
    }

    /// Every serial in order, made one at a time.
    pub fn serials(&self) -> impl DoubleEndedIterator<Item = String> + '_ {
        (self.first()..=self.last()).map(|counter| self.serial(counter))
    }

    /// What is left of this range without the other: nothing, one or two ranges.
    pub fn subtract(&self, other: &Self) -> Vec<Self> {
        match self.overlap(other) {
            Some(shared) => self.without(&shared).collect(),
            None => vec![self.clone()],
        }
    }

    /// What is left of this range without all the others, in order: the gaps in what was read of a roll.
    pub fn gaps(&self, others: &[Self]) -> Vec<Self> {
        let covered = Self::merge(others.iter().filter_map(|other| self.overlap(other)).collect());
        let mut gaps = Vec::new();
        let mut next = Some(self.first());
        for taken in &covered {
            gaps.extend(next.and_then(|next| self.part(next, taken.first().checked_sub(1)?)));
            next = taken.last().checked_add(1);
        }
        gaps.extend(next.and_then(|next| self.part(next, self.last())));
        gaps
    }

    /// The smallest range that holds both, if they have one pattern.
    pub fn span(&self, other: &Self) -> Option<Self> {
        let (first, last) = (self.first().min(other.first()), self.last().max(other.last()));
        self.same_pattern(other).then(|| self.part(first, last)).flatten()
    }

    /// The same serials in as few ranges as possible, sorted by pattern and counter: ranges of one pattern that
    /// overlap or touch become one.
    pub fn merge(mut ranges: Vec<Self>) -> Vec<Self> {
        ranges.sort();
        let mut merged: Vec<Self> = Vec::with_capacity(ranges.len());
        for range in ranges {
            let joined = merged.last().and_then(|last| last.joined(&range));
            match (joined, merged.last_mut()) {
                (Some(joined), Some(last)) => *last = joined,
                _ => merged.push(range),
            }
        }
        merged
    }

    /// One range of two that overlap or touch; `next` must not begin before this one.
    fn joined(&self, next: &Self) -> Option<Self> {
        let touches = next.first() <= self.last().saturating_add(1);
        touches.then(|| self.span(next)).flatten()
    }

    fn without(&self, shared: &Self) -> impl Iterator<Item = Self> {
        let before = shared
            .first()
            .checked_sub(1)
            .and_then(|last| self.part(self.first(), last));
        let after = shared
            .last()
            .checked_add(1)
            .and_then(|first| self.part(first, self.last()));
        before.into_iter().chain(after)
    }
}

/// The ranges that hold exactly these serials, and the serials that cannot be counted (no digits, or over 20
/// characters). Repeated serials count once.
///
/// Serials are put together when they look alike but for their digits; the last run of digits that differs among
/// them is the counter.
pub fn ranges_of(serials: &[String]) -> (Vec<SerialRange>, Vec<String>) {
    let serials: BTreeSet<String> = serials.iter().map(|serial| nfc(serial.trim())).collect();
    let mut alike: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut uncountable = Vec::new();
    for serial in serials {
        if serial.chars().count() <= SerialRange::MAX_LENGTH && serial.bytes().any(|b| b.is_ascii_digit()) {
            alike.entry(shape(&serial)).or_default().push(serial);
        } else {
            uncountable.push(serial);
        }
    }
    let mut ranges = Vec::new();
    for group in alike.values() {
        let counter = counter_of_group(group);
        for serial in group {
            match one(serial, counter) {
                Ok(range) => ranges.push(range),
                Err(_) => uncountable.push(serial.clone()),
            }
        }
    }
    (SerialRange::merge(ranges), uncountable)
}

/// A serial with its digits blotted out: serials of one roll have one shape.
fn shape(serial: &str) -> String {
    serial
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect()
}

/// Which run is the counter of serials of one shape: the last that differs, else the last of digits.
fn counter_of_group(group: &[String]) -> usize {
    let Some(first) = group.first().map(|serial| runs(serial)) else {
        return 0;
    };
    let differing = group.iter().filter_map(|serial| {
        let pairs = runs(serial).into_iter().zip(&first).enumerate();
        pairs
            .filter(|(_, (run, known))| run != *known)
            .map(|(at, _)| at)
            .max()
    });
    differing
        .max()
        .or_else(|| last_digits(&first))
        .unwrap_or_default()
}

/// A whole stamp's text or a bare serial, as a person gave it.
struct Printed {
    serial: String,
    /// The GTIN or issuer it belongs to; empty for a bare serial.
    family: String,
}

impl Printed {
    fn read(field: &str, text: &str) -> Result<Self, Invalid> {
        let stamp = read(text);
        let bare = nfc(text.trim());
        let invalid = |reason| Invalid::new(field, reason).with("value", &bare);
        let code = stamp
            .serial
            .or(stamp.code)
            .filter(|_| stamp.class == StampClass::Item);
        match code {
            Some(serial) if serial == bare => Ok(Self {
                serial,
                family: String::new(),
            }),
            Some(serial) => Ok(Self {
                serial,
                family: stamp.gtin.or(stamp.issuer).unwrap_or_default(),
            }),
            None if stamp.class == StampClass::NotAStamp => Err(invalid("not_a_stamp")),
            None if bare.contains("://") || bare.contains('(') || stamp.issuer.is_some() => {
                Err(invalid("stamp_without_serial"))
            }
            // Digits that happen to be a right bar code are a serial when a person gives them as one.
            None => Ok(Self {
                serial: bare,
                family: String::new(),
            }),
        }
    }
}

fn between(from: &str, to: &str) -> Result<SerialRange, Invalid> {
    let (first, last) = (runs(from), runs(to));
    if from.chars().count() != to.chars().count() {
        return Err(Invalid::new("to", "range_lengths_differ")
            .with("from", from)
            .with("to", to));
    }
    let differing: Vec<usize> = first
        .iter()
        .zip(&last)
        .enumerate()
        .filter(|(_, (first, last))| first != last)
        .map(|(at, _)| at)
        .collect();
    let Some(rightmost) = last_digits(&first) else {
        return Err(no_counter(from));
    };
    let counter = match differing.as_slice() {
        [] => Some(rightmost),
        [at] => Some(*at),
        _ => None,
    };
    let is_digits = |runs: &[&str], at: usize| runs.get(at).is_some_and(|run| starts_with_digit(run));
    let counter =
        counter.filter(|at| first.len() == last.len() && is_digits(&first, *at) && is_digits(&last, *at));
    let patterns_differ = || {
        Invalid::new("to", "range_patterns_differ")
            .with("from", from)
            .with("to", to)
    };
    let counter = counter.ok_or_else(patterns_differ)?;
    let (first, last) = (one(from, counter)?, one(to, counter)?);
    if !first.same_pattern(&last) {
        return Err(patterns_differ());
    }
    SerialRange::new(
        first.prefix(),
        first.width(),
        first.suffix(),
        first.first(),
        last.first(),
    )
}

/// One serial as a range of one, counting in this run.
fn one(serial: &str, counter: usize) -> Result<SerialRange, Invalid> {
    let runs = runs(serial);
    let (before, rest) = runs.split_at_checked(counter).unwrap_or((&runs, &[]));
    let Some((digits, after)) = rest.split_first() else {
        return Err(no_counter(serial));
    };
    let too_long = || Invalid::new("serial", "serial_length").with("max", &SerialRange::MAX_LENGTH);
    let width = u8::try_from(digits.len()).map_err(|_| too_long())?;
    if serial.chars().count() > SerialRange::MAX_LENGTH {
        return Err(too_long());
    }
    let number = digits.parse().map_err(|_| no_counter(serial))?;
    SerialRange::new(&before.concat(), width, &after.concat(), number, number)
}

fn no_counter(serial: &str) -> Invalid {
    if serial.is_empty() {
        return Invalid::new("serial", "serial_length").with("max", &SerialRange::MAX_LENGTH);
    }
    Invalid::new("serial", "serial_no_counter").with("value", serial)
}

/// A serial cut where digits begin and end.
fn runs(serial: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = serial;
    while let Some(digits) = rest.chars().next().map(|c| c.is_ascii_digit()) {
        let end = rest
            .find(|c: char| c.is_ascii_digit() != digits)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        runs.push(run);
        rest = after;
    }
    runs
}

fn last_digits(runs: &[&str]) -> Option<usize> {
    runs.iter()
        .rposition(|run| run.starts_with(|c: char| c.is_ascii_digit()))
}

fn starts_with_digit(run: &str) -> bool {
    run.starts_with(|c: char| c.is_ascii_digit())
}

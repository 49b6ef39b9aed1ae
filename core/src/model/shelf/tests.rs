use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// The order and the seeks of an index, over a sorted list.
#[derive(Default)]
struct Sorted {
    rows: BTreeSet<(SerialPattern, u8, u128, u128, usize)>,
    taken: Vec<usize>,
    seeks: usize,
}

impl Sorted {
    fn of(ranges: &[SerialRange]) -> Self {
        let row = |(n, range): (usize, &SerialRange)| {
            (
                range.pattern(),
                range.length_class(),
                range.first(),
                range.last(),
                n,
            )
        };
        Self {
            rows: ranges.iter().enumerate().map(row).collect(),
            ..Self::default()
        }
    }

    fn touching(&mut self, range: &SerialRange) -> Vec<usize> {
        self.taken.clear();
        let Ok(()) = visit(self, range);
        self.taken.sort_unstable();
        self.taken.clone()
    }
}

impl RangeShelf for Sorted {
    type Error = std::convert::Infallible;

    fn next_pattern(
        &mut self,
        from: &SerialPattern,
        to: &SerialPattern,
        after: Option<&SerialPattern>,
    ) -> Result<Option<SerialPattern>, Self::Error> {
        self.seeks += 1;
        let patterns = self.rows.iter().map(|row| &row.0);
        let inside = |pattern: &&SerialPattern| {
            *pattern >= from && *pattern <= to && after.is_none_or(|after| *pattern > after)
        };
        Ok(patterns.filter(inside).min().cloned())
    }

    fn next_class(&mut self, pattern: &SerialPattern, least: u8) -> Result<Option<u8>, Self::Error> {
        self.seeks += 1;
        let of_pattern = self.rows.iter().filter(|row| row.0 == *pattern && row.1 >= least);
        Ok(of_pattern.map(|row| row.1).min())
    }

    fn take(
        &mut self,
        pattern: &SerialPattern,
        class: u8,
        (from, to): (u128, u128),
        reaching: u128,
    ) -> Result<(), Self::Error> {
        self.seeks += 1;
        let fits = |row: &&(SerialPattern, u8, u128, u128, usize)| {
            row.0 == *pattern && row.1 == class && row.2 >= from && row.2 <= to && row.3 >= reaching
        };
        self.taken.extend(self.rows.iter().filter(fits).map(|row| row.4));
        Ok(())
    }
}

fn naive(ranges: &[SerialRange], query: &SerialRange) -> Vec<usize> {
    let touching = ranges
        .iter()
        .enumerate()
        .filter(|(_, range)| range.overlap(query).is_some());
    touching.map(|(n, _)| n).collect()
}

fn range(prefix: &str, width: u8, suffix: &str, first: u128, last: u128) -> SerialRange {
    SerialRange::new(prefix, width, suffix, first, last).unwrap()
}

prop_compose! {
    /// Few patterns, ends that meet: equal, nested, adjacent, single, huge, and patterns that cross.
    fn any_range()(
        pattern in 0..7usize,
        ends in prop_oneof![
            (0..60u128, 0..60u128),
            (0..60u128).prop_map(|one| (one, one)),
            (0..100_000_000_000_000_000_000u128, 0..100_000_000_000_000_000_000u128),
            Just((0, u128::MAX)),
        ],
    ) -> SerialRange {
        let patterns = [
            ("A", 2, ""), ("A", 2, "-07"), ("A07-", 2, ""), ("", 20, ""), ("A", 2, "-07-B1"), ("A21-07-B", 1, ""),
            ("Ạ1-", 3, "x12"),
        ];
        let (prefix, width, suffix) = patterns[pattern];
        let limit = 10u128.pow(width) - 1;
        let (a, b) = (ends.0.min(limit), ends.1.min(limit));
        range(prefix, u8::try_from(width).unwrap(), suffix, a.min(b), a.max(b))
    }
}

proptest! {
    #[test]
    fn the_index_answers_what_a_naive_scan_answers(
        ranges in prop::collection::vec(any_range(), 0..60),
        queries in prop::collection::vec(any_range(), 1..20),
    ) {
        let mut sorted = Sorted::of(&ranges);
        for query in queries {
            prop_assert_eq!(sorted.touching(&query), naive(&ranges, &query), "{}", query);
        }
    }

    #[test]
    fn a_class_is_the_least_power_of_two_that_holds_the_length(range in any_range()) {
        let class = u32::from(range.length_class());
        prop_assert!(range.count() <= 1 << class);
        prop_assert!(class == 0 || range.count() > 1 << (class - 1));
    }
}

#[test]
fn crossing_patterns_are_found_both_ways() {
    let boxes = range("A", 3, "-12", 1, 500);
    let items = range("A001-", 2, "", 0, 99);
    let misses = range("A001-", 2, "", 13, 99);
    let all = [boxes.clone(), items.clone(), misses];
    let mut sorted = Sorted::of(&all);
    assert_eq!(sorted.touching(&boxes), [0, 1]);
    assert_eq!(sorted.touching(&items), [0, 1, 2]);
}

/// Ten thousand ranges or a hundred: the seeks stay the same, and so does what stamps they hold.
#[test]
fn seeks_do_not_grow_with_ranges_or_stamps() {
    let of = |many: u128, length: u128| {
        let ranges: Vec<SerialRange> = (0..many)
            .map(|n| range("HX", 18, "", n * length, n * length + length - 1))
            .collect();
        let mut sorted = Sorted::of(&ranges);
        let query = range("HX", 18, "", many / 2 * length, many / 2 * length);
        assert_eq!(sorted.touching(&query).len(), 1);
        sorted.seeks
    };
    assert_eq!(of(100, 10), of(10_000, 10));
    assert_eq!(of(100, 10), of(100, 10_000_000_000));
}

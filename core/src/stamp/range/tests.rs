use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn range(from: &str, to: &str) -> SerialRange {
    SerialRange::parse(from, to).unwrap()
}

fn reason(from: &str, to: &str) -> &'static str {
    SerialRange::parse(from, to).unwrap_err().reason
}

fn set<'a>(ranges: impl IntoIterator<Item = &'a SerialRange>) -> BTreeSet<String> {
    ranges.into_iter().flat_map(SerialRange::serials).collect()
}

#[test]
fn the_counter_is_the_run_of_digits_that_differs() {
    let cases = [
        ("HX0001", "HX0500", "HX", 4, "", 500),
        ("HX00000001", "HX00000500", "HX", 8, "", 500),
        ("A001-12", "A500-12", "A", 3, "-12", 500),
        ("L2026-07-0001", "L2026-07-0500", "L2026-07-", 4, "", 500),
        ("GL01-20260909-001-0001", "GL01-20260909-001-0009", "", 0, "", 0),
        ("000", "999", "", 3, "", 1000),
        ("A1B2C3", "A1B2C9", "A1B2C", 1, "", 7),
        ("SĐ001", "SĐ002", "SĐ", 3, "", 2),
        ("  HX0001 ", "HX0001\n", "HX", 4, "", 1),
        ("A001-12", "A001-12", "A001-", 2, "", 1),
        (
            "00000000000000000000",
            "99999999999999999999",
            "",
            20,
            "",
            100_000_000_000_000_000_000,
        ),
    ];
    for (from, to, prefix, width, suffix, count) in cases {
        let Ok(range) = SerialRange::parse(from, to) else {
            assert_eq!((count, reason(from, to)), (0, "serial_length"), "{from}");
            continue;
        };
        let found = (range.prefix(), range.width(), range.suffix(), range.count());
        assert_eq!(found, (prefix, width, suffix, count), "{from}");
        assert!(range.contains(from) && range.contains(to), "{from}");
    }
}

#[test]
fn decomposed_letters_are_the_same_serial() {
    let decomposed = "A\u{302}01";
    assert!(range("Â01", "Â09").contains(decomposed));
    assert_eq!(range(decomposed, "Â09"), range("Â01", "Â09"));
}

#[test]
fn whole_stamps_give_their_serials() {
    let link = |serial: &str| format!("https://id.gs1.org/01/08939999000017/10/L1/21/{serial}");
    assert_eq!(range(&link("HX0001"), &link("HX0500")), range("HX0001", "HX0500"));
    assert_eq!(range(&link("HX0001"), "HX0500"), range("HX0001", "HX0500"));
    let other = "http://127.0.0.1:8080/01/8939999000017/21/HX0500?17=270101";
    assert_eq!(range(&link("HX0001"), other), range("HX0001", "HX0500"));
    assert_eq!(
        range(
            "https://vnptcheck.vn/check/AB001",
            "http://www.vnptcheck.vn/check/AB009?utm_source=x"
        ),
        range("AB001", "AB009")
    );
    // Eight digits that happen to be a right GTIN-8 are still a serial here.
    assert_eq!(range("02345673", "02345699").count(), 27);
}

#[test]
fn what_is_no_range_says_why() {
    let dl = "https://id.gs1.org/01/08939999000017/21/A1";
    let other = "https://id.gs1.org/01/18939999000014/21/A2";
    let cases = [
        ("HX0001", "HX500", "range_lengths_differ"),
        ("HX0001", "HY0002", "range_patterns_differ"),
        ("A01-001", "A02-002", "range_patterns_differ"),
        ("AB12CD", "A123CD", "range_patterns_differ"),
        ("HX0500", "HX0001", "range_reversed"),
        ("ABC", "ABC", "serial_no_counter"),
        ("ABC", "ABD", "serial_no_counter"),
        ("HX0001", "HY0001", "range_patterns_differ"),
        ("AB1", "A12", "range_patterns_differ"),
        ("", "", "serial_length"),
        ("A00000000000000000000", "A00000000000000000001", "serial_length"),
        (dl, other, "range_products_differ"),
        ("https://id.gs1.org/01/08939999000017", dl, "stamp_without_serial"),
        (
            "https://example.vn/a1",
            "https://example.vn/a2",
            "stamp_without_serial",
        ),
        ("tel:0900000001", "tel:0900000002", "not_a_stamp"),
    ];
    for (from, to, expected) in cases {
        assert_eq!(reason(from, to), expected, "{from} {to}");
    }
}

#[test]
fn a_pattern_has_one_spelling() {
    let short = SerialRange::new("HX0", 3, "", 1, 500).unwrap();
    assert_eq!(short, range("HX0001", "HX0500"));
    let refused = SerialRange::new("HX", 3, "7", 1, 500).unwrap_err();
    assert_eq!(refused.reason, "range_suffix_digit");
    assert!(SerialRange::new("99", 18, "", 0, 1).is_ok());
    assert_eq!(
        SerialRange::new("99", 19, "", 0, 1).unwrap_err().reason,
        "serial_length"
    );
}

#[test]
fn ranges_counting_in_different_digits_share_one_serial_at_most() {
    let (boxes, items) = (range("A001-12", "A500-12"), range("A001-00", "A001-99"));
    let shared = boxes.overlap(&items).unwrap();
    assert_eq!(shared.to_string(), "A001-12");
    assert_eq!(items.overlap(&boxes).unwrap().to_string(), "A001-12");
    assert_eq!(set(&items.subtract(&boxes)).len(), 99);
    assert_eq!(boxes.overlap(&range("A001-13", "A001-99")), None);
    assert_eq!(boxes.overlap(&range("B001-00", "B001-99")), None);
    assert_eq!(boxes.overlap(&range("A001", "A500")), None);
}

#[test]
fn full_width_counters_do_not_overflow() {
    let all = range("00000000000000000000", "99999999999999999999");
    let last = range("99999999999999999999", "99999999999999999999");
    assert_eq!(all.subtract(&last).len(), 1);
    assert_eq!(all.subtract(&all), vec![]);
    assert_eq!(all.gaps(std::slice::from_ref(&last)).len(), 1);
    assert_eq!(SerialRange::merge(vec![last, all.clone()]), vec![all.clone()]);
    assert_eq!(all.serials().next_back().unwrap(), "99999999999999999999");
}

#[test]
fn a_sweep_proposes_ranges_and_names_what_cannot_be_counted() {
    let read = [
        "HX0003", "HX0001", "HX0002", "HX0002", "HX0007", "A001-12", "A002-12", "TEM", "", " ", "Â01",
    ];
    let long = "1".repeat(21);
    let serials: Vec<String> = read
        .iter()
        .map(ToString::to_string)
        .chain([long.clone()])
        .collect();
    let (ranges, uncountable) = ranges_of(&serials);
    let shown: Vec<String> = ranges.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["A001-12…A002-12", "HX0001…HX0003", "HX0007", "Â01"]);
    assert_eq!(uncountable, [String::new(), long, "TEM".to_owned()]);
    let whole = range("HX0001", "HX0009");
    let gaps: Vec<String> = whole.gaps(&ranges).iter().map(ToString::to_string).collect();
    assert_eq!(gaps, ["HX0004…HX0006", "HX0008…HX0009"]);
}

#[test]
fn two_series_in_one_sweep_stay_apart() {
    let serials: Vec<String> = (1..=2)
        .flat_map(|series| (1..=3).map(move |number| format!("L{series}-{number:04}")))
        .collect();
    let shown: Vec<String> = ranges_of(&serials).0.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["L1-0001…L1-0003", "L2-0001…L2-0003"]);
}

#[test]
fn cost_is_by_the_range_not_by_the_stamp() {
    let roll = range("00000000000000000001", "99999999999999999998");
    let parts: Vec<SerialRange> = (0..1_000u32)
        .map(|at| range(&format!("{at:09}00000000001"), &format!("{at:09}99999999998")))
        .collect();
    assert_eq!(roll.gaps(&parts).len(), 1_000);
}

prop_compose! {
    /// Few patterns and small counters, so that ranges meet.
    fn any_range()(
        pattern in 0..5usize,
        ends in (0..40u128, 0..40u128),
    ) -> SerialRange {
        let (prefix, width, suffix) = [("A", 2, ""), ("A", 2, "-07"), ("A07-", 2, ""), ("", 3, ""), ("A0", 1, "-07")][pattern];
        let limit = 10u128.pow(u32::from(width)) - 1;
        let (a, b) = (ends.0.min(limit), ends.1.min(limit));
        SerialRange::new(prefix, width, suffix, a.min(b), a.max(b)).unwrap()
    }
}

proptest! {
    #[test]
    fn count_is_the_size_of_the_set(range in any_range()) {
        prop_assert_eq!(range.count(), set([&range]).len() as u128);
        prop_assert!(range.serials().all(|serial| range.contains(&serial)));
    }

    #[test]
    fn overlap_is_the_intersection(a in any_range(), b in any_range()) {
        let (of_a, of_b) = (set([&a]), set([&b]));
        let expected: BTreeSet<String> = of_a.intersection(&of_b).cloned().collect();
        prop_assert_eq!(set(&a.overlap(&b)), expected.clone());
        prop_assert_eq!(set(&b.overlap(&a)), expected);
    }

    #[test]
    fn subtract_is_the_difference(a in any_range(), b in any_range()) {
        let left = a.subtract(&b);
        let expected: BTreeSet<String> = set([&a]).difference(&set([&b])).cloned().collect();
        prop_assert_eq!(set(&left), expected);
        prop_assert_eq!(left.iter().map(SerialRange::count).sum::<u128>(), set(&left).len() as u128);
    }

    #[test]
    fn gaps_are_what_no_other_covers(a in any_range(), others in prop::collection::vec(any_range(), 0..6)) {
        let gaps = a.gaps(&others);
        let expected: BTreeSet<String> = set([&a]).difference(&set(&others)).cloned().collect();
        prop_assert_eq!(set(&gaps), expected);
        prop_assert_eq!(SerialRange::merge(gaps.clone()), gaps);
    }

    #[test]
    fn merge_keeps_the_set_and_joins_what_touches(ranges in prop::collection::vec(any_range(), 0..8)) {
        let merged = SerialRange::merge(ranges.clone());
        prop_assert_eq!(set(&merged), set(&ranges));
        for pair in merged.windows(2) {
            prop_assert!(pair[0] < pair[1]);
            prop_assert!(!pair[0].same_pattern(&pair[1]) || pair[0].last() + 1 < pair[1].first());
        }
        let mut shuffled = ranges;
        shuffled.reverse();
        prop_assert_eq!(SerialRange::merge(shuffled), merged);
    }

    #[test]
    fn a_span_is_the_smallest_range_that_holds_both(a in any_range(), b in any_range()) {
        let span = a.span(&b);
        prop_assert_eq!(span.is_some(), a.same_pattern(&b));
        prop_assert_eq!(b.span(&a), span.clone());
        if let Some(span) = span {
            let both: BTreeSet<String> = set([&a, &b]);
            let held = set([&span]);
            prop_assert!(both.is_subset(&held));
            // Of equally long serials of one pattern, text order is the counter's.
            prop_assert_eq!((held.first(), held.last()), (both.first(), both.last()));
        }
    }

    #[test]
    fn a_serial_is_in_a_range_when_it_is_in_the_set(a in any_range(), b in any_range()) {
        let held = set([&a]);
        for serial in a.serials().chain(b.serials()) {
            prop_assert_eq!(a.contains(&serial), held.contains(&serial), "{}", serial);
        }
    }

    /// Taken apart and put together again nothing is lost, doubled or made up, whatever crosses.
    #[test]
    fn what_is_taken_and_what_is_left_make_the_range(a in any_range(), others in prop::collection::vec(any_range(), 0..6)) {
        let taken: Vec<SerialRange> = others.iter().filter_map(|other| a.overlap(other)).collect();
        let left = a.gaps(&others);
        prop_assert_eq!(SerialRange::merge(taken.iter().chain(&left).cloned().collect()), vec![a.clone()]);
        for part in &left {
            prop_assert!(others.iter().all(|other| part.overlap(other).is_none() && other.overlap(part).is_none()));
        }
        let one_by_one = others.iter().fold(vec![a.clone()], |left, other| {
            left.iter().flat_map(|part| part.subtract(other)).collect()
        });
        prop_assert_eq!(SerialRange::merge(one_by_one), left);
    }

    #[test]
    fn ranges_of_a_set_hold_exactly_the_set(ranges in prop::collection::vec(any_range(), 0..5)) {
        let serials: Vec<String> = set(&ranges).into_iter().collect();
        let (found, uncountable) = ranges_of(&serials);
        prop_assert_eq!(uncountable, Vec::<String>::new());
        prop_assert_eq!(set(&found), set(&ranges));
        prop_assert_eq!(found.iter().map(SerialRange::count).sum::<u128>(), serials.len() as u128);
    }

    #[test]
    fn a_range_comes_back_from_its_ends(a in any_range()) {
        let again = SerialRange::parse(&a.serial(a.first()), &a.serial(a.last())).unwrap();
        prop_assert_eq!(set([&again]), set([&a]));
    }

    #[test]
    fn big_counters_agree_with_arithmetic(
        width in 1..=20u8,
        ends in prop::array::uniform4(0..100_000_000_000_000_000_000u128),
    ) {
        let limit = 10u128.pow(u32::from(width));
        let make = |x: u128, y: u128| SerialRange::new("", width, "", (x % limit).min(y % limit), (x % limit).max(y % limit)).unwrap();
        let (a, b) = (make(ends[0], ends[1]), make(ends[2], ends[3]));
        let shared = a.overlap(&b).map_or(0, |shared| shared.count());
        let left: u128 = a.subtract(&b).iter().map(SerialRange::count).sum();
        prop_assert_eq!(shared + left, a.count());
        let joined: u128 = SerialRange::merge(vec![a.clone(), b.clone()]).iter().map(SerialRange::count).sum();
        prop_assert_eq!(joined, a.count() + b.count() - shared);
    }

    #[test]
    fn any_two_texts_are_a_range_or_a_reason(from in ".{0,30}", to in ".{0,30}") {
        if let Ok(range) = SerialRange::parse(&from, &to) {
            prop_assert!(range.first() <= range.last());
        }
        let (ranges, uncountable) = ranges_of(&[from, to]);
        prop_assert!(ranges.iter().map(SerialRange::count).sum::<u128>() as usize + uncountable.len() <= 2);
    }
}

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::cluster::Cluster;
use super::order::Order;
use crate::model::{SerialRange, StampFamily};
use crate::scan::Place;

/// How stamps are numbered on a sheet.
#[derive(Debug, Clone, Copy)]
enum Way {
    Rows,
    Columns,
    ToAndFro,
}

fn cell(way: Way, counter: u128, columns: u128, rows: u128) -> (u128, u128) {
    let index = counter - 1;
    match way {
        Way::Columns => (index / rows, index % rows),
        Way::ToAndFro if (index / columns) % 2 == 1 => (columns - 1 - index % columns, index / columns),
        Way::Rows | Way::ToAndFro => (index % columns, index / columns),
    }
}

fn place(way: Way, counter: u128, columns: u128, rows: u128) -> Place {
    let (column, row) = cell(way, counter, columns, rows);
    let at = |n: u128| f64::from(u32::try_from(n).unwrap());
    // A sheet held a little askew, taller than wide between codes.
    let (x, y) = (at(column) * 1.4, at(row) * 1.6);
    Place {
        patch: 0,
        middle: [x * 0.98 - y * 0.17, x * 0.17 + y * 0.98],
        across: [0.98, 0.17],
    }
}

fn ways() -> impl Strategy<Value = Way> {
    prop::sample::select(vec![Way::Rows, Way::Columns, Way::ToAndFro])
}

proptest! {
    /// Whatever is missing: a likely serial, and the place of a missing one, are right or not given.
    #[test]
    fn a_likely_serial_is_right_or_not_given(
        way in ways(), columns in 2u128..12, rows in 2u128..12, missing in prop::collection::btree_set(1u128..100, 1..6),
    ) {
        let last = columns * rows;
        let missing: Vec<u128> = missing.into_iter().filter(|counter| *counter <= last).collect();
        let places: BTreeMap<u128, Place> = (1..=last)
            .filter(|counter| !missing.contains(counter))
            .map(|counter| (counter, place(way, counter, columns, rows)))
            .collect();
        let order = Order::of(places);
        for counter in missing {
            let there = place(way, counter, columns, rows);
            if let Some(likely) = order.counter_at(&there) {
                prop_assert_eq!(likely, counter);
            }
            if let (Way::Rows | Way::Columns, Some(found)) = (way, order.place_of(counter)) {
                prop_assert!(order.same_place(&found, &there), "{found:?} for {there:?}");
            }
        }
    }

    /// One stamp missing from a sheet in rows or columns is placed and named, wherever it is.
    #[test]
    fn one_missing_stamp_is_named_and_placed(
        way in prop::sample::select(vec![Way::Rows, Way::Columns]), columns in 3u128..12, rows in 3u128..12, at in 0u128..144,
    ) {
        let missing = at % (columns * rows) + 1;
        let places: BTreeMap<u128, Place> = (1..=columns * rows)
            .filter(|counter| *counter != missing)
            .map(|counter| (counter, place(way, counter, columns, rows)))
            .collect();
        let order = Order::of(places);
        let there = place(way, missing, columns, rows);
        prop_assert_eq!(order.counter_at(&there), Some(missing));
        let found = order.place_of(missing);
        prop_assert!(found.is_some_and(|found| order.same_place(&found, &there)), "{:?}", found);
    }
}

fn cluster(first: u128, last: u128) -> Cluster {
    Cluster {
        family: StampFamily::Gtin("08939999000017".into()),
        roll: None,
        leased: false,
        foreign: false,
        runs: vec![SerialRange::new("MV", 8, "", first, last).unwrap()],
    }
}

fn spans(clusters: Vec<Cluster>) -> Vec<(u128, u128)> {
    let ends = |cluster: &Cluster| cluster.span().map(|span| (span.first(), span.last()));
    Cluster::gathered(clusters).iter().filter_map(ends).collect()
}

#[test]
fn runs_of_one_roll_are_gathered_and_strays_are_not() {
    // Half a sheet of forty columns, as frames show it row by row.
    let rows = (0..4).map(|row| cluster(row * 40 + 1, row * 40 + 5)).collect();
    assert_eq!(spans(rows), [(1, 125)]);
    // One stray far behind, one in front; both come back when more of their roll is seen.
    assert_eq!(
        spans(vec![cluster(1001, 1099), cluster(1200, 1200), cluster(7, 7)]),
        [(7, 7), (1001, 1099), (1200, 1200)]
    );
    assert_eq!(
        spans(vec![cluster(1001, 1099), cluster(1200, 1299)]),
        [(1001, 1299)]
    );
    assert_eq!(spans(vec![cluster(1, 50), cluster(52, 100)]), [(1, 100)]);
}

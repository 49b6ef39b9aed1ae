use fieldbook_core::identity::{SecretKey, sign_lease};
use fieldbook_core::model::{
    ClockTrust, FactId, LeaseId, Moment, OrgId, RollId, SerialRange, StampLease, VoidKind,
};
use rand::prelude::*;

use super::{Serials, Store, Voided};
use crate::error::HubError;

fn serials(first: u128, last: u128) -> Serials {
    Serials {
        space: "08936012340016".into(),
        range: SerialRange::new("T", 6, "", first, last).unwrap(),
    }
}

/// I10 in the file itself: whatever the code above it gets wrong, no stamp is confirmed twice.
#[test]
fn the_file_refuses_a_second_confirmed_claim_on_a_stamp() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("hub.db")).unwrap();
    let try_both = |second: Serials| {
        store.write(|tables| {
            // The claims themselves are not there: they are missed only at the commit that never comes.
            tables.0.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            tables.set_confirmed(1, &[serials(10, 20), serials(30, 40), serials(50, 60)])?;
            tables.set_confirmed(2, &[second])?;
            Err::<(), _>(HubError::refused("both", "taken"))
        })
    };
    for (first, last) in [
        (20, 20),
        (10, 10),
        (15, 35),
        (35, 36),
        (1, 100),
        (40, 50),
        (25, 30),
    ] {
        let refused = try_both(serials(first, last)).unwrap_err().to_string();
        assert!(
            refused.contains("two confirmed claims"),
            "{first}–{last}: {refused}"
        );
    }
    for (first, last) in [(1, 9), (21, 29), (41, 49), (61, 99)] {
        let taken = try_both(serials(first, last)).unwrap_err().to_string();
        assert!(taken.contains("both"), "{first}–{last}: {taken}");
    }
}

#[test]
fn a_broken_transaction_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("hub.db")).unwrap();
    let failed = store.write(|tables| {
        tables.set_hub_value("x", b"1")?;
        Err::<(), _>(HubError::refused("stop", "here"))
    });
    assert!(failed.is_err());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write::<()>(|tables| {
            tables.set_hub_value("x", b"2")?;
            panic!("in the middle");
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(store.read(|tables| tables.hub_value("x")).unwrap(), None);
    store.write(|tables| tables.set_hub_value("x", b"3")).unwrap();
    assert_eq!(
        store.read(|tables| tables.hub_value("x")).unwrap(),
        Some(b"3".to_vec())
    );
}

/// Ranges that are equal, nested, adjacent, single, huge, and of patterns that cross.
fn random_range(dice: &mut StdRng) -> SerialRange {
    let patterns = [
        ("A", 2, ""),
        ("A", 2, "-07"),
        ("A07-", 2, ""),
        ("", 20, ""),
        ("Đ9-", 3, "x1"),
    ];
    let (prefix, width, suffix) = patterns[dice.random_range(0..patterns.len())];
    let limit = 10u128.pow(width) - 1;
    let mut end = || match dice.random_range(0..5) {
        0 => dice.random_range(0..=limit),
        1 => 0,
        2 => limit,
        _ => dice.random_range(0..50).min(limit),
    };
    let (a, b) = (end(), end());
    let (first, last) = if dice.random_bool(0.3) {
        (a, a)
    } else {
        (a.min(b), a.max(b))
    };
    SerialRange::new(prefix, u8::try_from(width).unwrap(), suffix, first, last).unwrap()
}

/// Whatever ranges there are: the seeks give exactly what a scan of all of them gives.
#[test]
fn claims_voidings_and_leases_are_found_as_a_scan_finds_them() {
    let key = SecretKey::from_seed(&[3; 32]);
    for seed in 0..20 {
        let mut dice = StdRng::seed_from_u64(seed);
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("hub.db")).unwrap();
        let ranges: Vec<SerialRange> = (0..120).map(|_| random_range(&mut dice)).collect();
        let space = |n: usize| {
            if n.is_multiple_of(5) {
                "host:a.vn"
            } else {
                "08936012340016"
            }
        };
        let id = |n: usize| uuid::Uuid::from_u128(100 + n as u128);
        let checked = store.write(|tables| {
            // What they belong to is not there: it is missed only at the commit that never comes.
            tables.0.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            for (n, range) in ranges.iter().enumerate() {
                let serials = Serials {
                    space: space(n).into(),
                    range: range.clone(),
                };
                tables.set_claimed(i64::try_from(n).unwrap(), &[serials.clone(), serials.clone()])?;
                let voided = Voided {
                    serials,
                    kind: VoidKind::Torn,
                    at_ms: 5,
                };
                tables.set_voided(FactId(id(n)), 5, &[voided])?;
                let lease = StampLease {
                    id: LeaseId(id(n)),
                    roll: RollId(id(n % 2)),
                    gtin: None,
                    range: range.clone(),
                    org: OrgId(id(n % 3)),
                    person: None,
                    not_after: Moment {
                        utc_ms: 1,
                        offset_min: 0,
                        trust: ClockTrust::Device,
                    },
                };
                tables.insert_lease(&lease, 7, &sign_lease(&lease, &key).unwrap())?;
            }
            for _ in 0..60 {
                let query = random_range(&mut dice);
                let touching = |n: &usize| ranges[*n].overlap(&query).is_some();
                let here = |n: &usize| space(*n) == "08936012340016";
                let asked = Serials {
                    space: "08936012340016".into(),
                    range: query.clone(),
                };
                let expected: Vec<usize> = (0..ranges.len()).filter(touching).filter(here).collect();
                let claims = tables.claiming(&asked)?.into_iter();
                let claims: Vec<usize> = claims.map(|n| usize::try_from(n).unwrap()).collect();
                assert_eq!(claims, expected, "seed {seed}, {query}");
                let voided = tables.voided_over(&asked)?;
                assert!(
                    voided
                        .iter()
                        .all(|voided| (voided.kind, voided.at_ms) == (VoidKind::Torn, 5))
                );
                let mut voided: Vec<SerialRange> =
                    voided.into_iter().map(|voided| voided.serials.range).collect();
                voided.sort();
                let mut of_expected: Vec<SerialRange> = expected.iter().map(|n| ranges[*n].clone()).collect();
                of_expected.sort();
                assert_eq!(voided, of_expected, "seed {seed}, {query}");
                let found =
                    |rows: Vec<super::LeaseRow>| rows.into_iter().map(|row| row.lease.id).collect::<Vec<_>>();
                let of = |keep: &dyn Fn(usize) -> bool| -> Vec<LeaseId> {
                    let kept = (0..ranges.len()).filter(touching).filter(|n| keep(*n));
                    kept.map(|n| LeaseId(id(n))).collect()
                };
                let of_org = tables.leases_of_org_over(OrgId(id(1)), &query)?;
                assert_eq!(found(of_org), of(&|n| n % 3 == 1), "seed {seed}, {query}");
                let of_roll = tables.leases_of_roll_over(RollId(id(1)), &query)?;
                assert_eq!(found(of_roll), of(&|n| n % 2 == 1), "seed {seed}, {query}");
            }
            Err::<(), _>(HubError::refused("checked", "all"))
        });
        let checked = checked.unwrap_err().to_string();
        assert!(checked.contains("checked"), "{checked}");
    }
}

/// A file of 0.2 in which single rows are spoilt opens, uses the sound ones, and tells the others.
#[test]
fn a_spoilt_row_of_0_2_does_not_keep_the_file_shut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hub.db");
    let before = rusqlite::Connection::open(&path).unwrap();
    for migration in &super::open::MIGRATIONS[..2] {
        before.execute_batch(migration).unwrap();
    }
    before.pragma_update(None, "user_version", 2).unwrap();
    // What the rows belong to is not there.
    before.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let end = |counter: u128| counter.to_be_bytes().to_vec();
    let fact = |n: i64| uuid::Uuid::from_u128(n.unsigned_abs().into()).as_bytes().to_vec();
    let good = "T\u{1f}6\u{1f}";
    let rows = [
        (1i64, good, end(1), end(9)),
        (2, good, end(9), end(1)),
        (3, good, vec![7], end(9)),
        (4, "T", end(1), end(9)),
        (5, "T\u{1f}300\u{1f}", end(1), end(9)),
    ];
    for (n, pattern, first, last) in rows {
        let values = rusqlite::params![n, serials(1, 1).space, pattern, first, last];
        let sql = "INSERT INTO claimed (claim, space, pattern, first, last) VALUES (?1, ?2, ?3, ?4, ?5)";
        before.execute(sql, values).unwrap();
        let values = rusqlite::params![fact(n), serials(1, 1).space, pattern, first, last];
        let sql = "INSERT INTO voided (fact, space, pattern, first, last) VALUES (?1, ?2, ?3, ?4, ?5)";
        before.execute(sql, values).unwrap();
        let sql = "INSERT INTO claim (n, fact, doc, org, state, number) VALUES (?1, ?2, 1, ?2, 0, 0)";
        before.execute(sql, rusqlite::params![n, fact(n)]).unwrap();
    }
    // Made at 12.345 s: a lease of 0.2 was given when its id says, to the millisecond.
    let id = uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, 12, 345_000_000));
    let lease = StampLease {
        id: LeaseId(id),
        roll: RollId(id),
        gtin: None,
        range: serials(1, 500).range,
        org: OrgId(id),
        person: None,
        not_after: Moment {
            utc_ms: 1,
            offset_min: 0,
            trust: ClockTrust::Device,
        },
    };
    let signed = sign_lease(&lease, &SecretKey::from_seed(&[3; 32])).unwrap();
    let sql = "INSERT INTO lease (id, roll, org, not_after_ms, statement) VALUES (?1, ?1, ?1, 1, ?2)";
    let values = rusqlite::params![id.as_bytes(), signed.to_bytes()];
    before.execute(sql, values).unwrap();
    drop(before);

    let store = Store::open(&path).unwrap();
    store
        .read(|tables| {
            let all = serials(0, 999_999);
            assert_eq!(tables.claiming(&all)?.into_iter().collect::<Vec<_>>(), [1]);
            let voided = tables.voided_over(&all)?;
            assert_eq!(voided.len(), 1);
            assert_eq!(voided[0].serials, serials(1, 9));
            let unreadable = tables.unreadable_serials()?;
            let told: Vec<(&str, FactId)> = unreadable
                .into_iter()
                .map(|(table, _, fact)| (table, fact))
                .collect();
            let expected = ["claimed", "voided"].into_iter();
            let expected =
                expected.flat_map(|table| (2..6).map(move |n| (table, FactId(uuid::Uuid::from_u128(n)))));
            assert_eq!(told, expected.collect::<Vec<_>>());
            assert_eq!(tables.claimed_by(2)?, []);
            let given = tables.leases_of_roll_over(RollId(id), &all.range)?;
            assert_eq!(given[0].given_ms, 12_345);
            Ok(())
        })
        .unwrap();
}

use std::collections::BTreeMap;

use uuid::Uuid;

use super::*;
use crate::model::*;

const MOMENT: Moment = Moment {
    utc_ms: 1_790_000_000_000,
    offset_min: 420,
    trust: ClockTrust::Device,
};

fn doc(n: u128) -> DocRef {
    DocRef {
        id: DocId(Uuid::from_u128(n)),
        kind: DocKind::Season,
        org: OrgId(Uuid::from_u128(9)),
    }
}

fn fact(id: FactId) -> Fact {
    Fact {
        id,
        kind: FactKind::Note,
        step: "note".into(),
        group: "sticky-rice@1".into(),
        occurred: MOMENT,
        recorded: MOMENT,
        recorder: PersonId(Uuid::from_u128(1)),
        device: DeviceId(Uuid::from_u128(2)),
        on_behalf_of: None,
        place: None,
        quantities: Vec::new(),
        inputs: Vec::new(),
        photos: Vec::new(),
        voice: Vec::new(),
        fields: BTreeMap::new(),
        origins: Vec::new(),
        stamps: Vec::new(),
        note: Some("ruộng".into()),
        capture: Capture::Manual,
        hub_offset_s: None,
        unknown: BTreeMap::new(),
    }
}

fn change(doc: DocRef, n: u8, seq: u64, row: NewRow) -> NewChange {
    NewChange {
        doc,
        hash: ChangeHash([n; 32]),
        actor: [7; 16],
        seq,
        max_op: u64::from(n),
        deps: Vec::new(),
        author: [1; 32],
        time_s: 0,
        bytes: vec![n],
        state: ChangeState::OnPhone,
        rows: vec![row],
    }
}

fn void_of(id: FactId, n: u8) -> NewRow {
    NewRow::Write {
        key: RegisterKey::amend(id, RegisterKey::VOID),
        op: (u64::from(n), [7; 16]),
        replaces: Vec::new(),
        voids: true,
        value: vec![0xf5],
        bytes: vec![n],
    }
}

/// A member of one organisation may write in its documents; what they say there of a fact of another
/// document changes nothing, whichever arrives first.
#[test]
fn a_fact_is_corrected_in_its_own_document_only() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(&dir.path().join("book.sqlite"), None).unwrap();
    let (early, late) = (FactId(Uuid::from_u128(11)), FactId(Uuid::from_u128(12)));
    let new_fact = |id| NewRow::Fact {
        fact: Box::new(fact(id)),
        bytes: vec![1],
    };
    store
        .write(|writing| {
            writing.add_change(&change(doc(1), 1, 1, new_fact(early)), 0)?;
            writing.add_change(&change(doc(2), 2, 1, void_of(early, 2)), 0)?;
            writing.add_change(&change(doc(2), 3, 2, void_of(late, 3)), 0)?;
            writing.add_change(&change(doc(1), 4, 2, new_fact(late)), 0)
        })
        .unwrap();
    for id in [early, late] {
        let writes = store.read(|reading| reading.writes_of_fact(id)).unwrap();
        assert_eq!(writes, Vec::new());
    }
    let voided = "SELECT COUNT(*) FROM fact WHERE voided = 1";
    let count: i64 = store
        .read(|reading| Ok::<_, StoreError>(reading.connection.query_row(voided, [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(count, 0);
}

#[test]
fn an_actor_never_repeats_a_number() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(&dir.path().join("book.sqlite"), None).unwrap();
    let id = FactId(Uuid::from_u128(11));
    store
        .write(|writing| writing.add_change(&change(doc(1), 1, 1, void_of(id, 1)), 0))
        .unwrap();
    let again = store.write(|writing| writing.add_change(&change(doc(1), 2, 1, void_of(id, 2)), 0));
    assert!(again.is_err());
}

/// A refusal that time can cure goes out again; one that cannot stays told.
#[test]
fn curable_refusals_are_offered_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(&dir.path().join("book.sqlite"), None).unwrap();
    let id = FactId(Uuid::from_u128(11));
    let hash = |n: u8| ChangeHash([n; 32]);
    store
        .write(|writing| {
            writing.add_change(&change(doc(1), 1, 1, void_of(id, 1)), 0)?;
            writing.add_change(&change(doc(1), 2, 2, void_of(id, 2)), 0)?;
            writing.set_state(&hash(1), ChangeState::Refused, Some("not_allowed"))?;
            writing.set_state(&hash(2), ChangeState::Refused, Some("malformed"))?;
            writing.offer_again(&["not_allowed"])
        })
        .unwrap();
    let waiting = store.read(|reading| reading.outbox(&[1; 32], 1_000)).unwrap();
    assert_eq!(
        waiting.iter().map(|change| change.hash).collect::<Vec<_>>(),
        [hash(1)]
    );
}

impl Store {
    /// Spoils rows of every projection: for the hall's tests, which know no SQL.
    pub(crate) fn damage_projections(&self) {
        let sql = "UPDATE fact SET voided = 1 - voided, kind = 0, body = (SELECT body FROM fact WHERE n = 2)
                     WHERE n = 1;
                   DELETE FROM fact WHERE n = 4;
                   INSERT INTO fact (id, document, change, kind, step, occurred_ms, recorded_ms, body)
                     SELECT randomblob(16), document, change, kind, step, occurred_ms, recorded_ms, body
                     FROM fact WHERE n = 3;
                   DELETE FROM register_write;
                   DELETE FROM fact_search WHERE rowid = 3;";
        self.write(|writing| Ok::<_, StoreError>(writing.connection().execute_batch(sql)?))
            .unwrap();
    }
}

/// Ranges that are equal, nested, adjacent, single, huge, and of patterns that cross.
fn random_range(dice: &mut impl rand::Rng) -> SerialRange {
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
fn spans_and_leases_are_found_as_a_scan_finds_them() {
    use rand::{Rng, SeedableRng};
    for seed in 0..20 {
        let mut dice = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
        let dir = tempfile::tempdir().unwrap();
        let store = Store::create(&dir.path().join("book.sqlite"), None).unwrap();
        let ranges: Vec<SerialRange> = (0..120).map(|_| random_range(&mut dice)).collect();
        let id = |n: usize| Uuid::from_u128(100 + n as u128);
        let voided = |n: usize| n % 7 == 3;
        let refused = |n: usize| n % 11 == 5;
        store
            .write(|writing| {
                let mut seq = 0;
                for (n, range) in ranges.iter().enumerate() {
                    let span = StampSpan {
                        roll: None,
                        lease: None,
                        range: range.clone(),
                        code: None,
                    };
                    let activation = Fact {
                        kind: FactKind::Activate,
                        stamps: vec![span.clone(), span],
                        ..fact(FactId(id(n)))
                    };
                    let mut add = |row: NewRow| {
                        seq += 1;
                        let n = u8::try_from(seq).unwrap();
                        writing.add_change(&change(doc(1), n, seq, row), 0)
                    };
                    add(NewRow::Fact {
                        fact: Box::new(activation),
                        bytes: vec![1],
                    })?;
                    if voided(n) {
                        add(void_of(FactId(id(n)), u8::try_from(n).unwrap()))?;
                    }
                    if refused(n) {
                        writing.set_verdict(FactId(id(n)), 1, 3, b"signed")?;
                    }
                    let lease = StampLease {
                        id: LeaseId(id(n)),
                        roll: RollId(id(0)),
                        gtin: None,
                        range: range.clone(),
                        org: doc(1).org,
                        person: None,
                        not_after: MOMENT,
                    };
                    writing.set_lease(&lease, None, id(n).as_bytes())?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        for _ in 0..60 {
            let query = random_range(&mut dice);
            let touching: Vec<usize> = (0..ranges.len())
                .filter(|n| ranges[*n].overlap(&query).is_some())
                .collect();
            let mut leases = store.read(|reading| reading.leases_touching(&query)).unwrap();
            leases.sort();
            let expected: Vec<Vec<u8>> = touching.iter().map(|n| id(*n).as_bytes().to_vec()).collect();
            assert_eq!(leases, expected, "seed {seed}, {query}");
            let except = FactId(id(dice.random_range(0..ranges.len())));
            let mut spans: Vec<(FactId, SerialRange)> = store
                .read(|reading| reading.spans_touching(&query, Some(except)))
                .unwrap()
                .into_iter()
                .map(|row| (row.fact, row.span.range))
                .collect();
            spans.sort();
            let stand = touching
                .iter()
                .filter(|n| !voided(**n) && !refused(**n) && FactId(id(**n)) != except);
            let twice = stand.flat_map(|n| [0, 1].map(|_| (FactId(id(*n)), ranges[*n].clone())));
            assert_eq!(spans, twice.collect::<Vec<_>>(), "seed {seed}, {query}");
        }
    }
}

/// A book of 0.2 in which single rows of claimed stamps are spoilt opens, finds the sound ones, and can tell the others.
#[test]
fn a_spoilt_row_of_0_2_does_not_keep_the_book_shut() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("book.sqlite");
    let before = rusqlite::Connection::open(&path).unwrap();
    for migration in &super::connection::MIGRATIONS[..2] {
        before.execute_batch(migration).unwrap();
    }
    before.pragma_update(None, "user_version", 2).unwrap();
    // What the rows belong to is not there.
    before.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let end = |counter: u128| super::shelf::padded(counter);
    let rows = [
        (1u8, 6, end(1), end(9)),
        (2, 6, end(9), end(1)),
        (3, 6, "?".to_owned(), end(9)),
        (4, 300, end(1), end(9)),
        (5, -1, end(1), end(9)),
    ];
    for (n, width, first, last) in rows {
        let sql = "INSERT INTO claim_span (fact, place, prefix, suffix, width, first, last)
                   VALUES (?1, 0, 'T', '', ?2, ?3, ?4)";
        before
            .execute(sql, rusqlite::params![[n; 16], width, first, last])
            .unwrap();
        let sql = "INSERT INTO fact (id, document, change, kind, step, occurred_ms, recorded_ms, body)
                   VALUES (?1, 1, 1, 8, 'activate', 0, 0, x'')";
        before.execute(sql, [[n; 16]]).unwrap();
    }
    drop(before);
    let store = Store::open(&path, None).unwrap();
    let all = SerialRange::new("T", 6, "", 0, 999_999).unwrap();
    let found = store.read(|reading| reading.spans_touching(&all, None)).unwrap();
    let found: Vec<FactId> = found.into_iter().map(|row| row.fact).collect();
    assert_eq!(found, [FactId(Uuid::from_bytes([1; 16]))]);
    for n in 1..6u8 {
        let spans = store
            .read(|reading| reading.spans_of(FactId(Uuid::from_bytes([n; 16]))))
            .unwrap();
        assert_eq!(spans.len(), 1);
        assert_eq!(spans[0].is_some(), n == 1, "{n}");
    }
}

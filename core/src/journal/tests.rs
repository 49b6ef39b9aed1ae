use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::model::*;

mod mutated;
mod runs;

fn doc() -> DocRef {
    DocRef {
        id: DocId(Uuid::from_u128(7)),
        kind: DocKind::Season,
        org: OrgId(Uuid::from_u128(8)),
    }
}

fn author(n: u8) -> Author {
    Author {
        key: [n; 32],
        actor: [n; 16],
    }
}

fn moment(utc_ms: i64) -> Moment {
    Moment {
        utc_ms,
        offset_min: 420,
        trust: ClockTrust::Device,
    }
}

fn fact(n: u128) -> Fact {
    Fact {
        id: FactId(Uuid::from_u128(n)),
        kind: FactKind::Harvest,
        step: "harvest".into(),
        group: "sticky-rice@1".into(),
        occurred: moment(1_790_000_000_000),
        recorded: moment(1_790_000_100_000),
        recorder: PersonId(Uuid::from_u128(1)),
        device: DeviceId(Uuid::from_u128(2)),
        on_behalf_of: None,
        place: Some(Place {
            lat_e7: 208_000_000,
            lon_e7: 1_035_000_000,
            accuracy_m: 12,
            fix_age_s: 3,
            mock: false,
        }),
        quantities: vec![RoledQuantity {
            role: QuantityRole::Out,
            quantity: "2,5 tạ".parse().unwrap(),
        }],
        inputs: vec![Input {
            material: "NPK".into(),
            pre_harvest_interval: Some(7),
            ..Input::default()
        }],
        photos: vec![BlobHash([9; 32])],
        voice: Vec::new(),
        fields: BTreeMap::from([("moisture".into(), FieldValue::Number(Decimal::new(135, 1)))]),
        origins: Vec::new(),
        stamps: Vec::new(),
        note: Some("Gặt ở thửa trên".into()),
        capture: Capture::Manual,
        hub_offset_s: None,
        unknown: BTreeMap::new(),
    }
}

#[test]
fn an_amount_with_its_unit_is_left_to_apps_that_know_of_it() {
    let said = Amendment {
        value: FieldValue::Amount("2,5 yến".parse().unwrap()),
        ..amendment("")
    };
    let bytes = encode_amendment(&said).unwrap();
    assert_eq!(decode_amendment(&bytes).unwrap(), said);
    assert_eq!((bytes[0], encode_amendment(&amendment("13")).unwrap()[0]), (2, 1));
    let under = |layout| decode_amendment(&[&[layout][..], &bytes[1..]].concat());
    assert!(matches!(under(3), Err(JournalError::Newer(_))));
    // One spelling for each: the older layout never says a unit.
    assert!(matches!(under(1), Err(JournalError::Cbor(_))));
    assert!(matches!(under(0), Err(JournalError::Cbor(_))));
}

fn amendment(value: &str) -> Amendment {
    Amendment {
        value: FieldValue::text(value),
        reason: Some("cân lại".into()),
        by: PersonId(Uuid::from_u128(1)),
        at: moment(1_790_000_200_000),
    }
}

/// What a phone's and a hub's store does with tables.
struct Rows(Placed);

impl Default for Rows {
    fn default() -> Self {
        Self(Placed::of(&genesis(doc())))
    }
}

impl Rows {
    fn let_in(&mut self, bytes: &[u8]) -> Result<Change, Refusal> {
        let genesis = genesis(doc());
        let change = parse(&genesis, bytes)?;
        check_links(&genesis, &self.0, &change).unwrap()?;
        assert!(self.0.add(&change));
        Ok(change)
    }
}

#[test]
fn fact_bytes_never_change() {
    let bytes = encode_fact(&fact(3)).unwrap();
    let hex = bytes
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    insta::assert_snapshot!(hex);
    assert_eq!(decode_fact(&encode_fact(&fact(3)).unwrap()).unwrap(), fact(3));
}

/// What 0.1 reads of a fact with the offset that 0.2 adds: it keeps the key it does not know.
#[test]
fn the_clock_offset_is_one_more_key() {
    let plain = encode_fact(&fact(3)).unwrap();
    for offset in [0, 10_800, -63_072_000, i64::MIN, i64::MAX] {
        let mut off = fact(3);
        off.hub_offset_s = Some(offset);
        let bytes = encode_fact(&off).unwrap();
        let key_and_value = [vec![19], minicbor::to_vec(offset).unwrap()].concat();
        assert_eq!(
            bytes[2..],
            [&plain[2..], &key_and_value].concat(),
            "the rest is as before"
        );
        assert_eq!(bytes[1], plain[1] + 1);
        let read = decode_fact(&bytes).unwrap();
        assert_eq!(read, off);
        let _ = (read.recorded_at_hub(), read.occurred_at_hub().local());
    }
}

/// What 0.2 reads of an activation by codes: it keeps the key it does not know, and sees no stamps.
#[test]
fn codes_of_lists_are_one_more_key() {
    let lease = LeaseId(Uuid::from_u128(6));
    let code = |n: u32| StampSpan::of_code(None, Some(lease), &format!("tem.example.vn/x/{n:08X}")).unwrap();
    let plain = encode_fact(&fact(3)).unwrap();
    let listed = |count| Fact {
        stamps: (0..count).map(code).collect(),
        ..fact(3)
    };
    let bytes = encode_fact(&listed(2)).unwrap();
    assert_eq!(bytes[2..plain.len()], plain[2..], "the rest is as before");
    assert_eq!((bytes[1], bytes[plain.len()]), (plain[1] + 1, 23));
    let hex = bytes[plain.len()..]
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    insta::assert_snapshot!(hex);
    assert_eq!(decode_fact(&bytes).unwrap(), listed(2));
    let full = encode_fact(&listed(1_000)).unwrap();
    assert!(full.len() <= FACT_BYTES_MAX, "{} bytes", full.len());
    assert_eq!(decode_fact(&full).unwrap().stamps.len(), 1_000);
    let many = encode_fact(&listed(1_001)).unwrap();
    assert!(decode_fact(&many).is_err());
    assert_eq!(listed(1_001).check().unwrap_err().reason, "too_many");
}

/// What 0.2 reads of an entry with a voice: it keeps the key it does not know.
#[test]
fn voices_are_one_more_key() {
    let spoken = |count: u8| Fact {
        voice: (0..count).map(|n| BlobHash([n; 32])).collect(),
        ..fact(3)
    };
    let plain = encode_fact(&fact(3)).unwrap();
    let bytes = encode_fact(&spoken(2)).unwrap();
    assert_eq!(bytes[2..plain.len()], plain[2..], "the rest is as before");
    assert_eq!(bytes[1], plain[1] + 1);
    let hex = bytes[plain.len()..]
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    insta::assert_snapshot!(hex);
    for count in 0..=5 {
        assert_eq!(
            decode_fact(&encode_fact(&spoken(count)).unwrap()).unwrap(),
            spoken(count)
        );
    }
    assert!(decode_fact(&encode_fact(&spoken(6)).unwrap()).is_err());
    assert_eq!(spoken(6).check().unwrap_err().field, "voice");
}

/// Two phones write beside each other, and a third after both.
#[test]
fn the_proven_order_follows_dependencies_and_not_clocks() {
    let at = |id: u128, minute: i64| Fact {
        recorded: Moment {
            utc_ms: minute * 60_000,
            ..fact(id).recorded
        },
        ..fact(id)
    };
    let open = |who| Document::open(doc(), author(who)).unwrap();
    let (mut phone, mut tablet, mut late) = (open(1), open(2), open(3));
    let first = phone.put_fact(&at(10, 500), 1).unwrap();
    tablet.apply(std::slice::from_ref(&first)).unwrap();
    let beside = phone.put_fact(&at(11, 600), 2).unwrap();
    // An amendment between carries the proof on.
    let key = RegisterKey::amend(FactId(Uuid::from_u128(10)), "moisture");
    let amended = tablet.put_fields(&[(key, amendment("13"))], 3).unwrap();
    let other = tablet.put_fact(&at(12, 100), 4).unwrap();
    late.apply(&[first.clone(), beside.clone(), amended.clone(), other.clone()])
        .unwrap();
    let last = late.put_fact(&at(13, 50), 5).unwrap();
    let changes = [first, beside, amended, other, last];
    let order = proven_order(&changes).unwrap();
    let told: Vec<_> = order
        .iter()
        .map(|proven| {
            let after = proven.after.map(|(id, ms)| (id.0.as_u128(), ms / 60_000));
            (proven.fact.0.as_u128(), proven.depth, after)
        })
        .collect();
    assert_eq!(
        told,
        [
            (10, 0, None),
            (11, 1, Some((10, 500))),
            (12, 2, Some((10, 500))),
            (13, 3, Some((11, 600)))
        ]
    );
    // However they came, the order is the same.
    let again = [0, 2, 3, 1, 4].map(|place: usize| changes[place].clone());
    assert_eq!(proven_order(&again).unwrap(), order);
}

#[test]
fn fields_of_a_newer_app_survive() {
    let mut newer = fact(3);
    newer.unknown.insert(40, minicbor::to_vec("độ chín").unwrap());
    let bytes = encode_fact(&newer).unwrap();
    let read = decode_fact(&bytes).unwrap();
    assert_eq!(read.unknown.len(), 1);
    assert_eq!(encode_fact(&read).unwrap(), bytes);
}

#[test]
fn every_own_change_passes_the_checks_a_stranger_makes() {
    let (mut phone, mut tablet) = (
        Document::open(doc(), author(1)).unwrap(),
        Document::open(doc(), author(2)).unwrap(),
    );
    let mut rows = Rows::default();
    let key = RegisterKey::amend(FactId(Uuid::from_u128(3)), "moisture");
    let first = phone.put_fact(&fact(3), 1).unwrap();
    tablet.apply(std::slice::from_ref(&first)).unwrap();
    let one = phone.put_fields(&[(key.clone(), amendment("13"))], 2).unwrap();
    let two = tablet.put_fields(&[(key.clone(), amendment("14"))], 3).unwrap();
    phone.apply(std::slice::from_ref(&two)).unwrap();
    tablet.apply(std::slice::from_ref(&one)).unwrap();
    let settled = tablet.put_fields(&[(key.clone(), amendment("13,5"))], 4).unwrap();
    let note = tablet.put_fact(&fact(4), 5).unwrap();
    for change in [&first, &one, &two, &settled, &note] {
        assert_eq!(&rows.let_in(&change.bytes).unwrap(), change);
        assert_eq!(deps_of(&change.bytes).as_ref(), Some(&change.deps));
    }
    assert_eq!(first.author, Some([1; 32]));
    assert_eq!(two.author, Some([2; 32]));
    assert_eq!(settled.author, None);
    // A second change in a place that is taken is a fork, and one that skips its own last is refused.
    assert_eq!(rows.let_in(&one.bytes), Err(Refusal::Forked));
    assert_eq!(
        Rows::default().let_in(&settled.bytes),
        Err(Refusal::UnknownDependency(one.hash.min(two.hash)))
    );
}

/// Hundreds wrote to it and nobody knew of the others: whoever comes next can still write, whatever they write.
#[test]
fn a_document_with_any_number_of_heads_takes_the_next_change() {
    let mut rows = Rows::default();
    let mut crowd = Vec::new();
    for n in 0..700_u128 {
        let mut own = author(9);
        own.actor = (n + 1_000).to_be_bytes();
        let mut document = Document::open(doc(), own).unwrap();
        let first = document.put_fact(&fact(100 + n), 1).unwrap();
        crowd.push(rows.let_in(&first.bytes).unwrap());
    }
    let mut phone = Document::open(doc(), author(1)).unwrap();
    let mut own = vec![phone.put_fact(&fact(1), 1).unwrap()];
    phone.apply(&crowd).unwrap();
    let largest = Fact {
        note: None,
        unknown: BTreeMap::from([(
            99,
            minicbor::to_vec(minicbor::bytes::ByteVec::from(vec![7; 32_000])).unwrap(),
        )]),
        ..fact(2)
    };
    own.push(phone.put_fact(&largest, 2).unwrap());
    assert_eq!(phone.heads().len(), 700 + 1 - own[1].deps.len() + 1);
    let key = RegisterKey::amend(FactId(Uuid::from_u128(100)), "moisture");
    own.push(phone.put_fields(&[(key.clone(), amendment("13"))], 3).unwrap());
    own.push(phone.put_fields(&[(key, amendment("14"))], 4).unwrap());
    assert_eq!(phone.heads(), [own[3].hash]);
    for change in &own {
        assert!(change.deps.len() <= 512);
        rows.let_in(&change.bytes).unwrap();
    }
    assert_eq!(phone.facts().unwrap().len(), 702);
    assert_eq!(phone.registers().unwrap().into_values().next().unwrap().len(), 1);
    phone.snapshot().unwrap();
}

#[test]
fn an_actor_is_bound_to_one_key() {
    let actor = actor_of(&[1; 32], [9; 8]);
    assert!(is_bound(&actor, &[1; 32]) && !is_bound(&actor, &[2; 32]));
    assert_eq!(actor[8..], [9; 8]);
    // As it is stored: other than this, no actor of a released book would be bound to its key.
    assert_eq!(actor[..8], [0x2a, 0xc1, 0x46, 0x86, 0x98, 0xeb, 0x6b, 0x32]);
}

#[test]
fn a_reloaded_document_goes_on_with_the_same_chain() {
    let mut phone = Document::open(doc(), author(1)).unwrap();
    let one = phone.put_fact(&fact(1), 1).unwrap();
    let snapshot = phone.snapshot().unwrap();
    let two = phone.put_fact(&fact(2), 2).unwrap();
    let heads = phone.heads();
    let mut again = Document::load(doc(), author(1), Some(&snapshot), &[two.bytes], Some(&heads)).unwrap();
    let three = again.put_fact(&fact(3), 3).unwrap();
    assert_eq!((one.seq, three.seq, three.author), (1, 3, None));
    assert_eq!(again.facts().unwrap().len(), 3);
    let damaged = Document::load(doc(), author(1), Some(&snapshot), &[], Some(&heads));
    assert!(matches!(damaged, Err(JournalError::WrongHeads)));
}

#[test]
fn rows_fold_to_what_automerge_holds() {
    let (mut phone, mut tablet) = (
        Document::open(doc(), author(1)).unwrap(),
        Document::open(doc(), author(2)).unwrap(),
    );
    let key = RegisterKey::amend(FactId(Uuid::from_u128(3)), "moisture");
    let mut changes = vec![phone.put_fact(&fact(3), 1).unwrap()];
    tablet.apply(&changes).unwrap();
    changes.push(phone.put_fields(&[(key.clone(), amendment("13"))], 2).unwrap());
    changes.push(tablet.put_fields(&[(key.clone(), amendment("14"))], 3).unwrap());
    phone.apply(&changes[2..]).unwrap();
    let writes = write_rows(&changes);
    let states = fold_facts(&[encode_fact(&fact(3)).unwrap()], &writes).unwrap();
    assert_eq!(states[0].conflicts["moisture"].len(), 2);
    let shown = states[0].conflicts["moisture"][0].clone();
    let winner = phone.registers().unwrap()[&key].last().cloned().unwrap();
    assert_eq!(decode_amendment(&winner).unwrap(), shown);
}

fn write_rows(changes: &[Change]) -> Vec<RegisterWrite> {
    let mut rows: Vec<RegisterWrite> = Vec::new();
    for change in changes {
        for write in &change.writes {
            let Write::Register {
                key,
                bytes,
                op,
                replaces,
            } = write
            else {
                continue;
            };
            rows.iter_mut()
                .filter(|row| replaces.contains(&row.op))
                .for_each(|row| row.replaced = true);
            rows.push(RegisterWrite {
                key: key.clone(),
                op: *op,
                replaced: false,
                bytes: bytes.clone(),
                change: change.hash,
                author: [0; 32],
            });
        }
    }
    rows
}

/// Another spelling of a fact's id would be another key for the same field: it would always win or always
/// lose, and no honest correction could settle it.
#[test]
fn a_fact_has_one_spelling_in_amendment_keys() {
    let mut phone = Document::open(doc(), author(1)).unwrap();
    let id = FactId(Uuid::from_u128(0xabc));
    for spelled in [id.to_string().to_uppercase(), id.to_string().replace('-', "")] {
        let key = RegisterKey {
            map: RegisterMap::Amend,
            key: format!("{spelled}/note"),
        };
        assert!(key.check().is_err() && phone.put_fields(&[(key, amendment("x"))], 1).is_err());
    }
    assert!(
        phone
            .put_fields(&[(RegisterKey::amend(id, "note"), amendment("x"))], 1)
            .is_ok()
    );
}

/// What a newer app writes is told apart from what is damaged: it waits for an update.
#[test]
fn a_kind_or_layout_of_a_newer_app_is_told_from_damage() {
    let genesis = genesis(doc());
    let mut document = Document::open(doc(), author(1)).unwrap();
    let change = document.put_fact(&fact(1), 5).unwrap();
    let plain = encode_fact(&fact(1)).unwrap();
    let at = change
        .bytes
        .windows(plain.len())
        .position(|part| part == plain)
        .unwrap();
    // The layout, and behind key 1 with its 16 bytes and key 2 the kind.
    for (offset, newer) in [(0, 2), (21, 23)] {
        let mut bytes = change.bytes.clone();
        bytes[at + offset] = newer;
        assert_eq!(parse(&genesis, &with_checksum(bytes)), Err(Refusal::Newer));
    }
    let mut bytes = change.bytes;
    bytes[at] = 0;
    assert_eq!(
        parse(&genesis, &with_checksum(bytes)),
        Err(Refusal::Malformed("fact"))
    );
}

/// Rewrites the checksum, as an attacker or a buggy peer would.
fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    use sha2::Digest;
    let sum = sha2::Sha256::digest(&bytes[8..]);
    bytes[4..8].copy_from_slice(&sum[..4]);
    bytes
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&genesis(doc()), &bytes);
        let _ = decode_fact(&bytes);
        let _ = decode_amendment(&bytes);
    }
}

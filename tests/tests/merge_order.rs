//! I3: the same changes, in any causal order and any number of times, give the same result everywhere:
//! in Automerge, and in the rows that phone and hub fold without it.

use std::collections::{BTreeMap, BTreeSet};

use fieldbook_core::journal::*;
use fieldbook_core::model::*;
use proptest::prelude::*;
use uuid::Uuid;

const DEVICES: usize = 3;

fn doc() -> DocRef {
    DocRef {
        id: DocId(Uuid::from_u128(7)),
        kind: DocKind::Visit,
        org: OrgId(Uuid::from_u128(8)),
    }
}

fn author(n: u8) -> Author {
    Author {
        key: [n; 32],
        actor: [n; 16],
    }
}

fn moment(n: i64) -> Moment {
    Moment {
        utc_ms: 1_790_000_000_000 + n,
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
        occurred: moment(0),
        recorded: moment(1),
        recorder: PersonId(Uuid::from_u128(1)),
        device: DeviceId(Uuid::from_u128(2)),
        on_behalf_of: None,
        place: None,
        quantities: vec![RoledQuantity {
            role: QuantityRole::Out,
            quantity: "25 kg".parse().unwrap(),
        }],
        inputs: Vec::new(),
        photos: Vec::new(),
        voice: Vec::new(),
        fields: BTreeMap::new(),
        origins: Vec::new(),
        stamps: Vec::new(),
        note: None,
        capture: Capture::Manual,
        hub_offset_s: None,
        unknown: BTreeMap::new(),
    }
}

/// What a person does on one of the devices.
#[derive(Debug, Clone)]
enum Deed {
    Record,
    /// Amends one of the facts the device may or may not have seen, or voids it.
    Amend(usize, &'static str, i64),
    Void(usize, bool),
    Answer(&'static str, i64),
    /// Takes in everything another device has.
    Meet(usize),
}

fn deed() -> impl Strategy<Value = (usize, Deed)> {
    let field = prop::sample::select(vec!["moisture", "note", "qty.out"]);
    let question = prop::sample::select(vec!["name", "pests"]);
    let deed = prop_oneof![
        3 => Just(Deed::Record),
        3 => (0usize..6, field, 0i64..4).prop_map(|(fact, field, value)| Deed::Amend(fact, field, value)),
        1 => (0usize..6, any::<bool>()).prop_map(|(fact, void)| Deed::Void(fact, void)),
        2 => (question, 0i64..4).prop_map(|(field, value)| Deed::Answer(field, value)),
        2 => (0..DEVICES).prop_map(Deed::Meet),
    ];
    (0..DEVICES, deed)
}

fn amendment(value: FieldValue, at: i64) -> Amendment {
    Amendment {
        value,
        reason: None,
        by: PersonId(Uuid::from_u128(1)),
        at: moment(at),
    }
}

/// Every change three devices make in a day.
fn live(deeds: &[(usize, Deed)]) -> Vec<Change> {
    let mut devices: Vec<Document> = (1..=DEVICES)
        .map(|n| Document::open(doc(), author(u8::try_from(n).unwrap())).unwrap())
        .collect();
    let mut made = Vec::new();
    let mut facts = 0u128;
    for (at, (who, deed)) in (1i64..).zip(deeds) {
        let amend =
            |fact: usize, field: &str| RegisterKey::amend(FactId(Uuid::from_u128(fact as u128 + 1)), field);
        let mut put = |device: &mut Document, key, value| {
            made.push(device.put_fields(&[(key, amendment(value, at))], at).unwrap());
        };
        let device = &mut devices[*who];
        match deed {
            Deed::Record => {
                facts += 1;
                made.push(device.put_fact(&fact(facts), at).unwrap());
            }
            Deed::Amend(fact, "note", value) => {
                put(device, amend(*fact, "note"), FieldValue::text(&value.to_string()))
            }
            Deed::Amend(fact, field, value) => {
                put(device, amend(*fact, field), FieldValue::Number((*value).into()))
            }
            Deed::Void(fact, void) => put(device, amend(*fact, RegisterKey::VOID), FieldValue::Bool(*void)),
            Deed::Answer(field, value) => put(
                device,
                RegisterKey::answer(field),
                FieldValue::Number((*value).into()),
            ),
            Deed::Meet(other) => {
                let theirs = devices[*other].changes();
                let theirs: Vec<Change> = theirs
                    .iter()
                    .map(|bytes| parse(&genesis(doc()), bytes).unwrap())
                    .collect();
                devices[*who].apply(&theirs).unwrap();
            }
        }
    }
    made
}

/// One of the orders in which each change comes after those it builds on; some come twice.
fn delivery(changes: &[Change], choices: &[prop::sample::Index]) -> Vec<Change> {
    let genesis = genesis(doc()).hash;
    let mut waiting: Vec<&Change> = changes.iter().collect();
    let mut here = BTreeSet::from([genesis]);
    let mut delivered: Vec<Change> = Vec::new();
    let mut choice = choices.iter().cycle();
    while !waiting.is_empty() {
        let ready: Vec<usize> = (0..waiting.len())
            .filter(|at| waiting[*at].deps.iter().all(|dep| here.contains(dep)))
            .collect();
        let pick = choice.next().unwrap();
        let change = waiting.remove(ready[pick.index(ready.len())]);
        here.insert(change.hash);
        delivered.push(change.clone());
        if pick.index(3) == 0 {
            delivered.push(delivered[pick.index(delivered.len())].clone());
        }
    }
    delivered
}

/// A phone's or hub's rows, in memory.
struct Rows {
    placed: Placed,
    facts: BTreeMap<FactId, Vec<u8>>,
    writes: Vec<RegisterWrite>,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            placed: Placed::of(&genesis(doc())),
            facts: BTreeMap::new(),
            writes: Vec::new(),
        }
    }
}

impl Rows {
    /// As a store takes a change in: once, after the same checks.
    fn take(&mut self, change: &Change) {
        if self.placed.has(&change.hash) {
            return;
        }
        let Ok(linked) = check_links(&genesis(doc()), &self.placed, change);
        linked.expect("an honest change fits in any causal order");
        assert!(self.placed.add(change));
        for write in &change.writes {
            self.project(change, write);
        }
    }

    fn project(&mut self, change: &Change, write: &Write) {
        match write {
            Write::Fact { id, bytes } => {
                self.facts.insert(*id, bytes.clone());
            }
            Write::Register {
                key,
                bytes,
                op,
                replaces,
            } => {
                let replaced = self.writes.iter_mut().filter(|row| replaces.contains(&row.op));
                replaced.for_each(|row| row.replaced = true);
                self.writes.push(RegisterWrite {
                    key: key.clone(),
                    op: *op,
                    replaced: false,
                    bytes: bytes.clone(),
                    change: change.hash,
                    author: [0; 32],
                });
            }
        }
    }

    fn folded(&self) -> (Vec<FactState>, HeadState) {
        let facts: Vec<Vec<u8>> = self.facts.values().cloned().collect();
        let facts = fold_facts(&facts, &self.writes).unwrap();
        (facts, fold_head(RegisterMap::Answers, &self.writes).unwrap())
    }

    /// The value shown for each field, as its bytes.
    fn winners(&self) -> BTreeMap<RegisterKey, FieldValue> {
        let keys: BTreeSet<&RegisterKey> = self.writes.iter().map(|row| &row.key).collect();
        let shown = |key: &RegisterKey| {
            let of_key: Vec<&RegisterWrite> = self.writes.iter().filter(|row| row.key == *key).collect();
            standing(&of_key).unwrap().remove(0).value
        };
        keys.into_iter().map(|key| (key.clone(), shown(key))).collect()
    }
}

fn deliver(changes: &[Change]) -> (Rows, Document) {
    let mut rows = Rows::default();
    let mut document = Document::open(doc(), author(9)).unwrap();
    for change in changes {
        rows.take(change);
        document.apply(std::slice::from_ref(change)).unwrap();
    }
    (rows, document)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn i3_any_causal_order_and_repetition_gives_the_same_fold(
        deeds in prop::collection::vec(deed(), 1..24),
        one in prop::collection::vec(any::<prop::sample::Index>(), 24),
        other in prop::collection::vec(any::<prop::sample::Index>(), 24),
    ) {
        let changes = live(&deeds);
        let (rows, document) = deliver(&delivery(&changes, &one));
        let (other_rows, other_document) = deliver(&delivery(&changes, &other));
        prop_assert_eq!(rows.folded(), other_rows.folded());
        prop_assert_eq!(document.heads(), other_document.heads());
        prop_assert_eq!(document.facts().unwrap(), other_document.facts().unwrap());
        prop_assert_eq!(document.registers().unwrap(), other_document.registers().unwrap());
        prop_assert_eq!(&document.facts().unwrap(), &rows.facts);
        // The rows find the winner from operations alone; Automerge finds it its own way.
        let automerge: BTreeMap<RegisterKey, FieldValue> = document
            .registers()
            .unwrap()
            .into_iter()
            .map(|(key, values)| (key, decode_amendment(values.last().unwrap()).unwrap().value))
            .collect();
        prop_assert_eq!(automerge, rows.winners());
        // All at once, as a fresh phone gets them.
        let mut fresh = Document::open(doc(), author(9)).unwrap();
        fresh.apply(&changes).unwrap();
        prop_assert_eq!(fresh.heads(), document.heads());
    }
}

//! Hostile members: they hold a certified key and sign what no app writes.

use fieldbook_core::bundle::{Content, Exporter, FlawKind, ListedReceipt, Purpose, seal};
use fieldbook_core::identity::{Receipt, SecretKey, Signed, sign_change};
use fieldbook_core::journal::{Author, Change, Document, genesis, parse};
use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::sync::DocChanges;
use fieldbook_core::*;
use fieldbook_tests::sealed::Unsealed;
use fieldbook_tests::world::*;

fn moment(utc_ms: i64) -> Moment {
    Moment {
        utc_ms,
        offset_min: 420,
        trust: ClockTrust::Device,
    }
}

/// A phone that may export, and its evidence about one lot, all of it receipted.
fn story(seed: u64) -> (World, DocId, Unsealed) {
    let world = World::new(seed, 1);
    world.settle();
    let lot = packed_lot(&world.phones[0], 10);
    world.settle();
    let file = world.phones[0].exports().evidence(lot, false).unwrap();
    (world, lot, Unsealed::of(&file))
}

/// Seals a file under the first phone's key, as its owner can.
fn sealed(world: &World, content: &Content, at: Moment) -> Vec<u8> {
    let key = world.key_of(0);
    let exporter = Exporter {
        device: world.phones[0].people().me().unwrap().device,
        key: &key,
        at,
    };
    seal(content, &exporter).unwrap()
}

/// Somebody of the organisation with the key of their phone and an app of their own.
struct Member {
    key: SecretKey,
    person: PersonId,
}

impl Member {
    fn of(world: &World, phone: usize) -> Self {
        Self {
            key: world.key_of(phone),
            person: world.phones[phone].people().me().unwrap().person,
        }
    }

    fn open(&self, doc: DocRef, actor: u8) -> Document {
        let author = Author {
            key: self.key.public().0,
            actor: [actor; 16],
        };
        Document::open(doc, author).unwrap()
    }

    fn writes(&self, document: &mut Document, key: RegisterKey, value: &str) -> Change {
        let amendment = Amendment {
            value: FieldValue::text(value),
            reason: Some("x".into()),
            by: self.person,
            at: moment(1_790_000_000_000),
        };
        document.put_fields(&[(key, amendment)], 1_790_000_000).unwrap()
    }
}

/// Changes of one document with the signatures of whoever wrote them.
fn group(doc: DocRef, changes: &[&Change], signed: &[(&Member, &Change)]) -> DocChanges {
    DocChanges {
        doc,
        changes: changes.iter().map(|change| change.bytes.clone().into()).collect(),
        signatures: signed
            .iter()
            .map(|(by, change)| sign_change(&by.key, doc.id, change.hash))
            .collect(),
    }
}

/// Everybody's certificates, from what each hands over.
fn certificates(world: &World) -> Vec<Signed> {
    let of = |phone: &Fieldbook| {
        season(phone, "Vụ mùa");
        let own = phone.sync().bundle_outbox().unwrap().bytes;
        Unsealed::of(&own).content.certificates
    };
    world.phones.iter().flat_map(of).collect()
}

/// A bundle of one document.
fn handed_over(world: &World, certificates: &[Signed], group: DocChanges) -> Vec<u8> {
    let mut content = Content::new(Purpose::HandOver);
    content.docs.push(group);
    content.certificates.extend_from_slice(certificates);
    sealed(world, &content, moment(1_790_000_000_000))
}

/// The change without one of those it builds on.
fn without(doc: DocRef, change: &Change, dep: ChangeHash) -> Change {
    let mut expanded = automerge::Change::from_bytes(change.bytes.clone())
        .unwrap()
        .decode();
    expanded.deps.retain(|named| named.0 != dep.0);
    parse(&genesis(doc), automerge::Change::from(expanded).raw_bytes()).unwrap()
}

/// What the hub shows of it would be shown nowhere else, and no evidence of the document could be made.
#[test]
fn a_correction_replaces_only_what_it_builds_on() {
    let mut world = World::new(2, 2);
    world.add_phone_as(&[Role::Farmer]);
    world.settle();
    let certificates = certificates(&world);
    let (boss, colleague, farmer) = (
        Member::of(&world, 0),
        Member::of(&world, 1),
        Member::of(&world, 2),
    );
    for (accomplice, held) in [(&colleague, 0), (&farmer, 1)] {
        let lot = packed_lot(&world.phones[0], 10);
        world.settle();
        let doc = DocRef {
            id: lot,
            kind: DocKind::Lot,
            org: world.org,
        };
        let fact = world.phones[0].journal().query(&FactQuery::default()).unwrap()[0].id();
        let key = || RegisterKey::amend(fact, "note");
        let theirs = accomplice.writes(&mut accomplice.open(doc, 7), key(), "theirs");
        let mut document = boss.open(doc, 8);
        let first = boss.writes(&mut document, RegisterKey::amend(fact, "moisture"), "1");
        document.apply(std::slice::from_ref(&theirs)).unwrap();
        let honest = boss.writes(&mut document, key(), "only here");
        let hidden = without(doc, &honest, theirs.hash);
        let all = [&theirs, &first, &hidden];
        let signed = [(accomplice, &theirs), (&boss, &first), (&boss, &hidden)];
        let file = handed_over(&world, &certificates, group(doc, &all, &signed));
        // A verifier, a phone and the hub refuse it alike.
        let flaw = bundle::open(&file)
            .unwrap()
            .verify(world.hub.public_key())
            .unwrap_err();
        assert_eq!(flaw.kind, FlawKind::Altered, "{flaw}");
        let taken = world.phones[1].sync().import_bundle(&file).unwrap();
        assert_eq!((taken.shown, taken.quarantined), (2, 1));
        let taken = world.hub.take_bundle(&file).unwrap();
        assert_eq!(
            (taken.accepted + taken.held, taken.refused["malformed"]),
            (2, 1),
            "{:?}",
            taken.refused
        );
        assert_eq!(taken.held, held);
        let told = || format!("{:?}", world.hub.trace_of_lot(lot).unwrap().unwrap());
        assert!(!told().contains("only here"));
        // As an app writes it, it counts, or waits with what it builds on.
        let file = handed_over(&world, &certificates, group(doc, &[&honest], &[(&boss, &honest)]));
        assert_eq!(world.hub.take_bundle(&file).unwrap().held, held);
        assert_eq!(told().contains("only here"), held == 0);
    }
}

/// Between a value and its correction lie entries of others, and their bytes are only in snapshots.
#[test]
fn a_correction_of_what_lies_far_back_is_let_in_everywhere() {
    let world = World::new(3, 3);
    world.settle();
    let [first, second, third] = &world.phones[..] else {
        panic!("three phones")
    };
    let season = season(first, "Vụ mùa");
    let id = first.journal().record(harvest(season, 250)).unwrap().view.id();
    first
        .journal()
        .amend(id, "moisture", FieldValue::Number(21.into()), Some("đo lại"))
        .unwrap();
    world.settle();
    for kg in 1..30 {
        second.journal().record(harvest(season, kg)).unwrap();
    }
    world.settle();
    for phone in &world.phones {
        phone.pause().unwrap();
        phone.resume().unwrap();
    }
    third
        .journal()
        .amend(id, "moisture", FieldValue::Number(22.into()), Some("đo lại"))
        .unwrap();
    world.settle();
    world.assert_converged();
    let shown = |phone: &Fieldbook| phone.journal().get(id).unwrap().fact.fields["moisture"].clone();
    for phone in &world.phones {
        assert_eq!(shown(phone), FieldValue::Number(22.into()));
        assert_eq!(phone.journal().quarantine().unwrap().len(), 0);
    }
}

#[test]
fn a_receipt_that_lists_a_held_change_twice_says_held() {
    let (world, _, mut file) = story(1);
    let hub = world.hub.public_key();
    let change = journal::hash_of(&file.content.docs[0].changes[0]);
    let hub_key = world.hub_key();
    let word = |changes: &[ChangeHash], held: &[u32], at: i64| {
        let receipt = Receipt {
            device: DeviceId::fresh(),
            count: changes.len() as u32,
            digest: Receipt::digest_of(changes),
            at: moment(at),
            epoch: [1; 16],
            held: Some(held.to_vec()),
        };
        ListedReceipt::new(Signed::new(&receipt, &hub_key).unwrap(), changes)
    };
    let mut told = |receipts: Vec<ListedReceipt>| {
        file.content.receipts = receipts;
        let sealed = sealed(&world, &file.content, moment(2_000_000_000_000));
        verify_evidence(&sealed, &hub).unwrap().held
    };
    for held in [[0], [1]] {
        assert_eq!(told(vec![word(&[change, change], &held, 5)]), [change]);
    }
    // What was held counts once a later word says so, in whatever order the file has them.
    let (held, counts) = (word(&[change], &[0], 5), word(&[change], &[], 6));
    assert_eq!(told(vec![held.clone(), counts.clone()]), []);
    assert_eq!(told(vec![counts, held]), []);
}

/// The rules judge the lot in first place: whoever seals a file again must not choose what they are run over.
#[test]
fn evidence_is_judged_whatever_its_exporter_puts_first() {
    let world = World::new(4, 1);
    world.settle();
    let phone = &world.phones[0];
    let hub = world.hub.public_key();
    let field = season(phone, "Vụ mùa");
    let reaped = phone.journal().record(harvest(field, 250)).unwrap().view.id();
    let drawn = |origin: DocId, kg: &str| {
        let lot = phone.documents().open_lot(&NewLot::default()).unwrap().doc.id;
        let mut taken = NewFact::of(lot, "receive");
        let quantity: Quantity = kg.parse().unwrap();
        taken.quantities = vec![RoledQuantity {
            role: QuantityRole::In,
            quantity,
        }];
        taken.origins = vec![Origin {
            doc: origin,
            quantity: Some(quantity),
        }];
        phone.journal().record(taken).unwrap();
        lot
    };
    let first = drawn(field, "200 kg");
    let second = drawn(first, "100 kg");
    phone.journal().void(reaped, "ghi nhầm").unwrap();
    world.settle();
    let file = phone.exports().evidence(second, false).unwrap();
    let told = verify_evidence(&file, &hub).unwrap();
    assert!(told.judged && !told.findings.is_empty());
    let whole = Unsealed::of(&file).content;
    let judge = |content: &Content, at: i64| verify_evidence(&sealed(&world, content, moment(at)), &hub);
    // Dated before everything in it, it is judged by when the hub had it.
    let now = told.made.utc_ms;
    assert_eq!(judge(&whole, now).unwrap().findings, told.findings);
    assert_eq!(judge(&whole, 0).unwrap().findings, told.findings);
    let flaw = |content: &Content| match judge(content, now).unwrap_err() {
        FieldbookError::InvalidInput { reasons } => reasons[0].reason,
        other => panic!("{other}"),
    };
    for turn in 1..whole.docs.len() {
        let mut content = whole.clone();
        content.docs.rotate_left(turn);
        assert_eq!(flaw(&content), "bundle_not_one_story", "{turn}");
    }
    let mut content = whole.clone();
    content.docs.clear();
    assert_eq!(flaw(&content), "bundle_not_one_story");
    // What is no evidence says whether it was judged.
    content = whole;
    content.purpose = Purpose::HandOver;
    content.docs.rotate_left(1);
    content.docs.retain(|group| group.doc.kind == DocKind::Season);
    assert!(!judge(&content, now).unwrap().judged);
}

/// What a neighbour is asked to carry goes to the hub document by document, each under its authors' one signature.
#[test]
fn whoever_carries_too_much_still_gets_through() {
    let world = World::new(5, 2);
    world.settle();
    let certificates = certificates(&world);
    let (member, small) = (Member::of(&world, 1), Member::of(&world, 0));
    let stuffing = minicbor::to_vec(minicbor::bytes::ByteVec::from(vec![0; 30_000])).unwrap();
    let template = {
        let id = world.phones[1]
            .journal()
            .record(harvest(season(&world.phones[1], "x"), 1))
            .unwrap();
        id.view.fact
    };
    let heavy = |document: &mut Document| {
        let fact = Fact {
            id: FactId::fresh(),
            unknown: [(99, stuffing.clone())].into(),
            ..template.clone()
        };
        document.put_fact(&fact, 1_790_000_000).unwrap()
    };
    world.settle();
    let carrier = &world.phones[0];
    let mut taken = Vec::new();
    for count in [65, 65, 65, 300] {
        let doc = DocRef::fresh(DocKind::Season, world.org);
        let mut document = member.open(doc, 7);
        let mut changes: Vec<Change> = (0..count).map(|_| heavy(&mut document)).collect();
        let beside = heavy(&mut small.open(doc, 8));
        changes.push(beside.clone());
        let signed = [(&member, &changes[count - 1]), (&small, &beside)];
        let all: Vec<&Change> = changes.iter().collect();
        let file = handed_over(&world, &certificates, group(doc, &all, &signed));
        let report = carrier.sync().import_bundle(&file).unwrap();
        taken.push((report.shown, report.quarantined));
    }
    assert_eq!(taken, [(66, 0), (66, 0), (66, 0), (1, 300)]);
    let own = carrier
        .journal()
        .record(harvest(season(carrier, "Vụ mùa"), 5))
        .unwrap()
        .view
        .id();
    let report = world.sync(0);
    assert_eq!(
        report.ending,
        Some(sync::Ending::Complete),
        "{:?}",
        report.refused.first()
    );
    assert_eq!(
        carrier.journal().get(own).unwrap().state,
        store::ChangeState::Accepted
    );
    assert_eq!(carrier.sync().status().unwrap().outbox, 0);
    assert!(report.refused.is_empty());
}

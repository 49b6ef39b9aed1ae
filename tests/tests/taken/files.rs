//! The same in files: what a member hands to a colleague as a bundle, before the real entries come.

use fieldbook_core::bundle::{Content, Exporter, Purpose, seal};
use fieldbook_core::identity::sign_change;
use fieldbook_core::journal::{Document, Write, decode_fact, genesis, parse};
use fieldbook_core::sync::DocChanges;

use super::*;

/// A file as the member's own app would seal it.
fn file(rogue: &Rogue, docs: Vec<DocChanges>) -> Vec<u8> {
    let content = Content {
        docs,
        ..Content::new(Purpose::HandOver)
    };
    let at = Moment {
        utc_ms: 1_790_000_000_000,
        offset_min: 420,
        trust: ClockTrust::Device,
    };
    let exporter = Exporter {
        device: rogue.hand.device,
        key: &rogue.hand.key,
        at,
    };
    seal(&content, &exporter).unwrap()
}

/// An author, a colleague who carries for them, and a member with an app of their own.
fn three(seed: u64) -> (World, Rogue) {
    let mut world = World::new(seed, 2);
    world.settle();
    let rogue = Rogue::join(&world, world.org);
    world.settle();
    world.add_phone();
    world.settle();
    (world, rogue)
}

/// How many harvests of so many kilograms a phone shows.
fn harvests(world: &World, phone: usize, kg: u32) -> usize {
    let all = entries(&world.phones[phone]).into_iter();
    all.filter(|one| {
        one.fact
            .amount(QuantityRole::Out)
            .is_some_and(|out| out.amount() == kg.into())
    })
    .count()
}

fn record(world: &World, phone: usize, season: DocId, kg: u32) -> FactId {
    let journal = world.phones[phone].journal();
    journal.record(harvest(season, kg)).unwrap().view.id()
}

fn outbox(world: &World, phone: usize) -> Vec<u8> {
    world.phones[phone].sync().bundle_outbox().unwrap().bytes
}

/// Takes a file in; gives how many changes were set aside.
fn take(world: &World, phone: usize, file: &[u8]) -> u64 {
    world.phones[phone]
        .sync()
        .import_bundle(file)
        .unwrap()
        .quarantined
}

fn settle_and_assert(world: &World, expected: &[(usize, u32)]) {
    for _ in 0..3 {
        world.settle();
    }
    for (phone, kg) in expected {
        assert_eq!(harvests(world, *phone, *kg), 1, "{kg} kg on phone {phone}");
    }
    for phone in &world.phones {
        assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
        assert_eq!(phone.sync().status().unwrap().outbox, 0);
    }
}

#[test]
fn under_somebody_else_s_actor_a_file_hides_nothing() {
    let (world, rogue) = three(90);
    let season = season(&world.phones[1], "Vụ mùa");
    world.settle();
    record(&world, 0, season, 22);
    world.sync_through(0);
    let forged = rogue.entry(
        season_of(&world, season),
        actor_of(&world, 0),
        FactId::fresh(),
        "giả",
    );
    assert_eq!(take(&world, 1, &file(&rogue, vec![forged])), 1);
    record(&world, 1, season, 33);
    settle_and_assert(&world, &[(0, 33), (1, 22), (2, 22), (2, 33)]);
}

/// The colleague does not know the author's key yet: it takes the forged one in, and lets go of it once it does.
#[test]
fn what_an_earlier_file_brought_under_an_actor_gives_way_to_its_owner() {
    let (mut world, rogue) = three(91);
    let late = world.add_phone();
    world.sync_through(late);
    let season = season(&world.phones[late], "Vụ mùa");
    record(&world, late, season, 22);
    let forged = rogue.entry(
        season_of(&world, season),
        actor_of(&world, late),
        FactId::fresh(),
        "giả",
    );
    assert_eq!(take(&world, 1, &file(&rogue, vec![forged])), 0);
    let own = outbox(&world, late);
    assert_eq!(take(&world, 1, &own), 1);
    assert_eq!(harvests(&world, 1, 22), 1);
    record(&world, 1, season, 33);
    // The author's phone is lost, and the colleague brings its entries to the hub.
    world.phones[late].shutdown().unwrap();
    world.sync_through(1);
    world.sync_through(2);
    assert_eq!((harvests(&world, 2, 22), harvests(&world, 2, 33)), (1, 1));
}

#[test]
fn under_another_kind_a_file_hides_no_document() {
    let (world, rogue) = three(92);
    let season = season(&world.phones[0], "Vụ mùa");
    record(&world, 0, season, 22);
    world.sync_through(0);
    let other = DocRef {
        kind: DocKind::Lot,
        ..season_of(&world, season)
    };
    let forged = rogue.entry(other, [8; 16], FactId::fresh(), "giả");
    assert_eq!(take(&world, 1, &file(&rogue, vec![forged])), 1);
    settle_and_assert(&world, &[(1, 22)]);
}

/// Whoever builds on a carried entry that the hub will not have writes on without it.
#[test]
fn a_carrier_s_own_entries_arrive_without_what_the_hub_refuses() {
    let (mut world, _) = three(93);
    let season = season(&world.phones[0], "Vụ mùa");
    let taken = record(&world, 0, season, 22);
    assert_eq!(take(&world, 1, &outbox(&world, 0)), 0);
    record(&world, 1, season, 33);
    let org = world.add_org("HTX Khác");
    let mut rogue = Rogue::join(&world, org);
    let theirs = DocRef::fresh(DocKind::Season, org);
    assert_eq!(rogue.push(vec![rogue.entry(theirs, [8; 16], taken, "giả")]), []);
    // The season itself was its author's to open, under the same signature: it comes back from them.
    world.settle();
    record(&world, 1, season, 34);
    settle_and_assert(
        &world,
        &[(0, 22), (0, 33), (0, 34), (1, 22), (1, 33), (2, 22), (2, 34)],
    );
}

/// An id taken in another document of the organisation keeps nobody's entries there from being seen.
#[test]
fn an_id_taken_in_another_document_hides_nothing_there() {
    let (world, mut rogue) = three(94);
    let second = season(&world.phones[2], "Vụ hai");
    world.settle();
    let main = season(&world.phones[0], "Vụ mùa");
    let taken = record(&world, 0, main, 22);
    assert_eq!(take(&world, 1, &outbox(&world, 0)), 0);
    assert_eq!(
        rogue.push(vec![rogue.entry(
            season_of(&world, second),
            [8; 16],
            taken,
            "giả"
        )]),
        []
    );
    world.sync_through(2);
    record(&world, 2, second, 44);
    world.sync_through(2);
    settle_and_assert(&world, &[(0, 22), (0, 44), (1, 22), (1, 44)]);
}

/// The author's phone is lost, and its entry's id taken: what was carried of it is kept with the author's signature,
/// and what the carrier said of it is not said of somebody else's entry.
#[test]
fn what_gives_way_is_set_aside_with_its_signature() {
    let (world, mut rogue) = three(95);
    let season = season(&world.phones[0], "Vụ mùa");
    let taken = record(&world, 0, season, 22);
    assert_eq!(take(&world, 1, &outbox(&world, 0)), 0);
    world.phones[0].shutdown().unwrap();
    let note = amend_note(&world.phones[1], taken);
    record(&world, 1, season, 33);
    let forged = rogue.entry(season_of(&world, season), [8; 16], taken, "giả");
    assert_eq!(rogue.push(vec![forged]), []);
    let report = world.sync(1);
    assert!(report.quarantined > 0, "{report:?}");
    world.sync_through(1);
    world.sync_through(2);
    for phone in [1, 2] {
        assert_eq!(harvests(&world, phone, 33), 1);
        let said = |one: &FactView| one.fact.note.as_deref() == Some(note.as_str());
        assert!(!entries(&world.phones[phone]).iter().any(said));
    }
    let book = Connection::open(world.book_dir(1).join("book.sqlite")).unwrap();
    let sql = "SELECT count(*) FROM quarantine WHERE length(signatures) > 64";
    let kept: i64 = book.query_row(sql, [], |row| row.get(0)).unwrap();
    // The season's first change and the harvest.
    assert_eq!(kept, 2);
}

/// More changes than a push holds, and as many bytes: nobody who takes such a file in is cut off, nor are the entries
/// of others in the same document.
#[test]
fn no_file_ends_the_sync_of_who_takes_it_in() {
    let (world, rogue) = three(96);
    let season = season(&world.phones[0], "Vụ mùa");
    record(&world, 0, season, 22);
    for (number, note_bytes, count) in [(1, 0, 10_001), (2, 3_900, 1_100)] {
        let stuffed = match number {
            1 => DocRef::fresh(DocKind::Season, world.org),
            _ => season_of(&world, season),
        };
        let group = stuffing(&rogue, stuffed, count, note_bytes);
        assert!(take(&world, 1, &file(&rogue, vec![group])) > 0);
    }
    let half = stuffing(&rogue, season_of(&world, season), 500, 3_900);
    assert_eq!(take(&world, 1, &file(&rogue, vec![half])), 0);
    assert_eq!(take(&world, 1, &outbox(&world, 0)), 0);
    record(&world, 1, season, 33);
    world.sync_through(1);
    world.sync_through(2);
    assert_eq!((harvests(&world, 2, 22), harvests(&world, 2, 33)), (1, 1));
}

/// So many notes of so many letters in a document, under one signature.
fn stuffing(rogue: &Rogue, doc: DocRef, count: usize, letters: usize) -> DocChanges {
    let one = rogue.entry(doc, [6; 16], FactId::fresh(), "x");
    let first = parse(&genesis(doc), &one.changes[0]).unwrap();
    let Some(Write::Fact { bytes, .. }) = first.writes.first() else {
        panic!("a fact")
    };
    let pattern = decode_fact(bytes).unwrap();
    let mut document = Document::open(doc, rogue.author([7; 16])).unwrap();
    let mut group = DocChanges {
        doc,
        changes: Vec::new(),
        signatures: Vec::new(),
    };
    let mut newest = None;
    for _ in 0..count {
        let fact = Fact {
            id: FactId::fresh(),
            note: (letters > 0).then(|| "x".repeat(letters)),
            ..pattern.clone()
        };
        let change = document.put_fact(&fact, 1_790_000_000).unwrap();
        newest = Some(change.hash);
        group.changes.push(change.bytes.into());
    }
    let newest = newest.expect("at least one");
    group
        .signatures
        .push(sign_change(&rogue.hand.key, doc.id, newest));
    group
}

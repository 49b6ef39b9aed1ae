//! The sync scenarios, in bytes and round trips, beside Automerge's own sync protocol over the same
//! documents. Automerge's messages of one direction and round are put together and deflated as one body, the
//! best it could do over the same link.

use std::io::Write;
use std::path::Path;

use automerge::Automerge;
use automerge::sync::{Message, State, SyncDoc};
use fieldbook_core::journal::genesis;
use fieldbook_core::model::DocId;
use fieldbook_core::store::Store;
use fieldbook_core::{Fieldbook, SyncReport};

use super::Sizes;
use super::big_book::{BigWorld, entry};
use super::table::{Table, bytes};

/// One side of Automerge's protocol.
struct Peer {
    docs: Vec<Automerge>,
    states: Vec<State>,
}

/// Bytes from the phone, bytes to it, round trips.
type Cost = (usize, usize, usize);

pub fn measure(big: &BigWorld, sizes: Sizes, table: &mut Table) {
    let (world, lots) = (&big.world, &big.lots);
    let [ours, other] = &world.phones[..] else {
        panic!("two phones")
    };
    let shared = documents(&world.book_dir(0), ours, lots);
    tell_fresh(big, sizes, &shared, table);
    let still = world.sync(0);
    let mut pair = [Peer::fresh(&shared), Peer::fresh(&shared)];
    let first = exchange(&mut pair);
    let remembered = pair.map(|peer| peer.states);
    let again = exchange(&mut [
        Peer::again(&shared, &remembered[0]),
        Peer::again(&shared, &remembered[1]),
    ]);
    tell(
        "no change",
        &still,
        ("new states", first),
        ("kept states", again),
        "≤400 B each way, 1 round trip",
        table,
    );

    record_each(other, &lots[lots.len() - lots.len().min(25)..], 75);
    record_each(ours, &lots[..lots.len().min(40)], 120);
    let mine = documents(&world.book_dir(0), ours, lots);
    let theirs = documents(&world.book_dir(1), other, lots);
    world.sync_through(1);
    let report = world.sync(0);
    assert_eq!((report.pushed, report.pulled), (120, 75), "{report:?}");
    let fresh = exchange(&mut [Peer::fresh(&mine), Peer::fresh(&theirs)]);
    let kept = exchange(&mut [
        Peer::again(&mine, &remembered[0]),
        Peer::again(&theirs, &remembered[1]),
    ]);
    let target = "≤30/19 KB, 1 round trip";
    tell(
        "push 120 in 40, pull 75 in 25",
        &report,
        ("new states", fresh),
        ("kept states", kept),
        target,
        table,
    );
}

fn tell_fresh(big: &BigWorld, sizes: Sizes, shared: &[Automerge], table: &mut Table) {
    let facts = sizes.facts as f64;
    let saved: usize = shared.iter().map(|doc| doc.save().len()).sum();
    let what = format!("a fresh phone, per fact, {} round trips", big.pulled_rounds);
    table.compare(
        &what,
        (big.pulled_bytes as f64 / facts, saved as f64 / facts),
        bytes,
        "≤135 B",
    );
}

fn tell(
    what: &str,
    report: &SyncReport,
    fresh: (&str, Cost),
    kept: (&str, Cost),
    target: &str,
    table: &mut Table,
) {
    for (name, (up, down, rounds)) in [fresh, kept] {
        let head = format!(
            "{what}: {} round trip(s), Automerge with {name} {rounds}",
            report.round_trips
        );
        table.compare(
            &format!("{head}, up"),
            (report.bytes_up as f64, up as f64),
            bytes,
            target,
        );
        table.compare(
            &format!("{head}, down"),
            (report.bytes_down as f64, down as f64),
            bytes,
            target,
        );
    }
}

/// So many entries, spread evenly over the lots.
fn record_each(phone: &Fieldbook, lots: &[DocId], entries: u32) {
    for (n, lot) in (1..=entries).zip(lots.iter().cycle()) {
        phone.journal().record(entry(*lot, n)).unwrap();
    }
}

/// The lots of a phone's book as Automerge documents.
fn documents(dir: &Path, phone: &Fieldbook, lots: &[DocId]) -> Vec<Automerge> {
    phone.pause().unwrap();
    let store = Store::open(&dir.join("book.sqlite"), None).unwrap();
    let docs = lots.iter().map(|lot| load(&store, *lot)).collect();
    store.close().unwrap();
    phone.resume().unwrap();
    docs
}

fn load(store: &Store, lot: DocId) -> Automerge {
    let (doc, parts) = store
        .read(|reading| {
            Ok::<_, fieldbook_core::store::StoreError>((
                reading.document(lot)?.unwrap(),
                reading.parts(lot)?.unwrap(),
            ))
        })
        .unwrap();
    let mut whole = parts.snapshot.unwrap_or_else(|| genesis(doc).bytes);
    whole.extend(parts.changes.concat());
    Automerge::load(&whole).unwrap()
}

impl Peer {
    fn fresh(docs: &[Automerge]) -> Self {
        Self {
            docs: docs.to_vec(),
            states: docs.iter().map(|_| State::new()).collect(),
        }
    }

    /// With the states of an earlier sync, as they are when they have been kept on disk.
    fn again(docs: &[Automerge], states: &[State]) -> Self {
        Self {
            docs: docs.to_vec(),
            states: states
                .iter()
                .map(|state| State::decode(&state.encode()).unwrap())
                .collect(),
        }
    }

    /// The next message of every document that has one.
    fn say(&mut self) -> Vec<(usize, Vec<u8>)> {
        let pairs = self.docs.iter().zip(&mut self.states).enumerate();
        pairs
            .filter_map(|(at, (doc, state))| Some((at, doc.generate_sync_message(state)?.encode())))
            .collect()
    }

    fn hear(&mut self, messages: Vec<(usize, Vec<u8>)>) {
        for (at, message) in messages {
            let message = Message::decode(&message).unwrap();
            self.docs[at]
                .receive_sync_message(&mut self.states[at], message)
                .unwrap();
        }
    }
}

/// Runs the protocol until both sides are silent.
fn exchange([phone, hub]: &mut [Peer; 2]) -> Cost {
    let (mut up, mut down, mut rounds) = (0, 0, 0);
    loop {
        let said = phone.say();
        let asked = packed(&said);
        hub.hear(said);
        let said = hub.say();
        let answered = packed(&said);
        phone.hear(said);
        if asked + answered == 0 {
            break;
        }
        (up, down, rounds) = (up + asked, down + answered, rounds + 1);
    }
    for (ours, theirs) in phone.docs.iter().zip(&hub.docs) {
        assert_eq!(
            ours.get_heads(),
            theirs.get_heads(),
            "Automerge's protocol has converged"
        );
    }
    (up, down, rounds)
}

/// The length of a body that holds all messages, each behind its document's id and its length.
fn packed(messages: &[(usize, Vec<u8>)]) -> usize {
    if messages.is_empty() {
        return 0;
    }
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    for (at, message) in messages {
        // Ids of documents do not compress: 16 bytes that look random, as a UUID's.
        let id = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, &at.to_be_bytes());
        encoder.write_all(id.as_bytes()).unwrap();
        encoder
            .write_all(&u32::try_from(message.len()).unwrap().to_be_bytes())
            .unwrap();
        encoder.write_all(message).unwrap();
    }
    encoder.finish().unwrap().len()
}

//! Recording one fact, durably.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use fieldbook_core::journal::{Author, Change, Document, encode_fact};
use fieldbook_core::model::{DocId, DocKind, DocRef, Fact, FactId, OrgId};
use fieldbook_core::store::{ChangeState, NewChange, NewRow, Store};
use fieldbook_core::{Fieldbook, NewLot};
use fieldbook_tests::offline::offline_book;

use super::Sizes;
use super::big_book::entry;
use super::plain::Plain;
use super::table::{Table, alternate, median_ms, ms, timed};

/// Facts of one lot before the next is begun.
const PER_LOT: usize = 50;

pub fn measure(sizes: Sizes, table: &mut Table) {
    let dir = tempfile::tempdir().unwrap();
    let book = offline_book(dir.path());
    let plain = Plain::create(&dir.path().join("plain.sqlite"));
    let mut sample = record(&book, open_lot(&book)).0;
    let (mut lot, mut in_lot) = (open_lot(&book), 0);
    let ours = || {
        if in_lot == PER_LOT {
            (lot, in_lot) = (open_lot(&book), 0);
        }
        in_lot += 1;
        record(&book, lot).1
    };
    let reference = || {
        sample.id = FactId::fresh();
        let body = encode_fact(&sample).unwrap();
        timed(|| plain.insert(sample.id.as_bytes(), lot_bytes(), sample.occurred.utc_ms, &body)).1
    };
    let whole = alternate(sizes.entries, ours, reference);
    table.compare(
        "record a fact, durable",
        whole,
        ms,
        "≤1.05×, ≤1.3× where an fsync takes 0.1 ms",
    );
    tell_parts(dir.path(), sizes, whole.0, table);
}

fn lot_bytes() -> &'static [u8] {
    &[7; 16]
}

fn open_lot(book: &Fieldbook) -> DocId {
    book.documents().open_lot(&NewLot::default()).unwrap().doc.id
}

fn record(book: &Fieldbook, lot: DocId) -> (Fact, Duration) {
    let new = entry(lot, 25);
    let (recorded, time) = timed(|| book.journal().record(new).unwrap());
    (recorded.view.fact, time)
}

/// Where the time goes: the same steps, one by one, through the rooms' own doors.
fn tell_parts(dir: &Path, sizes: Sizes, whole: f64, table: &mut Table) {
    let store = Store::create(&dir.join("parts.sqlite"), None).unwrap();
    let mut sync_file = File::create(dir.join("fsync")).unwrap();
    let book = offline_book(&dir.join("other"));
    let mut fact = record(&book, open_lot(&book)).0;
    let author = Author {
        key: [1; 32],
        actor: [2; 16],
    };
    let (mut journal, mut durable, mut fsync) = (Vec::new(), Vec::new(), Vec::new());
    let mut document = None;
    for n in 0..sizes.entries {
        if n % PER_LOT == 0 {
            let doc = DocRef::fresh(DocKind::Lot, OrgId::fresh());
            document = Some((doc, Document::open(doc, author).unwrap()));
        }
        let Some((doc, loaded)) = &mut document else {
            continue;
        };
        fact.id = FactId::fresh();
        let (change, time) = timed(|| loaded.put_fact(&fact, 1_790_000_000).unwrap());
        journal.push(time);
        let row = new_change(*doc, change, &fact);
        durable.push(timed(|| store.write(|writing| writing.add_change(&row, 0)).unwrap()).1);
        fsync.push(timed(|| sync_page(&mut sync_file)).1);
    }
    let (journal, durable) = (median_ms(journal), median_ms(durable));
    table.tell("  of it: Automerge change, made and checked", ms(journal), "–");
    table.tell("  of it: the transaction", ms(durable), "–");
    table.tell(
        "  of it: catalogue, reading back, rules",
        ms(whole - journal - durable),
        "–",
    );
    table.tell(
        "  for comparison: append 4 KiB and fsync",
        ms(median_ms(fsync)),
        "–",
    );
}

fn sync_page(file: &mut File) {
    file.write_all(&[7; 4096]).unwrap();
    file.sync_data().unwrap();
}

fn new_change(doc: DocRef, change: Change, fact: &Fact) -> NewChange {
    NewChange {
        doc,
        hash: change.hash,
        actor: change.actor,
        seq: change.seq,
        max_op: change.max_op,
        deps: change.deps,
        author: [1; 32],
        time_s: change.time_s,
        bytes: change.bytes,
        state: ChangeState::OnPhone,
        rows: vec![NewRow::Fact {
            fact: Box::new(fact.clone()),
            bytes: encode_fact(fact).unwrap(),
        }],
    }
}

//! Writes a small book as this release writes it, for the tests that open it for ever after:
//! `cargo run -p fieldbook-tests --example make_fixture -- tests/fixtures/book-0.1`.
//! A released fixture is never written again; a new release gets a folder of its own.

use std::fs;
use std::path::PathBuf;

use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_tests::world::*;

fn main() {
    let target = std::env::args().nth(1).map(PathBuf::from);
    let target = target.expect("the folder to write, such as tests/fixtures/book-0.1");
    assert!(
        !target.exists(),
        "{} is there already; a released book is never written again",
        target.display()
    );
    let world = World::new(1, 2);
    world.settle();
    live_a_season(&world);
    let book = &world.phones[0];
    let report = book.check().unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    book.shutdown().unwrap();
    fs::create_dir_all(&target).unwrap();
    for file in ["book.sqlite", "device.key"] {
        fs::copy(world.book_dir(0).join(file), target.join(file)).unwrap();
    }
    println!("{}: {report:?}", target.display());
}

/// Something of everything: a season, a lot, a visit, amendments, a disagreement, a voided fact, a claim the
/// hub has confirmed, and entries the hub has not seen.
fn live_a_season(world: &World) {
    let [mai, officer] = &world.phones[..] else {
        panic!("two phones")
    };
    let season = season(mai, "Vụ mùa 2026");
    let gathered = mai.journal().record(harvest(season, 250)).unwrap().view.id();
    let mistaken = mai.journal().record(harvest(season, 25)).unwrap().view.id();
    mai.journal().void(mistaken, "ghi hai lần").unwrap();
    let lot = packed_lot(mai, 100);
    activate(mai, lot, "00001", "00100");
    world.settle();
    let moisture = |number: i64| FieldValue::Number(number.into());
    mai.journal()
        .amend(gathered, "moisture", moisture(21), Some("đo lại"))
        .unwrap();
    officer
        .journal()
        .amend(gathered, "moisture", moisture(22), Some("máy mới"))
        .unwrap();
    world.settle();
    let visit = NewVisit {
        name: "Thăm ruộng".into(),
        subject: Some(season),
        product: None,
    };
    mai.documents().open_visit(&visit).unwrap();
    mai.journal()
        .amend(gathered, "note", FieldValue::text("Lúa đẹp, gặt sớm"), None)
        .unwrap();
}

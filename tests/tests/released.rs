//! Books of every release open in this one.

use std::fs;
use std::path::{Path, PathBuf};

use fieldbook_core::model::*;
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::*;
use tempfile::TempDir;

/// A copy of a released book: opening brings it up to date, and the fixture must stay as it was.
fn copy_of(release: &str) -> (TempDir, Fieldbook) {
    let fixture: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(release);
    let dir = tempfile::tempdir().unwrap();
    for file in ["book.sqlite", "device.key"] {
        fs::copy(fixture.join(file), dir.path().join(file)).unwrap();
    }
    let book = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
    (dir, book)
}

fn all() -> FactQuery {
    FactQuery {
        limit: 100,
        ..FactQuery::default()
    }
}

#[test]
fn i7_a_book_of_0_1_opens_and_shows_everything() {
    let (_dir, book) = copy_of("book-0.1");
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
    let names = |kind| {
        let list = book.documents().list(kind).unwrap();
        list.iter()
            .filter_map(|document| document.text("name"))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(DocKind::Season), ["Vụ mùa 2026"]);
    assert_eq!(names(DocKind::Visit), ["Thăm ruộng"]);
    assert_eq!(book.documents().list(DocKind::Lot).unwrap().len(), 1);
    let facts = book.journal().query(&all()).unwrap();
    let kinds: Vec<FactKind> = facts.iter().map(|fact| fact.fact.kind).collect();
    assert_eq!(
        kinds,
        [
            FactKind::Activate,
            FactKind::Pack,
            FactKind::Harvest,
            FactKind::Harvest
        ]
    );
    let found = book.journal().search("lua dep", 10).unwrap();
    assert_eq!(
        found.len(),
        0,
        "search knows what was recorded, not what was amended"
    );
    let (mistaken, gathered) = (&facts[2], &facts[3]);
    assert_eq!(
        mistaken.voided.as_ref().unwrap().reason.as_deref(),
        Some("ghi hai lần")
    );
    assert_eq!(gathered.fact.note.as_deref(), Some("Lúa đẹp, gặt sớm"));
    assert_eq!(
        gathered.fact.amount(QuantityRole::Out).unwrap().amount(),
        250.into()
    );
    assert_eq!(gathered.state, ChangeState::Accepted);
    let history = book.journal().history(gathered.id()).unwrap();
    assert_eq!(history.len(), 4);
    // Two amendments made apart stand in the order of their random actors.
    let mut names: Vec<&str> = history[1..3]
        .iter()
        .filter_map(|entry| entry.by_name.as_deref())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["Người 0", "Người 1"]);
    let conflicts = book.journal().conflicts().unwrap();
    assert_eq!((conflicts.len(), conflicts[0].values.len()), (1, 2));
    let claims = book.stamps().claims(None).unwrap();
    assert_eq!((claims.len(), claims[0].state), (1, ClaimState::Confirmed));
    assert_eq!(book.stamps().leases().unwrap().len(), 1);
    let status = book.sync().status().unwrap();
    assert_eq!((status.outbox, status.enrolled), (2, true));
    assert!(status.receipts > 0);
}

#[test]
fn i7_a_book_of_0_1_is_written_on_and_rebuilt() {
    let (_dir, book) = copy_of("book-0.1");
    let before = book.journal().query(&all()).unwrap();
    assert_eq!(book.rebuild().unwrap(), 4);
    assert_eq!(book.journal().query(&all()).unwrap(), before);
    let conflict = book.journal().conflicts().unwrap().remove(0);
    let settled = FieldValue::Number(22.into());
    book.journal()
        .amend(conflict.fact.unwrap(), &conflict.field, settled, Some("đồng ý"))
        .unwrap();
    assert!(book.journal().conflicts().unwrap().is_empty());
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

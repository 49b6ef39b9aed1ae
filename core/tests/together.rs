//! Several entries at once, or none of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

mod books;

use books::new_book;
use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::*;

fn visit(book: &Fieldbook) -> (DocId, DocId) {
    let season = NewSeason {
        name: "Vụ mùa".into(),
        ..NewSeason::default()
    };
    let season = book.documents().open_season(&season).unwrap().doc.id;
    let visit = NewVisit {
        name: "Thăm ruộng".into(),
        subject: Some(season),
        product: None,
    };
    (season, book.documents().open_visit(&visit).unwrap().doc.id)
}

fn found(visit: DocId, what: &str) -> NewFact {
    let fields = [
        ("found", FieldValue::text(what)),
        ("corrective_action", FieldValue::text("Dọn ngay")),
        ("due_by", FieldValue::Date("2026-12-01".parse().unwrap())),
    ];
    NewFact {
        fields: fields.map(|(name, value)| (name.to_owned(), value)).into(),
        ..NewFact::of(visit, "nonconformity")
    }
}

fn notes(book: &Fieldbook) -> Vec<FactView> {
    book.journal().query(&FactQuery::default()).unwrap()
}

#[test]
fn a_visit_with_all_it_found_is_written_down_at_once_in_two_books() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let (season, visit) = visit(&book);
    let conclusion = NewFact {
        fields: [("conclusion".to_owned(), FieldValue::text("correct"))].into(),
        ..NewFact::of(visit, "inspect")
    };
    let harvest = NewFact {
        quantities: vec![RoledQuantity {
            role: QuantityRole::Out,
            quantity: "5 tạ".parse().unwrap(),
        }],
        ..NewFact::of(season, "harvest")
    };
    let all = vec![
        found(visit, "Chai thuốc trên bờ"),
        harvest.clone(),
        found(visit, "Kho không khoá"),
        conclusion,
    ];
    let before: Vec<Checked> = all
        .iter()
        .map(|new| book.journal().check(new.clone()).unwrap())
        .collect();
    let written = book.journal().record_all(all.clone()).unwrap();
    for ((new, checked), recorded) in all.iter().zip(&before).zip(&written) {
        assert_eq!(
            (&recorded.view.fact.step, recorded.view.doc.id),
            (&new.step, new.doc)
        );
        assert_eq!(recorded.advice, checked.advice);
        assert_eq!(recorded.findings.len(), checked.findings.len());
        assert_eq!(book.journal().get(recorded.view.id()).unwrap(), recorded.view);
    }
    let order: Vec<FactId> = book
        .journal()
        .order(visit)
        .unwrap()
        .into_iter()
        .map(|ordered| ordered.view.id())
        .collect();
    let of_visit = [0, 2, 3].map(|at| written[at].view.id());
    assert_eq!(order, of_visit, "each builds on the one before");
    // What was loaded goes on where it is, and so does a book that is opened anew.
    book.journal().record(harvest).unwrap();
    book.shutdown().unwrap();
    let book = Fieldbook::open(Config::in_dir(dir.path())).unwrap();
    assert_eq!(notes(&book).len(), 5);
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
    assert_eq!(book.journal().record_all(Vec::new()).unwrap(), Vec::new());
}

#[test]
fn one_that_is_refused_refuses_all() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let (_, visit) = visit(&book);
    let nameless = NewFact::of(visit, "nonconformity");
    let unknown = NewFact::of(DocId::fresh(), "note");
    for wrong in [nameless, unknown] {
        let alone = book.journal().record(wrong.clone()).unwrap_err();
        let all = vec![found(visit, "Chai thuốc"), wrong, found(visit, "Kho")];
        let refused = book.journal().record_all(all).unwrap_err();
        assert_eq!(format!("{refused:?}"), format!("{alone:?}"));
    }
    assert_eq!(notes(&book), Vec::new());
    book.pause().unwrap();
    let closed = book.journal().record_all(vec![found(visit, "Chai thuốc"); 3]);
    assert!(matches!(closed, Err(FieldbookError::Closed)));
    book.resume().unwrap();
    assert_eq!(notes(&book), Vec::new());
    book.journal()
        .record_all(vec![found(visit, "Chai thuốc"); 3])
        .unwrap();
    assert_eq!(notes(&book).len(), 3);
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

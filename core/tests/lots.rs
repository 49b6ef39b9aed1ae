//! What is left of a lot, read from a book with other lots in it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

mod books;

use std::path::Path;

use books::new_book;
use fieldbook_core::model::*;
use fieldbook_core::rules::{GoodsBalance, LeftIs};
use fieldbook_core::*;

fn lot(book: &Fieldbook) -> DocId {
    book.documents().open_lot(&NewLot::default()).unwrap().doc.id
}

fn amount(role: QuantityRole, text: &str) -> RoledQuantity {
    RoledQuantity {
        role,
        quantity: text.parse().unwrap(),
    }
}

fn receive(book: &Fieldbook, lot: DocId, from: Option<DocId>, weighed: &str) -> FactId {
    let origin = |doc| Origin {
        doc,
        quantity: Some(weighed.parse().unwrap()),
    };
    let new = NewFact {
        quantities: vec![amount(QuantityRole::In, weighed)],
        origins: from.into_iter().map(origin).collect(),
        ..NewFact::of(lot, "receive")
    };
    book.journal().record(new).unwrap().view.id()
}

fn kilograms(book: &Fieldbook, lot: DocId) -> GoodsBalance {
    book.documents().mass_balance(lot).unwrap().goods[0]
}

#[test]
fn what_other_lots_take_goes_out_of_a_lot_until_it_is_voided() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let (parent, child, mixed) = (lot(&book), lot(&book), lot(&book));
    receive(&book, parent, None, "1 tạ");
    let drawn = receive(&book, child, Some(parent), "30 kg");
    let left = |lot| {
        let goods = kilograms(&book, lot);
        (goods.left.map(|left| left.to_string()), goods.left_is)
    };
    assert_eq!(left(parent), (Some("70".into()), LeftIs::Exactly));
    assert_eq!(kilograms(&book, parent).drawn, 30.into());
    assert_eq!(left(child), (Some("30".into()), LeftIs::Exactly));

    // A correction of what went in is one of what was taken.
    let corrected = FieldValue::Number(30.into());
    book.journal()
        .amend(drawn, "qty.in", FieldValue::Number(20.into()), None)
        .unwrap();
    assert_eq!(left(parent), (Some("80".into()), LeftIs::Exactly));
    book.journal().amend(drawn, "qty.in", corrected, None).unwrap();

    // How much of a mixture came from here nobody said.
    receive(&book, mixed, None, "60 kg");
    let blend = NewFact {
        quantities: vec![
            amount(QuantityRole::In, "90 kg"),
            amount(QuantityRole::Out, "80 kg"),
        ],
        origins: vec![Origin {
            doc: parent,
            quantity: None,
        }],
        ..NewFact::of(mixed, "mill")
    };
    let blend = book.journal().record(blend).unwrap().view.id();
    assert_eq!(left(parent), (Some("70".into()), LeftIs::AtMost));
    assert_eq!(left(mixed), (Some("50".into()), LeftIs::AtLeast));

    book.journal().void(blend, "Ghi nhầm").unwrap();
    book.journal().void(drawn, "Ghi nhầm").unwrap();
    assert_eq!(left(parent), (Some("100".into()), LeftIs::Exactly));
    assert_eq!(left(mixed), (Some("60".into()), LeftIs::Exactly));
}

#[test]
fn a_correction_in_another_unit_counts_and_is_told_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let lot = lot(&book);
    let came = receive(&book, lot, None, "3 tạ");
    let says = |text: &str| FieldValue::Amount(text.parse().unwrap());
    let amend = |value| {
        book.journal()
            .amend(came, "qty.in", value, Some("Ghi nhầm đơn vị"))
    };
    let stands = |view: FactView| view.fact.amount(QuantityRole::In).unwrap().to_string();

    assert_eq!(stands(amend(says("3 yến")).unwrap()), "3 yến");
    assert_eq!(kilograms(&book, lot).came, 30.into());
    // A bare number is in the unit that stands now.
    assert_eq!(stands(amend(FieldValue::Number(4.into())).unwrap()), "4 yến");
    assert_eq!(kilograms(&book, lot).came, 40.into());
    assert_eq!(stands(amend(says("2.5 tạ")).unwrap()), "2.5 tạ");
    assert_eq!(kilograms(&book, lot).came, 250.into());

    let told: Vec<(Vec<String>, String)> = book.journal().history(came).unwrap()[1..]
        .iter()
        .map(|entry| {
            let old = entry.old.iter().map(ToString::to_string).collect();
            (old, entry.new.as_ref().unwrap().to_string())
        })
        .collect();
    let one = |old: &str, new: &str| (vec![old.to_owned()], new.to_owned());
    assert_eq!(
        told,
        [
            one("3 tạ", "3 yến"),
            one("3 yến", "4 yến"),
            one("4 yến", "2.5 tạ")
        ]
    );

    for (value, reason) in [("3 lít", "wrong_unit"), ("0 yến", "quantity_zero")] {
        let refused = amend(says(value)).unwrap_err();
        let FieldbookError::InvalidInput { reasons, .. } = &refused else {
            panic!("{refused:?}");
        };
        assert_eq!((reasons[0].field.as_str(), reasons[0].reason), ("qty.in", reason));
    }
    assert!(book.journal().amend(came, "note", says("3 yến"), None).is_err());
    assert!(
        book.journal()
            .amend(came, "qty.out", says("3 yến"), None)
            .is_err()
    );

    let before = book.journal().get(came).unwrap();
    book.rebuild().unwrap();
    assert_eq!(book.journal().get(came).unwrap(), before);
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

/// As the hub's answer to the last entry leaves it in the book: refused.
fn last_is_refused(dir: &Path) {
    let file = rusqlite::Connection::open(dir.join("book.sqlite")).unwrap();
    let sql = "UPDATE change SET state = 5, reason = 'not_allowed' WHERE n = (SELECT max(n) FROM change)";
    assert_eq!(file.execute(sql, []).unwrap(), 1);
}

#[test]
fn what_the_hub_refused_neither_corrects_nor_voids() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = new_book(dir.path());
    let (parent, child) = (lot(&book), lot(&book));
    let came = receive(&book, parent, None, "850 kg");
    let drawn = receive(&book, child, Some(parent), "50 kg");
    let left = |book: &Fieldbook| {
        let goods = kilograms(book, parent);
        (goods.left.map(|left| left.to_string()), goods.left_is)
    };
    let exactly = |amount: &str| (Some(amount.to_owned()), LeftIs::Exactly);
    let refused = |book: Fieldbook| {
        book.shutdown().unwrap();
        drop(book);
        last_is_refused(dir.path());
        Fieldbook::open(Config::in_dir(dir.path())).unwrap()
    };
    let number = |amount: u32| FieldValue::Number(amount.into());
    book.journal().amend(came, "qty.in", number(85), None).unwrap();
    assert_eq!(left(&book), exactly("35"), "what waits counts");
    book = refused(book);
    assert_eq!(left(&book), exactly("800"));
    // On what another lot took, and over a correction that counts.
    book.journal().amend(drawn, "qty.in", number(40), None).unwrap();
    assert_eq!(left(&book), exactly("810"));
    book.journal().amend(drawn, "qty.in", number(400), None).unwrap();
    assert_eq!(left(&book), exactly("450"));
    book = refused(book);
    assert_eq!(left(&book), exactly("810"));
    book.journal().void(drawn, "Ghi nhầm").unwrap();
    assert_eq!(left(&book), exactly("850"));
    book = refused(book);
    assert_eq!(left(&book), exactly("810"));
    book.journal().void(came, "Ghi nhầm").unwrap();
    book = refused(book);
    assert_eq!(left(&book), exactly("810"));
}

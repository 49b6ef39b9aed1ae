//! A new entry like an old one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

mod books;

use books::new_book;
use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::*;

fn new_season(book: &Fieldbook) -> DocId {
    let new = NewSeason {
        name: "Vụ mùa".into(),
        ..NewSeason::default()
    };
    book.documents().open_season(&new).unwrap().doc.id
}

fn spraying(season: DocId) -> NewFact {
    NewFact {
        occurred: Some(Moment::parse("occurred", "2026-10-02T06:30:00+07:00").unwrap()),
        place: Some(Place {
            lat_e7: 208_000_000,
            lon_e7: 1_035_000_000,
            accuracy_m: 10,
            fix_age_s: 2,
            mock: false,
        }),
        quantities: vec![RoledQuantity {
            role: QuantityRole::Area,
            quantity: "2 công".parse().unwrap(),
        }],
        inputs: vec![Input {
            material: "Validacin".into(),
            dose: Some("1.2 l/ha".into()),
            pre_harvest_interval: Some(14),
            ..Input::default()
        }],
        fields: [("pest".to_owned(), FieldValue::text("Đạo ôn"))].into(),
        note: Some("mưa lúc 3 giờ".into()),
        capture: Capture::Voice,
        ..NewFact::of(season, "spray")
    }
}

#[test]
fn what_proves_something_is_never_filled_in() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let season = new_season(&book);
    let fields = [("subject", "residue"), ("result", "pass"), ("report_no", "KN-17")];
    let test = NewFact {
        fields: fields
            .map(|(name, value)| (name.to_owned(), FieldValue::text(value)))
            .into(),
        ..NewFact::of(season, "test")
    };
    let fact = book.journal().record(test).unwrap().view.id();
    assert_eq!(book.journal().again(fact).unwrap(), NewFact::of(season, "test"));
    let mut sprayed = spraying(season);
    sprayed.inputs[0].maker_lot = Some("L0926".into());
    let fact = book.journal().record(sprayed).unwrap().view.id();
    assert_eq!(
        book.journal().again(fact).unwrap().inputs,
        spraying(season).inputs
    );
}

#[test]
fn a_repeated_entry_says_what_stands_and_leaves_out_what_was_of_that_day() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let (journal, season) = (book.journal(), new_season(&book));
    let old = spraying(season);
    let photo = book.blobs().keep(b"a photo").unwrap();
    let voice = book.blobs().keep_voice(b"#!AMR\n a voice").unwrap();
    let recorded = journal.record(NewFact {
        photos: vec![photo],
        voice: vec![voice],
        ..old.clone()
    });
    let fact = recorded.unwrap().view.id();
    let amount = FieldValue::Number("2.5".parse().unwrap());
    journal.amend(fact, "qty.area", amount, Some("đo lại")).unwrap();

    let again = journal.again(fact).unwrap();
    let quantity: Quantity = "2.5 công".parse().unwrap();
    let expected = NewFact {
        quantities: vec![RoledQuantity {
            role: QuantityRole::Area,
            quantity,
        }],
        inputs: old.inputs.clone(),
        fields: old.fields.clone(),
        ..NewFact::of(season, "spray")
    };
    assert_eq!(again, expected);
    let repeated = journal.record(again).unwrap().view;
    assert_eq!(repeated.fact.quantities, expected.quantities);
    assert_ne!(repeated.id(), fact);
    assert!(repeated.fact.occurred.utc_ms > old.occurred.unwrap().utc_ms);
    assert!(matches!(
        journal.again(FactId::fresh()),
        Err(FieldbookError::NotFound { .. })
    ));
}

#[test]
fn a_date_of_then_is_not_repeated() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let lot = book.documents().open_lot(&NewLot::default()).unwrap().doc.id;
    let operator = ("operator".to_owned(), FieldValue::text("Lò Văn Tèo"));
    let opened = FieldValue::Date("2026-10-01".parse().unwrap());
    let fumigating = NewFact {
        inputs: vec![Input {
            material: "Phosphine".into(),
            ..Input::default()
        }],
        fields: [operator.clone(), ("opened_on".to_owned(), opened)].into(),
        ..NewFact::of(lot, "fumigate")
    };
    let closed = book.journal().record(fumigating).unwrap().view.id();
    let again = book.journal().again(closed).unwrap();
    assert_eq!(again.fields, [operator].into());
}

#[test]
fn the_last_entry_of_a_step_is_one_that_stands() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let (journal, season) = (book.journal(), new_season(&book));
    let first = journal.record(spraying(season)).unwrap().view.id();
    let mistaken = journal.record(NewFact {
        occurred: None,
        ..spraying(season)
    });
    let mistaken = mistaken.unwrap().view.id();
    let last = |standing| {
        let query = FactQuery {
            doc: Some(season),
            steps: vec!["spray".into()],
            standing,
            limit: 1,
            ..FactQuery::default()
        };
        journal.query(&query).unwrap()[0].id()
    };
    assert_eq!(last(true), mistaken);
    journal.void(mistaken, "ghi nhầm").unwrap();
    assert_eq!((last(true), last(false)), (first, mistaken));
}

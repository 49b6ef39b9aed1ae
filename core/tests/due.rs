//! What visits found at one place, and what is due.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

mod books;

use books::new_book;
use chrono::{Days, NaiveDate};
use fieldbook_core::catalog::Lang;
use fieldbook_core::model::*;
use fieldbook_core::*;

const DAY_MS: i64 = 86_400_000;

struct Farm {
    book: Fieldbook,
    season: DocId,
    _dir: tempfile::TempDir,
}

impl Farm {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let book = new_book(dir.path());
        let season = NewSeason {
            name: "Ruộng Đặng".into(),
            ..NewSeason::default()
        };
        let season = book.documents().open_season(&season).unwrap().doc.id;
        Self {
            book,
            season,
            _dir: dir,
        }
    }

    fn visit(&self, name: &str, subject: Option<DocId>) -> DocId {
        let visit = NewVisit {
            name: name.into(),
            subject,
            product: None,
        };
        self.book.documents().open_visit(&visit).unwrap().doc.id
    }

    /// An entry of so many days ago.
    fn write(&self, doc: DocId, step: &str, days: i64, fields: &[(&str, FieldValue)]) -> FactId {
        let now = SystemClock.now();
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        let new = NewFact {
            fields: fields.collect(),
            occurred: Some(Moment {
                utc_ms: now.utc_ms - days * DAY_MS,
                ..now
            }),
            ..NewFact::of(doc, step)
        };
        self.book.journal().record(new).unwrap().view.id()
    }

    fn found(&self, doc: DocId, what: &str, days: i64, due: &str) -> FactId {
        let fields = [
            ("found", FieldValue::text(what)),
            ("corrective_action", FieldValue::text("Dọn ngay")),
            ("due_by", date(due)),
        ];
        self.write(doc, "nonconformity", days, &fields)
    }

    fn looked(&self, doc: DocId, at: FactId, days: i64, mended: bool, due: Option<&str>) -> FactId {
        let mut fields = vec![
            ("nonconformity", FieldValue::text(&at.to_string())),
            ("mended", FieldValue::Bool(mended)),
        ];
        fields.extend(due.map(|due| ("due_by", date(due))));
        self.write(doc, "recheck", days, &fields)
    }

    fn visited(&self, doc: DocId) -> Visited {
        self.book.documents().visited(doc).unwrap()
    }

    /// What is due, in a word and its day.
    fn due(&self, until: &str) -> Vec<(&'static str, NaiveDate, Option<DocId>)> {
        let due = self.book.tasks().due(until.parse().unwrap()).unwrap();
        for due in &due {
            for lang in Lang::ALL {
                let said = due.say(lang);
                assert!(!said.contains('…') && !said.contains("due."), "{said}");
            }
        }
        let word = |what: &DueWhat| match what {
            DueWhat::Mend { .. } => "mend",
            DueWhat::LookAgain { .. } => "look again",
            DueWhat::Harvest { .. } => "harvest",
            DueWhat::Visit => "visit",
            DueWhat::Lease { .. } => "lease",
        };
        due.iter().map(|due| (word(&due.what), due.on, due.doc)).collect()
    }
}

fn date(text: &str) -> FieldValue {
    FieldValue::Date(text.parse().unwrap())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_nonconformity_stays_open_until_the_last_look_says_that_it_is_mended() {
    let farm = Farm::new();
    let first = farm.visit("Lần một", Some(farm.season));
    let bottles = farm.found(first, "Chai thuốc trên bờ", 20, "2027-01-10");
    let shed = farm.found(first, "Kho không khoá", 20, "2027-02-01");
    let inspection = [
        ("conclusion", FieldValue::text("correct")),
        ("recheck_on", date("2027-01-05")),
    ];
    farm.write(first, "inspect", 20, &inspection);
    let seen = farm.visited(farm.season);
    assert_eq!((seen.subject, seen.due), (farm.season, Some(day("2027-01-05"))));
    let open = |seen: &Visited| -> Vec<(FactId, bool, Option<NaiveDate>)> {
        let points = seen.nonconformities.iter();
        points
            .map(|point| (point.entry.id(), point.mended, point.due))
            .collect()
    };
    let expected = [
        (bottles, false, Some(day("2027-01-10"))),
        (shed, false, Some(day("2027-02-01"))),
    ];
    assert_eq!(open(&seen).len(), 2);
    assert!(open(&seen).iter().all(|point| expected.contains(point)));

    // A second visit looks at both: one is mended, the other gets a new day.
    let second = farm.visit("Lần hai", Some(farm.season));
    farm.looked(second, bottles, 9, true, None);
    let given_up = farm.looked(second, shed, 9, true, None);
    farm.looked(second, shed, 8, false, Some("2027-03-01"));
    farm.write(
        second,
        "inspect",
        8,
        &[("conclusion", FieldValue::text("correct"))],
    );
    for doc in [first, second, farm.season] {
        let seen = farm.visited(doc);
        assert_eq!(
            seen.due,
            Some(day("2027-03-01")),
            "the last inspection names no day"
        );
        assert_eq!(seen.inspections.len(), 2);
        assert_eq!(seen.visits, [second, first]);
        assert_eq!(seen.inspections[0].doc.id, second);
        let points = open(&seen);
        assert!(points.contains(&(bottles, true, None)));
        assert!(points.contains(&(shed, false, Some(day("2027-03-01")))));
        let shed = seen
            .nonconformities
            .iter()
            .find(|point| point.entry.id() == shed)
            .unwrap();
        assert_eq!(
            (shed.found.as_str(), shed.action.as_deref()),
            ("Kho không khoá", Some("Dọn ngay"))
        );
        assert_eq!(shed.rechecks.len(), 2);
        assert_eq!(shed.rechecks[1].id(), given_up);
    }
    let elsewhere = farm.visit("Hộ bà Lả", None);
    assert_eq!(
        farm.book.documents().all_visited().unwrap(),
        [farm.visited(farm.season), farm.visited(elsewhere)]
    );
    assert_eq!(farm.visited(elsewhere).visits, [elsewhere]);

    // What was written by mistake does not count, also a look.
    farm.looked(second, shed, 1, true, None);
    assert_eq!(farm.visited(first).due, None);
    let seen = farm.visited(first).nonconformities;
    let last = seen
        .iter()
        .find(|point| point.entry.id() == shed)
        .unwrap()
        .rechecks[0]
        .id();
    farm.book.journal().void(last, "nhầm").unwrap();
    farm.book.journal().void(bottles, "nhầm").unwrap();
    let seen = farm.visited(first);
    assert_eq!(open(&seen), [(shed, false, Some(day("2027-03-01")))]);
    assert!(matches!(
        farm.book.documents().visited(DocId::fresh()),
        Err(FieldbookError::NotFound { .. })
    ));
}

#[test]
fn what_is_due_is_listed_by_its_day_until_it_is_done() {
    let farm = Farm::new();
    assert_eq!(farm.due("2099-01-01"), []);
    let today = SystemClock.now().local_date();
    let elsewhere = farm.visit("Hộ bà Lả", None);
    let here = farm.visit("Thăm ruộng", Some(farm.season));
    assert_eq!(
        farm.due("2099-01-01"),
        [("visit", today, Some(elsewhere)), ("visit", today, Some(here))]
    );
    let bottles = farm.found(here, "Chai thuốc", 1, "2050-01-10");
    farm.write(
        here,
        "inspect",
        1,
        &[
            ("conclusion", FieldValue::text("correct")),
            ("recheck_on", date("2050-01-05")),
        ],
    );
    farm.found(elsewhere, "Kho không khoá", 1, "2020-01-01");
    let sprayed = NewFact {
        inputs: vec![Input {
            material: "Validacin".into(),
            pre_harvest_interval: Some(14),
            ..Input::default()
        }],
        ..NewFact::of(farm.season, "spray")
    };
    farm.book.journal().record(sprayed).unwrap();
    let safe = today.checked_add_days(Days::new(14)).unwrap();
    let expected = [
        ("mend", day("2020-01-01"), Some(elsewhere)),
        ("visit", today, Some(elsewhere)),
        ("harvest", safe, Some(farm.season)),
        ("look again", day("2050-01-05"), Some(farm.season)),
        ("mend", day("2050-01-10"), Some(farm.season)),
    ];
    assert_eq!(farm.due("2099-01-01"), expected);
    assert_eq!(farm.due("2050-01-09"), expected[..4]);
    assert_eq!(farm.due("2020-01-01"), expected[..1]);
    assert_eq!(farm.due("2019-12-31"), []);
    farm.looked(here, bottles, 0, true, None);
    farm.write(
        elsewhere,
        "inspect",
        0,
        &[("conclusion", FieldValue::text("conformant"))],
    );
    assert_eq!(farm.due("2099-01-01"), [expected[0], expected[2], expected[3]]);
}

//! What an entry is told at once is what a look at the whole document says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test that cannot go on says so by panicking

mod books;

use books::new_book;
use fieldbook_core::catalog::Lang;
use fieldbook_core::model::*;
use fieldbook_core::store::FactQuery;
use fieldbook_core::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const DAY_MS: i64 = 86_400_000;

/// A cooperative that does a bit of everything in any order, also what it should not.
struct Farm {
    book: Fieldbook,
    dice: ChaCha8Rng,
    seasons: Vec<DocId>,
    lots: Vec<DocId>,
    visit: DocId,
    facts: Vec<FactId>,
    /// How often a harvest was too early.
    waited: usize,
}

impl Farm {
    fn new(book: Fieldbook, seed: u64) -> Self {
        let season = |name: &str| {
            let new = NewSeason {
                name: name.into(),
                ..NewSeason::default()
            };
            book.documents().open_season(&new).unwrap().doc.id
        };
        let seasons = vec![season("Vụ mùa"), season("Vụ chiêm")];
        let lot = || book.documents().open_lot(&NewLot::default()).unwrap().doc.id;
        let lots = vec![lot(), lot()];
        let visit = NewVisit {
            name: "Thăm ruộng".into(),
            subject: Some(seasons[0]),
            product: None,
        };
        let visit = book.documents().open_visit(&visit).unwrap().doc.id;
        Self {
            book,
            dice: ChaCha8Rng::seed_from_u64(seed),
            seasons,
            lots,
            visit,
            facts: Vec::new(),
            waited: 0,
        }
    }

    fn one_of(&mut self, docs: usize) -> DocId {
        let at = self.dice.random_range(0..2);
        if docs == 0 {
            self.seasons[at]
        } else {
            self.lots[at]
        }
    }

    fn entry(&mut self) -> NewFact {
        let (season, lot) = (self.one_of(0), self.one_of(1));
        let amount = |role, text: String| RoledQuantity {
            role,
            quantity: text.parse().unwrap(),
        };
        let kg = self.dice.random_range(1..400);
        let mut new = match self.dice.random_range(0..8) {
            0 => NewFact {
                inputs: vec![Input {
                    material: "Validacin".into(),
                    pre_harvest_interval: Some(self.dice.random_range(0..20)),
                    ..Input::default()
                }],
                ..NewFact::of(season, "spray")
            },
            1 | 2 => NewFact {
                quantities: vec![amount(QuantityRole::Out, format!("{kg} kg"))],
                fields: [("moisture".to_owned(), FieldValue::Number(20.into()))].into(),
                ..NewFact::of(season, "harvest")
            },
            3 => NewFact {
                quantities: vec![amount(QuantityRole::In, format!("{kg} kg"))],
                origins: vec![Origin {
                    doc: season,
                    quantity: Some(format!("{} kg", 2 * kg).parse().unwrap()),
                }],
                ..NewFact::of(lot, "receive")
            },
            4 => NewFact {
                quantities: vec![amount(QuantityRole::Out, format!("{kg} túi"))],
                note: Some("  kho số 3 ".into()),
                ..NewFact::of(lot, "pack")
            },
            5 => NewFact {
                fields: [
                    ("reason".to_owned(), FieldValue::text("kiểm tra")),
                    ("danger".to_owned(), FieldValue::text("low")),
                ]
                .into(),
                ..NewFact::of(lot, "recall")
            },
            6 => NewFact::of(self.visit, "note"),
            _ => {
                let from: u32 = self.dice.random_range(1..300);
                let range = SerialRange::parse(&format!("{from:05}"), &format!("{:05}", from + kg)).unwrap();
                NewFact {
                    stamps: self.book.stamps().spans(&[range]).unwrap(),
                    ..NewFact::of(lot, "activate")
                }
            }
        };
        if self.dice.random_bool(0.4) {
            let now = SystemClock.now();
            new.occurred = Some(Moment {
                utc_ms: now.utc_ms + self.dice.random_range(-20..2) * DAY_MS,
                ..now
            });
        }
        new
    }

    /// Records, and now and then voids or corrects, and compares every time.
    fn work(&mut self, entries: usize) -> usize {
        let mut found = 0;
        for _ in 0..entries {
            let new = self.entry();
            let doc = new.doc;
            let expected = self.check(&new);
            self.compare_wait(new.doc);
            match self.book.journal().record(new) {
                Ok(recorded) => {
                    found += recorded.findings.len();
                    assert_eq!(judged(&recorded), expected.unwrap(), "{:?}", recorded.view.fact);
                    self.compare(doc, &recorded);
                    self.facts.push(recorded.view.id());
                }
                // A recall's danger is one of the group's choices; the fields are not what is tested here.
                Err(error) => {
                    assert!(matches!(error, FieldbookError::InvalidInput { .. }), "{error:?}");
                    assert_eq!(format!("{:?}", expected.unwrap_err()), format!("{error:?}"));
                }
            }
            if !self.facts.is_empty() && self.dice.random_bool(0.15) {
                let fact = self.facts[self.dice.random_range(0..self.facts.len())];
                self.book.journal().void(fact, "ghi nhầm").unwrap();
            }
        }
        found
    }

    /// Judges an entry; that leaves nothing behind.
    fn check(&self, new: &NewFact) -> Result<Checked, FieldbookError> {
        let standing = || {
            let facts = self.book.journal().query(&FactQuery::default()).unwrap();
            (facts, self.book.sync().status().unwrap().outbox)
        };
        let before = standing();
        let checked = self.book.journal().check(new.clone());
        assert_eq!(standing(), before);
        checked
    }

    /// What is said before a harvest is what its finding would say of it.
    fn compare_wait(&mut self, doc: DocId) {
        if !self.seasons.contains(&doc) {
            return;
        }
        let harvest = NewFact {
            quantities: vec![RoledQuantity {
                role: QuantityRole::Out,
                quantity: "1 kg".parse().unwrap(),
            }],
            fields: [("moisture".to_owned(), FieldValue::Number(20.into()))].into(),
            ..NewFact::of(doc, "harvest")
        };
        let findings = self.check(&harvest).unwrap().findings;
        let early = findings
            .into_iter()
            .find(|finding| finding.code == FindingCode::PreHarvestInterval);
        let arg = |name| {
            let args = early.iter().flat_map(|finding| &finding.args);
            args.clone().find(|(known, _)| *known == name).unwrap().1.clone()
        };
        let wait = self.book.documents().wait_before_harvest(doc).unwrap();
        assert_eq!(wait.is_some(), early.is_some());
        if let Some(wait) = wait {
            self.waited += 1;
            assert_eq!(wait.until.to_string(), arg("date"));
            assert_eq!(wait.days.to_string(), arg("days"));
            assert_eq!(wait.fact.to_string(), arg("spray"));
            let said = wait.say(Lang::Vi);
            assert!(said.contains("Validacin") && said.contains(&wait.until.format("%d/%m/%Y").to_string()));
        }
    }

    fn compare(&self, doc: DocId, recorded: &Recorded) {
        let id = recorded.view.id();
        assert_eq!(recorded.view, self.book.journal().get(id).unwrap());
        let mut fresh = self.book.documents().findings(doc).unwrap();
        fresh.retain(|finding| finding.fact == Some(id));
        assert_eq!(recorded.findings, fresh, "{:?}", recorded.view.fact);
    }
}

/// What an entry was told when it was saved, as it is said before.
fn judged(recorded: &Recorded) -> Checked {
    let mut findings = recorded.findings.clone();
    for finding in &mut findings {
        finding.fact = None;
    }
    Checked {
        findings,
        advice: recorded.advice.clone(),
    }
}

#[test]
fn an_entry_is_told_what_the_whole_document_says_of_it() {
    for seed in 0..3 {
        println!("seed {seed}");
        let dir = tempfile::tempdir().unwrap();
        let mut farm = Farm::new(new_book(dir.path()), seed);
        let found = farm.work(60);
        assert!(
            found > 0,
            "seed {seed}: nothing was ever found, so nothing was compared"
        );
        assert!(farm.waited > 0, "seed {seed}: no harvest ever had to wait");
        assert_eq!(farm.book.check().unwrap().problems, Vec::<String>::new());
    }
}

#[test]
fn only_a_season_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let book = new_book(dir.path());
    let lot = book.documents().open_lot(&NewLot::default()).unwrap().doc.id;
    let refused = book.documents().wait_before_harvest(lot).unwrap_err();
    assert!(matches!(refused, FieldbookError::NotFound { .. }), "{refused:?}");
}

//! What people do: open, record, correct, void, activate stamps, take photos, add plots, change over.

use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_tests::clocks::DAY;
use fieldbook_tests::world::{harvest, pack};
use rand::{Rng, RngCore};

use crate::ledger::What;
use crate::life::{Life, Standing};

/// Steps of a season that need nothing but their name.
const BARE: [&str; 4] = ["irrigate", "weed", "transplant", "waste"];

fn amount(role: QuantityRole, amount: u32, unit: &str) -> RoledQuantity {
    RoledQuantity {
        role,
        quantity: format!("{amount} {unit}").parse().unwrap(),
    }
}

impl Life {
    pub fn work(&mut self) {
        let who = self.phones_that(|standing| standing != Standing::Lost);
        if let Some(phone) = self.pick(&who) {
            self.work_on(phone);
        }
    }

    pub fn work_on(&mut self, phone: usize) {
        match self.dice.random_range(0..20) {
            0 => self.open_document(phone),
            1 => self.take_photo(phone),
            2..10 => self.record(phone),
            10..14 => self.correct(phone),
            14 => self.void(phone),
            15 | 16 => self.activate(phone),
            17 => self.take_photo(phone),
            18 => self.add_plot(phone),
            _ => self.change_over(phone),
        }
    }

    fn home(&self, phone: usize) -> OrgId {
        self.phone(phone).people().me().unwrap().org
    }

    fn open_document(&mut self, phone: usize) {
        let number = self.next_number();
        let (documents, name) = (self.phone(phone).documents(), format!("số {number}"));
        let opened = match self.dice.random_range(0..4) {
            0 => documents.open_lot(&NewLot::default()),
            1 => documents.open_visit(&NewVisit {
                name,
                subject: self.documents_on(phone, DocKind::Season).first().copied(),
                product: None,
            }),
            _ => documents.open_season(&NewSeason {
                name,
                ..NewSeason::default()
            }),
        };
        let doc = opened.unwrap().doc;
        self.note(format!("phone {phone} opens {:?} {}", doc.kind, doc.id));
        self.ledger.acknowledge(phone, doc.org, What::Document(doc.id));
    }

    /// Documents of this person's organisation that have reached the phone, the oldest first.
    fn documents_on(&self, phone: usize, kind: DocKind) -> Vec<DocId> {
        let (documents, home) = (self.phone(phone).documents(), self.home(phone));
        let all = self.ledger.documents().into_iter();
        all.filter(|(id, org)| *org == home && documents.get(*id).is_ok_and(|view| view.doc.kind == kind))
            .map(|(id, _)| id)
            .collect()
    }

    fn record(&mut self, phone: usize) {
        let kind = [DocKind::Season, DocKind::Season, DocKind::Lot, DocKind::Visit];
        let kind = kind[self.dice.random_range(0..kind.len())];
        let docs = self.documents_on(phone, kind);
        let Some(doc) = self.pick(&docs) else {
            return self.open_document(phone);
        };
        let new = self.new_fact(phone, kind, doc);
        self.save(phone, new);
    }

    fn new_fact(&mut self, phone: usize, kind: DocKind, doc: DocId) -> NewFact {
        let number = self.next_number();
        let note = NewFact {
            note: Some(format!("ghi chú {number}")),
            ..NewFact::of(doc, "note")
        };
        match (kind, self.dice.random_range(0..6)) {
            (DocKind::Season, 0..3) => harvest(doc, number),
            (DocKind::Season, 3 | 4) => NewFact::of(doc, BARE[self.dice.random_range(0..BARE.len())]),
            (DocKind::Lot, 0..2) => pack(doc, number),
            (DocKind::Lot, 2) => NewFact {
                quantities: vec![amount(QuantityRole::In, number, "kg")],
                origins: self.origin(phone),
                ..NewFact::of(doc, "receive")
            },
            (DocKind::Lot, 3) => NewFact {
                quantities: vec![
                    amount(QuantityRole::In, number + 2, "kg"),
                    amount(QuantityRole::Out, number, "kg"),
                ],
                ..NewFact::of(doc, "dry")
            },
            (DocKind::Lot, 4) => NewFact {
                quantities: vec![amount(QuantityRole::Out, number, "kg")],
                fields: [("customer".to_owned(), FieldValue::text("Cửa hàng"))].into(),
                ..NewFact::of(doc, "ship")
            },
            (DocKind::Visit, 0..4) => NewFact {
                fields: [("conclusion".to_owned(), FieldValue::text("conformant"))].into(),
                ..NewFact::of(doc, "inspect")
            },
            _ => note,
        }
    }

    fn origin(&self, phone: usize) -> Vec<Origin> {
        let seasons = self.documents_on(phone, DocKind::Season);
        let of = |doc: &DocId| Origin {
            doc: *doc,
            quantity: None,
        };
        seasons.first().map(of).into_iter().collect()
    }

    fn save(&mut self, phone: usize, new: NewFact) {
        let recorded = self.phone(phone).journal().record(new).unwrap().view;
        let (id, org) = (recorded.id(), recorded.doc.org);
        self.note(format!("phone {phone} records {} {id}", recorded.fact.step));
        self.ledger.acknowledge(phone, org, What::Fact(id));
    }

    /// A fact that has reached the phone.
    fn a_fact_on(&mut self, phone: usize) -> Option<FactView> {
        let (journal, home) = (self.phone(phone).journal(), self.home(phone));
        let all = self.ledger.facts().into_iter();
        let here = all.filter(|(_, org)| *org == home);
        let here: Vec<FactId> = here
            .map(|(id, _)| id)
            .filter(|id| journal.get(*id).is_ok())
            .collect();
        self.pick(&here).map(|id| journal.get(id).unwrap())
    }

    fn correct(&mut self, phone: usize) {
        let Some(fact) = self.a_fact_on(phone) else {
            return self.record(phone);
        };
        let number = self.next_number();
        let reason = format!("sửa {number}");
        let (field, value) = if fact.fact.step == "harvest" {
            ("moisture", FieldValue::Number((number % 40).into()))
        } else {
            ("note", FieldValue::text(&format!("đúng ra là {number}")))
        };
        let journal = self.phone(phone).journal();
        journal.amend(fact.id(), field, value, Some(&reason)).unwrap();
        self.note(format!(
            "phone {phone} corrects {field} of {}: {reason}",
            fact.id()
        ));
        let what = What::Correction(fact.id(), reason);
        self.ledger.acknowledge(phone, fact.doc.org, what);
    }

    fn void(&mut self, phone: usize) {
        let Some(fact) = self.a_fact_on(phone) else { return };
        let reason = format!("nhầm {}", self.next_number());
        self.phone(phone).journal().void(fact.id(), &reason).unwrap();
        self.note(format!("phone {phone} voids {}: {reason}", fact.id()));
        let what = What::Correction(fact.id(), reason);
        self.ledger.acknowledge(phone, fact.doc.org, what);
    }

    /// Ranges overlap now and then: a few stamps, many claims.
    fn activate(&mut self, phone: usize) {
        let lots = self.documents_on(phone, DocKind::Lot);
        let Some(lot) = self.pick(&lots) else {
            return self.open_document(phone);
        };
        self.save(phone, pack(lot, 30));
        let first = self.dice.random_range(1..100);
        let last = first + self.dice.random_range(0..20);
        let stamps = self.phone(phone).stamps();
        let range = stamps
            .range(&format!("{first:05}"), &format!("{last:05}"))
            .unwrap();
        let claim = match stamps.activate(lot, &[range], Capture::Manual) {
            Ok(claim) => claim.fact,
            // Switched off, a phone forgets the hub's time and believes its own clock again, years ahead.
            Err(FieldbookError::NotAllowed { reason })
                if reason == "certificate_ended" && self.clocks[phone].ahead_ms() > DAY =>
            {
                return self.note(format!("phone {phone} may not activate: {reason}"));
            }
            Err(other) => panic!("{other:?}"),
        };
        self.note(format!("phone {phone} activates {first} to {last}: {claim}"));
        let org = self.home(phone);
        self.ledger.acknowledge(phone, org, What::Fact(claim));
    }

    fn take_photo(&mut self, phone: usize) {
        let seasons = self.documents_on(phone, DocKind::Season);
        let Some(doc) = self.pick(&seasons) else { return };
        let mut bytes = vec![0; self.dice.random_range(100..90_000)];
        self.dice.fill_bytes(&mut bytes);
        let photo = self.phone(phone).blobs().keep(&bytes).unwrap();
        self.photos.insert(photo, bytes);
        let new = NewFact {
            photos: vec![photo],
            ..harvest(doc, 1)
        };
        self.save(phone, new);
        self.note(format!("with photo {photo}"));
        let org = self.home(phone);
        self.ledger.acknowledge(phone, org, What::Photo(photo));
    }

    fn add_plot(&mut self, phone: usize) {
        let name = format!("thửa {}", self.next_number());
        self.phone(phone).people().add_plot(&name, None).unwrap();
        self.note(format!("phone {phone} adds {name}"));
        let org = self.home(phone);
        self.ledger.acknowledge(phone, org, What::Plot(name));
    }

    /// Somebody else takes the phone in hand; now and then somebody new.
    fn change_over(&mut self, phone: usize) {
        let people = self.phone(phone).people();
        let mut known: Vec<PersonId> = Vec::new();
        known.extend(people.profiles().unwrap().iter().map(|profile| profile.person));
        if known.len() < 2 && self.standing[phone] == Standing::Works {
            let org = self.orgs_of[phone][0];
            let name = format!("Người thêm {}", self.next_number());
            let person = self.world.new_person_of(org, &name, &[Role::Manager]);
            people.add(&self.world.invite_of(org, person)).unwrap();
            self.note(format!("{name} joins on phone {phone}"));
            known.push(person);
            // A hub put back to before somebody joined a phone that others use too forgets that they did, and is
            // not asked again. Known, and on the roadmap: such a copy is not put back here.
            self.ledger.hub_copy = None;
        }
        let Some(person) = self.pick(&known) else { return };
        self.phone(phone).people().switch_to(person, None).unwrap();
        self.note(format!("{person} takes phone {phone}"));
    }
}

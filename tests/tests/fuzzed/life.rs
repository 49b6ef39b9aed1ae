//! A world with people in it, and what happens to them, one step after another.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fieldbook::link::Weather;
use fieldbook_core::model::*;
use fieldbook_core::{BackupRule, Fieldbook};
use fieldbook_hub::NewProduct;
use fieldbook_tests::clocks::{PhoneClock, Time, YEAR};
use fieldbook_tests::gate::Gate;
use fieldbook_tests::world::World;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::ledger::{Ledger, Shelf};

/// The steps so far in words, for whoever has to find out what went wrong.
pub type Diary = Arc<Mutex<Vec<String>>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Works,
    /// Its certificate was taken back.
    Revoked,
    /// It lies in the river.
    Lost,
}

pub struct Life {
    pub world: World,
    pub time: Time,
    pub clocks: Vec<Arc<PhoneClock>>,
    pub standing: Vec<Standing>,
    /// Organisations of each phone, its home first.
    pub orgs_of: Vec<Vec<OrgId>>,
    pub orgs: [OrgId; 2],
    pub gate: Gate,
    pub dice: ChaCha8Rng,
    pub ledger: Ledger,
    /// Bytes of the photos.
    pub photos: BTreeMap<BlobHash, Vec<u8>>,
    diary: Diary,
    number: u32,
}

impl Life {
    /// Two organisations, four phones with clocks that are wrong, everybody enrolled.
    pub fn begin(seed: u64, diary: Diary) -> Self {
        let time = Time::default();
        let mut world = World::with_clock(seed, 0, time.hub());
        let other = world.add_org("HTX Sốp Cộp");
        let product = NewProduct {
            name: "Nếp tan Sốp Cộp".into(),
            group: "sticky-rice".into(),
            gtin: None,
        };
        world.hub.new_product(other, &product).unwrap();
        let (gate, home) = (world.gate(), world.org);
        let mut life = Self {
            world,
            time,
            clocks: Vec::new(),
            standing: Vec::new(),
            orgs_of: Vec::new(),
            orgs: [home, other],
            gate,
            dice: ChaCha8Rng::seed_from_u64(seed),
            ledger: Ledger::default(),
            photos: BTreeMap::new(),
            diary,
            number: 0,
        };
        for org in [0, 0, 0, 1] {
            life.join(org);
        }
        life
    }

    /// The whole life of a seed.
    pub fn run(seed: u64, steps: u32, diary: Diary) -> usize {
        let mut life = Self::begin(seed, diary);
        let weather = if life.dice.random_bool(0.5) {
            Weather::STORM
        } else {
            Weather::CLEAR
        };
        life.world.link.set_weather(weather);
        for _ in 0..steps {
            life.step();
        }
        life.verdict();
        life.ledger.entries.len()
    }

    fn step(&mut self) {
        match self.dice.random_range(0..100) {
            0..40 => self.work(),
            40..72 => self.go_online(),
            72..82 => self.trouble_with_a_phone(),
            82..90 => self.a_copy_put_back(),
            _ => self.trouble_at_the_hub(),
        }
    }

    pub fn note(&self, words: String) {
        let mut diary = self.diary.lock().unwrap();
        let number = diary.len() + 1;
        diary.push(format!("{number:>4}. {words}"));
    }

    /// A number nobody had before: it makes names and reasons unique.
    pub fn next_number(&mut self) -> u32 {
        self.number += 1;
        self.number
    }

    /// One of these, by the dice.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.dice.random_range(0..all.len())])
    }

    pub fn phone(&self, index: usize) -> &Fieldbook {
        &self.world.phones[index]
    }

    pub fn phones_that(&self, test: impl Fn(Standing) -> bool) -> Vec<usize> {
        let all = 0..self.standing.len();
        all.filter(|phone| test(self.standing[*phone])).collect()
    }

    pub fn working(&self) -> Vec<usize> {
        self.phones_that(|standing| standing == Standing::Works)
    }

    /// A new person with a new phone, online once in good weather.
    pub fn join(&mut self, org: usize) {
        let ahead = match self.dice.random_range(0..4) {
            0 => -3 * YEAR,
            1 => 2 * YEAR,
            _ => self.dice.random_range(-100_000..100_000),
        };
        let (clock, org) = (self.time.phone(ahead), self.orgs[org]);
        let rolls = self.dice.random_bool(0.5);
        let index = self.world.add_phone_with(org, |config| {
            config.clock = clock.clone();
            config.backup = rolls.then(|| BackupRule {
                every_hours: 0,
                ..BackupRule::default()
            });
        });
        self.clocks.push(clock);
        self.standing.push(Standing::Works);
        self.orgs_of.push(vec![org]);
        self.ledger.phones.push(Shelf::default());
        self.note(format!("phone {index} is new, its clock {ahead} ms ahead"));
        self.world.link.set_weather(Weather::CLEAR);
        self.sync_to_the_end(index);
        // An older copy of the hub would know neither the person nor the token.
        self.ledger.hub_copy = None;
    }
}

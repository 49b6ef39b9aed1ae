//! What befalls phones and the hub: old copies put back, clocks turned, restarts, revocations, losses.

use fieldbook_core::Fieldbook;
use fieldbook_core::model::{ClaimState, PersonId, Role};
use fieldbook_hub::Settlement;
use fieldbook_tests::clocks::{HOUR, MINUTE, YEAR};
use rand::Rng;

use crate::life::{Life, Standing};

impl Life {
    pub fn trouble_with_a_phone(&mut self) {
        let working = self.working();
        let Some(phone) = self.pick(&working) else { return };
        match self.dice.random_range(0..20) {
            0..4 => self.copy_phone(phone),
            4..8 => self.put_phone_back(phone),
            8..11 => self.put_rolling_copy_back(phone),
            11..14 => self.sleep(phone),
            14 | 15 => self.turn_clock(phone),
            16 => self.switch_off_and_on(phone),
            17 => self.lose(phone),
            _ => self.revoke(phone),
        }
    }

    pub fn trouble_at_the_hub(&mut self) {
        match self.dice.random_range(0..14) {
            0..2 => {
                self.world.restart_hub();
                self.note("the hub starts anew".into());
            }
            2..4 => self.back_up_hub(),
            4..7 => self.put_hub_back(),
            7 => self.accept_everything_held(),
            8 => self.settle_a_dispute(),
            9 if self.standing.len() < 5 => {
                let org = self.dice.random_range(0..2);
                self.join(org);
            }
            10 => {
                let name = format!("Người của sổ {}", self.next_number());
                let roles = [Role::Farmer];
                let org = self.world.org;
                let person: PersonId = self.world.hub.new_person(org, &name, &roles).unwrap().person.id;
                self.note(format!("staff write {name} {person} into the register"));
            }
            _ => {
                let passed = self.dice.random_range(MINUTE..3 * HOUR);
                self.time.pass(passed);
                self.note(format!("{} minutes pass", passed / MINUTE));
            }
        }
    }

    /// The whole of what makes copies dangerous: a phone or the hub is copied, what is written then reaches the
    /// other side, the copy comes back, and life goes on from there.
    pub fn a_copy_put_back(&mut self) {
        let working = self.working();
        let Some(phone) = self.pick(&working) else { return };
        let which = self.dice.random_range(0..3);
        match which {
            0 => self.copy_phone(phone),
            1 => self.sleep(phone),
            _ => self.back_up_hub(),
        }
        for _ in 0..self.dice.random_range(1..4) {
            self.work_on(phone);
        }
        self.sync_at(phone, self.world.link.url());
        self.note(format!("phone {phone} syncs"));
        match which {
            0 => self.put_phone_back(phone),
            1 => self.put_rolling_copy_back(phone),
            _ => self.put_hub_back(),
        }
        for _ in 0..self.dice.random_range(0..3) {
            self.work_on(phone);
        }
    }

    fn copy_phone(&mut self, phone: usize) {
        let copy = self.world.book_dir(phone).with_extension("copy");
        if copy.exists() {
            std::fs::remove_dir_all(&copy).unwrap();
        }
        self.world.copy_phone(phone);
        let shelf = &mut self.ledger.phones[phone];
        shelf.copy = Some(shelf.hand.clone());
        self.note(format!("phone {phone} is copied"));
    }

    fn put_phone_back(&mut self, phone: usize) {
        let Some(copy) = self.ledger.phones[phone].copy.clone() else {
            return self.copy_phone(phone);
        };
        self.world.restore_phone(phone);
        let shelf = &mut self.ledger.phones[phone];
        shelf.hand = copy;
        // The rolling copies came back with the folder, and are older still.
        shelf.rolled = None;
        shelf.put_back = true;
        self.note(format!("phone {phone} is put back from its copy"));
    }

    fn put_rolling_copy_back(&mut self, phone: usize) {
        let dir = self.world.book_dir(phone);
        let file = dir.join("backup").join("book.1.sqlite");
        let Some(rolled) = self.ledger.phones[phone].rolled.clone() else {
            return self.sleep(phone);
        };
        self.phone(phone).shutdown().unwrap();
        for name in ["book.sqlite", "book.sqlite-wal", "book.sqlite-shm"] {
            if dir.join(name).exists() {
                std::fs::remove_file(dir.join(name)).unwrap();
            }
        }
        self.world.phones[phone] = Fieldbook::restore(self.world.config(phone), &file, None, "").unwrap();
        let shelf = &mut self.ledger.phones[phone];
        shelf.hand = rolled;
        shelf.put_back = true;
        self.note(format!("phone {phone} is put back from its rolling copy"));
    }

    /// The app goes to the background: it folds, and copies itself when that is its rule.
    fn sleep(&mut self, phone: usize) {
        self.phone(phone).pause().unwrap();
        self.phone(phone).resume().unwrap();
        if self.world.config(phone).backup.is_some() {
            self.ledger.rolled(phone);
        }
        self.note(format!("phone {phone} sleeps and wakes"));
    }

    fn turn_clock(&mut self, phone: usize) {
        let by = self.dice.random_range(-4 * YEAR..4 * YEAR);
        self.clocks[phone].turn(by);
        self.note(format!("phone {phone}'s clock is turned by {by} ms"));
    }

    fn switch_off_and_on(&mut self, phone: usize) {
        let clock = self.clocks[phone].clone();
        self.world.with_phone_closed(phone, |_| clock.reboot());
        self.note(format!("phone {phone} is switched off and on"));
    }

    /// Its last copy goes with it. The first phone stays, so that somebody is left.
    fn lose(&mut self, phone: usize) {
        if phone == 0 {
            return;
        }
        self.phone(phone).shutdown().unwrap();
        std::fs::remove_dir_all(self.world.book_dir(phone)).unwrap();
        self.standing[phone] = Standing::Lost;
        self.ledger.phones[phone].hand = Default::default();
        self.note(format!("phone {phone} falls into the river"));
    }

    fn revoke(&mut self, phone: usize) {
        let taken = self.phones_that(|standing| standing == Standing::Revoked);
        if phone == 0 || taken.len() > 1 {
            return;
        }
        let device = self.phone(phone).people().me().unwrap().device;
        self.world.hub.revoke_device(device).unwrap();
        self.standing[phone] = Standing::Revoked;
        self.note(format!("phone {phone} is revoked"));
    }

    pub fn back_up_hub(&mut self) {
        if self.somebody_is_joining() {
            return;
        }
        let copy = self.world.hub_dir().with_file_name("hub-copy");
        if copy.exists() {
            std::fs::remove_dir_all(&copy).unwrap();
        }
        self.world.back_up_hub();
        self.ledger.hub_copy = Some(self.ledger.hub.clone());
        self.note("the hub is copied".into());
    }

    fn somebody_is_joining(&self) -> bool {
        self.working().into_iter().any(|phone| {
            let profiles = self.phone(phone).people().profiles().unwrap();
            profiles.iter().any(|profile| profile.pending)
        })
    }

    fn put_hub_back(&mut self) {
        let Some(copy) = self.ledger.hub_copy.clone() else {
            return self.back_up_hub();
        };
        self.world.restore_hub();
        self.ledger.hub = copy;
        self.note("the hub is put back from its copy".into());
        // A revocation made since is forgotten; the person who made it is not asked again.
        for phone in self.phones_that(|standing| standing == Standing::Revoked) {
            let device = self.phone(phone).people().me().unwrap().device;
            let devices = self.world.hub.devices().unwrap();
            let known = devices.iter().find(|known| known.id == device);
            if known.is_none_or(|known| known.revoked_ms.is_none()) {
                self.standing[phone] = Standing::Works;
                self.note(format!("phone {phone} is no longer revoked"));
            }
        }
    }

    pub fn accept_everything_held(&mut self) {
        for held in self.world.hub.held().unwrap() {
            // Accepting a document takes all its devices' changes at once.
            if let Ok(count) = self.world.hub.accept_held(held.doc.id, None) {
                self.note(format!("staff accept {count} held changes of {}", held.doc.id));
            }
        }
    }

    fn settle_a_dispute(&mut self) {
        let disputed = self.world.hub.claims(None, Some(ClaimState::Disputed)).unwrap();
        let Some(claim) = disputed.first() else { return };
        let settlement = if self.dice.random_bool(0.5) {
            Settlement::Keep
        } else {
            Settlement::Refuse
        };
        // What is not leased cannot be kept; then it stays disputed.
        let settled = self.world.hub.settle(claim.fact, settlement).is_ok();
        self.note(format!("staff settle {}: {settlement:?} {settled}", claim.fact));
    }
}

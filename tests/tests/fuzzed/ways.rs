//! How news travels: over a stormy link, through a relay that repeats, delays and loses whole requests, and as
//! a file in somebody's pocket.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fieldbook::link::Weather;
use fieldbook_core::model::FactId;
use fieldbook_core::store::ChangeState;
use fieldbook_core::sync::Ending;
use fieldbook_core::{BlobStanding, FieldbookError, ImportReport, SyncReport};
use fieldbook_tests::gate::Fate;
use fieldbook_tests::world::{copy_dir, one_try};
use rand::Rng;

use crate::ledger::What;
use crate::life::{Life, Standing};

impl Life {
    pub fn go_online(&mut self) {
        let working = self.working();
        let Some(phone) = self.pick(&working) else { return };
        match self.dice.random_range(0..16) {
            0..5 => {
                let report = self.sync_at(phone, self.world.link.url());
                self.note(format!("phone {phone} syncs over the link: {:?}", report.ending));
            }
            5..10 => self.sync_through_relay(phone),
            10..13 => self.die_in_a_sync(phone),
            13 => self.carry(phone),
            14 => {
                self.world.link.set_weather(Weather::STORM);
                self.note("a storm".into());
            }
            _ => {
                self.world.link.set_weather(Weather::CLEAR);
                self.note("clear weather".into());
            }
        }
    }

    /// One try, and what the ledger makes of it.
    pub fn sync_at(&mut self, phone: usize, url: String) -> SyncReport {
        let run = self.phone(phone).sync().run(&one_try(url), None).unwrap();
        let report = run.wait().unwrap();
        self.hear(phone, &report);
        report
    }

    fn sync_through_relay(&mut self, phone: usize) {
        let fates = [
            Fate::Passes,
            Fate::Passes,
            Fate::Lost,
            Fate::AnswerLost,
            Fate::Twice,
            Fate::Late,
            Fate::Echo,
        ];
        let plan: Vec<Fate> = (0..4)
            .map(|_| fates[self.dice.random_range(0..fates.len())])
            .collect();
        self.gate.plan(plan.clone());
        let report = self.sync_at(phone, self.gate.url());
        self.gate.clear();
        self.note(format!("phone {phone} syncs with {plan:?}: {:?}", report.ending));
    }

    /// The app is killed between two effects: what lay on the disk then is all there is afterwards.
    fn die_in_a_sync(&mut self, phone: usize) {
        let (dir, at) = (self.world.book_dir(phone), self.dice.random_range(0..6));
        let (image, count) = (dir.with_extension("killed"), Arc::new(AtomicUsize::new(0)));
        let (from, to, counter) = (dir.clone(), image.clone(), Arc::clone(&count));
        self.gate.hook(move |_, _| {
            let now = counter.fetch_add(1, Ordering::SeqCst);
            if now == at {
                copy_dir(&from, &to);
            }
            if now >= at {
                // Nothing more leaves a dead process; the relay's task ends without a word.
                std::panic::resume_unwind(Box::new("killed"));
            }
            None
        });
        let run = self
            .phone(phone)
            .sync()
            .run(&one_try(self.gate.url()), None)
            .unwrap();
        let report = run.wait().unwrap();
        self.gate.clear();
        if count.load(Ordering::SeqCst) > at {
            self.world.with_phone_closed(phone, |dir| {
                std::fs::remove_dir_all(dir).unwrap();
                std::fs::rename(&image, dir).unwrap();
            });
            self.note(format!("phone {phone} is killed at boundary {at} of a sync"));
            self.hear(phone, &SyncReport::default());
        } else {
            self.note(format!("phone {phone} syncs before it can be killed"));
            self.hear(phone, &report);
        }
    }

    /// Notes what the phone now shows a receipt for, and after a whole sync what both sides must have.
    fn hear(&mut self, phone: usize, report: &SyncReport) {
        for entry in self.newly_receipted(phone) {
            self.ledger.receipted(phone, entry);
        }
        if report.ending != Some(Ending::Complete) || !report.refused.is_empty() {
            return;
        }
        self.ledger.phones[phone].put_back = false;
        let status = self.phone(phone).sync().status().unwrap();
        assert_eq!(
            status.outbox, 0,
            "phone {phone}: a whole sync leaves nothing: {report:?}"
        );
        if status.freight > 0 {
            return;
        }
        let (orgs, standing) = (&self.orgs_of[phone], &self.standing);
        self.ledger.synced(phone, |entry| {
            let held = standing[entry.phone] == Standing::Revoked;
            orgs.contains(&entry.org) && !entry.is_photo() && !held
        });
    }

    fn newly_receipted(&self, phone: usize) -> Vec<usize> {
        let hand = &self.ledger.phones[phone].hand;
        let waiting = hand.now.difference(&hand.receipted).copied();
        waiting
            .filter(|entry| self.shows_receipt(phone, *entry))
            .collect()
    }

    fn shows_receipt(&self, phone: usize, entry: usize) -> bool {
        match &self.ledger.entries[entry].what {
            What::Fact(id) => self.state_of(phone, *id, None) == Some(ChangeState::Accepted),
            What::Correction(id, reason) => {
                self.state_of(phone, *id, Some(reason)) == Some(ChangeState::Accepted)
            }
            What::Photo(hash) => {
                let files = self.phone(phone).blobs().list().unwrap();
                let ours = files.iter().find(|file| file.hash == *hash);
                ours.is_some_and(|file| matches!(file.standing, BlobStanding::AtHub { .. }))
            }
            What::Document(_) | What::Plot(_) => false,
        }
    }

    fn state_of(&self, phone: usize, id: FactId, reason: Option<&str>) -> Option<ChangeState> {
        let history = self.phone(phone).journal().history(id).ok()?;
        let wanted = |entry: &&fieldbook_core::HistoryEntry| entry.reason.as_deref() == reason;
        match reason {
            None => history.first().map(|entry| entry.state),
            Some(_) => history.iter().find(wanted).map(|entry| entry.state),
        }
    }

    /// A file from this phone's pocket to another's, and what has come back by then.
    fn carry(&mut self, phone: usize) {
        let others = self.working();
        let Some(to) = self.pick(&others).filter(|to| *to != phone) else {
            return;
        };
        let file = match self.phone(phone).sync().bundle_outbox() {
            Ok(bundle) => bundle.bytes,
            Err(FieldbookError::NotAllowed { reason }) => {
                return self.note(format!("phone {phone} has nothing to carry: {reason}"));
            }
            Err(other) => panic!("{other:?}"),
        };
        let taken = self.phone(to).sync().import_bundle(&file).unwrap();
        assert_eq!(taken.flaw, None, "{taken:?}");
        self.assert_set_aside(phone, &taken);
        let waiting = &self.ledger.phones[phone].hand;
        let given: Vec<usize> = waiting.now.difference(&waiting.receipted).copied().collect();
        let entries = &self.ledger.entries;
        let given = given.into_iter().filter(|entry| {
            matches!(entries[*entry].what, What::Fact(_) | What::Correction(..))
                && self.orgs_of[to].contains(&entries[*entry].org)
        });
        let given: Vec<usize> = given.filter(|entry| self.shows(to, *entry)).collect();
        self.ledger.phones[to].hand.now.extend(given);
        self.note(format!("phone {to} carries for phone {phone}: {taken:?}"));
        let Ok(back) = self.phone(to).sync().bundle_receipts() else {
            return;
        };
        let taken = self.phone(phone).sync().import_bundle(&back.bytes).unwrap();
        assert_eq!(taken.quarantined, 0, "{taken:?}");
        // The receipts may be of before the hub was put back: they prove nothing about it now.
        let told = self.newly_receipted(phone);
        self.ledger.phones[phone].hand.receipted.extend(told);
        self.note(format!("receipts come back to phone {phone}: {taken:?}"));
    }

    /// A carrier sets aside what stands where something stands already, and nothing else: the phone that wrote it
    /// was put back from a copy, and writes it again at its next sync.
    pub fn assert_set_aside(&self, of: usize, taken: &ImportReport) {
        let put_back = self.ledger.phones[of].put_back;
        assert!(taken.quarantined == 0 || put_back, "{taken:?}");
    }

    /// In clear weather, until it is through.
    pub fn sync_to_the_end(&mut self, phone: usize) {
        for _ in 0..40 {
            let report = self.sync_at(phone, self.world.link.url());
            if report.ending == Some(Ending::Complete) {
                return;
            }
        }
        panic!("phone {phone} never gets through");
    }
}
